"""The editor of a reference in a cell: that of the form; what is missing is made in a form over the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bureau_desk.domain.register import Field
from bureau_desk.ui.organisation.reference_picker import ReferenceEditor
from bureau_desk.ui.organisation.target_dialog import TargetDialog
from bureau_desk.ui.session import Session


class CellReference(ReferenceEditor):
    """Tells that a target is missing and leaves it to others to make it: the table may be read anew meanwhile."""

    missing = Signal(str, str)  # register, name

    def __init__(self, session: Session, field: Field, parent: QWidget) -> None:
        super().__init__(session, field, parent)
        self.jump.setToolTip("打开所指的记录（Ctrl+单击）")  # Ctrl+Enter fills the selected cells

    def make(self, register: str, name: str) -> None:
        """Ask for a target that is not there yet."""
        self.missing.emit(register, name)


def make_target(
    parent: QWidget, session: Session, register: str, name: str, done: Callable[[int | None], object]
) -> TargetDialog:
    """Open the form of a new target; `done` hears its record, None when it was not made."""
    dialog = TargetDialog(parent, session, session.register(register), name)
    dialog.made.connect(done)
    dialog.rejected.connect(lambda: done(None))
    dialog.open()
    return dialog
