"""The values of a column under its title: read when they are asked for, shown when they are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from bureau_desk.domain.register import FieldType
from bureau_desk.ui.filter_popup import FilterPopup

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable


def open_values(table: RecordTable, key: str) -> FilterPopup | None:
    """Open the list of a column's values; None while they are still read, or where the column has no filter."""
    field = table.register.field(key)
    anchor = table.view.frozen.filters.filter_of(key) or table.view.filters.filter_of(key)
    if field is None or anchor is None:
        return None
    codes, session = table.conditions.codes(field), table.session
    table.popup = None

    def answered(facets: Sequence[tuple[str, str, int]]) -> None:
        present = table.conditions.filters.get(key, ())
        table.popup = FilterPopup(field, facets, codes, present, table)
        table.popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table.popup.chosen.connect(table.conditions.set_filter)
        table.popup.show_under(anchor)

    if field.type is FieldType.CHOICES and codes is not None:
        answered([(code.code, code.label, 0) for code in codes.codes])
    else:
        weight = session.weight(table.register.key)
        table.queries.ask("facets", lambda: session.facets(table.register.key, key), answered, weight)
    return table.popup
