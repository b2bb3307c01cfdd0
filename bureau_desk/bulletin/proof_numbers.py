"""Numbers against each other: parts and totals, the same figure twice, figures not taken from the registers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from bureau_desk.analysis.trends import plain
from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.bulletin.proof_rules import SEPARATED, value_of
from bureau_desk.domain.galley import Number
from bureau_desk.domain.problem import Problem, Severity

_UNIT = r"家次|人次|万家|亿元|万元|家|项|个|件|人|名|台|户|种|亩|%"
_FIGURE = re.compile(rf"(?P<rough>超过?|近|约|逾)?(?P<number>{SEPARATED})(?P<more>[余多])?(?P<unit>{_UNIT})")
_TOTAL = re.compile(rf"(?:共计?|合计|总计|总共|一共)[^，。；、\d]{{0,6}}(?P<number>{SEPARATED})(?P<unit>{_UNIT})")
_LEVEL = re.compile(
    r"(?:国家级|省级|市级)(?:及)?以上[^，。；\d]{0,16}(?P<number>\d+(?:\.\d+)?)\s*(?:家|个|项|件|名|人)"
)
_DATED = re.compile(r"\d{4}\s*年|上年|去年|今年|当年|年底|年末|月底|月末|季度|截至|“十[二三四五六]五”")
_NOUN = re.compile(r"[\u4e00-\u9fff“”]{4,8}$")
READ_KINDS = ("paragraph", "list", "lead", "number", "quote")


def number_slips(passage: Passage) -> Iterator[Problem]:
    """Faults of the numbers within one text."""
    if passage.kind not in READ_KINDS:
        return
    for start, sentence in sentences(passage.text):
        yield from _parts(passage, start, sentence)
    yield from _unbound_levels(passage)
    yield from _unbound(passage)


def _parts(passage: Passage, start: int, sentence: str) -> Iterator[Problem]:
    """一等奖1项、二等奖2项、三等奖7项，共10项; 10项，其中一等奖1项、二等奖2项、三等奖7项."""
    for total in _TOTAL.finditer(sentence):
        parts = _enumerated(sentence[: total.start()], total.group("unit"), from_end=True)
        summed = sum(parts, Decimal(0))
        if len(parts) > 1 and summed != value_of(total.group("number")):
            yield _sum_problem(passage, start, sentence, parts, total.group("number"), total.group("unit"), "不等于")
    head, among, tail = sentence.partition("其中")
    wholes = list(_FIGURE.finditer(head))
    if not among or not wholes or wholes[-1].group("rough") or wholes[-1].group("more"):
        return
    whole = wholes[-1]
    parts = _enumerated(re.split(r"[；。]", tail)[0], whole.group("unit"), from_end=False)
    if len(parts) > 1 and sum(parts, Decimal(0)) > value_of(whole.group("number")) and whole.group("unit") != "%":
        yield _sum_problem(passage, start, sentence, parts, whole.group("number"), whole.group("unit"), "大于")


def _enumerated(text: str, unit: str, from_end: bool) -> list[Decimal]:
    """The numbers of one enumeration by 、 with that unit: the last one before a total, or the first after 其中."""
    clauses = [clause for clause in re.split(r"[，；;：:]|,(?!\d{3})", text) if clause.strip()]
    if from_end:
        clauses = clauses[-1:]
    found: list[Decimal] = []
    for clause in clauses:
        figures = list(_FIGURE.finditer(clause))
        if any(figure.group("rough") or figure.group("more") or figure.group("unit") != unit for figure in figures):
            break
        found += [value_of(figure.group("number")) for figure in figures]
    return found


def _sum_problem(
    passage: Passage, start: int, sentence: str, parts: Sequence[Decimal], whole: str, unit: str, how: str
) -> Problem:
    sums = "+".join(plain(part) for part in parts)
    told = f"分项相加（{sums}={plain(sum(parts, Decimal(0)))}）{how}总数{whole}{unit}：“{sentence.strip()[:30]}”。"
    bound = any(start <= first < start + len(sentence) for first, _, _ in passage.bound)
    return passage.problem("parts", told, Severity.HARD if bound else Severity.SOFT)


def _unbound_levels(passage: Passage) -> Iterator[Problem]:
    for found in _LEVEL.finditer(passage.text):
        if not passage.is_bound(found.start("number"), found.end()):
            told = (
                f"“{found.group()}”不是从台账取的数：“以上”含各级，每家只按最高级别计一次，请用 figures.toml 里的数字。"
            )
            yield passage.problem("unbound_level", told, Severity.SOFT, found.group())


def _unbound(passage: Passage) -> Iterator[Problem]:
    """One note a text: figures that look like those of a register but come from nowhere."""
    if passage.kind not in ("paragraph", "list", "lead"):
        return
    found = [one.group() for one in _FIGURE.finditer(passage.text) if not passage.is_bound(one.start(), one.end())]
    if found:
        shown = "、".join(dict.fromkeys(found))
        told = f"有{len(found)}处数字没有来源：{shown}。如果台账里有，请用 {{{{名称}}}} 取数。"
        yield passage.problem("unbound", told, Severity.NOTE)


def same_figures(day: date, places: Sequence[Passage]) -> Iterator[Problem]:
    """The same named figure printed with different values, told where the reader cannot see of which day it is.

    A sentence that tells a day is clear, and a big number whose box does; without a day a number is of the issue's own,
    which is `day`.
    """
    bound = {
        (one.article, number.index): (one, number)
        for one in places
        if one.kind in READ_KINDS
        for _, _, number in one.bound
    }
    boxes = {one.where for one in places if one.kind == "number" and _DATED.search(one.text)}

    def clear(one: Passage, number: Number) -> bool:
        own = number.as_of == day.isoformat()
        return own or one.where in boxes or bool(_DATED.search(number.sentence))

    by_name: dict[tuple[str, str], list[tuple[Passage, Number]]] = {}
    for one, number in bound.values():
        if number.value:
            by_name.setdefault((number.name, number.form), []).append((one, number))
    for (name, _), found in by_name.items():
        first = found[0]
        for other in found[1:]:
            if other[1].value == first[1].value or (clear(*other) and clear(*first)):
                continue
            (one, here), (beside, there) = (first, other) if clear(*other) else (other, first)
            told = (
                f"“{name}”这里是{here.text}（{here.as_of}），{beside.where}是{there.text}（{there.as_of}），"
                "请写明各是哪天的数。"
            )
            yield Problem("same_figure", one.where, told, Severity.SOFT, value=name)


def same_nouns(places: Sequence[Passage]) -> Iterator[Problem]:
    """The same words before different numbers of one unit in different places, without a date."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for passage in places:
        if passage.kind not in READ_KINDS:
            continue
        for found in _FIGURE.finditer(passage.text):
            noun = _NOUN.search(passage.text[: found.start()])
            sentence = next((words for at, words in reversed(sentences(passage.text)) if at <= found.start()), "")
            if noun is None or _DATED.search(sentence) or found.group("unit") == "%":
                continue
            key = (noun.group()[-6:], found.group("unit"))
            first = seen.setdefault(key, (found.group(), passage.where))
            if first[0].replace(",", "") != found.group().replace(",", ""):
                told = f"“{key[0]}”这里是{found.group()}，{first[1]}是{first[0]}，请核对。"
                yield passage.problem("same_noun", told, Severity.NOTE, key[0])
