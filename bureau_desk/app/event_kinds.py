"""Which dated happenings staff can register of the records of a register, and what each asks of them."""

from __future__ import annotations

from dataclasses import dataclass

from bureau_desk.analysis.histories import CHANGES, ENDS, EVENTS, MERGES, MOVES, RECOGNISES, RENAMES, RENEWS, REVOKES
from bureau_desk.domain.register import CodeList, FieldType, Register, Schema

EVENT_REGISTER = EVENTS


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of happening; `after` says what becomes of the record: a name, district, level, organisation or ''.

    `each` tells whether what becomes differs from record to record (names), `note` is the rule in one sentence.
    """

    word: str
    after: str
    note: str
    each: bool = False
    before: bool = False


_KINDS = (
    EventKind("认定", "level", "从生效日起增加一个级别；原有级别不变。"),
    EventKind("续期", "level", "复核通过，级别照旧；不写新级别表示原级别延续。"),
    EventKind("更名", "name", "编号和有效期不变；以前的日期仍显示旧名（国科发火〔2016〕32号：三个月内报告）。", True),
    EventKind("迁移", "district", "从生效日起改属新的辖市区；迁到外市的写市名，从那天起不再计入。"),
    EventKind("级别变更", "level", "原级别换成新级别；只升不换的请用“认定”。"),
    EventKind("合并", "organisation", "并入另一家，从生效日起不再单独计数；登记重复的请用“查重”。"),
    EventKind("取消", "", "取消所写的级别或资质；不写表示全部。高企自更名或条件变化年度起取消的，生效日期填当年1月1日。", before=True),
    EventKind("撤销", "", "撤销所写的级别或资质；不写表示全部。", before=True),
    EventKind("注销", "", "单位不再存续，从生效日起不再计数。"),
)  # fmt: skip
_NEW_TITLE = EventKind(
    "续期", "certificate", "另登一张新证并与旧证相连；新证的起止、编号各自填写，旧证原样保留。", True
)


def subjects(schema: Schema) -> tuple[str, ...]:
    """The registers whose records happenings are told of."""
    events = schema.registers.get(EVENT_REGISTER)
    subject = events.field("subject") if events else None
    return subject.targets if subject else ()


def kinds_for(schema: Schema, register: Register) -> tuple[EventKind, ...]:
    """The kinds that make sense for a register and that the code list of happenings still has, in its order."""
    events = schema.registers.get(EVENT_REGISTER)
    if events is None or register.key not in subjects(schema):
        return ()
    field = events.field("event_kind")
    listed = schema.codelists.get(field.codelist) if field else None
    found = [_NEW_TITLE if one.word in RENEWS and register.counting.renewal_of else one for one in _KINDS]
    return tuple(one for one in found if listed and listed.find(one.word) and _fits(one, register))


def _fits(kind: EventKind, register: Register) -> bool:
    counting = register.counting
    if counting.renewal_of:  # rows are certificates: they are renewed, follow a renaming, or end
        return kind.word in (*RENEWS, *RENAMES, *REVOKES)
    if kind.word in (*RECOGNISES, *CHANGES):
        return bool(counting.level)
    if kind.word in MOVES:
        return bool(counting.district)
    if kind.word in RENAMES:
        name = register.field(counting.name or register.name_field)
        return name is not None and name.type is FieldType.TEXT
    return kind.word in (*ENDS, *REVOKES, *MERGES)


def choices(schema: Schema, register: Register, kind: EventKind) -> CodeList | None:
    """The list from which what becomes (or, of an end, what is taken away) is chosen; None for free texts."""
    key = register.counting.district if kind.after == "district" else ""
    if kind.after == "level" or (kind.before and not register.counting.renewal_of):
        key = register.counting.level
    field = register.field(key) if key else None
    if field is None and kind.before:
        owned = next((one for one in schema.registers.values() if one.counting.owners == register.key), None)
        field = owned.field(owned.counting.title) if owned else None
    return schema.codelists.get(field.codelist) if field and field.codelist else None
