"""The first page: open a desk, begin an empty one, or look around in a demo desk; the recent ones beside them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.app import past_table
from bureau_desk.ui import icons
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.pieces import button, card, icon_button, label, scrolled
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.start.overview import Known, Overview, read_known
from bureau_desk.ui.theme import theme
from bureau_desk.ui.window_page import WindowPage

CHOICES = (
    ("demo_desk", "demo", "打开演示台账", "带有真实机构和样刊，适合先看一看"),
    ("new_desk", "add", "新建空台账", "从空白开始登记，或导入已有的 Excel 表"),
    ("open_desk", "folder", "打开台账…", "选择一个 .desk 文件"),
)


class StartPage(WindowPage):
    """Offers the first steps; with a desk open it shows the registers at a glance."""

    asked = Signal(str)  # a command key
    desk_chosen = Signal(str)
    register_chosen = Signal(str)
    place_chosen = Signal(str)
    picked = Signal(str, str, object)  # register, words of the chip, record ids
    problems_chosen = Signal(str)  # register key, "" for all

    def __init__(self, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._session: Session | None = None
        self._inside: QWidget | None = None
        self._queries: Queries | None = None
        self.overview: Overview | None = None
        self._drawn: tuple[object, ...] = ()
        self.show_session(None)

    def show_session(self, session: Session | None) -> None:
        """Show no desk or an open one; what was drawn stays where nothing has changed since."""
        settings = self._memory.settings
        recent = [(one, Path(one).exists()) for one in (*settings.recent_desks, *settings.recent_issues)]
        present = (session, session and session.today, *recent)
        if self._drawn != present:
            self._drawn = present
            self._draw(session)
        elif session is not None and self.overview is not None:
            self.overview.ask()

    def leave(self) -> None:
        """Who goes on does not wait for what is read for this page; it is asked again with the next visit."""
        if self._queries is not None:
            self._queries.cancel("expiring")

    def _draw(self, session: Session | None) -> None:
        self._session, self.overview = session, None
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        if self._queries is not None:
            self._queries.close()
            self._queries = None
        page = QWidget()
        area = scrolled(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(48), theme.px(36), theme.px(48), theme.px(24))
        column.setSpacing(theme.px(4))
        if session is None:
            self._welcome(column)
        else:
            self._overview(column, session)
        column.addSpacing(theme.px(24))
        column.addLayout(self._first_steps())
        column.addStretch(1)
        self._inside = area
        self._layout.addWidget(area)

    def refresh(self) -> None:
        """Draw the page anew where it is seen; elsewhere it is drawn when it is next shown."""
        self._drawn = ()
        if self.isVisible():
            self.show_session(self._session)

    def _welcome(self, column: QVBoxLayout) -> None:
        head = label("科技局业务台账与期刊", "title")
        column.addWidget(head)
        words = "登记孵化器、研发机构、高企等台账，数字有来源、可追溯；一键排成图文并茂的 Word 和 Excel 期刊。数据只在本机，不联网。"
        column.addWidget(label(words, "quiet", wrap=True))

    def _overview(self, column: QVBoxLayout, session: Session) -> None:
        column.addWidget(label(session.desk.title, "title"))
        column.addWidget(label(str(session.desk.path), "quiet", wrap=True))
        column.addSpacing(theme.px(16))
        self._queries = Queries(session.desk, self)
        place = QVBoxLayout()
        place.setSpacing(theme.px(12))
        column.addLayout(place)
        weight = past_table.lines(session.desk)
        read, memory = read_known, self._memory
        self._queries.ask("known", lambda: read(session, memory), lambda known: self._tell(place, known), weight)
        if self._queries.waits("known"):
            place.addWidget(label("正在读取…", "quiet"))

    def _tell(self, place: QVBoxLayout, known: Known) -> None:
        """Put the cards and the tiles of the registers into their place."""
        while (waiting := place.takeAt(0)) is not None:
            waiting.widget().deleteLater()
        assert self._session is not None and self._queries is not None
        self.overview = Overview(self._session, known, self._queries)
        self.overview.picked.connect(self.picked)
        self.overview.place_chosen.connect(self.place_chosen)
        self.overview.problems_chosen.connect(self.problems_chosen)
        place.addWidget(self.overview)
        grid = QGridLayout()
        grid.setSpacing(theme.px(12))
        filled = [one for one in known.registers if one.records][:8]
        for number, one in enumerate(filled):
            grid.addWidget(self._tile(one), number // 4, number % 4)
        for column_number in range(4):
            grid.setColumnStretch(column_number, 1)
        place.addLayout(grid)

    def _tile(self, summary: object) -> QWidget:
        key, title = summary.key, summary.title  # type: ignore[attr-defined]
        records, problems = summary.records, summary.problems  # type: ignore[attr-defined]
        made = button("", lambda: self.register_chosen.emit(key), "start")
        faults = f"{problems:,} 条待核" if problems else "没有待核的问题"
        made.setAccessibleName(f"{title} {records:,} 条，{faults}")
        made.setMinimumWidth(theme.px(120))
        layout = QVBoxLayout(made)
        layout.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(10))
        layout.setSpacing(theme.px(2))
        layout.addWidget(label(f"{records:,}", "display"))
        layout.addWidget(label(title, "", wrap=True))
        layout.addWidget(label(faults, "small"))
        made.setFixedHeight(theme.px(112))
        return see_through(made)

    def _first_steps(self) -> QGridLayout:
        """Two columns on the edges of the tiles above, their headings and their first lines level."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(12))
        choices = QVBoxLayout()
        choices.setSpacing(theme.px(12))
        for key, icon, title, words in CHOICES:
            choices.addWidget(self._choice(key, icon, title, words))
        grid.addWidget(label("开始", "heading"), 0, 0)
        grid.addWidget(label("最近打开", "heading"), 0, 1)
        grid.addLayout(choices, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._recent(), 1, 1)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, theme.px(200))
        return grid

    def _choice(self, key: str, icon: str, title: str, words: str) -> QWidget:
        made = button("", lambda: self.asked.emit(key), "start")
        made.setAccessibleName(f"{title}，{words}")
        made.setObjectName(f"start_{key}")
        made.setMinimumHeight(theme.px(76))
        picture = label()
        picture.setPixmap(icons.pixmap(icon, "primary", theme.px(28)))
        texts = QVBoxLayout()
        texts.setSpacing(theme.px(2))
        texts.addStretch(1)
        texts.addWidget(label(title, "heading"))
        texts.addWidget(label(words, "quiet", wrap=True))
        texts.addStretch(1)
        row = QHBoxLayout(made)
        row.setContentsMargins(theme.px(20), theme.px(8), theme.px(16), theme.px(8))
        row.setSpacing(theme.px(16))
        row.addWidget(picture)
        row.addLayout(texts, 1)
        return see_through(made)

    def _recent(self) -> QWidget:
        frame, layout = card()
        layout.setSpacing(theme.px(2))
        known = self._memory.settings.recent_desks
        if not known:
            layout.addWidget(label("打开过的台账会列在这里。", "quiet", wrap=True))
        for text in known:
            path = Path(text)
            line = QHBoxLayout()
            go = button(path.stem, lambda text=text: self.desk_chosen.emit(text), "link")
            go.setToolTip(text)
            if not path.is_file():
                go.setText(f"{path.stem}（文件不在原处）")
                go.setEnabled(False)
            line.addWidget(go, 1)
            line.addWidget(
                icon_button("close", f"从列表中去掉 {path.stem}", lambda text=text: self._forget(text), "quiet")
            )
            layout.addLayout(line)
            where = label(str(path.parent), "small", wrap=True)
            where.setContentsMargins(theme.px(5), 0, 0, theme.px(8))
            layout.addWidget(where)
        layout.addStretch(1)
        return frame

    def _forget(self, text: str) -> None:
        self._memory.forget_desk(text)
        self.asked.emit("go_start")


def see_through(made: QWidget) -> QWidget:
    """Let clicks on the words of a large button reach the button."""
    for part in made.findChildren(QWidget):
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
