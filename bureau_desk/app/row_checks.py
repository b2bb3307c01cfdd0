"""What may be said against rows by themselves; of edited rows only what may be otherwise is looked at."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bureau_desk.app import checking
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import references, typed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress
from bureau_desk.app.touched import Touched
from bureau_desk.domain.fieldtypes import check, check_row, looked_at, may_differ
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Values

_PORTION = 2000
Found = dict[int, tuple[Problem, ...]]


def check_touched(desk: Desk, connection: Connection, touched: Touched) -> Generator[Progress, None, None]:
    """Bring the stored problems of what a batch touched in step with its rows."""
    context = DeskContext(desk, connection)
    for key in dict.fromkeys([*touched.values, *touched.edited]):
        checks = _Checks(desk, connection, key, context, touched)
        numbers = list({**touched.values.get(key, {}), **touched.edited.get(key, {})})
        for start in range(0, len(numbers), _PORTION):
            yield Progress("核对", start, len(numbers))
            checking.store(desk, connection, key, checks.of(numbers[start : start + _PORTION]))


class _Checks:
    """The checks of one register's rows that a batch touched; rows that hold the same are looked at once."""

    def __init__(self, desk: Desk, connection: Connection, key: str, context: DeskContext, touched: Touched) -> None:
        self._desk, self._connection, self._context = desk, connection, context
        self._register, self._stood, self._troubled = desk.schema.registers[key], touched.stood, touched.troubled
        self._as_before, self._unchanged = touched.as_before, touched.sound
        self._values, self._edited = touched.values.get(key, {}), touched.edited.get(key, {})
        self._typed = typed_fields(self._register)
        self._references = references(self._register)

    def of(self, numbers: Sequence[int]) -> Found:
        """What may be said against these records; sound ones that were sound before may be left out."""
        found, sound, stood = Found(), dict[frozenset[str], list[int]](), list[int]()
        for number in numbers:
            only = self._edited.get(number)
            if number in self._values:
                found[number] = self._by_values(number, self._values[number], only)
            elif number in self._as_before and not only:
                found[number] = tuple(self._stood[number])
            elif number in self._stood:
                stood.append(number)
            elif number not in self._unchanged:
                sound.setdefault(frozenset(only or ()), []).append(number)
        for changed, rows in sound.items():
            found |= self._sound(changed, rows)
        found |= self._standing(stood)
        if self._register.yearly is not None:  # rows of other years speak of each of them
            return {number: found.get(number, ()) for number in numbers}
        return {
            number: found.get(number, ())
            for number in numbers
            if found.get(number) or number in self._troubled or number in self._values
        }

    def _by_values(self, number: int, values: Values | None, only: Collection[str] | None) -> tuple[Problem, ...]:
        if values is None:
            return ()
        stood = self._stood.get(number)
        if only is not None and stood is not None:
            return still_problems(self._register, values, self._context, only, stood)
        return row_problems(self._register, values, self._context, only)

    def _sound(self, only: frozenset[str], numbers: Sequence[int]) -> Found:
        """Rows against which nothing was to be said before these fields of them changed; those that have problems now."""
        looked = looked_at(self._register, self._context, only)
        known: dict[str, tuple[Problem, ...]] = {}
        found = Found()
        for number, values in self._read([key for key in self._typed if key in looked], numbers):
            text = repr(values)
            if text not in known:
                known[text] = row_problems(self._register, values, self._context, only)
            if known[text]:
                found[number] = known[text]
        return found

    def _standing(self, numbers: Sequence[int]) -> Found:
        """Rows against which something stood, or that came back; most need but a glance at a few of their fields."""
        keys = {key for number in numbers for key in self._edited[number]}.union(self._references)
        found, whole = Found(), list[int]()
        for number, values in self._read([key for key in self._typed if key in keys], numbers):
            only = self._edited[number]
            if may_differ(self._register, values, self._context, only):
                whole.append(number)
            else:
                found[number] = _kept_and_again(self._register, values, self._context, only, self._stood[number])
        for number, values in self._read(self._typed, whole):
            found[number] = row_problems(self._register, values, self._context)
        return found

    def _read(self, keys: Sequence[str], numbers: Sequence[int]) -> Iterable[tuple[int, Mapping[str, Any]]]:
        if not numbers:
            return ()
        return self._desk.tables.values(self._connection, self._register.key, keys, numbers)


def row_problems(
    register: Register, values: Values, context: DeskContext, only: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """Everything that may be said against a row: field by field, then across fields.

    `only` names the fields that changed in a row of which nothing was to be said before.
    """
    found = _field_problems(register, values, context, values if only is None else only)
    return (*found, *check_row(register, values, context, touched=only))


def _field_problems(register: Register, values: Values, context: DeskContext, keys: Iterable[str]) -> list[Problem]:
    found: list[Problem] = []
    for key in keys:
        field, value = register.field(key), values.get(key)
        if field is not None and value is not None:
            found += check(field, value, context)
    return found


def still_problems(
    register: Register, values: Values, context: DeskContext, changed: Collection[str], stood: Sequence[Problem]
) -> tuple[Problem, ...]:
    """Everything that may be said against a row against which something stood before some of its fields changed.

    References are looked at again, since what they point at may have gone meanwhile.
    """
    if may_differ(register, values, context, changed):
        return row_problems(register, values, context)
    return _kept_and_again(register, values, context, changed, stood)


def _kept_and_again(
    register: Register, values: Values, context: DeskContext, changed: Collection[str], stood: Sequence[Problem]
) -> tuple[Problem, ...]:
    again = {*changed, *references(register)}
    return (*(one for one in stood if one.field not in again), *_field_problems(register, values, context, again))
