"""A snapshot that remembers what it worked out: derived rows, histories, spans of validity, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bureau_desk.analysis.derive import derived_rows
from bureau_desk.analysis.histories import ENDS, EVENTS, REVOKES, History, certain_day, histories
from bureau_desk.analysis.near import near
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.snapshot import AsOf, Snapshot

Identity = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A row, the organisation it belongs to, and the ISO days from and to which it counts ('' is open)."""

    row: Row
    identity: Identity
    start: str
    end: str
    stop: str

    def holds(self, day: str) -> bool:
        """Whether the row is valid on an ISO day: started, not run out and not stopped."""
        return self.start <= day and (not self.end or day <= self.end) and (not self.stop or day < self.stop)


class Prepared:
    """A Snapshot whose answers come fast: everything computed once, for one day, is kept; `at` shares other days."""

    def __init__(self, snapshot: Snapshot, days: dict[date, Prepared] | None = None) -> None:
        self._snapshot = snapshot
        self._days = {} if days is None else days
        self._days[snapshot.as_of.on] = self
        self._derived: dict[str, Sequence[Row]] = {}
        self._spans: dict[str, list[Span]] = {}
        self._names: dict[str, dict[int, str]] = {}
        self._histories: Mapping[int, History] | None = None

    @property
    def as_of(self) -> AsOf:
        """The day and knowledge of the snapshot."""
        return self._snapshot.as_of

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self._snapshot.schema

    @property
    def day(self) -> str:
        """The snapshot's day as ISO text."""
        return self.as_of.on.isoformat()

    def rows(self, register: str) -> Sequence[Row]:
        """The stored rows."""
        return self._snapshot.rows(register)

    def at(self, on: date) -> Prepared:
        """The same desk on another day, with what was computed for that day before."""
        return self._days.get(on) or Prepared(self._snapshot.at(on), self._days)

    def register(self, key: str, asker: str) -> Register:
        """The register of that key or title; Misuse names the asking question and near matches."""
        registers = self.schema.registers
        found = registers.get(key) or next((one for one in registers.values() if one.title == key), None)
        if found is None:
            names = [name for one in registers.values() for name in (one.key, one.title)]
            raise Misuse(f"问题“{asker}”问的台账“{key}”没有{near(key, names)}。", "请改为已有台账的代号或名称。")
        return found

    def derived(self, register: str) -> Sequence[Row]:
        """The rows with computed fields as of the day."""
        if register not in self._derived:
            self._derived[register] = derived_rows(self, register, self.histories())
        return self._derived[register]

    def histories(self) -> Mapping[int, History]:
        """What events say of each record."""
        if self._histories is None:
            known = EVENTS in self.schema.registers
            self._histories = histories(self.rows(EVENTS), self.schema) if known else {}
        return self._histories

    def spans(self, register: Register) -> list[Span]:
        """Every row of a register with its organisation and days."""
        if register.key not in self._spans:
            past = self.histories() if register.counting.subject_events else {}
            self._spans[register.key] = [_span(row, register, past) for row in self.derived(register.key)]
        return self._spans[register.key]

    def name(self, record: int, targets: Sequence[str]) -> str:
        """The name of a record in one of some registers on the day, or its number."""
        for target in targets:
            if found := self.names(target).get(record):
                return found
        return f"#{record}"

    def names(self, register: str) -> Mapping[int, str]:
        """Name of every record of a register on the day."""
        if register not in self._names:
            found = self.schema.registers.get(register)
            rows = self.derived(register) if found else ()
            field = found.name_field if found else ""
            self._names[register] = {row.id: str(row.get(field) or "") for row in rows}
        return self._names[register]


def prepare(snapshot: Snapshot) -> Prepared:
    """The snapshot itself when it is prepared already, else prepared now."""
    return snapshot if isinstance(snapshot, Prepared) else Prepared(snapshot)


def _span(row: Row, register: Register, past: Mapping[int, History]) -> Span:
    counting = register.counting
    stops = [day for key in counting.stop if (day := certain_day(row.get(key)))]
    if history := past.get(row.id):
        ended = history.end(ENDS if counting.level else (*ENDS, *REVOKES))
        stops += [ended] if ended else []
    return Span(
        row,
        _identity(row, register),
        next((day for key in counting.start if (day := certain_day(row.get(key)))), ""),
        next((day for key in counting.end if (day := certain_day(row.get(key)))), ""),
        min(stops, default=""),
    )


def _identity(row: Row, register: Register) -> Identity:
    values = tuple(_folded(row.get(key)) for key in register.counting.identity)
    if any(value is not None for value in values):
        return values
    name = _folded(row.get(register.counting.name)) if register.counting.identity else None
    return ("name", name) if name else ("#", row.id)


def _folded(value: object) -> object:
    return value.strip().upper() or None if isinstance(value, str) else value
