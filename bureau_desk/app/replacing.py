"""Find and replace over many records: the cells that hold a text, and what they would hold instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bureau_desk.app import copying, edit_plan
from bureau_desk.app.desk import Desk
from bureau_desk.app.edit_plan import Asked, EditPlan, Outcome
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field

MOST = 10_000
"""Rows that one replacement lists: what nobody can look through should be narrowed by a filter first."""
_PORTION = 2000
_FEW = 3
_parser: Any = re._parser  # type: ignore[attr-defined]  # the library's own reading of an expression
_REPEATS = (_parser.MAX_REPEAT, _parser.MIN_REPEAT)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a text anywhere or as the whole cell, with or without regard to case, or an expression."""

    text: str
    replacement: str = ""
    whole: bool = False
    case: bool = False
    expression: bool = False


def compile_search(search: Search) -> Callable[[str], str | None]:
    """A function that gives a cell's new text, None where the cell does not match; Trouble for a faulty expression."""
    if not search.text:
        raise Trouble("没有查找：还没有填要找的文字。", "请先填“查找”一栏。")
    flags = re.NOFLAG if search.case else re.IGNORECASE
    try:
        pattern = re.compile(search.text if search.expression else re.escape(search.text), flags)
    except re.error as error:
        place = f"第 {error.pos + 1} 个字符处" if error.pos is not None else ""
        raise Trouble(
            f"正则表达式写得不对：{place}{_reason(error.msg)}。", "请改正表达式，或取消“正则表达式”。"
        ) from None
    if search.expression and endless(search.text, flags):
        raise Trouble(
            "没有查找：表达式里重复之中又有重复或多选（如 (a+)+），遇到对不上的长文字会算不完。",
            "请去掉里层或外层的重复，例如把 (a+)+ 写成 a+。",
        )
    put = search.replacement if search.expression else search.replacement.replace("\\", r"\\")

    def apply(cell: str) -> str | None:
        if search.whole:
            match = pattern.fullmatch(cell)
            return None if match is None else match.expand(put)
        if not pattern.search(cell):
            return None
        return pattern.sub(put, cell)

    try:
        _try_template(pattern, put)
    except (re.error, IndexError) as error:
        raise Trouble(
            f"替换的写法不对：{_reason(str(error))}。", "引用分组请写 \\1、\\2，反斜杠本身写 \\\\。"
        ) from None
    return apply


def endless(text: str, flags: int = 0) -> bool:
    """Whether an expression may need time that doubles with each letter of a cell: a repeat within a repeat.

    Nothing can stop the library once it runs, neither a thread nor the cancel button, so that such an expression is
    refused before it meets a cell.
    """
    return _repeats_within(_parser.parse(text, flags), False)


def _repeats_within(tree: Any, inside: bool) -> bool:
    """Whether a part that may be repeated many times holds another, or alternatives, which may match in many ways."""
    for kind, argument in tree:
        if kind in _REPEATS:
            least, most, inner = argument
            if (inside and most != least) or _repeats_within(inner, inside or most > _FEW):
                return True
        elif kind is _parser.BRANCH:
            if inside or any(_repeats_within(one, inside) for one in argument[1]):
                return True
        elif kind is _parser.SUBPATTERN:
            if _repeats_within(argument[-1], inside):
                return True
        elif kind in (_parser.ASSERT, _parser.ASSERT_NOT) and _repeats_within(argument[1], inside):
            return True
    return False


def _try_template(pattern: re.Pattern[str], template: str) -> None:
    """An empty alternative always matches, so that a wrong group is found before any cell is."""
    groups = pattern.groups
    names = "".join(f"(?P<{name}>)" for name, _ in sorted(pattern.groupindex.items(), key=lambda one: one[1]))
    blank = re.compile(names + "()" * (groups - len(pattern.groupindex)))
    blank.sub(template, "")


_REASONS = {
    "unterminated character set": "方括号没有配对",
    "missing ), unterminated subpattern": "左圆括号没有配对",
    "unbalanced parenthesis": "右圆括号没有配对",
    "nothing to repeat": "*、+ 或 ? 前面没有可重复的内容",
    "multiple repeat": "重复符号连写了",
    "bad escape (end of pattern)": "末尾多了一个反斜杠",
}


def _reason(words: str) -> str:
    found = next((chinese for english, chinese in _REASONS.items() if words.startswith(english)), "")
    group = re.search(r"invalid group reference (\d+)", words)
    return found or (f"没有第 {group[1]} 个分组" if group else words)


def plan(desk: Desk, register: str, records: Sequence[int], fields: Sequence[Field], search: Search) -> Job[EditPlan]:
    """The rows in which some field matches, each with its new texts read by the one rule path."""
    apply = compile_search(search)
    asked: list[Asked] = []
    for start in range(0, len(records), _PORTION):
        yield Progress("查找", start, len(records))
        portion = list(records[start : start + _PORTION])
        found = yield from copying.texts(desk, register, portion, fields)
        for number, (record, row) in enumerate(zip(portion, found, strict=True), start + 1):
            texts = {
                field.key: new
                for field, cell in zip(fields, row, strict=True)
                if cell and (new := apply(cell)) is not None and new != cell
            }
            if texts:
                asked.append(Asked(number, record, texts))
        if len(asked) > MOST:
            break
    notes = (f"找到的行太多，只列出前 {MOST:,} 行；可先筛选再替换。",) if len(asked) > MOST else ()
    made = yield from edit_plan.plan(desk, register, asked[:MOST])
    changed = tuple(line for line in made.lines if line.outcome is not Outcome.SAME)
    return replace(made, lines=changed, notes=notes)
