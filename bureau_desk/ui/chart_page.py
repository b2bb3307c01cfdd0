"""Draw a chart of a question in the bulletin's style, look at it, and save it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app.jobs import Progress
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.question import Question
from bureau_desk.ui.pieces import button, card, label, scrolled
from bureau_desk.ui.question_builder import QuestionBuilder
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from bureau_desk.ui.window_page import WindowPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

KINDS = (("bar", "横条（排名）"), ("column", "柱形"), ("stacked", "堆积柱形（两个分组）"), ("share", "环形（占比）"))
FILES = "图片 (*.png);;矢量图 (*.svg);;Excel 图表 (*.xlsx);;Word 图表 (*.docx)"


class Picture(QLabel):
    """A chart fitted to its place; nothing is drawn larger than it is."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = QPixmap()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(theme.px(200), theme.px(200))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bytes(self, content: bytes, alt: str) -> None:
        """Show a PNG."""
        self._whole = QPixmap()
        self._whole.loadFromData(content, "PNG")
        self.setAccessibleName(alt)
        self._fit()

    def _fit(self) -> None:
        if self._whole.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        shown = self._whole
        if shown.width() > room.width() or shown.height() > room.height():
            shown = shown.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self._fit()


class ChartPage(WindowPage):
    """The question above, the chart below; drawing is a job, because the drawing library takes a moment to start."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self._figure: Any = None
        self.builder = QuestionBuilder(session)
        self.kind = QComboBox()
        self.kind.setAccessibleName("图表种类")
        for key, words in KINDS:
            self.kind.addItem(words, key)
        self.title = QLineEdit()
        self.title.setPlaceholderText("标题（写结论；不填则用统计内容）")
        self.title.setAccessibleName("图表标题")
        self.draw_button = button("画图", self.draw, "primary", "chart")
        self.draw_button.setObjectName("draw")
        self.save_button = button("另存…", self.ask_save, icon="save")
        self.save_button.setEnabled(False)
        self.picture = Picture()
        self.picture.setText("选好内容后按“画图”。")
        self.picture.setProperty("kind", "quiet")
        ask, inside = card()
        inside.addWidget(self.builder)
        row = QGridLayout()
        row.setHorizontalSpacing(theme.px(12))
        row.addWidget(self.kind, 0, 0)
        row.addWidget(self.title, 0, 1)
        row.addWidget(self.save_button, 0, 2)
        row.addWidget(self.draw_button, 0, 3)
        row.setColumnStretch(1, 1)
        inside.addLayout(row)
        paper, on_paper = card()
        paper.setMinimumHeight(theme.px(280))
        self._paper = paper
        on_paper.addWidget(self.picture)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(12))
        head = QHBoxLayout()
        head.addWidget(label("图表", "title"))
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(ask)
        column.addWidget(paper, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(page))

    def question(self) -> Question:
        """The question with its chart."""
        asked = self.builder.question()
        title = self.title.text().strip() or f"{asked.name}（{self.builder.as_of() or self._session.today}）"
        return replace(
            asked, chart={"kind": str(self.kind.currentData()), "title": title, "sort": "desc", "wide": True}
        )

    def kept(self) -> dict[str, Any]:
        """The question and its chart as they are put together so far."""
        return {**self.builder.kept(), "kind": self.kind.currentData(), "title": self.title.text()}

    def take_up(self, kept: dict[str, Any]) -> None:
        """Put question and chart together again."""
        self.builder.take_up(kept)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kept["kind"])))
        self.title.setText(kept["title"])

    def turn_day(self) -> None:
        """Ask for the new day where the day before was asked for."""
        self.builder.follow_day()
        super().turn_day()

    def set_writable(self) -> None:
        """Ask for the day that is looked at."""
        self.builder.follow_day()

    def draw(self) -> None:
        """Draw the chart."""
        day = self.builder.as_of()
        question = self.question()
        if day is None or not question.by:
            hint = "请写成 2021-12-31 的样子。" if day is None else "请先选“按…分组”。"
            self._window.tell_trouble(Trouble("“截至”不是日期。" if day is None else "没有分组，画不成图。", hint))
            return
        self._window.run_job("画图", self._job(question, day), self._drawn)

    def _job(self, question: Question, day: Any) -> Generator[Progress, None, tuple[Any, bytes]]:
        yield Progress("统计")
        figure = self._session.figure(question, day)
        yield Progress("绘制")
        return figure, self._session.picture(figure)

    def _drawn(self, result: Any) -> None:
        self._figure, content = result
        self._paper.setStyleSheet("QFrame[kind='card'] { background: #FFFFFF; }")  # charts are made for white paper
        self.picture.show_bytes(content, self._figure.alt or self._figure.title)
        self.save_button.setEnabled(True)

    def ask_save(self) -> None:
        """Ask for a file and write the chart there."""
        offered = str(Path.home() / f"{self._figure.title}.png")
        name, _ = QFileDialog.getSaveFileName(self, "另存图表", offered, FILES)
        if name:
            self.save(Path(name))

    def save(self, out: Path) -> None:
        """Write the chart as PNG, SVG, Excel or Word by the file's ending."""
        self._window.run_job("另存图表", self._session.chart_job(self._figure, out), lambda _: None)
