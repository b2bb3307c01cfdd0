"""The list of drafts: each can be taken up in its form or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from bureau_desk.app.drafts import Kept
from bureau_desk.ui.entering.draft_note import moment, short
from bureau_desk.ui.pieces import button, card, label, open_at
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.session import Session

TITLES = ("台账", "记录", "起于", "没有保存的内容")


def open_drafts(window: MainWindow) -> None:
    """Show the drafts of the open desk; where there are none, say so."""
    if window.session is None:
        return
    if not len(window.session.drafts):
        window.tell("没有未保存的草稿")
        return
    DraftsDialog(window, window.session).open()


class DraftsDialog(QDialog):
    """Drafts, the oldest first."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self.setWindowTitle("未保存的草稿")
        open_at(self, 860, 420)
        self._kept: list[Kept] = []
        self.model = TextModel(self)
        self.table = PlainTable("未保存的草稿", (130, 210, 100, 380))
        self.table.setModel(self.model)
        self.table.activated.connect(lambda _: self.take_up())
        self.table.doubleClicked.connect(lambda _: self.take_up())
        frame, inside = card()
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.take = button("继续填写", self.take_up, "primary")
        self.take.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(button("丢弃这一条", self.drop))
        row.addStretch(1)
        row.addWidget(button("关闭", self.close))
        row.addWidget(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        layout.addWidget(
            label("这些内容输入后还没有保存，也没有丢。继续填写会打开那条记录的资料。", "quiet", wrap=True)
        )
        layout.addWidget(frame, 1)
        layout.addLayout(row)
        self._show()
        self.table.setFocus()

    def _show(self) -> None:
        self._kept = self._session.drafts.all()
        self.model.show(TITLES, [self._row(one) for one in self._kept])
        self.table.set_widths((130, 210, 100, 380))
        if self._kept:
            self.table.selectRow(0)
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _row(self, kept: Kept) -> tuple[str, str, str, str]:
        register = self._session.schema.registers.get(kept.register)
        titles = {field.key: field.title for field in register.fields} if register else {}
        what = "；".join(f"{titles.get(key, key)}：{short(text) or '清空'}" for key, text in kept.texts.items())
        name = "新增" if kept.record is None else self._session.record_name(kept.record)
        return (register.title if register else kept.register, name, moment(kept.since), what)

    def _current(self) -> Kept | None:
        row = self.table.currentIndex().row()
        return self._kept[row] if 0 <= row < len(self._kept) else None

    def take_up(self) -> None:
        """Go to the form that holds the draft."""
        kept = self._current()
        if kept is None:
            return
        self.close()
        place = f"register:{kept.register}"
        if kept.record is not None:
            self._window.go_to_record(kept.register, kept.record, next(iter(kept.texts)))
        elif (page := self._window.show_place(place)) is not None:
            page.begin_new()  # type: ignore[attr-defined]

    def drop(self) -> None:
        """Forget the current draft."""
        kept = self._current()
        if kept is None:
            return
        self._session.drafts.drop(kept.register, kept.record)
        page = self._window.pages.get(f"register:{kept.register}")
        form = page.details.form if page is not None and hasattr(page, "details") else None
        if form is not None and form.record == kept.record and page is not None and page.details.shown:
            form.show_record(kept.record)
        self._window.drafts_bar.use(self._session)
        self._show()
        if not self._kept:
            self.close()
