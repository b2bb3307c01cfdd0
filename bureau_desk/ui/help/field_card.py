"""What a field asks for, as a tooltip and as the card at the head of a page of the help."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from bureau_desk.app.field_words import Line, code_lines, field_lines, rule_of, rule_words
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Field, Register, Schema
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.field_row import FieldRow

TIP_WIDTH, CODES_SHOWN = 380, 60


def field_card(schema: Schema, register: Register, field: Field) -> str:
    """The card of a field: its lines, and the choices of its code list with the days on which each may be used."""
    size = f"font-size:{15 * theme.scale / 100:.1f}pt"
    parts = [
        f'<p style="margin:0;line-height:170%"><b style="{size}">{escape(field.title)}</b>'
        f'&nbsp;&nbsp;<span style="color:{theme.tokens.quiet}">{escape(register.title)}</span></p>'
    ]
    parts.append(_table(field_lines(schema, register, field)))
    codes = schema.codelists.get(field.codelist) if field.codelist else None
    if codes is not None:
        lines = code_lines(codes)
        words = [f"{name}（{days}）" if days else name for name, days in lines[:CODES_SHOWN]]
        more = f"……共 {len(lines):,} 项" if len(lines) > CODES_SHOWN else ""
        parts.append(_table([("选项", "、".join(words) + more)]))
    ground = theme.tokens.tint
    inside = "".join(parts)
    return (
        f'<table width="100%" cellpadding="{theme.px(10)}" cellspacing="0" bgcolor="{ground}"><tr><td>{inside}</td></tr>'
        f'</table><p style="margin:0;line-height:60%">&nbsp;</p>'
    )


def field_tip(schema: Schema, register: Register, field: Field, title: str = "") -> str:
    """A tooltip of readable width for a field."""
    return _tip(title or field.title, field_lines(schema, register, field))


def problem_tip(schema: Schema, register: Register, problems: Iterable[Problem]) -> str:
    """A tooltip of problems, each with the rule that found it; a problem of the field itself with the field's lines."""
    parts = []
    for one in problems:
        rule, field = rule_of(register, one.code), register.field(one.field)
        words = rule_words(schema, register, rule) if rule is not None else ""
        lines = [("规则", words)] if words else []
        if not lines and field is not None:
            lines = [line for line in field_lines(schema, register, field) if line[0] not in ("规则", "公开")]
        parts.append(_tip(one.message, lines))
    return "<br>".join(parts)


def message_tip(schema: Schema, register: Register, field: Field, message: str) -> str:
    """A tooltip of a problem's message where its code is not at hand: the message over the lines of its field."""
    return _tip(message, [line for line in field_lines(schema, register, field) if line[0] != "公开"])


def line_tip(schema: Schema, register: str, field: str, message: str) -> str:
    """The same by the keys of register and field; the message alone where the field is gone."""
    owner = schema.registers.get(register)
    held = owner.field(field) if owner is not None else None
    return message_tip(schema, owner, held, message) if owner is not None and held is not None else _tip(message, [])


def explain(row: FieldRow, schema: Schema, register: Register) -> None:
    """Give a row of a form the tooltips of its field and of its problems."""
    row.label.setToolTip(field_tip(schema, register, row.field))
    row.explain = lambda problems: problem_tip(schema, register, problems)


def _tip(head: str, lines: list[Line]) -> str:
    # a table of a set width: a tooltip of plain text would be one line as wide as the screen
    return f'<table width="{theme.px(TIP_WIDTH)}"><tr><td><b>{escape(head)}</b>{_table(lines)}</td></tr></table>'


def _table(lines: Iterable[Line]) -> str:
    rows = "".join(
        f'<tr><td width="{theme.px(60)}" style="color:{theme.tokens.quiet};line-height:140%">{escape(head)}</td>'
        f'<td style="line-height:140%">{escape(words)}</td></tr>'
        for head, words in lines
    )
    return f'<table cellspacing="0" cellpadding="{theme.px(1)}" width="100%">{rows}</table>' if rows else ""
