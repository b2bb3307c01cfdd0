"""Numbering: 一、二、三 of headings, 一是/二是/三是 of points, how many were promised, and figures numbered by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bureau_desk.bulletin.compose_blocks import place_of
from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.domain.issue import Article, Block
from bureau_desk.domain.problem import Problem, Severity

_DIGITS = "零一二三四五六七八九十"
_N = "[一二三四五六七八九十]{1,3}"
_HEADS = (
    ("一、", re.compile(rf"^({_N})、")), ("（一）", re.compile(rf"^[（(]({_N})[）)]")), ("第一，", re.compile(rf"^第({_N})[，、：]")),
    ("1.", re.compile(r"^(\d{1,2})[.．、](?!\d)")), ("（1）", re.compile(r"^[（(](\d{1,2})[）)]")),
)  # fmt: skip
_POINTS = (
    ("一是", re.compile(rf"(?:^|[。；：;]\s*)({_N})是(?!否)")),
    ("第一，", re.compile(rf"(?:^|[。；;]\s*)第({_N})，")),
)
_CLAIM = re.compile(
    r"(?P<count>[两二三四五六七八九]|\d)(?:件事|个方面|方面工作|项工作|点要求|点建议|项举措|条措施|项措施|条路径|个环节|篇文章)"
    r"[^。；：一]{0,6}[：:]\s*(?=(?:一是|第一，))"
)
_NUMBERED = re.compile(r"^\s*(?P<what>图|表)\s*(?P<number>\d{1,2})(?!\d*年)(?:[ 　：:.、]|(?=[\u4e00-\u9fff]))")


def value_of(word: str) -> int:
    """一, 十二, 二十 or 12 as a number; 0 when it is none."""
    if word.isdigit():
        return int(word)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return (_DIGITS.find(tens) if tens else 1) * 10 + (_DIGITS.find(ones) if ones else 0)
    return max(0, _DIGITS.find(word)) if len(word) == 1 else 0


def order_slips(article: Article, texts: Sequence[Passage]) -> Iterator[Problem]:
    """Slips of numbering in one article."""
    yield from _headings(article)
    prose = [one for one in texts if one.kind in ("paragraph", "list")]
    for label, pattern in _POINTS:
        yield from _points(prose, label, pattern)
    for one in prose:
        yield from _claims(one)


def _headings(article: Article) -> Iterator[Problem]:
    last: dict[str, int] = {}
    for block in article.blocks:
        text = _words(block)
        if block.kind != "heading" or not text:
            continue
        for depth, (label, pattern) in enumerate(_HEADS):
            found = pattern.match(text)
            if found is None:
                continue
            number = value_of(found[1])
            expected = last.get(label, 0) + 1
            if number not in (expected, 1) or (number == 1 and last.get(label, 0) == 1 and depth == 0):
                told = f"“{found.group()}”的次序不对：{_before(label, expected)}"
                yield Problem("numbering", place_of(article, block.line), told, Severity.SOFT, value=found.group())
            last[label] = number
            for deeper, _ in _HEADS[depth + 1 :]:
                last.pop(deeper, None)
            break


def _before(label: str, expected: int) -> str:
    return f"前面没有“{label}”这一级，应从1数起。" if expected == 1 else f"这里应是第{expected}个。"


def _words(block: Block) -> str:
    return "".join(run.text for run in block.lines[0]).strip() if block.lines else ""


def _points(prose: Sequence[Passage], label: str, pattern: re.Pattern[str]) -> Iterator[Problem]:
    last = 0
    for one in prose:
        for found in pattern.finditer(one.text):
            number = value_of(found[1])
            if number not in (1, last + 1):
                said = found.group().lstrip("。；：; ")
                told = (
                    f"“{said}”的次序不对："
                    + (f"前面数到{last}，" if last else "前面没有“一是”，")
                    + f"应是第{last + 1}个。"
                )
                if not last and label != "一是":
                    told = f"“{said}”的次序不对：前面没有“第一”。"
                yield one.problem("numbering", told, Severity.SOFT, said)
            last = number


def _claims(one: Passage) -> Iterator[Problem]:
    """三件事：一是……二是…… within one paragraph."""
    for found in _CLAIM.finditer(one.text):
        claimed = 2 if found["count"] == "两" else value_of(found["count"])
        rest = one.text[found.end() :]
        for _, pattern in _POINTS:
            numbers = [value_of(point[1]) for point in pattern.finditer(rest)]
            if numbers and numbers[0] == 1 and len(run := _run(numbers)) not in (claimed, 1):
                words = found.group().rstrip("：: ")
                told = f"说“{words}”，后面数出{len(run)}个。"
                yield one.problem("count_claim", told, Severity.SOFT, words)


def _run(numbers: list[int]) -> list[int]:
    """The numbers that go on from 1."""
    run = [1]
    for number in numbers[1:]:
        if number != run[-1] + 1:
            break
        run.append(number)
    return run


def figure_numbers(texts: Sequence[Passage]) -> Iterator[Problem]:
    """图1, 图2 written into captions by hand: twice the same in an article, or one left out."""
    last: dict[tuple[str, str], int] = {}
    for one in texts:
        found = _NUMBERED.match(one.text) if one.kind in ("picture", "chart", "table") else None
        if found is None:
            continue
        key, number = (one.article, found["what"]), int(found["number"])
        before = last.get(key, 0)
        if number != before + 1:
            how = "重复了" if number <= before else f"前面没有{found['what']}{before + 1}"
            told = f"“{found['what']}{number}”{how}。"
            yield one.problem("figure_number", told, Severity.SOFT, found.group().strip())
        last[key] = max(number, before)
