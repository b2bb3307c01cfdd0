"""How wide a column has to be for the rows in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bureau_desk.ui.record_model import CODES
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable


def fitting_width(table: RecordTable, column: int) -> int:
    """Pixels for the texts in view, never of all rows; neither too narrow nor too wide to work with."""
    view, model = table.view, table.model
    first, last = view.rowAt(0), view.rowAt(view.viewport().height())
    last = last if last >= 0 else model.rowCount() - 1
    metrics = view.fontMetrics()
    texts = [str(model.data(model.index(row, column))) for row in range(max(0, first), last + 1)]
    widest = max([metrics.horizontalAdvance(text) for text in texts] or [0])
    mono = theme.px(30) if model.columns[column].type in CODES else 0
    return min(max(widest + theme.px(32) + mono, theme.px(72)), theme.px(480))
