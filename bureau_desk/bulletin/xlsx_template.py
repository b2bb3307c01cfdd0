"""A workbook that staff made, filled with the numbers of an issue: its formats, formulas, charts and pictures stay.

A cell that holds nothing but `{{NAME}}` (or `{{NAME @ day | form}}`) becomes a number in the cell's own format; within
other words the number is put as bulletins write it. `{{table NAME}}` and `{{list NAME}}` fill the rows below and push
down what stands there; `{{table NAME | 表头 不含合计}}` writes the heads too, and no total where the template has its own. `{{刊名}}`, `{{年}}`, `{{期}}`, `{{总期}}` and `{{日期}}` are those of the issue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.figures import sheet as printed_sheet
from bureau_desk.analysis.listing import listing
from bureau_desk.analysis.placeholders import Placeholder, split
from bureau_desk.analysis.prepared import prepare
from bureau_desk.analysis.trends import rounded
from bureau_desk.bulletin.compose_numbers import Numbers, Place
from bureau_desk.bulletin.xlsx_book import number_in, readable
from bureau_desk.bulletin.xlsx_package import NS, Package, tag
from bureau_desk.bulletin.xlsx_pivots import have_refreshed
from bureau_desk.bulletin.xlsx_rows import insert_rows, letter, rows_of
from bureau_desk.bulletin.xlsx_shift import Insertion
from bureau_desk.domain.issue import Issue, Masthead
from bureau_desk.domain.problem import Misuse, Problem, Severity
from bureau_desk.domain.snapshot import Snapshot

Element = Any
Value = str | Decimal | None
_BLOCK = re.compile(r"^\{\{\s*(table|表格|list|名单)\s+([^{}|]+?)\s*(?:\|\s*((?:表头|不含合计|\s)+))?\}\}$")
_XML = "{http://www.w3.org/XML/1998/namespace}space"
_TOLD = {"slicer": "切片器没有改动，请核对"}


def fill_template(template: Path, issue: Issue, snapshot: Snapshot, out: Path) -> tuple[Problem, ...]:
    """Write the template with the issue's numbers to `out`; what could not be filled is told with sheet and cell.

    Misuse when the template is no workbook.
    """
    package = Package(template)
    filler = _Filler(package, issue, snapshot, template.name)
    for name, part in package.sheets().items():
        filler.fill(name, part)
    if not filler.filled:
        told = "没有找到 {{名称}} 这样的位置，照原样写出。"
        filler.problems.append(Problem("template", template.name, told, Severity.SOFT))
    package.have_calculated()
    if have_refreshed(package):
        told = "数据透视表的数据区域已随行数扩大，在 Excel 中打开时自动刷新；在 WPS 中请点一次“刷新”。"
        filler.problems.append(Problem("template", template.name, told, Severity.NOTE))
    package.save(out)
    return tuple(dict.fromkeys(filler.problems))


class _Filler:
    """Fills the sheets of one template."""

    def __init__(self, package: Package, issue: Issue, snapshot: Snapshot, file: str) -> None:
        self.package, self.file = package, file
        self.prepared = prepare(snapshot)
        self.numbers = Numbers(issue.questions, self.prepared, answer)
        self.facts = _facts(issue.masthead)
        self.problems: list[Problem] = []
        self.filled = 0

    def fill(self, name: str, part: str) -> None:
        """Fill one sheet: the blocks from the last to the first, so that rows put in leave the others where they are."""
        sheet = self.package.tree(part)
        blocks: list[tuple[int, list[tuple[int, list[tuple[Value, ...]]]]]] = []
        for row in rows_of(sheet):
            found: list[tuple[int, list[tuple[Value, ...]]]] = []
            for cell in row.iterfind("m:c", NS):
                text = self.package.text_of(cell)
                if "{{" not in text:
                    continue
                place = f"{self.file} {name}!{cell.get('r')}"
                if block := _BLOCK.match(text.strip()):
                    self.filled += 1
                    column = column_index_from_string(coordinate_from_string(cell.get("r"))[0])
                    found.append((column, self._rows(block, place)))
                else:
                    self._cell(cell, text, place)
            if found:
                blocks.append((int(row.get("r")), found))
        for number, found in reversed(blocks):
            self._block(name, part, number, found)

    def _cell(self, cell: Element, text: str, place: str) -> None:
        pieces = split(text.strip())
        only = pieces[0] if len(pieces) == 1 else None
        if isinstance(only, Placeholder):
            put(cell, self._value(only, place), self.package.format_of(cell))
            self.filled += 1
            return
        words = ""
        for piece in split(text):
            words += piece if isinstance(piece, str) else self._words(piece, place)
            self.filled += isinstance(piece, Placeholder)
        put(cell, words, "@")

    def _words(self, piece: Placeholder, place: str) -> str:
        if piece.name in self.facts and piece.name not in self.numbers.questions:
            return str(self.facts[piece.name])
        if piece.listing or piece.page:
            self._tell(
                place, f"“{piece.text}”要单独占一个单元格。" if piece.listing else f"“{piece.text}”：表里没有页码。"
            )
            return ""
        first = len(self.numbers.problems)
        text, _ = self.numbers.printed(piece, Place("", place))
        self.problems += self.numbers.problems[first:]
        return text

    def _value(self, piece: Placeholder, place: str) -> Value:
        """The number as it is printed, without its unit; words when there is none."""
        if piece.name in self.facts and piece.name not in self.numbers.questions:
            return self.facts[piece.name]
        first = len(self.numbers.problems)
        words = self._words(piece, place)
        if any(one.severity is Severity.HARD for one in self.numbers.problems[first:]) or not self.numbers.numbers:
            return words
        number = self.numbers.numbers[-1]
        if not number.value or number.name != piece.name or piece.form == "约数":
            return words
        value = Decimal(number.value)
        found = re.search(r"\d+(?:\.(\d+))?", number.text)
        if number.text[:1] in "超近约":
            self._tell(place, f"“{piece.name}”是概数（{number.text}），单元格里只有数。", Severity.NOTE)
        return rounded(value, len(found[1] or "") if found else 0)

    def _rows(self, block: re.Match[str], place: str) -> list[tuple[Value, ...]]:
        kind, name, ways = block.groups()
        try:
            question = self.numbers.question(name)
            table = self.numbers.ask(replace(question, table={}, chart={}))
            if kind in ("list", "名单"):
                texts = listing(question, table, self.prepared)
                return [tuple(texts_of) for texts_of in texts] or [("（无）",)]
            made = printed_sheet(question, table, self.prepared, self.numbers.questions, self.numbers.asker())
        except Misuse as misuse:
            self._tell(place, misuse.sentence())
            return [(f"〔没有填成：{name}〕",)]
        rows: list[tuple[Value, ...]] = [tuple(made.columns)] if "表头" in (ways or "") else []
        for row in made.rows[:-1] if made.total and "不含合计" in (ways or "") else made.rows:
            typed = zip(row, made.numeric or (False,) * len(row), strict=False)
            rows.append(tuple(_typed(text) if numeric else text for text, numeric in typed))
        if not made.rows:
            rows.append(("（无）",))
        return rows

    def _block(self, name: str, part: str, number: int, found: Sequence[tuple[int, list[tuple[Value, ...]]]]) -> None:
        """Put rows in below a row and write the blocks that begin in it."""
        count = max(len(rows) for _, rows in found) - 1
        if count > 0:
            insert_rows(self.package, part, Insertion(name, number, count))
            for kind, _ in self.package.related(part).values():
                if told := _TOLD.get(kind):
                    self._tell(f"{self.file} {name}", f"{told}。", Severity.SOFT)
        rows = {int(row.get("r")): row for row in rows_of(self.package.tree(part))}
        for column, lines in found:
            for step, line in enumerate(lines):
                for place, value in enumerate(line):
                    cell = cell_at(rows[number + step], column + place, rows[number])
                    put(cell, value, self.package.format_of(cell))

    def _tell(self, place: str, message: str, severity: Severity = Severity.HARD) -> None:
        self.problems.append(Problem("template", place, message, severity))


def _facts(masthead: Masthead) -> Mapping[str, Value]:
    day = masthead.date
    return {
        "刊名": masthead.title, "年": Decimal(masthead.year), "期": Decimal(masthead.number),
        "总期": Decimal(masthead.total) if masthead.total else "", "日期": f"{day.year}年{day.month}月{day.day}日",
    }  # fmt: skip


def _typed(text: str) -> Value:
    found = number_in(text)
    return text if found is None else found[0]


def cell_at(row: Element, column: int, model: Element) -> Element:
    """The cell of a row in a column, made in its place when it is missing, in the format of the model row's."""
    place = f"{letter(column)}{row.get('r')}"
    for cell in row.iterfind("m:c", NS):
        at = column_index_from_string(coordinate_from_string(cell.get("r"))[0])
        if at == column:
            return cell
        if at > column:
            made = row.makeelement(tag("c"), {"r": place})
            cell.addprevious(made)
            return made
    made = row.makeelement(tag("c"), {"r": place})
    row.append(made)
    like = next(
        (one for one in model.iterfind("m:c", NS) if one.get("r").startswith(letter(column)) and one is not made), None
    )
    if like is not None and like.get("s") and like.get("r") == f"{letter(column)}{model.get('r')}":
        made.set("s", like.get("s"))
    return made


def put(cell: Element, value: Value, form: str) -> None:
    """Write a value into a cell; its style stays. Numbers in cells of text stay text, percents go with % formats."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None or value == "":
        return
    if isinstance(value, Decimal) and form != "@":
        exact = value / 100 if "%" in form and '"%"' not in form else value
        made = cell.makeelement(tag("v"))
        made.text = f"{exact:f}"
        cell.append(made)
        return
    cell.set("t", "inlineStr")
    inline = cell.makeelement(tag("is"))
    text = inline.makeelement(tag("t"))
    text.text = readable(str(value) if isinstance(value, str) else f"{value:f}")
    text.set(_XML, "preserve")
    inline.append(text)
    cell.append(inline)
