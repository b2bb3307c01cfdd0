"""What an import would do, row by row, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bureau_desk.domain.fieldtypes import Context
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.domain.register import Field, Register
from bureau_desk.exchange.headers import Header, match_headers
from bureau_desk.exchange.plan_references import joined, without_dangling
from bureau_desk.exchange.planning import Existing, Key, Outcome, PlannedRow, Planner
from bureau_desk.exchange.rows import RowProblem, read_rows
from bureau_desk.exchange.workbook import Sheet

__all__ = ["Existing", "ImportPlan", "Key", "Outcome", "PlannedRow", "RowProblem", "make_plan", "match_fields"]

MODES = ("add", "update", "both")


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
    cell keeps what the record holds. Raises Misuse when there is no header and for unknown fields and modes.
    """
    if mode not in MODES:
        raise Misuse(f"没有“{mode}”这种导入方式。", f"可选：{'、'.join(MODES)}。")
    day = today or context.today
    header = match_headers(register, sheet, mapping, day)
    keys = match_fields(register, header, match)
    read = joined(register, read_rows(sheet, header, context))
    # who names the fields means those and no others; else a row without its code may still be known by its name
    planner = Planner(register, context, header, keys, mode, by_name=not match)
    lines = without_dangling(register, header, planner.plan(read, existing))
    notes = _column_notes(header, sheet, lines, register, day)
    return ImportPlan(register.key, sheet.name, header, keys, mode, day, lines, notes)


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
    raise Misuse(f"文件里缺少识别记录所需的栏目：{'、'.join(titles)}。", "请在文件中补上，或用空白填报表重新整理。")


def _named(register: Register, name: str) -> Field:
    found = register.find(name)
    if found is None:
        raise Misuse(f"“{register.title}”没有名为“{name}”的字段。")
    return found


def _column_notes(
    header: Header, sheet: Sheet, lines: Sequence[PlannedRow], register: Register, today: date
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
    missing = [one.title for one in register.offered(today) if one.required and one.key not in header.keys]
    if added and missing:
        message = f"文件没有这些必填栏目：{'、'.join(missing)}；新增的 {added} 行先登记，待补。"
        notes.append(RowProblem(row, "", "", "", message, Severity.SOFT, "missing_columns"))
    return tuple(notes)
