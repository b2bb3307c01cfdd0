"""Every number of a chart or table bound to the answer it came from: its value, its day and the rows counted in it.

Charts and tables are drawn from answers; the answers that were asked on the way are kept, and each printed number is
matched with the one of the same labels and value. What is worked out from others (shares, growth) names both operands
where they yield just that value; nothing is claimed otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from bureau_desk.analysis.describe import counted, describe
from bureau_desk.analysis.labels import level_words
from bureau_desk.analysis.listing import listed_fields
from bureau_desk.analysis.periods import day_name, year_before
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.analysis.scales import convert, convertible
from bureau_desk.analysis.sheets import EXTRA, TOTAL, cell
from bureau_desk.analysis.trends import NoGrowth, growth, plain
from bureau_desk.bulletin.compose_numbers import Ask
from bureau_desk.bulletin.compose_sums import sums_of
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import Number, Point, TableSheet
from bureau_desk.domain.question import Question
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Table

_NEAR = Decimal("1e-6")


class Asked:
    """Asks for a chart or table and keeps the answers."""

    def __init__(self, ask: Ask, first: Table) -> None:
        self._ask = ask
        self.tables = [first]

    def __call__(self, question: Question, snapshot: Snapshot) -> Table:
        table = self._ask(question, snapshot)
        self.tables.append(table)
        return table


@dataclass(frozen=True, slots=True)
class _Source:
    """A number that was answered: the labels it stands under, its day, and its rows."""

    labels: frozenset[str]
    value: Decimal
    rows: tuple[int, ...]
    table: Table
    day: date


class Points:
    """The numbers of one chart or table."""

    def __init__(self, question: Question, tables: Iterable[Table], prepared: Prepared, article: str) -> None:
        self._question, self._prepared, self._article = question, prepared, article
        self._names = _names_of_items(question)
        known = {id(table): table for table in tables}
        self._main = next(iter(known.values()), None)
        self._sources = [one for table in known.values() for one in self._sources_of(table)]

    def of_figure(self, figure: Figure) -> Iterator[Point]:
        """The points of a chart and what it works out from them; gaps have none."""
        points = list(self._drawn(figure))
        yield from points
        yield from sums_of(figure, points)

    def _drawn(self, figure: Figure) -> Iterator[Point]:
        for column, series in enumerate(figure.series):
            for row, value in enumerate(series.values):
                if value is None:
                    continue
                category, unit = figure.categories[row], series.unit or figure.unit
                form, own, base = self._of_point(category, series.name, series.role, value, unit)
                words = f"{figure.title}：{category}" + (f"，{series.name}" if len(figure.series) > 1 else "")
                text = plain(value, series.digits)
                number = self._number(figure.name, form, (text, value, unit), own, base, words, figure.as_of)
                yield Point("chart", figure.name, row, column, number)

    def of_sheet(self, sheet: TableSheet, further: Sequence[str]) -> Iterator[Point]:
        """The numbers in the cells of a table; `further` names the columns beyond the first two."""
        for row, line in enumerate(sheet.rows):
            for column, text in enumerate(line[: len(sheet.columns)]):
                value = _value(text)
                if column == 0 or value is None or not _numeric(sheet, column):
                    continue
                form, own, base, measure = self._of_cell(sheet, further, row, column, text, value)
                words = f"{sheet.title}：{line[0]}，{sheet.columns[column]}"
                exact = own.value if own and not form else _exact(form, own, base, value)
                unit = "" if form in ("占比", "同比", "排名") else own.table.unit if own else sheet.unit
                day = date.fromisoformat(sheet.as_of)
                number = self._number(sheet.name, form, (text, exact, unit), own, base, words, day, measure)
                yield Point("table", sheet.name, row, column, number)

    # what was answered
    def _sources_of(self, table: Table) -> Iterator[_Source]:
        question = table.question
        labels = level_words(question, self._prepared.schema, {key for one in table.groups for key in one.keys})
        days = {day_name(one): one for one in question.dates}
        for group in table.groups:
            if group.value is not None:
                keys = {word for key in group.keys for word in (key, labels.get(key, key))}
                day = next((days[key] for key in group.keys if key in days), table.as_of)
                yield _Source(frozenset(keys), group.value, group.rows, table, day)
        if table.value is not None:
            # a chart of this one number calls it by what it counts
            said = counted(question, self._prepared.schema)
            names = {question.name, said, day_name(table.as_of), *self._names.get(question.name, ())}
            yield _Source(frozenset(names), table.value, table.rows, table, table.as_of)

    def _of_point(
        self, category: str, series: str, role: str, value: Decimal, unit: str
    ) -> tuple[str, _Source | None, _Source | None]:
        if role == "line" and series == "同比增长":
            return "同比", *self._grown(category, value)
        found = [
            one for one in self._sources if _same(one, value, unit) and one.table.question.target == (role == "target")
        ]
        named = [one for one in found if _under(one, category)]
        exact = [one for one in named if series in one.labels or one.table.question.name == series]
        exact = exact or [one for one in named if one.table.question.name == self._question.name]
        if not (exact or named or value) and (nothing := self._nothing(category, series)):
            return "", nothing, None
        return "", next(iter(exact or named or (found if role == "target" else [])), None), None

    def _nothing(self, row: str, column: str) -> _Source | None:
        """The zero of two groups that no row belongs to: the answer of groups by groups does not hold it."""
        main = self._main
        if main is None or len(main.names) < 2 or main.question.series or main.question.measure.startswith("mean"):
            return None
        held = [one for one in self._sources if one.table is main]
        under = [any(_heads(name, one) for one in held) for name in (row, column)]
        if not all(under) or any(_heads(row, one) and _heads(column, one) for one in held):
            return None
        days = {day_name(one): one for one in main.question.dates}
        day = next(
            (one for name, one in days.items() for label in (row, column) if name.startswith(_begins(label))),
            main.as_of,
        )
        return _Source(frozenset((row, column)), Decimal(0), (), main, day)

    def _grown(self, label: str, value: Decimal) -> tuple[_Source | None, _Source | None]:
        """The two operands that yield a growth, or the indicator that reports it."""
        for own in (one for one in self._sources if label in one.labels or label == TOTAL):
            if own.table.growth is not None and abs(own.table.growth - value) < Decimal("0.051"):
                return own, self._before(own)
            base = self._before(own)
            if base is not None and _growth_is(own.value, base.value, value):
                return own, base
        return None, None

    def _before(self, own: _Source) -> _Source | None:
        keys = own.labels - {day_name(own.day), own.table.question.name}
        for one in self._sources:
            if one.day == year_before(own.day) and one.labels - {day_name(one.day), one.table.question.name} == keys:
                return one
        return None

    def _of_cell(
        self, sheet: TableSheet, further: Sequence[str], row: int, column: int, text: str, value: Decimal
    ) -> tuple[str, _Source | None, _Source | None, str]:
        if self._question.list_fields:
            return "", *self._listed(sheet, row, column, value)
        label, total = sheet.rows[row][0], sheet.total and row == len(sheet.rows) - 1
        main = self._sources[0].table if self._sources else None
        head = further[column - 2] if 2 <= column < 2 + len(further) else ""
        if head in EXTRA:
            return head, *self._worked_out(head, label, total, value, main), ""
        wanted = [one for one in self._sources if cell(one.value, one.table.digits) == text]
        wanted = [one for one in wanted if (one.table.question.name == head if head else one.table is main)]
        if total:
            whole = next((one for one in wanted if one.rows == one.table.rows and one.value == one.table.value), None)
            if whole is not None and (column == 1 or head or column == len(sheet.columns) - 1):
                return "", whole, None, ""
            return "合计", self._summed(main, value, sheet.columns[column]), None, ""
        named = [one for one in wanted if label in one.labels or len(sheet.rows) == 1]
        crossed = main is not None and len(main.names) > 1
        if crossed and column == len(sheet.columns) - 1 and sheet.columns[column] == TOTAL:
            return "合计", self._summed(main, value, label), None, ""
        if crossed and not value and not head and not any(_heads(sheet.columns[column], one) for one in named):
            return "", self._nothing(label, sheet.columns[column]), None, ""
        if crossed and len(named) > 1:
            named = [one for one in named if any(key.startswith(_begins(sheet.columns[column])) for key in one.labels)]
        return "", next(iter(named), None), None, ""

    def _worked_out(
        self, form: str, label: str, total: bool, value: Decimal, main: Table | None
    ) -> tuple[_Source | None, _Source | None]:
        owns = [
            one
            for one in self._sources
            if one.table is main and (one.rows == one.table.rows if total else label in one.labels)
        ]
        whole = next((one for one in self._sources if one.table is main and one.value == one.table.value), None)
        for own in owns:
            base = whole if form == "占比" else self._before(own) if form in ("增减", "同比") else None
            if base is None:
                continue
            yielded = {
                "占比": base.value and abs(own.value / base.value * 100 - value) < Decimal("0.1"),
                "增减": own.value - base.value == value,
                "同比": _growth_is(own.value, base.value, value),
            }[form]
            if yielded:
                return own, base
        return None, None

    def _summed(self, main: Table | None, value: Decimal, label: str) -> _Source | None:
        """All groups under a label, where they add up to the total."""
        parts = [one for one in self._sources if one.table is main and any(key.startswith(label) for key in one.labels)]
        if main is None or sum((one.value for one in parts), Decimal(0)) != value:
            return None
        rows = tuple(dict.fromkeys(row for one in parts for row in one.rows))
        return _Source(frozenset((label,)), value, rows, main, parts[0].day if parts else main.as_of)

    def _listed(self, sheet: TableSheet, row: int, column: int, value: Decimal) -> tuple[_Source | None, None, str]:
        """A cell of a list of records: the field of its one record."""
        register = self._prepared.register(self._question.register, self._question.name)
        fields = listed_fields(self._question, register)
        if not self._sources or row >= len(sheet.ids) or column > len(fields):
            return None, None, ""
        table = self._sources[0].table
        source = _Source(frozenset(), value, sheet.ids[row], table, table.as_of)
        return source, None, f"sum:{fields[column - 1].title}"

    def _number(
        self,
        name: str,
        form: str,
        printed: tuple[str, Decimal, str],
        own: _Source | None,
        base: _Source | None,
        words: str,
        day: date,
        measure: str = "",
    ) -> Number:
        text, value, unit = printed
        question = own.table.question if own else self._question
        return Number(
            index=-1,
            name=name,
            form=form,
            text=text,
            value=plain(value, 6),
            unit=unit,
            as_of=(own.day if own else day).isoformat(),
            scope=own.table.scope if own else "",
            source=own.table.source if own else "",
            register=own.table.register if own else "",
            rows=own.rows if own else (),
            question=describe(replace(question, dates=()), self._prepared.schema),
            article=self._article,
            sentence=words,
            base_value=plain(base.value, 6) if base else "",
            base_as_of=base.day.isoformat() if base else "",
            base_rows=base.rows if base else (),
            measure=measure or question.measure,
        )


def _begins(head: str) -> str:
    """How the label under a printed head begins: 2017年 heads 2017-12-31."""
    return head.removesuffix("年") if head[:4].isdigit() else head


def _heads(printed: str, one: _Source) -> bool:
    """Whether a number stands under a printed label."""
    return any(key.startswith(_begins(printed)) for key in one.labels)


def _names_of_items(question: Question) -> dict[str, tuple[str, ...]]:
    """What a chart calls the questions it names."""
    labels = [str(one) for one in question.chart.get("labels") or ()]
    items = [str(one) for one in question.chart.get("items") or ()] or [question.name]
    return {name: (labels[place],) for place, name in enumerate(items) if place < len(labels)}


def _exact(form: str, own: _Source | None, base: _Source | None, printed: Decimal) -> Decimal:
    """The value before it was rounded for print."""
    if own is None or base is None or form not in ("占比", "同比"):
        return printed
    return own.value / base.value * 100 if form == "占比" else growth(own.value, base.value)


def _under(one: _Source, category: str) -> bool:
    return category in one.labels or any(key and category.startswith(f"{key}（") for key in one.labels)


def _same(one: _Source, value: Decimal, unit: str) -> bool:
    own = one.value
    if unit and one.table.unit != unit and convertible(one.table.unit, unit):
        own = convert(own, one.table.unit, unit)
    return abs(own - value) <= _NEAR


def _growth_is(now: Decimal, base: Decimal, value: Decimal) -> bool:
    try:
        return abs(growth(now, base) - value) < Decimal("0.051")
    except NoGrowth:
        return False


def _numeric(sheet: TableSheet, column: int) -> bool:
    return sheet.numeric[column] if column < len(sheet.numeric) else True


def _value(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
