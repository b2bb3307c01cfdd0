"""What an opened desk may need before anybody works on it: a newer format, a changed schema, a day that has passed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, inspect, select

from bureau_desk.app.changes import Changes
from bureau_desk.app.jobs import Job, Progress, finish
from bureau_desk.domain.problem import DeskInUse, Problem, Trouble
from bureau_desk.domain.register import Schema
from bureau_desk.store import database as databases
from bureau_desk.store import migrations, tables

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk

_DERIVING = 2
"""Raise it when the program works out computed fields or search texts in another way: every desk is rebuilt once."""


def fingerprint(schema: Schema) -> str:
    """A short digest of everything that shapes current tables, computed fields and the problems of rows."""
    shape = [
        (one.key, one.columns, one.match, one.unique, one.name_field, one.code_field, repr(one.counting), one.fields,
         one.rules, one.yearly)
        for _, one in sorted(schema.registers.items())
    ]  # fmt: skip
    lists = [one for _, one in sorted(schema.codelists.items())]
    return hashlib.sha256(repr((_DERIVING, shape, lists)).encode()).hexdigest()[:16]


def mark(desk: Desk, connection: Connection) -> None:
    """Note by which schema and as of which day the current tables stand."""
    databases.write_meta(connection, "schema", fingerprint(desk.schema))
    databases.write_meta(connection, "derived_on", desk.today().isoformat())


def outdated(desk: Desk) -> int | None:
    """The format of a desk whose format or schema is not the program's; None when both are."""
    with desk.database.reading() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
        known = databases.read_meta(connection, "schema")
    return None if version == tables.FORMAT and known == fingerprint(desk.schema) else version


def needs_writing(desk: Desk) -> str:
    """Why a desk that is read only must be written on first, '' when it need not."""
    if outdated(desk) is not None:
        return "schema"
    return "day" if turned_since(desk, backwards=False) else ""


def write_once(opening: Callable[[], Desk], reason: str) -> None:
    """Open for writing, which brings the desk up to date, and close again.

    Trouble when the structure must change and cannot; a passed day may wait for somebody who can write.
    """
    try:
        opening().close()
    except Trouble as trouble:
        if reason == "day":
            return
        kind = DeskInUse if isinstance(trouble, DeskInUse) else Trouble
        message = f"台账的结构要按现在的字段表更新一次才能读，但没有更新成：{trouble.message}"
        raise kind(message, "请等对方关闭后再试。" if kind is DeskInUse else trouble.hint) from trouble


def bring_up_to_date(desk: Desk) -> Job[None]:
    """Upgrade an older desk, with a backup before and in one transaction; or only let the day turn.

    A job that is cancelled leaves the file as it was, and no backup.
    """
    version = outdated(desk)
    if version is None:
        if turned_since(desk):
            with desk.database.writing() as connection:
                catch_up(desk, connection)
        return
    from bureau_desk.app.collection import uncollected

    yield Progress("先做一份升级前备份")
    copy = desk.path.with_name(f"{desk.path.stem}.升级前备份.desk")
    former = copy.exists()
    desk.database.backup(copy)
    try:
        yield Progress("整理台账")
        with desk.database.writing() as connection, uncollected():
            migrations.migrate(connection, version)
            yield from rebuilding(desk, connection)
            mark(desk, connection)
    except GeneratorExit:
        if not former:
            copy.unlink(missing_ok=True)
        raise


def rebuild(desk: Desk, connection: Connection) -> None:
    """Rebuild every current table from the journal as of today, with computed fields and problems."""
    finish(rebuilding(desk, connection))


def rebuilding(desk: Desk, connection: Connection) -> Job[None]:
    """The same as a job, in portions of some thousand rows."""
    from bureau_desk.app.deriving import derive_all

    stale = {name for name in inspect(connection).get_table_names() if name.startswith(("current_", "search_"))}
    for name in sorted(stale - {f"{kind}_{key}" for key in desk.schema.registers for kind in ("current", "search")}):
        connection.exec_driver_sql(f'DROP TABLE "{name}"')
    # made anew, not emptied: an older desk's table has fewer columns
    connection.exec_driver_sql("DROP TABLE IF EXISTS problem")
    tables.create(connection, tables.problem)
    done, total = 0, 2 * int(connection.execute(select(func.count()).select_from(tables.record)).scalar() or 0)
    for key, register in desk.schema.registers.items():
        for number in desk.tables.rebuilding(connection, key, desk.today().isoformat()):
            done += number
            yield Progress(f"整理{register.title}", done, total)
    for number, title in _finding_problems(desk, connection, desk.schema.registers):
        done += number
        yield Progress(f"核对{title}", min(done, total), total)
    yield Progress("推算级别和最近评价", total, total)
    derive_all(desk, connection)


def find_problems(desk: Desk, connection: Connection, registers: Iterable[str]) -> None:
    """Check every row anew: a changed schema has other rules, and rebuilt rows have lost their fault counts."""
    for _ in _finding_problems(desk, connection, registers):
        pass


def _finding_problems(desk: Desk, connection: Connection, registers: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The same in portions: how many rows were checked, and the title of their register."""
    from bureau_desk.app import checking
    from bureau_desk.app.context import DeskContext
    from bureau_desk.app.row_checks import row_problems
    from bureau_desk.store.current import PORTION
    from bureau_desk.store.journal import folded

    context, faults = DeskContext(desk, connection), tables.problem
    for key in registers:
        register, table = desk.schema.registers[key], desk.tables.table(key)
        connection.execute(faults.delete().where(faults.c.register == key))
        connection.execute(table.update().where(table.c.faults != 0).values(faults=0))
        found: dict[int, Sequence[Problem]] = {}
        rows = folded(connection, desk.schema, key, desk.today().isoformat())
        for place, (number, _, values) in enumerate(rows, 1):
            told = row_problems(register, values, context) if values is not None else ()
            if told:
                found[number] = told
            if not place % PORTION:
                yield PORTION, register.title
        checking.store(desk, connection, key, found, whole=True)


def turned_since(desk: Desk, backwards: bool = True) -> bool:
    """Whether anything turned between the day as of which the current tables stand and today."""
    from bureau_desk.app import turning

    try:
        with desk.database.reading() as connection:
            held = turning.derived_on(connection)
            if held and held < desk.today().isoformat() and _retired_since(desk, held):
                return True
            found = turning.any_turned(desk, connection, backwards)
    except Trouble:
        return False  # a damaged page must not keep anybody from reading the sound ones; verifying tells of it
    if backwards:
        desk.unturned_on = None if found else (held, desk.today())
    return found


def turn_day(desk: Desk) -> Changes | None:
    """Let a new day begin for a desk that stays open (at midnight, or when a window comes to the front again).

    Tells the listeners when something turned; None when nothing did, or when the desk is read only.
    """
    if desk.read_only or not turned_since(desk):
        return None
    with desk.database.writing() as connection:
        catch_up(desk, connection)
    changes = Changes(frozenset(desk.schema.registers), (), 0, "")
    desk.emit(changes)
    return changes


def catch_up(desk: Desk, connection: Connection) -> None:
    """Bring the current tables from the day as of which they stand to today, inside the caller's transaction."""
    from bureau_desk.app import dated_checks, turning

    held, today = turning.derived_on(connection), desk.today().isoformat()
    if held == today:
        return
    if held and desk.unturned_on == (held, desk.today()):
        databases.write_meta(connection, "derived_on", today)
        return
    turned = turning.turned(desk, connection)
    retired = _retired_since(desk, held)
    dated = list(dated_checks.dated(desk, connection, held, today)) if turned is not None else []
    databases.write_meta(connection, "derived_on", today)
    if turned is None:
        rebuild(desk, connection)
    else:
        turning.renew(desk, connection, turned)
        dated_checks.check_again(desk, connection, (one for one in dated if one[0] not in retired))
        find_problems(desk, connection, retired)


def _retired_since(desk: Desk, held: str) -> list[str]:
    """Registers with a field that is no longer asked for since the day of the tables: its gaps are no faults now."""
    first, last = sorted((held, desk.today().isoformat()))
    return [
        key
        for key, register in desk.schema.registers.items()
        if any(one.retired_on and first < one.retired_on.isoformat() <= last for one in register.fields)
    ]
