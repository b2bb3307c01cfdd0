"""Which rows were otherwise on a past day, and what their computed fields came to then."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from bureau_desk.analysis import dependence
from bureau_desk.analysis.histories import EVENTS, certain_day
from bureau_desk.analysis.labels import codelist_of, ever_called
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.app import turning
from bureau_desk.app.deriving import computed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import folding, journal
from bureau_desk.store.bulk import fetched, fetched_sql
from bureau_desk.store.tables import batch, revision
from bureau_desk.store.turned import Turned, told, turned

Changed = Mapping[int, tuple[Values | None, frozenset[str] | None]]
"""Values then by record (None: it was not there), and which fields may differ from now (None: all of them).

Where fields are named, the values may be those of these fields alone, and the record may be there on neither day.
"""
_SUBJECT = ("subject_ref", "subject_name_then")
_TELLING = {EVENTS: "subject", dependence.EVALUATIONS: "subject_ref"}


class PastRows:
    """The rows of a desk on a day, told by what differs from its current tables.

    `place` is an attached database where what is found out may be kept as long as this object is in use.
    """

    def __init__(
        self, desk: Desk, connection: Connection, on: date, known: datetime | None = None, place: str = "temp"
    ) -> None:
        self.desk, self.connection, self.on, self.known, self._place = desk, connection, on, known, place
        held = turning.derived_on(connection) or desk.today().isoformat()
        self.first, self.last = sorted((held, on.isoformat()))
        self._turned: dict[str, Turned | None] = {}
        self._changed: dict[str, Changed] = {}
        self._computed: dict[str, dict[int, dict[str, Value]]] = {}
        self._later: dict[str, str] = {}

    def leave_out(self, register: str, later: str) -> None:
        """Tell nothing of rows of a register that a table `later` lists, unless the day they begin was otherwise."""
        self._later[register] = later

    def turned(self, register: str, fields: Collection[str] = ()) -> Turned | None:
        """The records that folding inside SQLite tells, of some fields or all; None when it cannot tell."""
        if register not in self._turned:
            found = None
            if self.known is None:
                described, days = self.desk.schema.registers[register], (self.on.isoformat(), self.first, self.last)
                table, later = f'"{self._place}".told_{register}', self._later.get(register, "")
                valued = {*dependence.sources(described), *described.counting.start}
                found = turned(self.connection, described, days, table, fields, valued, later)
            self._turned[register] = found
        return self._turned[register]

    def changed(self, register: str) -> Changed:
        """The records with revisions that hold on one of the two days and not on the other.

        Of those that `turned` tells, only the fields are among them from which computed fields follow.
        """
        if register not in self._changed:
            self._changed[register] = self._read(register)
        return self._changed[register]

    def _read(self, register: str) -> Changed:
        described = self.desk.schema.registers[register]
        sources = dependence.sources(described)
        found = self.turned(register, sources)
        if found is None:
            return dict(self._read_singly(register, None))
        held: dict[int, dict[str, Value]] = {}
        for number, key, value in told(self.connection, described, found, sources):
            held.setdefault(number, {})[key] = value
        changed: dict[int, tuple[Values | None, frozenset[str] | None]] = {
            number: (values, frozenset(values)) for number, values in held.items()
        }
        changed.update(self._read_singly(register, found.odd))
        return changed

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
        # What the journal tells alone says nothing of what the table of today holds of computed fields.
        always = fields if dependence.may_stay(register) else ()
        found: dict[int, dict[str, Value]] = {}
        for row, typed in zip(prepared.derived(register.key), prepared.rows(register.key), strict=True):
            # Names and districts by events are shown for a past day, and stand in no table of today.
            told_then = {} if row is typed else {k: v for k, v in row.values.items() if typed.values.get(k) != v}
            if always or told_then:
                found[row.id] = {**{key: row.get(key) for key in always}, **told_then}
        prepared.forget()
        return found

    def _concerned(self, register: Register) -> set[int]:
        """The records of a register whose computed fields may have been otherwise."""
        sources = frozenset(dependence.sources(register))
        changed = self.changed(register.key)
        found = {one for one, (_, keys) in changed.items() if keys is None or not sources.isdisjoint(keys)}
        if register.counting.subject_events:
            found |= self._told_of(EVENTS, dependence.told_kinds(register), register.key)
        if register.field("last_eval_grade"):
            found |= self._told_of(dependence.EVALUATIONS)
        tables = self.desk.tables
        if register.field("stat_unit_now") and dependence.FIRMS in self.desk.schema.registers:
            found |= self._moved(register)
        if register.field("consecutive_d") and found:
            for key in _SUBJECT:
                if register.field(key):
                    found |= tables.holding(self.connection, register.key, key, self._ever(found, key))
        there = {one for one in found if one not in changed or changed[one][0] is not None}
        return there - self._out(register, there, changed)

    def _out(self, register: Register, there: Collection[int], changed: Changed) -> set[int]:
        """Those of some rows that are left out, and of which no other row's computed fields follow."""
        later = self._later.get(register.key)
        if later is None or register.field("consecutive_d"):
            return set()
        query = f"SELECT id FROM {later} WHERE id IN (SELECT value FROM json_each(?))"
        out = {row[0] for row in fetched_sql(self.connection, query, (json.dumps(sorted(there)),))}
        found = self.turned(register.key)
        begun = told(self.connection, register, found, register.counting.start) if found else ()
        return out - changed.keys() - {number for number, _, _ in begun}

    def _moved(self, register: Register) -> set[int]:
        """The records of a register whose district is that of a firm, where the firm's was another one then."""
        firms = self.desk.schema.registers[dependence.FIRMS]
        telling = {"uscc", "stat_unit"}
        changed = self.changed(firms.key)
        numbers = {one for one, (_, keys) in changed.items() if keys is None or not telling.isdisjoint(keys)}
        numbers |= self._told_of(EVENTS, dependence.MOVING)
        today = self.desk.tables.values(self.connection, firms.key, ["uscc"], numbers)
        codes = {values.get("uscc") for _, values in today}
        codes |= {held.get("uscc") for one in numbers & changed.keys() if (held := changed[one][0])}
        codes -= {None, ""}
        units = self._units_of(codes) if codes else {}
        listed = json.dumps([[code, units.get(code)] for code in sorted(map(str, codes))], ensure_ascii=False)
        # What the table tells of today is another value than the firm's then, or than the row's own without a firm.
        table = self.desk.tables.table(register.key).name
        query = (
            f"SELECT c.id FROM json_each(?) j CROSS JOIN {table} c ON c.f_uscc = j.value ->> 0 "
            "WHERE c.f_stat_unit_now IS NOT coalesce(j.value ->> 1, c.f_stat_unit_then)"
        )
        return {row[0] for row in fetched_sql(self.connection, query, (listed,))} if codes else set()

    def _units_of(self, codes: Collection[Value]) -> dict[Value, Value]:
        """The districts, then, of the firms that had these codes then."""
        firms, changed = self.desk.schema.registers[dependence.FIRMS], self.changed(dependence.FIRMS)
        numbers = self.desk.tables.holding(self.connection, firms.key, "uscc", codes)
        numbers |= {one for one, (held, _) in changed.items() if held and held.get("uscc") in codes}
        there = {one for one in numbers if one not in changed or changed[one][0] is not None}
        prepared = Prepared(_Snapshot(self, firms, there))
        units = {row.get("uscc"): row.get("stat_unit") for row in prepared.derived(firms.key)}
        prepared.forget()
        return units

    def _ever(self, numbers: Collection[int], key: str) -> set[Value]:
        return journal.ever(self.connection, numbers, key) - {None, ""}

    def _told_of(self, telling: str, kinds: Collection[str] = (), always: str = "") -> set[int]:
        """Records of which a row tells that takes effect between the two days, or that was itself otherwise.

        With `kinds` by events of these kinds alone; with `always` those of that register of which any row tells.
        """
        register = self.desk.schema.registers.get(telling)
        if register is None or register.field(_TELLING[telling]) is None:
            return set()
        changed = self.changed(telling)
        found = {number for number in self._ever(changed, _TELLING[telling]) if isinstance(number, int)}
        table = self.desk.tables.table(telling)
        days = [table.c[f"f_{key}"] for key in dependence.DATED[telling] if register.field(key)]
        near = or_(*(and_(day >= self.first[:4], day <= self.last) for day in days))
        subject = table.c[f"f_{_TELLING[telling]}"]
        query = select(subject, *(() if always else days))
        if kinds and (kind := register.field("event_kind")):
            query = query.where(table.c.f_event_kind.in_(ever_called(codelist_of(kind, self.desk.schema), kinds)))
        query = query.where(subject.in_(select(self.desk.tables.table(always).c.id))) if always else query.where(near)
        for number, *dates in fetched(self.connection, query):
            day = next((sure for value in dates if (sure := certain_day(value))), "")
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
            day, known = self.on.isoformat(), self.known.isoformat() if self.known else ""
            lines = journal.folded(self.connection, self.desk.schema, register, day, known, rest)
            rows += [Row(number, values) for number, _, values in lines if values is not None]
        elif rest:
            told = self.desk.tables.values(self.connection, register, dependence.sources(described), rest)
            for number, values in told:
                then, keys = changed.get(number, (None, frozenset()))
                for key in keys or ():
                    value = (then or {}).get(key)
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
