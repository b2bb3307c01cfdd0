"""The view that is seen becomes a sheet: its rows are read in portions beside the window's thread."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QPagedPaintDevice, QPdfWriter

from bureau_desk.app.browsing import View
from bureau_desk.app.jobs import Progress
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.ui.printing.layout import Column, Sheet
from bureau_desk.ui.printing.painting import paint
from bureau_desk.ui.record_model import NUMERIC, title_of
from bureau_desk.ui.session import Session

PORTION = 1000
RESOLUTION = 300


def sheet_of(
    session: Session, register: Register, fields: Sequence[Field], notes: Sequence[str], now: datetime
) -> Sheet:
    """Title, conditions and columns of a view."""
    desk = session.desk
    day = session.as_of or session.today
    foot = f"{desk.title}　{desk.author} 于 {now:%Y-%m-%d %H:%M} 打印"
    columns = tuple(Column(title_of(one), one.type in NUMERIC) for one in fields)
    return Sheet(f"{register.title}（截至 {day.isoformat()}）", tuple(notes), columns, foot)


def rows_of(session: Session, view: View, fields: Sequence[Field]) -> Generator[Progress, None, list[tuple[str, ...]]]:
    """The texts of every row of a view, read in portions."""
    ids = session.ids(view)
    made: list[tuple[str, ...]] = []
    names: dict[int, str] = {}
    for start in range(0, len(ids), PORTION):
        yield Progress("读取台账", start, len(ids))
        portion = [int(one) for one in ids[start : start + PORTION]]
        found = session.rows(view.register, portion)
        for number in portion:
            if number in found:
                made.append(tuple(_text(session, one, found[number].get(one.key), names) for one in fields))
    return made


def _text(session: Session, field: Field, value: object, names: dict[int, str]) -> str:
    if value is None:
        return ""
    if field.type is FieldType.REFERENCE and isinstance(value, int):
        if value not in names:
            names[value] = session.record_name(value)
        return names[value]
    return session.display(field, value)


def print_job(
    session: Session,
    view: View,
    fields: Sequence[Field],
    notes: Sequence[str],
    device: QPagedPaintDevice,
    now: datetime,
) -> Generator[Progress, None, int]:
    """The job that prints a view on a device; returns the number of pages."""
    rows = yield from rows_of(session, view, fields)
    told = (*notes, f"共 {len(rows):,} 条")
    sheet = sheet_of(session, session.register(view.register), fields, told, now)
    return (yield from paint(device, sheet, rows))


def pdf_job(
    session: Session, view: View, fields: Sequence[Field], notes: Sequence[str], out: Path, now: datetime
) -> Generator[Progress, None, int]:
    """The job that writes a view as PDF, whole or not at all; returns the number of pages."""
    part = out.with_name(out.name + ".part")
    try:
        writer = QPdfWriter(str(part))
        writer.setResolution(RESOLUTION)
        writer.setTitle(session.register(view.register).title)
        writer.setCreator("bureau_desk")
        pages = yield from print_job(session, view, fields, notes, writer, now)
        del writer  # the file is closed with its writer
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return pages
