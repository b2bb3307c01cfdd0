"""Rows whose computed fields follow from other rows without a reference: by a shared credit code, by a shared subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from bureau_desk.domain.values import Value
from bureau_desk.store.journal import lines_of

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk

_FIRMS = "enterprise"
_SUBJECT = ("subject_ref", "subject_name_then")


def add_kin(desk: Desk, connection: Connection, wanted: dict[str, set[int]]) -> set[int]:
    """Add to some records, by register, their kin; returns the records that must be read beside them.

    The present district of a certificate is that of the firm of its credit code; failures in a row are counted over
    all evaluations of a subject.
    """
    around: set[int] = set()
    for key, register in desk.schema.registers.items():
        if register.field("consecutive_d") and register.field("eval_year") and wanted.get(key):
            fields = [name for name in _SUBJECT if register.field(name)]
            for name in fields:
                held = _ever(desk, connection, wanted[key], name)
                wanted[key] |= _holding(desk, connection, key, name, held)
        if register.field("stat_unit_now") and register.field("uscc") and _FIRMS in desk.schema.registers:
            if wanted.get(_FIRMS):
                held = _ever(desk, connection, wanted[_FIRMS], "uscc")
                wanted[key] = wanted.get(key, set()) | _holding(desk, connection, key, "uscc", held)
            if wanted.get(key):
                held = _ever(desk, connection, wanted[key], "uscc")
                around |= _holding(desk, connection, _FIRMS, "uscc", held)
    return around


def _ever(desk: Desk, connection: Connection, numbers: Iterable[int], field: str) -> set[Value]:
    """What a field of these records holds or ever held: who shared it before is concerned as well."""
    found = {
        (line.values or {}).get(field)
        for number in sorted(numbers)
        for line in lines_of(connection, desk.schema, number)
    }
    return found - {None, ""}


def _holding(desk: Desk, connection: Connection, register: str, field: str, held: set[Value]) -> set[int]:
    if not held:
        return set()
    table = desk.tables.table(register)
    return set(connection.execute(select(table.c.id).where(table.c[f"f_{field}"].in_(list(held)))).scalars())
