"""Questions put to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
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


def ask(desk: Desk, question: Question, on: date | None = None) -> Table:
    """The answer to a question as of a day (today when none is given)."""
    from bureau_desk.analysis.answer import answer

    return answer(question, snapshot(desk, on or desk.today()))


def derived(desk: Desk, on: date, register: str) -> Sequence[Row]:
    """A register's rows on a day with the computed fields filled in."""
    from bureau_desk.analysis.derive import derived_rows

    return derived_rows(snapshot(desk, on), register)
