"""Counted rows put into groups and measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from bureau_desk.analysis.conditions import field_named
from bureau_desk.analysis.counts import Asked, Held
from bureau_desk.analysis.labels import codelist_of, shown
from bureau_desk.analysis.near import near
from bureau_desk.analysis.scales import convert, convertible
from bureau_desk.analysis.tallies import Amount, Keys
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Count
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.table import Group
from bureau_desk.domain.values import Value

MISSING = "未填"
START_PARTS = {"year": ("年份", 4), "month": ("月份", 7)}
_DIVISION = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class Measured:
    """What some rows amount to: the value, its rows in order, and how many rows had nothing to add up."""

    value: Decimal | None
    rows: tuple[int, ...]
    lacking: int = 0


class Measure:
    """`count`, `distinct:FIELD`, `sum:FIELD` or `mean:FIELD` of a question."""

    def __init__(self, asked: Asked) -> None:
        name, _, key = asked.question.measure.partition(":")
        self._asked = asked
        self.kind = name.strip() or "count"
        if self.kind not in ("count", "distinct", "sum", "mean") or (self.kind != "count" and not key):
            raise Misuse(
                f"问题“{asked.question.name}”的 measure“{asked.question.measure}”看不懂"
                f"{near(self.kind, ('count', 'distinct', 'sum', 'mean'))}。",
                "请写 count、distinct:字段、sum:字段 或 mean:字段。",
            )
        self.field = field_named(asked.register, key.strip(), asked.question.name) if key else None
        self.unit = self._unit()

    @property
    def adds_up(self) -> bool:
        """Whether the values of groups can be added: not for means."""
        return self.kind != "mean"

    @property
    def digits(self) -> int:
        """Decimals to print."""
        wanted = self._asked.question.digits
        if wanted is not None:
            return wanted
        if self.field is None or self.kind == "distinct":
            return 0
        if self.field.type in (FieldType.INTEGER, FieldType.YEAR):
            return 0 if self.kind == "sum" else 1
        return 2 if self.field.type is FieldType.MONEY else self.field.digits

    def amount(self, held: Sequence[Held]) -> Amount:
        """What some rows amount to; they come in order of their ids."""
        if self.kind == "count":
            rows = tuple(dict.fromkeys(one.row.id for one in held))
            single = self._asked.question.count is Count.RECOGNISED
            return Amount(rows, counted=len(held) if single else len({one.identity for one in held}))
        assert self.field is not None
        values = {one.row.id: one.row.get(self.field.key) for one in held}
        if self.kind == "distinct":
            return _distinct(values)
        return _summed(values)

    def measured(self, amount: Amount) -> Measured:
        """The value of an amount; its rows are those that went into it, not those that lack the field.

        A sum or mean is None when there are rows and none of them holds a number.
        """
        rows, lacking = amount.rows, len(amount.lacking)
        if self.kind == "count":
            return Measured(Decimal(amount.counted), rows)
        if self.kind == "distinct":
            return Measured(Decimal(len(amount.values)), rows, lacking)
        if not rows and (lacking or self.kind == "mean"):
            return Measured(None, rows, lacking)
        total = amount.sum
        if self.kind == "mean":
            total = (total / len(rows)).quantize(_DIVISION).normalize()
        return Measured(self._in_unit(total), rows, lacking)

    def _in_unit(self, value: Decimal) -> Decimal:
        assert self.field is not None
        stored = "元" if self.field.type is FieldType.MONEY else self.field.unit
        return convert(value, stored, self.unit) if stored else value

    def _unit(self) -> str:
        question, counting = self._asked.question, self._asked.register.counting
        if self.field is None:
            return question.unit or counting.unit
        if self.kind == "distinct":
            return question.unit or (counting.unit if self._names_one(self.field) else "个")
        if self.field.type not in (
            FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.YEAR,
        ):  # fmt: skip
            raise Misuse(f"问题“{question.name}”里“{self.field.title}”不是数字，不能求和或平均。", "请改用 count。")
        own = self.field.unit or ("元" if self.field.type is FieldType.MONEY else "")
        if question.unit and own and not convertible(own, question.unit):
            raise Misuse(f"问题“{question.name}”的单位“{question.unit}”与“{self.field.title}”的单位“{own}”不能换算。")
        return question.unit or own

    def _names_one(self, field: Field) -> bool:
        """Whether the field tells which organisation is meant, so that its values are counted as these are."""
        register = self._asked.register
        own = (register.name_field, register.code_field, register.counting.name, *register.counting.identity)
        return field.type is FieldType.REFERENCE or field.key in own


def _distinct(values: Mapping[int, Value]) -> Amount:
    filled = {row: value for row, value in values.items() if value not in (None, "", ())}
    told: Counter[Value] = Counter(
        one for value in filled.values() for one in (dict.fromkeys(value) if isinstance(value, tuple) else (value,))
    )
    return Amount(tuple(filled), tuple(row for row in values if row not in filled), values=told)


def _summed(values: Mapping[int, Value]) -> Amount:
    numbers = {
        row: Decimal(value)
        for row, value in values.items()
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
    }
    exponents = Counter(number.as_tuple().exponent for number in numbers.values())
    return Amount(
        tuple(numbers),
        tuple(row for row in values if row not in numbers),
        total=sum(numbers.values(), Decimal(0)),
        exponents=Counter({one: times for one, times in exponents.items() if isinstance(one, int)}),
    )


@dataclass(frozen=True, slots=True)
class Grouping:
    """One group field: its title, the labels a row falls under, and the place of a label in the order."""

    title: str
    labels: Callable[[Held], tuple[str, ...]]
    order: Callable[[str], tuple[int, str]]


def groupings(asked: Asked) -> tuple[Grouping, ...]:
    """The group fields of a question; Misuse when one is unknown or there are more than two."""
    if len(asked.question.by) > 2:
        raise Misuse(f"问题“{asked.question.name}”最多按两个字段分组。", "请去掉多余的分组字段。")
    return tuple(_grouping(name, asked) for name in asked.question.by)


def _grouping(name: str, asked: Asked) -> Grouping:
    if name in START_PARTS and asked.register.find(name) is None:
        title, length = START_PARTS[name]
        return Grouping(title, lambda one: (one.day[:length] or MISSING,), _missing_last(lambda _: 0))
    field = field_named(asked.register, name, asked.question.name)
    schema, on = asked.prepared.schema, asked.prepared.as_of.on

    def label(value: Value) -> str:
        text = shown(field, value, schema, on, lambda record: asked.prepared.name(record, field.targets))
        return text or MISSING

    key, known = field.key, dict[tuple[type, Value], tuple[str, ...]]()

    def labels(one: Held) -> tuple[str, ...]:
        value = one.row.values.get(key)
        asked_for = type(value), value  # 1 and true are equal and called otherwise
        found = known.get(asked_for)
        if found is None:
            parts = value if isinstance(value, tuple) else (value,)
            found = known[asked_for] = tuple(dict.fromkeys(map(label, parts))) or (MISSING,)
        return found

    return Grouping(field.title, labels, _missing_last(_places(field, asked)))


def _places(field: Field, asked: Asked) -> Callable[[str], int]:
    codelist = codelist_of(field, asked.prepared.schema)
    if codelist is None:
        return lambda _: 0
    order = sorted(codelist.codes, key=lambda entry: entry.rank) if codelist.ordered else codelist.codes
    places: dict[str, int] = {}
    for entry in order:
        current = codelist.entry_on(entry.code, asked.prepared.as_of.on) or entry
        places.setdefault(current.label, len(places))
    return lambda text: places.get(text, len(places))


def _missing_last(place: Callable[[str], int]) -> Callable[[str], tuple[int, str]]:
    def order(text: str) -> tuple[int, str]:
        if text == MISSING:
            return (10**9, "")
        numeric = text.replace("-", "").isdigit()
        return (place(text), text if numeric else "")

    return order


def amounts(held: Sequence[Held], parts: Sequence[Grouping], measure: Measure) -> dict[Keys, Amount]:
    """What the rows of each group amount to, in the order in which groups appear.

    A row with several values stands in several groups.
    """
    found: dict[Keys, list[Held]] = {}
    for one in held:
        for key in product(*[part.labels(one) for part in parts]):
            found.setdefault(key, []).append(one)
    return {key: measure.amount(members) for key, members in found.items()}


def grouped(found: Mapping[Keys, Amount], parts: Sequence[Grouping], measure: Measure) -> list[Group]:
    """The groups in their natural order."""
    groups = []
    for key, amount in found.items():
        measured = measure.measured(amount)
        groups.append(Group(key, measured.value, measured.rows))
    return in_order(groups, parts)


def in_order(groups: list[Group], parts: Sequence[Grouping]) -> list[Group]:
    """Groups by the order of their fields; equal places keep the order of first appearance."""
    return sorted(
        groups, key=lambda group: tuple(part.order(text) for part, text in zip(parts, group.keys, strict=True))
    )


def sorted_groups(groups: Sequence[Group], sort: str) -> list[Group]:
    """Groups by value when `sort` is desc or asc (two fields: the first field's groups by their sums); 未填 last."""
    if sort not in ("desc", "asc"):
        return list(groups)
    totals: dict[str, Decimal] = {}
    for group in groups:
        first = group.keys[0] if group.keys else ""
        totals[first] = totals.get(first, Decimal(0)) + (group.value or Decimal(0))
    sign = -1 if sort == "desc" else 1

    def place(group: Group) -> tuple[bool, Decimal]:
        first = group.keys[0] if group.keys else ""
        return (first == MISSING, sign * totals[first])

    ordered = sorted(groups, key=place)
    firsts = list(dict.fromkeys(group.keys[0] if group.keys else "" for group in ordered))
    return [group for first in firsts for group in ordered if (group.keys[0] if group.keys else "") == first]


def without(groups: Sequence[Group], others: Sequence[Group]) -> list[Group]:
    """The differences of two groupings, group by group, for net counts; rows are those of one side only."""
    before = {group.keys: group for group in others}
    result = []
    for group in groups:
        base = before.pop(group.keys, None)
        if base is None:
            result.append(group)
            continue
        rows = tuple(sorted(set(group.rows) ^ set(base.rows)))
        result.append(Group(group.keys, (group.value or Decimal(0)) - (base.value or Decimal(0)), rows))
    result += [replace(group, value=-(group.value or Decimal(0))) for group in before.values()]
    return result
