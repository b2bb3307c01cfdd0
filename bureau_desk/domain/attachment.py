"""Attached documents as a field holds them: the digest of the contents and the file name, `sha256|name`."""

from __future__ import annotations

import re
from typing import NamedTuple

from bureau_desk.domain.fieldtypes_base import EMPTY, Context, Reading, clean_text, fault, refused
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Field
from bureau_desk.domain.values import Value

_ENTRY = re.compile(r"([0-9a-f]{64})\|([^|\n]+)")
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)", re.IGNORECASE)
_LONGEST = 120  # characters; with three bytes each a name still fits the 255 bytes of every file system, its number too
_LONGEST_BYTES = 230
_LONGEST_ENDING = 16
NAMELESS = "附件"
_OUTER = " .\u3000"


class Attached(NamedTuple):
    """One document of a record."""

    sha256: str
    name: str

    @property
    def entry(self) -> str:
        """As the field keeps it."""
        return f"{self.sha256}|{self.name}"

    @property
    def ending(self) -> str:
        """The ending of the name in small letters, without its dot; '' when there is none."""
        return _split(self.name)[1].lstrip(".").lower()


def read_entry(entry: str) -> Attached | None:
    """An entry as the field keeps it; None when it is none."""
    found = _ENTRY.fullmatch(entry)
    return Attached(found[1], found[2]) if found else None


def attached(value: Value) -> tuple[Attached, ...]:
    """The documents that a field's value names."""
    entries = value if isinstance(value, tuple) else ()
    return tuple(one for entry in entries if (one := read_entry(entry)) is not None)


def safe_name(text: str) -> str:
    """A file name that does no harm on any system: no folders, no control or reserved signs, not too long.

    The ending is kept where there is one, because it says with what the document is opened.
    """
    name = clean_text(text.replace("\\", "/").rsplit("/", 1)[-1])
    name = _FORBIDDEN.sub("_", name).strip(_OUTER)
    stem, ending = _split(name)
    if _DEVICES.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    room = _LONGEST - len(ending)
    stem = stem[:room]
    while stem and len((stem + ending).encode("utf-8", "surrogatepass")) > _LONGEST_BYTES:
        stem = stem[:-1]
    # what was cut may end in a blank or a dot, which some systems drop
    return (stem.rstrip(_OUTER) or NAMELESS) + ending


def free_name(name: str, taken: tuple[str, ...]) -> str:
    """The name, or the name with a number where another document of the record bears it already."""
    used = {one.casefold() for one in taken}
    stem, ending = _split(name)
    number = 2
    while name.casefold() in used:
        name = f"{stem} ({number}){ending}"
        number += 1
    return name


def united(first: Value, second: Value) -> tuple[str, ...]:
    """The documents of two values as one value holds them: the same contents once, each name once."""
    kept = list(attached(first))
    for one in attached(second):
        if one.sha256 not in {other.sha256 for other in kept}:
            kept.append(Attached(one.sha256, free_name(one.name, tuple(other.name for other in kept))))
    return tuple(one.entry for one in kept)


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    if not stem or not dot or len(ending) >= _LONGEST_ENDING or " " in ending:
        return name, ""
    return stem, f".{ending}"


def size_words(size: int) -> str:
    """A size as staff read it: 512 B, 34 KB, 1.2 MB."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:,.0f} KB"
    return f"{size / 1024 / 1024:,.1f} MB"


def show_files(value: Value) -> str:
    """The file names alone."""
    return "、".join(one.name for one in attached(value))


def parse_files(field: Field, text: str, _context: Context) -> Reading:
    """Entries as the field keeps them, one a line; what staff type is refused, documents are added as files."""
    typed = clean_text(text, lines=True)
    if not typed:
        return EMPTY
    lines = tuple(dict.fromkeys(line.strip() for line in typed.split("\n") if line.strip()))
    if any(read_entry(line) is None for line in lines):
        message = f"“{field.title}”不能直接输入“{typed}”，请在记录的附件一栏里添加文件。"
        return refused(field, "files", message, typed)
    return Reading(lines)


def check_files(field: Field, value: Value, _context: Context) -> tuple[Problem, ...]:
    """Refuse entries that name no document."""
    entries = value if isinstance(value, tuple) else (str(value),)
    wrong = [one for one in entries if read_entry(one) is None]
    return tuple(fault(field, "files", f"“{one}”不是台账里的附件。", one) for one in wrong[:1])
