"""The names of many records at once: one question for each register, not two for each record."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from bureau_desk.app.desk import Desk
from bureau_desk.domain.register import FieldType
from bureau_desk.store import bulk
from bureau_desk.store.tables import record

_DEEPEST = 8  # a row named after a row named after a row ...


def record_names(desk: Desk, numbers: Iterable[int]) -> dict[int, str]:
    """Names by record as `browsing.record_name` tells them: `#12` where there is none, or the record is gone."""
    wanted = set(numbers)
    if not wanted:
        return {}
    with desk.database.reading() as connection:
        found = _named(desk, connection, wanted, _DEEPEST)
    return {number: found.get(number) or f"#{number}" for number in wanted}


def _named(desk: Desk, connection: Connection, wanted: set[int], depth: int) -> dict[int, str]:
    registers: dict[str, list[int]] = {}
    query = select(record.c.id, record.c.register).where(bulk.among(record.c.id, wanted))
    for number, key in connection.execute(query):
        registers.setdefault(key, []).append(number)
    found: dict[int, str] = {}
    pointing: dict[int, int] = {}
    for key, some in registers.items():
        register = desk.schema.registers.get(key)
        if register is None or not register.name_field:
            continue
        table, field = desk.tables.table(key), register.field(register.name_field)
        column = table.c[f"f_{register.name_field}"]
        for number, value in connection.execute(select(table.c.id, column).where(bulk.among(table.c.id, some))):
            if field is not None and field.type is FieldType.REFERENCE and isinstance(value, int) and value != number:
                pointing[number] = value
            else:
                found[number] = str(value or "")
    if pointing and depth:
        further = _named(desk, connection, set(pointing.values()), depth - 1)
        found |= {number: further.get(target) or f"#{target}" for number, target in pointing.items()}
    return found
