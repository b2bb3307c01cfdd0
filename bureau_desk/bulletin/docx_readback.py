"""What a Word file holds of the numbers that were bound in it, after Word, WPS or LibreOffice saved it again."""

from __future__ import annotations

import difflib
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from bureau_desk.bulletin.docx_controls import NAMESPACE
from bureau_desk.domain.problem import Misuse

_KEY = re.compile(r"^bd-p?\d+$")
_MOST = 200_000_000
"""Bytes of a part beyond which a file is not what this program wrote."""
_AROUND = 8


@dataclass(frozen=True, slots=True)
class Listed:
    """A number as the document's list tells it; `place` is text, chart or table."""

    key: str
    place: str
    name: str
    form: str
    as_of: str
    text: str
    value: str
    unit: str
    article: str
    sentence: str
    rows: int


@dataclass(frozen=True, slots=True)
class Held:
    """One content control: its key ('' when the program that saved the file dropped it), its words, its paragraph and
    where in the paragraph it begins; the words leave out what is marked as deleted."""

    key: str
    alias: str
    text: str
    paragraph: int
    start: int


@dataclass(frozen=True, slots=True)
class WordNumbers:
    """The list of a document (empty when it is lost), its controls, its paragraphs, and the places that were printed;
    `named` when its controls still bear their keys."""

    title: str
    issue: tuple[int, int]
    day: date | None
    listed: Mapping[str, Listed]
    places: Sequence[tuple[str, str]]
    questions: str
    held: Sequence[Held]
    paragraphs: Sequence[str]
    named: bool = False


@dataclass(slots=True)
class _Reading:
    held: list[Held] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def read_numbers(path: Path) -> WordNumbers:
    """What each content control of a document holds now. Misuse when the file is no Word document."""
    try:
        with zipfile.ZipFile(path) as archive:
            document = ElementTree.fromstring(_part(archive, "word/document.xml"))
            own = _own_list(archive)
    except FileNotFoundError:
        raise Misuse(f"没有找到文件“{path}”。", "请检查路径。") from None
    except (KeyError, ValueError, zlib.error, zipfile.BadZipFile, ElementTree.ParseError):
        raise Misuse(f"“{path.name}”不是 Word 文档，或已损坏。", "请选择本程序发布的 .docx 文件。") from None
    reading = _Reading()
    _read(document, reading)
    reading.held = list(_parted(reading.held))
    if own is None:
        held = [one for one in reading.held if one.key]
        return WordNumbers("", (0, 0), None, {}, (), "", held, reading.paragraphs, bool(held))
    listed = {one.key: one for one in map(_listed, own.iter(f"{{{NAMESPACE}}}number"))}
    places = [(one.get("key", ""), one.text or "") for one in own.iter(f"{{{NAMESPACE}}}place")]
    return WordNumbers(
        title=own.get("title", ""),
        issue=(_whole(own.get("year")), _whole(own.get("number"))),
        day=_day(own.get("date", "")),
        listed=listed,
        places=places,
        questions=own.findtext(f"{{{NAMESPACE}}}questions", ""),
        held=_with_keys(reading, places, listed),
        paragraphs=reading.paragraphs,
        named=any(one.key for one in reading.held),
    )


def _parted(held: Sequence[Held]) -> Iterator[Held]:
    """Two numbers side by side stand apart again: LibreOffice puts the second, empty, into the first, and all the words
    around it."""
    rest = list(held)
    while rest:
        one = rest.pop(0)
        inner = rest[0] if rest else None
        if inner and not inner.text and inner.paragraph == one.paragraph:
            cut = inner.start - one.start
            if 0 < cut < len(one.text):
                rest[0] = replace(inner, text=one.text[cut:])
                one = replace(one, text=one.text[:cut])
        yield one


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST:
        raise ValueError(name)
    return archive.read(name)


def _own_list(archive: zipfile.ZipFile) -> ElementTree.Element | None:
    """The part with the list of numbers, under whatever name it was saved."""
    for name in sorted(archive.namelist()):
        if name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name:
            part = _part(archive, name)
            if NAMESPACE.encode() in part:
                return ElementTree.fromstring(part)
    return None


def _listed(one: ElementTree.Element) -> Listed:
    told = {
        name: one.get(name, "")
        for name in ("key", "name", "form", "as_of", "text", "value", "unit", "article", "sentence")
    }
    return Listed(place=one.get("in", "text"), rows=_whole(one.get("rows")), **told)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _local(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _attribute(node: ElementTree.Element, name: str) -> str:
    return next((text for key, text in node.attrib.items() if key.rpartition("}")[2] == name), "")


def _read(node: ElementTree.Element, reading: _Reading) -> None:
    """Paragraphs in order of the document; text boxes that are kept twice for older programs are read once."""
    for child in node:
        if _local(child) == "p":
            place = len(reading.paragraphs)
            reading.paragraphs.append("")
            reading.paragraphs[place] = _words(child, place, "", reading)
        elif _local(child) == "sdt":
            _read_block_control(child, reading)
        elif _local(child) != "Fallback":
            _read(child, reading)


def _read_block_control(node: ElementTree.Element, reading: _Reading) -> None:
    """A control that a program put around whole paragraphs or cells; its words are all it holds."""
    before = len(reading.paragraphs)
    key, alias = _names(node)
    _read(node, reading)
    if _KEY.match(key) and len(reading.paragraphs) > before:
        reading.held.append(Held(key, alias, "".join(reading.paragraphs[before:]), before, 0))


def _words(node: ElementTree.Element, place: int, before: str, reading: _Reading) -> str:
    """The words of a node behind those before it in the paragraph; controls are noted on the way."""
    text = before
    for child in node:
        kind = _local(child)
        if kind == "t":
            text += child.text or ""
        elif kind == "tab":
            text += "\t" if not child.attrib else ""
        elif kind in ("br", "cr"):
            text += "\n"
        elif kind == "sdt":
            start, (key, alias), turn = len(text), _names(child), len(reading.held)
            text = _words(child, place, text, reading)
            if not key or _KEY.match(key):
                reading.held.insert(turn, Held(key, alias, text[start:], place, start))
        elif kind in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "Fallback", "instrText"):
            continue
        elif kind == "p":  # of a text box
            inner = len(reading.paragraphs)
            reading.paragraphs.append("")
            reading.paragraphs[inner] = _words(child, inner, "", reading)
        else:
            text = _words(child, place, text, reading)
    return text


def _names(node: ElementTree.Element) -> tuple[str, str]:
    properties = next((child for child in node if _local(child) == "sdtPr"), None)
    told = {_local(child): _attribute(child, "val") for child in ([] if properties is None else properties)}
    return told.get("tag", ""), told.get("alias", "")


def _with_keys(reading: _Reading, places: Sequence[tuple[str, str]], listed: Mapping[str, Listed]) -> list[Held]:
    """The controls with their keys. LibreOffice 7.4 keeps the controls but not their names: then their order tells,
    where the words before them agree."""
    if any(one.key for one in reading.held):
        return [one for one in reading.held if one.key]
    found: list[Held] = []
    texts = [one.text for one in reading.held]
    matcher = difflib.SequenceMatcher(None, [text for _, text in places], texts, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal" or (kind == "replace" and last - first == end - begin):
            for (key, text), held in zip(places[first:last], reading.held[begin:end], strict=True):
                if text == held.text or _fits(listed.get(key), held, reading.paragraphs):
                    found.append(replace(held, key=key))
    return found


def _fits(number: Listed | None, held: Held, paragraphs: Sequence[str]) -> bool:
    """Whether a control stands where its sentence says: the words before or behind it are those of the sentence."""
    if number is None:
        return False
    before, behind = around(number)
    text = paragraphs[held.paragraph]
    led = text[: held.start].endswith(before) if before else held.start == 0
    followed = text[held.start + len(held.text) :].startswith(behind) if behind else False
    return (bool(before) and led) or (bool(behind) and followed) or (number.place == "table")


def around(number: Listed) -> tuple[str, str]:
    """A few words before and behind a number in its sentence."""
    before, found, behind = number.sentence.partition(number.text)
    return (before[-_AROUND:], behind[:_AROUND]) if found else ("", "")


def searched(numbers: WordNumbers, one: Listed) -> Iterator[str]:
    """What stands in the text where a number without a control was printed, found by the words around it."""
    before, behind = around(one)
    if len(before) + len(behind) < 4:
        return
    pattern = re.compile(f"{re.escape(before)}(.{{0,40}}?){re.escape(behind)}" + ("" if behind else r"$"))
    for text in numbers.paragraphs:
        for found in pattern.finditer(text):
            yield found.group(1)
