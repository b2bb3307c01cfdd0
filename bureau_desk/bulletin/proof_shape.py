"""The shape of articles: ends of headings and captions, credits, very long sentences, titles used twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bureau_desk.analysis.placeholders import literal
from bureau_desk.bulletin.compose_blocks import place_of
from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.proof_marks import pair_slips
from bureau_desk.bulletin.proof_passages import Passage, written_as, written_length
from bureau_desk.bulletin.proof_repeats import folded
from bureau_desk.bulletin.proof_rules import Finding
from bureau_desk.domain.issue import Article, Block, Issue
from bureau_desk.domain.problem import Problem, Severity

SENTENCE = 120
TITLE_LINE, TITLE, HEADING = 30, 60, 30
_END = re.compile(r".[。，、；,;.](?=$)")
_COLON = re.compile(r".[：:]$")


def shape_slips(article: Article) -> Iterator[Problem]:
    """Slips of one article as written."""
    where = place_of(article)
    lines = [line.strip() for line in article.title.split("\n") if line.strip()]
    if lines:
        yield from _ending(written_as(where, article.id, "title", lines[-1]), "标题")
    lengths = [written_length(line) for line in lines]
    whole, longest = sum(lengths), max(lengths, default=0)
    if whole > TITLE or longest > TITLE_LINE:
        told = f"标题{whole}字，最长一行{longest}字，版面宜每行{TITLE_LINE}字以内。"
        severity = Severity.SOFT if whole > TITLE else Severity.NOTE
        yield Problem("title_long", where, told, severity, field="title", value=lines[0])
    for block in article.blocks:
        yield from _block(article, block)
    yield from _pairs(article)


def _block(article: Article, block: Block) -> Iterator[Problem]:
    place = place_of(article, block.line)
    if block.kind == "heading" and block.lines:
        texts = ["".join(run.text for run in line) for line in block.lines]
        yield from _ending(written_as(place, article.id, "heading", texts[-1]), "小标题")
        longest = max(written_length(text) for text in texts)
        if longest > HEADING:
            told = f"小标题{longest}字，宜在{HEADING}字以内。"
            yield Problem("heading_long", place, told, Severity.NOTE, value=texts[0])
    if block.kind == "picture":
        caption = block.caption.strip()
        if caption.endswith("。") and not re.search(r"[，。；]", caption[:-1]) and not caption.startswith("图为"):
            told = "图注是一个短语，末尾不用句号。"
            mend = caption[-2:-1]
            yield Problem("caption_stop", place, told, Severity.NOTE, value=caption[-2:], suggestion=mend)
        if caption and not block.credit.strip():
            yield Problem("credit", place, f"图片“{block.path}”没有写供图。", Severity.NOTE, value=caption)


def _ending(passage: Passage, what: str) -> Iterator[Problem]:
    if (found := _END.search(passage.text)) and not passage.text.endswith(("...", "。。。")):
        told = f"{what}末尾不用“{found.group()[-1]}”。"
        yield passage.found(Finding("heading_end", found.start(), found.end(), told, Severity.SOFT, found.group()[0]))
    elif found := _COLON.search(passage.text):
        told = f"{what}末尾是冒号，后面没有下一行。"
        yield passage.found(Finding("heading_end", found.start(), found.end(), told, Severity.NOTE, found.group()[0]))


def _pairs(article: Article) -> Iterator[Problem]:
    """Pairs are looked for in whole texts: a quotation may go over both lines of a title."""
    where = place_of(article)
    heads = (article.title, article.kicker, article.subtitle, article.contents_title, article.lead)
    for kind, text in zip(("title", "kicker", "subtitle", "contents_title", "lead"), heads, strict=True):
        passage = written_as(where, article.id, kind, text.replace("\n", " "))
        for found in pair_slips(passage.text):
            yield passage.found(found)
    texts = [_texts(block) for block in article.blocks]
    for place, block in enumerate(article.blocks):
        following = texts[place + 1] if place + 1 < len(texts) else []
        goes_on = bool(following) and following[0].startswith("“")
        for text in texts[place]:
            passage = written_as(place_of(article, block.line), article.id, block.kind, text)
            for found in pair_slips(passage.text, goes_on and block.kind == "paragraph"):
                yield passage.found(found)


def _texts(block: Block) -> list[str]:
    lines = ["".join(run.text for run in line) for line in block.lines]
    if block.kind in ("heading", "quote"):
        lines = ["".join(lines)]
    return [literal(text) for text in (*lines, block.title, block.caption) if text]


def long_sentences(passage: Passage) -> Iterator[Problem]:
    """Sentences that readers lose; a list of 、 or ； in one sentence counts by its longest part."""
    if passage.kind not in ("paragraph", "lead", "list"):
        return
    for _, sentence in sentences(passage.text):
        longest = max((len(part) for part in re.split(r"[；;]", sentence)), default=0)
        if longest > SENTENCE:
            words = sentence.strip()
            told = f"一句话{len(words)}字，读起来费力，宜分成几句：“{words[:16]}……”。"
            yield passage.problem("long_sentence", told, Severity.NOTE, words[:16])


def same_titles(issue: Issue, ids: Sequence[str]) -> Iterator[Problem]:
    """Two articles of one title."""
    seen: dict[str, str] = {}
    for key in ids:
        article = issue.articles.get(key)
        if article is None or not (words := folded(article.title)):
            continue
        if words in seen and seen[words] != key:
            told = f"标题与文章“{seen[words]}”相同。"
            yield Problem("same_title", place_of(article), told, Severity.SOFT, field="title", value=article.title)
        seen.setdefault(words, key)
