"""What only one living record may hold: looked up for many rows by one query a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import Connection, select

from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Problem, Severity, Trouble
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store.bulk import among, fetched
from bureau_desk.store.encoding import to_column
from bureau_desk.store.journal import Entry

Wanted = Sequence[tuple[int | None, Values, Collection[str] | None]]
"""Rows as (record or None, values, changed field keys or None for all)."""


def taken(desk: Desk, connection: Connection, register: Register, rows: Wanted) -> dict[int, list[Problem]]:
    """Problems of rows, by their place, that would hold what another record holds once all of these are saved."""
    found: dict[int, list[Problem]] = {}
    inside = {record for record, _, _ in rows if record is not None}
    for unique in register.unique:
        keys = [_key(unique, values) for _, values, _ in rows]
        asked = [
            place
            for place, (record, _, changed) in enumerate(rows)
            if keys[place] and (record is None or changed is None or any(one in changed for one in unique))
        ]
        if not asked:
            continue
        standing = _standing(desk, connection, register, unique, {keys[place] for place in asked})
        holding: dict[tuple[Value, ...], list[int]] = {}
        for place, key in enumerate(keys):
            if key:
                holding.setdefault(key, []).append(place)
        for place in asked:
            others = [one for one in standing.get(keys[place], ()) if one not in inside]
            beside = next((one for one in holding[keys[place]] if one != place), None)
            if others:
                name = f"“{DeskContext(desk, connection).name(others[0])}”（#{others[0]}）"
            elif beside is not None:
                name = _beside(register, rows[beside], beside)
            else:
                continue
            titles = "、".join(field.title for key in unique if (field := register.field(key)))
            problem = Problem("duplicate", titles, f"与{name}的{titles}相同。", Severity.HARD, unique[0])
            found.setdefault(place, []).append(problem)
    return found


def _beside(register: Register, row: tuple[int | None, Values, object], place: int) -> str:
    record, values, _ = row
    number = f"#{record}" if record is not None else f"本次第 {place + 1} 行"
    return f"“{values.get(register.name_field) or number}”（{number}）"


def _key(unique: Sequence[str], values: Values) -> tuple[Value, ...]:
    key = tuple(values.get(one) for one in unique)
    return () if None in key else key


def _standing(
    desk: Desk, connection: Connection, register: Register, unique: Sequence[str], keys: Iterable[tuple[Value, ...]]
) -> Mapping[tuple[Value, ...], list[int]]:
    """Living records by the asked-for values of a rule; the field of most values narrows the search."""
    table = desk.tables.table(register.key)
    fields = [field for one in unique if (field := register.field(one))]
    raw = {tuple(to_column(field, value) for field, value in zip(fields, key, strict=True)): key for key in keys}
    place = max(range(len(fields)), key=lambda one: len({key[one] for key in raw}))
    columns = [table.c[f"f_{field.key}"] for field in fields]
    wanted = list({key[place] for key in raw})
    found: dict[tuple[Value, ...], list[int]] = {}
    query = select(table.c.id, *columns).where(among(columns[place], wanted))
    for number, *held in sorted(fetched(connection, query), key=itemgetter(0)):
        key = raw.get(tuple(held))
        if key is not None:
            found.setdefault(key, []).append(number)
    return found


def refuse_taken(
    desk: Desk, connection: Connection, register: Register, entries: Sequence[Entry], refused: str
) -> None:
    """Trouble when written rows hold what another record holds: both may have been read before either was saved."""
    keys = {key for unique in register.unique for key in unique}
    written = sorted({one.record for one in entries if one.action != "delete" and keys & set(one.values or {})})
    if not written:
        return
    found = desk.tables.rows(connection, register.key, written).values()
    for told in taken(desk, connection, register, [(row.id, row.values, None) for row in found]).values():
        raise Trouble(f"{refused}：{told[0].message}", "请核对是否同一家；确是两家的，请在名称中区分。")
