"""Bound numbers in Word: each stands in a content control with its key, and the document carries the whole list."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bureau_desk.bulletin.docx_package import Package
from bureau_desk.bulletin.docx_xml import attribute, clean
from bureau_desk.domain.galley import Galley, Number, Span

NAMESPACE = "urn:bureau-desk:numbers"
_LONGEST = 64
"""Word refuses longer names and tags of content controls."""
_FIRST_ID = 410_000_000
_PART = "customXml/item1.xml"
_PROPERTIES = "customXml/itemProps1.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PLACED = re.compile(r'<w:tag w:val="bd-p?\d+"/><w:id w:val="(\d+)"/>')
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def key_of(index: int, point: bool = False) -> str:
    """The tag of a number's content control: `bd-3`, or `bd-p3` for a number of a chart or table."""
    return f"bd-{'p' if point else ''}{index}"


@dataclass(frozen=True, slots=True)
class Revision:
    """Who marks changed numbers as revisions, when, and what each printed before, by key."""

    author: str
    when: datetime
    before: Mapping[str, str]


class Controls:
    """The content controls of one document."""

    def __init__(self, galley: Galley, revision: Revision | None = None) -> None:
        self._galley = galley
        self._revision = revision
        self._cells = {
            (one.figure, one.row, one.column): place for place, one in enumerate(galley.points) if one.kind == "table"
        }
        self._next = 0
        self._marks = 0
        self._texts: dict[str, tuple[str, str]] = {}

    def of_span(self, span: Span, runs: str) -> str:
        """The runs of a span, in a content control when they are a bound number."""
        if not 0 <= span.number < len(self._galley.numbers):
            return runs
        return self._control(key_of(span.number), self._galley.numbers[span.number], span.text, runs)

    def of_cell(self, table: str, row: int, column: int, text: str, runs: str) -> str:
        """The runs of a cell of a table."""
        place = self._cells.get((table, row, column))
        if place is None:
            return runs
        return self._control(key_of(place, point=True), self._galley.points[place].number, text, runs)

    def _control(self, key: str, number: Number, text: str, runs: str) -> str:
        self._next += 1
        self._texts[str(_FIRST_ID + self._next)] = key, text
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{attribute(alias_of(number))}"/><w:tag w:val="{key}"/>'
            f'<w:id w:val="{_FIRST_ID + self._next}"/><w15:appearance w15:val="hidden"/></w:sdtPr>'
            f"<w:sdtContent>{self._revised(key, number, text, runs)}</w:sdtContent></w:sdt>"
        )

    def _revised(self, key: str, number: Number, text: str, runs: str) -> str:
        """The runs as an insertion behind the deleted words of before, where the number changed and marks are wanted."""
        before = self._revision.before.get(key) if self._revision else None
        if before is None or self._revision is None or before == number.text:
            return runs
        tail = number.text.removeprefix(text)  # a big number stands apart from its unit
        shown = before.removesuffix(tail) if tail != number.text else before
        told = f'w:author="{attribute(self._revision.author)}" w:date="{self._revision.when:%Y-%m-%dT%H:%M:%SZ}"'
        end = runs.find("</w:rPr>") + len("</w:rPr>")
        gone = f'{runs[:end]}<w:delText xml:space="preserve">{clean(shown)}</w:delText></w:r>'
        self._marks += 2
        first, second = _FIRST_ID + self._marks - 1, _FIRST_ID + self._marks
        return f'<w:del w:id="{first}" {told}>{gone}</w:del><w:ins w:id="{second}" {told}>{runs}</w:ins>'

    def put_list(self, package: Package, body: str) -> None:
        """Let the document carry the list of the numbers of its body; nothing without numbers."""
        # What was set more than once until it fitted has left controls behind that are not printed.
        places = [self._texts[one] for one in _PLACED.findall(body)]
        if not places:
            return
        content = number_list(self._galley, places)
        digest = hashlib.sha256(content).hexdigest().upper()
        identity = f"{{{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}}}"
        package.put(_PART, content)
        package.put(
            _PROPERTIES,
            f'{_HEAD}<ds:datastoreItem ds:itemID="{identity}" '
            'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'.encode(),
        )
        package.put(
            "customXml/_rels/item1.xml.rels",
            f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/customXmlProps" Target="itemProps1.xml"/></Relationships>'.encode(),
        )
        package.links("document").to(f"{_OFFICE}/customXml", "../customXml/item1.xml")


def alias_of(number: Number) -> str:
    """What a number's content control is called: its name and wording."""
    name = f"{number.name}｜{number.form}" if number.form else number.name
    return name[:_LONGEST]


def number_list(galley: Galley, places: Sequence[tuple[str, str]]) -> bytes:
    """The list of an issue's numbers as XML in the namespace `urn:bureau-desk:numbers`.

    One `number` for each, one `place` (key and text) for each content control in the order of the document, and the
    `questions` in the words of figures.toml.
    """
    head = galley.masthead
    lines = [_line(one) for one in listing_of(galley)]
    lines += [f'<place key="{key}">{clean(text)}</place>' for key, text in places]
    lines.append(f"<questions>{clean(galley.asked)}</questions>" if galley.asked else "")
    told = f'title="{attribute(head.title)}" year="{head.year}" number="{head.number}" date="{head.date.isoformat()}"'
    return f'{_HEAD}<numbers xmlns="{NAMESPACE}" {told}>{"".join(lines)}</numbers>'.encode()


def listing_of(galley: Galley) -> Iterator[dict[str, str]]:
    """What the list tells of each number, as text."""
    for one in galley.numbers:
        yield _told(key_of(one.index), one, "text")
    for place, point in enumerate(galley.points):
        yield _told(key_of(place, True), point.number, point.kind)


def _told(key: str, number: Number, kind: str) -> dict[str, str]:
    return {
        "key": key, "in": kind, "name": number.name, "form": number.form, "as_of": number.as_of,
        "text": number.text, "value": number.value, "unit": number.unit, "article": number.article,
        "question": hashlib.sha256(number.question.encode()).hexdigest()[:16], "rows": str(len(number.rows)),
        "sentence": number.sentence,
    }  # fmt: skip


def _line(told: Mapping[str, str]) -> str:
    attributes = " ".join(f'{name}="{attribute(text)}"' for name, text in told.items())
    return f"<number {attributes}/>"
