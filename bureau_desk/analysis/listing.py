"""The rows behind an answer as a list of names or of chosen fields."""

from __future__ import annotations

from collections.abc import Sequence

from bureau_desk.analysis.conditions import field_named
from bureau_desk.analysis.labels import codelist_of, shown
from bureau_desk.analysis.prepared import Prepared, prepare
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, Register
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Table


def listed_fields(question: Question, register: Register) -> tuple[Field, ...]:
    """The fields a question lists: those it names, else the name of a row."""
    names = question.list_fields or (register.counting.name or register.name_field,)
    return tuple(field_named(register, name, question.name) for name in names)


def listing(question: Question, table: Table, snapshot: Snapshot) -> tuple[tuple[str, ...], ...]:
    """For each counted row, in order, the texts of the listed fields as of the answer's day.

    `sort` names a field (with a leading minus: downwards; choices in the order of their list); `limit` shortens.
    """
    return tuple(texts for _, texts in listed_rows(question, table, snapshot))


def listed_rows(question: Question, table: Table, snapshot: Snapshot) -> list[tuple[int, tuple[str, ...]]]:
    """The listing with the record id of each line."""
    prepared = prepare(snapshot)
    if not question.register:
        raise Misuse(f"问题“{question.name}”问的是指标，不能列名单。", "请改用台账（register）。")
    at = prepared.at(table.as_of)
    register = at.register(question.register, question.name)
    fields = listed_fields(question, register)
    wanted = frozenset(table.rows)
    rows = _sorted([row for row in at.derived(register.key) if row.id in wanted], question, register, at)
    if question.limit:
        rows = rows[: question.limit]
    return [(row.id, tuple(_text(row, field, at) for field in fields)) for row in rows]


def _text(row: Row, field: Field, at: Prepared) -> str:
    return shown(field, row.get(field.key), at.schema, at.as_of.on, lambda record: at.name(record, field.targets))


def _sorted(rows: Sequence[Row], question: Question, register: Register, at: Prepared) -> list[Row]:
    key = question.sort.removeprefix("-")
    if not key or key in ("desc", "asc", "none"):
        return list(rows)
    field = field_named(register, key, question.name)
    codelist = codelist_of(field, at.schema)
    places = {entry.code: place for place, entry in enumerate(codelist.codes)} if codelist else {}
    filled = [row for row in rows if row.get(field.key) is not None]
    empty = [row for row in rows if row.get(field.key) is None]

    def place(row: Row) -> tuple[int, str, float]:
        value = row.get(field.key)
        if isinstance(value, str):
            return (places.get(value, len(places)), value, 0.0)
        number = float(value) if value is not None and not isinstance(value, tuple) else 0.0
        return (0, "", number)

    return sorted(filled, key=place, reverse=question.sort.startswith("-")) + empty
