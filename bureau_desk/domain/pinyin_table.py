"""The dictionary of readings, of which the characters alone are read: its phrases take fifty megabytes and half a second."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_FILE = "pinyin_dict.json"


def marked(character: str) -> str:
    """The readings of a character with tones, parted by commas; '' for one that the dictionary does not know."""
    codes, starts, texts = _table()
    code = ord(character)
    place = bisect_left(codes, code)
    known = place < len(codes) and codes[place] == code
    return texts[starts[place] : starts[place + 1]] if known else ""


@cache
def _table() -> tuple[array[int], array[int], str]:
    """Characters in order, where the readings of each begin, and all readings as one text: a tenth of a mapping."""
    found = sorted(_read().items())
    starts = array("l", [0])
    for _, text in found:
        starts.append(starts[-1] + len(text))
    return array("l", [code for code, _ in found]), starts, "".join(text for _, text in found)


def _read() -> Mapping[int, str]:
    """Beside the package, whose own import would read its phrases too; by that import where there is no such file."""
    spec = find_spec("pypinyin")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        path = Path(folder) / _FILE
        if path.is_file():
            return {int(code): text for code, text in json.loads(path.read_text(encoding="utf-8")).items()}
    from pypinyin.pinyin_dict import pinyin_dict

    return dict(pinyin_dict)
