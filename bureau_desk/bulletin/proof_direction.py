"""Verbs of direction against the two numbers they join: 由3.4%提升到3.1%. A place among others rises to a smaller number.

Drafts take their verb from the numbers of the day they were made; when the registers change, the sentence may turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.proof_rules import COUNTED, Finding
from bureau_desk.domain.problem import Severity

_OPPOSITE = {
    "提升": "下降", "提高": "降低", "上升": "下降", "增加": "减少", "增长": "下降", "扩大": "缩小", "上涨": "下跌",
    "回升": "回落", "跃升": "退", "增": "减", "升": "降", "下降": "提升", "降低": "提高", "减少": "增加", "缩小": "扩大",
    "下跌": "上涨", "回落": "回升", "下滑": "提升", "减": "增", "降": "升", "退": "升",
}  # fmt: skip
_UP = frozenset(("提升", "提高", "上升", "增加", "增长", "扩大", "上涨", "回升", "跃升", "增", "升"))
_RANKED = {"升": "退", "提升": "退", "上升": "退", "跃升": "退"}
_SCALE = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
_GAP = r"(?:\d{4}\s*年(?:\d{1,2}月)?(?:\d{1,2}日)?|[^。；，\d]){0,16}?"
_UNIT = rf"(?:{COUNTED}|个百分点|位|名)"
_ROUGH = "约近超逾余多"
_FROM_TO = re.compile(
    rf"(?:由|从){_GAP}(?P<first>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<first_unit>{_UNIT})?[^。；，\d]{{0,6}}?"
    rf"(?P<verb>{'|'.join(sorted(_OPPOSITE, key=len, reverse=True))})(?P<to>到|至|为)"
    rf"{_GAP}(?P<last>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<last_unit>{_UNIT})"
)


def direction_slips(text: str) -> Iterator[Finding]:
    """Sentences whose verb rises while its numbers fall, or the other way; also where nothing has moved."""
    for start, sentence in sentences(text):
        for found in _FROM_TO.finditer(sentence):
            first, last = _read(found, "first"), _read(found, "last")
            if first is None or last is None:
                continue
            ranked = found["last_unit"] in ("位", "名") and "第" in found.group()
            rises = (last < first) if ranked else (last > first)
            if first != last and rises == (found["verb"] in _UP):
                continue
            at, end = start + found.start("verb"), start + found.end("to")
            words = text[at:end]
            if first == last:
                told = f"“{words}”前后都是{found['last']}{found['last_unit']}，没有变化。"
                yield Finding("direction", at, end, told)
                continue
            other = (_RANKED if ranked else {}).get(found["verb"], _OPPOSITE[found["verb"]])
            how = "位次前移" if ranked and rises else "位次后退" if ranked else "数变大了" if rises else "数变小了"
            told = f"“由{_told(found, 'first')}{words}{_told(found, 'last')}”：{how}，应写“{other}{found['to']}”。"
            # two verbs alike in a paragraph: a mend by words could turn the wrong one
            mend = f"{other}{found['to']}" if text.count(words) == 1 else ""
            yield Finding("direction", at, end, told, Severity.HARD, mend)


def _read(found: re.Match[str], name: str) -> Decimal | None:
    """The value in units, None where it is rough or the two are of different kinds."""
    unit, other = found[f"{name}_unit"] or found["last_unit"], found["last_unit"]
    start, end = found.start(name), found.end(f"{name}_unit") if found[f"{name}_unit"] else found.end(name)
    around = found.string[max(0, start - 1) : start] + found.string[end : end + 1]
    if any(letter in _ROUGH for letter in around) or unit.lstrip("万亿") != other.lstrip("万亿"):
        return None
    scale = next((size for word, size in _SCALE.items() if unit.startswith(word)), Decimal(1))
    return Decimal(found[name].replace(",", "")) * scale


def _told(found: re.Match[str], name: str) -> str:
    return f"{found[name]}{found[f'{name}_unit'] or ''}"
