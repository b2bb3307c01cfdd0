"""A new row from one that is there: a copy to be changed, or the same subject one year on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bureau_desk.app import attaching, copying, edit_plan, recording
from bureau_desk.app.desk import Desk
from bureau_desk.app.edit_plan import Asked, EditPlan
from bureau_desk.app.jobs import Job
from bureau_desk.domain.register import Field, FieldType, Kind, Register

_TIMES = (FieldType.YEAR, FieldType.DATE)
_STABLE = (
    FieldType.TEXT, FieldType.CODE, FieldType.CREDIT_CODE, FieldType.REFERENCE, FieldType.CHOICE, FieldType.LEVEL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copied:
    """Texts for a new record, and the fields that were emptied because no two records may share them."""

    texts: Mapping[str, str]
    emptied: tuple[Field, ...]
    documents: int = 0
    """Documents of the record; they speak of it alone and are not copied."""


def copied(desk: Desk, register: str, record: int) -> Copied:
    """The texts of a record for a new one; what only one record may hold is emptied."""
    described = desk.register(register)
    texts = recording.texts(desk, register, record)
    emptied = [one for one in recording.editable(described) if one.key in _own(described) and texts.get(one.key)]
    documents = len(attaching.documents(desk, record)) if attaching.field_of(described) else 0
    return Copied(texts | {one.key: "" for one in emptied}, tuple(emptied), documents)


def _own(register: Register) -> set[str]:
    """The fields that make a record this one: its name and codes, or the time in what is unique only together."""
    own = {register.code_field, *(keys[0] for keys in register.unique if len(keys) == 1)}
    if register.kind is Kind.ENTITY:
        own.add(register.name_field)
        own |= {one.key for one in register.fields if one.type is FieldType.CREDIT_CODE and one.key in register.match}
    for keys in register.unique:
        if len(keys) > 1 and not own & set(keys):
            times = [key for key in keys if (one := register.field(key)) and one.type in _TIMES]
            own |= set(times or keys[-1:])
    return own - {""}


def year_field(register: Register) -> Field | None:
    """The field by which the rows of one subject follow each other year by year; None for other registers."""
    if register.kind is Kind.ENTITY:
        return None
    keys = {*register.match, *(key for unique in register.unique for key in unique)}
    years = [one for one in register.fields if one.key in keys and one.type is FieldType.YEAR]
    dates = [one for one in register.fields if one.key in keys and one.type is FieldType.DATE]
    return next(iter(years or (dates if register.kind is Kind.SERIES else [])), None)


def kept_fields(register: Register) -> tuple[Field, ...]:
    """The fields that stay the same from year to year: subject, identity, level; results and amounts do not."""
    year = year_field(register)
    identity = {*register.match, *(key for unique in register.unique for key in unique)}
    first = next((one.section for one in register.fields if one.key == register.name_field), "")
    return tuple(
        one
        for one in recording.editable(register)
        if one is not year
        and one.type in _STABLE
        and (one.key in identity or one.section == first or one.type is FieldType.LEVEL)
    )


def next_texts(register: Register, fields: Sequence[Field], texts: Sequence[str]) -> dict[str, str]:
    """The texts of the year after: the year (or the year of the date) plus one; editions begin at 1 again."""
    year = year_field(register)
    made = {}
    for field, text in zip(fields, texts, strict=True):
        if field is year:
            head, tail = text[:4], text[4:]
            made[field.key] = f"{int(head) + 1}{'-02-28' if tail == '-02-29' else tail}" if head.isdecimal() else ""
        elif text:
            made[field.key] = text
    for one in register.fields:
        if one.type is FieldType.INTEGER and any(one.key in keys for keys in register.unique):
            made[one.key] = "1"
    return made


def plan(desk: Desk, register: str, records: Sequence[int]) -> Job[EditPlan]:
    """New rows for the year after the rows chosen; one whose next year is there already is refused and named."""
    described = desk.register(register)
    year = year_field(described)
    fields = [*kept_fields(described), *([year] if year else [])]
    rows = yield from copying.texts(desk, register, records, fields)
    asked = [Asked(place + 1, None, next_texts(described, fields, row)) for place, row in enumerate(rows)]
    return (yield from edit_plan.plan(desk, register, asked))
