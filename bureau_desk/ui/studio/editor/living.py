"""The values behind an article under the hands: chips, cards, pictures and proofreading, worked out beside the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from bureau_desk.analysis.placeholders import literal, split
from bureau_desk.app import issue_shelf
from bureau_desk.app.article_paragraphs import block_text
from bureau_desk.app.article_reading import Reading, read_article
from bureau_desk.app.changes import Changes
from bureau_desk.app.chips import Chip, Chips
from bureau_desk.app.issue_passages import IssuePassages
from bureau_desk.domain.galley import GalleyBlock
from bureau_desk.domain.issue import Article, Block, Issue
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.session import Session

_THUMB = QSize(1200, 500)
_PAUSE = 500  # ms without typing before the article is proofread


class Living(QObject):
    """Answers what is known at once and tells when more is known; nothing here waits for the desk."""

    chips_changed = Signal()
    cards_changed = Signal()
    read = Signal(object)  # Reading
    loaded = Signal(object)  # Issue

    def __init__(self, session: Session, issue: int, article: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._issue_id, self._article_id = session, issue, article
        self.queries = Queries(session.desk, self)
        self.issue: Issue | None = None
        self.chips: Chips | None = None
        self.reading: Reading | None = None
        self.base: dict[str, Chip] = {}  # what the numbers were when the article was last saved
        self.since = ""
        self._others: IssuePassages | None = None  # what the other articles say
        self._known: dict[str, Chip] = {}
        self._asked_base = False
        self._wanted: set[str] = set()
        self._pictures: dict[str, QImage] = {}
        self._pixmaps: dict[tuple[str, int, int], QPixmap] = {}
        self._charts: dict[str, QPixmap] = {}
        self._folios: dict[str, str] = {}
        self.laid_out = False  # whether the folios are those of LibreOffice
        self._article: Callable[[], Article] | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask_wanted)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.read_now)
        session.changed.connect(self._registers_changed)

    @property
    def waiting(self) -> bool:
        """Whether values are still to come."""
        return self.chips is None or any(
            self.queries.waits(key) for key in ("issue", "chips", "read", "others", "charts")
        )

    def begin(self, article: Callable[[], Article]) -> None:
        """Work for an article, which the callable gives as it stands."""
        self._article = article
        self.load()

    def load(self) -> None:
        """Read the issue anew: its questions and titles may be others."""
        if self._article is not None:
            self.queries.ask("issue", self._load, self._loaded, AT_ONCE)

    def _load(self) -> tuple[Issue, str]:
        desk = self._session.desk
        issue = issue_shelf.read(desk, self._issue_id)[0]
        steps = issue_shelf.history(desk, self._issue_id, f"{issue_shelf.ARTICLES}/{self._article_id}.md")
        return issue, steps[0].recorded_at if steps else ""

    def _loaded(self, found: tuple[Issue, str]) -> None:
        issue, saved = found
        self.issue = issue
        if self.chips is None:
            self.chips = Chips(self._session.desk, issue)
            self._others = IssuePassages(self.chips)
            self.since = saved
        else:
            self.chips.use(issue)
        self.loaded.emit(issue)
        self._wanted |= set(self._known)
        self._ask_wanted()
        self.read_now()

    def close(self) -> None:
        """Give back what reads the desk."""
        self._session.changed.disconnect(self._registers_changed)
        self._article, self.chips, self._others = None, None, None
        self._soon.stop()
        self._pause.stop()
        self.queries.close()

    def _registers_changed(self, changes: Changes) -> None:
        if self.chips is None or not (changes.registers or changes.schema):
            return
        self.chips.forget(changes.registers, changes.schema, changes.records)
        self._wanted |= set(self._known)
        self._soon.start()
        self._pause.start()

    # chips
    def chip(self, text: str) -> Chip | None:
        """A number's chip when it is known; else it is asked for, and `chips_changed` tells when it is there."""
        found = self._known.get(text)
        if found is None and text not in self._wanted:
            self._wanted.add(text)
            self._soon.start()
        return found

    def printed(self, text: str) -> str:
        """A text with its numbers as they are printed."""
        words = ""
        for piece in split(text):
            if isinstance(piece, str):
                words += literal(piece)
            else:
                chip = self.chip(piece.text)
                words += (chip.page and self.folio(chip.page)) or chip.fitted(words) if chip else "…"
        return words

    def _ask_wanted(self) -> None:
        chips, wanted = self.chips, list(self._wanted)
        if chips is None or not wanted:
            return
        # Unless another article is just being worked out: the window waits for none.
        if self._asked_base and chips.ready(wanted) and chips.working.acquire(blocking=False):
            try:
                found = self._read(chips, wanted)
            finally:
                chips.working.release()
            self._answered(found)
            return
        self.queries.ask("chips", lambda: self._read(chips, wanted), self._answered, AT_ONCE)

    def _read(self, chips: Chips, wanted: Iterable[str]) -> dict[str, Chip]:
        texts = list(wanted)
        with chips.working:
            found = chips.read(texts)
            if not self._asked_base and self.since:
                known = datetime.fromisoformat(self.since)
                self.base = Chips(self._session.desk, chips.issue, known).read(texts)
            self._asked_base = True
            return chips.compared(found, self.base, _day_words(self.since))

    def _answered(self, found: Mapping[str, Chip]) -> None:
        for text, chip in found.items():
            self.base.setdefault(text, chip)
        self._wanted -= set(found)
        changed = any(self._known.get(text) != chip for text, chip in found.items())
        self._known.update(found)
        if changed:
            self.chips_changed.emit()
        if self._wanted:
            self._soon.start()

    def accept(self, text: str) -> None:
        """The present value of a number is the one that is meant."""
        chip = self._known.get(text)
        if chip is not None and chip.was:
            self.base[text] = self._known[text] = replace(chip, was="", since="")
            self.chips_changed.emit()

    def folio(self, article: str) -> str:
        """The page an article begins on, '' while it is not known."""
        return self._folios.get(article, "")

    def take_folios(self, folios: Mapping[str, int], laid_out: bool) -> None:
        """The pages on which articles begin, as they were reckoned or laid out last."""
        known = {key: f"{folio:02d}" for key, folio in folios.items()}
        if (known, laid_out) != (self._folios, self.laid_out):
            self._folios, self.laid_out = known, laid_out
            self.chips_changed.emit()

    def told_of(self, chip: Chip) -> str:
        """What a chip prints now: a value, or a folio as far as it is known."""
        folio = self.folio(chip.page) if chip.page and not chip.fault else ""
        return f"{folio}（{'按上次排版' if self.laid_out else '估算'}）" if folio else chip.printed

    # the article as a whole
    def read_soon(self) -> None:
        """Proofread when typing has stopped."""
        self._pause.start()

    def read_now(self) -> None:
        """Compose and proofread the article."""
        chips, article, others = self.chips, self._article, self._others
        if chips is None or article is None or others is None:
            return
        present = article()
        self.queries.ask("read", lambda: _reading(chips, others, present), self._take_reading, AT_ONCE)

    def _take_reading(self, reading: Reading) -> None:
        cards = self.reading is None or (reading.blocks, reading.faults) != (self.reading.blocks, self.reading.faults)
        self.reading = reading
        self.read.emit(reading)
        if cards:
            self.cards_changed.emit()
            self._draw_charts()
        self._read_others()

    def _read_others(self) -> None:
        """Compose what other articles say where that is not known, and compare this one with them then."""
        others, key = self._others, self._article_id
        if others is not None and not self.queries.waits("others"):
            self.queries.ask("others", lambda: others.work_out(key), self._compare, AT_ONCE)

    def _compare(self, more: bool) -> None:
        if more:
            self.read_now()

    def galley_block(self, block: Block) -> GalleyBlock | None:
        """A block as it will be printed, when that is known."""
        return self.reading.blocks.get(block_text(block)) if self.reading else None

    def card_fault(self, block: Block) -> str:
        """Why a card cannot be made, '' when it can."""
        return self.reading.faults.get(block_text(block), "") if self.reading else ""

    # pictures
    def picture_size(self, path: str) -> QSize:
        """The size of a picture in pixels, empty while it is not read."""
        self._want_picture(path)
        found = self._pictures.get(path)
        return found.size() if found is not None else QSize()

    def picture(self, path: str, size: QSize) -> QPixmap | None:
        """A picture in a size, None while it is not read."""
        found = self._pictures.get(path)
        if found is None or found.isNull():
            return None
        key = (path, size.width(), size.height())
        if key not in self._pixmaps:
            self._pixmaps[key] = QPixmap.fromImage(found).scaled(size * 2)
        return self._pixmaps[key]

    def _want_picture(self, path: str) -> None:
        if path and path not in self._pictures and self._article is not None and not self.queries.waits("pictures"):
            self.queries.ask("pictures", lambda: (path, self._open(path)), self._take_picture, AT_ONCE)

    def _open(self, path: str) -> QImage:
        content = issue_shelf.content(self._session.desk, self._issue_id, path)
        if not content:
            return QImage()
        data = QByteArray(content)
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid() and (size.width() > _THUMB.width() or size.height() > _THUMB.height()):
            reader.setScaledSize(size.scaled(_THUMB, Qt.AspectRatioMode.KeepAspectRatio))
        return reader.read()

    def _take_picture(self, found: tuple[str, QImage]) -> None:
        self._pictures[found[0]] = found[1]
        self.cards_changed.emit()

    def forget_picture(self, path: str) -> None:
        """A picture was put in anew."""
        self._pictures.pop(path, None)

    # charts
    def chart(self, block: Block) -> QPixmap | None:
        """The picture of a chart, None while it is not drawn."""
        return self._charts.get(block.name)

    def _draw_charts(self) -> None:
        figures = (
            {one.figure.name: one.figure for one in self.reading.blocks.values() if one.figure} if self.reading else {}
        )
        theme_name = self.issue.masthead.theme if self.issue else "A"
        if figures:
            self.queries.ask("charts", lambda: _drawn(figures, theme_name), self._take_charts, AT_ONCE)

    def _take_charts(self, found: Mapping[str, bytes]) -> None:
        for name, content in found.items():
            pixmap = QPixmap()
            pixmap.loadFromData(content)
            # drawn for print at 300 dots an inch; scaled down by halves it stays sharp on the screen
            while pixmap.height() > 900:
                pixmap = pixmap.scaledToHeight(pixmap.height() // 2, Qt.TransformationMode.SmoothTransformation)
            self._charts[name] = pixmap
        self.cards_changed.emit()


def _reading(chips: Chips, others: IssuePassages, article: Article) -> Reading:
    with chips.working:
        return read_article(chips, article, beside=others.known(article.id))


def _drawn(figures: Mapping[str, Any], theme_name: str) -> dict[str, bytes]:
    from bureau_desk.charts.render import render
    from bureau_desk.charts.theme import load_theme
    from bureau_desk.domain.problem import Trouble

    try:
        look = load_theme(theme_name)
    except Trouble:
        look = load_theme("A")
    found = {}
    for name, figure in figures.items():
        try:
            found[name] = render(figure, look, "png", standalone=True)
        except Trouble:
            found[name] = b""
    return found


def _day_words(moment: str) -> str:
    return f"{moment[:10]} {moment[11:16]} 保存" if moment else "上次保存"
