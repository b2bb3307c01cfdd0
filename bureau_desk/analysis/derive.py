"""Computed fields as of a day: the stored rows of a register, completed from events, evaluations and other fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bureau_desk.analysis.computed import Computed, computed_steps
from bureau_desk.analysis.histories import EVENTS, MOVES, RENAMES, History, certain_day, histories
from bureau_desk.analysis.labels import codelist_of, named
from bureau_desk.analysis.levels import Levels
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.values import Value


def derived_rows(snapshot: Snapshot, register_key: str, known: Mapping[int, History] | None = None) -> Sequence[Row]:
    """The rows of a register with its computed fields filled in as of the snapshot's day, in order of id.

    highest_level, name and stat_unit come from events, last_eval_* from evaluations published by the day, ratios from
    their parts. A stored value stays where nothing tells otherwise; rows that do not change are the same objects.
    `known` hands in histories that were read before.
    """
    rows = snapshot.rows(register_key)
    complete = completion(snapshot, register_key, known)
    return [complete(row) for row in rows] if complete else rows


def completion(
    snapshot: Snapshot,
    register_key: str,
    known: Mapping[int, History] | None = None,
    derived: Callable[[str], Sequence[Row]] | None = None,
) -> Callable[[Row], Row] | None:
    """What fills in the computed fields of one row as of the snapshot's day; None when the register has none.

    `derived` gives the completed rows of another register, where somebody keeps them.
    """
    register = snapshot.schema.registers[register_key]
    others = derived or (lambda key: derived_rows(snapshot, key))
    steps = _steps(snapshot, register, others, known)

    def complete(row: Row) -> Row:
        values = row.values
        changed: dict[str, Value] = {}
        for step in steps:
            if found := step(row):
                changed.update(found)
        for key, value in changed.items():
            if values.get(key) != value:
                return Row(row.id, {**values, **changed})
        return row

    return complete if steps else None


def _steps(
    snapshot: Snapshot,
    register: Register,
    derived: Callable[[str], Sequence[Row]],
    known: Mapping[int, History] | None,
) -> list[Computed]:
    steps: list[Computed] = []
    if register.field("last_eval_grade") and "annual_eval" in snapshot.schema.registers:
        steps.append(_from_evaluations(snapshot, register))
    if register.field("is_renewal"):
        earlier = register.counting.renewal_of or "prev_id"
        steps.append(lambda row: {"is_renewal": row.values.get(earlier) is not None})
    if register.field("stat_unit_now"):
        steps.append(_district_now(snapshot, derived))
    if register.counting.subject_events and EVENTS in snapshot.schema.registers:
        past = histories(snapshot.rows(EVENTS), snapshot.schema) if known is None else known
        if past:
            steps.append(_from_events(snapshot, register, past))
    return [*steps, *computed_steps(register, snapshot.rows(register.key))]


def _from_events(snapshot: Snapshot, register: Register, past: Mapping[int, History]) -> Computed:
    counting, day = register.counting, snapshot.as_of.on.isoformat()
    levels = Levels(register, snapshot.schema)
    name_key = counting.name or register.name_field
    district_field = register.field(counting.district)
    districts = codelist_of(district_field, snapshot.schema) if district_field else None
    # The district at the time of recognition is history; a move changes the present one.
    place_key = "stat_unit_now" if register.field("stat_unit_now") else counting.district
    # A certificate keeps the level it was given with; a renewal is another certificate.
    tells_level = bool(counting.level) and not counting.renewal_of

    def compute(row: Row) -> Mapping[str, Value]:
        history = past.get(row.id)
        if history is None:
            return {}
        found: dict[str, Value] = {}
        if tells_level and levels.told(history):
            found[counting.level] = levels.on(history, day, row.get(counting.level))
        if name := history.last_after(RENAMES, day):
            found[name_key] = name
        if place := history.last_after(MOVES, day):
            codes = named(districts, place) if districts else ()
            if codes:
                found[place_key] = codes[0].code
        return found

    return compute


def _from_evaluations(snapshot: Snapshot, register: Register) -> Computed:
    day = snapshot.as_of.on.isoformat()
    latest: dict[int, tuple[int, str, Value]] = {}
    for row in snapshot.rows("annual_eval"):
        subject, year = row.get("subject_ref"), row.get("eval_year")
        published = certain_day(row.get("publish_date"))
        if not isinstance(subject, int) or not isinstance(year, int) or not published or published > day:
            continue
        if (year, published) >= latest.get(subject, (0, "", None))[:2]:
            latest[subject] = (year, published, row.get("grade"))

    def compute(row: Row) -> Mapping[str, Value]:
        found = latest.get(row.id)
        if found is None:
            return {}
        values: dict[str, Value] = {"last_eval_grade": found[2]}
        if register.field("last_eval_year"):
            values["last_eval_year"] = found[0]
        return values

    return compute


def _district_now(snapshot: Snapshot, derived: Callable[[str], Sequence[Row]]) -> Computed:
    """The present district of a certificate is that of its firm; without a firm it is that of its time."""
    now: dict[str, Value] = {}
    if "enterprise" in snapshot.schema.registers:
        for firm in derived("enterprise"):
            code = firm.get("uscc")
            if isinstance(code, str):
                now[code] = firm.get("stat_unit")

    def compute(row: Row) -> Mapping[str, Value]:
        values = row.values
        found = now.get(str(values.get("uscc")))
        return {"stat_unit_now": found if found is not None else values.get("stat_unit_then")}

    return compute
