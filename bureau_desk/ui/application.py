"""Starts the window: palette before widgets, errors to one hook, the desk that was named or last used."""

from __future__ import annotations

import getpass
import logging
import sys
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication

from bureau_desk.app import paths
from bureau_desk.ui import icons, pace, thrift
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.messages import install_hook
from bureau_desk.ui.theme import SCALES, theme

LOG_BYTES = 500_000
AWAY = 2000  # ms after staff went to another program
STILL = 60_000  # ms in which neither mouse nor cursor has moved


def run(desk_path: Path | None, argv: Sequence[str]) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    application = make_application(argv)
    memory = Memory()
    theme.apply(application, _theme_name(memory), _scale(memory))
    from bureau_desk.ui.main_window import MainWindow

    window = MainWindow(memory, author(memory))
    follow_system(window)
    TidyWhenAway(application)
    chosen = desk_path or first_desk(memory)
    window.show()
    pace.settle()
    if chosen is not None:
        # after the first frame: an empty window that stands at once is calmer than none
        QTimer.singleShot(0, window, lambda: window.desks.open(chosen))
    return application.exec()


def make_application(argv: Sequence[str]) -> QApplication:
    """The one QApplication with Chinese words in Qt's own dialogs, its log and its hook for errors."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    pace.keep_pace()
    thrift.share_heaps()
    application = QApplication(list(argv) or ["bureau-desk"])
    application.setApplicationName("bureau_desk")
    application.setApplicationDisplayName("")
    application.setWindowIcon(icons.icon("issue", "primary"))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    install_hook(_log())
    return application


def _log() -> logging.Logger:
    log = logging.getLogger("bureau_desk")
    try:
        handler = RotatingFileHandler(
            paths.log_folder() / "window.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        return log
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return log


def _theme_name(memory: Memory) -> str:
    name = memory.settings.theme
    return name if name in ("light", "dark", "system") else "system"


def _scale(memory: Memory) -> int:
    return min(max(memory.settings.scale, SCALES[0]), SCALES[-1])


def author(memory: Memory) -> str:
    """Who is named in the journal: as set, else the system's user."""
    if memory.settings.author.strip():
        return memory.settings.author.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "经办人"


def first_desk(memory: Memory) -> Path | None:
    """The desk that opens when none is named: the last one used, else the default one, if it is still there."""
    recent = [Path(one) for one in memory.settings.recent_desks[:1]]
    return next((one for one in [*recent, paths.default_desk()] if one.is_file()), None)


class TidyWhenAway(QTimer):
    """Looks for garbage and gives memory back while staff work in another program, or once when their hands have rested
    for a while: both hold the window up."""

    def __init__(self, parent: QApplication) -> None:
        super().__init__(parent, singleShot=True, interval=AWAY)
        self.timeout.connect(self._tidy)
        parent.applicationStateChanged.connect(self._follow)
        self._hands: tuple[object, ...] = ()
        self._tidied = False
        self._looks = QTimer(self, interval=STILL)
        self._looks.timeout.connect(self._look)
        self._looks.start()

    def _follow(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.stop()
        else:
            self.start()

    def _look(self) -> None:
        """Without a filter of events, which each of them would have to pass: both positions tell of typing and moving."""
        hands = (QCursor.pos(), QGuiApplication.inputMethod().cursorRectangle())
        moved, self._hands = hands != self._hands, hands
        if moved:
            self._tidied = False
        elif not self._tidied:
            self._tidied = True
            self._tidy()

    def _tidy(self) -> None:
        pace.settle()
        thrift.give_back()


def follow_system(window: object) -> None:
    """Change with the system between light and dark while the theme says so."""
    application = QApplication.instance()
    hints = QApplication.styleHints()

    def changed() -> None:
        if theme.name == "system" and isinstance(application, QApplication):
            theme.apply(application)
            window.rebuild()  # type: ignore[attr-defined]

    hints.colorSchemeChanged.connect(lambda _: QTimer.singleShot(0, changed))


if __name__ == "__main__":
    sys.exit(run(None, sys.argv))
