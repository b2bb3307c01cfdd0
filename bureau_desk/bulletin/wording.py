"""A number becomes a correct piece of a sentence, or a neutral one when no true sentence can be made.

Rules: estimates and rounding by GB/T 15835-2011; growth in percent, differences of ratios in 百分点; reported growth
goes before computed growth, because official growth is at comparable prices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.analysis.periods import day_words, year_before
from bureau_desk.analysis.scales import convert, convertible
from bureau_desk.analysis.trends import NoGrowth, decimals, growth, plain, points, ranks, rounded, share
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.table import Table

ESTIMATE_WORDS = {"over": "超", "nearly": "近", "about": "约", "at_least": "不少于", "at_most": "不超过"}
SMALL_BASE = Decimal(10)
GAP = Decimal(1)


@dataclass(frozen=True, slots=True)
class Worded:
    """The printed text, the exact number behind it, the second operand if any, and what must be told."""

    text: str
    value: Decimal | None
    unit: str
    base: Table | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be worded: the answer, its name, and for comparisons the second answer and its name."""

    table: Table
    name: str
    where: str
    base: Table | None = None
    other: str = ""

    def problem(self, code: str, message: str, severity: Severity = Severity.HARD) -> Problem:
        """A problem at the place of this number."""
        return Problem(code, self.where, f"“{self.name}”{message}", severity, value=self.name)


def word(form: str, said: Said) -> Worded:
    """One number in one form: '', 同比, 增减, 百分点, 占比, 排名 or 约数.

    What cannot be said truly (base of zero, missing year, mixed scope or unit) is a hard Problem and neutral words.
    """
    if said.table.value is None:
        if form == "排名" and said.table.groups:
            return _rank(said)
        problem = said.problem("no_number", f"没有数：{said.table.warnings[0]}" if said.table.warnings else "没有数。")
        return Worded(f"〔无数据：{said.name}〕", None, said.table.unit, problems=(problem,))
    return _FORMS[form](said)


def value_text(table: Table) -> str:
    """The value with its unit as bulletins print it: 27家, 3.28%, 超2900家; no thousands separators in prose."""
    return _prefix(table) + _bare(table)


def _bare(table: Table) -> str:
    assert table.value is not None
    return plain(table.value, table.digits) + table.unit


def _prefix(table: Table) -> str:
    if table.estimate == "about" and table.value is not None and decimals(rounded(table.value, table.digits)):
        return ""  # 约 is not said of exact decimals
    return ESTIMATE_WORDS.get(table.estimate, "")


def _value(said: Said) -> Worded:
    problems = []
    if said.table.estimate == "range":
        problems.append(said.problem("range", "在来源里是一个区间，印的只是其中一个数，请核对。", Severity.SOFT))
    if said.table.estimate == "about" and not _prefix(said.table):
        problems.append(
            said.problem("about_decimals", "在来源里是约数，但带小数，没有印“约”字，请核对。", Severity.NOTE)
        )
    return Worded(value_text(said.table), said.table.value, said.table.unit, problems=tuple(problems))


def _refused(said: Said, text: str, code: str, message: str) -> Worded:
    return Worded(text, said.table.value, said.table.unit, said.base, (said.problem(code, message),))


def _marked(said: Said, form: str, code: str, message: str, mark: str = "有误") -> Worded:
    """A mark in the place of a form that cannot be said: the bare number would read as if it were that form."""
    problem = said.problem(code, message)
    return Worded(f"〔{mark}：{said.name} | {form}〕", None, said.table.unit, said.base, (problem,))


def _comparable(said: Said) -> Worded | None:
    """Neutral words when the number of the year before cannot be compared with, None when it can."""
    table, base = said.table, said.base
    if (
        base is None
        or base.value is None
        or (table.register == "indicator_series" and base.as_of != year_before(table.as_of))
    ):
        return _refused(said, "上年同期无数据", "missing_year", f"没有{table.as_of.year - 1}年同期的数，不能作比较。")
    if base.unit != table.unit:
        return _refused(
            said,
            "与上年同期单位不同",
            "mixed_unit",
            f"上年同期的单位是“{base.unit}”，今年是“{table.unit}”，不能作比较。",
        )
    if base.scope != table.scope:
        return _refused(
            said,
            "与上年同期口径不同",
            "mixed_scope",
            f"上年同期的范围是“{base.scope}”，今年是“{table.scope}”，不能作比较。",
        )
    return None


def _growth(said: Said) -> Worded:
    table = said.table
    if table.is_ratio:
        return _ratio_growth(said)
    if table.growth is not None:
        return Worded(
            "同比" + _change_words(table.growth, decimals(table.growth)), table.growth, "%", said.base, _gap(said)
        )
    if (refused := _comparable(said)) is not None:
        return refused
    assert table.value is not None and said.base is not None and said.base.value is not None
    try:
        change = growth(table.value, said.base.value)
    except NoGrowth as reason:
        text = str(reason) if said.base.value == 0 else _difference_words(said)
        return _refused(said, text, "no_growth", f"不能计算同比增长率：{reason}。")
    if table.estimate != "exact" or said.base.estimate != "exact":
        words = _change_words(change, 0, "约")
        note = said.problem("estimated", "是概数，增长率只能取整，请核对。", Severity.SOFT)
        return Worded("同比" + words, change, "%", said.base, (note,))
    small = said.problem("small_base", f"上年同期只有{_bare(said.base)}，宜写增加的数量。", Severity.NOTE)
    notes = (small,) if said.base.value < SMALL_BASE else ()
    return Worded("同比" + _change_words(change, 1), change, "%", said.base, notes)


def _ratio_growth(said: Said) -> Worded:
    """A ratio never grows by percent: it rises by percentage points."""
    worded = _points(said)
    if worded.problems and worded.problems[0].severity is Severity.HARD:
        return worded
    note = said.problem("ratio_growth", "是比率，同比按百分点写。", Severity.NOTE)
    return Worded("同比" + worded.text, worded.value, worded.unit, worded.base, (*worded.problems, note))


def _gap(said: Said) -> tuple[Problem, ...]:
    """A note when the published growth is far from the computed one; comparable prices may well explain it."""
    table, base = said.table, said.base
    if (
        table.growth is None
        or table.value is None
        or _comparable(said) is not None
        or base is None
        or base.value is None
    ):
        return ()
    try:
        computed = growth(table.value, base.value)
    except NoGrowth:
        return ()
    if abs(computed - table.growth) <= GAP:
        return ()
    told = f"公布的同比是{plain(table.growth)}%，按两年的数算是{plain(computed, 1)}%，印的是公布数，请核对口径。"
    return (said.problem("growth_gap", told, Severity.NOTE),)


def _change_words(change: Decimal, digits: int, about: str = "") -> str:
    shown = rounded(abs(change), digits)
    if change == 0:
        return "持平"
    if shown == 0:
        return "基本持平"
    return f"{'增长' if change > 0 else '下降'}{about}{plain(shown)}%"


def _difference(said: Said) -> Worded:
    if (refused := _comparable(said)) is not None:
        return refused
    assert said.table.value is not None and said.base is not None and said.base.value is not None
    if said.table.is_ratio:
        return _points(said)
    change = said.table.value - said.base.value
    notes: tuple[Problem, ...] = ()
    if said.table.estimate != "exact" or said.base.estimate != "exact":
        notes = (said.problem("estimated", "是概数，增减数不精确，请核对。", Severity.SOFT),)
    return Worded(_difference_words(said), change, said.table.unit, said.base, notes)


def _difference_words(said: Said) -> str:
    assert said.table.value is not None and said.base is not None and said.base.value is not None
    change = said.table.value - said.base.value
    shown = rounded(abs(change), max(said.table.digits, said.base.digits))
    if shown == 0:
        return "持平" if change == 0 else "基本持平"
    return f"{'增加' if change > 0 else '减少'}{plain(shown)}{said.table.unit}"


def _points(said: Said) -> Worded:
    table = said.table
    if not table.is_ratio:
        return _marked(said, "百分点", "not_a_ratio", f"的单位是“{table.unit}”，不是比率，不能用百分点。")
    if table.points is not None:
        return Worded(_points_words(table.points, decimals(table.points)), table.points, "个百分点", said.base)
    if (refused := _comparable(said)) is not None:
        return refused
    assert table.value is not None and said.base is not None and said.base.value is not None
    digits = max(table.digits, said.base.digits)
    change = points(table.value, said.base.value)
    notes: tuple[Problem, ...] = ()
    seen = rounded(table.value, table.digits) - rounded(said.base.value, said.base.digits)
    if rounded(change, digits) != seen:
        told = f"按未取整的数相差{plain(change, digits)}个百分点，按印出的数相差{plain(seen)}个百分点。"
        notes = (said.problem("points_rounding", told, Severity.NOTE),)
    return Worded(_points_words(change, digits), change, "个百分点", said.base, notes)


def _points_words(change: Decimal, digits: int) -> str:
    shown = rounded(abs(change), digits)
    if shown == 0:
        return "持平" if change == 0 else "基本持平"
    return f"{'提高' if change > 0 else '下降'}{plain(shown)}个百分点"


def _share(said: Said) -> Worded:
    table, whole = said.table, said.base
    form = f"占比 {said.other}"
    if whole is None or whole.value is None:
        return _marked(said, form, "missing_whole", f"要占比的总数“{said.other}”没有数。", "无数据")
    assert table.value is not None
    if not convertible(table.unit, whole.unit):
        told = f"与总数“{said.other}”单位不同（{table.unit}、{whole.unit}），不能算占比。"
        return _marked(said, form, "mixed_unit", told)
    if table.as_of != whole.as_of:
        told = f"是{day_words(table.as_of)}的数，总数“{said.other}”是{day_words(whole.as_of)}的数，不能算占比。"
        return _marked(said, form, "mixed_days", told)
    try:
        part = share(table.value, convert(whole.value, whole.unit, table.unit))
    except NoGrowth as reason:
        return _marked(said, form, "no_share", f"不能计算占“{said.other}”的比重：{reason}。")
    exact = table.estimate == whole.estimate == "exact"
    notes = () if exact else (said.problem("estimated", "或总数是概数，占比只能取整，请核对。", Severity.SOFT),)
    text = f"占比{plain(part, 1)}%" if exact else f"占比约{plain(part, 0)}%"
    return Worded(text, part, "%", whole, notes)


def _rank(said: Said) -> Worded:
    table = said.table
    if table.groups:
        return _group_rank(said)
    if not table.rank:
        return _marked(said, "排名", "no_rank", "没有公布的排名。")
    place = Decimal("".join(mark for mark in table.rank.rpartition("第")[2] if mark.isdecimal()))
    if not table.rank_base:
        note = said.problem("rank_base", "的排名没有写是在哪些地区里排的。", Severity.SOFT)
        return Worded(f"排名{table.rank}", place, "位", problems=(note,))
    return Worded(f"居{table.rank}", place, "位")


def _group_rank(said: Said) -> Worded:
    """The place of the question's own region among the groups; 未填 does not compete."""
    table = said.table
    own = table.question.region or str(table.question.chart.get("highlight", ""))
    groups = [group for group in table.groups if group.keys and group.keys[0] != "未填"]
    names = [group.keys[0] for group in groups]
    if own not in names or len(table.names) != 1:
        return _marked(said, "排名", "no_rank", "没有写明排的是哪个地区（region），不能排名。")
    place = ranks([group.value for group in groups])[names.index(own)]
    if place is None:
        return _marked(said, "排名", "no_rank", f"里“{own}”没有数，不能排名。", "无数据")
    tied = "并列" if place.tied else ""
    scope = table.question.scope or "全市"
    return Worded(f"居{scope}{tied}第{place.place}位", Decimal(place.place), "位")


def _about(said: Said) -> Worded:
    table = said.table
    assert table.value is not None
    if table.estimate != "exact":
        return _value(said)
    if table.value < 0:
        return _refused(said, value_text(table), "negative", "是负数，不写约数。")
    return Worded(about_text(table.value, table.unit, table.is_ratio), table.value, table.unit)


def about_text(value: Decimal, unit: str, is_ratio: bool = False) -> str:
    """A rough number by its second leading digit: 2915 超2900, 2980 近3000, 97 近100, 2900 itself; ratios by whole percents.

    A number that this would move by more than an eighth (15, 1.4%) stays itself: 超10 would be true and mislead.
    """
    if unit.startswith("万") and value >= 10_000:
        return about_text(value / 10_000, f"亿{unit[1:]}")
    whole = int(value)
    length = len(str(whole))
    if value < 1 or (length == 1 and value == whole):
        return plain(value) + unit
    step = 1 if is_ratio or length == 1 else 10 ** max(length - 2, 1)
    floor = whole // step * step
    if value == floor:
        return _round_text(floor, unit) + unit
    shown = floor + step if (value - floor) * 2 > step else floor
    if abs(shown - value) * 8 > value:
        return plain(value) + unit
    return f"{'近' if shown > value else '超'}{_round_text(shown, unit)}{unit}"


def _round_text(value: int, unit: str) -> str:
    """A round number with 万 or 亿 and at most one decimal: 15000 is 1.5万, 120000000 is 1.2亿; no 亿 before 亿元."""
    for size, word in ((100_000_000, "亿"), (10_000, "万")):
        if value >= size and value * 10 % size == 0 and not unit.startswith(("万", word)):
            return f"{plain(Decimal(value) / size)}{word}"
    return str(value)


_FORMS: dict[str, Callable[[Said], Worded]] = {
    "": _value,
    "同比": _growth,
    "增减": _difference,
    "百分点": _points,
    "占比": _share,
    "排名": _rank,
    "约数": _about,
}
