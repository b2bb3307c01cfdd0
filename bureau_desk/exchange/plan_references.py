"""References from one row of a file to another: a certificate may name the one before it in the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.exchange.headers import Header
from bureau_desk.exchange.planning import Outcome, PlannedRow
from bureau_desk.exchange.rows import ReadRow, RowProblem


def own_references(register: Register) -> tuple[Field, ...]:
    """The fields of a register that lead to its own records."""
    return tuple(
        field for field in register.fields if field.type is FieldType.REFERENCE and register.key in field.targets
    )


def joined(register: Register, rows: Sequence[ReadRow]) -> list[ReadRow]:
    """The rows with references that the desk does not know led to rows of the same file, by code, else by name.

    Such a value is the number of the row in the file, negative, for the row has no id before it is saved.
    """
    fields = {field.title: field for field in own_references(register)}
    if not fields or not any(_unknown(problem, fields) for row in rows for problem in row.problems):
        return list(rows)
    known = [_by_value(rows, key) for key in (register.code_field, register.name_field) if key]
    return [_joined(row, fields, known) if row.problems else row for row in rows]


def _unknown(problem: RowProblem, fields: Mapping[str, Field]) -> bool:
    return problem.code == "reference" and problem.field in fields


def _by_value(rows: Sequence[ReadRow], key: str) -> dict[str, int]:
    """Row numbers by a value that one row alone holds."""
    found: dict[str, int] = {}
    for row in rows:
        value = row.values.get(key)
        if isinstance(value, str):
            found[value] = 0 if value in found else row.number
    return found


def _joined(row: ReadRow, fields: Mapping[str, Field], known: Sequence[Mapping[str, int]]) -> ReadRow:
    values: dict[str, Value] = dict(row.values)
    left = []
    for problem in row.problems:
        number = next((one[problem.value] for one in known if one.get(problem.value)), 0)
        if _unknown(problem, fields) and number and number != row.number:
            values[fields[problem.field].key] = -number
        else:
            left.append(problem)
    return replace(row, values=values, problems=tuple(left))


def without_dangling(register: Register, header: Header, lines: Sequence[PlannedRow]) -> tuple[PlannedRow, ...]:
    """The rows planned, those refused whose reference leads to a row that is refused itself."""
    fields = own_references(register)
    planned = {line.number: line for line in lines}
    waiting = [line for line in lines if line.outcome in _SAVED and any(_pointed(line.values, one) for one in fields)]
    changed = bool(waiting)
    while changed:
        changed = False
        for line in waiting:
            lost = next((one for one in fields if _lost(planned, line, one)), None)
            if lost is not None and planned[line.number].outcome in _SAVED:
                planned[line.number] = _refused(line, lost, header)
                changed = True
    return tuple(planned[line.number] for line in lines)


_SAVED = (Outcome.ADDED, Outcome.UPDATED)


def _pointed(values: Values, field: Field) -> int:
    """The number of the row in the file that a reference leads to, 0 for one in the desk or none."""
    value = values.get(field.key)
    return -value if isinstance(value, int) and value < 0 else 0


def _lost(planned: Mapping[int, PlannedRow], line: PlannedRow, field: Field) -> bool:
    number = _pointed(line.values, field)
    return bool(number) and planned[number].outcome not in (*_SAVED, Outcome.SAME)


def _refused(line: PlannedRow, field: Field, header: Header) -> PlannedRow:
    number = _pointed(line.values, field)
    letter = next((one.letter for one in header.used if one.field is not None and one.field.key == field.key), "")
    message = f"{field.title}是本文件第 {number} 行，该行没有导入，请先改正它。"
    problem = RowProblem(line.number, letter, field.title, "", message, Severity.HARD, "reference")
    return replace(line, outcome=Outcome.REFUSED, problems=(*line.problems, problem))


def settled(register: Register, values: Values, records: Mapping[int, int]) -> Values:
    """A row's values with references into the file replaced by record ids, which are given by row number."""
    found = {field.key: records[number] for field in own_references(register) if (number := _pointed(values, field))}
    return {**values, **found} if found else values
