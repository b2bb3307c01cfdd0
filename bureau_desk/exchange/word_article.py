"""A contributed Word file read as an article by its styles and its shape: title, byline, heads, pictures, tables."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bureau_desk.domain.issue import Article, Block, Run
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.exchange.word_items import Item, WordFile, WordPicture, WordTable, WordText
from bureau_desk.exchange.word_reading import read_word

_HEAD_ONE = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_HEAD_TWO = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]")
_OFFICE = re.compile(r"^[（(]?\s*(?:供稿(?:处室|单位)?[：:]\s*(.+?)|(.+?)\s*供稿)\s*[)）]?$")
_BYLINE = re.compile(
    r"^[（(]?\s*(?:◎\s*(.+)|(?:文|作者|撰文|通讯员|记者|本报记者)\s*[/／：:]\s*(.+?)|((?:本[报刊])?(?:记者|通讯员)\s+.+?))\s*[)）]?$"
)
_SOURCE = re.compile(r"^[（(]?\s*((?:资料|数据|稿件|文章)?来源[：:].+?|摘自.+?|转载自.+?|来源于.+?)\s*[)）]?$")
_CREDIT = re.compile(
    r"[（(\s，,；;]*((?:供图|摄影|摄)[：:/／]\s*[^（()）]+|[^（()）\s，,；;。]{1,20}(?:供图|(?<!拍)摄))[)）\s]*$"
)
_CAPTION = re.compile(r"^(?:[■▲△●◆]\s*|图\s*\d+\s*[：:.．、]?\s*|图[：:]\s*|图为\s*)")
_TABLE = re.compile(r"^(?:附?表\s*\d+\s*[：:.．、]?|附?表[：:]|附表)\s*")
_END = re.compile(r"[■█◆◇●▲☑]\s*$")
_SENTENCE = tuple("。！？!?；;")  # with one of them at its end, a paragraph is text and no credit
_STOPS = "。；;！!？?，,"
_TITLE_WORDS = {"title", "标题", "篇名", "题目"}
_SUBTITLE_WORDS = {"subtitle", "副标题", "副题"}


@dataclass(frozen=True, slots=True)
class Contribution:
    """A contributed article: pictures by their path inside the issue folder, and what could not be kept."""

    article: Article
    pictures: dict[str, bytes]
    notes: tuple[Problem, ...]


def contribution(path: Path, identity: str) -> Contribution:
    """Read a .docx as an article of that id. Trouble as in `read_word`."""
    return shaped(read_word(path), identity)


def shaped(file: WordFile, identity: str) -> Contribution:
    """The article that a file's paragraphs make; every word of it stands in the article or is told."""
    body = _body_size(file.items)
    parts = _Front(file.items, body)
    parts.take()
    blocks, pictures = _Blocks(identity, body).made(parts.rest)
    notes = [*file.notes]
    if not parts.title:
        notes.append(Problem("title", "来稿", "没有认出标题，请补上。", Severity.SOFT))
    article = Article(
        id=identity,
        title="\n".join(parts.title),
        blocks=tuple(blocks),
        kicker=parts.kicker,
        subtitle=parts.subtitle,
        byline=parts.byline,
        office=parts.office,
        source=parts.source,
        status="来稿",
    )
    return Contribution(article, pictures, tuple(notes))


def _body_size(items: list[Item]) -> float:
    """The size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for one in items:
        if isinstance(one, WordText) and one.size:
            sizes[one.size] += len(one.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


class _Front:
    """What stands before and after the text: kicker, title, subtitle, byline, office, source."""

    def __init__(self, items: list[Item], body: float) -> None:
        self.rest, self._body = list(items), body
        self.title: list[str] = []
        self.kicker = self.subtitle = self.byline = self.office = self.source = ""

    def take(self) -> None:
        """Take them off both ends."""
        self._take_title()
        while self.rest and isinstance(self.rest[0], WordText) and self._credit(self.rest[0]):
            self.rest.pop(0)
        while self.rest and isinstance(self.rest[-1], WordText) and self._credit(self.rest[-1]):
            self.rest.pop()

    def _take_title(self) -> None:
        head = []
        for one in self.rest[:8]:
            if not isinstance(one, WordText) or len(one.text) > 60 or self._is_text(one):
                break
            head.append(one)
        place = next((place for place, one in enumerate(head) if self._is_title(one)), None)
        if place is None:
            return
        for before in head[:place]:
            self.kicker += ("" if not self.kicker else " ") + _one_line(before.text)
        first = head[place]
        end = place
        while end < len(head) and self._goes_on(first, head[end]):
            self.title += [line.strip() for line in head[end].text.split("\n") if line.strip()]
            end += 1
        if end < len(head) and self._is_subtitle(head[end]):
            self.subtitle = _one_line(head[end].text)
            end += 1
        del self.rest[:end]

    def _is_text(self, one: WordText) -> bool:
        return one.text.endswith(tuple(_STOPS)) and not one.centred and not one.level

    def _is_title(self, one: WordText) -> bool:
        if one.style.lower() in _TITLE_WORDS:
            return True
        if one.text.startswith("——") or _HEAD_ONE.match(one.text):
            return False
        large = bool(one.size and self._body and one.size >= self._body * 1.25)
        return large or (one.centred and (one.bold or one.level == 1)) or (one.level == 1 and not one.marker)

    @staticmethod
    def _goes_on(first: WordText, one: WordText) -> bool:
        same = (one.style, one.size, one.centred, one.bold) == (first.style, first.size, first.centred, first.bold)
        return one is first or (same and not one.text.startswith("——") and not _HEAD_ONE.match(one.text))

    @staticmethod
    def _is_subtitle(one: WordText) -> bool:
        return one.text.startswith(("——", "—", "--")) or one.style.lower() in _SUBTITLE_WORDS

    def _credit(self, one: WordText) -> bool:
        """Whether a paragraph says who wrote, sent or first printed it; it is kept where that belongs."""
        text = one.text
        if len(text) > 60 or one.level or text.endswith(_SENTENCE):
            return False
        for pattern, key in ((_SOURCE, "source"), (_OFFICE, "office"), (_BYLINE, "byline")):
            found = pattern.match(text)
            if found and not getattr(self, key):
                setattr(self, key, next(group for group in found.groups() if group).strip())
                return True
        return False


class _Blocks:
    """The text as blocks; pictures get names of their own."""

    def __init__(self, identity: str, body: float) -> None:
        self._identity, self._body = identity, body
        self._made: list[Block] = []
        self._pictures: dict[str, bytes] = {}

    def made(self, items: list[Item]) -> tuple[list[Block], dict[str, bytes]]:
        place = 0
        while place < len(items):
            place += self._take(items, place)
        return self._made, self._pictures

    def _take(self, items: list[Item], place: int) -> int:
        """Make a block of what begins at a place; returns how many items it took."""
        one = items[place]
        after = items[place + 1] if place + 1 < len(items) else None
        if isinstance(one, WordPicture):
            return self._picture(one, after)
        if isinstance(one, WordTable):
            self._made.append(Block("table", rows=tuple(map(tuple, one.rows))))
            return 1
        if isinstance(after, WordTable) and self._is_table_title(one):
            title = _TABLE.sub("", one.text)
            self._made.append(Block("table", title=title or one.text, rows=tuple(map(tuple, after.rows))))
            return 2
        if level := self._level(one):
            lines = tuple((Run(line.strip()),) for line in one.text.split("\n") if line.strip())
            self._made.append(Block("heading", lines, level=level))
            return 1
        if one.marker:
            return self._list(items, place)
        self._made.append(Block("paragraph", (_runs(one),)))
        return 1

    def _picture(self, one: WordPicture, after: Item | None) -> int:
        path = f"images/{self._identity}-{len(self._pictures) + 1}{Path(one.name).suffix}"
        self._pictures[path] = one.content
        caption, credit, taken = one.alt if _says_something(one.alt) else "", "", 1
        if isinstance(after, WordText) and self._is_caption(after):
            caption, taken = _CAPTION.sub("", after.text).strip(), 2
            if found := _CREDIT.search(caption):
                caption, credit = caption[: found.start()].strip(), found.group(1).strip()
        self._made.append(Block("picture", path=path, caption=_one_line(caption), credit=credit))
        return taken

    def _is_caption(self, one: WordText) -> bool:
        if one.level or len(one.text) > 60 or _HEAD_ONE.match(one.text) or _HEAD_TWO.match(one.text):
            return False
        styled = one.style.lower() in ("caption", "题注", "图注") or bool(_CAPTION.match(one.text))
        small = bool(one.size and self._body and one.size < self._body)
        return styled or (one.centred and not one.text.endswith("。")) or (small and len(one.text) <= 40)

    @staticmethod
    def _is_table_title(one: WordText) -> bool:
        named = bool(_TABLE.match(one.text)) or one.centred
        return len(one.text) <= 40 and named and not one.text.endswith("。")

    def _level(self, one: WordText) -> int:
        """2 or 3 for a head, 0 for text: by its style, else by its number and its face, else by standing out."""
        text = one.text
        if len(text) > 45 or text.endswith(tuple(_STOPS)):
            return 0
        if one.level:
            return 2 if one.level <= 2 and not _HEAD_TWO.match(text) else 3
        if _HEAD_ONE.match(text):
            return 2
        if _HEAD_TWO.match(text):
            return 3
        larger = bool(one.size and self._body and one.size > self._body + 0.4)
        if (one.bold or larger or "黑" in one.face) and not one.marker and len(text) <= 30:
            return 2
        return 0

    def _list(self, items: list[Item], place: int) -> int:
        first = items[place]
        assert isinstance(first, WordText)
        lines: list[tuple[Run, ...]] = []
        ordered = first.marker == "number"
        for one in items[place:]:
            if not isinstance(one, WordText) or one.marker != first.marker or self._level(one):
                break
            if ordered and one.number != first.number + len(lines):
                break  # another list begins
            lines.append(_runs(one))
        self._made.append(Block("list", tuple(lines), ordered=ordered, start=first.number))
        return len(lines)


def _says_something(alt: str) -> bool:
    """Whether an alternative text is more than what programs write by themselves."""
    return bool(re.search(r"[\u4e00-\u9fff]{2,}", alt)) and not alt.startswith(("图片", "图形"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _runs(one: WordText) -> tuple[Run, ...]:
    """Its runs without blanks at both ends and without the mark that ends an article."""
    runs = [*one.runs]
    while runs and not runs[0].text.strip():
        runs.pop(0)
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].bold)
        runs[-1] = Run(_END.sub("", runs[-1].text).rstrip(), runs[-1].bold)
    if one.bold:  # a paragraph that is bold throughout is a look, not an emphasis
        runs = [Run("".join(run.text for run in runs))]
    return tuple(run for run in runs if run.text)
