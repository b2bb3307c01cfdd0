"""Whether a desk is whole: the file, the journal, and the current tables that must follow from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select

from bureau_desk.domain.problem import Problem
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Need
from bureau_desk.store import attachments, issue_files
from bureau_desk.store.current import CurrentTables
from bureau_desk.store.encoding import to_columns
from bureau_desk.store.journal import folded
from bureau_desk.store.tables import batch, record, revision

Derived = Callable[[str], Sequence[Row]]
"""Gives the rows of a register with their computed fields, as of the day that is verified."""


def verify(connection: Connection, tables: CurrentTables, on: str, derived: Derived) -> list[Problem]:
    """Every fault between journal and current tables as of an ISO day; an empty list is a sound desk."""
    found = (
        _journal(connection, tables) + attachments.verify(connection, tables.schema) + issue_files.verify(connection)
    )
    for register in tables.schema.registers:
        found += _current(connection, tables, register, on, derived(register))
    return found


def _journal(connection: Connection, tables: CurrentTables) -> list[Problem]:
    found: list[Problem] = []
    orphans = connection.execute(select(revision.c.seq).where(revision.c.record.not_in(select(record.c.id)))).all()
    found += [Problem("orphan", f"修订 {row[0]}", "流水指向不存在的记录。") for row in orphans]
    loose = connection.execute(select(revision.c.seq).where(revision.c.batch.not_in(select(batch.c.id)))).all()
    found += [Problem("batch", f"修订 {row[0]}", "流水没有批次。") for row in loose]
    for seq, values in connection.execute(select(revision.c.seq, revision.c["values"])):
        if values is not None:
            try:
                json.loads(values)
            except ValueError:
                found.append(Problem("values", f"修订 {seq}", "流水内容读不出来。"))
    unknown = connection.execute(select(revision.c.register).distinct()).scalars()
    found += [
        Problem("register", f"台账 {key}", "流水里有现行字段表没有的台账。")
        for key in unknown
        if key not in tables.schema.registers
    ]
    return found


def _current(
    connection: Connection, tables: CurrentTables, register: str, on: str, derived: Sequence[Row]
) -> list[Problem]:
    """Compare a current table with the journal, and its computed fields with what they follow from."""
    described = tables.schema.registers[register]
    written = to_columns(described)
    computed = [field for field in described.fields if field.need is Need.AUTO]
    stored = [f"f_{field.key}" for field in described.fields if field.need is not Need.AUTO]
    truth = {n: (s, v) for n, s, v in folded(connection, tables.schema, register, on) if v is not None}
    derivations = {row.id: written(row.values) for row in derived} if computed else {}
    there = {row["id"]: row for row in connection.execute(select(tables.table(register))).mappings()}
    where = f"台账“{described.title}”"
    found = [Problem("missing", f"{where} #{n}", "现行表缺这一行。") for n in sorted(truth.keys() - there.keys())]
    found += [Problem("extra", f"{where} #{n}", "现行表多出这一行。") for n in sorted(there.keys() - truth.keys())]
    for number in sorted(truth.keys() & there.keys()):
        seq, values = truth[number]
        columns = written(values)
        row = there[number]
        if row["version"] != seq or any(row[column] != columns[column] for column in stored):
            found.append(Problem("differs", f"{where} #{number}", "现行表与流水不一致。"))
        expected = derivations.get(number, {})
        stale = [one.title for one in computed if row[f"f_{one.key}"] != expected.get(f"f_{one.key}")]
        if stale:
            found.append(Problem("stale", f"{where} #{number}", f"自动计算的{'、'.join(stale)}与流水不一致。"))
    return found
