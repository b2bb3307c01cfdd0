"""Font files found by family name, without matplotlib's slow list of every font of the machine."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")
_BOLD = frozenset({"bold", "粗体"})
_REGULAR = frozenset({"regular", "normal", "book", "roman", "standard", "常规", "標準", "标准"})

_USUAL_FILES = {
    "Microsoft YaHei": ("msyh.ttc", "msyhbd.ttc", "msyh.ttf", "msyhbd.ttf"),
    "SimHei": ("simhei.ttf",),
    "Noto Sans CJK SC": (
        "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf",
    ),
    "Source Han Sans SC": ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"),
    "Source Han Sans CN": ("SourceHanSansCN-Regular.otf", "SourceHanSansCN-Bold.otf"),
    "WenQuanYi Zen Hei": ("wqy-zenhei.ttc",),
    "WenQuanYi Micro Hei": ("wqy-microhei.ttc",),
    "DengXian": ("Deng.ttf", "Dengb.ttf"),
    "Arial": ("arial.ttf", "arialbd.ttf", "Arial.ttf", "Arial Bold.ttf"),
    "Liberation Sans": ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    "DejaVu Sans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
}  # fmt: skip
"""Where well-known families usually lie; any other family is found by reading the names in all font files."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face in a font file: its families, and whether it is a regular or a bold cut ('' for any other)."""

    path: str
    index: int
    families: frozenset[str]
    cut: str


@dataclass(frozen=True, slots=True)
class Family:
    """The regular and bold face of a family; a family without a bold cut lends its regular one."""

    name: str
    regular: Face
    bold: Face


def font_folders() -> tuple[Path, ...]:
    """The folders in which this system keeps fonts, the user's own last."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        windows = os.environ.get("WINDIR", r"C:\Windows")
        return Path(windows, "Fonts"), Path(local, "Microsoft", "Windows", "Fonts")
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"


def find_family(names: tuple[str, ...], folders: tuple[Path, ...] | None = None) -> Family | None:
    """The first of the families that is installed, or None."""
    return next(find_families(names, folders), None)


def find_families(names: tuple[str, ...], folders: tuple[Path, ...] | None = None) -> Iterator[Family]:
    """The installed ones of these families, in the order named; well-known files are tried before all are read."""
    places = font_folders() if folders is None else folders
    for name in names:
        usual = [path for file in _USUAL_FILES.get(name, ()) for path in _files(places).get(file.lower(), ())]
        found = _family(name, tuple(face for path in usual for face in faces(path)))
        if found is None and name not in _USUAL_FILES:
            found = _family(name, _all_faces(places))
        if found is not None:
            yield found


def state(families: Iterable[Family]) -> tuple[object, ...]:
    """What tells one state of this machine's fonts from another: the files there are, and those of some families."""
    paths = sorted({face.path for family in families for face in (family.regular, family.bold)})
    stamps = [(path, told.st_size, told.st_mtime_ns) for path in paths for told in (Path(path).stat(),)]
    return tuple(sorted(_files(font_folders()).items())), tuple(stamps)


def _family(name: str, candidates: tuple[Face, ...]) -> Family | None:
    members = [face for face in candidates if name in face.families]
    regular = next((face for face in members if face.cut == "regular"), None)
    if regular is None:
        return None
    return Family(name, regular, next((face for face in members if face.cut == "bold"), regular))


@lru_cache(maxsize=4)
def _files(folders: tuple[Path, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for folder in folders:
        for parent, below, names in os.walk(folder):
            below.sort()
            for name in sorted(names):
                if name.lower().endswith(_SUFFIXES):
                    found.setdefault(name.lower(), []).append(str(Path(parent, name)))
    return {name: tuple(paths) for name, paths in found.items()}


@lru_cache(maxsize=4)
def _all_faces(folders: tuple[Path, ...]) -> tuple[Face, ...]:
    paths = [path for group in _files(folders).values() for path in group]
    return tuple(face for path in paths for face in faces(path))


@lru_cache(maxsize=4096)
def faces(path: str) -> tuple[Face, ...]:
    """The faces of a font file by its OpenType name table; none for a file that cannot be read or is variable.

    Variable fonts are passed over because their default instance is often the thinnest cut.
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(12)
            if head[:4] == b"ttcf":
                count = struct.unpack(">I", head[8:12])[0]
                starts = struct.unpack(f">{count}I", file.read(4 * count))
            else:
                starts = (0,)
            return tuple(
                Face(path, index, families, cut)
                for index, start in enumerate(starts)
                for families, cut in _names(_table(file, start, b"name"), bool(_table(file, start, b"fvar", 4)))
            )
    except (OSError, struct.error, ValueError):
        return ()


def _table(file, start: int, tag: bytes, limit: int | None = None) -> bytes:  # type: ignore[no-untyped-def]
    file.seek(start)
    count = struct.unpack(">4xH6x", file.read(12))[0]
    directory = file.read(16 * count)
    for place in range(0, len(directory), 16):
        if directory[place : place + 4] == tag:
            offset, length = struct.unpack(">II", directory[place + 8 : place + 16])
            file.seek(offset)
            data: bytes = file.read(length if limit is None else min(limit, length))
            return data
    return b""


def _names(table: bytes, variable: bool) -> Iterator[tuple[frozenset[str], str]]:
    if variable or len(table) < 6:
        return
    count, strings = struct.unpack(">2xHH", table[:6])
    texts: dict[int, set[str]] = {}
    for index in range(count):
        platform, _, _, name_id, length, offset = struct.unpack(">6H", table[6 + 12 * index : 18 + 12 * index])
        if name_id in (1, 2, 16, 17):
            raw = table[strings + offset : strings + offset + length]
            text = raw.decode("utf-16-be" if platform in (0, 3) else "latin-1", "replace")
            texts.setdefault(name_id, set()).add(text)
    styles = {text.lower() for text in texts.get(17) or texts.get(2, set())}
    cut = "regular" if styles & _REGULAR else "bold" if styles & _BOLD else ""
    yield frozenset(texts.get(1, set()) | texts.get(16, set())), cut
