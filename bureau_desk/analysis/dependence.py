"""What computed fields follow from: the counterpart of `derive` and `computed`, by which only what can differ is redone."""

from __future__ import annotations

from bureau_desk.analysis.computed import RATIOS
from bureau_desk.analysis.histories import CHANGES, EVENTS, MOVES, RECOGNISES, RENAMES, REVOKES, STRIKES
from bureau_desk.domain.register import Need, Register

EVALUATIONS = "annual_eval"
FIRMS = "enterprise"
DATED = {EVENTS: ("effective_date", "event_date"), EVALUATIONS: ("publish_date",)}
"""Registers whose rows change computed fields of what they point at, from the first filled of these days on."""
_TELLING = {
    EVENTS: ("subject", "event_kind", "effective_date", "event_date", "before", "after"),
    EVALUATIONS: ("subject_ref", "eval_year", "publish_date", "grade"),
    FIRMS: ("uscc", "stat_unit"),
}
MOVING = MOVES
"""Kinds of events by which a district changes."""
_FAILURES = ("subject_ref", "subject_name_then", "scheme", "eval_year", "grade")
_ALWAYS = frozenset({"stat_unit_now", "is_renewal"})


def sources(register: Register) -> tuple[str, ...]:
    """The fields of a register from which computed fields follow, its own or those of other rows; in the order of fields.

    An edit that touches none of them leaves every computed field as it is.
    """
    found = {*_TELLING.get(register.key, ()), *(field.key for field in register.fields if field.need is Need.AUTO)}
    if register.field("is_renewal"):
        found.add(register.counting.renewal_of or "prev_id")
    if register.field("stat_unit_now"):
        found |= {"uscc", "stat_unit_then"}
    if register.counting.subject_events and register.counting.level:
        found.add(register.counting.level)
    for key, parts in RATIOS.items():
        found |= set(parts) if register.field(key) else set()
    if register.field("flow"):
        found |= {"seller_region", "buyer_region"}
    if register.field("consecutive_d"):
        found |= set(_FAILURES)
    return tuple(field.key for field in register.fields if field.key in found)


def computed_keys(register: Register) -> list[str]:
    """The fields that the program fills in by a rule, in the order of fields; no rule computes the keys of names."""
    counting = register.counting
    told = {*_ALWAYS, *RATIOS, "flow", "consecutive_d", "last_eval_grade", "last_eval_year", counting.level}
    told |= {counting.name or register.name_field, counting.district}
    return [field.key for field in register.fields if field.need is Need.AUTO and field.key in told]


def tells_kin(register: Register) -> bool:
    """Whether computed fields of other rows follow from a register's rows without a reference: by a code or a subject."""
    return register.key == FIRMS or register.field("consecutive_d") is not None


def told_kinds(register: Register) -> tuple[str, ...]:
    """The kinds of events that tell a name, a district or a level of a register's rows, in the words of their list."""
    counting = register.counting
    levels = (*RECOGNISES, *CHANGES, *REVOKES, *STRIKES) if counting.level and not counting.renewal_of else ()
    return (*RENAMES, *MOVES, *levels)


def may_stay(register: Register) -> bool:
    """Whether a computed field may keep what was typed where nothing tells otherwise, so that the journal must be read.

    The present district of a certificate and whether it is a renewal are told always, and no rule computes the keys of
    names; what a table holds of those is as good as the journal.
    """
    told = {*RATIOS, "flow", "consecutive_d", "last_eval_grade", "last_eval_year", register.counting.level}
    return any(field.need is Need.AUTO and field.key in told - _ALWAYS for field in register.fields)
