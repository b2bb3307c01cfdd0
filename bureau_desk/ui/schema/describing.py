"""Fields and codes in the few words of a list's lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bureau_desk.domain.overlay_fields import TYPE_WORDS
from bureau_desk.domain.register import Code, CodeList, Field, Need, Register, Schema
from bureau_desk.domain.resting import is_own
from bureau_desk.ui.schema.lines import Line


def left_lines(schema: Schema) -> list[Line]:
    """The registers and the code lists, under a heading each."""
    registers = sorted(schema.registers.values(), key=lambda one: (one.order, one.key))
    lists = sorted(schema.codelists.values(), key=lambda one: one.title)
    return [
        Line("", "台账"),
        *(Line(f"register:{one.key}", one.title, str(len(one.fields))) for one in registers),
        Line("", "代码表"),
        *(Line(f"codelist:{one.key}", one.title, str(len(one.codes))) for one in lists),
    ]


def field_lines(register: Register, today: date) -> list[Line]:
    """The fields of a register under the headings of its form."""
    lines: list[Line] = []
    for title, fields in _sections(register):
        lines.append(Line("", title))
        lines += [Line(one.key, one.title, field_words(one, today), one.is_retired(today)) for one in fields]
    return lines


def _sections(register: Register) -> list[tuple[str, list[Field]]]:
    found: dict[str, list[Field]] = {}
    for one in register.fields:
        found.setdefault(one.section or "基本信息", []).append(one)
    return list(found.items())


def field_words(field: Field, today: date) -> str:
    """What a field holds: 金额 · 万元 · 必填."""
    words = [TYPE_WORDS.get(field.type, "附件").partition("（")[0]]
    words += [field.unit] if field.unit else []
    words += ["必填"] if field.required else ["自动计算"] if field.need is Need.AUTO else []
    words += ["自加"] if is_own(field) else []
    if field.retired_on is not None:
        words.append("已停用" if field.is_retired(today) else f"{field.retired_on} 起停用")
    return " · ".join(words)


def code_lines(listed: CodeList, uses: Mapping[str, int], today: date) -> list[Line]:
    """The codes of a list, each once, with their use and their days."""
    first: dict[str, Code] = {}
    for code in listed.codes:
        first.setdefault(code.code, code)
    return [
        Line(one.code, one.label, _code_words(one, uses.get(one.code, 0)), not one.is_valid(today))
        for one in first.values()
    ]


def _code_words(code: Code, uses: int) -> str:
    words = [code.tier] if code.tier else []
    words += [f"自 {code.valid_from}"] if code.valid_from else []
    words += [f"至 {code.valid_to}"] if code.valid_to else []
    words += [f"{uses:,} 条"] if uses else []
    return " · ".join(words)
