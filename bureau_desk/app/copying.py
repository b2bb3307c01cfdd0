"""Rows as texts to be copied out: what staff see, written so that pasting it gives the same values again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bureau_desk.app import browsing
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import Value

_PORTION = 250


def texts(
    desk: Desk,
    register: str,
    records: Sequence[int],
    fields: Sequence[Field],
    as_of: date | None = None,
    known: datetime | None = None,
) -> Job[list[list[str]]]:
    """The texts of some fields of some records, row by row; numbers without commas, percents with their sign."""
    made: list[list[str]] = []
    written: dict[tuple[str, Value], str] = {}
    for start in range(0, len(records), _PORTION):
        yield Progress("复制", start, len(records))
        portion = list(records[start : start + _PORTION])
        rows = browsing.rows(desk, register, portion, as_of, known)
        with desk.database.reading() as connection:
            context = DeskContext(desk, connection, as_of)
            for number in portion:
                row = rows.get(number)
                line = []
                for field in fields:
                    value = row.get(field.key) if row is not None else None
                    key = (field.key, value)
                    if key not in written:
                        written[key] = _text(field, value, context)
                    line.append(written[key])
                made.append(line)
    return made


def _text(field: Field, value: Value, context: DeskContext) -> str:
    if value is None:
        return ""
    text = fieldtypes.edit_text(field, value, context)
    return f"{text}%" if field.type is FieldType.PERCENT else text
