"""What parsing a cell needs to know of the desk: code lists, the day, and the records a reference may mean."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import Connection, select

from bureau_desk.app.desk import Desk
from bureau_desk.domain.register import FieldType, Schema
from bureau_desk.store.journal import folded
from bureau_desk.store.tables import record

_NUMBERED = re.compile(r"#([0-9]{1,18})")  # as many digits as the database takes in a number


def numbered(text: str) -> int:
    """The record that `#12` means, 0 where a text is no such number."""
    found = _NUMBERED.fullmatch(text)
    return int(found.group(1)) if found else 0


class DeskContext:
    """The parsing context of an open desk, on one connection; `day` is a past day that is looked at."""

    def __init__(self, desk: Desk, connection: Connection, day: date | None = None) -> None:
        self._desk = desk
        self._connection = connection
        self.schema: Schema = desk.schema
        self.today: date = day or desk.today()
        self._moment = ""  # by which names are told, '' for those of today
        self._names: dict[int, str] = {}

    def on(self, moment: str) -> DeskContext:
        """The same desk on the day of an ISO moment: codes bear the label they had then, records the name known then."""
        day = date.fromisoformat(moment[:10])
        made = DeskContext(self._desk, self._connection, day)
        made._moment = moment
        return made

    def resolve(self, targets: tuple[str, ...], text: str) -> tuple[int, ...]:
        """Records of the target registers whose code, or else name, is exactly this text; `#12` means record 12."""
        if number := numbered(text):
            return (number,) if self.register_of(number) in targets else ()
        for by_code in (True, False):
            found: list[int] = []
            for key in targets:
                register = self.schema.registers[key]
                field = register.code_field if by_code else register.name_field
                if field:
                    found += self._desk.tables.find(self._connection, key, {field: text})
            if found:
                return tuple(found)
        return ()

    def register_of(self, number: int) -> str:
        """The register of a record, '' when unknown."""
        query = select(record.c.register).where(record.c.id == number)
        return self._connection.execute(query).scalar() or ""

    def code(self, number: int) -> str:
        """A record's code as its register keeps it, '' when it has none."""
        register = self.schema.registers.get(self.register_of(number))
        if register is None or not register.code_field:
            return ""
        table = self._desk.tables.table(register.key)
        query = select(table.c[f"f_{register.code_field}"]).where(table.c.id == number)
        return str(self._connection.execute(query).scalar() or "")

    def name(self, number: int) -> str:
        """A record's name as staff know it; `#12` when it has none or is gone."""
        if number not in self._names:
            key = self.register_of(number)
            self._names[number] = self._named(key, number) if key in self.schema.registers else ""
            self._names[number] = self._names[number] or f"#{number}"
        return self._names[number]

    def _named(self, key: str, number: int) -> str:
        """What the name field holds; where that is a reference, the name of what it refers to."""
        register = self.schema.registers[key]
        field = register.field(register.name_field)
        value = self._held_then(key, number) if self._moment else None
        if value is None:  # of what had no name then, or is known from today's table alone
            table = self._desk.tables.table(key)
            query = select(table.c[f"f_{register.name_field}"]).where(table.c.id == number)
            value = self._connection.execute(query).scalar()
        if field is not None and field.type is FieldType.REFERENCE and isinstance(value, int) and value != number:
            return self.name(value)
        return str(value or "")

    def _held_then(self, key: str, number: int) -> object:
        """What the name field held on the day of the moment, by all that was written down until then."""
        day, name = self.today.isoformat(), self.schema.registers[key].name_field
        for _, _, values in folded(self._connection, self.schema, key, day, self._moment, [number]):
            return (values or {}).get(name)
        return None
