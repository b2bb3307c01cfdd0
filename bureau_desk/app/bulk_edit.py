"""Named fields of many records: one value, nothing, or what another field holds; filling down and to the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bureau_desk.app import copying, edit_plan
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.edit_plan import Asked, EditPlan, Outcome
from bureau_desk.app.jobs import Job
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Field


@dataclass(frozen=True, slots=True)
class Setting:
    """What one field becomes: a text ("" clears it), or with `source` what that field of the same record holds."""

    field: str
    text: str = ""
    source: str = ""


def plan(desk: Desk, register: str, records: Sequence[int], settings: Sequence[Setting]) -> Job[EditPlan]:
    """What a bulk edit would do to each record; only the named fields are touched."""
    sources = [
        one
        for key in dict.fromkeys(one.source for one in settings if one.source)
        if (one := _field(desk, register, key))
    ]
    fixed = {one.field: one.text for one in settings if not one.source}
    taken: list[list[str]] = []
    if sources:
        taken = yield from copying.texts(desk, register, records, sources)
    places = {field.key: place for place, field in enumerate(sources)}
    asked = []
    for number, record in enumerate(records):
        own = {one.field: taken[number][places[one.source]] for one in settings if one.source}
        asked.append(Asked(number + 1, record, {**fixed, **own} if own else fixed))
    return (yield from edit_plan.plan(desk, register, asked))


def _field(desk: Desk, register: str, key: str) -> Field:
    found = desk.register(register).field(key)
    if found is None:
        raise Misuse(f"“{desk.register(register).title}”没有名为“{key}”的字段。")
    return found


def fill(
    desk: Desk, register: str, texts: Sequence[tuple[int, Mapping[str, str]]], what: str, valid_from: str | None = None
) -> Job[EditPlan | Changes]:
    """Write texts into records at once when none of them is refused; else nothing, and the plan is handed back."""
    asked = [Asked(place + 1, record, given) for place, (record, given) in enumerate(texts)]
    made = yield from edit_plan.plan(desk, register, asked)
    if made.of(Outcome.REFUSED):
        return made
    return (yield from edit_plan.write(desk, made, what, valid_from=valid_from))
