"""Where drafts from the registers and contributed Word files enter the plan, once their modules are there."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.session import Session

DIALOGS = {"draft": "bureau_desk.ui.studio.draft_dialog", "word": "bureau_desk.ui.studio.word_dialog"}
"""Each module has `ask(window, session, issue, column, place)`, which keeps the new article by `issue_articles`."""


def available(name: str) -> bool:
    """Whether the dialog of that name is there."""
    return importlib.util.find_spec(DIALOGS[name]) is not None


def ask_draft(window: MainWindow, session: Session, issue: int, column: int, place: int) -> None:
    """Ask for a draft from the registers at a place of the plan."""
    _ask("draft", window, session, issue, column, place)


def ask_word(window: MainWindow, session: Session, issue: int, column: int, place: int) -> None:
    """Ask for a contributed Word file at a place of the plan."""
    _ask("word", window, session, issue, column, place)


def _ask(name: str, *given: Any) -> None:
    importlib.import_module(DIALOGS[name]).ask(*given)
