"""The parameters of article skeletons: defaults, choices, what was typed read, and the words made of them."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import combinations, groupby

from bureau_desk.analysis.histories import certain_day
from bureau_desk.analysis.labels import shown
from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import day_words, read_day
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.analysis.series import CITY, SERIES
from bureau_desk.bulletin.draft_sentences import day_text
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.skeleton import CHOICE, DAY, YEAR, Parameter, Skeleton

PARKS = "parks"
_NOT_HAPPENED = ("目标", "政策")
_FLOWS = ("生产总值", "总产值", "增加值", "收入", "支出")
_MOST = 4  # indicators of a park in one sentence
_EARLIEST = 1949
_PAIRS = 5  # years told when those asked for have no numbers


def default_of(parameter: Parameter, day: date) -> str:
    """The default of a parameter for an issue of a day, as text; the last finished year until June, then the running."""
    year = day.year - 1 if day.month <= 6 else day.year
    worked = {
        "year": str(year),
        "year_before": str(year - 1),
        "five_before": str(year - 5),
        "year_start": f"{year}-01-01",
        "year_end": f"{year}-12-31",
        "today": day.isoformat(),
        "quarter_ahead": (day + timedelta(days=90)).isoformat(),
    }
    return worked.get(parameter.default, parameter.default)


def choices_of(parameter: Parameter, prepared: Prepared) -> tuple[str, ...]:
    """What may be chosen for a parameter, in the order of its list; () for free ones."""
    if parameter.choices == PARKS:
        regions = dict.fromkeys(
            text(prepared, row, "region") for row in _indicators(prepared) if text(prepared, row, "scope") == "园区"
        )
        return tuple(sorted(regions))
    codelist = prepared.schema.codelists.get(parameter.choices)
    if codelist is None:
        return ()
    return tuple(dict.fromkeys(entry.label for entry in codelist.codes if not entry.valid_to))


def read_parameters(
    skeleton: Skeleton, given: Mapping[str, str], day: date, choices: Mapping[str, Iterable[str]]
) -> dict[str, str | int]:
    """What was typed as values: days in ISO, years as numbers; Misuse tells which parameter is wrong and why."""
    known = {one.key for one in skeleton.parameters}
    for key in given:
        if key not in known and given[key]:
            raise Misuse(f"“{skeleton.title}”没有参数“{key}”{near(key, known)}。", _usage(skeleton))
    values: dict[str, str | int] = {}
    for one in skeleton.parameters:
        typed = str(given.get(one.key, "")).strip() or default_of(one, day)
        if not typed and not one.optional:
            raise Misuse(f"请填写“{one.title}”（{one.key}）。", _usage(skeleton))
        values[one.key] = _read(one, typed, tuple(choices.get(one.key, ())))
    first, last = values.get("from"), values.get("to")
    if isinstance(first, str) and isinstance(last, str) and first > last:
        raise Misuse("起止日期颠倒了。", "请把较早的日期写在前面。")
    early, late = values.get("from_year"), values.get("to_year")
    if isinstance(early, int) and isinstance(late, int) and early >= late:
        raise Misuse("两个年份要一前一后。", "请把较早的年份写在前面。")
    return values


def _usage(skeleton: Skeleton) -> str:
    return f"可用的参数：{'、'.join(f'{one.title}（{one.key}）' for one in skeleton.parameters) or '无'}。"


def _read(parameter: Parameter, typed: str, choices: tuple[str, ...]) -> str | int:
    if not typed:
        return ""
    if parameter.type == DAY:
        try:
            return (_first_day(typed) if parameter.key == "from" else read_day(typed)).isoformat()
        except ValueError:
            raise Misuse(f"“{parameter.title}”“{typed}”不是日期。", "请写 2021-12-31。") from None
    if parameter.type == YEAR:
        plain = typed.removesuffix("年").removesuffix("度")
        if not plain.isdecimal() or not _EARLIEST <= int(plain) <= 9998:
            raise Misuse(f"“{parameter.title}”“{typed}”不是年份。", "请写四位数的年份，如 2021。")
        return int(plain)
    if parameter.type == CHOICE and choices and typed not in choices:
        raise Misuse(f"“{parameter.title}”没有“{typed}”{near(typed, choices)}。", f"可选：{'、'.join(choices[:12])}。")
    return typed


def _first_day(typed: str) -> date:
    """The first day of a date of year, month or day precision."""
    last = read_day(typed)
    parts = len(
        [
            one
            for one in typed.replace("年", "-").replace("月", "-").replace("/", "-").replace(".", "-").split("-")
            if one.strip("日 ")
        ]
    )
    return date(last.year, 1 if parts == 1 else last.month, last.day if parts > 2 else 1)


def with_words(schema: Schema, values: Mapping[str, str | int], day: date, today: date) -> dict[str, str | int]:
    """The values with what sentences say of them: places, days in words, years before, the period.

    `asked` is the day on which titles that run out are counted: that of the issue, or the first day when that is over.
    """
    city = schema.regions[0] if schema.regions else CITY
    district = str(values.get("district", ""))
    made: dict[str, str | int] = {
        **values,
        "city": city,
        "place": district or "全市",
        "head": district or city.removesuffix("市"),
        "of_district": f"{district}，" if district else "",
    }
    if isinstance(year := values.get("year"), int):
        last = min(date(year, 12, 31), max(today, date(year, 1, 1)))
        made |= {"last": last.isoformat(), "last_words": day_text(last), "year_end": f"{year}-12-31"}
        made |= {f"year{back}": year - back for back in (1, 2)}
    if scheme := str(values.get("scheme", "")):
        made["subject"] = re.sub(r"(创新驱动发展|创新)?(综合|绩效)*(评价|评估|星级评定)$", "", scheme) or scheme
    for key in ("from", "to"):
        if isinstance(typed := values.get(key), str) and typed:
            made[f"{key}_words"] = day_text(read_day(typed)) if key == "to" else day_words(read_day(typed))
    if values.get("from") and values.get("to"):
        first = read_day(str(values["from"]))
        asked = min(first, day)
        made |= {
            "span": span_words(first, read_day(str(values["to"]))),
            "asked": asked.isoformat(),
            "asked_words": day_text(asked),
        }
    return made


def span_words(first: date, last: date) -> str:
    """A period in words: 2021年, 2021年3月, 2021年1至6月, or its two days."""
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if whole and first.year == last.year:
        if (first.month, last.month) == (1, 12):
            return f"{first.year}年"
        months = f"{first.month}月" if first.month == last.month else f"{first.month}至{last.month}月"
        return f"{first.year}年{months}"
    return f"{day_words(first)}至{day_words(last)}"


def each_of(source: str, values: Mapping[str, str | int], prepared: Prepared) -> list[dict[str, str | int]]:
    """What a skeleton's `each` goes over: indicators of a park, indicators of two years, kinds of events."""
    if source == "park_indicators":
        return _of_park(values, prepared)
    if source == "compared_indicators":
        return _of_two_years(values, prepared)
    if source == "event_kinds":
        codelist = prepared.schema.codelists.get("event_kind")
        return [{"item": one.label} for one in (codelist.codes if codelist else ())]
    return []


def _of_park(values: Mapping[str, str | int], prepared: Prepared) -> list[dict[str, str | int]]:
    """The indicators of a park in a year; the first of up to four of one day holds the enumeration of them all."""
    found: dict[str, dict[str, str | int]] = {}
    for row in _indicators(prepared):
        day = certain_day(row.get("period_end"))
        if text(prepared, row, "region") != values["park"] or not day.startswith(str(values["year"])):
            continue
        if text(prepared, row, "value_type") in _NOT_HAPPENED:
            continue
        name, unit = text(prepared, row, "indicator_name"), text(prepared, row, "unit")
        flow = any(word in name for word in _FLOWS)
        words = name.removesuffix("数").removesuffix(unit) if name.endswith("数") else name
        group = "rank" if unit == "位" else "flow" if flow else "stock"
        found[name] = {"item": name, "words": words, "day": day, "group": group, "parts": ""}
    items = sorted(found.values(), key=lambda one: (str(one["group"]), str(one["day"])))
    for _, alike in groupby(items, key=lambda one: (one["group"], one["day"])):
        members = list(alike)
        for start in range(0, len(members), _MOST):
            few = members[start : start + _MOST]
            few[0]["parts"] = "¦".join(f"{one['words']}{{{{{one['item']}}}}}" for one in few)
    return items


def _of_two_years(values: Mapping[str, str | int], prepared: Prepared) -> list[dict[str, str | int]]:
    """The indicators of a region that have a number for the end of both years.

    Misuse with the years that can be compared when there are none, but other years have numbers.
    """
    years: dict[str, set[int]] = {}
    region = str(values.get("region") or values["city"])
    for row in _indicators(prepared):
        day = certain_day(row.get("period_end"))
        if (
            text(prepared, row, "region") == region
            and day.endswith("-12-31")
            and text(prepared, row, "value_type") not in _NOT_HAPPENED
        ):
            years.setdefault(text(prepared, row, "indicator_name"), set()).add(int(day[:4]))
    wanted = {int(values["from_year"]), int(values["to_year"])}
    made: list[dict[str, str | int]] = [{"item": name} for name, found in years.items() if wanted <= found]
    if not made and (pairs := _pairs(years.values())):
        early, late = sorted(wanted)
        told = "、".join(f"{first}年与{last}年（{count}项）" for (first, last), count in pairs)
        raise Misuse(f"没有起稿：{region}没有{early}年、{late}年两年都登记了数的指标。", f"可以对照的有：{told}。")
    return made


def _pairs(years: Iterable[set[int]]) -> list[tuple[tuple[int, int], int]]:
    """Pairs of years with how many indicators have a number for both, those with the most first."""
    counted = Counter(pair for found in years for pair in combinations(sorted(found), 2))
    return sorted(counted.items(), key=lambda one: (-one[1], -one[0][1], one[0][0]))[:_PAIRS]


def _indicators(prepared: Prepared) -> Iterable[Row]:
    return prepared.rows(SERIES) if SERIES in prepared.schema.registers else ()


def text(prepared: Prepared, row: Row, key: str) -> str:
    """A field of an indicator as staff read it."""
    field = prepared.schema.registers[SERIES].field(key)
    if field is None:
        return ""
    return shown(field, row.get(key), prepared.schema, prepared.as_of.on, str)
