"""What may stand in a field and on whose word, told in short lines: for tooltips and for the field's card in the help."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from bureau_desk.domain.overlay_fields import TYPE_WORDS
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import CodeList, Field, FieldType, Need, Register, Schema
from bureau_desk.domain.rules import Rule, RuleKind
from bureau_desk.domain.units import grouped

SEVERITY_WORDS = {Severity.HARD: "不符合时不能保存", Severity.SOFT: "不符合时列为待核", Severity.NOTE: "不符合时提示"}
Line = tuple[str, str]
"""A heading of a few characters, and what it says."""


def field_lines(schema: Schema, register: Register, field: Field) -> list[Line]:
    """The lines of a field: what it holds, when it is required, its bounds, rules with their sources, comparisons."""
    lines = [("填写", _kind_words(schema, field)), ("必填", _need_words(register, field, schema))]
    lines.append(("说明", field.rule))
    lines.append(("范围", _range_words(register, field)))
    lines.append(("不重复", "；".join(_unique_words(register, field))))
    lines += [("规则", rule_words(schema, register, rule)) for rule in register.rules if field.key in rule.fields]
    lines.append(("与上年比", _yearly_words(register, field)))
    lines.append(("公开", field.secrecy if field.secrecy != "公开" else ""))
    if field.retired_on is not None:
        lines.append(("停用", f"{field.retired_on} 起不再填写，原有资料保留。"))
    return [(head, words) for head, words in lines if words]


def rule_words(schema: Schema, register: Register, rule: Rule) -> str:
    """A rule as one paragraph: what it asks, on whose word, how hard it is; '' when it names a field that is gone."""
    fields = [one for key in rule.fields if (one := register.field(key))]
    if len(fields) != len(rule.fields):
        return ""
    parts = [_KINDS[rule.kind](rule, fields)]
    if rule.when:
        parts.insert(0, f"{_when_words(schema, register, rule.when)}时，")
    parts.append(rule.message)
    days = [f"{rule.valid_from} 起" if rule.valid_from else "", f"至 {rule.valid_to}" if rule.valid_to else ""]
    if any(days):
        dated = register.field(rule.dated_by) if rule.dated_by else None
        parts.append(f"适用于{dated.title if dated else ''}{''.join(days)}。")
    parts.append(f"依据：{rule.source}。" if rule.source else "")
    return "".join(parts) + f"（{SEVERITY_WORDS[rule.severity]}）"


def rule_of(register: Register, code: str) -> Rule | None:
    """The rule that found a problem with this code; None for problems of the field itself."""
    return next((one for one in register.rules if one.key == code), None)


def code_lines(codes: CodeList) -> list[Line]:
    """The choices of a code list with the days on which each may be used ('' for always)."""
    return [(one.label, _days_words(str(one.valid_from or ""), str(one.valid_to or ""))) for one in codes.codes]


def _days_words(begin: str, end: str) -> str:
    if begin and end:
        return f"{begin} 至 {end}"
    return f"{begin} 起" if begin else f"{end} 止" if end else ""


def _kind_words(schema: Schema, field: Field) -> str:
    words = TYPE_WORDS.get(field.type, "附件").partition("（")[0]
    codes = schema.codelists.get(field.codelist) if field.codelist else None
    if codes is not None:
        words += f"，取自代码表“{codes.title}”"
    titles = [schema.registers[key].title for key in field.targets if key in schema.registers]
    if titles:
        words = f"从{'、'.join(titles)}中选一条记录"
    if field.unit:
        words += f"，单位：{field.unit}"
    return words + _HINTS.get(field.type, "")


_HINTS = {
    FieldType.DATE: "；2024、2024-05、2024-05-06、2024年5月都可以",
    FieldType.CREDIT_CODE: "；18 位，末位是校验码",
    FieldType.CODE: "；前面的 0 会保留",
    FieldType.CHOICES: "；可选多项",
}


def _need_words(register: Register, field: Field, schema: Schema) -> str:
    if field.need is Need.AUTO:
        return "自动计算，不用填写"
    if field.required:
        return "必填"
    if field.required_when:
        return f"{_when_words(schema, register, field.required_when)}时必填"
    return "有条件必填，见说明" if field.need is Need.CONDITIONAL else ""


def _when_words(schema: Schema, register: Register, when: Mapping[str, tuple[str, ...]]) -> str:
    parts = []
    for key, values in when.items():
        asked = register.field(key)
        codes = schema.codelists.get(asked.codelist) if asked else None
        labels = [codes.label(value) if codes else value for value in values]
        parts.append(f"{asked.title if asked else key}为{'、'.join(labels)}")
    return "且".join(parts)


def _range_words(register: Register, field: Field) -> str:
    unit = field.unit
    if field.type is FieldType.DATE:
        bounds = [
            f"不早于 {field.minimum}" if field.minimum else "",
            f"不晚于 {field.maximum}" if field.maximum else "",
        ]
    else:
        least = field.minimum or ("0" if field.type is FieldType.INTEGER else "")  # counts are never negative
        bounds = [_bound(least, "不小于", unit), _bound(field.maximum, "不大于", unit)]
    whole = register.field(field.maximum_field) if field.maximum_field else None
    bounds.append(f"不大于“{whole.title}”" if whole else "")
    told = "，".join(one for one in bounds if one)
    return f"{told}{'（不符合时列为待核）' if field.soft else ''}" if told else ""


def _bound(limit: str, words: str, unit: str) -> str:
    if not limit:
        return ""
    strict = {"不小于": "大于", "不大于": "小于"}[words] if limit[0] in "<>" and limit[1:2] != "=" else words
    return f"{strict} {limit.lstrip('<>=')}{unit}"


def _unique_words(register: Register, field: Field) -> Iterator[str]:
    for keys in register.unique:
        if field.key in keys:
            others = [one.title for key in keys if key != field.key and (one := register.field(key))]
            yield f"与“{'”“'.join(others)}”合起来不得重复" if others else "不得与其他记录重复"


def _yearly_words(register: Register, field: Field) -> str:
    yearly = register.yearly
    if yearly is None:
        return ""
    words = []
    if field.key in yearly.fields:
        limit = yearly.limit(field.key)
        least = f"，相差不足 {yearly.least}{field.unit} 的不提示" if yearly.least else ""
        words.append(f"变动超过 {limit}% 时列为待核{least}" if limit else "只核对单位是否填错")
    grows = register.field(yearly.cumulative.get(field.key, ""))
    if grows is not None:
        words.append(f"不少于上年数与本年“{grows.title}”之和")
    return "；".join(words)


# rules
def _titles(fields: list[Field]) -> str:
    return "、".join(f"“{one.title}”" for one in fields)


def _limits(rule: Rule, unit: str, factor: int = 1) -> str:
    least, most = (grouped(Decimal(text) * factor) if text else "" for text in (rule.minimum, rule.maximum))
    if least and most:
        return f"在 {least}{unit} 至 {most}{unit} 之间"
    return f"不低于 {least}{unit}" if least else f"不高于 {most}{unit}"


def _ratio_words(rule: Rule, fields: list[Field]) -> str:
    first, second = fields[0], fields[1]
    same = first.unit == second.unit
    unit = "%" if same else f" {first.unit}每{second.unit}"
    return f"“{first.title}”与“{second.title}”之比通常{_limits(rule, unit, 100 if same else 1)}。"


def _sum_words(rule: Rule, fields: list[Field]) -> str:
    off = f"，容许相差 {rule.tolerance}{fields[0].unit}" if Decimal(rule.tolerance) else ""
    return f"“{fields[0].title}”等于{_titles(fields[1:])}之和{off}。"


_KINDS: Mapping[RuleKind, Callable[[Rule, list[Field]], str]] = {
    RuleKind.NOT_MORE_THAN: lambda _, fields: f"“{fields[0].title}”不大于“{fields[1].title}”。",
    RuleKind.SUM_NOT_MORE_THAN: lambda _, fields: f"{_titles(fields[:-1])}合计不大于“{fields[-1].title}”。",
    RuleKind.EQUAL_SUM: _sum_words,
    RuleKind.DATES_IN_ORDER: lambda _, fields: f"先后依次是{_titles(fields)}，可在同一天。",
    RuleKind.RATIO_BETWEEN: _ratio_words,
    RuleKind.BETWEEN: lambda rule, fields: f"“{fields[0].title}”通常{_limits(rule, fields[0].unit)}。",
    RuleKind.BEFORE_TODAY: lambda _, fields: f"{_titles(fields)}不晚于今天。",
    RuleKind.FILLED_WITH: lambda _, fields: f"“{fields[1].title}”大于 0 时，“{fields[0].title}”也应大于 0。",
    RuleKind.LASTS: lambda rule, fields: (
        f"从“{fields[0].title}”到“{fields[1].title}”（含首尾）{_limits(rule, ' 天')}。"
    ),
    RuleKind.REQUIRES: lambda _, fields: f"填了“{fields[0].title}”，{_titles(fields[1:])}也要填。",
    RuleKind.PATTERN: lambda _, fields: f"“{fields[0].title}”按通常的写法填写。",
}
