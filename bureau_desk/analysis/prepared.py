"""A snapshot that remembers what it worked out: derived rows, histories, spans of validity, names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from bureau_desk.analysis.closings import Break
from bureau_desk.analysis.dated import Dated, broken, held, of_year
from bureau_desk.analysis.derive import completion
from bureau_desk.analysis.histories import EVENTS, Histories, History
from bureau_desk.analysis.near import near
from bureau_desk.analysis.organisations import Identity
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.snapshot import AsOf, Snapshot


class Span(NamedTuple):
    """A row, the organisation it belongs to, and the ISO days from and to which it counts ('' is open)."""

    row: Row
    identity: Identity
    start: str
    end: str
    stop: str
    breaks: tuple[Break, ...] = ()

    def holds(self, day: str) -> bool:
        """Whether the row is valid on an ISO day: started, not run out, not stopped, and not away in between."""
        return held((self.start, self.end, self.stop), day) and not broken(self.breaks, day)


@dataclass(slots=True)
class _Shared:
    """What days of one desk have in common. Readings are known by identity, and held here so that it stays theirs."""

    days: dict[date, Prepared] = field(default_factory=dict)
    dated: dict[tuple[str, int, int, int], Dated] = field(default_factory=dict)
    histories: Histories = field(default_factory=Histories)


class Prepared:
    """A Snapshot whose answers come fast: everything computed once, for one day, is kept; `at` shares other days."""

    def __init__(self, snapshot: Snapshot, shared: _Shared | None = None) -> None:
        self._snapshot = snapshot
        self._shared = shared or _Shared()
        self._shared.days[snapshot.as_of.on] = self
        self._rows: dict[str, Sequence[Row]] = {}
        self._completions: dict[str, Callable[[Row], Row] | None] = {}
        self._completed: dict[str, dict[int, Row]] = {}
        self._derived: dict[str, Sequence[Row]] = {}
        self._valid: dict[str, list[Span]] = {}
        self._names: dict[str, dict[int, str]] = {}
        self.kept: dict[object, list[Any]] = {}  # answers of this day that several questions share

    def forget(self) -> None:
        """Let go of what was worked out: it points at itself, and would stay until somebody looks for rubbish."""
        self._completions.clear()
        self._shared = _Shared()

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
        if register not in self._rows:
            self._rows[register] = self._snapshot.rows(register)
        return self._rows[register]

    def at(self, on: date) -> Prepared:
        """The same desk on another day, with what was computed for that day before."""
        return self._shared.days.get(on) or Prepared(self._snapshot.at(on), self._shared)

    def after(self, snapshot: Snapshot, changed: Collection[str]) -> Prepared:
        """The same day after some registers were changed, with what was worked out of the others alone."""
        # Histories are known by the very events they are told by, so that those of before stay true.
        shared, registers = _Shared(histories=self._shared.histories), snapshot.schema.registers
        if EVENTS not in changed:
            shared.dated = {
                key: one
                for key, one in dict(self._shared.dated).items()
                if not {key[0], registers[key[0]].counting.owners} & set(changed)
            }
        return Prepared(snapshot, shared)

    def register(self, key: str, asker: str) -> Register:
        """The register of that key or title; Misuse names the asking question and near matches."""
        found = self.schema.find(key)
        if found is None:
            names = [name for one in self.schema.registers.values() for name in (one.key, one.title)]
            raise Misuse(f"问题“{asker}”问的台账“{key}”没有{near(key, names)}。", "请改为已有台账的代号或名称。")
        return found

    def derived(self, register: str) -> Sequence[Row]:
        """The rows with computed fields as of the day."""
        if register not in self._derived:
            self._derived[register] = self._complete(register, self.rows(register))
        return self._derived[register]

    def _complete(self, register: str, rows: Iterable[Row]) -> Sequence[Row]:
        """These rows with computed fields; each is worked out once, and only when somebody asks for it."""
        if register not in self._completions:
            self._completions[register] = completion(self, register, self.histories(), self.derived)
        complete = self._completions[register]
        if complete is None:
            return rows if isinstance(rows, Sequence) else list(rows)
        done = self._completed.setdefault(register, {})
        found = []
        for row in rows:
            made = done.get(row.id)
            if made is None:
                made = done[row.id] = complete(row)
            found.append(made)
        return found

    def histories(self) -> Mapping[int, History]:
        """What events say of each record."""
        return self.pasts.of(self.rows(EVENTS), self.schema) if EVENTS in self.schema.registers else {}

    @property
    def pasts(self) -> Histories:
        """The histories that were read for any day or state of the desk."""
        return self._shared.histories

    def dated(self, register: Register) -> Dated:
        """The stored rows of a register with their days."""
        counting = register.counting
        rows, past = self.rows(register.key), self.histories() if counting.subject_events else _NOTHING
        firms = self.schema.registers.get(counting.owners)
        owners = self.rows(firms.key) if firms else ()
        key = (register.key, id(rows), id(past), id(owners))
        if key not in self._shared.dated:
            self._shared.dated[key] = Dated(rows, register, past, self.schema, owners, firms)
        return self._shared.dated[key]

    def spans(self, register: Register) -> list[Span]:
        """Every row of a register with its organisation and days."""
        dated = self.dated(register)
        return self._spans(register, range(len(dated.rows)))

    def valid(self, register: Register) -> list[Span]:
        """The rows of a register that are valid on the day."""
        if register.key not in self._valid:
            self._valid[register.key] = self._spans(register, self.dated(register).valid(self.day))
        return self._valid[register.key]

    def of_year(self, register: Register) -> list[Span]:
        """The rows of a register that count on the day by their certificate year."""
        return self._spans(register, self.dated(register).valid(self.day, of_year))

    def spans_of(self, register: Register, records: Iterable[int]) -> dict[int, Span]:
        """The spans of some records by id; what the register does not hold is absent."""
        places = self.dated(register).places
        spans = self._spans(register, [places[record] for record in records if record in places])
        return {span.row.id: span for span in spans}

    def _spans(self, register: Register, places: Sequence[int]) -> list[Span]:
        dated = self.dated(register)
        rows = self._complete(register.key, [dated.rows[place] for place in places])
        days, who, breaks = dated.days, dated.organisations.identities, dated.breaks
        return [Span(row, who[at], *days[at], breaks.get(at, ())) for row, at in zip(rows, places, strict=True)]

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


_NOTHING: Mapping[int, History] = {}
