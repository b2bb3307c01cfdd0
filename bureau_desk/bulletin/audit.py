"""The workbook that proves every printed number: what was asked, which rows it counts, and a formula that recounts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bureau_desk.bulletin.audit_lists import (
    CHANGES,
    HEAD,
    UNBOUND,
    Printing,
    Whereabouts,
    heads,
    printing_of,
    titles_of,
    write_changes,
    write_unbound,
)
from bureau_desk.bulletin.audit_recount import Operand, Recount, agreed, printed, recount
from bureau_desk.bulletin.audit_rows import Detail, Evidence
from bureau_desk.bulletin.docx_controls import key_of
from bureau_desk.bulletin.xlsx_book import Book, readable
from bureau_desk.bulletin.xlsx_bulk import Cell
from bureau_desk.charts.sheet_page import set_up_page
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import Galley, Number
from bureau_desk.domain.snapshot import Snapshot

NOTES, NUMBERS, POINTS, ROWS = "说明", "数字清单", "图表数字", "明细"
_HEAD = HEAD
_PLACES = 18
"""The column from which on the places stand."""
_TOLD = "每个印出的数字，以及按明细重新算出的结果"
_TOLD_POINTS = "图里每个点、表里每个数，以及按明细重新算出的结果"
_NUMBER_HEADS = (
    ("序号", 6), ("文章", 24), ("印出的文字", 16), ("所在句子", 44), ("口径", 40), ("截至", 12), ("数值", 12), ("单位", 8),
    ("基数", 12), ("基数截至", 12), ("来源", 28), ("计数行数", 9), ("本数复算", 12), ("基数复算", 12), ("复算", 12),
    ("相符", 8), ("明细行组", 10), ("备注", 30), ("页码", 8), ("位置", 12), ("出现处", 60),
)  # fmt: skip
_ROW_HEADS = (
    ("行组", 7), ("台账", 14), ("记录编号", 9), ("名称", 36), ("代码", 22), ("级别", 16), ("辖市区", 12), ("起", 12), ("止", 12),
    ("计数", 7), ("数额", 12), ("取自", 14), ("模拟", 6),
)  # fmt: skip
_EXPLAINED = (
    "本簿列出本期印出的每一个数字，以及它由台账中的哪些行得出。",
    "“数字清单”每行是一个数字：印在哪一篇、哪一句，按什么口径、截至哪一天，数值是多少。",
    "“图表数字”列出图里的每个点、表里的每个数，以及图里算出的合计、占比和完成率；“未绑定数字”列出文字里没有取自台账的数字。",
    "“页码”为印出的页码；“出现处”列出同一个数字在封面、目录、标题、正文、图表里的每一处。",
    "“本数复算”“基数复算”“复算”“相符”是公式，直接对“明细”表的行重新计数或求和；改动明细，结果随之变化。",
    "“明细行组”指向“明细”表中同一组号的行；几个数字用到同一批行时，共用一组，不重复列出。",
    "“计数”为 1 的行计入；为 0 的行属于同一单位的另一条记录，不重复计；为 -1 的行是期内减少的单位（净增用）。",
    "“数额”只在求和、平均和指标数字中使用，单位与印出的数字一致。",
    "“模拟”一栏标“是”的行是演示用的模拟数据。",
)


@dataclass(slots=True)
class _Sets:
    """Groups of detail rows; numbers that rest on the same rows share one."""

    numbers: dict[tuple[object, ...], int] = field(default_factory=dict)
    rows: list[tuple[int, Detail]] = field(default_factory=list)
    begins: dict[int, int] = field(default_factory=dict)
    # The very same tuple of rows is known by its identity; `kept` holds on to it, so that the identity stays its own.
    seen: dict[tuple[int, str], int] = field(default_factory=dict)
    kept: list[tuple[Detail, ...]] = field(default_factory=list)

    def of(self, operand: Operand) -> int:
        """The number of an operand's group, 0 when no rows stand behind it."""
        if not operand.rows:
            return 0
        same = id(operand.rows), operand.kind
        if same in self.seen:
            return self.seen[same]
        key = (
            operand.kind,
            *((one.record, one.register, one.card.start, one.weight, one.amount) for one in operand.rows),
        )
        self.kept.append(operand.rows)
        group = self.numbers.get(key)
        if group is None:
            group = self.numbers[key] = len(self.numbers) + 1
            self.begins[group] = _HEAD + 1 + len(self.rows)
            self.rows += [(group, one) for one in operand.rows]
        self.seen[same] = group
        return group


def write_audit(
    galley: Galley, snapshot: Snapshot, out: Path, clock: datetime, printing: Callable[[], Printing] | None = None
) -> tuple[int, int, int]:
    """Write the audit workbook; returns how many numbers of the text agree with their rows, do not, and cannot be
    compared.

    `printing` is asked for the pages when all is counted, for they are known late. The same bytes for the same galley,
    rows, pages and clock. Trouble when the file cannot be written.
    """
    evidence = Evidence(snapshot)
    recounts = [recount(number, evidence) for number in galley.numbers]
    drawn = [_of_figures(recount(one.number, evidence)) for one in galley.points]
    sets = _Sets()
    groups = [_groups(one, sets) for one in recounts]
    further = [_groups(one, sets) for one in drawn]
    known = printing() if printing is not None else printing_of(galley)
    where = Whereabouts(galley, known)
    head = galley.masthead
    issue = f"{head.title} {head.year}年第{head.number}期"
    book = Book(load_theme(head.theme), f"{issue} 数字出处", clock)
    notes, numbers, points, unbound, rows = (book.sheet(name) for name in (NOTES, NUMBERS, POINTS, UNBOUND, ROWS))
    _write_notes(book, notes, issue, recounts, drawn, len(sets.rows))
    keys = [(key_of(one.index), one.name) for one in galley.numbers]
    _write_numbers(book, numbers, (f"{issue}　{NUMBERS}", _TOLD), galley, recounts, groups, sets, where, keys)
    keys = [(key_of(place, point=True), one.figure) for place, one in enumerate(galley.points)]
    _write_numbers(book, points, (f"{issue}　{POINTS}", _TOLD_POINTS), galley, drawn, further, sets, where, keys)
    write_unbound(book, unbound, issue, galley, known.unbound)
    _write_rows(book, rows, issue, sets, evidence)
    if known.changes is not None:
        write_changes(book, book.sheet(CHANGES), issue, galley, where, known.changes, evidence)
    numbers.activate()
    book.save(out)
    return agreed(recounts)


def _groups(one: Recount, sets: _Sets) -> dict[str, int]:
    operands = {"own": one.own, "base": one.base, "reported": one.reported if one.way == "reported" else None}
    return {name: sets.of(operand) for name, operand in operands.items() if operand is not None}


def _write_notes(
    book: Book, sheet: Any, issue: str, recounts: Sequence[Recount], drawn: Sequence[Recount], rows: int
) -> None:
    style = book.style
    book.text(sheet, 0, 0, f"{issue}　数字出处", style.title)
    same, different, open_ = agreed(recounts)
    told = f"文字中共 {len(recounts)} 个数字：相符 {same}，不符 {different}，无法逐行复算 {open_}；"
    same, different, open_ = agreed(drawn)
    told += f"图表中 {len(drawn)} 个：相符 {same}，不符 {different}，无法逐行复算 {open_}；明细 {rows} 行。"
    book.text(sheet, 1, 0, told, style.subtitle)
    for place, text in enumerate(_EXPLAINED, 3):
        book.text(sheet, place, 0, text, style.wrapped)
        sheet.set_row(place, 34)
    sheet.set_column(0, 0, 88)
    sheet.set_row(0, 30)
    set_up_page(sheet, landscape=False, repeat=None, title=f"{issue}　数字出处")


def _write_numbers(
    book: Book,
    sheet: Any,
    told: tuple[str, str],
    galley: Galley,
    recounts: Sequence[Recount],
    groups: Sequence[Mapping[str, int]],
    sets: _Sets,
    where: Whereabouts,
    keys: Sequence[tuple[str, str]],
) -> None:
    heads(book, sheet, *told, _NUMBER_HEADS)
    titles = titles_of(galley)
    last = _HEAD + len(sets.rows) + 1
    for place, (one, group) in enumerate(zip(recounts, groups, strict=True)):
        row = _HEAD + 1 + place
        _write_number(book, sheet, row, one, group, titles, sets, last)
        sheet.write_number(row, 0, place + 1, book.form(book.style.number("General")))
        for column, text in enumerate(where.cells(keys[place][0], one.number, keys[place][1]), _PLACES):
            book.text(sheet, row, column, text, book.style.text)
    sheet.autofilter(_HEAD, 0, _HEAD + max(1, len(recounts)), len(_NUMBER_HEADS) - 1)
    sheet.freeze_panes(_HEAD + 1, 3)
    set_up_page(sheet, landscape=True, repeat=(_HEAD, _HEAD), title=told[0])


def _of_figures(one: Recount) -> Recount:
    """A sum over groups may hold an organisation twice: it is the sum of its cells, not a count of rows of its own."""
    if one.number.form == "合计" and one.agrees is False:
        return replace(one, way="", value=None, note="为同一行或同一列各格之和，各格见上。")
    if not one.number.rows and not one.number.register:
        return replace(one, way="", value=None, note="没有逐行依据：由同一图表的其他数算出，或取自 figures.toml。")
    return one


def _write_number(
    book: Book,
    sheet: Any,
    row: int,
    one: Recount,
    group: Mapping[str, int],
    titles: Mapping[str, str],
    sets: _Sets,
    last: int,
) -> None:
    number, style = one.number, book.style
    figures = book.form(style.number("General"))
    words = {
        1: titles.get(number.article, number.article), 2: number.text, 3: number.sentence, 4: _asked(number), 5: number.as_of,
        7: number.unit, 9: number.base_as_of, 10: number.source, 17: one.note,
    }  # fmt: skip
    for column, text in words.items():
        book.text(sheet, row, column, text, style.text)
    for column, value in ((6, number.value), (8, number.base_value)):
        if value:
            sheet.write_number(row, column, float(Decimal(value)), figures)
        else:
            book.text(sheet, row, column, "", style.text)
    sheet.write_number(row, 11, len(one.own.rows), figures)
    _formulas(book, sheet, row, one, group, last)
    own = group.get("own", 0)
    if own:
        book.link(sheet, row, 16, ROWS, f"第 {own} 组", f"A{sets.begins[own] + 1}")
    else:
        book.text(sheet, row, 16, "", style.text)


def _asked(number: Number) -> str:
    return "；".join(filter(None, (number.question, f"形式：{number.form}" if number.form else "")))


def _formulas(book: Book, sheet: Any, row: int, one: Recount, group: Mapping[str, int], last: int) -> None:
    form = book.form(book.style.number("General"))
    line = row + 1
    own = _formula(one.own, group.get("own", 0), last)
    base = _formula(one.base, group.get("base", 0), last) if one.base else ""
    _put(sheet, row, 12, own, one.own.value, form)
    _put(sheet, row, 13, base, one.base.value if one.base else None, form)
    ways = {
        "own": f"M{line}",
        "growth": f"(M{line}-N{line})/N{line}*100",
        "difference": f"M{line}-N{line}",
        "share": f"M{line}/N{line}*100",
        "reported": _formula(one.reported, group.get("reported", 0), last) if one.reported else "",
    }
    _put(sheet, row, 14, ways.get(one.way, ""), one.value, form)
    _put_agreement(book, sheet, row, one)


def _put_agreement(book: Book, sheet: Any, row: int, one: Recount) -> None:
    line = row + 1
    text = book.form(book.style.text | {"align": "center"})
    if one.agrees is None:
        sheet.write_string(row, 15, "—", text)
        return
    test = f"ABS(O{line}-G{line})<=0.000001*MAX(1,ABS(G{line}))"
    shown = printed(one.number)
    if shown is not None:
        # What was printed may be rounded: it must lie within half a unit of its last digit.
        test = f"AND({test},ABS(ABS(O{line})-{shown[0]})<={shown[1]})"
    sheet.write_formula(row, 15, f'=IF({test},"相符","不符")', text, "相符" if one.agrees else "不符")


def _formula(operand: Operand | None, group: int, last: int) -> str:
    """The formula that works an operand out from its rows, without the equals sign; '' when it cannot."""
    if operand is None or operand.value is None:
        return ""
    if operand.constant is not None:
        return f"{operand.value}"
    groups = f"'{ROWS}'!$A${_HEAD + 2}:$A${last}"
    column = "J" if operand.kind == "count" else "K"
    values = f"'{ROWS}'!${column}${_HEAD + 2}:${column}${last}"
    if operand.kind == "mean":
        return f"AVERAGEIFS({values},{groups},{group})"
    return f"SUMIFS({values},{groups},{group})"


def _put(sheet: Any, row: int, column: int, formula: str, value: Decimal | None, form: Any) -> None:
    if formula:
        sheet.write_formula(row, column, f"={formula}", form, float(value) if value is not None else 0)
    else:
        sheet.write_blank(row, column, None, form)


def _write_rows(book: Book, sheet: Any, issue: str, sets: _Sets, evidence: Evidence) -> None:
    heads(book, sheet, f"{issue}　明细", "每组是一个数字所依据的台账行", _ROW_HEADS)
    names = _Titles(evidence)
    if sets.rows:
        _write_row(book, sheet, _cells(*sets.rows[0], names))
        book.rows(sheet, (_cells(group, one, names) for group, one in sets.rows[1:]))
    sheet.autofilter(_HEAD, 0, _HEAD + max(1, len(sets.rows)), len(_ROW_HEADS) - 1)
    sheet.freeze_panes(_HEAD + 1, 4)
    set_up_page(sheet, landscape=True, repeat=(_HEAD, _HEAD), title=f"{issue}　明细")


class _Titles(dict[str, str]):
    """Titles of registers by key."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def __missing__(self, key: str) -> str:
        register = self._evidence.register(key)
        self[key] = register.title if register else key
        return self[key]


def _cells(group: int, one: Detail, titles: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        group,
        titles[one.register],
        one.record,
        one.card.name,
        one.card.code,
        one.card.level,
        one.card.district,
        one.card.start,
        one.card.end,
        one.weight,
        one.amount,
        one.taken,
        "是" if one.card.simulated else "",
    )


def _write_row(book: Book, sheet: Any, cells: Sequence[Cell]) -> None:
    """The first row, cell by cell; further rows take their formats from it."""
    text, number = book.form(book.style.text), book.form(book.style.number("General"))
    numeric = {0, 2, 9, 10}
    for column, cell in enumerate(cells):
        form = number if column in numeric else text
        if cell is None or cell == "":
            sheet.write_blank(_HEAD + 1, column, None, form)
        elif isinstance(cell, str):
            sheet.write_string(_HEAD + 1, column, readable(cell), form)
        else:
            sheet.write_number(_HEAD + 1, column, float(cell), form)
