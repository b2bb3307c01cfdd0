"""Rows of a view put together by one to three fields, counted and summed; totals of any selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from bureau_desk.app import browsing
from bureau_desk.app.browsing import View
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.units import in_unit, plain
from bureau_desk.domain.values import Value
from bureau_desk.store import grouped, ordering
from bureau_desk.store.encoding import column_decoder

MOST_GROUPS = 5000
MOST_FIELDS = 3
SUMMED = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT})
ORDERED = SUMMED | {FieldType.DATE, FieldType.YEAR}
BLANK = "未填"
_CUTS = {"year": 4, "month": 7}
_LISTS = (FieldType.CHOICES, FieldType.FILES)
_KEPT_TEXT = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CODE, FieldType.CREDIT_CODE)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group: what its rows hold (None where a field is empty) and how that reads, their number and their sums.

    `fields` are the keys as they were asked for (`stat_unit`, `established_date:year`), one to a value and a label;
    `sums` holds exact values of the fields' own types by key, None where no row of the group has a number.
    """

    fields: tuple[str, ...]
    values: tuple[Value, ...]
    labels: tuple[str, ...]
    count: int
    sums: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Total:
    """A column of many rows: how many are filled in, and of those the sum, mean, least and greatest.

    Exact values of the field's own type, the mean rounded half up to its decimal places (whole 元; two places of whole
    numbers). Dates and years have a least and a greatest alone, other fields only a number of filled rows.
    """

    filled: int
    sum: Value = None
    mean: Value = None
    minimum: Value = None
    maximum: Value = None


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups in order, and how many groups and rows are left out because there are too many to be listed."""

    lines: tuple[GroupLine, ...]
    groups_left: int = 0
    rows_left: int = 0


def groups(
    desk: Desk, view: View, fields: Sequence[str], sums: Sequence[str] = (), by_count: bool = False
) -> tuple[GroupLine, ...]:
    """The groups of a view's rows by one to three fields, a date or year cut as `key:year` or `key:month`.

    Choices stand in the order of their code list, other values in their own order or, with `by_count`, the largest
    first; empty ones last. Misuse for unknown fields, Trouble when there are more than 5,000 groups.
    """
    found = largest_groups(desk, view, fields, sums, by_count)
    if found.groups_left:
        register = desk.register(view.register)
        titles = "、".join(_Key(desk, register, one).field.title for one in fields)
        raise Trouble(f"按{titles}分组会有 {MOST_GROUPS:,} 组以上。", "请改用取值较少的字段，或先筛选。")
    return found.lines


def largest_groups(
    desk: Desk, view: View, fields: Sequence[str], sums: Sequence[str] = (), by_count: bool = False
) -> Groups:
    """As `groups`, but of more than 5,000 groups those with the most rows, and how many are left out."""
    register = desk.register(view.register)
    keys = [_Key(desk, register, one) for one in fields]
    if not 1 <= len(keys) <= MOST_FIELDS:
        raise Misuse(f"分组要选 1 至 {MOST_FIELDS} 个字段。")
    summed = [_field(register, one) for one in sums]
    if wrong := next((one for one in summed if one.type not in SUMMED), None):
        raise Misuse(f"“{wrong.title}”不是数，不能合计。")
    with desk.database.reading() as connection:
        source = browsing.rows_of(desk, connection, register, view)
        columns = [(source.table.c[f"f_{key.field.key}"], key.cut_value) for key in keys]
        added = [source.table.c[f"f_{one.key}"] for one in summed]
        # an index gives one field's groups at once; where more is asked of each row, looking it up there costs the most
        alone = len(keys) == 1 and not summed and not source.where and ordering.is_indexed(columns[0][0])
        asked = [
            key.expression(source.table.c[f"f_{key.field.key}"], alone).label(f"k{n}") for n, key in enumerate(keys)
        ]
        found = None
        if view.as_of is None and not (alone and not keys[0].cut):
            found = grouped.grouped(connection, source.table, columns, added, source.where)
        numbers = [_whole(source.table.c[f"f_{one.key}"]) for one in summed]
        size = func.count().label("size")
        query = select(*asked, size, *map(func.sum, numbers)).where(*source.where).group_by(*asked)
        if found is None:
            found = [tuple(row) for row in connection.execute(query.limit(MOST_GROUPS + 1))]
        left = (0, 0)
        if len(found) > MOST_GROUPS:
            sizes = select(*asked, size).where(*source.where).group_by(*asked).subquery()
            whole = connection.execute(select(func.count(), func.sum(sizes.c.size))).one()
            found = [tuple(row) for row in connection.execute(query.order_by(size.desc(), *asked).limit(MOST_GROUPS))]
            left = (whole[0] - len(found), int(whole[1]) - sum(row[len(keys)] for row in found))
        context = DeskContext(desk, connection, view.as_of)
        lines = []
        for row in found:
            values = tuple(key.value(raw) for key, raw in zip(keys, row, strict=False))
            labels = tuple(key.label(value, context) for key, value in zip(keys, values, strict=True))
            count, *raw_sums = row[len(keys) :]
            totals = {one.key: column_decoder(one)(raw) for one, raw in zip(summed, raw_sums, strict=True)}
            lines.append(GroupLine(tuple(fields), values, labels, count, totals))
    return Groups(tuple(_ordered(lines, keys, by_count)), *left)


def conditions_of(desk: Desk, register: str, line: GroupLine) -> tuple[Condition | Group, ...]:
    """Conditions that hold for exactly the rows of a group, those of empty values among them."""
    described = desk.register(register)
    keys = [_Key(desk, described, one) for one in line.fields]
    return tuple(key.condition(value) for key, value in zip(keys, line.values, strict=True))


def totals(desk: Desk, register: str, which: Sequence[int] | View, fields: Sequence[str]) -> dict[str, Total]:
    """What columns come to over the rows of a view, or over any number of records; worked out by the database."""
    described = desk.register(register)
    found = [_field(described, one) for one in fields]
    if not found:
        return {}
    view = which if isinstance(which, View) else View(described.key)
    with desk.database.reading() as connection:
        source = browsing.rows_of(desk, connection, described, view)
        where = list(source.where)
        if isinstance(which, View) and view.as_of is None and not where and found[0].type in SUMMED and len(found) == 1:
            whole = grouped.total(connection, source.table, source.table.c[f"f_{found[0].key}"])
            if whole is not None:
                filled, summed, least, greatest = whole
                return {found[0].key: _total(found[0], [filled, summed, filled, least, greatest])}
        if not isinstance(which, View):
            where += browsing.among(source.table, which)
        asked: list[ColumnElement[Any]] = []
        for one in found:
            column = source.table.c[f"f_{one.key}"]
            number = _whole(column) if one.type in ORDERED - {FieldType.DATE} else column
            asked += [func.count(func.nullif(column, "") if one.type in _KEPT_TEXT else column)]
            asked += [func.sum(number), func.count(number)] if one.type in SUMMED else []
            asked += [func.min(number), func.max(number)] if one.type in ORDERED else []
        row = list(connection.execute(select(*asked).where(*where)).one())
    return {one.key: _total(one, row) for one in found}


def _total(field: Field, row: list[Any]) -> Total:
    """One column's total, taken from the front of the answer."""
    filled, decode = row.pop(0), column_decoder(field)
    whole, mean = None, None
    if field.type in SUMMED:
        whole, counted = row.pop(0), row.pop(0)
        mean = _mean(field, whole, counted) if counted else None
    least, greatest = (row.pop(0), row.pop(0)) if field.type in ORDERED else (None, None)
    return Total(filled, decode(whole), mean, decode(least), decode(greatest))


def _mean(field: Field, whole: int, counted: int) -> Value:
    exact = Decimal(whole) / counted
    if field.type is FieldType.MONEY:
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if field.type is FieldType.INTEGER:
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return exact.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-field.digits)


def _whole(column: Any) -> ColumnElement[Any]:
    """A column's numbers; texts kept from an earlier type of the field are none."""
    return case((func.typeof(column) == "integer", column))


def _field(register: Register, text: str) -> Field:
    found = register.find(text)
    if found is None:
        raise Misuse(f"台账“{register.title}”没有字段“{text}”。")
    return found


class _Key:
    """One field to group by, whole or cut to years or months."""

    def __init__(self, desk: Desk, register: Register, text: str) -> None:
        name, _, cut = text.partition(":")
        self.field = _field(register, name)
        dated = self.field.type is FieldType.DATE
        if cut and not (cut in _CUTS and (dated or (cut == "year" and self.field.type is FieldType.YEAR))):
            raise Misuse(f"“{self.field.title}”不能按“{cut}”分组。", "日期可以按 year（年）或 month（月）分组。")
        self.cut = _CUTS[cut] if cut and dated else 0
        codes = desk.schema.codelists.get(self.field.codelist) if self.field.codelist else None
        ranked = sorted(enumerate(codes.codes), key=lambda one: (one[1].rank, one[0])) if codes else []
        self._places = {code.code: place for place, (_, code) in enumerate(ranked)}
        self._decode = column_decoder(self.field)

    def expression(self, column: Any, by_index: bool) -> ColumnElement[Any]:
        """What the database groups by."""
        if self.cut:
            return func.substr(column, 1, self.cut)
        if self.field.type in _KEPT_TEXT:
            return func.nullif(column, "")
        if self.field.type in _LISTS:
            return func.nullif(column, "[]")
        plain: ColumnElement[Any] = column if by_index else func.coalesce(column, None)
        return plain

    def cut_value(self, raw: Any) -> Any:
        """The same of one value that the column holds."""
        if self.cut:
            return None if raw is None else str(raw)[: self.cut]
        blank = "" if self.field.type in _KEPT_TEXT else "[]" if self.field.type in _LISTS else None
        return None if raw == blank else raw

    def value(self, raw: Any) -> Value:
        """What the column means."""
        return None if raw is None else raw if self.cut else self._decode(raw)

    def label(self, value: Value, context: DeskContext) -> str:
        """How a value reads."""
        if value is None:
            return BLANK
        if self.cut and isinstance(value, str):
            year, _, month = value.partition("-")
            return f"{year}年{int(month)}月" if month.isdigit() else f"{year}年"
        text = fieldtypes.show(self.field, value, context)
        return f"{text}{self.field.unit}" if self.field.type in SUMMED and self.field.unit not in ("", "%") else text

    def condition(self, value: Value) -> Condition | Group:
        """What holds for exactly the rows with a value."""
        key = self.field.key
        if value is None:
            return Condition(key, Operator.EMPTY, True)
        if self.field.type is FieldType.DATE and self.cut:
            within = Condition(key, Operator.EQUALS, value)
            if len(str(value)) >= self.cut:
                return within
            # a year alone among months: not the months of that year
            return Condition(key, Operator.SAME, value)
        if self.field.type in (*_LISTS, FieldType.DATE) or self._is_foreign(value):
            return Condition(key, Operator.SAME, value)
        if isinstance(value, bool):
            return Condition(key, Operator.EQUALS, "是" if value else "否")
        if self.field.type is FieldType.MONEY and isinstance(value, int):
            return Condition(key, Operator.EQUALS, plain(in_unit(value, self.field.unit)))
        return Condition(key, Operator.EQUALS, value)

    def _is_foreign(self, value: Value) -> bool:
        """Whether a value is of another type than the field's, or of a code that its list does not know."""
        if self._places:
            return value not in self._places
        return isinstance(value, str) and self.field.type not in (*_KEPT_TEXT, FieldType.CHOICE, FieldType.LEVEL)

    def place(self, value: Value, label: str) -> tuple[Any, ...]:
        """Where a value stands among the others: empty ones last, texts kept from an earlier type before them."""
        if value is None:
            return (2,)
        if self.field.type is FieldType.REFERENCE:
            return (0, label)
        if self._places and isinstance(value, str):
            return (0, self._places.get(value, len(self._places)), value)
        if isinstance(value, tuple):
            return (0, tuple(self._places.get(one, len(self._places)) for one in value), value)
        numeric = self.field.type in (*SUMMED, FieldType.YEAR)
        return (1 if numeric and isinstance(value, str) else 0, value)

    @property
    def coded(self) -> bool:
        """Whether a code list gives the order."""
        return bool(self._places)


def _ordered(lines: list[GroupLine], keys: list[_Key], by_count: bool) -> list[GroupLine]:
    """Lines in the order of their values level by level, so that those under one value stand together."""
    sizes: dict[tuple[Value, ...], int] = {}
    for line in lines:
        for depth in range(1, len(keys) + 1):
            sizes[line.values[:depth]] = sizes.get(line.values[:depth], 0) + line.count

    def place(line: GroupLine) -> list[tuple[Any, ...]]:
        found = []
        for depth, key in enumerate(keys):
            by_size = by_count and not key.coded and line.values[depth] is not None
            size = -sizes[line.values[: depth + 1]] if by_size else 0
            own = key.place(line.values[depth], line.labels[depth])
            found.append((own[0], size, *own[1:]))
        return found

    return sorted(lines, key=place)
