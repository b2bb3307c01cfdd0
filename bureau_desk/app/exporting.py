"""Registers leave the desk as Excel or CSV that reads back to the same records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bureau_desk.app import browsing
from bureau_desk.app.browsing import View
from bureau_desk.app.clock import Clock
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.expressions import parse_where
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, Register, Schema

ENDINGS = (".xlsx", ".csv")
_PORTION = 5000


def view_of(desk: Desk, register: str, where: str = "", as_of: date | None = None) -> View:
    """The view that an export's options describe."""
    described = desk.register(register)
    return View(described.key, filters=parse_where(where, described, desk.schema), as_of=as_of)


def exported_fields(register: Register, on: date | None = None, all_fields: bool = False) -> tuple[Field, ...]:
    """The fields of an export: those shown on its day, or on any; what must not leave the bureau only when asked for."""
    fields = register.offered(on) if on else register.fields
    return tuple(field for field in fields if all_fields or (field.shown and field.secrecy != "不外发"))


def export(desk: Desk, view: View, out: Path, all_fields: bool = False) -> Job[int]:
    """Write the rows of a view to .xlsx or .csv, whole or not at all; returns their number."""
    from bureau_desk.exchange.export import export_rows

    register = desk.register(view.register)
    if out.suffix.lower() not in ENDINGS:
        raise Misuse(f"不能导出为“{out.suffix or out.name}”。", "请用 .xlsx 或 .csv。")
    numbers = list(browsing.ids(desk, view))
    rows: list[Row] = []
    for start in range(0, len(numbers), _PORTION):
        yield Progress("读取台账", start, len(numbers))
        portion = numbers[start : start + _PORTION]
        found = browsing.rows(desk, register.key, portion, view.as_of, view.known)
        rows += [found[number] for number in portion]
    yield Progress("写文件", len(numbers), len(numbers))
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection, view.as_of)
        fields = exported_fields(register, view.as_of or desk.today(), all_fields)
        export_rows(register, rows, context, out, desk.clock(), fields, context.code)
    return len(numbers)


def template(schema: Schema, register: str, out: Path, clock: Clock) -> Path:
    """An empty sheet to fill in."""
    from bureau_desk.exchange.templates import write_template

    described = schema.find(register)
    if described is None:
        names = "、".join(f"{one.key}（{one.title}）" for one in schema.registers.values())
        raise Misuse(f"没有名为“{register}”的台账。", f"现有：{names}。")
    if out.suffix.lower() != ".xlsx":
        raise Misuse(f"填报表只能写成 .xlsx，不能写成“{out.suffix or out.name}”。")
    write_template(described, schema, out, clock())
    return out
