"""Which records point at others: what would be left hanging when those are deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import FieldType, Kind, Need
from bureau_desk.store.bulk import among, fetched


@dataclass(frozen=True, slots=True)
class Pointers:
    """Records that point at others, by register; `own` are the dated rows that mean nothing without them."""

    own: Mapping[str, tuple[int, ...]]
    others: Mapping[str, tuple[int, ...]]


class StillNamed(Trouble):
    """Records cannot be deleted alone; `own` is the number of their own dated rows when these could go with them."""

    def __init__(self, message: str, hint: str, own: int = 0) -> None:
        super().__init__(message, hint)
        self.own = own


def pointers(desk: Desk, connection: Connection, records: Sequence[int]) -> Pointers:
    """The living records that point at these, at their own dated rows, and so on; these themselves left out."""
    own: dict[str, set[int]] = {}
    others: dict[str, set[int]] = {}
    gone = set(records)
    wave = list(records)
    while wave:
        fresh: list[int] = []
        for key, required, number in _pointing(desk, connection, wave):
            if number in gone:
                continue
            if required and desk.schema.registers[key].kind is not Kind.ENTITY:
                own.setdefault(key, set()).add(number)
                gone.add(number)
                fresh.append(number)
            else:
                others.setdefault(key, set()).add(number)
        wave = fresh
    others = {key: left for key, numbers in others.items() if (left := numbers - gone)}
    return Pointers(_sorted(own), _sorted(others))


def _sorted(found: Mapping[str, set[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(sorted(found[key])) for key in sorted(found)}


def _pointing(desk: Desk, connection: Connection, records: Sequence[int]) -> list[tuple[str, bool, int]]:
    """(register, whether the reference is required, record) of the rows that point at records."""
    found: list[tuple[str, bool, int]] = []
    for key, register in desk.schema.registers.items():
        table = desk.tables.table(key)
        for field in register.fields:
            if field.type is not FieldType.REFERENCE:
                continue
            column = table.c[f"f_{field.key}"]
            query = select(table.c.id).where(among(column, records)).order_by(table.c.id)
            found += [(key, field.need is Need.REQUIRED, row[0]) for row in fetched(connection, query)]
    return found


def refuse(desk: Desk, found: Pointers, name: str) -> None:
    """Trouble when deleting would leave references hanging; says how many records of which registers point there."""
    if found.others:
        message = f"没有删除：{told(desk, found.others)}指向{name}。"
        raise StillNamed(message, "请先在这些记录里改指别处或清空，再删除。")
    if found.own:
        message = f"没有删除：{name}名下还有{told(desk, found.own)}。"
        hint = "可以连同它们一起删除（一步可撤销）；若只是不再存续，请登记撤销、取消等事件，不要删除。"
        raise StillNamed(message, hint, sum(len(one) for one in found.own.values()))


def told(desk: Desk, found: Mapping[str, Sequence[int]]) -> str:
    """`台账“认定与变更” 3 条、…`."""
    return "、".join(f"“{desk.schema.registers[key].title}” {len(numbers):,} 条" for key, numbers in found.items())
