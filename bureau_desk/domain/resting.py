"""What rests on a field: such fields may be renamed and moved, but neither change their type nor be retired."""

from __future__ import annotations

from bureau_desk.domain.register import Field, FieldType, Need, Register

BY_NAME = frozenset({
    "after", "alt_id", "before", "buyer_region", "confidential", "consecutive_d", "effective_date", "eval_year",
    "event_date", "event_kind", "flow", "former_names", "grade", "hours_external", "hours_total", "indicator_code",
    "indicator_name", "is_counted", "is_renewal", "last_eval_grade", "last_eval_year", "open_rate", "org_kind",
    "period", "period_end", "period_kind", "plan_name", "prev_id", "publish_date", "publish_stage", "qual_type",
    "qualifier", "rank_base", "rank_reported", "region", "release_date", "revision", "scheme", "scope",
    "seller_region", "simulated", "source_doc", "source_org", "stat_unit", "stat_unit_now", "stat_unit_then",
    "subject", "subject_name_then", "subject_ref", "target", "unit", "uscc", "value", "value_kind", "value_type",
    "yoy_pp", "yoy_reported", "level",
})  # fmt: skip
"""Fields that the program itself looks up by their keys, in whichever register they stand."""


def why_fixed(register: Register, field: Field) -> str:
    """Why a field's type must stay and it cannot be retired, as one Chinese clause; '' when it may."""
    counting = register.counting
    if field.need is Need.AUTO:
        return "由程序推算"
    if field.type is FieldType.FILES:
        return "保存着附件"
    if field.key in (register.name_field, register.code_field):
        return "是记录的名称或代码"
    if field.key in register.match or any(field.key in keys for keys in register.unique):
        return "用来识别记录、防止重复"
    counted = (*counting.start, *counting.end, *counting.stop, *counting.identity, counting.level, counting.district)
    named = (*counted, counting.name, counting.renewal_of, counting.title, *counting.include, *counting.exclude)
    if field.key in named:
        return "统计家数时要用"
    if any(field.key in (*rule.fields, *rule.when, rule.dated_by) for rule in register.rules):
        return "核对规则要用"
    others = [one for one in register.fields if field.key == one.maximum_field or field.key in one.required_when]
    if others:
        return f"“{others[0].title}”的规则要用它"
    return "程序推算和核对时要用" if field.key in BY_NAME and not is_own(field) else ""


def is_own(field: Field) -> bool:
    """Whether staff added the field: only their keys begin so."""
    return field.key.startswith(OWN_PREFIX)


OWN_PREFIX = "x_"
"""Begins the keys of staff's own fields, so that a field shipped later never has the same."""
