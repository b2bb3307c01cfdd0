"""A snapshot that remembers what it worked out: derived rows, histories, spans of validity, names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bureau_desk.analysis.derive import derived_rows
from bureau_desk.analysis.histories import ENDS, EVENTS, RECOGNISES, REVOKES, History, certain_day, histories
from bureau_desk.analysis.near import near
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.snapshot import AsOf, Snapshot
from bureau_desk.domain.values import Values

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
            self._spans[register.key] = _spans_of(self.derived(register.key), register, past)
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


def _spans_of(rows: Sequence[Row], register: Register, past: Mapping[int, History]) -> list[Span]:
    """The spans of all rows; the loop is plain because registers hold a hundred thousand rows."""
    counting = register.counting
    ends = ENDS if counting.level else (*ENDS, *REVOKES)
    found = []
    for row in rows:
        values = row.values
        stop = _earliest_of(values, counting.stop)
        start, end = _first_of(values, counting.start), _first_of(values, counting.end)
        if past and (history := past.get(row.id)):
            if ended := history.first(ends):
                stop = min(stop, ended) if stop else ended
            # A carrier whose founding nobody wrote down is there at the latest from its first title on.
            start = start or history.first(RECOGNISES)
        found.append(Span(row, _identity(row, register), start, end, stop))
    return found


def _first_of(values: Values, keys: Sequence[str]) -> str:
    """The day of the first filled field."""
    for key in keys:
        if day := certain_day(values.get(key)):
            return day
    return ""


def _earliest_of(values: Values, keys: Sequence[str]) -> str:
    """The earliest day of several stops."""
    return min((day for key in keys if (day := certain_day(values.get(key)))), default="") if keys else ""


def _identity(row: Row, register: Register) -> Identity:
    keys = register.counting.identity
    if len(keys) == 1:
        single = _folded(row.values.get(keys[0]))
        if single is not None:
            return (single,)
    else:
        values = tuple(_folded(row.values.get(key)) for key in keys)
        if any(value is not None for value in values):
            return values
    name = _folded(row.values.get(register.counting.name)) if keys else None
    return ("name", name) if name else ("#", row.id)


def _folded(value: object) -> object:
    return value.strip().upper() or None if isinstance(value, str) else value
