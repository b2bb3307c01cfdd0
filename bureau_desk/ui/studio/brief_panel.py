"""The brief (简报) of an issue: which articles, what its head and foot say, its layout; saved as one types, published here."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from bureau_desk.app import briefing, issue_publishing
from bureau_desk.bulletin import pdf
from bureau_desk.bulletin.brief_preset import DEFAULT, presets
from bureau_desk.domain.issue import Brief, Issue
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.issue_result import IssueResult
from bureau_desk.ui.pieces import button, card, label
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.form_draft import FormDraft, refused_told
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.publishing_form import OutFolder, bring_into_view, over_result
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

SOON = 600
_TEXTS = (
    ("title", "简报名称"),
    ("sender", "编发单位"),
    ("number", "期号"),
    ("total", "总期号"),
    ("day", "日期"),
    ("copies", "印数"),
)
_LISTS = (("report_to", "报"), ("send_to", "送"), ("deliver_to", "发"))
NAMES = dict((*_TEXTS, *_LISTS)) | {"articles": "印入的稿件", "preset": "版式"}
_KEY = Qt.ItemDataRole.UserRole


class BriefPanel(QWidget):
    """Keeps the `[brief]` of the issue a moment after it was typed; tells `asked(problem)` to go to where it lies."""

    asked = Signal(object)
    published = Signal()

    def __init__(self, window: MainWindow, session: Session, issue: OpenIssue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self.open = window, session, issue
        self.texts = {key: QLineEdit() for key, _ in (*_TEXTS, *_LISTS)}
        self.articles = QListWidget()
        self.preset, self.out = QComboBox(), OutFolder(window, "简报")
        self.fault = label("", "problem_text", wrap=True)
        self.publish = button("发布简报", self.run_publish, "primary", "publish")
        self.result = IssueResult()
        self._filling = False
        self._draft = FormDraft(session.desk, issue.number, "brief", self._written, self._put_back)
        self._timer = QTimer(self, singleShot=True, interval=SOON)
        self._timer.timeout.connect(self.flush)
        self._build()
        self.result.asked.connect(self.asked)
        self.open.changed.connect(self.show_issue)
        self.result.show_promise()
        self.show_issue()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        for place, (key, words) in enumerate(_TEXTS):
            self._put(grid, place // 2, 2 * (place % 2), words, self.texts[key], 1)
        for row, (key, words) in enumerate(_LISTS, (len(_TEXTS) + 1) // 2):
            self.texts[key].setPlaceholderText("用顿号隔开多个单位")
            self._put(grid, row, 0, words, self.texts[key], 3)
        self.texts["day"].setPlaceholderText("按刊头的日期")
        last = grid.rowCount()
        for one in presets(briefing.own_presets()).values():
            self.preset.addItem(one.title, one.name)
        self.preset.activated.connect(lambda _: self._typed())
        self.preset.setToolTip(f"要改版式，请把 toml 文件放到 {briefing.own_presets()}")
        self._put(grid, last, 0, "版式", self.preset, 1)
        self._put(grid, last + 1, 0, "输出到", self.out, 3)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        for editor in self.texts.values():
            editor.textEdited.connect(lambda _: self._typed())
        self.articles.setProperty("kind", "ticks")
        self.articles.setAccessibleName("印入简报的稿件")
        self.articles.setMinimumHeight(theme.px(150))
        self.articles.itemChanged.connect(lambda _: self._typed())
        form, inside = card()
        inside.addLayout(grid)
        inside.addWidget(self.fault)
        inside.addWidget(label("印入简报的稿件（都不勾选就是全部）", "section"))
        inside.addWidget(self.articles)
        does = QHBoxLayout()
        does.addWidget(label("按 GB/T 9704 的习惯排版；数字和期刊同一出处。", "small", wrap=True), 1)
        does.addWidget(self.publish)
        inside.addLayout(does)
        self.fault.hide()
        self._area = over_result(self, form, self.result)

    def _put(self, grid: QGridLayout, row: int, column: int, words: str, editor: QWidget, span: int) -> None:
        said = label(words)
        said.setBuddy(editor)
        editor.setAccessibleName(words)
        grid.addWidget(said, row, column)
        grid.addWidget(editor, row, column + 1, 1, span)

    def show_issue(self) -> None:
        """Show the brief as it stands; what is being typed stays."""
        if self.open.overview is None or self._timer.isActive():
            return
        issue = self.open.issue
        brief = briefing.brief_of(issue)
        self._filling = True
        for key, _ in (*_TEXTS, *_LISTS):
            text = _shown(getattr(brief, key))
            if self.texts[key].text() != text:
                self.texts[key].setText(text)
        found = self.preset.findData(brief.preset or DEFAULT)
        self.preset.setCurrentIndex(max(0, found))
        self._show_articles(issue, brief)
        for editor in (*self.texts.values(), self.articles, self.preset):
            editor.setEnabled(self.open.writable)
        self.out.offer(self.open.title)
        back, refused = self._draft.shown()
        self._filling = False
        if back:
            self._timer.start()
            self._window.tell(f"简报里上次没来得及保存的 {len(back)} 项已经补上，可以撤销。")
        if refused:
            self.fault.setText(refused_told(refused, NAMES))
            self.fault.show()

    def _written(self) -> dict[str, str]:
        """Every field as it is typed."""
        found = {key: editor.text() for key, editor in self.texts.items()}
        rows = (self.articles.item(row) for row in range(self.articles.count()))
        chosen = [str(one.data(_KEY)) for one in rows if one.checkState() == Qt.CheckState.Checked]
        return found | {"preset": str(self.preset.currentData() or ""), "articles": "\n".join(chosen)}

    def _put_back(self, key: str, text: str) -> None:
        if key in self.texts:
            self.texts[key].setText(text)
        elif key == "preset":
            self.preset.setCurrentIndex(max(0, self.preset.findData(text)))
        else:
            for row in range(self.articles.count()):
                item = self.articles.item(row)
                chosen = str(item.data(_KEY)) in text.split("\n")
                item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)

    def _show_articles(self, issue: Issue, brief: Brief) -> None:
        printed = [key for column in issue.columns for key in column.articles if key in issue.articles]
        keys = [
            *(key for key in brief.articles if key in printed),
            *(key for key in printed if key not in brief.articles),
        ]
        self.articles.clear()
        for key in keys:
            item = QListWidgetItem(self.open.title_of(key), self.articles)
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in brief.articles else Qt.CheckState.Unchecked)

    def _typed(self) -> None:
        if not self._filling:
            self._draft.typed()
            self._timer.start()

    def brief(self) -> Brief:
        """What is typed here. Trouble for a number or a day that cannot be read."""
        texts = {key: editor.text().strip() for key, editor in self.texts.items()}
        numbers = {}
        for key, words in (("number", "期号"), ("total", "总期号"), ("copies", "印数")):
            if texts[key] and not texts[key].isdecimal():
                raise Trouble(f"“{words}”应是整数，写的是“{texts[key]}”。", "请改成数字。")
            numbers[key] = int(texts[key] or 0)
        day = read_day(self._session, texts["day"]) if texts["day"] else None
        if texts["day"] and day is None:
            raise Trouble(f"日期“{texts['day']}”读不懂。", "请写成 2022-02-28 的样子。")
        if not texts["title"]:
            raise Trouble("简报还没有名称。", "请填写，如“常州科技工作简报”。")
        lists = {key: tuple(one.strip() for one in re.split("[、;；]", texts[key]) if one.strip()) for key, _ in _LISTS}
        rows = (self.articles.item(row) for row in range(self.articles.count()))
        chosen = tuple(str(one.data(_KEY)) for one in rows if one.checkState() == Qt.CheckState.Checked)
        held = self.open.issue.masthead.brief
        return Brief(
            texts["title"], sender=texts["sender"], day=day, articles=chosen, preset=str(self.preset.currentData() or ""),
            printed_by=held.printed_by if held else "", **numbers, **lists,
        )  # fmt: skip

    @property
    def pending(self) -> bool:
        """Whether something was typed and not kept yet."""
        return self._timer.isActive()

    def flush(self) -> bool:
        """Keep what is typed; False when it cannot be read, which is told."""
        self._timer.stop()
        try:
            made = self.brief()
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            self.fault.show()
            return False
        self.fault.hide()
        if self.open.writable and made != briefing.brief_of(self.open.issue):

            def turn(issue: Issue) -> Issue:
                return replace(issue, masthead=replace(issue.masthead, brief=made))

            if not self.open.change(turn, "修改简报", True):
                return False
        self._draft.kept()
        return True

    def run_publish(self) -> None:
        """Publish the brief, as a job with progress and cancel."""
        if not self.flush() or not self.out.text():
            return
        self.result.show_promise()
        out, has = Path(self.out.text()), pdf.soffice() is not None
        job = issue_publishing.publish_brief_of(self._session.desk, self.open.number, out, has)
        self._window.run_job("发布简报", job, self._done)

    def _done(self, published: Any) -> None:
        self.result.show_published(published)
        bring_into_view(self._area, self.result)
        self.published.emit()


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    return str(value) if value else ""
