"""Staff's changes of registers and code lists: one batch each, in the ordinary list of steps, taken back like any."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, func, select, text

from bureau_desk.app import closing, upkeep
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.schema_conversion import conversions
from bureau_desk.app.schema_following import Rewritten, concerned, follow
from bureau_desk.domain.overlay import Laid, Overlay, dump
from bureau_desk.domain.overlay_codes import remove_code
from bureau_desk.domain.overlay_fields import Step
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.register import FieldType
from bureau_desk.store import journal, schema_lines
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import column_name

Prepare = Callable[[Desk, Connection], Sequence[Entry]]
"""Gives the changes of rows that belong to a step, on a desk that works by the new schema already."""


def carry_out(desk: Desk, step: Step, converted: tuple[str, str] | None = None) -> Job[Changes]:
    """Make a step the desk's schema, with every table brought along; whole or not at all.

    `converted` names the register and field whose values are read into its new type. Trouble when somebody else has
    changed the fields since the step was worked out.
    """
    if step.overlay == desk.laid.overlay:
        return Changes(frozenset(), (), 0, step.summary)
    old = desk.schema

    def prepare(new: Desk, connection: Connection) -> Sequence[Entry]:
        return conversions(new, connection, old, *converted) if converted else ()

    return (yield from write_step(desk, step.overlay, step.summary, prepare))


def write_step(
    desk: Desk,
    overlay: Overlay,
    summary: str,
    prepare: Prepare,
    kind: str = "do",
    target: int | None = None,
) -> Job[Changes]:
    """Write an overlay and the rows that go with it as one batch."""
    old = desk.schema
    new = desk.beside(Laid.of(desk.laid.base, overlay))
    with contextlib.ExitStack() as quiet:
        with desk.database.writing() as connection, uncollected():
            if schema_lines.last_batch(connection) != desk.schema_step:
                raise Trouble("没有保存：字段或代码表刚刚在别处改过。", "请重新打开本页，核对后再改。")
            upkeep.catch_up(desk, connection)
            number = journal.open_batch(connection, desk.now(), desk.author, summary, kind, target)
            schema_lines.append(connection, number, dump(overlay))
            entries = list(prepare(new, connection))
            yield Progress("写入台账", 0, len(entries))
            reason = closing.checked(desk, connection, entries, number, "")
            seqs = journal.append(connection, new.schema, entries, number, desk.now(), desk.author, reason)
            yield from follow(new, connection, old, Rewritten.of(entries, seqs, desk.today().isoformat()))
            upkeep.mark(new, connection)
            if target is not None:
                journal.mark_undone(connection, target)
            # nobody reads between the commit and the change of schema: the tables have other columns by then
            quiet.enter_context(desk.database.unread())
        desk.use_schema(new.laid, number)
    records = tuple(dict.fromkeys(entry.record for entry in entries))
    changes = Changes(concerned(old, desk.schema), records, number, summary, schema=True)
    desk.emit(changes)
    return changes


def filled(desk: Desk, register: str, key: str) -> int:
    """In how many living rows a field holds something."""
    table = desk.tables.table(register)
    with desk.database.reading() as connection:
        query = select(func.count()).select_from(table).where(table.c[f"f_{key}"].is_not(None))
        return int(connection.execute(query).scalar() or 0)


def code_uses(desk: Desk, codelist: str) -> Mapping[str, int]:
    """How many living rows hold each code of a list, over all registers."""
    found: dict[str, int] = {}
    with desk.database.reading() as connection:
        for register in desk.schema.registers.values():
            table = desk.tables.table(register.key)
            for field in register.fields:
                if field.codelist != codelist:
                    continue
                column = f'"{table.name}"."{column_name(field)}"'
                source, value = f'"{table.name}"', column
                if field.type is FieldType.CHOICES:
                    source, value = f"{source}, json_each({column}) AS part", "part.value"
                query = text(f"SELECT {value}, count(*) FROM {source} WHERE {column} IS NOT NULL GROUP BY 1")
                for code, number in connection.execute(query):
                    found[str(code)] = found.get(str(code), 0) + int(number)
    return found


def remove_unused_code(desk: Desk, codelist: str, code: str) -> Step:
    """The step that takes a code of staff's own away; Misuse says how many rows use it, or that history knows it."""
    listed = desk.schema.codelists[codelist]
    rows = code_uses(desk, codelist).get(code, 0)
    if rows:
        raise Misuse(f"“{listed.label(code)}”正用于 {rows:,} 条记录，不能删除。", "可以设停用日期，以后不再可选。")
    if _was_used(desk, codelist, code):
        raise Misuse(f"“{listed.label(code)}”在修改历史中用过，不能删除。", "可以设停用日期，以后不再可选。")
    return remove_code(desk.laid, codelist, code)


def _was_used(desk: Desk, codelist: str, code: str) -> bool:
    pattern = f'%"{code}"%'
    with desk.database.reading() as connection:
        for register in desk.schema.registers.values():
            if not any(field.codelist == codelist for field in register.fields):
                continue
            query = text('SELECT 1 FROM revision WHERE register = :register AND "values" LIKE :pattern LIMIT 1')
            if connection.execute(query, {"register": register.key, "pattern": pattern}).first() is not None:
                return True
    return False
