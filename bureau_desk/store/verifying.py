"""Whether a desk is whole: the file, the journal, and the current tables that must follow from it."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from bureau_desk.domain.problem import Problem
from bureau_desk.store.current import CurrentTables
from bureau_desk.store.encoding import to_columns
from bureau_desk.store.journal import folded
from bureau_desk.store.tables import batch, record, revision


def verify(connection: Connection, tables: CurrentTables, on: str = "") -> list[Problem]:
    """Every fault between journal and current tables; an empty list is a sound desk. Trouble when the file is damaged."""
    found = _journal(connection, tables)
    for register in tables.schema.registers:
        found += _current(connection, tables, register, on)
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


def _current(connection: Connection, tables: CurrentTables, register: str, on: str) -> list[Problem]:
    """Compare a current table with the journal, computed fields left out."""
    described = tables.schema.registers[register]
    written = to_columns(described)
    stored = {field.key for field in described.fields if field.need != "auto"}
    truth = {n: (s, v) for n, s, v in folded(connection, tables.schema, register, on) if v is not None}
    table = tables.table(register)
    there = {row["id"]: row for row in connection.execute(select(table)).mappings()}
    where = f"台账“{described.title}”"
    found = [Problem("missing", f"{where} #{n}", "现行表缺这一行。") for n in truth.keys() - there.keys()]
    found += [Problem("extra", f"{where} #{n}", "现行表多出这一行。") for n in there.keys() - truth.keys()]
    for number in truth.keys() & there.keys():
        seq, values = truth[number]
        columns = written(values)
        row = there[number]
        if row["version"] != seq or any(row[f"f_{key}"] != columns[f"f_{key}"] for key in stored):
            found.append(Problem("differs", f"{where} #{number}", "现行表与流水不一致。"))
    return found
