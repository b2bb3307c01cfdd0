"""The head of the page: who it is, its code and district, its valid titles, former names, dates and what it leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from bureau_desk.app.organisation_parts import Cell, OrganisationPage
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.pieces import button, card, icon_button, label
from bureau_desk.ui.theme import theme

_INKS = {
    "good": ("good", "good_ground"), "primary": ("primary", "tint"), "warning": ("warning", "warning_ground"),
    "bad": ("bad", "bad_ground"), "neutral": ("ink", "panel"),
}  # fmt: skip


def tag(cell: Cell) -> QLabel:
    """A quiet outlined tag."""
    made = QLabel(cell.text)
    ink, ground = _INKS.get(cell.tone, _INKS["neutral"])
    tokens = theme.tokens
    made.setStyleSheet(
        f"color: {getattr(tokens, ink)}; background: {getattr(tokens, ground)};"
        f" border: 1px solid {tokens.strong_line}; border-radius: {theme.px(4)}px; padding: {theme.px(2)}px {theme.px(8)}px;"
    )
    return made


class Head(QFrame):
    """Shows the head; its buttons ask, the page answers."""

    record_asked = Signal(int)  # to see in its register
    organisation_asked = Signal(int)
    problems_asked = Signal()
    event_chosen = Signal(str)
    print_asked = Signal()
    back_asked = Signal()

    def __init__(
        self, shown: OrganisationPage, events: Sequence[str], writable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        frame, inside = card()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        inside.addLayout(self._name_row(shown))
        inside.addWidget(self._flow([self._code(shown), *self._tags(shown)]))
        for part in (self._dates(shown), self._former(shown), self._leads(shown)):
            if part is not None:
                inside.addWidget(part)
        inside.addWidget(self._buttons(shown, events, writable))

    def _name_row(self, shown: OrganisationPage) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        back = icon_button("back", "后退（Alt+←）", self.back_asked.emit)
        self.name = label(shown.name, "title", wrap=True)
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.name, 1)
        return row

    def _buttons(self, shown: OrganisationPage, events: Sequence[str], writable: bool) -> QWidget:
        parts: list[QWidget] = []
        if shown.problems:
            problems = button(f"{shown.problems} 处待核", self.problems_asked.emit, icon="problems")
            problems.setToolTip("在问题清单中查看")
            parts.append(problems)
        self.events = button("登记变更")
        self.events.setProperty("menu", "yes")
        self.events.setEnabled(writable)
        menu = QMenu(self.events)
        for kind in events:
            menu.addAction(kind, self._chooses(kind))
        self.events.setMenu(menu)
        if events:
            parts.insert(0, self.events)
        self.edit = button("查看资料", lambda: self.record_asked.emit(shown.record), icon="edit")
        self.edit.setToolTip(f"在台账“{shown.kind}”中打开这条记录")
        self.print = button("导出 PDF…", self.print_asked.emit, icon="file-pdf")
        return self._flow([self.edit, self.print, *parts])

    def _chooses(self, kind: str) -> Callable[[], None]:
        return lambda: self.event_chosen.emit(kind)

    def _code(self, shown: OrganisationPage) -> QWidget:
        parts = [one for one in (shown.kind, shown.district) if one]
        made = QLabel("　".join(parts) if not shown.code else "　".join([*parts, shown.code]))
        made.setProperty("kind", "quiet")
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _tags(self, shown: OrganisationPage) -> list[QWidget]:
        return [tag(one) for one in (shown.status, *shown.tags) if one.text]

    def _dates(self, shown: OrganisationPage) -> QWidget | None:
        if not shown.dates:
            return None
        return self._flow([label(f"{title}：{text}", "quiet") for title, text in shown.dates])

    def _former(self, shown: OrganisationPage) -> QWidget | None:
        if not shown.former:
            return None
        words = "；".join(f"{name}（至 {day}）" if day else name for name, day in shown.former)
        made = label(f"曾用名：{words}", "quiet", wrap=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _leads(self, shown: OrganisationPage) -> QWidget | None:
        if not shown.leads:
            return None
        made = []
        for one in shown.leads:
            lead = button(f"{one.title}：{one.name}", None, "link")
            lead.clicked.connect(lambda _=False, record=one.record: self.organisation_asked.emit(record))
            made.append(lead)
        return self._flow(made)

    def _flow(self, parts: list[QWidget]) -> QWidget:
        made = QWidget()
        made.setProperty("kind", "plain")
        flow = FlowLayout(made, theme.px(8))
        for part in parts:
            flow.addWidget(part)
        return made
