"""Answers from the indicator register: the latest point of a series that a day may know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bureau_desk.analysis.conditions import field_named, test_of
from bureau_desk.analysis.histories import certain_day
from bureau_desk.analysis.labels import codelist_of, named, shown
from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import day_words
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.analysis.scales import convert, convertible
from bureau_desk.analysis.trends import decimals
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.table import Table

SERIES = "indicator_series"
CITY = "常州市"
TARGETS = ("目标", "target")
ESTIMATES = {
    "超": "over", "over": "over", "多": "over", "余": "over",
    "近": "nearly", "nearly": "nearly", "约": "about", "about": "about",
    "至少": "at_least", "min": "at_least", "不少于": "at_least",
    "至多": "at_most", "max": "at_most", "不超过": "at_most", "under": "at_most", "within": "at_most",
    "区间": "range", "range": "range",
}  # fmt: skip
UNCERTAIN = ("预计", "推算", "forecast", "derived", "快报")


@dataclass(frozen=True, slots=True)
class Point:
    """A row of the series with its last day as ISO text."""

    row: Row
    end: str


class Indicators:
    """The indicator register seen from one question."""

    def __init__(self, question: Question, prepared: Prepared) -> None:
        self.question = question
        self.prepared = prepared
        self.register = _register(prepared, question)
        self.day = question.as_of or prepared.as_of.on

    def text(self, row: Row, key: str) -> str:
        """A field of a row as staff read it."""
        field = self.register.field(key)
        value = row.get(key)
        if field is None:
            return "" if value is None else str(value)
        on = self.prepared.as_of.on
        return shown(field, value, self.prepared.schema, on, lambda one: self.prepared.name(one, field.targets))

    def is_target(self, row: Row) -> bool:
        """Whether the row is a target, not a happening."""
        return self.text(row, "value_type") in TARGETS

    def region(self) -> str:
        """The place asked for as the register writes it: the code when there is a list; Misuse when unknown."""
        schema = self.prepared.schema
        asked = self.question.region or (schema.regions[0] if schema.regions else CITY)
        field = self.register.field("region")
        codelist = codelist_of(field, schema) if field else None
        if codelist is None:
            return asked
        found = named(codelist, asked)
        if not found and self.question.region:
            labels = [name for entry in codelist.codes for name in (entry.label, *entry.aliases)]
            raise Misuse(f"问题“{self.question.name}”的地区“{asked}”没有{near(asked, labels)}。", "请改为已有地区。")
        return found[0].code if found else asked

    def points(self, region: str | None) -> list[Point]:
        """The rows of the series (in a region), all days, oldest first; Misuse when nobody knows the name."""
        wanted = _folded(self.question.series)
        wanted = _folded(self.prepared.schema.indicator_aliases.get(self.question.series, wanted)) or wanted
        named_rows = self._named().get(wanted)
        if not named_rows:
            rows = self.prepared.rows(self.register.key)
            names = [str(row.get("indicator_name")) for row in rows]
            names += list(self.prepared.schema.indicator_aliases)
            raise Misuse(
                f"问题“{self.question.name}”的指标“{self.question.series}”没有{near(self.question.series, names)}。",
                "请改为指标序列里的指标名称。",
            )
        tests = [
            (field.key, test_of(condition, field, self.prepared, self.question.name))
            for condition in self.question.where
            for field in [field_named(self.register, condition.field, self.question.name)]
        ]
        found = [
            Point(row, certain_day(row.get("period_end")))
            for row in named_rows
            if (region is None or row.get("region") in (region, None))
            and all(test(row.get(key)) for key, test in tests)
        ]
        return sorted((one for one in found if one.end), key=self._precedence)

    def _named(self) -> Mapping[str, list[Row]]:
        """The rows of the register by what they are called: name and code."""
        kept = self.prepared.kept
        if SERIES not in kept:
            found: dict[str, list[Row]] = {}
            for row in self.prepared.rows(self.register.key):
                for name in {_folded(row.get("indicator_name")), _folded(row.get("indicator_code"))}:
                    found.setdefault(name, []).append(row)
            kept[SERIES] = [found]
        named_rows: Mapping[str, list[Row]] = kept[SERIES][0]
        return named_rows

    def _precedence(self, one: Point) -> tuple[str, bool, int, int]:
        """Later days, then what happened before what was expected, then later revisions, come last and win."""
        certain = self.text(one.row, "value_type") not in UNCERTAIN
        return (one.end, certain, _revision(one.row), one.row.id)

    def secret(self, row: Row) -> bool:
        """Whether the number may not be published on the asker's day."""
        if row.get("confidential") is not True:
            return False
        release = certain_day(row.get("release_date"))
        return not release or release > self.prepared.day


def answer_series(question: Question, prepared: Prepared) -> Table:
    """The number of one indicator; `as_of` is the day the number is for, never later than asked.

    value None with a warning when the series has no point by then; Misuse for an unknown indicator or region.
    """
    indicators = Indicators(question, prepared)
    points = indicators.points(indicators.region())
    chosen, warnings = _chosen(points, indicators)
    if chosen is None:
        place = question.region or (prepared.schema.regions[0] if prepared.schema.regions else CITY)
        warnings.append(f"指标“{question.series}”在{day_words(indicators.day)}以前没有{place}的数。")
        return Table(question, None, question.unit, question.scope, indicators.day, question.source,
                     register=SERIES, warnings=tuple(warnings))  # fmt: skip
    return _table(chosen, indicators, warnings)


def _chosen(points: Sequence[Point], indicators: Indicators) -> tuple[Point | None, list[str]]:
    day = indicators.day.isoformat()
    warnings: list[str] = []
    open_points = [one for one in points if not indicators.secret(one.row)]
    actual = [one for one in open_points if one.end <= day and not indicators.is_target(one.row)]
    hidden = [one for one in points if indicators.secret(one.row) and one.end <= day]
    if hidden and (not actual or hidden[-1].end >= actual[-1].end):
        warnings.append(f"指标“{indicators.question.series}”{hidden[-1].end}的数尚未公开，没有使用。")
    if indicators.question.target:
        return _target(open_points, actual, indicators), warnings
    if not actual:
        return None, warnings
    chosen = actual[-1]
    if chosen.end[:4] < day[:4]:
        warnings.append(
            f"指标“{indicators.question.series}”没有{day[:4]}年的数，用的是{day_words(date.fromisoformat(chosen.end))}的数。"
        )
    kind = indicators.text(chosen.row, "value_type")
    if kind in UNCERTAIN:
        warnings.append(f"指标“{indicators.question.series}”{chosen.end[:4]}年的数是{kind}数，文中应当写明。")
    return chosen, warnings


def _target(points: Sequence[Point], actual: Sequence[Point], indicators: Indicators) -> Point | None:
    """The nearest target that is not over, else the year's target beside the actual number, else the last target."""
    targets = [one for one in points if indicators.is_target(one.row)]
    ahead = [one for one in targets if one.end >= indicators.day.isoformat()]
    if ahead:
        return [one for one in ahead if one.end == ahead[0].end][-1]
    if actual and actual[-1].row.get("target") is not None:
        row = actual[-1].row
        return Point(
            replace(row, values={**row.values, "value": row.get("target"), "rank_reported": None}), actual[-1].end
        )
    return targets[-1] if targets else None


def _table(point: Point, indicators: Indicators, warnings: list[str]) -> Table:
    row, question = point.row, indicators.question
    value = _decimal(row.get("value"))
    unit = indicators.text(row, "unit")
    if value is not None and question.unit and unit and question.unit != unit:
        if not convertible(unit, question.unit):
            raise Misuse(f"问题“{question.name}”的单位“{question.unit}”与指标的单位“{unit}”不能换算。")
        value, unit = convert(value, unit, question.unit), question.unit
    ranks = question.measure == "rank"
    rank, base = row.get("rank_reported"), indicators.text(row, "rank_base")
    if ranks:
        value, unit = _decimal(rank), "位"
    return Table(
        question=question,
        value=value,
        unit=unit or question.unit,
        scope=question.scope or _scope(indicators, row),
        as_of=date.fromisoformat(point.end),
        source=question.source or _source(indicators, row),
        rows=(row.id,),
        register=SERIES,
        warnings=tuple(warnings),
        estimate="exact" if ranks else ESTIMATES.get(indicators.text(row, "qualifier"), "exact"),
        rank=f"{base}第{rank}位" if isinstance(rank, int) else "",
        rank_base=base,
        growth=None if ranks else _decimal(row.get("yoy_reported")),
        points=None if ranks else _decimal(row.get("yoy_pp")),
        digits=question.digits if question.digits is not None else (decimals(value) if value is not None else 0),
        is_ratio=not ranks and (unit in ("%", "‰", "‱") or indicators.text(row, "value_kind").startswith("相对数")),
    )


def _scope(indicators: Indicators, row: Row) -> str:
    region, scope = indicators.text(row, "region"), indicators.text(row, "scope")
    return region if scope in ("", "全市", "辖市区", "全省", region) else f"{region} {scope}".strip()


def _source(indicators: Indicators, row: Row) -> str:
    parts = (indicators.text(row, "source_org"), indicators.text(row, "source_doc"))
    return "，".join(part for part in parts if part)


def answer_by_region(
    question: Question, prepared: Prepared, ask: Callable[[Question], Table]
) -> list[tuple[str, Table]]:
    """The series asked for each region that has it, in the order of the region list: for `by = ["region"]`."""
    indicators = Indicators(question, prepared)
    field = indicators.register.field("region")
    codelist = codelist_of(field, prepared.schema) if field else None
    codes = list(dict.fromkeys(str(one.row.get("region")) for one in indicators.points(None) if one.row.get("region")))
    if codelist is not None:
        order = {entry.code: place for place, entry in enumerate(codelist.codes)}
        codes.sort(key=lambda code: order.get(code, len(order)))
    found = []
    for code in codes:
        label = codelist.label(code, prepared.as_of.on) if codelist else code
        found.append((label, ask(replace(question, region=label, by=()))))
    return found


def _register(prepared: Prepared, question: Question) -> Register:
    register = prepared.schema.registers.get(SERIES)
    if register is None:
        raise Misuse(f"问题“{question.name}”要用指标序列，但台账里没有指标序列。", "请先建立指标序列台账。")
    return register


@lru_cache(maxsize=16384)
def _folded(text: object) -> str:
    return "".join(str(text or "").split()).upper().replace("（", "(").replace("）", ")")


def _revision(row: Row) -> int:
    revision = row.get("revision")
    if isinstance(revision, int):
        return revision
    return int(revision) if isinstance(revision, str) and revision.isdecimal() else 0


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)
