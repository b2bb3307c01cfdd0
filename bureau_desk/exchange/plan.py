"""What an import would do, row by row, before anything is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bureau_desk.domain.fieldtypes import Context, check_row
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.exchange.headers import Header, match_headers
from bureau_desk.exchange.rows import ReadRow, RowProblem, read_rows
from bureau_desk.exchange.workbook import Sheet

Key = tuple[Value, ...]
Existing = Callable[[tuple[str, ...], Sequence[Key]], Mapping[Key, list[tuple[int, Values]]]]
"""Looks records up: for field keys and keys of values, the (id, values) of every live record that holds such a key."""

MODES = ("add", "update", "both")


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


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Every row below the header with its outcome: rows = added + updated + same + refused + blank.

    `notes` are problems of columns, told once and not row by row; `match` the keys of the fields that identify rows.
    """

    register: str
    sheet: str
    header: Header
    match: tuple[str, ...]
    mode: str
    today: date
    lines: tuple[PlannedRow, ...]
    notes: tuple[RowProblem, ...] = ()

    def of(self, outcome: Outcome) -> tuple[PlannedRow, ...]:
        """The rows with one outcome, in the order of the file."""
        return tuple(line for line in self.lines if line.outcome is outcome)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of rows as the command line tells them: rows, added, updated, same, refused, blank."""
        outcomes = [line.outcome for line in self.lines]
        return {"rows": len(outcomes), **{one.value: outcomes.count(one) for one in Outcome}}

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Problems of columns, then of rows, in the order of the file."""
        return (*self.notes, *(problem for line in self.lines for problem in line.problems))


def make_plan(
    register: Register,
    sheet: Sheet,
    context: Context,
    existing: Existing,
    match: Sequence[str] = (),
    mode: str = "both",
    today: date | None = None,
    mapping: Mapping[str, str] | None = None,
) -> ImportPlan:
    """Compare a sheet with the desk; nothing is saved.

    `match` names the fields that identify a row (default: the register's own); `mode` is add, update or both. An empty
    cell keeps what the record holds. Raises Trouble when there is no header, Misuse for unknown fields and modes.
    """
    if mode not in MODES:
        raise Misuse(f"没有“{mode}”这种导入方式。", f"可选：{'、'.join(MODES)}。")
    header = match_headers(register, sheet, mapping)
    keys = match_fields(register, header, match)
    read = read_rows(sheet, header, context)
    planner = _Planner(register, context, header, keys, mode)
    lines = planner.plan(read, existing)
    notes = _column_notes(header, sheet, lines, register)
    return ImportPlan(register.key, sheet.name, header, keys, mode, today or context.today, lines, notes)


def match_fields(register: Register, header: Header, match: Sequence[str] = ()) -> tuple[str, ...]:
    """The keys of the fields that identify a row: those asked for, else the register's own, as far as the file has them."""
    if match:
        found = [_named(register, name) for name in match]
        absent = [one.title for one in found if one.key not in header.keys]
        if absent:
            raise Misuse(
                f"文件里没有“{'、'.join(absent)}”栏，不能按它对照。", "请换一个对照字段，或在文件中补上这一栏。"
            )
        return tuple(one.key for one in found)
    for keys in (register.match, (register.code_field,), (register.name_field,)):
        if keys and all(keys) and header.keys.issuperset(keys):
            return tuple(keys)
    titles = [one.title for key in register.match or (register.name_field,) if (one := register.field(key))]
    raise Trouble(f"文件里缺少识别记录所需的栏目：{'、'.join(titles)}。", "请在文件中补上，或用空白填报表重新整理。")


def _named(register: Register, name: str) -> Field:
    found = register.find(name)
    if found is None:
        raise Misuse(f"“{register.title}”没有名为“{name}”的字段。")
    return found


class _Planner:
    """One planning: the keys met so far in the file, and what was looked up."""

    def __init__(self, register: Register, context: Context, header: Header, match: tuple[str, ...], mode: str) -> None:
        self.register, self.context, self.match, self.mode = register, context, match, mode
        self.given = header.keys
        self.letters = {column.field.key: column.letter for column in header.used if column.field}
        self.unique = tuple(keys for keys in register.unique if keys != match)

    def plan(self, rows: Sequence[ReadRow], existing: Existing) -> tuple[PlannedRow, ...]:
        """Rows against records: look up once, decide each, then look once more at what must not occur twice."""
        wanted = {self._key(row.values, self.match): None for row in rows if row.sound}
        known = existing(self.match, list(wanted)) if wanted else {}
        first_rows: dict[Key, int] = {}
        lines = [self._decide(row, known, first_rows) for row in rows]
        for keys in self.unique:
            lines = self._without_clashes(lines, keys, existing)
        return tuple(lines)

    @staticmethod
    def _key(values: Values, keys: tuple[str, ...]) -> Key:
        return tuple(values.get(key) for key in keys)

    def _decide(
        self, row: ReadRow, known: Mapping[Key, list[tuple[int, Values]]], first_rows: dict[Key, int]
    ) -> PlannedRow:
        if row.blank:
            return PlannedRow(row.number, Outcome.BLANK)
        key = self._key(row.values, self.match)
        line = PlannedRow(row.number, Outcome.REFUSED, row.values, problems=row.problems)
        if all(value is None for value in key):
            return line if not row.sound else self._refuse(line, "missing_key", "缺少识别记录所需的内容，请补填。")
        first = first_rows.setdefault(key, row.number)
        if not row.sound:
            return line
        if first != row.number:
            return self._refuse(line, "double", f"与本文件第 {first} 行重复。")
        found = known.get(key, [])
        if len(found) > 1:
            message = f"台账里有 {len(found)} 条记录与此行对得上，无法确定是哪一条；请加上代码等栏目后再导入。"
            return self._refuse(line, "ambiguous", message)
        return self._compare(line, *found[0]) if found else self._add(line)

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
            if problem.severity is Severity.HARD or problem.code != "required" or problem.field in self.given
        ]
        refused = any(problem.severity is Severity.HARD for problem in problems)
        return replace(line, problems=(*line.problems, *problems), outcome=Outcome.REFUSED if refused else line.outcome)

    def _told(self, number: int, problem: Problem) -> RowProblem:
        field_ = self.register.field(problem.field)
        title = field_.title if field_ else ""
        letter = self.letters.get(problem.field, "")
        return RowProblem(number, letter, title, problem.value, problem.message, problem.severity, problem.code)

    def _refuse(self, line: PlannedRow, code: str, message: str, keys: tuple[str, ...] = ()) -> PlannedRow:
        named = [one for key in keys or self.match if (one := self.register.field(key))]
        values = "、".join(str(value) for one in named if (value := line.values.get(one.key)) is not None)
        letter = self.letters.get(named[0].key, "") if named else ""
        title = "、".join(one.title for one in named)
        problem = RowProblem(line.number, letter, title, values, message, Severity.HARD, code)
        return replace(line, outcome=Outcome.REFUSED, problems=(*line.problems, problem))

    def _without_clashes(self, lines: list[PlannedRow], keys: tuple[str, ...], existing: Existing) -> list[PlannedRow]:
        """Refuse rows whose unique fields are already held by another record or by a row before."""
        asked = {
            line.number: self._key(line.values, keys)
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
        keys: tuple[str, ...],
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


def _column_notes(
    header: Header, sheet: Sheet, lines: Sequence[PlannedRow], register: Register
) -> tuple[RowProblem, ...]:
    """Columns that are left out, and required fields that the file has no column for."""
    notes = []
    row = header.last + 1
    for column in header.columns:
        if column.reason:
            filled = any(sheet.cell(number, column.index).kind != "empty" for number in range(row, len(sheet.cells)))
            severity = Severity.SOFT if filled and "系统计算" not in column.reason else Severity.NOTE
            message = f"此列没有导入：{column.reason}。"
            notes.append(RowProblem(row, column.letter, "", column.header, message, severity, "column"))
    added = sum(1 for line in lines if line.outcome is Outcome.ADDED)
    missing = [one.title for one in register.fields if one.required and one.key not in header.keys]
    if added and missing:
        message = f"文件没有这些必填栏目：{'、'.join(missing)}；新增的 {added} 行先登记，待补。"
        notes.append(RowProblem(row, "", "", "", message, Severity.SOFT, "missing_columns"))
    return tuple(notes)
