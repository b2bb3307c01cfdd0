"""Work done by a second processor while this one goes on: a forked child, where that is safe; else in turn.

Only on Linux, in a process without other threads (so never in the window), and for work that reads and writes files
of its own. The child sees everything as it was; nothing has to be sent to it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

from bureau_desk.domain.problem import Trouble

_Given = TypeVar("_Given")
_MADE, _TROUBLE, _FAILED = "made", "trouble", "failed"


class Beside(Generic[_Given]):
    """One piece of work that was begun; `finish` waits for what it comes to and raises the Trouble that it met."""

    def __init__(self, work: Callable[[], _Given], before: Callable[[], None]) -> None:
        self._work = work
        self._child: Any = None
        if not _safe():
            return
        import multiprocessing  # a fiftieth of a second that only a fork needs

        fork = multiprocessing.get_context("fork")
        self._answer, answer = fork.Pipe(duplex=False)
        self._child = fork.Process(target=_run, args=(work, before, answer), daemon=True)
        self._child.start()
        answer.close()

    def finish(self) -> _Given:
        """Wait; without a child, or when it died, the work is done now."""
        if self._child is None:
            return self._work()
        way: str = _FAILED
        told: Any = None
        with contextlib.suppress(EOFError, OSError):
            way, told = self._answer.recv()
        self._child.join()
        if way == _TROUBLE:
            raise Trouble(*told)
        if way == _FAILED:
            return self._work()
        made: _Given = told
        return made

    def stop(self) -> None:
        """Give the work up."""
        if self._child is not None and self._child.is_alive():
            self._child.kill()
            self._child.join()


class Handed(Generic[_Given]):
    """Something that the work beside needs and that becomes known only later: given once, taken once.

    It goes through a file of a private folder, for the child has a memory of its own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parent = os.getpid()
        self._here: list[_Given] = []

    def give(self, given: _Given) -> None:
        """Hand something over; the file appears whole."""
        self._here.append(given)
        # Always: whether work is done beside is judged when it begins, and a child that waits in vain would wait for ever.
        half = self._path.with_suffix(".half")
        half.write_bytes(pickle.dumps(given))
        half.replace(self._path)

    def taken(self) -> _Given:
        """What was handed over, waited for while the giver lives."""
        if self._here:
            return self._here[0]
        while not self._path.exists():
            if os.getpid() == self._parent or os.getppid() != self._parent:
                raise RuntimeError("nothing was handed over")
            time.sleep(0.01)
        taken: _Given = pickle.loads(self._path.read_bytes())
        return taken


@contextlib.contextmanager
def beside(
    work: Callable[[], _Given], before: Callable[[], None] = lambda: None, shared: Sequence[str] = ()
) -> Iterator[Beside[_Given]]:
    """Begin some work; `before` runs first in the child (connections are opened anew there).

    `shared` names modules that others than the child need too: they are loaded before the ways part.
    """
    for name in shared if _safe() else ():
        import_module(name)
    begun = Beside(work, before)
    try:
        yield begun
    finally:
        begun.stop()


def _safe() -> bool:
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    return processors > 1 and threading.active_count() == 1 and "PySide6" not in sys.modules


def _run(work: Callable[[], object], before: Callable[[], None], answer: Any) -> None:
    try:
        before()
        answer.send((_MADE, work()))
    except Exception as error:
        if type(error) is Trouble:
            answer.send((_TROUBLE, (error.message, error.hint)))
        else:
            answer.send((_FAILED, None))  # the parent does it again, and meets the error where it can be told
    finally:
        answer.close()
        os._exit(0)
