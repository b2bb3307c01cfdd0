"""The cover sheet of the Excel bulletin, and the sheet that sets every number beside that of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bureau_desk.bulletin.xlsx_book import Book
from bureau_desk.bulletin.year_lines import YearLine
from bureau_desk.charts.native_style import Format, colour
from bureau_desk.charts.numerals import number_format
from bureau_desk.charts.sheet_page import set_up_page, text_width
from bureau_desk.domain.galley import Galley, GalleyBlock, plain

COVER, YEARS = "封面", "年度对照"
_MOST_FIGURES = 8
_COVER_WIDTHS = (4, 24, 24, 24, 24, 4)
_HEAD_ROW = 4
_HEADS = ("序号", "名称", "范围", "单位", "截至", "本期", "上年同期", "增减", "同比（%）", "说明")
_WIDTHS = (6, 34, 20, 9, 12, 12, 12, 12, 11, 30)
_WIDEST_NAME = 44


def write_cover(book: Book, sheet: Any, galley: Galley, contents: str, links: Sequence[tuple[str, str]]) -> None:
    """The cover: title, number and day of the issue, its big figures, and the ways into the book."""
    masthead, style, width = galley.masthead, book.style, len(_COVER_WIDTHS) - 1
    for column, one in enumerate(_COVER_WIDTHS):
        sheet.set_column(column, column, one)
    band: Format = {**style.base, "bg_color": colour(book.theme.primary), "font_color": "#FFFFFF"}
    band |= {"valign": "vcenter"}
    for row, height in enumerate((24, 54, 26, 24)):
        sheet.set_row(row, height)
        for column in range(width + 1):
            sheet.write_blank(row, column, None, book.form(band))
    number = f"{masthead.year}年第{masthead.number}期"
    total = f"　总第{masthead.total}期" if masthead.total else ""
    book.text(sheet, 1, 1, masthead.title, {**band, "font_size": 36, "font_name": book.theme.fonts["title"].east})
    book.text(sheet, 2, 1, f"{number}{total}　统计图表", {**band, "font_size": 14})
    facts = [
        ("编印单位", masthead.publisher), ("数据截至", f"{_day(masthead.date)}（另有注明的除外）"),
        ("准印证", masthead.permit.removeprefix("准印证").strip()), ("性质", "　".join(masthead.distribution)), ("网址", masthead.website),
    ]  # fmt: skip
    row = 5
    for name, words in facts:
        if words:
            book.text(sheet, row, 1, name, style.subtitle)
            book.text(sheet, row, 2, words, {**style.base, "font_color": colour(book.theme.ink)})
            row += 1
    row = _figures(book, sheet, galley, row + 1)
    book.text(sheet, row, 1, "内容", style.title | {"font_size": 14})
    for place, (target, words) in enumerate([(contents, "目录"), *links]):
        book.link(sheet, row + 1 + place // 2, 1 + place % 2 * 2, target, words)
    sheet.activate()
    sheet.set_first_sheet()
    set_up_page(sheet, landscape=True, repeat=None, title=f"{masthead.title} {number}")
    sheet.fit_to_pages(1, 1)  # a cover is one page, however many ways lead into the book


def _figures(book: Book, sheet: Any, galley: Galley, row: int) -> int:
    """The figures of the big-number boxes, each once, four in a row; the first row after them."""
    found: dict[str, GalleyBlock] = {}
    for article in (*([galley.message] if galley.message else []), *galley.articles()):
        for block in article.blocks:
            if block.kind == "number" and block.title and block.lines:
                found.setdefault(plain(block.lines[0]), block)
    boxes = list(found.items())[:_MOST_FIGURES]
    primary = colour(book.theme.primary)
    for place, (words, block) in enumerate(boxes):
        at, column = row + place // 4 * 3, 1 + place % 4
        big: Format = {**book.style.base, "font_size": 26, "bold": True, "font_color": primary, "valign": "vcenter"}
        big |= {"top": 2, "top_color": primary}
        sheet.set_row(at, 40)
        book.text(sheet, at, column, f"{plain(block.title)}{block.unit}{block.arrow}", big)
        book.text(sheet, at + 1, column, words, {**book.style.subtitle, "text_wrap": True, "valign": "top"})
        sheet.set_row(at + 1, 14 * max(1, -(-text_width(words) // 22)) + 8)
    return row + (len(boxes) + 3) // 4 * 3 + (1 if boxes else 0)


def write_years(book: Book, sheet: Any, lines: Sequence[YearLine], issue: str, contents: str) -> None:
    """Each number of the issue and that of the year before as numbers, the change as a formula of the two."""
    style = book.style
    book.text(sheet, 0, 0, "年度对照", style.title)
    book.text(sheet, 1, 0, "本期用到的每个数与上年同期；口径、单位不同或上年没有数的不作比较", style.subtitle)
    book.text(sheet, 2, 0, "增减：绝对数为相差数，比率为百分点，位次为相差位数", style.subtitle)
    back: Format = {**style.subtitle, "underline": 1}
    sheet.write_url(3, 0, f"internal:'{contents}'!A1", book.form(back), "返回目录")
    name = min(_WIDEST_NAME, max((text_width(one.name) + 3 for one in lines), default=_WIDTHS[1]))
    widths = (_WIDTHS[0], max(name, 20), *_WIDTHS[2:])
    for column, (head, width) in enumerate(zip(_HEADS, widths, strict=True)):
        book.text(sheet, _HEAD_ROW, column, head, style.helper_head() if 5 <= column <= 8 else style.head)
        sheet.set_column(column, column, width)
    for place, line in enumerate(lines):
        _write_line(book, sheet, _HEAD_ROW + 1 + place, place + 1, line, widths)
    if lines:
        sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(lines), len(_HEADS) - 1)
    else:
        book.text(sheet, _HEAD_ROW + 1, 1, "本期没有可以对照的数。", style.text)
    sheet.set_row(0, 30)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    set_up_page(sheet, landscape=True, repeat=(_HEAD_ROW, _HEAD_ROW), title=f"{issue}　年度对照")


def _write_line(book: Book, sheet: Any, row: int, number: int, line: YearLine, widths: Sequence[int]) -> None:
    style = book.style
    words = {1: line.name, 2: line.scope, 3: line.unit, 4: line.day.isoformat(), 9: line.remark}
    sheet.write_number(row, 0, number, book.form({**style.number("0"), "align": "left"}))
    for column, text in words.items():
        indent = {"indent": 1} if column == 9 else {}
        book.text(sheet, row, column, text, style.wrapped | {"valign": "vcenter"} | indent)
    form = book.form(style.number(number_format(line.digits)))
    sheet.write_number(row, 5, float(line.value), form)
    if line.base is not None and line.change is not None:
        sheet.write_number(row, 6, float(line.base), form)
        sheet.write_formula(row, 7, f"=F{row + 1}-G{row + 1}", form, float(line.change))
    else:
        for column in (6, 7):
            sheet.write_blank(row, column, None, form)
    grown = book.form(style.number(number_format(line.growth_digits)))
    if line.growth is not None:
        sheet.write_number(row, 8, float(round(line.growth, 6)), grown)
    else:
        sheet.write_blank(row, 8, None, grown)
    rows = max(-(-text_width(text) // (widths[column] - 1)) for column, text in words.items())
    sheet.set_row(row, max(20, 14 * rows + 6))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
