"""Which rows of a register are asked for, and in which order: search, filters, the filter panel, groups, sorting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import CodeList, Field, Register
from bureau_desk.ui import filtering
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.session import Session

if TYPE_CHECKING:
    from bureau_desk.app.browsing import View

Sort = tuple[tuple[str, bool], ...]
PICKED = "#"  # stands among the filters where single records are asked for, as in conditions of the app floor
FILTER_PAUSE = 250  # ms after the last key before the table is filtered
RESOLVED = 200  # records that a typed reference may mean


class TableConditions(QObject):
    """Tells `changed` once for every change; the sorting is remembered per register."""

    changed = Signal()

    def __init__(self, session: Session, memory: Memory, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory, self._register = session, memory, register
        self.search = self.picked_words = ""
        self.filters: dict[str, tuple[Condition, ...]] = {}
        self.typed: dict[str, str] = {}
        self.where: Group | None = None  # what the filter panel has put together
        self.inside: tuple[Condition | Group, ...] = ()  # the group whose rows alone are shown
        self.sort: Sort = self._kept_sort(memory.settings.sort.get(register.key) or [])
        self._pause = QTimer(self, singleShot=True, interval=FILTER_PAUSE)
        self._pause.timeout.connect(self.read_typed)

    def _kept_sort(self, kept: Sequence[Any]) -> Sort:
        """Pairs of field key and direction; an older program kept one bare pair."""
        pairs = [kept] if len(kept) == 2 and isinstance(kept[0], str) else kept
        good = [(str(one[0]), bool(one[1])) for one in pairs if isinstance(one, list | tuple) and len(one) == 2]
        return tuple(one for one in good if self._register.field(one[0]) is not None)

    @property
    def limited(self) -> bool:
        """Whether some rows may be left out."""
        return bool(self.search or self.filters or self.where or self.inside)

    def view(self, whole: bool = False) -> View:
        """The view that is asked for; `whole` leaves out that only one group's rows are shown."""
        from bureau_desk.app.browsing import View

        found = tuple(one for some in self.filters.values() for one in some)
        inside = () if whole else self.inside
        return View(
            self._register.key,
            self.search,
            (*found, *inside),
            self.sort,
            self._session.as_of,
            self.where,
            self._session.known,
        )

    def set_where(self, where: Group | None) -> None:
        """Put what the filter panel holds in force."""
        if where != self.where:
            self.where = where
            self.changed.emit()

    def set_inside(self, inside: tuple[Condition | Group, ...]) -> None:
        """Show one group's rows alone; () shows all again."""
        if inside != self.inside:
            self.inside = inside
            self.changed.emit()

    def set_all(
        self, search: str, filters: Sequence[Condition | Group], where: Group | None, sort: Sequence[tuple[str, bool]]
    ) -> None:
        """Take over everything of a named view at once."""
        self._pause.stop()
        self.search, self.where, self.inside = search, where, ()
        self.typed.clear()
        self.filters.clear()
        for one in filters:
            if isinstance(one, Condition):
                self.filters[one.field] = (*self.filters.get(one.field, ()), one)
        self.set_sort(sort)

    def set_sort(self, sort: Sequence[tuple[str, bool]]) -> None:
        """Sort by these fields, the first one foremost; none gives the order of entry."""
        found = {key: down for key, down in sort if self._register.field(key) is not None}
        self.sort = tuple(found.items())
        self._memory.settings.sort[self._register.key] = [list(one) for one in self.sort]
        self.changed.emit()

    def sort_by(self, key: str | None, descending: bool = False, added: bool = False) -> None:
        """Sort by a field alone, or within the present sorting; None gives the order of entry."""
        rest = [one for one in self.sort if one[0] != key] if added else []
        self.set_sort([*rest, (key, descending)] if key else ())

    def turn_sort(self, key: str, added: bool = False) -> None:
        """Upwards, downwards, not at all; `added` leaves the other sorted columns in force."""
        place = next((here for here, one in enumerate(self.sort) if one[0] == key), -1)
        turned = {-1: (key, False)} if place < 0 else {0: (key, True)} if not self.sort[place][1] else {}
        if not added:
            alone = len(self.sort) == 1 or place < 0
            self.set_sort(tuple(turned.values()) if alone else ((key, False),))
        elif place < 0:
            self.set_sort((*self.sort, (key, False)))
        else:
            self.set_sort((*self.sort[:place], *turned.values(), *self.sort[place + 1 :]))

    def set_search(self, text: str) -> None:
        """Ask for the rows found by name, code, pinyin or initials."""
        if text != self.search:
            self.search = text
            self.changed.emit()

    def type_filter(self, key: str, text: str) -> None:
        """Take a text typed into a column's filter; it is read after a short pause."""
        self.typed[key] = text
        self._pause.start()

    def read_typed(self) -> None:
        """Read the typed filters; one that is not yet a value leaves the former in force."""
        self._pause.stop()
        for key, text in list(self.typed.items()):
            field = self._register.field(key)
            if field is None:
                continue
            found = filtering.conditions(field, text, self._resolve)
            if found or not text.strip():
                self.filters.pop(key, None)
                if found:
                    self.filters[key] = found
            if not text.strip():
                self.typed.pop(key)
        self.changed.emit()

    def _resolve(self, targets: tuple[str, ...], text: str) -> Sequence[int]:
        return [one for target in targets for one in self._session.ids(self._session.view(target, text))[:RESOLVED]]

    def set_filter(self, key: str, found: tuple[Condition, ...]) -> None:
        """Put a column's filter in force; () takes it away."""
        self.typed.pop(key, None)
        before = self.filters.pop(key, ())
        if found:
            self.filters[key] = found
        if before != found:
            self.changed.emit()

    def clear(self) -> None:
        """Ask for all rows."""
        self.search = ""
        self.clear_filters()

    def clear_filters(self) -> None:
        """Take all filters away."""
        self.typed.clear()
        self.filters.clear()
        self.where, self.inside = None, ()
        self.changed.emit()

    def codes(self, field: Field) -> CodeList | None:
        """The code list of a field, as it reads on the day that is looked at."""
        codes = self._session.schema.codelists.get(field.codelist) if field.codelist else None
        return codes.on(self._session.as_of or self._session.today) if codes else None

    def set_picked(self, words: str, records: Sequence[int]) -> None:
        """Ask for these records alone, told on their chip in some words; every other condition is taken away."""
        self.search = ""
        self.typed.clear()
        self.where, self.inside = None, ()
        self.filters = {PICKED: (Condition(PICKED, Operator.IN, tuple(records)),)}
        self.picked_words = words
        self.changed.emit()

    def words(self, key: str) -> str:
        """The words of a filter in force, for its chip."""
        if key == PICKED:
            return self.picked_words
        field = self._register.field(key)
        return filtering.words(field, self.filters[key], self.typed.get(key, ""), self.codes(field)) if field else ""
