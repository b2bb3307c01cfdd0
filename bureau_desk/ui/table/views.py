"""Named views of a register: what the table shows kept under a name in the desk, taken up again, changed, put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from bureau_desk.app import views as saved_views
from bureau_desk.app.views import SavedView
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable
    from bureau_desk.ui.table.groups import GroupPanel

LAST, DEFAULT, BASE = "last_view", "default_view", "base_view"


class TableViews(QObject):
    """`present` is the view that was taken up last; None is 全部, which each user shapes for himself."""

    changed = Signal()  # the present view, its name, or whether it was changed
    taken = Signal(object)  # SavedView that the table now shows
    failed = Signal(object)

    def __init__(
        self, session: Session, memory: Memory, table: RecordTable, groups: GroupPanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._memory, self._table, self._groups = session, memory, table, groups
        self.present: SavedView | None = None
        self.grouped = False  # whether the rows are shown in groups

    # what there is
    def saved(self) -> list[SavedView]:
        """The register's named views in their order."""
        return saved_views.saved(self._session.desk, self._table.register.key)

    def _place(self) -> str:
        return f"{self._session.desk.path.resolve()}|{self._table.register.key}"

    def _remember(self, shelf: str, number: int | None) -> None:
        self._memory.put(shelf, self._memory.get(shelf, {}) | {self._place(): number or 0})
        self._memory.save()

    @property
    def default(self) -> int:
        """The view that the register opens with; 0 for 全部 or the last one."""
        found = self._memory.get(DEFAULT, {}).get(self._place(), 0)
        return found if isinstance(found, int) else 0

    def set_default(self, number: int) -> None:
        """Open the register with a view from now on; 0 opens it with the one seen last."""
        self._remember(DEFAULT, number)
        self.changed.emit()

    def resume(self) -> None:
        """Take up the default view, or the one of last time."""
        last = self._memory.get(LAST, {}).get(self._place(), 0)
        wanted = self.default or last
        found = next((one for one in self.saved() if one.id == wanted), None) if wanted else None
        if found is not None:
            self.take(found)

    # the table as a view, and a view as the table
    def state(self, name: str = "", number: int | None = None) -> SavedView:
        """What the table shows now."""
        table, scale = self._table, theme.scale / 100
        conditions, keys = table.conditions, table.columns.keys
        widths = {key: round(width / scale) for key, width in table.columns.widths.items() if key in keys}
        return SavedView(
            table.register.key,
            name,
            search=conditions.search,
            filters=tuple(one for some in conditions.filters.values() for one in some),
            where=conditions.where,
            sort=conditions.sort,
            columns=tuple(keys),
            widths=widths,
            frozen=table.columns.frozen,
            group=self._groups.fields if self.grouped else (),
            sums=self._groups.sums if self.grouped else (),
            colours=tuple(table.colours.bodies()),
            id=number,
        )

    @property
    def modified(self) -> bool:
        """Whether the table shows something else than the present view holds."""
        return self.present is not None and _body(self.state()) != _body(self.present)

    def take(self, view: SavedView | None) -> None:
        """Show a view; None shows 全部 again, with the columns it had before."""
        if self.present is None and view is not None:
            self._keep_base()
        base = self._base() if view is None else view
        self._show(base)
        self.present = view
        if view is not None:
            self.present = replace(self.state(view.name, view.id), notes=view.notes)
        self._remember(LAST, view.id if view is not None else 0)
        self.taken.emit(base)
        self.changed.emit()

    def _show(self, view: SavedView) -> None:
        table, scale = self._table, theme.scale / 100
        table.columns.set_widths({key: round(width * scale) for key, width in view.widths.items()})
        table.columns.choose(view.columns or table.columns.first(), view.frozen)
        table.colours.take(view.colours)
        self._groups.choose(view.group, view.sums)
        self.grouped = bool(view.group)
        table.conditions.set_all(view.search, view.filters, view.where, view.sort)

    def _keep_base(self) -> None:
        state = self.state()
        body = {
            "columns": list(state.columns), "widths": dict(state.widths), "frozen": state.frozen,
            "sort": [list(one) for one in state.sort], "colours": [dict(one) for one in state.colours],
        }  # fmt: skip
        self._memory.put(BASE, self._memory.get(BASE, {}) | {self._table.register.key: body})

    def _base(self) -> SavedView:
        body: dict[str, Any] = self._memory.get(BASE, {}).get(self._table.register.key, {})
        return SavedView(
            self._table.register.key,
            "",
            columns=tuple(body.get("columns", ())),
            widths=body.get("widths", {}),
            frozen=body.get("frozen", 1),
            sort=tuple((str(key), bool(down)) for key, down in body.get("sort", ())),
            colours=tuple(body.get("colours", ())),
        )

    # keeping
    def save(self) -> bool:
        """Keep what the table shows in the present view."""
        present = self.present
        return present is not None and self._put(self.state(present.name, present.id))

    def save_as(self, name: str) -> bool:
        """Keep what the table shows under a new name; False when that could not be."""
        if self.present is None:
            self._keep_base()
        return self._put(self.state(name))

    def _put(self, view: SavedView) -> bool:
        try:
            self.present = saved_views.save(self._session.desk, view)
        except Trouble as trouble:
            self.failed.emit(trouble)
            return False
        self._remember(LAST, self.present.id)
        self.changed.emit()
        return True

    def restore(self) -> None:
        """Show the present view as it was kept."""
        present = self.present
        if present is not None:
            self.take(next((one for one in self.saved() if one.id == present.id), None))

    def rename(self, view: SavedView, name: str) -> bool:
        """Give a view another name."""
        try:
            renamed = saved_views.rename(self._session.desk, view, name)
        except Trouble as trouble:
            self.failed.emit(trouble)
            return False
        if self.present is not None and self.present.id == view.id:
            self.present = replace(self.present, name=renamed.name)
        self.changed.emit()
        return True

    def remove(self, view: SavedView) -> SavedView | None:
        """Take a view away; what it held is handed back, so that it can be brought back."""
        try:
            saved_views.remove(self._session.desk, view)
        except Trouble as trouble:
            self.failed.emit(trouble)
            return None
        if self.present is not None and self.present.id == view.id:
            self.take(None)
        self.changed.emit()
        return view

    def put_back(self, view: SavedView) -> bool:
        """Bring a view back that was taken away, as the last one."""
        try:
            saved_views.save(self._session.desk, replace(view, id=None))
        except Trouble as trouble:
            self.failed.emit(trouble)
            return False
        self.changed.emit()
        return True

    def reorder(self, numbers: Sequence[int]) -> None:
        """Put the views in another order."""
        try:
            saved_views.reorder(self._session.desk, self._table.register.key, numbers)
        except Trouble as trouble:
            self.failed.emit(trouble)
            return
        self.changed.emit()


def _body(view: SavedView) -> tuple[Any, ...]:
    """What makes two views the same; widths are compared where both say one."""
    return (
        view.search, view.filters, view.where, view.sort, view.columns, tuple(sorted(view.widths.items())),
        view.frozen, view.group, view.sums, tuple(sorted(map(str, view.colours))),
    )  # fmt: skip
