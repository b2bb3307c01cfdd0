"""Lists in which one types Chinese, full pinyin or initials to come to a line; the window never waits for the pinyin."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QCompleter, QListView, QListWidget

from bureau_desk.domain.organisation import search_key, search_text

AT_ONCE = 200  # labels; the pinyin of more is worked out beside the window
KEY = Qt.ItemDataRole.UserRole + 7
SIGNS = "、;；,，"
_keys: dict[str, str] = {}


def prepare(labels: Iterable[str]) -> None:
    """Work out the pinyin of labels; until it is there they are found by their text."""
    missing = [one for one in dict.fromkeys(labels) if one not in _keys]
    if len(missing) <= AT_ONCE:
        _spell(missing)
    else:
        threading.Thread(target=_spell, args=(missing,), name="pinyin of a list", daemon=True).start()


def _spell(labels: Iterable[str]) -> None:
    for one in labels:
        _keys[one] = search_key(one)


def spelled(label: str) -> str:
    """What a label is found by: `|text|full pinyin|initials|`."""
    return f"|{_keys.get(label) or search_text(label)}|"


class LetterCompleter(QCompleter):
    """Completes the part after the last 、 by a line that holds the typed text, or its pinyin."""

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box.model(), box)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionRole(KEY)

    def splitPath(self, path: str) -> list[str]:
        """The part that is being typed."""
        return [search_text(_parts(path)[1])]

    def pathFromIndex(self, index: object) -> str:
        """The text with its last part completed."""
        before, _ = _parts(self.completionPrefix())
        return before + str(index.data(Qt.ItemDataRole.DisplayRole))  # type: ignore[attr-defined]


def _parts(text: str) -> tuple[str, str]:
    place = max(text.rfind(sign) for sign in SIGNS) + 1
    return text[:place], text[place:]


class _Letters:
    """Comes to the next line whose text, pinyin or initials begin with what is typed."""

    # not a widget itself: a class of two Qt bases ends the process
    _typed, _last = "", 0.0

    def keyboardSearch(self: Any, search: str) -> None:
        """Letters typed in a row belong together; the same one again goes on to the next line."""
        now, model = time.monotonic(), self.model()
        quick = (now - self._last) * 1000 < QApplication.keyboardInputInterval()
        same = quick and set(self._typed) == {search}
        self._last, self._typed = now, search if same or not quick else self._typed + search
        wanted = f"|{search_text(self._typed)}"
        labels = [str(model.index(row, 0, self.rootIndex()).data() or "") for row in range(model.rowCount())]
        prepare(labels[:AT_ONCE])
        here = self.currentIndex().row()
        begin = here + 1 if same or len(self._typed) == 1 else max(here, 0)
        for step in range(len(labels)):
            row = (begin + step) % len(labels)
            if wanted in spelled(labels[row]):
                self.setCurrentIndex(model.index(row, 0, self.rootIndex()))
                return


class LetterView(_Letters, QListView):
    """The list of a combo box."""


class LetterList(_Letters, QListWidget):
    """A list of items."""


class LetterBox(QComboBox):
    """A combo box whose line is found by letters typed while it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setView(LetterView(self))
