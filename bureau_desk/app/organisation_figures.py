"""Evaluations year by year and annual statistics of an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import func, select

from bureau_desk.analysis.year_strips import strips
from bureau_desk.app.organisation_parts import Cell, Indicator, Statistics, Strip
from bureau_desk.app.organisation_sections import NUMBERS, Part
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import Value

EVALUATIONS, STATISTICS = "annual_eval", "annual_stats"
CHOSEN = (
    "total_income", "net_profit", "fiscal_support", "incubatee_count", "incubatee_new", "graduated_year",
    "graduated_total", "incubatee_hte", "incubatee_employees", "financed_amount",
)  # fmt: skip
"""The indicators of annual statistics that are shown first."""


class Figures(Part):
    """Strips of years with their gaps, and indicators beside each other."""

    def strips(self) -> tuple[Strip, ...]:
        """One strip of years for each scheme."""
        rows = self._found.rows(EVALUATIONS)
        if not rows:
            return ()
        register = self._desk.schema.registers[EVALUATIONS]
        scheme, grade, part = (register.field(key) for key in ("scheme", "grade", "participated"))
        newest = self._newest({str(row.get("scheme")) for row in rows})

        def why(row: Row) -> str:
            return self.text(part, row) if part else ""

        made = []
        for strip in strips(rows, newest, why):
            words = strip.scheme
            if scheme is not None and strip.scheme:
                words = fieldtypes.show(scheme, strip.scheme, self._context)
            if strip.subject != self._found.row.id:
                words = f"{self._context.name(strip.subject)}　{words}"
            labels = []
            for mark in strip.years:
                shown = fieldtypes.show(grade, mark.grade, self._context) if grade and mark.grade else mark.words
                labels.append(
                    Cell("缺" if mark.missing else shown or "未评级", "" if mark.missing else _grade_tone(shown))
                )
            made.append(Strip(words, strip, tuple(labels)))
        return tuple(made)

    def _newest(self, schemes: Iterable[str]) -> dict[str, int]:
        """The newest year evaluated under each scheme for anybody, as published by the day."""
        table = self._desk.tables.table(EVALUATIONS)
        query = (
            select(table.c.f_scheme, func.max(table.c.f_eval_year))
            .where(table.c.f_scheme.in_(sorted(schemes)), table.c.f_publish_date <= f"{self._day.isoformat()}~")
            .group_by(table.c.f_scheme)
        )
        return {str(row[0]): int(row[1]) for row in self._connection.execute(query) if row[1] is not None}

    def statistics(self) -> Statistics | None:
        """The years beside each other, None when there are none."""
        own = [row for row in self._found.rows(STATISTICS) if isinstance(row.get("year"), int)]
        rows = [row for row in own if row.get("subject_ref") == self._found.row.id] or own
        if not rows:
            return None
        register = self._desk.schema.registers[STATISTICS]
        rows.sort(key=lambda one: (str(one.get("year")), str(one.get("period") or ""), one.id))
        period = register.field("period")
        periods = {row.get("period") for row in rows}
        subjects = {row.get("subject_ref") for row in rows}
        years = []
        for row in rows:
            parts = [str(row.get("year"))]
            parts += [self.text(period, row)] if period and len(periods) > 1 else []
            parts += [self._context.name(int(str(row.get("subject_ref"))))] if len(subjects) > 1 else []
            years.append(" ".join(parts))
        alike = len(periods) == 1 and len(subjects) == 1
        indicators = [
            self._indicator(one, rows, alike)
            for one in register.fields
            if one.type in NUMBERS and any(row.get(one.key) is not None for row in rows)
        ]
        return Statistics(tuple(years), tuple(row.id for row in rows), tuple(indicators))

    def _indicator(self, field: Field, rows: Sequence[Row], alike: bool) -> Indicator:
        unit = f"（{field.unit}）" if field.unit and field.unit not in field.title else ""
        values = tuple(self.text(field, row) for row in rows)
        change = (
            _change(field, rows[-2].get(field.key), rows[-1].get(field.key)) if alike and len(rows) > 1 else Cell("")
        )
        if alike and len(rows) > 1 and int(str(rows[-1].get("year"))) - int(str(rows[-2].get("year"))) != 1:
            change = Cell("")  # a year lies between: no yearly change can be told
        return Indicator(field.key, f"{field.title}{unit}", values, change)


def _grade_tone(text: str) -> str:
    found = {"A": "good", "B": "primary", "C": "warning", "D": "bad"}.get(text[:1], "")
    return found or {"优秀": "good", "良好": "primary", "合格": "warning", "不合格": "bad"}.get(text, "neutral")


def _change(field: Field, before: Value, after: Value) -> Cell:
    """The change to the last year in words: +12.5%, or percentage points of a percentage."""
    if any(isinstance(one, bool) or not isinstance(one, int | Decimal) for one in (before, after)):
        return Cell("")
    first, last = Decimal(str(before)), Decimal(str(after))
    if field.type is FieldType.PERCENT:
        amount, unit = last - first, " 个百分点"
    elif first <= 0:
        return Cell("")
    else:
        amount, unit = (last - first) / first * 100, "%"
    text = f"{amount:+,.1f}{unit}"
    return Cell("持平" if amount == 0 else text, "quiet" if amount == 0 else "good" if amount > 0 else "bad")
