"""Questions to a large desk, asked beside the window's own thread; of one kind only the latest is answered."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui import thrift

AT_ONCE = 5000  # registers of fewer rows are answered before `ask` returns: a thread would only make them flicker
REST = 2.0  # s without a question, after which a worker gives back the memory that it needed for answers

Call = Callable[[], Any]
Done = Callable[[Any], None]


class _Asked(NamedTuple):
    number: int
    call: Call


class _Worker(QThread):
    """Answers one kind of question, the latest first and last, on a reading connection of its own."""

    answered = Signal(str, int, object, object)  # key, number, result, error

    def __init__(self, desk: Desk, key: str, parent: QObject, rests: bool) -> None:
        super().__init__(parent)
        self._desk, self._key, self._rests = desk, key, rests
        self._changed = threading.Condition()
        self._next: _Asked | None = None
        self._running = False
        self._worked = False  # since it last rested
        self._ended = False
        self._reader = desk.database.reader()

    def ask(self, asked: _Asked) -> None:
        """Answer this; what is under way or waits is superseded."""
        with self._changed:
            self._next = asked
            self._break_off()
            self._changed.notify()

    def drop(self) -> None:
        """Answer nothing that was asked."""
        with self._changed:
            self._next = None
            self._break_off()

    def _break_off(self) -> None:
        # under the lock: the thread cannot have gone on to the next question, which must not be hit
        if self._running:
            self._reader.interrupt()

    def end(self) -> None:
        """Stop, and wait until the connection is given back."""
        with self._changed:
            self._ended = True
            self._break_off()
            self._changed.notify()
        while not self.wait(50):
            # an interrupt between two statements hits neither
            with self._changed:
                self._break_off()
        self._reader.close()

    def _rest(self) -> None:
        """What was written meanwhile is read; then pages of the file go: the system keeps them for all connections."""
        from bureau_desk.app import browsing, past_table

        with self._changed:
            self._running = self._next is None and not self._ended
        if self._running:
            with contextlib.suppress(Trouble), self._desk.database.apart(self._reader):
                past_table.rest(self._desk)
                browsing.renew(self._desk)
        with self._changed:
            self._running = False
            if self._next is not None or self._ended:
                return
        with contextlib.suppress(Trouble):
            self._reader.shrink()
            self._desk.database.rest()
        thrift.give_back()

    def run(self) -> None:
        """Answer until the end."""
        while True:
            with self._changed:
                rested = False
                while self._next is None and not self._ended and not rested:
                    rested = not self._changed.wait(REST if self._worked and self._rests else None)
                if self._ended:
                    return
                asked, self._next = self._next, None
                self._worked = self._running = asked is not None
            if asked is None:
                self._rest()
                continue
            result, error = None, None
            try:
                with self._desk.database.apart(self._reader):
                    result = asked.call()
            except Exception as failure:
                error = failure
            with self._changed:
                self._running = False
            self.answered.emit(self._key, asked.number, result, error)


class Queries(QObject):
    """Runs callables in worker threads, one thread and one reading connection for each key.

    A newer question under a key makes the older one void: it is interrupted, and its result is dropped. Answers come in
    the window's thread, by the `done` that was handed in and by `answered`; Trouble comes by `failed`, other errors are
    raised in the window's thread. A callable may use everything that reads the desk, and must not touch a widget.
    Questions that come again and again and need no memory are asked without `rests`.
    """

    answered = Signal(str, object)  # key, result
    failed = Signal(str, object)  # key, Trouble
    waiting_changed = Signal(str, bool)  # key, whether an answer is still to come

    def __init__(self, desk: Desk, parent: QObject | None = None, rests: bool = True) -> None:
        super().__init__(parent)
        self._desk, self._rests = desk, rests
        self._workers: dict[str, _Worker] = {}
        self._latest: dict[str, tuple[int, Done | None]] = {}
        self._asked: dict[str, _Asked] = {}  # not yet handed to a worker
        self._hand = QTimer(self, singleShot=True, interval=0)
        self._hand.timeout.connect(self._hand_over)
        self._number = 0
        self._closed = False

    def ask(self, key: str, call: Call, done: Done | None = None, rows: int = 0) -> None:
        """Answer a question over a register of that many rows; below 5,000 the answer is there on return."""
        if self._closed:
            return  # a page that is about to go may still be told of changes
        self.cancel(key)
        if rows < AT_ONCE:
            try:
                result = call()
            except Trouble as trouble:
                self.failed.emit(key, trouble)
                return
            self._tell(key, done, result)
            return
        self._number += 1
        self._latest[key] = (self._number, done)
        self._asked[key] = _Asked(self._number, call)
        self._hand.start()
        self.waiting_changed.emit(key, True)

    def _hand_over(self) -> None:
        # When the window has drawn what it is at: a worker takes Python's lock away at every call between both of them.
        asked, self._asked = self._asked, {}
        for key, one in asked.items():
            try:
                self._worker(key).ask(one)
            except Trouble as trouble:  # the desk cannot be reached: the other questions go on all the same
                self._latest.pop(key, None)
                self.waiting_changed.emit(key, False)
                self.failed.emit(key, trouble)

    def waits(self, key: str) -> bool:
        """Whether an answer is still to come."""
        return key in self._latest

    @property
    def waiting(self) -> bool:
        """Whether any answer is still to come."""
        return bool(self._latest)

    def cancel(self, key: str) -> None:
        """Answer what was asked under a key no more."""
        if self._latest.pop(key, None) is not None:
            if self._asked.pop(key, None) is None:
                self._workers[key].drop()
            self.waiting_changed.emit(key, False)

    def close(self) -> None:
        """Break off everything and give the connections back, before the desk is closed; nothing is answered then."""
        self._closed = True
        self._hand.stop()
        self._latest.clear()
        self._asked.clear()
        for worker in self._workers.values():
            worker.end()
        self._workers.clear()

    def _worker(self, key: str) -> _Worker:
        worker = self._workers.get(key)
        if worker is None:
            worker = self._workers[key] = _Worker(self._desk, key, self, self._rests)
            worker.answered.connect(self._take)  # a bound method: it is called in this object's thread
            worker.start()
        return worker

    @Slot(str, int, object, object)
    def _take(self, key: str, number: int, result: Any, error: Exception | None) -> None:
        latest = self._latest.get(key)
        if latest is None or latest[0] != number:
            return
        del self._latest[key]
        self.waiting_changed.emit(key, False)
        if isinstance(error, Trouble):
            self.failed.emit(key, error)
        elif error is not None:
            raise error
        else:
            self._tell(key, latest[1], result)

    def _tell(self, key: str, done: Done | None, result: Any) -> None:
        if done is not None:
            done(result)
        self.answered.emit(key, result)
