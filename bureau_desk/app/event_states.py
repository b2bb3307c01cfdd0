"""What the end of a record makes of its state field (经营状态, 运营状态), by the register's own words."""

from __future__ import annotations

from bureau_desk.analysis.closings import Places
from bureau_desk.analysis.histories import MERGES, MOVES, REVOKES, STRIKES
from bureau_desk.app.event_kinds import EventKind
from bureau_desk.domain.register import FieldType, Kind, Register, Schema

_STATES = {MOVES: ("迁出",), STRIKES: ("注销", "停运"), REVOKES: ("撤销",), MERGES: ("更名并入",)}
"""What a happening makes of a record, in the words that registers use; the first word that a register has is taken."""


def status_texts(
    schema: Schema, register: Register, kind: EventKind, after: str, before: str, day: str
) -> dict[str, str]:
    """The state that a record takes from a day on, with its day; {} when it stays what it is.

    Only words by which the register leaves rows out of its counts are set. A move inside the city, and a revocation
    that names one level or title, change no state.
    """
    words = next((words for kinds, words in _STATES.items() if kind.word in kinds), ())
    if register.kind is not Kind.ENTITY or not words:
        return {}
    if kind.word in MOVES and not Places(register, schema).is_elsewhere(after):
        return {}
    if kind.word in REVOKES and before:
        return {}
    for key, left_out in register.counting.exclude.items():
        field = register.field(key)
        codes = schema.codelists.get(field.codelist) if field and field.type is FieldType.CHOICE else None
        word = next((one for one in words if one in left_out and codes and codes.find(one)), "")
        if word:
            return {key: word} | ({"status_date": day} if register.field("status_date") else {})
    return {}
