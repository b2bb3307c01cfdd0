"""The same fact in several places: titles against the text, lists against their count, charts against the words beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from bureau_desk.bulletin.compose_blocks import place_of
from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.bulletin.proof_rules import COUNTED, PROSE, SEPARATED, Finding, value_of
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import GalleyArticle, GalleyBlock, plain
from bureau_desk.domain.issue import Article
from bureau_desk.domain.problem import Problem, Severity

_FIGURE = re.compile(rf"(?P<rough>超过?|近|约|逾)?(?P<number>{SEPARATED})(?P<more>[余多])?(?P<unit>{COUNTED})")
_COUNT = re.compile(r"(?<![\d.])(\d+)(?:家|个|项|名|人|种|件)")
_DATED = re.compile(r"\d{4}\s*年|上年|去年|到“十|目标|规划|计划")
_PUBLIC = re.compile(r"公示(?!期满|后|无异议|结束)|拟认定|拟入选|拟入库|拟立项|拟备案|拟支持")
_RECOGNISED = re.compile(r"(?:已|获|获得|被|通过|正式|新)(?:正式)?(?:认定|获批|批准|备案|立项)|获评|成功入选|获批")
_HEDGE = re.compile(r"拟(?:认定|入选|获|入库|立项|备案|支持)|预计|公示期|待.{0,6}(?:公布|发文)")
_PLANNED = re.compile(r"到20\d\d年|目标|规划")
_LEVEL = re.compile(rf"省级(?:及)?以上[^，。；\d]{{0,16}}\d+(?:\.\d+)?\s*(?:{COUNTED})")


def title_figures(article: GalleyArticle, source: Article, texts: Sequence[Passage]) -> Iterator[Problem]:
    """Numbers of the title, the kicker or the contents title that the text nowhere gives.

    An article with a chart, a table or a list may give them there.
    """
    body = [one for one in texts if one.kind in (*PROSE, "names", "table", "heading")]
    said = [found for one in body for found in _FIGURE.finditer(one.text)]
    if not body or not said or any(block.kind in ("chart", "table", "names") for block in article.blocks):
        return
    heads = [*article.title, article.contents_title, article.kicker, article.subtitle]
    for text in dict.fromkeys(plain(line) for line in heads if line):
        for found in _FIGURE.finditer(text):
            same = [one for one in said if one["unit"] == found["unit"]]
            if same and not any(_agree(found, one) for one in same):
                told = f"标题里的“{found.group()}”正文里没有，正文里有{'、'.join(dict.fromkeys(one.group() for one in same[:4]))}。"
                yield Problem("title_figure", place_of(source), told, Severity.NOTE, field="title", value=found.group())


def _agree(first: re.Match[str], second: re.Match[str]) -> bool:
    one, other = value_of(first["number"]), value_of(second["number"])
    rough = bool(first["rough"] or first["more"] or second["rough"] or second["more"])
    return one == other or (rough and other != 0 and abs(one / other - 1) < Decimal("0.1"))


def list_counts(block: GalleyBlock, place: str) -> Iterator[Problem]:
    """附：6家……名单 with another number of names in it."""
    if block.kind != "names" or not block.lines:
        return
    claimed = [int(one) for one in _COUNT.findall(plain(block.title))]
    if len(claimed) == 1 and claimed[0] != len(block.lines):
        told = f"名单标题写{claimed[0]}，下面列了{len(block.lines)}个。"
        yield Problem("list_count", place, told, Severity.SOFT, value=plain(block.title))


def chart_words(article: GalleyArticle, texts: Sequence[Passage]) -> Iterator[Problem]:
    """Figures typed beside the name of a category of the article's chart that the chart gives otherwise."""
    figures = [block.figure for block in article.blocks if block.figure is not None]
    values = _values(figures)
    for one in texts:
        if one.kind not in PROSE or not values:
            continue
        for start, sentence in sentences(one.text):
            if _DATED.search(sentence) and not any(str(figure.as_of.year) in sentence for figure in figures):
                continue
            for (label, unit), (known, total) in values.items():
                # not the last of several names, nor numbers told for several: 武进区、新北区分别有……
                pattern = rf"(?<![、和与及]){re.escape(label)}(?:(?!分别)[^，。；、\d]){{0,10}}?({SEPARATED}){re.escape(unit)}"
                for found in re.finditer(pattern, sentence):
                    at = start + found.start(1)
                    if (
                        value_of(found[1]) in known
                        or value_of(found[1]) == total
                        or one.is_bound(at, at + len(found[1]))
                    ):
                        continue
                    shown = "、".join(f"{value}" for value in sorted(known))
                    told = f"“{found.group()}”与本篇图表不同，图表里“{label}”是{shown}{unit}。"
                    yield one.found(
                        Finding("chart_text", start + found.start(), start + found.end(), told, Severity.NOTE)
                    )


def _values(figures: Sequence[Figure]) -> Mapping[tuple[str, str], tuple[set[Decimal], Decimal]]:
    found: dict[tuple[str, str], tuple[set[Decimal], Decimal]] = {}
    for figure in figures:
        if not figure.unit or figure.unit == "%" or len(figure.categories) < 2:
            continue
        for place, label in enumerate(figure.categories):
            known = {row.values[place] for row in figure.series if place < len(row.values)}
            numbers = {value for value in known if value is not None}
            if len(label) > 1 and not label.isdigit() and not re.match(r"\d{4}", label) and numbers:
                found[label, figure.unit] = (numbers, sum(numbers, Decimal(0)))
    return found


def stage_slips(one: Passage) -> Iterator[Problem]:
    """A list that is only published for objections (公示) told as recognised; also a bound number of that stage."""
    if one.kind not in PROSE:
        return
    for start, sentence in sentences(one.text):
        recognised = _RECOGNISED.search(sentence)
        public = _PUBLIC.search(sentence)
        if recognised and public and not _HEDGE.search(sentence):
            told = f"“{recognised.group()}”与“{public.group()}”在同一句里：公示名单还不是认定结果，请写“拟认定”或等正式文件。"
            at = start + recognised.start()
            yield one.found(Finding("stage", at, at + len(recognised.group()), told))
        for first, last, number in one.bound:
            if not start <= first < start + len(sentence) or "公示" not in number.question:
                continue
            if not _PUBLIC.search(sentence) and not _HEDGE.search(sentence) and "公示" not in sentence:
                told = f"“{number.name}”数的是公示阶段的记录，句子里没有写“公示”或“拟认定”。"
                yield one.problem("stage", told, Severity.SOFT, one.text[first:last])


def level_slips(texts: Sequence[Passage]) -> Iterator[Problem]:
    """省级以上……N家 in an article that nowhere says what of it is 国家级."""
    prose = [one for one in texts if one.kind in PROSE]
    if any("国家级" in one.text for one in texts):
        return
    for one in prose:
        for start, sentence in sentences(one.text):
            found = _LEVEL.search(sentence)
            at = start + found.start() if found else 0
            if found and not one.is_bound(at, at + len(found.group())) and not _PLANNED.search(sentence):
                told = f"“{found.group()}”没有写明其中国家级有多少（“省级以上”含国家级）。"
                yield one.found(Finding("level_scope", at, at + len(found.group()), told, Severity.NOTE))
                return


def article_places(article: GalleyArticle, source: Article, texts: Sequence[Passage]) -> Iterator[Problem]:
    """What of one composed article does not agree with itself."""
    yield from title_figures(article, source, texts)
    yield from chart_words(article, texts)
    for block, written in zip(article.blocks, source.blocks, strict=False):
        yield from list_counts(block, place_of(source, written.line))
