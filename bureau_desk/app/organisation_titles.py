"""The titles of an organisation: which are valid on a day, which have ended, been renewed or run out."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from bureau_desk.analysis.histories import ENDS, EVENTS, REVOKES, certain_day
from bureau_desk.app.belonging import Belonging, Relation
from bureau_desk.app.desk import Desk
from bureau_desk.app.organisation_parts import Cell, Section
from bureau_desk.app.organisation_sections import Sections
from bureau_desk.domain.record import Row
from bureau_desk.domain.values import Value, last_day

TITLES = "qualification"
EXPIRING_DAYS = 90


class Titles(Sections):
    """Tells of every title whether it holds."""

    def __init__(self, desk: Desk, connection: Connection, found: Belonging, day: date) -> None:
        super().__init__(desk, connection, found, day)
        self._ended = self._endings()

    def _endings(self) -> dict[int, str]:
        """The records that an event has ended by the day, with its kind."""
        ended: dict[int, str] = {}
        for row in self._found.rows(EVENTS):
            subject, kind = row.get("subject"), str(row.get("event_kind") or "")
            day = certain_day(row.get("effective_date") or row.get("event_date"))
            if isinstance(subject, int) and kind in (*REVOKES, *ENDS) and day and day <= self._day.isoformat():
                ended[subject] = kind
        return ended

    def validity(self, row: Row) -> tuple[str, str]:
        """(words, tone) of a title on the day: 有效, 余 n 天, 已到期, 已续期, 已终止, 未生效."""
        if row.id in self._ended:
            return f"已{self._ended[row.id]}", "bad"
        stop, end, start = (_day(row.get(key)) for key in ("end_date", "valid_to", "valid_from"))
        if stop is not None and stop <= self._day:
            return "已终止", "bad"
        first = certain_day(row.get("valid_from"))
        if (
            start is not None
            and first
            and first > self._day.isoformat()
            and str(row.get("valid_from")) > str(self._day)
        ):
            return "未生效", "quiet"
        link = self._found.relations[TITLES].register.counting.renewal_of
        for other in self._found.rows(TITLES):
            begun = certain_day(other.get("valid_from"))
            if link and other.get(link) == row.id and begun and begun <= self._day.isoformat():
                return "已续期", "quiet"
        if end is None:
            return "有效", "good"
        if end < self._day:
            return "已到期", "bad"
        left = (end - self._day).days
        return (f"余 {left} 天", "warning") if end <= self._day + timedelta(days=EXPIRING_DAYS) else ("有效", "good")

    def titles(self, relation: Relation) -> Section:
        """The titles, those in force first."""
        states = {row.id: self.validity(row) for row in relation.rows}
        counts = {"有效": 0, "90 天内到期": 0, "已到期": 0, "已结束": 0}
        for words, tone in states.values():
            if tone == "warning":
                counts["90 天内到期"] += 1
            if tone in ("good", "warning"):
                counts["有效"] += 1
            else:
                counts["已到期" if words == "已到期" else "已结束"] += 1
        said = " · ".join(f"{name} {count}" for name, count in counts.items() if count)
        order = {"good": 0, "warning": 0, "quiet": 1, "bad": 2}
        rows = sorted(relation.rows, key=lambda one: str(one.get("valid_from") or ""), reverse=True)
        rows.sort(key=lambda one: order[states[one.id][1]])
        keys = ("qual_type", "level", "cert_no", "valid_from", "valid_to", "publish_stage")
        return self.table(relation, rows, keys, said, ("状态", lambda row: Cell(*states[row.id])))


def _day(value: Value) -> date | None:
    try:
        return last_day(str(value)) if value and not isinstance(value, bool) else None
    except ValueError:
        return None
