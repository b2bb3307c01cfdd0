"""Slips of wording that a proofreader looks for, as patterns: GB/T 15834, GB/T 15835 and office habit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.domain.problem import Problem, Severity

_NUMBER = r"\d+(?:\.\d+)?"
_DATED = re.compile(r"\d{4}年|\d{1,2}月|截至|今年|去年|上年|年底|月底|季度|当年|“十[三四五]五”")
_NOW = re.compile(r"目前|现在|现有|眼下|迄今|至今")
_MEASURED = re.compile(rf"{_NUMBER}\s*(?:万|亿)?(?:家|个|项|件|人|名|台|户|元|亩|㎡|平方米|%|％)")


@dataclass(frozen=True, slots=True)
class Slip:
    """A pattern that should not stand in print, and what to say of it (`{}` is what was found)."""

    code: str
    pattern: re.Pattern[str]
    message: str
    severity: Severity = Severity.SOFT


def _slip(code: str, pattern: str, message: str, severity: Severity = Severity.SOFT) -> Slip:
    return Slip(code, re.compile(pattern), message, severity)


SLIPS = (
    _slip("until", r"截止(?!日期|时间|期|日)(?:到|至|于)?\s*(?:\d{2,4}\s*年|\d{1,2}\s*月|目前|今年|去年|上年|年底|月底|本月|当年)",
          "“{}”：日期前用“截至”，不用“截止”。"),
    _slip("negative_growth", rf"(?:增长|增加|提高|上升|下降|减少|降低)\s*[-－−–]\s*{_NUMBER}",
          "“{}”：方向已由动词说明，数字不带负号。", Severity.HARD),
    _slip("times_less", rf"(?:下降|减少|降低|缩小|缩减)了?\s*(?:约|近|超过?)?\s*(?:{_NUMBER}|[一两二三四五六七八九十几数]+)\s*倍",
          "“{}”：减少不能用“倍”，请改用百分数。", Severity.HARD),
    _slip("points_unit", rf"{_NUMBER}\s*百分点", "“{}”缺“个”，应写“个百分点”。"),
    _slip("points_verb", rf"(?:增长|减少|增加)了?\s*{_NUMBER}\s*个百分点", "“{}”：百分点的变化用“提高”“下降”。"),
    _slip("ratio_percent",
          rf"(?:占比|比重|比例|占有率|优秀率|认定率|通过率|增速|增幅|强度)[^，。；、\d]{{0,8}}(?:提高|提升|上升|下降|降低|回落|增加)了?\s*{_NUMBER}\s*[%％]",
          "“{}”：比率或增速的变化应写“个百分点”，请核对。"),
    _slip("brackets", r"（[^（）()]*\)|\([^（）()]*）", "“{}”：括号一半全角一半半角。"),
    _slip("half_brackets", r"[\u4e00-\u9fff]\([^()（）]*[\u4e00-\u9fff][^()（）]*\)", "“{}”：中文里的括号用全角。", Severity.NOTE),
    _slip("half_marks", r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]", "“{}”：中文里的标点用全角。"),
    _slip("wide_digits", r"[０-９Ａ-Ｚａ-ｚ％]+", "“{}”：数字和字母用半角。"),
    _slip("document_brackets", r"[\u4e00-\u9fff]\s*[\[(（【［]\s*(?:19|20)\d{2}\s*[\])）】］]\s*第?\s*\d+\s*号",
          "“{}”：发文字号的年份用六角括号〔〕。"),
    _slip("document_number", r"〔(?:19|20)\d{2}〕\s*(?:第\s*\d+|0\d*)\s*号", "“{}”：发文字号不写“第”，也不补 0。"),
    _slip("own_paper", r"本刊|本报|本杂志", "“{}”：内部资料不自称“本刊”“本报”。"),
    _slip("stacked_estimate", rf"(?:约|近|大约|将近|超过?|逾)\s*{_NUMBER}\s*(?:万|亿)?[余多]", "“{}”：约数的词不要叠用。"),
    _slip("exact_estimate", r"约\s*\d+\.\d{2,}", "“{}”：精确到小数的数不写“约”。", Severity.NOTE),
    _slip("mixed_numeral", r"\d+千\d+百|\d+万\d+千(?!瓦|米|克|伏)", "“{}”：数字和“千”“百”不要混写。"),
    _slip("range_percent", rf"(?<![\d.%％年月日-]){_NUMBER}\s*[~～—－-]\s*{_NUMBER}\s*[%％]", "“{}”：范围的两端都要带%。"),
    _slip("years_of_two", r"(?<!\d)\d{2}年(?:来|度)?(?=全市|我市|全省)", "“{}”：年份要写四位数。", Severity.NOTE),
)  # fmt: skip


def word_slips(passage: Passage) -> Iterator[Problem]:
    """What the patterns find in one text, and 目前 with a number but no date."""
    for slip in SLIPS:
        for found in slip.pattern.finditer(passage.text):
            told = found.group().strip()
            yield passage.problem(slip.code, slip.message.replace("{}", told), slip.severity, told)
    if passage.kind in ("paragraph", "list", "number", "lead", "quote"):
        yield from _undated(passage)


def _undated(passage: Passage) -> Iterator[Problem]:
    for _, sentence in sentences(passage.text):
        now = _NOW.search(sentence)
        if now and _MEASURED.search(sentence[now.start() :]) and not _DATED.search(sentence):
            told = f"“{now.group()}”后面有数字，却没有写明日期，请写“截至某年某月某日”。"
            yield passage.problem("undated", told, Severity.SOFT, now.group())
