"""The bookmarks beside the pages of an issue's PDF: columns, under them the articles as the contents name them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bureau_desk.bulletin.docx_contents import title_of
from bureau_desk.bulletin.docx_figures import listed
from bureau_desk.bulletin.docx_marks import END_MARK, FIRST_FOLIO_MARK, bookmark_names
from bureau_desk.domain.galley import Galley

if TYPE_CHECKING:
    from pypdf import PdfReader

_BEGINS = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_UNPRINTED = re.compile(r"[\s\x00-\x1f\ud800-\udfff]+")
_DEEPEST_TITLE = 2
"""LibreOffice's bookmarks down to here are columns and lines of titles; below stand the headings inside articles."""


_Sheet = tuple[int, float]
"""A page's number as an object of the PDF, and the height of its top in points."""


@dataclass(slots=True)
class Entry:
    """One bookmark: its words, its page from 0, the height on that page in points (None is its top), what is under it."""

    title: str
    page: int
    top: float | None = None
    under: list[Entry] = field(default_factory=list)


def outlined(galley: Galley, path: Path) -> list[Entry]:
    """The bookmarks that the PDF of an issue should have: message, contents, columns with articles and their headings."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    marks = dict(_marks(reader))
    names = bookmark_names(galley)
    before = marks.get(FIRST_FOLIO_MARK, (2, None))[0]
    made = [Entry(title_of(galley.message) or "卷首语", 1)] if galley.message is not None else []
    made.append(Entry("目录", before + 1))
    articles = []
    for column in galley.columns:
        told = [
            Entry(title_of(one) or column.name, *marks[names[one.id]])
            for one in column.articles
            if names[one.id] in marks
        ]
        if told:
            made.append(Entry(column.name, told[0].page, under=told))
            articles += told
    for heading, depth in _headings(reader):
        holders = [one for one in articles if one.page <= heading.page]
        if holders:
            _put(holders[-1].under, heading, depth)
    if next(listed(galley), None) is not None and galley.masthead.figure_index and END_MARK in marks:
        made.append(Entry("图表目录", marks[END_MARK][0]))
    return made


def _put(siblings: list[Entry], entry: Entry, depth: int) -> None:
    if depth > 0 and siblings:
        _put(siblings[-1].under, entry, depth - 1)
    else:
        siblings.append(entry)


def _marks(reader: PdfReader) -> Iterator[tuple[str, tuple[int, float | None]]]:
    for name, target in reader.named_destinations.items():
        number = reader.get_destination_page_number(target)
        if number is not None:
            yield name.removeprefix("/"), (number, None if target.top is None else float(target.top))


def _headings(reader: PdfReader) -> Iterator[tuple[Entry, int]]:
    """The headings inside articles with their depth, in the order of the text."""

    def walk(outline: Sequence[Any], level: int) -> Iterator[tuple[Entry, int]]:
        for one in outline:
            if isinstance(one, list):
                yield from walk(one, level + 1)
            elif level > _DEEPEST_TITLE and (number := reader.get_destination_page_number(one)) is not None:
                yield (
                    Entry(one.title or "", number, None if one.top is None else float(one.top)),
                    level - _DEEPEST_TITLE - 1,
                )

    return walk(reader.outline, 1)


def put_outline(path: Path, entries: Sequence[Entry]) -> None:
    """Give a PDF these bookmarks instead of its own: written behind its end, so that nothing else of it changes.

    A PDF whose parts are not listed in plain words keeps its own.
    """
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject, NameObject

    if not entries:
        return
    content = path.read_bytes()
    at = _BEGINS.search(content[-64:])
    if at is None or not content.startswith(b"xref", int(at[1])):
        return
    reader = PdfReader(io.BytesIO(content))
    sheets = [
        (0 if one.indirect_reference is None else one.indirect_reference.idnum, float(one.mediabox.top))
        for one in reader.pages
    ]
    first = int(str(reader.trailer["/Size"]))
    objects = dict(_objects(entries, first, sheets))
    root = reader.trailer.raw_get("/Root")
    own = reader.root_object
    catalog = DictionaryObject({key: own.raw_get(key) for key in own if key != "/Outlines"})
    shown = io.BytesIO()
    catalog.write_to_stream(shown)
    objects[root.idnum] = shown.getvalue().rstrip()[:-2] + b"/Outlines %d 0 R>>" % first
    kept = {key: reader.trailer.raw_get(key) for key in ("/Root", "/Info", "/ID") if key in reader.trailer}
    trailer = DictionaryObject({NameObject(key): value for key, value in kept.items()})
    told = io.BytesIO()
    trailer.write_to_stream(told)
    rest = b"/Size %d/Prev %d>>" % (first + len(objects) - 1, int(at[1]))
    path.write_bytes(content + _appended(objects, len(content), told.getvalue().rstrip()[:-2] + rest))


def _appended(objects: Mapping[int, bytes], begin: int, trailer: bytes) -> bytes:
    """An update in the words of PDF: the objects, where they stand, the new trailer."""
    parts, where, at = [b"\n"], [], begin + 1
    for number in sorted(objects):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        where.append(b"%d 1\n%010d 00000 n \n" % (number, at))
        parts.append(part)
        at += len(part)
    return b"".join([*parts, b"xref\n", *where, b"trailer\n", trailer, b"\nstartxref\n%d\n%%%%EOF\n" % at])


def _objects(entries: Sequence[Entry], first: int, sheets: Sequence[_Sheet]) -> Iterator[tuple[int, bytes]]:
    """The objects of an outline by number; the first is its root."""
    seen = len(entries) + sum(len(one.under) for one in entries)
    yield first, _children(entries, first + 1) + b"/Type/Outlines/Count %d>>" % seen
    yield from _level(entries, first, first + 1, sheets, True)


def _children(entries: Sequence[Entry], first: int) -> bytes:
    last = first + sum(1 + _size(one.under) for one in entries[:-1])
    return b"<</First %d 0 R/Last %d 0 R" % (first, last)


def _size(entries: Sequence[Entry]) -> int:
    return sum(1 + _size(one.under) for one in entries)


def _level(
    entries: Sequence[Entry], parent: int, first: int, sheets: Sequence[_Sheet], opened: bool
) -> Iterator[tuple[int, bytes]]:
    number, before = first, 0
    for place, one in enumerate(entries):
        after = number + 1 + _size(one.under)
        words = b"feff" + _UNPRINTED.sub(" ", one.title).strip().encode("utf-16-be").hex().encode()
        head = _children(one.under, number + 1) if one.under else b"<<"
        sheet, height = sheets[one.page]
        top = height if one.top is None else one.top
        body = head + b"/Title<%s>/Parent %d 0 R/Dest[%d 0 R/XYZ null %.3f null]" % (words, parent, sheet, top)
        if one.under:
            # A negative count: what is under it is folded up.
            body += b"/Count %d" % (len(one.under) if opened else -len(one.under))
        if before:
            body += b"/Prev %d 0 R" % before
        if place + 1 < len(entries):
            body += b"/Next %d 0 R" % after
        yield number, body + b">>"
        yield from _level(one.under, number, number + 1, sheets, False)
        before, number = number, after
