"""Steps on the fields of a register: each gives a new overlay and a line that says what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bureau_desk.domain.overlay import OWN, Laid, Overlay
from bureau_desk.domain.pinyin import readings
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Field, FieldType, Need, Register, Schema
from bureau_desk.domain.resting import OWN_PREFIX, why_fixed
from bureau_desk.domain.units import money_unit

_LONGEST_TITLE = 40
_SHAPE = ("type", "codelist", "targets")
_NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)
TYPE_WORDS = {
    FieldType.TEXT: "文字", FieldType.LONG_TEXT: "长文字（可分行）", FieldType.CODE: "编号（保留前面的 0）",
    FieldType.CREDIT_CODE: "统一社会信用代码", FieldType.INTEGER: "整数", FieldType.DECIMAL: "小数",
    FieldType.MONEY: "金额", FieldType.PERCENT: "百分数", FieldType.DATE: "日期", FieldType.YEAR: "年份",
    FieldType.CHOICE: "单选", FieldType.LEVEL: "级别（有高低次序的单选）", FieldType.CHOICES: "多选",
    FieldType.REFERENCE: "引用其他台账的记录", FieldType.BOOLEAN: "是或否",
}  # fmt: skip
"""The field types as staff call them."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change that is worked out and not yet carried out."""

    overlay: Overlay
    summary: str


def add_field(laid: Laid, register: str, attributes: Mapping[str, Any]) -> tuple[Step, str]:
    """Add a field with these attributes (title and type at least); gives the step and the new field's key.

    Misuse when the title is taken or the attributes do not fit each other.
    """
    described = laid.schema.registers[register]
    title = str(attributes.get("title", "")).strip()
    key = new_key(described, title)
    made = {name: value for name, value in attributes.items() if value not in ("", None, (), [])}
    made = {"type": str(FieldType.TEXT), **made, "title": title, OWN: True}
    step = _changed(laid.overlay, described, {key: made})
    _check_field(laid.base, step, register, key)
    return Step(step, f"字段表：添加“{title}”（{described.title}）"), key


def new_key(register: Register, title: str) -> str:
    """A key for a field of staff's own: its title in pinyin, unique in its register."""
    spelled = "".join((readings(letter) or ("",))[0] for letter in title.lower())
    plain = "".join(letter for letter in spelled if letter.isascii() and letter.isalnum())[:32] or "field"
    keys, key, number = {one.key for one in register.fields}, f"{OWN_PREFIX}{plain}", 2
    while key in keys:
        key, number = f"{OWN_PREFIX}{plain}_{number}", number + 1
    return key


def change_field(laid: Laid, register: str, key: str, attributes: Mapping[str, Any]) -> Step:
    """Change attributes of a field; a former title stays as a synonym, so that old files can still be imported.

    Misuse when something rests on the field that the change would break, or the attributes do not fit each other.
    """
    described, field = _found(laid.schema, register, key)
    wanted = {name: value for name, value in attributes.items() if value != attribute(field, name)}
    if not wanted:
        return Step(laid.overlay, "没有改动")
    _refuse_fixed(described, field, wanted)
    if "title" in wanted:
        wanted["title"] = str(wanted["title"]).strip()
        names = (*field.synonyms, field.title)
        wanted["synonyms"] = [name for name in dict.fromkeys(names) if name != wanted["title"]]
    held = dict(laid.overlay.register(register).fields.get(key, {}))
    made = _changed(laid.overlay, described, {key: {**held, **wanted}})
    _check_field(laid.base, made, register, key)
    return Step(made, _words(described, field, wanted))


def order_fields(laid: Laid, register: str, keys: Sequence[str], sections: Mapping[str, str]) -> Step:
    """Put a register's fields in this order; `sections` tells the new section of those that moved into another."""
    described = laid.schema.registers[register]
    change = laid.overlay.register(register)
    fields = dict(change.fields)
    for key, section in sections.items():
        fields[key] = {**fields.get(key, {}), "section": section}
    made = laid.overlay.with_register(register, replace(change, order=tuple(keys), fields=fields))
    return Step(made, f"字段表：调整“{described.title}”的字段次序")


def choose_columns(laid: Laid, register: str, keys: Sequence[str]) -> Step:
    """Choose a register's first columns and their order; its name always stands among them."""
    described = laid.schema.registers[register]
    known = [key for key in dict.fromkeys(keys) if described.field(key)]
    chosen = known if described.name_field in known else [described.name_field, *known]
    made = laid.overlay.with_register(register, replace(laid.overlay.register(register), columns=tuple(chosen)))
    return Step(made, f"字段表：选定“{described.title}”表格首先显示的 {len(chosen)} 列")


def rename_register(laid: Laid, register: str, title: str) -> Step:
    """Give a register another title; commands and questions find it by the former one too."""
    described, title = laid.schema.registers[register], title.strip()
    _refuse_title(title)
    if any(one.title == title for one in laid.schema.registers.values() if one.key != register):
        raise Misuse(f"已有台账“{title}”。", "请换一个名称。")
    made = laid.overlay.with_register(register, replace(laid.overlay.register(register), title=title))
    return Step(made, f"字段表：台账“{described.title}”改名为“{title}”")


def attribute(field: Field, name: str) -> Any:
    """An attribute of a field as JSON holds it."""
    value = getattr(field, name)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value if isinstance(value, int) else str(value)


def read_day(text: str) -> str:
    """A day as typed in ISO form, '' for none; Misuse when it is no day."""
    typed = text.strip().replace("/", "-").replace(".", "-")
    try:
        return date.fromisoformat(typed).isoformat() if typed else ""
    except ValueError:
        raise Misuse(f"日期“{text.strip()}”读不懂。", "请写成 2024-01-01 这样的形式。") from None


def changes_shape(field: Field, attributes: Mapping[str, Any]) -> bool:
    """Whether values of the field must be read in another way: another type, list or target, or fewer decimals."""
    if any(name in attributes and attributes[name] != attribute(field, name) for name in _SHAPE):
        return True
    fewer = int(attributes.get("digits", field.digits)) < field.digits
    return fewer and field.type in (FieldType.DECIMAL, FieldType.PERCENT)


def _found(schema: Schema, register: str, key: str) -> tuple[Register, Field]:
    described = schema.registers[register]
    field = described.field(key)
    if field is None:
        raise Misuse(f"台账“{described.title}”没有字段“{key}”。")
    return described, field


def _changed(overlay: Overlay, register: Register, fields: Mapping[str, Mapping[str, Any]]) -> Overlay:
    change = overlay.register(register.key)
    return overlay.with_register(register.key, replace(change, fields={**change.fields, **fields}))


def _refuse_fixed(register: Register, field: Field, wanted: Mapping[str, Any]) -> None:
    why = why_fixed(register, field)
    if why and wanted.get("retired_on"):
        raise Misuse(f"“{field.title}”不能停用：它{why}。", "可以改名、调整次序，或在表格中隐藏这一列。")
    if why and changes_shape(field, wanted):
        raise Misuse(f"“{field.title}”不能改类型：它{why}。", "可以另加一个字段来登记。")
    if field.need is Need.AUTO and ("need" in wanted or "unit" in wanted):
        raise Misuse(f"“{field.title}”由程序推算，不能改填写要求和单位。")
    if "unit" in wanted and field.type is FieldType.MONEY:
        before, after = money_unit(field.unit), money_unit(str(wanted["unit"]))
        if before and after and before.currency != after.currency:
            raise Misuse(
                f"“{field.title}”的单位不能换币种（{before.currency}改{after.currency}）。", "请另加一个字段。"
            )
    if field.key == register.name_field and wanted.get("need", "R") != "R":
        raise Misuse(f"“{field.title}”是记录的名称，必须填写。")


def _refuse_title(title: str) -> None:
    if not title:
        raise Misuse("名称还没有填。", "请填写名称。")
    if len(title) > _LONGEST_TITLE:
        raise Misuse(f"名称有 {len(title)} 字，太长了。", f"请缩到 {_LONGEST_TITLE} 字以内，细节写在填写说明里。")


def _check_field(base: Schema, overlay: Overlay, register: str, key: str) -> None:
    """Misuse when the field as it would become does not hold together."""
    made = Laid.of(base, overlay).schema
    described, raw = made.registers[register], overlay.register(register).fields[key]
    field = described.field(key)
    assert field is not None
    _refuse_title(field.title)
    twin = next((one for one in described.fields if one.key != key and one.title == field.title), None)
    if twin is not None:
        state = f"（{twin.retired_on}起停用，可以恢复）" if twin.retired_on else ""
        raise Misuse(f"“{described.title}”已有字段“{twin.title}”{state}。", "请换一个名称。")
    kind = FieldType(raw.get("type", field.type))
    codelist = made.codelists.get(str(raw.get("codelist", field.codelist)))
    if kind in (FieldType.CHOICE, FieldType.LEVEL) and codelist is None:
        raise Misuse(f"“{field.title}”是选项字段，还没有指明代码表。", "请选一个代码表，或先新建一个。")
    if kind is FieldType.LEVEL and codelist is not None and not codelist.ordered:
        raise Misuse(f"代码表“{codelist.title}”没有高低次序，不能用于级别。", "请改用“单选”，或换一个代码表。")
    if kind is FieldType.REFERENCE and not field.targets:
        raise Misuse(f"“{field.title}”是引用字段，还没有指明引用哪个台账。", "请选一个台账。")
    if kind is FieldType.MONEY and money_unit(field.unit) is None:
        raise Misuse(f"“{field.unit or '（空）'}”不是金额单位。", "请写元、千元、万元或亿元。")
    if kind in _NUMBERS:
        _check_bounds(field)


def _check_bounds(field: Field) -> None:
    bounds = []
    for text in (field.minimum, field.maximum):
        try:
            bounds.append(Decimal(text) if text else None)
        except InvalidOperation:
            raise Misuse(f"“{field.title}”的上下限“{text}”不是数字。", "请只写数字，或留空。") from None
    low, high = bounds
    if low is not None and high is not None and low > high:
        raise Misuse(f"“{field.title}”的下限（{low}）大于上限（{high}）。")


def _words(register: Register, field: Field, wanted: Mapping[str, Any]) -> str:
    """What a change did, in one line of the list of steps."""
    place = f"（{register.title}）"
    if "retired_on" in wanted:
        on = wanted["retired_on"]
        return f"字段表：“{field.title}”自 {on} 起停用{place}" if on else f"字段表：恢复“{field.title}”{place}"
    if "type" in wanted:
        before, after = TYPE_WORDS[field.type], TYPE_WORDS[FieldType(wanted["type"])]
        return f"字段表：“{field.title}”由{before}改为{after}{place}"
    if "title" in wanted:
        return f"字段表：“{field.title}”改名为“{wanted['title']}”{place}"
    return f"字段表：修改“{field.title}”{place}"
