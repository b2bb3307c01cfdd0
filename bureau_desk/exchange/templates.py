"""Empty sheets for districts and firms to fill in: titles with units, drop-downs, a note per column, instructions."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from bureau_desk.domain.fieldtypes import NUMERIC
from bureau_desk.domain.register import Field, FieldType, Need, Register, Schema
from bureau_desk.exchange.header_names import header_text
from bureau_desk.exchange.headers import is_stored
from bureau_desk.exchange.writing import (
    cell_format,
    column_width,
    header_format,
    new_workbook,
    set_up_page,
    sheet_name,
    written,
)

ROWS = 3000
"""So many rows have drop-downs."""

_LONGEST_LIST = 255
_OPTIONS = "选项"
_WIDTHS = (6, 34, 14, 42, 70)  # of the columns of the instructions
_HOW = {
    FieldType.TEXT: "文字", FieldType.LONG_TEXT: "文字，可分行", FieldType.CODE: "按文本填写，保留前面的 0",
    FieldType.CREDIT_CODE: "18 位统一社会信用代码，按文本填写", FieldType.INTEGER: "整数", FieldType.DECIMAL: "数字",
    FieldType.MONEY: "金额", FieldType.PERCENT: "百分数，12.5 表示 12.5%",
    FieldType.DATE: "日期，如 2024-05-06；只知道年或年月时填 2024 或 2024-05", FieldType.YEAR: "四位年份，如 2024",
    FieldType.CHOICE: "从下拉列表选择", FieldType.LEVEL: "从下拉列表选择",
    FieldType.REFERENCE: "填台账中的名称，重名时填 #编号", FieldType.BOOLEAN: "是或否",
}  # fmt: skip
_GENERAL = (
    "请在第一张表中逐行填写，每行一条；不要改动表头，可以调整列的次序，也可以删去不填的列。",
    "带 * 的栏目必填。没有数据的格子请留空，不要填“/”“无”“—”。",
    "金额和面积按表头括号里的单位只填数字；如需换单位，可写成“1.2亿元”“3,500千元”这样带单位的数。",
    "不要填“约20家”“近百人”这样的约数。",
    "从别处复制时，请“选择性粘贴—数值”，以免破坏下拉列表和文本格式。",
    "本表导入后会逐行给出结果，有问题的行连同原因另存一表，改正后可再次导入。",
)


def template_fields(register: Register, on: date | None = None) -> tuple[Field, ...]:
    """The fields that staff fill in on a day: all that are shown, not computed and not retired."""
    fields = register.offered(on) if on else register.fields
    return tuple(field for field in fields if field.shown and is_stored(register, field))


def write_template(register: Register, schema: Schema, out: Path, clock: datetime) -> None:
    """Write an empty sheet of the register to fill in, with a second sheet of instructions.

    Drop-downs offer the choices valid on the clock's day. Raises Trouble when the file cannot be written.
    """
    fields = template_fields(register, clock.date())
    with written(out) as draft, new_workbook(draft, clock, f"{register.title}填报表") as book:
        sheet = book.add_worksheet(sheet_name(register.title))
        instructions = book.add_worksheet("填写说明")
        options = _Options(book, schema, clock.date())
        for place, field in enumerate(fields):
            _column(book, sheet, place, field, options)
        set_up_page(sheet, len(fields))
        _instructions(book, instructions, register, fields, options)
        options.close()


class _Options:
    """The choices of drop-downs; lists too long for a cell rule stand on a hidden sheet, one column each."""

    def __init__(self, book: Any, schema: Schema, today: date) -> None:
        self._book, self._schema, self._today = book, schema, today
        self._places: dict[str, str] = {}
        self._long: list[list[str]] = []

    def labels(self, field: Field) -> list[str]:
        """The choices of a field that are valid today; [] for free fields."""
        if field.type is FieldType.BOOLEAN:
            return ["是", "否"]
        codelist = self._schema.codelists.get(field.codelist)
        return [code.label for code in codelist.codes if code.is_valid(self._today)] if codelist else []

    def source(self, field: Field) -> list[str] | str:
        """What a validation rule needs: the short list itself or the place of the long one."""
        labels = self.labels(field)
        if len(",".join(labels)) <= _LONGEST_LIST and not any("," in label for label in labels):
            return labels
        if field.codelist not in self._places:
            letter = _letter(len(self._long))
            self._places[field.codelist] = f"={_OPTIONS}!${letter}$1:${letter}${len(labels)}"
            self._long.append(labels)
        return self._places[field.codelist]

    def close(self) -> None:
        """Write the hidden sheet, when there are long lists."""
        if not self._long:
            return
        sheet = self._book.add_worksheet(_OPTIONS)
        for column, labels in enumerate(self._long):
            for row, label in enumerate(labels):
                sheet.write_string(row, column, label)
        sheet.hide()


def _letter(index: int) -> str:
    from bureau_desk.exchange.workbook import column_letter

    return column_letter(index)


def _column(book: Any, sheet: Any, place: int, field: Field, options: _Options) -> None:
    title = f"{header_text(field)}{'*' if field.required else ''}"
    is_number = field.type in (*NUMERIC, FieldType.YEAR)
    # dates stay text as well: a date format would turn 2024.10 into 2024.1 and a month into its first day
    form = cell_format(book) if is_number else cell_format(book, num_format="@")
    sheet.set_column(place, place, column_width(title, field), form)
    look = {} if field.required else {"bg_color": "#EEF3F8", "font_color": "#0F3560"}
    sheet.write_string(0, place, title, header_format(book, **look))
    sheet.write_comment(0, place, _note(field, options), {"author": "", "x_scale": 1.6, "y_scale": 1.2, "font_size": 9})
    if field.type in (FieldType.CHOICE, FieldType.LEVEL, FieldType.BOOLEAN) and options.labels(field):
        rule = {
            "validate": "list",
            "source": options.source(field),
            "error_title": "不在选项中",
            "error_message": f"“{field.title}”请从下拉列表中选择。",
        }
        sheet.data_validation(1, place, ROWS, place, rule)


def _note(field: Field, options: _Options) -> str:
    lines = [f"{field.title}：{_need(field)}。{_how(field)}。"]
    labels = options.labels(field)
    if labels and field.type is not FieldType.BOOLEAN:
        lines.append(f"可选：{'、'.join(labels[:12])}{'等' if len(labels) > 12 else ''}")
    if field.rule:
        lines.append(field.rule)
    return "\n".join(lines)


def _need(field: Field) -> str:
    return {Need.REQUIRED: "必填", Need.CONDITIONAL: "符合条件时必填"}.get(field.need, "选填")


def _how(field: Field) -> str:
    if field.type is FieldType.CHOICES:
        return "可填多项，用“；”分隔"
    how = _HOW[field.type]
    return f"{how}，单位：{field.unit}" if field.unit and field.type in NUMERIC and field.unit != "%" else how


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many Latin characters."""
    sizes = [sum(2 if ord(character) > 255 else 1 for character in line) for line in text.split("\n")]
    return sum(max(-(-size // (width - 2)), 1) for size in sizes)


def _instructions(book: Any, sheet: Any, register: Register, fields: tuple[Field, ...], options: _Options) -> None:
    plain, wrapped = cell_format(book), cell_format(book, text_wrap=True, border=1, border_color="#C3CCD6")
    header = header_format(book)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, f"{register.title}填报说明", cell_format(book, bold=True, font_size=14))
    for number, sentence in enumerate(_GENERAL, start=1):
        sheet.write_string(number, 0, f"{number}. {sentence}", plain)
    top = len(_GENERAL) + 2
    for place, title in enumerate(("序号", "栏目", "是否必填", "怎样填", "可选内容与说明")):
        sheet.write_string(top, place, title, header)
    for number, field in enumerate(fields, start=1):
        labels = options.labels(field) if field.type is not FieldType.BOOLEAN else []
        remarks = [text for text in ("、".join(labels), field.rule) if text]
        texts = (header_text(field), _need(field), _how(field), "\n".join(remarks))
        sheet.set_row(
            top + number, 16 * max(_lines(text, width) for text, width in zip(texts, _WIDTHS[1:], strict=True))
        )
        sheet.write_number(top + number, 0, number, wrapped)
        for place, text in enumerate(texts, start=1):
            sheet.write_string(top + number, place, text, wrapped)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
