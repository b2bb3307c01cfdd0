"""Named views of a register: what the table shows kept under a name in the desk, taken up again, changed, put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from bureau_desk.app import views as saved_views
from bureau_desk.app.saved_view import SavedView
from bureau_desk.app.view_bodies import read_body, write_body
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.question import Condition, Group
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.session import Session
from bureau_desk.ui.table_conditions import PICKED
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable
    from bureau_desk.ui.table.groups import GroupPanel

LAST, DEFAULT, BASE, KEPT = "last_view", "default_view", "base_view", "kept_view"


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
        """Take up the default view; else what the table showed last, with the filters that were in force.

        All of this belongs to the user at this computer: it is kept in his settings, by desk and register. A view that
        was changed and not saved comes back changed; a search is not taken up again.
        """
        last = self._memory.get(LAST, {}).get(self._place(), 0)
        wanted = self.default or last
        found = next((one for one in self.saved() if one.id == wanted), None) if wanted else None
        if found is not None:
            self.take(found)
        kept = self._memory.get(KEPT, {}).get(self._place(), "")
        if self.default or not isinstance(kept, str) or not kept or bool(wanted) != (found is not None):
            return
        parts, notes = read_body(kept, self._table.register, self._session.schema)
        seen = replace(SavedView(self._table.register.key, "", **parts), search="", notes=notes)
        if found is not None:
            if _body(seen) != _body(self.state()):
                self._show(seen)
                self.taken.emit(seen)
                self.changed.emit()
        elif seen.filters or seen.where or notes:
            self._table.conditions.set_all("", seen.filters, seen.where, seen.sort)
            self.taken.emit(seen)

    def keep(self) -> None:
        """Remember what the table shows, for the next start."""
        state = self.state()
        state = replace(state, filters=tuple(one for one in state.filters if not _is_picked(one)))
        kept = self._memory.get(KEPT, {})
        if kept.get(self._place()) != (body := write_body(state)):
            self._memory.put(KEPT, kept | {self._place(): body})

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
        base = self._base() if view is None else replace(view, notes=(*view.notes, *self._retired(view)))
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

    def _retired(self, view: SavedView) -> list[str]:
        """A sentence for each field that a view names and that is in use no more."""
        parts = [*view.filters, *([view.where] if view.where else [])]
        named = [*view.columns, *(key for key, _ in view.sort), *(key.partition(":")[0] for key in view.group)]
        named += [key for part in parts for key in _fields_of(part)]
        found = [self._table.register.field(key) for key in dict.fromkeys(named)]
        gone = [one for one in found if one is not None and one.is_retired(self._table.day)]
        return [f"字段“{one.title}”已停用，这一列不再显示，用到它的条件仍然有效。" for one in gone]

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


def _is_picked(one: Condition | Group) -> bool:
    """Whether single records are asked for, which is of the moment."""
    return isinstance(one, Condition) and one.field == PICKED


def _fields_of(part: Condition | Group) -> list[str]:
    """The keys of the fields that a condition or a group of them names."""
    return [part.field] if isinstance(part, Condition) else [key for one in part.parts for key in _fields_of(one)]
