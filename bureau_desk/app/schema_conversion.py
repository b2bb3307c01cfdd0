"""Values of a field whose type changes: tried first, without writing anything, then read into the new type."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, text

from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.overlay import Laid
from bureau_desk.domain.overlay_fields import Step
from bureau_desk.domain.register import Field, Schema
from bureau_desk.domain.values import Value
from bureau_desk.store.journal import Entry

_PORTION = 2000


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that the new type cannot read: its record, the text that stands there, and why."""

    record: int
    name: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a change of type would do to the living rows: how many hold a value, and those that stay as text."""

    register: str
    field: Field
    filled: int
    unread: tuple[Unread, ...]

    @property
    def converted(self) -> int:
        """How many values the new type reads."""
        return self.filled - len(self.unread)


class _Converter:
    """Reads values of the old field into the new one; the same text is read once."""

    def __init__(self, old: Field, new: Field, before: DeskContext, after: DeskContext) -> None:
        self.old, self.new = old, new
        self._before, self._after = before, after
        self._read: dict[str, tuple[Value, str]] = {}

    def convert(self, value: Value) -> tuple[Value, str, str]:
        """The new value, or the text itself where it cannot be read; the text; and why it cannot."""
        told = fieldtypes.edit_text(self.old, value, self._before)
        if told not in self._read:
            reading = fieldtypes.parse(self.new, told, self._after)
            lost = reading.value is None
            reason = reading.problems[0].message if lost and reading.problems else "按新类型读不出。" if lost else ""
            self._read[told] = (told if lost else reading.value, reason)
        return self._read[told][0], told, self._read[told][1]


def dry_run(desk: Desk, step: Step, register: str, key: str) -> Job[DryRun]:
    """Try a change of type on every living row; nothing is written, and others may read meanwhile."""
    shadow = desk.beside(Laid.of(desk.laid.base, step.overlay))
    old, new = desk.schema.registers[register].field(key), shadow.schema.registers[register].field(key)
    assert old is not None and new is not None
    name, table = desk.schema.registers[register].name_field, desk.tables.table(register)
    with desk.database.reading() as connection:
        query = select(table.c.id).where(table.c[f"f_{key}"].is_not(None)).order_by(table.c.id)
        numbers = list(connection.execute(query).scalars())
    unread: list[Unread] = []
    filled = 0
    for start in range(0, len(numbers), _PORTION):
        yield Progress("试转换", start, len(numbers))
        with desk.database.reading() as connection:
            converter = _Converter(old, new, DeskContext(desk, connection), DeskContext(shadow, connection))
            for number, row in desk.tables.rows(connection, register, numbers[start : start + _PORTION]).items():
                value = row.get(key)
                if value is None:
                    continue
                filled += 1
                _, told, reason = converter.convert(value)
                if reason:
                    unread.append(Unread(number, str(row.get(name) or f"#{number}"), told, reason))
    return DryRun(register, new, filled, tuple(unread))


def conversions(new: Desk, connection: Connection, before: Schema, register: str, key: str) -> list[Entry]:
    """The entries that put every kept value of a field, also of past days and deleted records, into its new type.

    What reads the same by itself needs none; what cannot be read is kept as the text that staff saw.
    """
    old, field = before.registers[register].field(key), new.schema.registers[register].field(key)
    assert old is not None and field is not None
    former = new.beside(Laid(new.laid.base, new.laid.overlay, before))
    converter = _Converter(old, field, DeskContext(former, connection), DeskContext(new, connection))
    query = text(
        'SELECT record, valid_from, "values" FROM revision WHERE register = :register'
        ' AND "values" LIKE :pattern ORDER BY record, seq'
    )
    held: dict[tuple[int, str], object] = {}
    for number, valid_from, line in connection.execute(query, {"register": register, "pattern": f'%"{key}":%'}):
        values = json.loads(line)
        if key in values:
            held[number, valid_from] = values[key]
    entries = []
    for (number, valid_from), raw in held.items():
        value = fieldtypes.from_json(old, raw)
        if value is None:
            continue
        wanted, _, _ = converter.convert(value)
        if wanted != fieldtypes.from_json(field, raw) or type(wanted) is not type(fieldtypes.from_json(field, raw)):
            entries.append(Entry(number, register, "edit", {key: wanted}, valid_from))
    return entries


def write_unread(found: DryRun, register_title: str, out: Path, desk: Desk) -> int:
    """Write what cannot be converted as a workbook; gives the number of rows."""
    from bureau_desk.exchange.conversion_report import write_conversion_report

    lines = [(one.record, one.name, one.text, one.reason) for one in found.unread]
    return write_conversion_report(register_title, found.field, lines, out, desk.clock())
