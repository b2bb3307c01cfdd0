"""How the forms of the schema are laid out: what scrolls, and beneath it what is wrong and the buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from bureau_desk.ui.pieces import scrolled
from bureau_desk.ui.theme import theme


def form_rows() -> QFormLayout:
    """The rows of named editors."""
    rows = QFormLayout()
    rows.setHorizontalSpacing(theme.px(12))
    rows.setVerticalSpacing(theme.px(8))
    return rows


def lay_form(
    form: QWidget,
    parts: Sequence[QWidget | QLayout],
    problem: QWidget,
    left: Sequence[QWidget],
    right: Sequence[QWidget],
) -> None:
    """Lay a form out: its parts scroll; the problem and the buttons at either side stay in view."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(8))
    column.setSpacing(theme.px(10))
    for part in parts:
        if isinstance(part, QLayout):
            column.addLayout(part)
        else:
            column.addWidget(part)
    column.addStretch(1)
    buttons = QHBoxLayout()
    buttons.setSpacing(theme.px(8))
    for one in left:
        buttons.addWidget(one)
    buttons.addStretch(1)
    for one in right:
        buttons.addWidget(one)
    foot = QVBoxLayout()
    foot.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
    foot.addWidget(problem)
    foot.addLayout(buttons)
    whole = QVBoxLayout(form)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    whole.addWidget(scrolled(inner), 1)
    whole.addLayout(foot)
