"""A question told in one Chinese line, for the origin of a printed number."""

from __future__ import annotations

from datetime import date
from typing import Any

from bureau_desk.analysis.periods import OVER_PERIOD, day_words
from bureau_desk.domain.question import Condition, Count, Operator, Question
from bureau_desk.domain.register import Register, Schema

COUNTS = {
    Count.STOCK: "有效数",
    Count.INFLOW: "新增数",
    Count.CUMULATIVE: "累计数",
    Count.NET: "净增数",
    Count.RECOGNISED: "认定数（含重新认定）",
    Count.COHORT: "有效数（按证书年度）",
}
_WORDS = {
    Operator.EQUALS: "为", Operator.IN: "为", Operator.NOT: "不是", Operator.AT_LEAST: "不低于", Operator.AT_MOST: "不高于",
    Operator.FROM: "从", Operator.TO: "到", Operator.CONTAINS: "包含",
    Operator.RELATIVE: "在", Operator.SAME: "为",
}  # fmt: skip
_MEASURES = {"distinct": "不重复数", "sum": "合计", "mean": "平均"}
_PERIODS = {"year": "当年", "quarter": "当季", "month": "当月"}


def describe(question: Question, schema: Schema) -> str:
    """The question in words: register or indicator, conditions, groups, count and measure."""
    if question.series:
        parts = [f"指标“{question.series}”"]
        parts += [f"地区{question.region}"] if question.region else []
        parts += ["目标值"] if question.target else []
        return "；".join(parts)
    register = schema.find(question.register)
    parts = [f"台账“{register.title if register else question.register}”"]
    parts += [_condition(one, register) for one in question.where]
    if question.by:
        parts.append("按" + "、".join(_title(name, register) for name in question.by) + "分组")
    count = COUNTS[question.count]
    if question.count in OVER_PERIOD:
        count += f"（{_PERIODS.get(question.period, question.period)}）"
    parts.append(count)
    kind, _, field = question.measure.partition(":")
    if field:
        parts.append(f"{_title(field, register)}{_MEASURES.get(kind, kind)}")
    if question.as_of:
        parts.append(f"截至{day_words(question.as_of)}")
    return "；".join(parts)


def counted(question: Question, schema: Schema) -> str:
    """What the numbers of a question are, for a legend or the head of a column: 新增数, 资助总额合计, the indicator."""
    if question.series:
        return question.series
    kind, _, field = question.measure.partition(":")
    if field:
        return f"{_title(field, schema.find(question.register))}{_MEASURES.get(kind, '')}"
    return "数量" if question.count is Count.STOCK else COUNTS[question.count].partition("（")[0]


def readable_title(question: Question, schema: Schema) -> str:
    """A title for a chart or table that has none: all that is counted, so that it claims no more than its numbers."""
    if question.series:
        return question.series + (f"（{question.region}）" if question.region else "") + "目标" * question.target
    register = schema.find(question.register)
    said = register.title if register else question.register
    said += "名单" if question.list_fields else counted(question, schema)
    conditions = "，".join(_condition(one, register) for one in question.where)
    groups = "、".join(_title(name, register) for name in question.by)
    return said + (f"（{conditions}）" if conditions else "") + (f"：按{groups}" if groups else "")


def _condition(condition: Condition, register: Register | None) -> str:
    title = _title(condition.field, register)
    if condition.operator is Operator.EMPTY:
        return f"{title}为空" if str(condition.value).lower() in ("true", "是", "1") else f"{title}不为空"
    return f"{title}{_WORDS[condition.operator]}{_value(condition.value)}"


def _title(name: str, register: Register | None) -> str:
    field = register.find(name) if register else None
    return field.title if field else {"year": "年份", "month": "月份"}.get(name, name)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "或".join(_value(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)
