"""Inline text of an issue becomes lines of spans with their numbers in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bureau_desk.analysis.near import near
from bureau_desk.analysis.placeholders import Placeholder, literal, split
from bureau_desk.bulletin.compose_numbers import Numbers, Place
from bureau_desk.domain.galley import Line, Span, plain, scoped
from bureau_desk.domain.issue import Run
from bureau_desk.domain.problem import Severity

_CLAUSE = re.compile(r"[，。；：、！？,;:!?\n（(]")
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?[”’」』）)]*")
_VERBS = ("增长", "下降", "增加", "减少", "提高", "降低", "提升", "持平")
_OPPOSITE = {
    "增长": ("下降", "减少"), "增加": ("减少", "下降"), "提高": ("下降", "减少"), "提升": ("下降", "减少"),
    "下降": ("增长", "提高", "增加"), "减少": ("增加", "增长", "提高"), "降低": ("提高", "增长", "增加"),
}  # fmt: skip
_NEARNESS = ("超过", "超", "近", "约", "逾", "达")


def line_of(runs: Iterable[Run], numbers: Numbers, place: Place) -> Line:
    """A line of styled text with every placeholder worded and bound."""
    spans: list[Span] = []
    for run in runs:
        for piece in split(run.text):
            if isinstance(piece, str):
                spans.append(Span(literal(piece), run.bold))
                continue
            if piece.page:
                spans.append(_folio(piece, run.bold, numbers, place))
                continue
            text, index = _printed(piece, numbers, place, plain(tuple(spans)))
            spans.append(Span(text, run.bold, index))
    line = tuple(span for span in spans if span.text)
    _tell_sentences(line, numbers, place)
    return line


def text_line(text: str, numbers: Numbers, place: Place) -> Line:
    """A line from plain text."""
    return line_of((Run(text),), numbers, place) if text else ()


def text_of(text: str, numbers: Numbers, place: Place, kind: str = "", name: str = "") -> str:
    """Plain text with its numbers filled in, for places that hold no spans; `kind` and `name` of a chart or table."""
    line = text_line(text, numbers, place)
    if any(span.number >= 0 for span in line):
        numbers.worded.setdefault(scoped(kind, name, plain(line)), line)
    if any(span.page for span in line):
        numbers.tell("page_reference", place, "这里不能用页码引用，请改写在标题、导语或正文里。")
    return plain(line)


def _folio(piece: Placeholder, bold: bool, numbers: Numbers, place: Place) -> Span:
    """The folio of another article; its number is known when the pages are."""
    if piece.name in numbers.articles:
        return Span("00", bold, page=piece.name)
    told = f"“{piece.text}”：本期栏目里没有文章“{piece.name}”{near(piece.name, numbers.articles)}。"
    numbers.tell("page_reference", place, told)
    return Span(f"〔未知文章：{piece.name}〕", bold)


def _printed(piece: Placeholder, numbers: Numbers, place: Place, before: str) -> tuple[str, int]:
    if piece.listing:
        numbers.tell("list_inline", place, f"“{piece.text}”只能单独放在名单块里。")
        return f"〔名单：{piece.name}〕", -1
    text, index = numbers.printed(piece, place)
    if index < 0:
        return text, index
    fitted, clash = fitted_to(before, text, piece.form)
    numbers.reprinted(index, fitted)
    if clash:
        numbers.tell("contradiction", place, f"“{piece.name}”前面写“{clash}”，数字却是“{text}”，请改写这一句。")
    return fitted, index


def fitted_to(before: str, text: str, form: str) -> tuple[str, str]:
    """The printed piece without words that already stand before it, and the word before it that contradicts.

    `同比` before `同比增长5%` is not said twice; `占全省的` before `占比8.3%` leaves 8.3%.
    """
    clause = _CLAUSE.split(before)[-1]
    if form == "占比" and text.startswith("占比") and re.search(r"占|比重|份额|比例", clause):
        return text.removeprefix("占比"), ""
    if form == "排名" and text.startswith("居") and re.search(r"(居|位列|列|排名|位于)$", clause):
        return text.removeprefix("居"), ""
    if form == "排名" and text.startswith("居") and re.search(r"居.*位(和|与|及|或)$", clause):
        return text.removeprefix("居"), ""
    if form in ("", "约数") and text[:1] in ("超", "近", "约"):
        return _without_nearness(clause, text)
    if form in ("同比", "增减", "百分点"):
        return _without_verb(clause, text)
    return text, ""


def _without_nearness(clause: str, text: str) -> tuple[str, str]:
    said = next((word for word in _NEARNESS if clause.endswith(word)), "")
    if said in ("", "达"):
        return text, ""
    agree = text[0] == said[0] or (text[0] == "超" and said == "逾")
    return (text[1:], "") if agree else (text, said)


def _without_verb(clause: str, text: str) -> tuple[str, str]:
    if clause.endswith("同比"):
        text = text.removeprefix("同比")
    said = next((word for word in _VERBS if clause.endswith(word)), "")
    if not said:
        return text, ""
    rest = text.removeprefix("同比")
    if any(rest.startswith(other) for other in _OPPOSITE.get(said, ())) or rest.endswith("持平"):
        return text, said
    verb = next((word for word in _VERBS if rest.startswith(word)), "")
    return (rest.removeprefix(verb), "") if verb else (text, "")


def sentences(text: str) -> Sequence[tuple[int, str]]:
    """Start and words of each sentence of a text."""
    return [(found.start(), found.group()) for found in _SENTENCE.finditer(text) if found.group()]


def _tell_sentences(line: Line, numbers: Numbers, place: Place) -> None:
    """Give every number of the line the sentence it stands in."""
    if all(span.number < 0 for span in line):
        return
    found = sentences(plain(line))
    at = 0
    for span in line:
        if span.number >= 0:
            sentence = next((words for start, words in reversed(found) if start <= at), "")
            numbers.in_sentence(span.number, sentence.strip(), place)
        at += len(span.text)


def warn(numbers: Numbers, place: Place, code: str, message: str) -> None:
    """Keep a soft problem."""
    numbers.tell(code, place, message, Severity.SOFT)
