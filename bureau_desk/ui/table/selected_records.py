"""What of a table is selected, as records and fields: quick for a hundred thousand rows, for selections are rectangles."""

from __future__ import annotations

from bureau_desk.domain.register import Field
from bureau_desk.ui.grid_view import GridView
from bureau_desk.ui.record_model import RecordModel

SELECTED_ROWS = 200_000


class SelectedRecords:
    """A table's answers to what is selected in its view; not a widget itself."""

    model: RecordModel
    view: GridView

    def selected(self, limit: int = SELECTED_ROWS) -> list[int]:
        """The records with a selected cell, in the order of the table, at most `limit`."""
        found: list[int] = []
        for first, last in self.view.selection.rows():
            found.extend(self.model.ids[first : min(last + 1, first + limit - len(found))])
            if len(found) >= limit:
                break
        return found

    def selected_rows(self) -> list[int]:
        """All records with a selected cell."""
        found: list[int] = []
        for first, last in self.view.selection.rows():
            found.extend(self.model.ids[first : last + 1])
        return found

    def selected_number(self) -> int:
        """How many records have a selected cell; quick for any number."""
        return sum(last - first + 1 for first, last in self.view.selection.rows())

    def block(self) -> tuple[list[int], list[Field]]:
        """The records and the fields of the selection, all of them, in the order of the table."""
        columns = self.view.selection.columns()
        return self.selected_rows(), [self.model.columns[one] for one in columns if one < len(self.model.columns)]

    def blocks(self) -> list[tuple[list[int], list[Field]]]:
        """The selection as rectangles of records and fields, in the order in which they were selected."""
        return [
            (list(self.model.ids[top : bottom + 1]), self.model.columns[left : right + 1])
            for top, left, bottom, right in self.view.selection.parts()
        ]

    def whole_rows(self) -> bool:
        """Whether nothing but whole rows is selected."""
        return self.view.selection.whole_rows()
