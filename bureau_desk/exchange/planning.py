"""How each row of a file meets the desk: looked up, compared, checked, refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bureau_desk.domain.fieldtypes import Context, check_row, show
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.exchange.headers import Header
from bureau_desk.exchange.rows import ReadRow, RowProblem

Keys = tuple[str, ...]
Key = tuple[Value, ...]
Existing = Callable[[tuple[str, ...], Sequence[Key]], Mapping[Key, list[tuple[int, Values]]]]
"""Looks records up: for field keys and keys of values, the (id, values) of every live record that holds such a key."""


class Outcome(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    UPDATED = "updated"
    SAME = "same"
    REFUSED = "refused"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file: `number` as the spreadsheet shows it, what becomes of it and why.

    `values` is the whole row as it would be stored, `before` what the record holds now, `changed` the keys that differ,
    `record` the id of the record it meets (None for new rows).
    """

    number: int
    outcome: Outcome
    values: Values = field(default_factory=dict)
    record: int | None = None
    before: Values | None = None
    changed: frozenset[str] = frozenset()
    problems: tuple[RowProblem, ...] = ()


def _key(values: Values, keys: Keys) -> Key:
    return tuple(values.get(key) for key in keys)


class Planner:
    """One planning: the keys met so far in the file, and what was looked up."""

    def __init__(
        self, register: Register, context: Context, header: Header, match: Keys, mode: str, by_name: bool
    ) -> None:
        self.register, self.context, self.match, self.mode, self.by_name = register, context, match, mode, by_name
        self.given = header.keys
        self.letters = {column.field.key: column.letter for column in header.used if column.field}
        self.unique = tuple(keys for keys in register.unique if keys != match)
        self.first_rows: dict[tuple[Keys, Key], int] = {}
        self.met: dict[int, int] = {}

    def plan(self, rows: Sequence[ReadRow], existing: Existing) -> tuple[PlannedRow, ...]:
        """Rows against records: look up once, decide each, then look once more at what must not occur twice."""
        wanted: dict[Keys, dict[Key, None]] = {}
        for row in rows:
            if row.sound:
                keys = self._identity(row.values)
                wanted.setdefault(keys, {})[_key(row.values, keys)] = None
        known = {keys: existing(keys, list(asked)) for keys, asked in wanted.items()}
        lines = [self._decide(row, known) for row in rows]
        for keys in self.unique:
            lines = self._without_clashes(lines, keys, existing)
        return tuple(lines)

    def _identity(self, values: Values) -> Keys:
        """The fields by which a row is known: the match; where one of them is empty, the name stands in for it."""
        name = self.register.name_field
        if not self.by_name or name in self.match or values.get(name) is None:
            return self.match
        filled = tuple(key for key in self.match if values.get(key) is not None)
        return self.match if len(filled) == len(self.match) else (name, *filled)

    def _decide(self, row: ReadRow, known: Mapping[Keys, Mapping[Key, list[tuple[int, Values]]]]) -> PlannedRow:
        if row.blank:
            return PlannedRow(row.number, Outcome.BLANK)
        keys = self._identity(row.values)
        key = _key(row.values, keys)
        line = PlannedRow(row.number, Outcome.REFUSED, row.values, problems=row.problems)
        if all(value is None for value in key):
            return line if not row.sound else self._refuse(line, "missing_key", "缺少识别记录所需的内容，请补填。")
        first = self.first_rows.setdefault((keys, key), row.number)
        if not row.sound:
            return line
        if first != row.number:
            return self._refuse(line, "double", f"与本文件第 {first} 行重复。", keys)
        found = known[keys].get(key, [])
        if len(found) > 1:
            message = f"台账里有 {len(found)} 条记录与此行对得上，无法确定是哪一条；请加上代码等栏目后再导入。"
            return self._refuse(line, "ambiguous", message, keys)
        if not found:
            return self._add(line)
        first = self.met.setdefault(found[0][0], row.number)
        if first != row.number:
            return self._refuse(line, "double", f"与本文件第 {first} 行对应同一条记录。", keys)
        return self._compare(line, *found[0])

    def _add(self, line: PlannedRow) -> PlannedRow:
        if self.mode == "update":
            return self._refuse(line, "unknown", "台账里没有这条记录；本次只更新已有记录，未新增。")
        return self._checked(replace(line, outcome=Outcome.ADDED, changed=frozenset(line.values)))

    def _compare(self, line: PlannedRow, record: int, before: Values) -> PlannedRow:
        changed = frozenset(key for key, value in line.values.items() if before.get(key) != value)
        met = replace(line, record=record, before=before, changed=changed, values={**before, **line.values})
        if not changed:
            return replace(met, outcome=Outcome.SAME)
        if self.mode == "add":
            return self._refuse(met, "exists", f"台账里已存在这条记录（#{record}），内容不同；本次只新增，未更新。")
        return self._checked(replace(met, outcome=Outcome.UPDATED))

    def _checked(self, line: PlannedRow) -> PlannedRow:
        """Check the whole row; what is missing in a column that the file does not have is told once, not on each row."""
        problems = [
            self._told(line.number, problem)
            for problem in check_row(self.register, line.values, self.context, self.given)
            if problem.code != "required" or self._is_told(line, problem)
        ]
        refused = any(problem.severity is Severity.HARD for problem in problems)
        return replace(line, problems=(*line.problems, *problems), outcome=Outcome.REFUSED if refused else line.outcome)

    def _is_told(self, line: PlannedRow, problem: Problem) -> bool:
        """Whether a gap is this row's affair: a new record's, not one that the record had before the import."""
        lacking = self.register.field(problem.field)
        if line.before is not None and lacking is not None and lacking.required:
            return False
        return problem.severity is Severity.HARD or problem.field in self.given

    def _told(self, number: int, problem: Problem) -> RowProblem:
        field_ = self.register.field(problem.field)
        title = field_.title if field_ else ""
        letter = self.letters.get(problem.field, "")
        return RowProblem(number, letter, title, problem.value, problem.message, problem.severity, problem.code)

    def _refuse(self, line: PlannedRow, code: str, message: str, keys: Keys = ()) -> PlannedRow:
        named = [one for key in keys or self.match if (one := self.register.field(key))]
        values = "、".join(show(one, line.values[one.key], self.context) for one in named if one.key in line.values)
        letter = self.letters.get(named[0].key, "") if named else ""
        title = "、".join(one.title for one in named)
        problem = RowProblem(line.number, letter, title, values, message, Severity.HARD, code)
        return replace(line, outcome=Outcome.REFUSED, problems=(*line.problems, problem))

    def _without_clashes(self, lines: list[PlannedRow], keys: Keys, existing: Existing) -> list[PlannedRow]:
        """Refuse rows whose unique fields are already held by another record or by a row before."""
        asked = {
            line.number: _key(line.values, keys)
            for line in lines
            if line.outcome in (Outcome.ADDED, Outcome.UPDATED) and line.changed.intersection(keys)
        }
        asked = {number: key for number, key in asked.items() if None not in key}
        held = existing(keys, list(dict.fromkeys(asked.values()))) if asked else {}
        first_rows: dict[Key, int] = {}
        return [
            self._clash(line, asked[line.number], keys, held, first_rows) if line.number in asked else line
            for line in lines
        ]

    def _clash(
        self,
        line: PlannedRow,
        key: Key,
        keys: Keys,
        held: Mapping[Key, list[tuple[int, Values]]],
        first_rows: dict[Key, int],
    ) -> PlannedRow:
        titles = "、".join(one.title for name in keys if (one := self.register.field(name)))
        others = [Row(record, values) for record, values in held.get(key, []) if record != line.record]
        if others:
            name = others[0].get(self.register.name_field) or "未命名"
            return self._refuse(line, "unique", f"{titles}与已有记录“{name}”（#{others[0].id}）重复。", keys)
        first = first_rows.setdefault(key, line.number)
        return (
            line if first == line.number else self._refuse(line, "unique", f"{titles}与本文件第 {first} 行重复。", keys)
        )
