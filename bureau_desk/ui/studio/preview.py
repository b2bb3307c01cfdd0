"""Pages beside the text: one article or the whole issue as LibreOffice lays it out, made when typing rests."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from bureau_desk.app import issue_preview
from bureau_desk.app.issue_preview import Preview
from bureau_desk.bulletin import pdf
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.pieces import button, card, empty_state, icon_button, label
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.page_view import PageView
from bureau_desk.ui.studio.publish_panel import OFFER
from bureau_desk.ui.theme import theme

REST = 2500  # ms after the last change
WHOLE = ""
_HOME = "https://zh-cn.libreoffice.org/"


class _Maker(QThread):
    """Makes one preview; it can be stopped while LibreOffice is at work."""

    made = Signal(object, object)  # Preview, error

    def __init__(
        self, session: Session, number: int, folder: Path, article: str, folios: Mapping[str, int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._asked = session, (number, folder, article, folios)
        self.stop = threading.Event()
        self._reader = session.desk.database.reader()

    def run(self) -> None:
        """Make it, on a reading connection of its own."""
        desk, made, error = self._session.desk, None, None
        number, folder, article, folios = self._asked
        try:
            with desk.database.apart(self._reader):
                made = issue_preview.preview(desk, number, folder, article, folios, self.stop)
        except Exception as failure:
            error = failure
        self._reader.close()
        self.made.emit(made, error)


class PreviewPanel(QWidget):
    """Tells `opened(article)` for a double click on a page."""

    opened = Signal(str)

    def __init__(self, session: Session, issue: OpenIssue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.open = session, issue
        self.article = WHOLE
        self.preview: Preview | None = None
        self._maker: _Maker | None = None
        self._again = False
        self._shown: tuple[str, int] | None = None  # what is seen: article, and step of the issue
        self._folder = tempfile.TemporaryDirectory(prefix="bureau-desk-preview-")
        self._turn = 0
        self.view = PageView()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.make)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.which = QComboBox()
        self.which.setAccessibleName("预览什么")
        self.which.addItem("这一篇", False)
        self.which.addItem("全刊", True)
        self.which.setToolTip("只排这一篇较快；全刊连封面、目录一起排，页码以它为准")
        self.outline = QComboBox()
        self.outline.setAccessibleName("到哪一篇")
        self.outline.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.outline.setMinimumContentsLength(10)
        self.number = QSpinBox()
        self.number.setAccessibleName("页")
        self.number.setPrefix("第 ")
        self.number.setKeyboardTracking(False)
        self.live = QComboBox()
        self.live.setAccessibleName("何时更新")
        self.live.addItem("停手后更新", True)
        self.live.addItem("按键时更新", False)
        self.fresh = icon_button("redo", "现在更新", self.make)
        self.less, self.more = _zoom("−", "缩小（Ctrl+-，在版面上）"), _zoom("+", "放大（Ctrl++，在版面上）")
        self.less.clicked.connect(lambda: self.view.step_zoom(-1))
        self.more.clicked.connect(lambda: self.view.step_zoom(1))
        self.state = label("", "small", wrap=True)
        tools = QWidget()
        flow = FlowLayout(tools, theme.px(6))
        for one in (self.which, self.outline, self.number, self.less, self.more, self.live, self.fresh):
            flow.addWidget(one)
        offer = empty_state(
            "issue", "看不到版面：本机没有 LibreOffice", OFFER, button("打开下载页", lambda: _open_home(), "primary")
        )
        self.reckoned = label("", "quiet", wrap=True)
        self._offer = QWidget()
        column = QVBoxLayout(self._offer)
        column.addWidget(offer, 1)
        frame, inside = card()
        inside.addWidget(label("按行数估算", "section"))
        inside.addWidget(self.reckoned)
        column.addWidget(frame)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._offer)
        self._tools = tools
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(8), 0, 0, 0)
        layout.setSpacing(theme.px(6))
        layout.addWidget(tools)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        layout.addLayout(foot)
        layout.addWidget(self._stack, 1)
        self.setMinimumWidth(theme.px(260))

    def _connect(self) -> None:
        self.which.activated.connect(lambda _: self.make())
        self.outline.activated.connect(self._jump)
        self.number.valueChanged.connect(lambda page: self.view.go_to(page - 1))
        self.view.page_changed.connect(self._tell_page)
        self.view.opened.connect(self._open)
        self.open.changed.connect(self.renew)
        self.open.reckoned.connect(self._tell_reckoned)

    # what is seen
    def show_article(self, article: str) -> None:
        """Show the pages of an article, or of the whole issue for ''."""
        if article == self.article and self._shown is not None:
            return
        before, self.article = self.article, article
        if not article or not before:
            self.which.setCurrentIndex(0 if article else 1)
        if self.preview is not None and not self._wanted() and article in self.preview.starts:
            self.view.go_to(self._page_of(self.preview))
            return
        self._shown = None
        self.renew()

    def renew(self) -> None:
        """Something has changed: make the pages anew when work rests, if they are seen."""
        if self.isVisible() and (self._shown is None or self.live.currentData()):
            self._rest.start(REST if self._shown is not None else 50)
        elif self.isVisible():
            self.state.setText("稿件已改动，按“现在更新”重新排版。")

    def showEvent(self, event: object) -> None:
        """Pages are made when they are first seen."""
        super().showEvent(event)  # type: ignore[arg-type]
        has = pdf.soffice() is not None
        self._stack.setCurrentIndex(0 if has else 1)
        self._tools.setVisible(has)
        self.state.setVisible(has)
        self._tell_reckoned()
        if has:
            self._rest.start(50)

    def _wanted(self) -> str:
        return WHOLE if self.which.currentData() else self.article

    # making
    def make(self) -> None:
        """Make the pages now."""
        overview = self.open.overview
        if overview is None or not self.isVisible() or pdf.soffice() is None:
            return
        self._rest.stop()
        if self._maker is not None:
            self._again = True
            self._maker.stop.set()
            return
        article = self._wanted()
        if article and article not in overview.issue.articles:
            article = WHOLE
        if not article and not any(column.articles for column in overview.issue.columns):
            self.state.setText("还没有列入栏目的稿件，没有版面可看。")
            self.view.clear()
            return
        self._turn = 1 - self._turn  # the file that is seen is not written over
        folder = Path(self._folder.name) / str(self._turn)
        folder.mkdir(exist_ok=True)
        folios = self.open.pages.folios if self.open.pages is not None else {}
        self.state.setText("正在用 LibreOffice 排版…")
        self._maker = _Maker(self._session, self.open.number, folder, article, folios, self)
        self._maker.made.connect(self._made)
        self._maker.start()

    @Slot(object, object)
    def _made(self, made: Preview | None, error: Exception | None) -> None:
        maker, self._maker = self._maker, None
        if maker is not None:
            maker.wait()
            maker.deleteLater()
        if self._again:
            self._again = False
            self.make()
            return
        if made is not None:
            self._show(made)
        elif isinstance(error, Trouble):
            self.state.setText(error.sentence())
        elif error is not None:
            self.state.setText("排版时出了错，版面没有更新。")
            raise error

    def _show(self, made: Preview) -> None:
        same = self.preview is not None and self.preview.article == made.article
        page = -1 if same else self._page_of(made)
        self.preview = made
        self._shown = (made.article, self.open.overview.step if self.open.overview else 0)
        count = made.last - made.first
        self.number.blockSignals(True)
        self.number.setRange(1, max(count, 1))
        self.number.setSuffix(f" / {count} 页")
        self.number.blockSignals(False)
        self.outline.clear()
        for key, start in sorted(made.starts.items(), key=lambda one: one[1]):
            self.outline.addItem(f"{start - made.first + 1}　{self.open.title_of(key)}", start - made.first)
        self.outline.setEnabled(self.outline.count() > 1)
        self.view.show_pages(made.pdf, made.first, made.last, page)
        self.state.setText(self._told(made, count))
        if made.plan is not None:
            self.open.take_pages(made.plan)

    def _page_of(self, made: Preview) -> int:
        return made.starts[self.article] - made.first if self.article in made.starts else 0

    def _told(self, made: Preview, count: int) -> str:
        if not made.article:
            return f"全刊 {count} 页，页码和目录已对准；双击页面打开那一篇。"
        line = self.open.overview.lines.get(made.article) if self.open.overview else None
        budget = line.budget if line is not None else 0
        told = f"这一篇 {count} 页"
        if budget and budget != count:
            told += f"，计划 {budget} 页，{'超' if count > budget else '少'} {abs(count - budget)} 页"
        return told + "；页脚的页码以全刊为准。"

    # going
    def _jump(self, row: int) -> None:
        page = self.outline.itemData(row)
        if page is not None:
            self.view.go_to(int(page))

    def _tell_page(self, page: int) -> None:
        self.number.blockSignals(True)
        self.number.setValue(page + 1)
        self.number.blockSignals(False)
        if self.preview is not None:
            rows = [row for row in range(self.outline.count()) if int(self.outline.itemData(row)) <= page]
            if rows:
                self.outline.setCurrentIndex(rows[-1])

    def _open(self, page: int) -> None:
        if self.preview is not None and (key := self.preview.article_at(page + self.preview.first)):
            self.opened.emit(key)

    def _tell_reckoned(self) -> None:
        pages, overview = self.open.pages, self.open.overview
        if pages is None or overview is None:
            self.reckoned.setText("正在估算…")
            return
        lines = [
            f"第 {pages.folios[key]:02d} 页起 {pages.lengths[key]} 页　{self.open.title_of(key)}"
            for key in pages.folios
        ]
        self.reckoned.setText("\n".join(lines) or "还没有列入栏目的稿件。")

    def release(self) -> None:
        """Stop what is being made, and give everything back."""
        self._rest.stop()
        if self._maker is not None:
            self._maker.made.disconnect(self._made)
            self._maker.stop.set()
            self._maker.wait()
            self._maker = None
        self.view.renderer.end()
        self._folder.cleanup()


def _zoom(sign: str, name: str) -> QToolButton:
    made = QToolButton()
    made.setText(sign)
    made.setFont(theme.font(13, bold=True))
    made.setToolTip(name)
    made.setAccessibleName(name)
    return made


def _open_home() -> Any:
    return QDesktopServices.openUrl(QUrl(_HOME))
