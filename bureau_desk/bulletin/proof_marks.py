"""Punctuation: doubled marks, ellipses and dashes, straight quotes, spaces, and pairs that do not close (GB/T 15834—2011)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bureau_desk.bulletin.proof_rules import HAN, Finding, slip
from bureau_desk.domain.problem import Severity

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
    "[": "]",
}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
_READ = re.compile("[" + re.escape("".join([*_PAIRS, *_PAIRS.values(), "()"])) + "]")
_COUNTED = re.compile(r"(?:^|[\s。；：，、])[（(]?[0-9０-９a-zA-Z一二三四五六七八九十]{1,3}$")
_AROUND = 8

MARKS = (
    slip("doubled_marks", rf"([{HAN}A-Za-z0-9%”》）])?([，、；：])\2+", "“{}”：标点重复了。", mend=lambda found: (found[1] or "") + found[2]),
    slip("doubled_marks", rf"([{HAN}A-Za-z0-9%”》）])?(?<!。)。。(?!。)", "“{}”：句号重复了。", mend=lambda found: (found[1] or "") + "。"),
    slip("mixed_marks", r"([，、；：])(?!\1)[，。；：、]|。[，、；：]", "“{}”：两个标点连在一起，请留一个。"),
    slip("ellipsis", rf"(?<=[{HAN}”》），。！？])(?:\.{{3,}}|。{{3,}})|(?<![…])…(?!…)|…{{3,}}", "“{}”：省略号用六个点“……”。",
         mend="……"),
    slip("dash", rf"(?<=[{HAN}”》）])(?:--|－－|──|―{{1,2}}|––)(?![-－─―–])", "“{}”：破折号用“——”。", mend="——"),
    slip("straight_quotes", rf"\"([^\"\n]*[{HAN}][^\"\n]*)\"", "“{}”：中文用弯引号“ ”。", mend=r"“\1”"),
    slip("straight_quotes", rf"(?<![A-Za-z])'([^'\n]*[{HAN}][^'\n]*)'(?![A-Za-z])", "“{}”：中文用弯引号‘ ’。", mend=r"‘\1’"),
    slip("listed_quotes", r"”、(?=“)|》、(?=《)", "“{}”：并列的引号、书名号之间通常不用顿号。", Severity.NOTE,
         lambda found: found.group()[0], kinds=("paragraph", "list", "lead", "quote")),
    slip("spaces", rf"([{HAN}，。；：、”》）]) +([{HAN}“《（，。；：、])", "“{}”中间多了空格。", Severity.NOTE, r"\1\2",
         kinds=("paragraph", "lead", "quote")),
    slip("spaces", r"(\d) +(家|个|项|件|人|名|年|月|日|万|亿|%|元|倍|台|户|种|公里|亩)", "“{}”中间多了空格。", Severity.NOTE, r"\1\2",
         kinds=("paragraph", "list", "lead", "quote", "number")),
    slip("unseen", r".?[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]+", "“{}”里有看不见的字符，请删去。",
         mend=lambda found: re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]", "", found.group()) or " "),
    slip("control", r".?[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "“{}”里有控制字符，印不出来。",
         mend=lambda found: re.sub(r"[\x00-\x1f\x7f]", "", found.group()) or " "),
    slip("inside_stop", r"[，、；：](?=[”’）》](?:$|[，。；：、]))", "“{}”：引号、括号末尾不用逗号、顿号、冒号。", Severity.NOTE),
)  # fmt: skip


def pair_slips(text: str, goes_on: bool = False) -> Iterator[Finding]:
    """Quotes, brackets and book marks without their other half, and quotes nested in their own kind.

    `goes_on`: the next paragraph begins with an opening quote, so that this one need not close its first.
    A half bracket after a number (`1）`) counts off and has no other half; ’ between letters is an apostrophe.
    """
    open_marks: list[tuple[str, int]] = []
    for found in _READ.finditer(text):
        mark, at = found.group().translate(str.maketrans("()", "（）")), found.start()
        if mark in _PAIRS:
            if mark in "“《" and any(one == mark for one, _ in open_marks[-1:]):
                inner = "‘ ’" if mark == "“" else "〈 〉"
                told = f"“{_near(text, at)}”：{mark}里面再用时写成{inner}，或前一个没有收尾。"
                yield Finding("nested_pair", at, min(len(text), at + _AROUND), told, Severity.NOTE)
            open_marks.append((mark, at))
        elif mark == "’" and at and text[at - 1].isascii() and text[at - 1].isalnum():
            if open_marks and open_marks[-1][0] == "‘":
                open_marks.pop()
        elif open_marks and open_marks[-1][0] == _CLOSING[mark]:
            open_marks.pop()
        elif not (mark == "）" and _COUNTED.search(text[:at])):
            yield _unpaired(text, at)
    if goes_on and len(open_marks) == 1 and open_marks[0] == ("“", 0):
        return
    for _, at in open_marks:
        yield _unpaired(text, at)


def _near(text: str, at: int) -> str:
    return text[max(0, at - _AROUND) : at + _AROUND]


def _unpaired(text: str, at: int) -> Finding:
    start, end = max(0, at - 2), min(len(text), at + _AROUND)
    told = f"“{text[at]}”没有成对：…{_near(text, at)}…"
    return Finding("unpaired", start, end, told)
