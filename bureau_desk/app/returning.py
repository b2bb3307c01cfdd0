"""What must hold after records are taken away again or brought back: names are free, nothing is left hanging."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from bureau_desk.app import pointing, uniqueness
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import references
from bureau_desk.app.desk import Desk
from bureau_desk.app.recording import taken
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.values import Values
from bureau_desk.store.folding import EDITS
from bureau_desk.store.journal import Entry


def refuse_taken(desk: Desk, connection: Connection, entries: Sequence[Entry], verb: str) -> None:
    """Trouble when a record that came back bears what only one may bear and another record bears by now."""
    for key, records in _by_register(entries, ("restore",)).items():
        register = desk.schema.registers[key]
        fields = sorted({one for unique in register.unique for one in unique if register.field(one)})
        rows = list(desk.tables.values(connection, key, fields, records)) if fields else []
        asked: list[tuple[int | None, Values, None]] = [(number, values, None) for number, values in rows]
        for place in sorted(uniqueness.taken(desk, connection, register, asked)):
            # Beside every other record, those that came back with it too: so the trouble names who stands there.
            number = rows[place][0]
            values = desk.tables.rows(connection, key, [number])[number].values
            for problem in taken(desk, connection, register, values, number):
                raise Trouble(f"没有{verb}：{problem.message}", "请先处理同名的记录，再来恢复这一条。")


def refuse_doubled(desk: Desk, connection: Connection, entries: Sequence[Entry], verb: str) -> None:
    """Trouble when a row that is as before bears again what only one may bear, and another bears it by now."""
    for key in dict.fromkeys(entry.register for entry in entries if entry.action in EDITS):
        own = [one for one in entries if one.register == key and one.action in EDITS]
        uniqueness.refuse_taken(desk, connection, desk.schema.registers[key], own, f"没有{verb}")


def refuse_hanging(desk: Desk, connection: Connection, entries: Sequence[Entry], verb: str) -> None:
    """Trouble when rows that came back, or are as before, point at deleted ones, or others point at rows that went away."""
    context = DeskContext(desk, connection)
    named = {key: set(references(register)) for key, register in desk.schema.registers.items()}
    pointing_again = [one for one in entries if one.action == "restore" or named[one.register] & set(one.values or ())]
    for key, records in _by_register(pointing_again, ("restore", *EDITS)).items():
        fields = references(desk.schema.registers[key])
        for number, row in desk.tables.rows(connection, key, records).items():
            for field in fields:
                target = row.get(field)
                if isinstance(target, int) and not _alive(desk, connection, context.register_of(target), target):
                    what = f"“{context.name(number)}”指向的“{last_name(desk, connection, target)}”已经删除"
                    raise Trouble(f"没有{verb}：{what}。", "请先从回收站恢复它。")
    gone = [entry.record for entry in entries if entry.action == "delete"]
    if gone:
        found = pointing.pointers(desk, connection, gone)
        left = {key: (*found.own.get(key, ()), *found.others.get(key, ())) for key in {**found.own, **found.others}}
        if left:
            name = last_name(desk, connection, gone[0]) if len(gone) == 1 else f"这 {len(gone):,} 条记录"
            message = f"没有{verb}：{pointing.told(desk, left)}后来指向“{name}”。"
            raise Trouble(message, "请先撤销或删除那些记录。")


def _alive(desk: Desk, connection: Connection, register: str, record: int) -> bool:
    return bool(register) and record in desk.tables.rows(connection, register, [record])


def last_name(desk: Desk, connection: Connection, record: int) -> str:
    """The name of a record, living or deleted; `#12` when it has none."""
    from bureau_desk.store import folding, journal

    key = journal.register_of(connection, record)
    register = desk.schema.registers.get(key)
    if register is None:
        return f"#{record}"
    lines = [one for one in journal.lines_of(connection, desk.schema, record) if one.action != "delete"]
    values = folding.fold(lines) or {}
    field = register.field(register.name_field)
    if field is None or values.get(field.key) is None:
        return f"#{record}"
    from bureau_desk.domain import fieldtypes

    return fieldtypes.show(field, values[field.key], DeskContext(desk, connection))


def _by_register(entries: Sequence[Entry], actions: Collection[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for entry in entries:
        if entry.action in actions:
            found.setdefault(entry.register, []).append(entry.record)
    return found
