"""Dates that do not exist or miss their year, and ways of writing quantities that differ (GB/T 15835—2011)."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.bulletin.proof_rules import COUNTED, PROSE, Finding, slip
from bureau_desk.domain.problem import Problem, Severity

_DAY = re.compile(r"(?<!\d)(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?")
_ISO = re.compile(r"(?<![\d.])(?P<year>(?:19|20)\d{2})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?![\d.])")
_NO_YEAR = re.compile(r"截至(?!今年|当年|本年|去年|上年)\s*(\d{1,2}月(?:\d{1,2}日|底|末)?)")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年|今年|当年|本年|去年|上年")
_RECENT = re.compile(r"近日|日前|不久前|前不久")
_ANY_DAY = re.compile(r"\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{4}年年?[初末底]")
_SAME = (
    ("公里", "千米", "km"), ("平方米", "㎡", "m²", "m2"), ("公斤", "千克", "kg"), ("万平方米", "万㎡"), ("吨", "t"), ("千瓦", "kW", "KW"),
)  # fmt: skip
_AMOUNT = re.compile(r"\d(?P<unit>万平方米|万㎡|平方米|公里|千米|公斤|千克|千瓦|km|㎡|m²|m2|kg|kW|KW|吨|t(?![A-Za-z]))")
_COMMAS = re.compile(rf"(?<![\d,.])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?=\s*(?:{COUNTED}))")
_PLAIN = re.compile(rf"(?<![\d,.])\d{{5,}}(?:\.\d+)?(?=\s*(?:{COUNTED}))")
_SHARES = re.compile(r"(?:分别占|各占|占比分别为|占比分别是)(?P<list>[^。；]*)")

QUANTITIES = (
    slip("separator", rf"\d{{1,3}}(?:，\d{{3}})+(?=(?:{COUNTED}))", "“{}”：数字里的分节号不用全角逗号。",
         mend=lambda found: found.group().replace("，", ",")),
    slip("separator", rf"(?<![\d,.])(?:\d{{4,}},\d{{3}}|\d{{1,3}},\d{{1,2}}(?!\d)|\d+,\d{{4,}})(?=(?:{COUNTED}))", "“{}”：数字的分节号位置不对，请核对。"),
    slip("large_unit", r"(?<![\d,.])\d{5,}(?:\.\d+)?万元", "“{}”：一亿以上用“亿元”作单位更清楚。", Severity.NOTE),
    slip("small_unit", r"(?<![\d.])0\.0\d+亿元", "“{}”：不到一千万，用“万元”作单位更清楚。", Severity.NOTE),
    slip("zero_year", r"二[零0OＯo][零〇0OＯo一二][零〇0OＯo一二三四五六七八九]年", "“{}”：汉字年份的零写作“〇”，或用阿拉伯数字。", Severity.NOTE,
         lambda found: re.sub("[零0OＯo]", "〇", found.group())),
)  # fmt: skip


def date_slips(text: str) -> Iterator[Finding]:
    """Days and months that no calendar has."""
    for pattern in (_DAY, _ISO):
        for found in pattern.finditer(text):
            month, day = int(found["month"]), int(found["day"] or 1)
            year = int(found["year"] or 2024)  # a leap year: without the year 29 February may be right
            if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
                yield Finding(
                    "no_such_day", found.start(), found.end(), f"“{found.group()}”：没有这一天。", Severity.HARD
                )


def year_slips(text: str) -> Iterator[Finding]:
    """截至12月31日 where nothing before it in the paragraph tells the year."""
    for found in _NO_YEAR.finditer(text):
        if not _YEAR.search(text[: found.start()]):
            told = f"“{found.group()}”没有写年份。"
            yield Finding("no_year", found.start(), found.end(), told)


def share_slips(text: str) -> Iterator[Finding]:
    """分别占40%、35%、30%: shares of one whole that are more than all of it."""
    for found in _SHARES.finditer(text):
        parts = [float(one) for one in re.findall(r"(\d+(?:\.\d+)?)%", found["list"])]
        if len(parts) > 1 and sum(parts) > 100.5:
            told = f"各部分占比相加为{sum(parts):g}%，超过100%：“{found.group()[:30]}”。"
            yield Finding("shares", found.start(), min(found.end(), found.start() + 30), told, Severity.SOFT)


def article_quantities(texts: Sequence[Passage]) -> Iterator[Problem]:
    """Within one article: units of one kind written in two ways, and 近日 where no day is told anywhere."""
    prose = [one for one in texts if one.kind in PROSE]
    units: dict[int, str] = {}
    for one in prose:
        for found in _AMOUNT.finditer(one.text):
            group = next((place for place, same in enumerate(_SAME) if found["unit"] in same), -1)
            first = units.setdefault(group, found["unit"])
            if group >= 0 and first != found["unit"]:
                told = f"“{found['unit']}”在前面写作“{first}”，同一篇里单位写法应当一致。"
                yield one.problem("unit_mix", told, Severity.NOTE, found.group())
    if any(_ANY_DAY.search(one.text) for one in texts):
        return
    for one in prose:
        if found_now := _RECENT.search(one.text):
            told = f"“{found_now.group()}”没有具体日期，全篇也没有写明是哪一天。"
            yield one.problem("recently", told, Severity.NOTE, found_now.group())
            return


def issue_quantities(texts: Sequence[Passage]) -> Iterator[Problem]:
    """Thousands with commas in one place and without in another; the rarer way is told."""
    prose = [one for one in texts if one.kind in PROSE]
    ways = {"有": [(one, hit) for one in prose for hit in _COMMAS.finditer(one.text) if len(hit.group()) > 5],
            "没有": [(one, hit) for one in prose for hit in _PLAIN.finditer(one.text)]}  # fmt: skip
    counts = Counter({way: len(found) for way, found in ways.items()})
    if not all(counts[way] for way in ways):
        return
    rare = min(ways, key=lambda way: counts[way])
    for one, hit in ways[rare]:
        told = f"“{hit.group()}”{rare}千分号，别处{'没有' if rare == '有' else '有'}，全期写法应当一致。"
        mend = hit.group().replace(",", "") if rare == "有" else ""
        yield one.found(Finding("separator_mix", hit.start(), hit.end(), told, Severity.NOTE, mend))
