"""What the fields of edited rows held before the steps that were written last: undo puts it back without asking for it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary, ref

from sqlalchemy import Connection

from bureau_desk.app.desk import Desk
from bureau_desk.domain.register import Schema
from bureau_desk.domain.values import Value, Values

_MOST = 20_000  # rows of a batch that are kept, a dictionary of a few values each; of a larger one nothing is
_BATCHES = 20


@dataclass(slots=True)
class _Step:
    """What rows held by register and record before a batch; it holds under this schema on this day.

    A batch that is broken off leaves its number to the next one, so the transaction that wrote it is known as well.
    """

    schema: Schema
    today: str
    transaction: ref[Connection]
    rows: dict[str, dict[int, dict[str, Value]]] = field(default_factory=dict)
    sound: set[int] = field(default_factory=set)  # those of the rows against which nothing stood
    count: int = 0


class FormerValues:
    """Former values of a desk's last batches."""

    def __init__(self) -> None:
        self._steps: dict[int, _Step] = {}

    def begin(self, desk: Desk, connection: Connection, batch: int) -> None:
        """Entries of a batch are about to be written, the first of this transaction or further ones."""
        step = self._steps.get(batch)
        if step is None or step.transaction() is not connection or not self._holds(desk, step):
            self._steps[batch] = _Step(desk.schema, desk.today().isoformat(), ref(connection))
        for earlier in sorted(self._steps)[:-_BATCHES]:
            del self._steps[earlier]

    def keep(
        self, batch: int, register: str, rows: Mapping[int, dict[str, Value]], sound: Collection[int] = ()
    ) -> None:
        """Remember what rows held before they were edited first, and against which of them nothing stood then."""
        step = self._steps.get(batch)
        if step is None:
            return
        step.count += len(rows)
        if step.count > _MOST:
            step.rows.clear()
            step.sound.clear()
            return
        step.sound.update(sound)
        held = step.rows.setdefault(register, {})
        for number, values in rows.items():
            held[number] = {**values, **held[number]} if number in held else values

    def of(self, desk: Desk, batch: int | None, register: str) -> Mapping[int, Values]:
        """What the edited fields of a register's rows held before a batch, as far as it is known."""
        step = self._steps.get(batch) if batch is not None else None
        return step.rows.get(register, {}) if step is not None and self._holds(desk, step) else {}

    def sound(self, desk: Desk, batch: int | None) -> Set[int]:
        """The rows that a batch edited against which nothing stood before it."""
        step = self._steps.get(batch) if batch is not None else None
        return step.sound if step is not None and self._holds(desk, step) else frozenset()

    def _holds(self, desk: Desk, step: _Step) -> bool:
        return step.schema is desk.schema and step.today == desk.today().isoformat()


_former: WeakKeyDictionary[Desk, FormerValues] = WeakKeyDictionary()
_lock = threading.Lock()


def former_of(desk: Desk) -> FormerValues:
    """The former values of a desk."""
    with _lock:
        return _former.setdefault(desk, FormerValues())
