"""Growth against the base that the same sentence gives, shares against their whole, and % where points are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.proof_rules import COUNTED, Finding
from bureau_desk.domain.problem import Severity

_SCALE = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
_ROUGH = "约近超逾余多"
_UP, _DOWN = "增长|增加|提高|提升|上升|增", "下降|减少|降低|回落|下滑|减"
_VALUE = r"(?P<{0}>\d+(?:\.\d+)?)(?P<{0}_unit>" + COUNTED + ")"
_RISE = r"(?:同比|增幅|净)?(?P<verb>" + _UP + "|" + _DOWN + r")了?(?P<rate>\d+(?:\.\d+)?)%(?!的)"
_GAP, _SHORT = r"[^。；\d]{0,14}", r"[^，。；、\d]{0,8}"

_FROM_TO = re.compile(
    rf"(?:由|从){_GAP}{_VALUE.format('base')}{_SHORT}(?:{_UP}|{_DOWN}|发展|扩大)(?:到|至|为){_GAP}{_VALUE.format('now')}[，,（]?{_GAP}{_RISE}"
)
_THAN = re.compile(rf"{_VALUE.format('now')}[，,]{_GAP}(?:比|较){_GAP}(?:的)?{_VALUE.format('base')}{_SHORT}{_RISE}")
_MORE = re.compile(
    rf"{_VALUE.format('now')}[，,]{_GAP}(?:比|较|同比|净){_GAP}(?:增加|减少|增长|净增|多|少){_VALUE.format('more')}[，,]{_SHORT}{_RISE}"
)
_NET = re.compile(
    rf"净增{_GAP}{_VALUE.format('more')}[，,]{_GAP}(?:达到?|为|共){_VALUE.format('now')}[，,]{_SHORT}{_RISE}"
)
_POINTS = re.compile(
    rf"(?:由|从){_GAP}(?P<base>\d+(?:\.\d+)?)%{_SHORT}(?:{_UP}|{_DOWN})(?:到|至|为){_GAP}(?P<now>\d+(?:\.\d+)?)%[，,]{_GAP}"
    rf"(?:{_UP}|{_DOWN})了?(?P<change>\d+(?:\.\d+)?)(?P<how>%|个百分点)"
)
_SHARE = re.compile(rf"{_VALUE.format('part')}[，,]?占{_GAP}{_VALUE.format('whole')}的(?P<rate>\d+(?:\.\d+)?)%")


@dataclass(frozen=True, slots=True)
class _Range:
    """What a printed number may stand for: itself for things that are counted, else its rounding."""

    low: Decimal
    high: Decimal


def growth_slips(text: str) -> Iterator[Finding]:
    """Rates that do not follow from the numbers beside them; rough numbers (约, 超, 近) are left alone."""
    for start, sentence in sentences(text):
        for pattern in (_FROM_TO, _THAN, _MORE, _NET):
            for found in pattern.finditer(sentence):
                if (one := _grown(found, start)) is not None:
                    yield one
        for found in _SHARE.finditer(sentence):
            if (one := _shared(found, start)) is not None:
                yield one
        for found in _POINTS.finditer(sentence):
            if (one := _pointed(found, start)) is not None:
                yield one


def _read(found: re.Match[str], name: str) -> _Range | None:
    written, unit = found[name], found[f"{name}_unit"]
    around = (
        found.string[max(0, found.start(name) - 1) : found.start(name)]
        + found.string[found.end(name) : found.end(name) + 1]
    )
    if any(letter in _ROUGH for letter in around) or unit == "%":
        return None
    scale = next((size for word, size in _SCALE.items() if unit.startswith(word)), Decimal(1))
    half = _half(written) if scale > 1 or "." in written else Decimal(0)
    return _Range((Decimal(written) - half) * scale, (Decimal(written) + half) * scale)


def _half(written: str) -> Decimal:
    return Decimal(5).scaleb(-1 - len(written.partition(".")[2]))


def _grown(found: re.Match[str], start: int) -> Finding | None:
    now, names = _read(found, "now"), found.groupdict()
    other = _read(found, "more" if "more" in names else "base")
    if now is None or other is None:
        return None
    falls = found["verb"] in _DOWN.split("|")
    base = other
    if "more" in names:
        base = (
            _Range(now.low + other.low, now.high + other.high) if falls
            else _Range(now.low - other.high, now.high - other.low)
        )  # fmt: skip
    if base.low <= 0:
        return None
    low, high = (now.low / base.high - 1) * 100, (now.high / base.low - 1) * 100
    if falls:
        low, high = -high, -low
    rate, half = Decimal(found["rate"]), _half(found["rate"])
    if low - half <= rate <= high + half:
        return None
    whole = f"{found['now']}{found['now_unit']}"
    said = f"{found['verb']}{found['rate']}%"
    told = f"“{said}”与前后的数对不上：按{whole}和{_based(found)}算，应是{_told(low, high, falls)}。"
    return Finding("growth", start + found.start("verb"), start + found.end("rate") + 1, told)


def _based(found: re.Match[str]) -> str:
    name = "more" if "more" in found.groupdict() else "base"
    return f"{'增减' if name == 'more' else ''}{found[name]}{found[f'{name}_unit']}"


def _told(low: Decimal, high: Decimal, falls: bool) -> str:
    middle = (low + high) / 2
    verb = ("下降" if falls else "增长") if middle >= 0 else ("增长" if falls else "下降")
    return f"{verb}{abs(middle):.1f}%"


def _shared(found: re.Match[str], start: int) -> Finding | None:
    part, whole = _read(found, "part"), _read(found, "whole")
    if part is None or whole is None or whole.low <= 0 or found["part_unit"][-1] != found["whole_unit"][-1]:
        return None
    low, high, half = part.low / whole.high * 100, part.high / whole.low * 100, _half(found["rate"])
    if low - half <= Decimal(found["rate"]) <= high + half:
        return None
    told = f"“占……{found['rate']}%”与前面的数对不上：{found['part']}占{found['whole']}应是{(low + high) / 2:.1f}%。"
    return Finding("share", start + found.start("rate"), start + found.end("rate") + 1, told)


def _pointed(found: re.Match[str], start: int) -> Finding | None:
    base, now, change = (Decimal(found[name]) for name in ("base", "now", "change"))
    at, end = start + found.start("change"), start + found.end("how")
    if found["how"] == "%":
        if abs(abs(now - base) - change) > _half(found["base"]) + _half(found["now"]) + _half(found["change"]):
            return None  # a rate of growth between two rates, strange but possible
        told = f"“{found['change']}%”是两个百分数之差，应写“{found['change']}个百分点”。"
        return Finding("points", at, end, told, Severity.SOFT, f"{found['change']}个百分点")
    slack = _half(found["base"]) + _half(found["now"]) + _half(found["change"])
    if abs(abs(now - base) - change) <= slack:
        return None
    told = (
        f"“{found['change']}个百分点”与前面的数对不上：{found['base']}%到{found['now']}%相差{abs(now - base)}个百分点。"
    )
    return Finding("points", at, end, told)
