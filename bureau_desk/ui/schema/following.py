"""The window follows changed fields: pages that show them are made anew, at the same place and with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from bureau_desk.domain.problem import Trouble

if TYPE_CHECKING:
    from bureau_desk.domain.register import Register
    from bureau_desk.ui.elsewhere.watch import Watch
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.registers_page import RegisterPage
    from bureau_desk.ui.session import Session
    from bureau_desk.ui.window_page import WindowPage

OTHERS = ("ask", "chart", "problems")
"""Pages that name fields in their choices; they are made anew when next visited."""
CONDITIONS = ("search", "filters", "typed", "sort", "where", "inside")


@dataclass(slots=True)
class _Left:
    """Where staff were on a register's page."""

    record: int | None
    search: str
    fields: tuple[str, ...]
    conditions: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Left:
    """The place that was seen, and what all pages had been asked."""

    place: str
    registers: Mapping[str, _Left]
    others: Mapping[str, dict[str, Any]]


class SchemaFollowing(QObject):
    """Remembers where staff were on pages that are to be made anew."""

    def __init__(self, window: MainWindow, session: Session, left: Left | None = None) -> None:
        super().__init__(session)
        self._window, self._session = window, session
        self._left: dict[str, _Left] = dict(left.registers) if left else {}
        self._kept: dict[str, dict[str, Any]] = dict(left.others) if left else {}
        self._known = dict(session.schema.registers)
        self.watch: Watch | None = None
        if session.desk.read_only:
            from bureau_desk.ui.elsewhere.watch import Watch  # a window that writes never needs what it stands on

            self.watch = Watch(window, session)

    def explains(self, trouble: object) -> bool:
        """Whether something failed because fields were changed in another program; then these are taken over at once."""
        if not isinstance(trouble, Trouble) or self.watch is None or not self._session.desk.behind:
            return False
        self.watch.look()
        return True

    def leave(self) -> Left:
        """Where staff are on all pages, for when the same desk is opened anew."""
        window = self._window
        places = {key: _where(page) for key, page in window.pages.items() if key.startswith("register:")}  # type: ignore[arg-type]
        kept = {key: kept for key, page in window.pages.items() if (kept := page.kept()) is not None}
        return Left(self._seen() or "start", places, kept)

    def follow(self, registers: frozenset[str]) -> None:
        """Make the pages of these registers anew, the one that is seen at once."""
        window = self._window
        seen = self._seen()
        self._offer_columns()
        for place in list(window.pages):
            key = place.removeprefix("register:")
            if (place.startswith("register:") and key in registers) or place in OTHERS:
                self._drop(place)
        if seen and seen not in window.pages:
            window.show_place(seen)

    def _seen(self) -> str:
        pages, present = self._window.pages, self._window.stack.currentWidget()
        return next((place for place, page in pages.items() if page is present), "")

    def _offer_columns(self) -> None:
        """Columns that are new among a register's first ones are shown to those too who chose columns of their own."""
        hidden = self._window.memory.settings.hidden
        for key, register in self._session.schema.registers.items():
            known = self._known.get(key)
            if known is not None and key in hidden:
                fresh = [one for one in register.columns if one not in known.columns and one not in hidden[key]]
                hidden[key] = [*hidden[key], *fresh]
        self._known = dict(self._session.schema.registers)

    def _drop(self, place: str) -> None:
        page = self._window.pages.pop(place)
        if place.startswith("register:"):
            self._left[place] = _where(page)  # type: ignore[arg-type]
        if (kept := page.kept()) is not None:
            self._kept[place] = kept
        page.release()
        self._window.stack.removeWidget(page)
        page.hide()
        page.deleteLater()

    def take_up(self, place: str, page: WindowPage) -> WindowPage:
        """Put together again, on a page that was made anew, what its forerunner had been asked."""
        kept = self._kept.pop(place, None)
        if kept is not None:
            page.take_up(kept)
        return page

    def restore(self, place: str, page: RegisterPage) -> None:
        """Put a page that was made anew where its forerunner was."""
        left = self._left.pop(place, None)
        if left is None:
            return
        _put(page, left, page.register)


def _where(page: RegisterPage) -> _Left:
    if page.details.shown:
        page.details.form.keep_draft()
    asked = page.table.conditions
    held = {name: getattr(asked, name) for name in CONDITIONS if hasattr(asked, name)}
    return _Left(page.table.current_record(), page.search.text(), tuple(one.key for one in page.register.fields), held)


def _put(page: RegisterPage, left: _Left, register: Register) -> None:
    asked, record = page.table.conditions, left.record
    for name, held in left.conditions.items():
        if isinstance(held, dict):
            held = {key: value for key, value in held.items() if register.field(key) is not None}
        elif name in ("where", "inside") and any(register.field(key) is None for key in left.fields):
            continue  # it may name a field that is gone
        setattr(asked, name, held)
    page.search.blockSignals(True)
    page.search.setText(left.search)
    page.search.blockSignals(False)
    asked.changed.emit()
    if record is not None:
        page.show_at(record)
        if page.table.current_record() != record:  # a large register is read beside the window's thread
            once = Qt.ConnectionType.SingleShotConnection
            page.table.loaded.connect(lambda: page.table.select_record(record), once)
