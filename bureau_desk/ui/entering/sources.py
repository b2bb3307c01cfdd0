"""Where pickers find their choices: the codes of a list, yes and no, the records of other registers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from bureau_desk.app import choosing, readings
from bureau_desk.app.changes import Changes
from bureau_desk.app.choosing import Choice, Choices
from bureau_desk.domain.pinyin import Readings
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.ui.entering.picker import SEARCH_PAUSE, PickerLine
from bureau_desk.ui.session import Session

YES_NO = ("是", "否")


_waiting: SimpleQueue[Choices] = SimpleQueue()
_speller: list[threading.Thread] = []


def _spell(choices: Choices) -> None:
    """Have pinyin worked out by the one thread that does so; it knows nothing of the window."""
    _waiting.put(choices)
    if not _speller:
        _speller.append(threading.Thread(target=_spell_all, name="pinyin", daemon=True))
        _speller[0].start()


def _spell_all() -> None:
    while True:
        _waiting.get().prepare()


class ChoiceSources(QObject):
    """The choices of one desk, each code list prepared once; pinyin is worked out beside the window, never in its way."""

    prepared = Signal()  # more choices are found by their pinyin than before

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._lists: dict[str, Choices] = {}
        self._unready: list[Choices] = []
        self._look = QTimer(self, interval=100)
        self._look.timeout.connect(self._tell)
        self._own: Readings | None = None
        session.changed.connect(self._look_again)

    def codes(self, key: str) -> Choices:
        """The codes of a list that may be chosen today."""
        codelist = self._session.schema.codelists[key]
        if self._own is None:
            self._own = readings.listed(self._session.desk)
        wanted = (codelist, self._session.today, self._own)
        kept = self._lists.get(key)
        if kept is None or (kept.source, kept.day, kept.own) != wanted:
            kept = self._lists[key] = Choices(*wanted)
            self._unready.append(kept)
            _spell(kept)
            self._look.start()
        return kept

    def _look_again(self, changes: Changes) -> None:
        """Staff may have said how a word is read; steps that hold records do not."""
        if not changes.records:
            self._own = None

    def _tell(self) -> None:
        left = [one for one in self._unready if not one.ready]
        if len(left) < len(self._unready):
            self._unready = left
            self.prepared.emit()
        if not left:
            self._look.stop()

    def references(self, field: Field, typed: str) -> Sequence[Choice]:
        """The records that a reference may mean."""
        return choosing.references(self._session.desk, field, typed)


def sources(session: Session) -> ChoiceSources:
    """The sources of a session, made once."""
    found = session.findChild(ChoiceSources)
    return found if isinstance(found, ChoiceSources) else ChoiceSources(session)


def is_picked(session: Session, field: Field) -> bool:
    """Whether a field's value is picked from a list."""
    if field.type is FieldType.BOOLEAN:
        return True
    if field.type is FieldType.REFERENCE:
        return bool(field.targets)
    listed = field.type in (FieldType.CHOICE, FieldType.LEVEL, FieldType.CHOICES)
    return listed and field.codelist in session.schema.codelists


def make_picker(session: Session, field: Field, parent: QWidget | None = None) -> PickerLine:
    """The picker of a field for which `is_picked` holds."""
    if field.type is FieldType.BOOLEAN:
        words = choosing.Plain(YES_NO)
        words.prepare()
        return PickerLine(words.find, parent=parent)
    known = sources(session)
    if field.type is FieldType.REFERENCE:
        return PickerLine(lambda typed: known.references(field, typed), pause=SEARCH_PAUSE, parent=parent)
    known.codes(field.codelist)
    several = field.type is FieldType.CHOICES
    picker = PickerLine(lambda typed: known.codes(field.codelist).find(typed), several, parent=parent)
    known.prepared.connect(picker.look_again)
    return picker
