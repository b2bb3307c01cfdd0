"""Rows whose computed fields follow from other rows without a reference: by a shared credit code, by a shared subject."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bureau_desk.domain.values import Value
from bureau_desk.store import journal

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
                held = _ever(connection, wanted[key], name)
                wanted[key] |= desk.tables.holding(connection, key, name, held)
        if register.field("stat_unit_now") and register.field("uscc") and _FIRMS in desk.schema.registers:
            if wanted.get(_FIRMS):
                held = _ever(connection, wanted[_FIRMS], "uscc")
                wanted[key] = wanted.get(key, set()) | desk.tables.holding(connection, key, "uscc", held)
            if wanted.get(key):
                held = _ever(connection, wanted[key], "uscc")
                around |= desk.tables.holding(connection, _FIRMS, "uscc", held)
    return around


def _ever(connection: Connection, numbers: Collection[int], field: str) -> set[Value]:
    """What a field of these records holds or ever held: who shared it before is concerned as well."""
    return journal.ever(connection, numbers, field) - {None, ""}
