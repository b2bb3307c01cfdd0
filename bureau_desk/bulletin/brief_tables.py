"""Tables of a brief: rules above and below, the head repeated and never alone at the foot of a page."""

from __future__ import annotations

from collections.abc import Iterator

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.brief_setting import BriefSetting, sourced
from bureau_desk.bulletin.docx_xml import Border, Cell, Layout, TableRow, run, table, twips
from bureau_desk.domain.galley import TableSheet

_ROWS_KEPT = 2  # rows that stay with the head of a table
_WIDEST = 26.0  # characters of a column, beyond which its words turn over
_HEAVY, _LIGHT = Border(12, "000000"), Border(4, "000000")
_MARGINS = (40, 80, 40, 80)


def brief_table(setting: BriefSetting, sheet: TableSheet) -> Iterator[str]:
    """A table between heavy rules with its title, unit and source."""
    yield setting.p("简报表题", setting.words(sheet.title, "table", sheet.name))
    if sheet.subtitle:
        yield setting.p("简报表数", setting.words(sheet.subtitle, "table", sheet.name), Layout(keep_next=True))
    head = [_cell(setting.p("简报表头", run(one), Layout(keep_next=True)), _HEAVY, _LIGHT) for one in sheet.columns]
    rows = [TableRow(head, header=True), *(_row(setting, sheet, place) for place in range(len(sheet.rows)))]
    yield table(_widths(sheet, twips(setting.preset.width)), rows, sheet.title)
    yield setting.p("简报表注", setting.words(sourced(sheet.source), "table", sheet.name))


def _widths(sheet: TableSheet, total: int) -> list[int]:
    """Columns as wide as their words ask, in twips; what is left over goes to the first."""
    rows = (sheet.columns, *sheet.rows)
    wanted = [
        min(_WIDEST, max(measure.width_of(row[place]) for row in rows if place < len(row))) + 2
        for place in range(len(sheet.columns))
    ]
    widths = [int(one * total / sum(wanted)) for one in wanted]
    widths[0] += total - sum(widths)
    return widths


def _row(setting: BriefSetting, sheet: TableSheet, place: int) -> TableRow:
    numeric = list(sheet.numeric) or [column > 0 for column in range(len(sheet.columns))]
    layout = Layout(keep_next=True if place < _ROWS_KEPT else None)
    under = _HEAVY if place == len(sheet.rows) - 1 else _LIGHT
    cells = []
    for column, (text, number) in enumerate(zip(sheet.rows[place], numeric, strict=False)):
        style = "简报表数" if number else "简报表文"
        cells.append(_cell(setting.p(style, setting.cell(sheet, place, column, text), layout), None, under))
    return TableRow(cells)


def _cell(content: str, above: Border | None, under: Border) -> Cell:
    return Cell(content, above, under, "", _MARGINS, "center")
