"""Which rows of a register are asked for, and in which order: search, filters, sorting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from bureau_desk.domain.question import Condition
from bureau_desk.domain.register import CodeList, Field, Register
from bureau_desk.ui import filtering
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.session import Session

FILTER_PAUSE = 250  # ms after the last key before the table is filtered
RESOLVED = 200  # records that a typed reference may mean


class TableConditions(QObject):
    """Tells `changed` once for every change; the sorting is remembered per register."""

    changed = Signal()

    def __init__(self, session: Session, memory: Memory, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory, self._register = session, memory, register
        self.search = ""
        self.filters: dict[str, tuple[Condition, ...]] = {}
        self.typed: dict[str, str] = {}
        kept = memory.settings.sort.get(register.key) or []
        good = len(kept) == 2 and register.field(str(kept[0])) is not None
        self.sort: tuple[str, bool] | None = (str(kept[0]), bool(kept[1])) if good else None
        self._pause = QTimer(self, singleShot=True, interval=FILTER_PAUSE)
        self._pause.timeout.connect(self.read_typed)

    @property
    def limited(self) -> bool:
        """Whether some rows may be left out."""
        return bool(self.search or self.filters)

    def view(self) -> object:
        """The view that is asked for."""
        found = [one for some in self.filters.values() for one in some]
        return self._session.view(self._register.key, self.search, found, (self.sort,) if self.sort else ())

    def sort_by(self, key: str | None, descending: bool = False) -> None:
        """Sort by a field; None gives the order of entry."""
        self.sort = (key, descending) if key else None
        self._memory.settings.sort[self._register.key] = list(self.sort) if self.sort else []
        self.changed.emit()

    def turn_sort(self, key: str) -> None:
        """Upwards, downwards, not at all."""
        if self.sort == (key, False):
            self.sort_by(key, True)
        elif self.sort == (key, True):
            self.sort_by(None)
        else:
            self.sort_by(key, False)

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
        self.changed.emit()

    def codes(self, field: Field) -> CodeList | None:
        """The code list of a field."""
        return self._session.schema.codelists.get(field.codelist) if field.codelist else None

    def words(self, key: str) -> str:
        """The words of a filter in force, for its chip."""
        field = self._register.field(key)
        return filtering.words(field, self.filters[key], self.typed.get(key, ""), self.codes(field)) if field else ""
