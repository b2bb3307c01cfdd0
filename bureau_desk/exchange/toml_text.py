"""TOML as staff write it: read with places for every fault, and written so that reading gives the same back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bureau_desk.analysis.near import near
from bureau_desk.domain.problem import Problem, Severity

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")
_FAULTS = {
    "for a key part": "名称写得不对，中文名称要加英文引号",
    "Invalid statement": "名称写得不对，中文名称要加英文引号",
    "Illegal character": "引号没有收尾，或引号里直接换了行",
    "Unterminated string": "引号没有收尾",
    "Expected '=' after a key": "名称后面缺等号",
    "Cannot overwrite": "同一个名称写了两次",
    "Cannot declare": "同一个名称写了两次",
    "Duplicate": "同一个名称写了两次",
    "Unclosed": "括号没有收尾",
    "Invalid value": "等号后面的值写得不对，文字要加英文引号",
    "Expected newline": "一行只能写一项",
}
_BARE = re.compile(r"^[A-Za-z0-9_-]+$")


def read_text(path: Path, where: str) -> tuple[str, list[Problem]]:
    """The text of a file with `\\n` ends: UTF-8 (with or without BOM), else GB18030 with a problem."""
    raw = path.read_bytes()
    problems: list[Problem] = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
            told = "不是 UTF-8 编码，按 GBK 读的，请另存为 UTF-8。"
            problems.append(Problem("encoding", where, told, Severity.SOFT))
        except UnicodeDecodeError:
            text = raw.decode("utf-8", errors="replace")
            problems.append(Problem("encoding", where, "编码认不出，有的字成了乱码，请另存为 UTF-8。"))
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


class TomlFile:
    """The parsed TOML of one file (or front matter beginning at line `offset` + 1) and the problems found in it."""

    def __init__(self, text: str, where: str, offset: int = 0) -> None:
        self.where = where
        self._offset = offset
        self._lines = text.split("\n")
        self.problems: list[Problem] = []
        self.data: dict[str, Any] = {}
        try:
            self.data = tomllib.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError) as error:  # also a number of thousands of digits, or as many brackets
            self._bad(str(error))

    def _bad(self, message: str) -> None:
        at = _AT.search(message)
        line = int(at.group(1)) if at and at.group(1) else len(self._lines)
        detail = next((told for said, told in _FAULTS.items() if said in message), "请检查引号、括号和等号是否成对")
        told = f"这里不合 TOML 写法，整个文件没有读入：{detail}。"
        self.problems.append(Problem("toml", self.place(line), told))

    def place(self, line: int) -> str:
        """How a line is named in messages."""
        return f"{self.where} 第 {line + self._offset} 行"

    def line_of(self, key: str, after: str = "") -> int:
        """The line on which a key is set (after the line that holds `after`), the first line when it is not found."""
        start = 0
        if after:
            start = next((n for n, line in enumerate(self._lines) if _heads(line, after)), 0)
        spot = re.compile(
            rf"(?:^|[\s,{{\[.])(?:\"{re.escape(key)}\"|'{re.escape(key)}'|{re.escape(key)})\s*(?:=|\]|\.)"
        )
        return next((n + 1 for n, line in enumerate(self._lines[start:], start) if spot.search(line)), start + 1)

    def lines_naming(self, value: str, after: str = "") -> list[int]:
        """The lines on which a text stands as a value (from the line that holds `after`), as often as it stands there."""
        start = next((n for n, line in enumerate(self._lines) if after and _heads(line, after)), 0)
        spot = re.compile(rf"(?:{re.escape(quoted(value))}|'{re.escape(value)}')(?!\s*=)")
        return [n + 1 for n, line in enumerate(self._lines[start:], start) for _ in spot.finditer(line)]

    def tell_at(self, line: int, code: str, key: str, message: str, value: str = "") -> None:
        """Keep a problem at a line."""
        self.problems.append(Problem(code, self.place(line), message, field=key, value=value))

    def tell(self, code: str, key: str, message: str, severity: Severity = Severity.HARD, after: str = "") -> None:
        """Keep a problem at the line of a key."""
        self.problems.append(Problem(code, self.place(self.line_of(key, after)), message, severity, field=key))

    def unknown(self, found: Mapping[str, Any], known: Sequence[str], what: str, after: str = "") -> None:
        """Tell every key that is not known."""
        for key in found:
            if key not in known:
                told = f"{what}里的“{key}”不认识{near(key, known)}，没有用。"
                self.tell("unknown_key", key, told, Severity.SOFT, after)

    def text(self, found: Mapping[str, Any], key: str, default: str = "", after: str = "") -> str:
        """A text; numbers and days are taken as text, other kinds are told."""
        value = found.get(key, default)
        if isinstance(value, str):
            return value
        if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
            return str(value)
        self.tell("wrong_type", key, f"“{key}”应是文字，要加引号。", after=after)
        return default

    def unquoted(self, key: str) -> None:
        """Tell a number or day that stands where words are printed; it is printed as it is written."""
        value = self.data.get(key)
        if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
            told = f"“{key}”应是文字，要加引号，现按“{value}”印出。"
            self.tell("wrong_type", key, told, Severity.SOFT)

    def number(self, found: Mapping[str, Any], key: str, default: int = 0, after: str = "") -> int:
        """A whole number; a number in quotes is taken too."""
        value = found.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().isdecimal():
            return int(value)
        self.tell("wrong_type", key, f"“{key}”应是整数，写的是“{value}”。", after=after)
        return default

    def flag(self, found: Mapping[str, Any], key: str, default: bool = False, after: str = "") -> bool:
        """A yes or no."""
        value = found.get(key, default)
        if isinstance(value, bool):
            return value
        self.tell("wrong_type", key, f"“{key}”只能是 true 或 false。", after=after)
        return default

    def texts(self, found: Mapping[str, Any], key: str, after: str = "") -> tuple[str, ...]:
        """A list of texts; a single text is a list of one."""
        value = found.get(key, [])
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
            return tuple(str(one) for one in value)
        self.tell("wrong_type", key, f"“{key}”应是方括号里的一列文字。", after=after)
        return ()

    def tables(self, found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        """A list of tables (`[[key]]`)."""
        value = found.get(key, [])
        if isinstance(value, list) and all(isinstance(one, dict) for one in value):
            return value
        self.tell("wrong_type", key, f"“{key}”应写成 [[{key}]]。")
        return []

    def table(self, found: Mapping[str, Any], key: str, after: str = "") -> Mapping[str, Any]:
        """A table (`[key]` or `{...}`)."""
        value = found.get(key, {})
        if isinstance(value, dict):
            return value
        self.tell("wrong_type", key, f"“{key}”应写成花括号里的几项。", after=after)
        return {}


def _heads(line: str, name: str) -> bool:
    bare = line.strip()
    if bare.startswith("["):
        return bare.strip("[] ").strip("\"'") == name
    return bare.startswith((f'"{name}"', f"{name} ", f"{name}="))


def written(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key_text(str(key))} = {written(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(one) for one in value) + "]"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if "." in text else text + ".0"
    return str(value)


def quoted(text: str) -> str:
    """A basic string: quotes, backslashes and control characters escaped."""
    marks = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    parts = (
        marks.get(mark) or (f"\\u{ord(mark):04X}" if ord(mark) < 32 or ord(mark) == 127 else mark) for mark in text
    )
    return '"' + "".join(parts) + '"'


def key_text(key: str) -> str:
    """A key, quoted when it is not bare."""
    return key if _BARE.match(key) else quoted(key)
