"""The head of an organisation's page: status, levels and titles in force, former names, key dates, open problems."""

from __future__ import annotations

from sqlalchemy import func, select

from bureau_desk.analysis.histories import EVENTS, RENAMES
from bureau_desk.app.organisation_parts import Cell
from bureau_desk.app.organisation_titles import TITLES, Titles
from bureau_desk.store.tables import problem

_KEY_DATES = ("established_date", "operate_since", "filed_date", "approve_date", "valid_to", "last_eval_year")
_STATUS = ("biz_status", "run_status", "stage", "validity", "instrument_status")


class Head(Titles):
    """What one sees first."""

    def own_code(self) -> str:
        """The code that the register keeps, '' when it has none."""
        key = self._found.register.code_field
        return str(self._found.row.get(key) or "") if key else ""

    def status(self) -> Cell:
        """The state of the organisation with its tone."""
        for key in _STATUS:
            field = self._found.register.field(key)
            if field is not None and self._found.row.get(key):
                text = self.text(field, self._found.row)
                bad = ("撤销", "吊销", "注销", "停运", "迁出", "退出", "废止", "失效", "更名并入", "去筹")
                return Cell(text, "bad" if any(one in text for one in bad) else "warning" if "整改" in text else "good")
        return Cell("")

    def tags(self) -> tuple[Cell, ...]:
        """The record's own level, the kinds of titles that are valid, and the highest level of what it runs."""
        tags: dict[str, Cell] = {}
        level = self._found.register.field(self._found.register.counting.level)
        if level is not None and (text := self.text(level, self._found.row)):
            tags[text] = Cell(text, "primary")
        relation = self._found.relations.get(TITLES)
        kind = relation.register.field("qual_type") if relation else None
        for row in relation.rows if relation else ():
            if kind is not None and self.validity(row)[1] in ("good", "warning"):
                tags[self.text(kind, row)] = Cell(self.text(kind, row), "neutral")
        return tuple(tags.values())

    def former(self) -> tuple[tuple[str, str], ...]:
        """Former names, each with the day until which it was borne."""
        told: dict[str, str] = {}
        for row in self._found.rows(EVENTS):
            if row.get("subject") == self._found.row.id and row.get("event_kind") in RENAMES and row.get("before"):
                told[str(row.get("before"))] = str(row.get("effective_date") or row.get("event_date") or "")
        for name in self._found.names:
            told.setdefault(name, "")
        told.pop(self._found.name, None)
        return tuple(sorted(told.items(), key=lambda one: one[1], reverse=True))

    def dates(self) -> tuple[tuple[str, str], ...]:
        """The dates that matter, each with its title."""
        fields = [self._found.register.field(key) for key in _KEY_DATES]
        return tuple(
            (one.title, text) for one in fields if one is not None and (text := self.text(one, self._found.row))
        )

    def problems(self) -> int:
        """How many problems its records have."""
        numbers = [self._found.row.id, *(row.id for one in self._found.relations.values() for row in one.rows)]
        count = 0
        for start in range(0, len(numbers), 500):
            query = select(func.count()).where(problem.c.record.in_(numbers[start : start + 500]))
            count += int(self._connection.execute(query).scalar() or 0)
        return count
