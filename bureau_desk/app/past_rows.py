"""Which rows were otherwise on a past day, and what their computed fields came to then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from bureau_desk.analysis import dependence
from bureau_desk.analysis.histories import EVENTS, certain_day
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.app import turning
from bureau_desk.app.deriving import computed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import folding, journal
from bureau_desk.store.tables import batch, revision
from bureau_desk.store.turned import turned

Changed = Mapping[int, tuple[Values | None, frozenset[str] | None]]
"""Values then by record (None: it was not there), and which fields may differ from now (None: all of them).

Where fields are named, the values may be those of these fields alone, and the record may be there on neither day.
"""
_SUBJECT = ("subject_ref", "subject_name_then")
_TELLING = {EVENTS: "subject", dependence.EVALUATIONS: "subject_ref"}


class PastRows:
    """The rows of a desk on a day, told by what differs from its current tables."""

    def __init__(self, desk: Desk, connection: Connection, on: date, known: datetime | None = None) -> None:
        self.desk, self.connection, self.on, self.known = desk, connection, on, known
        held = turning.derived_on(connection) or desk.today().isoformat()
        self.first, self.last = sorted((held, on.isoformat()))
        self._changed: dict[str, Changed] = {}
        self._computed: dict[str, dict[int, dict[str, Value]]] = {}

    def changed(self, register: str) -> Changed:
        """The records with revisions that hold on one of the two days and not on the other."""
        if register not in self._changed:
            self._changed[register] = dict(self._read(register))
        return self._changed[register]

    def _read(self, register: str) -> Iterator[tuple[int, tuple[Values | None, frozenset[str] | None]]]:
        found, odd = None, None
        if self.known is None:
            described = self.desk.schema.registers[register]
            found = turned(self.connection, described, self.on.isoformat(), self.first, self.last)
        if found is not None:
            yield from ((number, (held, frozenset(held))) for number, held in found.held.items())
            odd = found.odd
        yield from self._read_singly(register, odd)

    def _read_singly(
        self, register: str, only: Collection[int] | None
    ) -> Iterator[tuple[int, tuple[Values | None, frozenset[str] | None]]]:
        """The same, folded line by line: of all records or of some."""
        numbers: set[int] = set(only or ())
        for query in self._turning(register) if only is None else ():
            numbers.update(row[0] for row in self.connection.execute(query))
        if not numbers:
            return
        day, moment = self.on.isoformat(), self.known.isoformat() if self.known else ""
        late = journal.written_after(self.connection, numbers, moment) if moment else set()
        for number, lines in journal.lines_of_many(self.connection, self.desk.schema, register, numbers):
            then = [line for line in lines if line.valid_from <= day and line.seq not in late]
            apart = [line for line in lines if self.first < line.valid_from <= self.last or line.seq in late]
            keys: frozenset[str] | None = frozenset(key for line in apart for key in line.values or ())
            if any(line.action not in folding.EDITS for line in apart):
                keys = None
            if not apart:
                continue
            yield number, (folding.fold(then) if then else None, keys)

    def _turning(self, register: str) -> list[Select[Any]]:
        mine = select(revision.c.record).where(revision.c.register == register).distinct()
        found = [mine.where(revision.c.valid_from > self.first, revision.c.valid_from <= self.last)]
        if self.known is not None:
            moment = self.known.isoformat()
            before = select(batch.c.id).where(batch.c.recorded_at <= moment).order_by(batch.c.id.desc()).limit(1)
            # The last batch begun before the moment may have gone on after it.
            wanted = select(batch.c.id).where(or_(batch.c.recorded_at > moment, batch.c.id == before.scalar_subquery()))
            found.append(mine.where(revision.c.batch.in_(wanted)))
        return found

    # computed fields
    def computed(self, register: str) -> Mapping[int, Mapping[str, Value]]:
        """Computed fields then, of the records where they may differ from now."""
        if register not in self._computed:
            self._computed[register] = self._compute(self.desk.schema.registers[register])
        return self._computed[register]

    def _compute(self, register: Register) -> dict[int, dict[str, Value]]:
        fields = computed_fields(register)
        wanted = self._concerned(register) if fields or register.counting.subject_events else set()
        if not wanted:
            return {}
        prepared = Prepared(_Snapshot(self, register, wanted))
        found: dict[int, dict[str, Value]] = {}
        for row, typed in zip(prepared.derived(register.key), prepared.rows(register.key), strict=True):
            # Names and districts by events are shown for a past day, and stand in no table of today.
            told = {} if row is typed else {k: v for k, v in row.values.items() if typed.values.get(k) != v}
            found[row.id] = {**{key: row.get(key) for key in fields}, **told}
        return found

    def _concerned(self, register: Register) -> set[int]:
        """The records of a register whose computed fields may have been otherwise."""
        sources = frozenset(dependence.sources(register))
        changed = self.changed(register.key)
        found = {one for one, (_, keys) in changed.items() if keys is None or not sources.isdisjoint(keys)}
        if register.counting.subject_events:
            found |= self._told_of(EVENTS, always=True)
        if register.field("last_eval_grade"):
            found |= self._told_of(dependence.EVALUATIONS)
        tables = self.desk.tables
        if register.field("stat_unit_now") and dependence.FIRMS in self.desk.schema.registers:
            firms = self._moved_firms()
            if firms:
                codes = self._ever(firms, "uscc")
                found |= tables.holding(self.connection, register.key, "uscc", codes)
        if register.field("consecutive_d") and found:
            for key in _SUBJECT:
                if register.field(key):
                    found |= tables.holding(self.connection, register.key, key, self._ever(found, key))
        return {one for one in found if one not in changed or changed[one][0] is not None}

    def _moved_firms(self) -> set[int]:
        sources = frozenset(dependence.sources(self.desk.schema.registers[dependence.FIRMS]))
        changed = self.changed(dependence.FIRMS)
        found = {one for one, (_, keys) in changed.items() if keys is None or not sources.isdisjoint(keys)}
        return found | self._told_of(EVENTS)

    def _ever(self, numbers: Collection[int], key: str) -> set[Value]:
        return journal.ever(self.connection, numbers, key) - {None, ""}

    def _told_of(self, telling: str, always: bool = False) -> set[int]:
        """Records of which a row tells that takes effect between the two days (or ever), or that was itself otherwise."""
        register = self.desk.schema.registers.get(telling)
        if register is None or register.field(_TELLING[telling]) is None:
            return set()
        changed = self.changed(telling)
        found = {number for number in self._ever(changed, _TELLING[telling]) if isinstance(number, int)}
        table = self.desk.tables.table(telling)
        days = [table.c[f"f_{key}"] for key in dependence.DATED[telling] if register.field(key)]
        near = or_(*(and_(day >= self.first[:4], day <= self.last) for day in days))
        query = select(table.c[f"f_{_TELLING[telling]}"], *days)
        for number, *told in self.connection.execute(query if always else query.where(near)):
            day = next((sure for value in told if (sure := certain_day(value))), "")
            if isinstance(number, int) and (always or self.first < day <= self.last):
                found.add(number)
        return found

    def rows(self, register: str, numbers: Iterable[int]) -> tuple[Row, ...]:
        """Rows then, with what computed fields follow from, of those that were there."""
        described, changed = self.desk.schema.registers[register], self.changed(register)
        wanted = set(numbers)
        whole = {one for one in wanted & changed.keys() if changed[one][1] is None}
        rows = [Row(one, changed[one][0] or {}) for one in whole if changed[one][0] is not None]
        rest = wanted - whole
        if rest and dependence.may_stay(described):
            lines = journal.folded(self.connection, self.desk.schema, register, self.on.isoformat(), records=rest)
            rows += [Row(number, values) for number, _, values in lines if values is not None]
        elif rest:
            told = self.desk.tables.values(self.connection, register, dependence.sources(described), rest)
            for number, values in told:
                for key, value in (changed[number][0] or {}).items() if number in changed else ():
                    if value is None:
                        values.pop(key, None)
                    else:
                        values[key] = value
                rows.append(Row(number, values))
        return tuple(sorted(rows, key=lambda row: row.id))


class _Snapshot:
    """The rows that computing some records of one register needs, as they were."""

    def __init__(self, past: PastRows, register: Register, wanted: Collection[int]) -> None:
        self._past, self._register, self._wanted = past, register, wanted
        self._rows: dict[str, tuple[Row, ...]] = {}

    @property
    def as_of(self) -> AsOf:
        """The day, and what was known."""
        return AsOf(self._past.on, self._past.known)

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self._past.desk.schema

    def at(self, on: date) -> _Snapshot:
        """Computed fields ask for no other day."""
        assert on == self._past.on
        return self

    def rows(self, register: str) -> Sequence[Row]:
        """The rows of a register that are needed."""
        if register not in self._rows:
            self._rows[register] = self._past.rows(register, self._numbers(register))
        return self._rows[register]

    def _numbers(self, register: str) -> set[int]:
        past, tables = self._past, self._past.desk.tables
        if register == self._register.key:
            return set(self._wanted)
        if register == dependence.FIRMS and self._register.field("stat_unit_now"):
            codes = {row.get("uscc") for row in self.rows(self._register.key)}
            then = {one for one, (held, _) in past.changed(register).items() if held and held.get("uscc") in codes}
            return tables.holding(past.connection, register, "uscc", codes) | then
        if register in _TELLING:
            subjects = set(self._wanted)
            if self._register.field("stat_unit_now") and register == EVENTS:
                subjects |= {row.id for row in self.rows(dependence.FIRMS)}
            key, changed = _TELLING[register], past.changed(register)
            then = {one for one, (held, _) in changed.items() if held and held.get(key) in subjects}
            return tables.holding(past.connection, register, key, subjects) | then
        return set()
