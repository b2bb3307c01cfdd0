"""The cards of an open desk: what runs out, what is to be checked, what was done last, the issue that comes next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from bureau_desk.app import reminders
from bureau_desk.app.reminders import AHEAD, Expiry
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.pieces import Elided, button, card, label
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.app.browsing import RegisterSummary

STEPS = 6
SHOWN = 6


class Known(NamedTuple):
    """What the cards tell at once."""

    registers: Sequence[RegisterSummary]
    steps: Sequence[Any]
    last: Any  # the issue published last
    next: Any  # the issue that is made


def read_known(session: Session, memory: Memory) -> Known:
    """Read what the cards tell; it may be called in any thread."""
    known = [one for one in memory.settings.recent_issues if Path(one).is_dir()]
    summary = session.issue_summary(Path(known[0])) if known else None
    return Known(
        session.registers(), reminders.latest_steps(session.desk, STEPS), reminders.last_issue(session.desk), summary
    )


class Overview(QWidget):
    """Four cards; the one of titles fills itself in when its question is answered."""

    picked = Signal(str, str, object)  # register, words of the chip, record ids
    place_chosen = Signal(str)
    problems_chosen = Signal(str)  # register key, "" for all

    def __init__(self, session: Session, known: Known, queries: Queries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._known = session, known
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(12))
        self._summaries = known.registers
        self.titles, self._titles = _card("到期提醒")
        grid.addWidget(self.titles, 0, 0)
        grid.addWidget(self._problems(), 0, 1)
        grid.addWidget(self._steps(), 1, 0)
        grid.addWidget(self._issue(), 1, 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        self._waiting = label("正在核对有效期…", "quiet")
        self._titles.addWidget(self._waiting)
        self._titles.addStretch(1)
        self._queries, self._answered = queries, False
        self.ask()

    def ask(self) -> None:
        """Ask for the titles that run out, if that is not answered yet."""
        if not self._answered and not self._queries.waits("expiring"):
            desk, rows = self._session.desk, max((one.records for one in self._summaries), default=0)
            self._queries.ask("expiring", lambda: reminders.expiring(desk), self._show_titles, rows)

    # titles that run out
    def _show_titles(self, found: Sequence[Expiry]) -> None:
        self._answered = True
        self._waiting.hide()
        self._waiting.deleteLater()
        if not found:
            self._titles.insertWidget(1, _nothing("90 天内没有到期的资质，近 90 天也没有过期未续的。"))
            return
        lines = QGridLayout()
        lines.setHorizontalSpacing(theme.px(4))
        lines.setVerticalSpacing(theme.px(2))
        lines.setColumnStretch(0, 1)
        for column, words in enumerate((*(f"{days} 天内" for days in AHEAD), "已过期"), 1):
            head = label(words, "small")
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            head.setMinimumWidth(theme.px(64))
            lines.addWidget(head, 0, column)
        for row, one in enumerate(found[:SHOWN], 1):
            lines.addWidget(Elided(one.title), row, 0)
            for column, days in enumerate(AHEAD, 1):
                words = f"{one.title}：{days} 天内到期"
                lines.addWidget(self._number(one.register, words, one.within[days]), row, column)
            words = f"{one.title}：近 {reminders.LAPSED} 天过期未续"
            lines.addWidget(self._number(one.register, words, one.lapsed), row, len(AHEAD) + 1)
        self._titles.insertLayout(1, lines)
        if len(found) > SHOWN:
            self._titles.insertWidget(2, label(f"另有 {len(found) - SHOWN} 类未列出。", "small"))

    def _number(self, register: str, words: str, records: Sequence[int]) -> QWidget:
        if not records:
            made = label("—", "quiet")
            made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            made.setContentsMargins(0, 0, theme.px(8), 0)
            return made
        link = button(f"{len(records):,}", lambda: self.picked.emit(register, words, tuple(records)), "link")
        link.setAccessibleName(f"{words} {len(records):,} 条，打开")
        link.setToolTip(words)
        link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QWidget()
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addStretch(1)
        inside.addWidget(link)
        return row

    # problems
    def _problems(self) -> QFrame:
        faulty = sorted((one for one in self._summaries if one.problems), key=lambda one: -one.problems)
        lines: list[tuple[QWidget, QWidget]] = []
        for one in faulty[:SHOWN]:
            link = button(f"{one.problems:,} 条", lambda key=one.key: self.problems_chosen.emit(key), "link")
            link.setAccessibleName(f"{one.title}待核 {one.problems:,} 条，打开")
            lines.append((Elided(one.title), link))
        whole = button("全部问题", lambda: self.problems_chosen.emit(""), "link")
        return _listing("待核问题", lines, "没有待核的问题。", whole)

    # what was done
    def _steps(self) -> QFrame:
        lines: list[tuple[QWidget, QWidget]] = []
        for one in self._known.steps:
            words = Elided(f"{one.summary}（已撤销）" if one.undone else one.summary, "quiet" if one.undone else "")
            lines.append((words, label(f"{_moment(one.recorded_at)}　{one.author}", "small")))
        whole = button("全部步骤", lambda: self.place_chosen.emit("steps"), "link")
        return _listing("最近改动", lines, "还没有改动。", whole)

    # the issue
    def _issue(self) -> QFrame:
        frame, inside = _card("期刊")
        last, summary = self._known.last, self._known.next
        if last is not None:
            words = f"{last.title} {last.year} 年第 {last.number} 期，数字截至 {last.as_of}"
            inside.addWidget(label("上一期", "small"))
            inside.addWidget(label(words, "", wrap=True))
        if summary is not None:
            inside.addWidget(label("在编", "small"))
            inside.addWidget(label(f"{summary.title}，{summary.articles} 篇", "", wrap=True))
        if last is None and summary is None:
            inside.addWidget(_nothing("还没有发布过期刊。打开一个期刊文件夹，就能校对和发布。"))
        inside.addStretch(1)
        inside.addWidget(button("打开期刊", lambda: self.place_chosen.emit("issue"), "link"), 0, _LEFT)
        return frame


_LEFT = Qt.AlignmentFlag.AlignLeft


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    frame, inside = card()
    inside.setSpacing(theme.px(4))
    inside.addWidget(label(title, "heading"))
    return frame, inside


def _listing(title: str, lines: Sequence[tuple[QWidget, QWidget]], nothing: str, whole: QPushButton) -> QFrame:
    """A card of lines with something at their right end, and the way to all of them."""
    frame, inside = _card(title)
    for words, end in lines:
        line = QHBoxLayout()
        line.addWidget(words, 1)
        line.addWidget(end)
        inside.addLayout(line)
    if not lines:
        inside.addWidget(_nothing(nothing))
    inside.addStretch(1)
    if lines:
        inside.addWidget(whole, 0, _LEFT)
    return frame


def _nothing(words: str) -> QLabel:
    return label(words, "quiet", wrap=True)


def _moment(text: str) -> str:
    """06-30 14:05 of an ISO moment."""
    return text[5:16].replace("T", " ")
