"""F1 everywhere: the window's command, and a key of its own in every dialog, which the window's does not reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from bureau_desk.domain.register import Field, Register
from bureau_desk.ui.help.topics import topic_of

if TYPE_CHECKING:
    from bureau_desk.ui.help.window import HelpWindow
    from bureau_desk.ui.main_window import MainWindow


class HelpKey(QObject):
    """Opens the page for where the focus is; one help window serves the whole program."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.shown: HelpWindow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._reach)

    def _reach(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Give a window that has the focus for the first time its key."""
        top = now.window() if now is not None else None
        if top is None or top is self._window or top is self.shown or top.property("has_help_key"):
            return
        top.setProperty("has_help_key", True)
        key = QShortcut(QKeySequence("F1"), top, context=Qt.ShortcutContext.WindowShortcut)
        key.activated.connect(self.open)

    def open(self) -> None:
        """Show the page for the widget with the focus, under the card of its field."""
        focused = QApplication.focusWidget() or self._window.focusWidget() or self._window.stack.currentWidget()
        if self.shown is not None and focused is not None and focused.window() is self.shown:
            return
        if focused is self._window:
            focused = self._window.stack.currentWidget()
        self.show(topic_of(focused), self._card(focused))

    def show(self, name: str, card: str = "") -> None:
        """Show a page in the one window of the help."""
        from bureau_desk.ui.help.window import HelpWindow

        if self.shown is None:
            self.shown = HelpWindow(self._window.memory)
        self.shown.find.clear()
        self._own()
        self.shown.go(name, card)
        self.shown.show()
        self.shown.raise_()
        self.shown.activateWindow()
        self.shown.page.setFocus()

    def _own(self) -> None:
        """A dialog that blocks every window blocks the help as well, unless the help is its child."""
        modal = QApplication.activeModalWidget()
        if self.shown is None or modal is None or modal.windowModality() is not Qt.WindowModality.ApplicationModal:
            return
        self.shown.hide()
        self.shown.winId()
        self.shown.windowHandle().setTransientParent(modal.windowHandle())
        if isinstance(modal, QDialog):
            modal.finished.connect(self._release)

    def _release(self) -> None:
        """The dialog goes and the help stays."""
        if self.shown is not None and self.shown.windowHandle() is not None:
            seen = self.shown.isVisible()
            self.shown.hide()
            self.shown.windowHandle().setTransientParent(None)
            self.shown.setVisible(seen)

    def close(self) -> None:
        """Close the help with the window, or to make it anew in another theme."""
        if self.shown is not None:
            self.shown.close()
            self.shown.deleteLater()
            self.shown = None

    def _card(self, widget: QWidget | None) -> str:
        session = self._window.session
        found = field_at(widget)
        if session is None or found is None:
            return ""
        from bureau_desk.ui.help.field_card import field_card

        return field_card(session.schema, *found)


def field_at(widget: QWidget | None) -> tuple[Register, Field] | None:
    """The register and field whose editor or filter has the focus."""
    field: Field | None = None
    name = widget.objectName() if widget is not None else ""
    key = name.removeprefix("filter_") if name.startswith("filter_") else ""
    while widget is not None:
        if field is None and isinstance(held := getattr(widget, "field", None), Field):
            field = held
        if isinstance(register := getattr(widget, "register", None), Register):
            field = field or (register.field(key) if key else None)
            return (register, field) if field is not None else None
        widget = widget.parentWidget()
    return None
