"""Rows whose computed fields follow from other rows without a reference: by a shared credit code, by a shared subject."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bureau_desk.app import followers
from bureau_desk.app.removed_rows import removed_of
from bureau_desk.domain.register import Need
from bureau_desk.domain.values import Value
from bureau_desk.store import journal, pinned

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk

_FIRMS = "enterprise"
_SUBJECT = ("subject_ref", "subject_name_then")


def add_kin(desk: Desk, connection: Connection, wanted: dict[str, set[int]]) -> set[int]:
    """Add to some records, by register, their kin; returns the records that must be read beside them.

    The present district of a certificate is that of the firm of its credit code, and most of those that follow a firm
    are written here, see `followers`; failures in a row are counted over all evaluations of a subject.
    """
    around: set[int] = set()
    for key, register in desk.schema.registers.items():
        if register.field("consecutive_d") and register.field("eval_year") and wanted.get(key):
            fields = [name for name in _SUBJECT if register.field(name)]
            for name in fields:
                held = once_held(desk, connection, key, wanted[key], name)
                wanted[key] |= desk.tables.holding(connection, key, name, held)
        if register.field("stat_unit_now") and register.field("uscc") and _FIRMS in desk.schema.registers:
            if wanted.get(_FIRMS):
                held = once_held(desk, connection, _FIRMS, wanted[_FIRMS], "uscc")
                wanted[key] = wanted.get(key, set()) | followers.follow(desk, connection, key, held)
            if wanted.get(key):
                around |= desk.tables.holding(
                    connection, _FIRMS, "uscc", _held(desk, connection, key, wanted[key], "uscc")
                )
    return around


def _held(desk: Desk, connection: Connection, register: str, numbers: Collection[int], field: str) -> set[Value]:
    """What a field of these records holds now."""
    described = desk.schema.registers[register].field(field)
    if described is None or described.need is Need.AUTO:  # its column may hold what the program filled in
        return once_held(desk, connection, register, numbers, field)
    return {value for _, value in desk.tables.standing_raw(connection, register, field, numbers)} - {None, ""}


def once_held(desk: Desk, connection: Connection, register: str, numbers: Collection[int], field: str) -> set[Value]:
    """What a field of these records holds or ever held: who shared it before is concerned as well.

    Of a record whose journal names the field in no edit, that is what its row holds, or held when it was deleted.
    """
    described = desk.schema.registers[register].field(field)
    if described is None or described.need is Need.AUTO:
        return journal.ever(connection, numbers, field) - {None, ""}
    held = dict(desk.tables.standing_raw(connection, register, field, numbers))
    held |= removed_of(desk).once_standing(desk, register, field, [one for one in numbers if one not in held])
    long = pinned.naming(connection, register, numbers, field).union(one for one in numbers if one not in held)
    found: set[Value] = {value for number, value in held.items() if number not in long}
    return (found | (journal.ever(connection, long, field) if long else set())) - {None, ""}
