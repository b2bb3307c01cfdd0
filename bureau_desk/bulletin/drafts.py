"""A pattern put against a snapshot becomes the draft of an article: what the data gives, in bound numbers, and no more.

Keys of a block: `paragraph` (a list of sentences; a list inside it holds alternatives; a table holds `text` with
`zero = NAME`, `when = NAME`, `only` or
`unless = [[value, wanted]]`), `bold` (its run-in words), `heading`, `chart`, `table`,
`names` with `title` and `most`, `number` with `text`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.listing import listing
from bureau_desk.analysis.placeholders import Placeholder, split
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.bulletin.compose_numbers import Numbers
from bureau_desk.bulletin.draft_joining import joined
from bureau_desk.bulletin.draft_sentences import Sayings, Unsayable
from bureau_desk.domain.issue import Article, Block, Run
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.skeleton import Pattern

MOST_LISTED = 80
"""A list longer than that is no list of a magazine page; it belongs into a sheet of its own."""
_CHART_TEXTS = ("title", "subtitle", "note")


@dataclass(frozen=True, slots=True)
class Draft:
    """The article, the questions it asks by name, what was left out and why, and the column it is meant for."""

    article: Article
    questions: Mapping[str, Question]
    notes: tuple[str, ...]
    column: str = ""


def drafted(pattern: Pattern, prepared: Prepared) -> Draft:
    """The draft of a pattern; Misuse with the reason when there is nothing that an article could be made of."""
    sayings = Sayings(Numbers(pattern.questions, prepared, answer))
    for name, why in pattern.needs.items():
        if not sayings.is_there(name):
            raise Misuse(f"没有起稿：{why}", "请先在台账里补齐资料，或改换参数。")
    blocks = _Blocks(pattern, prepared, sayings).blocks()
    if not any(_bears_data(block) for block in blocks):
        raise Misuse("没有起稿：台账里没有可以写成文章的数。", "请先在台账里补齐资料，或改换参数。")
    title = next((said for one in pattern.titles if (said := _tried(sayings, one))), "")
    if not title:
        raise Misuse("没有起稿：标题里的数没有。", "请先在台账里补齐资料，或改换参数。")
    lead = next((said for one in pattern.lead if (said := sayings.tried(one))), "")
    article = Article(
        id=pattern.identity,
        title=title,
        blocks=tuple(blocks),
        kicker=pattern.kicker,
        subtitle=pattern.subtitle,
        office=pattern.office,
        source=pattern.source,
        signature=pattern.signature,
        lead=lead,
        kind=pattern.kind,
        end_mark=pattern.end_mark,
        status="来稿",
    )
    used = _used(article, pattern.questions)
    draft = Draft(article, used, (*sayings.notes, *pattern.hints), pattern.column)
    if not pattern.qualifier:
        return draft
    return renamed(draft, {name: f"{name}（{pattern.qualifier}）" for name in used})


def _bears_data(block: Block) -> bool:
    return bool(block.name) or any("{{" in run.text for line in block.lines for run in line)


def _tried(sayings: Sayings, text: str) -> str:
    try:
        return sayings.said(text)
    except Unsayable:
        return ""


class _Blocks:
    """Makes the blocks of a pattern that the data bears."""

    def __init__(self, pattern: Pattern, prepared: Prepared, sayings: Sayings) -> None:
        self.pattern, self.prepared, self.sayings = pattern, prepared, sayings

    def blocks(self) -> list[Block]:
        """The blocks in order; a heading under which nothing stands is left out."""
        made: list[Block] = []
        for one in self.pattern.blocks:
            block = self._block(one)
            if block is None:
                continue
            if block.kind == "heading" and made and made[-1].kind == "heading":
                made.pop()
            made.append(block)
        if made and made[-1].kind == "heading":
            made.pop()
        return made

    def _block(self, one: Mapping[str, Any]) -> Block | None:
        if not self._holds(one):
            return None
        if "heading" in one:
            lines = tuple((Run(text),) for text in str(one["heading"]).split("\n"))
            return Block("heading", lines, level=int(one.get("level", 2)))
        if "chart" in one:
            return self._chart(str(one["chart"]))
        if "table" in one:
            return self._table(str(one["table"]))
        if "names" in one:
            return self._names(str(one["names"]), str(one.get("title", "附：名单")), int(one.get("most", MOST_LISTED)))
        if "number" in one:
            return self._number(one)
        return self._paragraph(one)

    def _holds(self, one: Mapping[str, Any]) -> bool:
        """Whether what a sentence or block stands for is so; nothing is noted of what belongs to other choices."""
        if any(str(chosen) != str(wanted) for chosen, wanted in one.get("only", ())):
            return False
        if any(str(chosen) == str(wanted) for chosen, wanted in one.get("unless", ())):
            return False
        if "zero" in one and not self.sayings.is_zero(str(one["zero"])):
            return False
        return "when" not in one or self.sayings.is_there(str(one["when"]))

    def _paragraph(self, one: Mapping[str, Any]) -> Block | None:
        sentences = one.get("paragraph", ())
        text = joined(self._sentence(sentence) for sentence in sentences)
        if not text or ("{{" in str(sentences) and "{{" not in text):
            return None  # what leads to numbers says nothing without them
        bold = str(one.get("bold", ""))
        runs = (Run(bold, True), Run(text)) if bold else (Run(text),)
        return Block("paragraph", (runs,))

    def _sentence(self, sentence: Any) -> str:
        if isinstance(sentence, Mapping):
            return self.sayings.tried(str(sentence["text"])) if self._holds(sentence) else ""
        if isinstance(sentence, str):
            return self.sayings.tried(sentence)
        for way in sentence[:-1]:
            if said := _tried(self.sayings, str(way)):
                return said
        return self.sayings.tried(str(sentence[-1]))

    def _number(self, one: Mapping[str, Any]) -> Block | None:
        title = self.sayings.tried(str(one["number"]))
        texts = [said for text in one.get("text", ()) if (said := self.sayings.tried(str(text)))]
        if not title or not texts:
            return None
        return Block("number", tuple((Run(text),) for text in texts), title=title)

    def _chart(self, name: str) -> Block | None:
        question = self.pattern.questions[name]
        values = [self._known(item) for item in (question.chart.get("items") or ())]
        try:
            if question.register or question.series:
                groups = answer(question, self.prepared).groups
                values += [bool(group.value) for group in groups] or [self._known(name)]
            for text in _chart_texts(question):
                self.sayings.said(text)
        except (Misuse, Unsayable) as misuse:
            self.sayings.left_out(f"图表 {name}", str(misuse))
            return None
        if values.count(True) < 2 or (question.chart.get("items") and not all(values)):
            self.sayings.left_out(f"图表 {name}", "有数的不到两项")
            return None
        return Block("chart", name=name)

    def _known(self, name: str) -> bool:
        return self.sayings.is_there(name)

    def _table(self, name: str) -> Block | None:
        question = self.pattern.questions[name]
        try:
            table = answer(question, self.prepared)
            rows = len(listing(question, table, self.prepared)) if question.list_fields else len(table.groups)
            for text in _chart_texts(question):
                self.sayings.said(text)
        except (Misuse, Unsayable) as misuse:
            self.sayings.left_out(f"表格 {name}", str(misuse))
            return None
        if not rows:
            self.sayings.left_out(f"表格 {name}", "没有内容")
            return None
        return Block("table", name=name)

    def _names(self, name: str, title: str, most: int) -> Block | None:
        question = self.pattern.questions[name]
        try:
            rows = listing(question, answer(question, self.prepared), self.prepared)
            said = self.sayings.said(title)
        except (Misuse, Unsayable) as misuse:
            self.sayings.left_out(title, str(misuse))
            return None
        if not rows:
            self.sayings.left_out(title, "名单是空的")
            return None
        if len(rows) > most:
            self.sayings.left_out(title, f"名单有{len(rows)}条，超过{most}条，宜从台账导出后另附")
            return None
        return Block("names", title=said, name=name)


def _chart_texts(question: Question) -> list[str]:
    parts = (question.chart, question.table)
    return [str(part[key]) for part in parts for key in _CHART_TEXTS if "{{" in str(part.get(key, ""))]


def _names_in(text: str) -> list[str]:
    return [name for one in split(text) if isinstance(one, Placeholder) for name in (one.name, one.other) if name]


def _texts(article: Article) -> list[str]:
    texts = [article.title, article.kicker, article.subtitle, article.contents_title, article.lead, article.source]
    for block in article.blocks:
        texts += [block.title, *("".join(run.text for run in line) for line in block.lines)]
    return texts


def _used(article: Article, questions: Mapping[str, Question]) -> dict[str, Question]:
    """The questions an article asks, and those that its charts lean on."""
    wanted = [name for text in _texts(article) for name in _names_in(text)]
    wanted += [block.name for block in article.blocks if block.name]
    found: dict[str, Question] = {}
    while wanted:
        name = wanted.pop(0)
        if name in found or name not in questions:
            continue
        found[name] = question = questions[name]
        wanted += [str(one) for key in ("items", "targets") for one in question.chart.get(key) or ()]
        wanted += [str(question.chart.get("line", ""))]
        wanted += [one for text in _chart_texts(question) for one in _names_in(text)]
    return {name: found[name] for name in questions if name in found}


def renamed(draft: Draft, names: Mapping[str, str]) -> Draft:
    """The draft with some of its questions called otherwise, everywhere."""
    article = draft.article
    texts: dict[str, Any] = {key: _renamed_text(getattr(article, key), names) for key in
             ("title", "kicker", "subtitle", "contents_title", "lead", "source")}  # fmt: skip
    blocks = tuple(
        replace(
            block,
            title=_renamed_text(block.title, names),
            name=names.get(block.name, block.name),
            lines=tuple(
                tuple(replace(run, text=_renamed_text(run.text, names)) for run in line) for line in block.lines
            ),
        )
        for block in article.blocks
    )
    questions = {names.get(name, name): _renamed_question(name, one, names) for name, one in draft.questions.items()}
    return replace(draft, article=replace(article, blocks=blocks, **texts), questions=questions)


def _renamed_question(name: str, question: Question, names: Mapping[str, str]) -> Question:
    def part(found: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = dict(found)
        for key in _CHART_TEXTS:
            if isinstance(made.get(key), str):
                made[key] = _renamed_text(made[key], names)
        for key in ("items", "targets"):
            if isinstance(made.get(key), Sequence) and not isinstance(made[key], str):
                made[key] = [names.get(str(one), one) for one in made[key]]
        if "line" in made:
            made["line"] = names.get(str(made["line"]), made["line"])
        return made

    return replace(question, name=names.get(name, name), chart=part(question.chart), table=part(question.table))


def _renamed_text(text: str, names: Mapping[str, str]) -> str:
    made = ""
    for piece in split(text):
        if isinstance(piece, str) or piece.page or piece.fault:
            made += piece if isinstance(piece, str) else piece.text
            continue
        day = f" @ {piece.day.isoformat()}" if piece.day else ""
        form = f" | {piece.form} {names.get(piece.other, piece.other)}".rstrip() if piece.form else ""
        head = "list " if piece.listing else ""
        made += "{{" + head + names.get(piece.name, piece.name) + day + form + "}}"
    return made
