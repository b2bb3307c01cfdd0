"""The rows behind a printed number: which records it counts, with what weight, and what they looked like on its day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bureau_desk.analysis.describe import COUNTS
from bureau_desk.analysis.labels import shown
from bureau_desk.analysis.prepared import Prepared, Span, prepare
from bureau_desk.analysis.scales import convert, convertible
from bureau_desk.analysis.series import SERIES
from bureau_desk.domain.galley import Number
from bureau_desk.domain.question import Count
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.values import Value, Values

OWN, BASE, REPORTED = "本数", "基数", "公布"
RELATIVE = ("同比", "百分点", "占比", "排名")
"""Forms whose printed unit is not the unit of the counted rows."""


class Card(NamedTuple):
    """What a record looked like on a day, as staff read it: the texts of a detail row."""

    name: str
    code: str = ""
    level: str = ""
    district: str = ""
    start: str = ""
    end: str = ""
    simulated: bool = False


class Detail(NamedTuple):
    """One row that a number rests on.

    `weight` is 1 for a row that counts, 0 for a further row of the same organisation, -1 for one that went (净增);
    `amount` what is added up, `taken` the field it comes from.
    """

    record: int
    register: str
    card: Card
    weight: int = 1
    amount: Decimal | None = None
    taken: str = ""


class Evidence:
    """The desk as the auditor reads it: any record on any day, as staff read it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._now = prepare(snapshot)
        self._spans: dict[tuple[date, str], dict[int, Span]] = {}
        self._cards: dict[tuple[date, str], dict[int, Card]] = {}
        self._read: dict[tuple[date, str], list[Callable[[Values], str]]] = {}
        self._registers: dict[int, str] | None = None
        self.kept: dict[tuple[object, ...], tuple[Detail, ...]] = {}

    def register(self, key: str) -> Register | None:
        """The register with this key."""
        return self._now.schema.registers.get(key)

    def register_of(self, records: Iterable[int], first: str) -> str:
        """The register that holds these records: the one named, else the one that has the first of them."""
        wanted = list(records)
        register = self.register(first)
        known = self._now.dated(register).places if register else {}
        if not wanted or any(record in known for record in wanted):
            return first
        if self._registers is None:
            self._registers = {row.id: key for key in self._now.schema.registers for row in self._now.rows(key)}
        return next((self._registers[record] for record in wanted if record in self._registers), first)

    def spans(self, register: str, on: date, records: Sequence[int]) -> Mapping[int, Span]:
        """Records of a register on a day, by id; those that it does not hold are absent."""
        spans = self._spans.setdefault((on, register), {})
        found = self.register(register)
        if found and (new := [record for record in records if record not in spans]):
            spans |= self._on(on).spans_of(found, new)
        return spans

    def card(self, span: Span, key: str, on: date) -> Card:
        """The texts of a record on a day."""
        return self.cards((span,), key, on)[0]

    def cards(self, spans: Sequence[Span], key: str, on: date) -> list[Card]:
        """The texts of some records of a register on a day."""
        cards = self._cards.setdefault((on, key), {})
        made = []
        for span in spans:
            record = span.row.id
            card = cards.get(record)
            if card is None:
                card = cards[record] = self._card(span, key, on)
            made.append(card)
        return made

    def _card(self, span: Span, key: str, on: date) -> Card:
        values, end, stop = span.row.values, span.end, span.stop
        name, code, level, district = [reader(values) for reader in self._readers(key, on)]
        return Card(
            name,
            code,
            level,
            district,
            span.start or str(values.get("period_end") or ""),
            min(end, stop) if end and stop else end or stop,
            values.get("simulated") is True,
        )

    def _on(self, on: date) -> Prepared:
        return self._now if on == self._now.as_of.on else self._now.at(on)

    def _readers(self, key: str, on: date) -> list[Callable[[Values], str]]:
        """What reads the name, code, level and district of a register's rows on a day."""
        if (on, key) not in self._read:
            register = self.register(key)
            assert register is not None
            counting = register.counting
            code = register.code_field or (counting.identity[0] if counting.identity else "")
            names = (counting.name or register.name_field, code, counting.level, counting.district)
            self._read[on, key] = [self._reader(register.field(name), on) for name in names]
        return self._read[on, key]

    def _reader(self, field: Field | None, on: date) -> Callable[[Values], str]:
        if field is None:
            return lambda _: ""
        prepared, key = self._on(on), field.key
        known: dict[Value, str] = {None: ""}

        def read(values: Values) -> str:
            value = values.get(key)
            text = known.get(value)
            if text is None:
                text = shown(field, value, prepared.schema, on, lambda one: prepared.name(one, field.targets))
                known[value] = text
            return text

        return read


def is_indicator(number: Number) -> bool:
    """Whether the number is that of an indicator; one that counts the rows of the indicator register is not."""
    return number.register == SERIES and not number.question.startswith("台账")


def own_rows(number: Number, evidence: Evidence) -> tuple[Detail, ...]:
    """The rows of the number itself."""
    unit = "" if number.form.partition(" ")[0] in RELATIVE else number.unit
    if is_indicator(number):
        return _points(number, OWN, number.rows, evidence, unit)
    return _counted(number, (number.register, number.rows, number.as_of), number.measure, evidence, unit)


def base_rows(number: Number, evidence: Evidence, measure: str) -> tuple[Detail, ...]:
    """The rows of the second operand, measured as told; indicators are told in the unit of the number's own row."""
    register = evidence.register_of(number.base_rows, number.register)
    day = number.base_as_of or number.as_of
    unit = "" if number.form.partition(" ")[0] in RELATIVE else number.unit
    if register == SERIES and (is_indicator(number) or number.form.startswith("占比")):
        unit = unit or next((_unit_of(number.rows, evidence, number) for _ in number.rows), "")
        return _points(number, BASE, number.base_rows, evidence, unit)
    return _counted(number, (register, number.base_rows, day), measure, evidence, unit)


def reported_rows(number: Number, evidence: Evidence) -> tuple[Detail, ...]:
    """Published growth, change in points and rank of the indicator's own row."""
    if not is_indicator(number) or number.form.partition(" ")[0] not in RELATIVE:
        return ()
    keys = {"同比": ("yoy_reported", "yoy_pp"), "百分点": ("yoy_pp",), "排名": ("rank_reported",)}
    found: list[Detail] = []
    for key in keys.get(number.form.partition(" ")[0], ()):
        found += _points(number, REPORTED, number.rows, evidence, "", (key,))
    return tuple(found)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _unit_of(rows: Sequence[int], evidence: Evidence, number: Number) -> str:
    spans = evidence.spans(SERIES, _day(number.as_of), rows)
    span = next((spans[record] for record in rows if record in spans), None)
    return str(span.row.get("unit") or "") if span and number.register == SERIES else ""


def _points(
    number: Number,
    role: str,
    rows: Sequence[int],
    evidence: Evidence,
    unit: str,
    keys: tuple[str, ...] = ("value", "target", "rank_reported"),
) -> tuple[Detail, ...]:
    """Indicator rows; the field taken is the first whose value is the number's, else the first that is filled."""
    day = _day(number.base_as_of if role == BASE and number.base_as_of else number.as_of)
    wanted = number.base_value if role == BASE else number.value
    made = []
    spans = evidence.spans(SERIES, day, rows)
    for record in rows:
        span = spans.get(record)
        if span is None:
            made.append(_gone(record, SERIES))
            continue
        amounts = {key: _amount(span.row, key, unit) for key in keys}
        filled = {key: amount for key, amount in amounts.items() if amount is not None}
        if not filled:
            continue
        equal = [key for key, amount in filled.items() if wanted and abs(amount - Decimal(wanted)) < Decimal("1e-6")]
        key = (equal or list(filled))[0]
        register = evidence.register(SERIES)
        field = register.field(key) if register else None
        title = f"{field.title if field else key}（{unit or span.row.get('unit') or ''}）".replace("（）", "")
        made.append(_told(span, SERIES, evidence, day, amount=filled[key], taken=title))
    return tuple(made)


def _amount(row: Row, key: str, unit: str) -> Decimal | None:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    own = str(row.get("unit") or "")
    scaled = key in ("value", "target") and unit and own and convertible(own, unit)
    return convert(Decimal(value), own, unit) if scaled else Decimal(value)


def _counted(
    number: Number, asked: tuple[str, tuple[int, ...], str], measure: str, evidence: Evidence, unit: str
) -> tuple[Detail, ...]:
    """Rows of a register with the weight or amount that the measure gives each; kept, for the same rows stand behind
    many numbers."""
    wanted = (*_ways(number), *asked, measure, unit)
    if wanted not in evidence.kept:
        evidence.kept[wanted] = _weighed(number, asked, measure, evidence, unit)
    return evidence.kept[wanted]


def _weighed(
    number: Number, asked: tuple[str, tuple[int, ...], str], measure: str, evidence: Evidence, unit: str
) -> tuple[Detail, ...]:
    key, rows, day = asked
    register = evidence.register(key)
    if register is None:
        return ()
    on = _day(day)
    kind, _, name = measure.partition(":")
    field = register.find(name.strip()) if name else None
    weigh = _Weights(number, kind.strip() or "count", field, day)
    title = f"{field.title}（{unit or _stored_unit(field)}）".replace("（）", "") if field else ""
    spans = evidence.spans(key, on, rows)
    held = [spans[record] for record in rows if record in spans]
    cards = dict(zip((span.row.id for span in held), evidence.cards(held, key, on), strict=True))
    summed = kind in ("sum", "mean") and field is not None
    made = []
    for record in rows:
        span = spans.get(record)
        if span is None:
            made.append(_gone(record, key))
            continue
        amount = _summand(span.row, field, unit) if summed and field else None
        weight = weigh.of(span) if amount is None else 1
        made.append(Detail(record, key, cards[record], weight, amount, title))
    return tuple(made)


def _ways(number: Number) -> tuple[bool, bool]:
    """Whether the number is a net change, and whether it counts every recognition."""
    return COUNTS[Count.NET] in number.question, COUNTS[Count.RECOGNISED] in number.question


class _Weights:
    """How much each row adds to a count: an organisation counts once, however many rows it has."""

    def __init__(self, number: Number, kind: str, field: Field | None, day: str) -> None:
        self._kind, self._field, self._day = kind, field, day
        self._net, self._every = _ways(number)
        self._seen: set[object] = set()

    def of(self, span: Span) -> int:
        if self._kind in ("sum", "mean"):
            return 0  # a row without the field adds nothing
        if self._kind == "distinct" and self._field is not None:
            return sum(self._new(one) for one in _several(span.row.get(self._field.key)) if one not in (None, ""))
        if self._every:
            return 1
        if self._net:
            came = span.holds(self._day)
            return self._new((came, span.identity)) * (1 if came else -1)
        return self._new(span.identity)

    def _new(self, what: object) -> int:
        if what in self._seen:
            return 0
        self._seen.add(what)
        return 1


def _several(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _stored_unit(field: Field) -> str:
    return "元" if field.type is FieldType.MONEY else field.unit


def _summand(row: Row, field: Field, unit: str) -> Decimal | None:
    value = row.get(field.key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    stored = _stored_unit(field)
    return convert(Decimal(value), stored, unit) if unit and stored and convertible(stored, unit) else Decimal(value)


def _gone(record: int, register: str) -> Detail:
    return Detail(record, register, Card("（台账里已没有这条记录）"), weight=0)


def _told(
    span: Span,
    key: str,
    evidence: Evidence,
    on: date,
    *,
    weight: int = 1,
    amount: Decimal | None = None,
    taken: str = "",
) -> Detail:
    return Detail(span.row.id, key, evidence.card(span, key, on), weight, amount, taken)
