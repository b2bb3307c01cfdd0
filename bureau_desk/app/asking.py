"""Questions put to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bureau_desk.domain.record import Row
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store.snapshots import StoredSnapshot

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk
    from bureau_desk.domain.question import Question
    from bureau_desk.domain.table import Table


def snapshot(desk: Desk, on: date, known: datetime | None = None) -> StoredSnapshot:
    """All registers as of a day, with everything known, or only what was known at a moment."""
    return StoredSnapshot(desk.database, desk.schema, AsOf(on, known))


def ask(desk: Desk, question: Question, on: date | None = None, known: datetime | None = None) -> Table:
    """The answer to a question as of a day (the question's own or today when none is given), as it was known then."""
    from bureau_desk.analysis.answer import answer

    return answer(question, snapshot(desk, on or question.as_of or desk.today(), known))


@dataclass(frozen=True, slots=True)
class Listing:
    """The counted rows of a question that lists fields: the fields as the question names them, the texts of each row."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Listed = Listing | None


def listed(desk: Desk, question: Question, table: Table, known: datetime | None = None) -> Listed:
    """The rows behind an answer when the question asks for a list, None when it does not."""
    from bureau_desk.analysis.listing import listing

    if not question.list_fields or not question.register:
        return None
    return Listing(question.list_fields, listing(question, table, snapshot(desk, table.as_of, known)))


def dated(question: Question, on: date | None, keep_dates: bool = False) -> Question:
    """The question for a day that the asker names: it goes before the question's own, as `{{NAME @ DAY}}` does."""
    if on is None:
        return question
    return replace(question, as_of=on, dates=question.dates if keep_dates else ())


def group_keys(table: Table) -> tuple[str, ...]:
    """What the group fields are called by programs: as the question's `by` writes them, days as `year` or `date`."""
    by = table.question.by
    days = ("year" if table.names[:1] == ("年份",) else "date",) if len(table.names) > len(by) else ()
    return (*days, *by)


def value_text(table: Table, value: Decimal | None) -> str:
    """A value of an answer as people read it: rounded, with its unit; 无数据 when there is none."""
    from bureau_desk.analysis.trends import plain
    from bureau_desk.bulletin.wording import value_text as worded

    if value is None:
        return "无数据"
    return worded(table) if value is table.value else f"{plain(value, table.digits)}{table.unit}"


def total_word(table: Table) -> str:
    """What the value of an answer is to its groups."""
    if not table.groups:
        return "答"
    kind = table.question.measure.partition(":")[0].strip()
    word = {"mean": "平均", "distinct": "不重复合计"}.get(kind, "合计")
    return f"{word}（含没有列出的组）" if 0 < table.question.limit <= len(table.groups) else word


def derived(desk: Desk, on: date, register: str, known: datetime | None = None) -> Sequence[Row]:
    """A register's rows on a day, as known at a moment, with the computed fields filled in."""
    from bureau_desk.analysis.derive import derived_rows

    return derived_rows(snapshot(desk, on, known), register)
