"""What the status bar says of a selection: how many, filled in, sum and mean; worked out by the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bureau_desk.domain.register import Field, FieldType
from bureau_desk.ui.record_model import NUMERIC

if TYPE_CHECKING:
    from bureau_desk.app.grouping import Total
    from bureau_desk.ui.record_table import RecordTable


def tell_selection(table: RecordTable, tell: Callable[[str], None]) -> None:
    """Tell at once how many records are selected, and their numbers when they are worked out."""
    number = table.selected_number()
    table.queries.cancel("totals")
    if number <= 1:
        tell("")
        return
    head = f"选中 {number:,} 条"
    field = _summed(table)
    if field is None:
        tell(head)
        return
    from bureau_desk.app import browsing

    whole = table.view.selection.rows() == [(0, table.model.rowCount() - 1)]
    which = table.conditions.view() if whole else table.selected_rows()
    desk, key, register = table.session.desk, field.key, table.register.key

    def answered(found: dict[str, Total]) -> None:
        tell(head + words(table, field, found[key]))

    if table.session.as_of is not None:
        tell(head)
        return
    tell(f"{head} · …")
    table.queries.ask("totals", lambda: browsing.totals(desk, register, which, [key]), answered, number)


def words(table: RecordTable, field: Field, total: Total) -> str:
    """计数 12 · 合计 3,400 万元 · 平均 283 万元."""
    found = f" · 计数 {total.filled:,}"
    if total.sum is not None and field.type is not FieldType.PERCENT:
        found += f" · {field.title}合计 {table.session.display(field, total.sum)}{field.unit}"
    if total.mean is not None:
        mean = f"{total.mean:,}" if field.type is FieldType.INTEGER else table.session.display(field, total.mean)
        found += f" · 平均 {mean}{field.unit if field.type is not FieldType.PERCENT else ''}"
    return found


def _summed(table: RecordTable) -> Field | None:
    """The column whose numbers are told: that of the cell with focus, else the only numeric one selected."""
    columns = [table.model.columns[one] for one in table.view.selection.columns() if one < len(table.model.columns)]
    current = table.view.currentIndex().column()
    if 0 <= current < len(table.model.columns) and table.model.columns[current] in columns:
        field = table.model.columns[current]
        if field.type in NUMERIC or len(columns) == 1:
            return field
    numeric = [field for field in columns if field.type in NUMERIC]
    return numeric[0] if len(numeric) == 1 else None
