"""What was published, kept as galleys: listed, read again, and compared with another galley or with an issue as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from bureau_desk.app import comparing, issue_shelf
from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, Line, Number, plain
from bureau_desk.domain.issue import Masthead
from bureau_desk.domain.problem import Misuse
from bureau_desk.store import issues, journal
from bureau_desk.store.bulk import among
from bureau_desk.store.issues import Kept
from bureau_desk.store.tables import revision

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
NAMED = 3  # so many names stand in a sentence


@dataclass(frozen=True, slots=True)
class RowChange:
    """A record that one side counts and the other does not; `why` the step that last wrote it before the later side."""

    record: int
    name: str
    came: bool
    why: str


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A figure that came, went or is printed otherwise; `came` and `went` are records of its register."""

    kind: str
    name: str
    form: str
    article: str
    title: str
    before: Number | None
    after: Number | None
    came: tuple[int, ...] = ()
    went: tuple[int, ...] = ()
    why: str = ""

    @property
    def register(self) -> str:
        """The register of its rows."""
        found = self.after or self.before
        return found.register if found is not None else ""


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article that came, went, moved to another column, or whose words changed; figures are compared on their own."""

    kind: str
    article: str
    title: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class IssueComparison:
    """What two galleys differ in."""

    before: str
    after: str
    numbers: tuple[NumberChange, ...]
    articles: tuple[ArticleChange, ...]


def published(desk: Desk, limit: int = 500) -> list[Kept]:
    """What was published, the newest first."""
    with desk.database.reading() as connection:
        return issues.kept(connection, limit=limit)


def is_published(desk: Desk, head: Masthead) -> bool:
    """Whether an issue was published before."""
    with desk.database.reading() as connection:
        return issues.is_published(connection, head.title, head.year, head.number)


def galley_of(desk: Desk, number: int) -> Galley:
    """The galley of something published; Misuse when there is none of that number."""
    from bureau_desk.bulletin.galley_json import from_json

    with desk.database.reading() as connection:
        text = issues.galley(connection, number)
    if not text:
        raise Misuse(f"存档里没有第 {number} 号版样。")
    return from_json(text)


def galley_now(desk: Desk, issue: int) -> Galley:
    """An issue of the desk composed as it stands and as the registers stand now."""
    from bureau_desk.analysis.prepared import prepare
    from bureau_desk.bulletin.compose import compose

    read, _ = issue_shelf.read(desk, issue)
    return compose(read, prepare(snapshot(desk, read.masthead.date)))


def compare_published(desk: Desk, before: int, after: int) -> Job[IssueComparison]:
    """Compare two published galleys; Misuse when they are one and the same."""
    if before == after:
        raise Misuse("没有对比：两边是同一份版样。", "请另选一份。")
    names = {one.id: one.told for one in published(desk)}
    yield Progress("读取版样", 0, 3)
    sides = galley_of(desk, before), galley_of(desk, after)
    return (yield from _compared(desk, names.get(before, ""), names.get(after, ""), *sides))


def compare_now(desk: Desk, before: int, issue: int) -> Job[IssueComparison]:
    """Compare a published galley with an issue of the desk as it is now."""
    name = next((one.told for one in published(desk) if one.id == before), "")
    yield Progress("读取版样", 0, 3)
    galley = galley_of(desk, before)
    yield Progress("按现在的台账计算", 1, 3)
    now = galley_now(desk, issue)
    head = now.masthead
    after = f"{head.title} {head.year} 年第 {head.number} 期（现在）"
    return (yield from _compared(desk, name, after, galley, now))


def _compared(desk: Desk, first: str, second: str, before: Galley, after: Galley) -> Job[IssueComparison]:
    yield Progress("对比", 2, 3)
    numbers = [_number_change(desk, was, now, before, after) for was, now in _pairs(before.numbers, after.numbers)]
    changed = tuple(one for one in numbers if one is not None)
    return IssueComparison(first, second, changed, tuple(_articles(before, after)))


# figures
def _pairs(before: Sequence[Number], after: Sequence[Number]) -> list[tuple[Number | None, Number | None]]:
    """Figures of both sides in the order of printing: of the same place first, then of the same name and form."""
    ways: tuple[Callable[[Number], Hashable], ...] = (
        lambda one: (one.article, one.name, one.form, one.as_of),
        lambda one: (one.article, one.name, one.form),
        lambda one: (one.name, one.form, one.as_of),
        lambda one: (one.name, one.form),
    )
    partner: dict[int, Number] = {}
    left = list(before)
    free = list(after)
    for way in ways:
        held: dict[Hashable, list[Number]] = defaultdict(list)
        for one in left:
            held[way(one)].append(one)
        rest = []
        for now in free:
            if same := held.get(way(now)):
                was = same.pop(0)
                partner[now.index] = was
                left.remove(was)
            else:
                rest.append(now)
        free = rest
    return [*((partner.get(now.index), now) for now in after), *((was, None) for was in left)]


def _number_change(
    desk: Desk, was: Number | None, now: Number | None, before: Galley, after: Galley
) -> NumberChange | None:
    found = now or was
    if found is None or (was is not None and now is not None and (was.text, was.value) == (now.text, now.value)):
        return None
    kind = ADDED if was is None else REMOVED if now is None else CHANGED
    title = _titles(after if now is not None else before).get(found.article, found.article)
    came: tuple[int, ...] = ()
    went: tuple[int, ...] = ()
    why = ""
    if was is not None and now is not None:
        old, new = {*was.rows, *was.base_rows}, {*now.rows, *now.base_rows}
        came = tuple(sorted(new - old))
        went = tuple(sorted(old - new))
        why = _why(desk, was, now, came, went)
    return NumberChange(kind, found.name, found.form, found.article, title, was, now, came, went, why)


def _why(desk: Desk, was: Number, now: Number, came: Sequence[int], went: Sequence[int]) -> str:
    """In one sentence: what was asked otherwise, which rows came and went."""
    said = []
    if was.question and now.question and was.question != now.question and was.as_of == now.as_of:
        said.append("口径改了")
    if was.as_of != now.as_of:
        said.append(f"截至日由 {was.as_of} 改为 {now.as_of}")
    for words, rows in (("新增", came), ("减少", went)):
        if rows:
            names = "、".join(_names(desk, now.register or was.register, rows[:NAMED]))
            said.append(f"{words} {len(rows)} 条：{names}{'等' if len(rows) > NAMED else ''}")
    if not came and not went and was.as_of == now.as_of:
        said.append("明细相同，其中的数值或措辞改了" if was.rows else "数据有更正")
    return "；".join(said)


def _names(desk: Desk, register: str, records: Sequence[int]) -> list[str]:
    if register not in desk.schema.registers:
        return [f"#{one}" for one in records]
    return comparing.shown(desk, register, [(one, "", None, desk.today()) for one in records])


def rows_behind(desk: Desk, change: NumberChange) -> list[RowChange]:
    """The records that came and went with a figure, each with the step that last wrote it."""
    records = [*((one, True) for one in change.came), *((one, False) for one in change.went)]
    names = _names(desk, change.register, [one for one, _ in records])
    reasons: dict[int, str] = {}
    with desk.database.reading() as connection:
        query = select(revision.c.record, func.max(revision.c.batch)).group_by(revision.c.record)
        query = query.where(among(revision.c.record, (one for one, _ in records)))
        last = {row[0]: int(row[1] or 0) for row in connection.execute(query)}
        for batch in set(last.values()):
            step = journal.get_batch(connection, batch)
            reasons[batch] = f"{step.recorded_at[:10]} {step.author}：{step.summary}" if step is not None else ""
    return [
        RowChange(record, name, came, reasons.get(last.get(record, 0), ""))
        for (record, came), name in zip(records, names, strict=True)
    ]


# articles
def _titles(galley: Galley) -> dict[str, str]:
    return {one.id: "".join(plain(line) for line in one.title) or one.id for one in _all(galley)}


def _all(galley: Galley) -> list[GalleyArticle]:
    return [*([galley.message] if galley.message is not None else []), *galley.articles()]


def _articles(before: Galley, after: Galley) -> list[ArticleChange]:
    old, new = {one.id: one for one in _all(before)}, {one.id: one for one in _all(after)}
    titles = _titles(before) | _titles(after)
    found = []
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        texts = words_of(was, before), words_of(now, after)
        if was is None or now is None:
            kind = ADDED if was is None else REMOVED
            found.append(ArticleChange(kind, key, titles[key], *texts))
        elif texts[0] != texts[1]:
            lines = sum(1 for one in texts[1] if one not in texts[0])
            gone = sum(1 for one in texts[0] if one not in texts[1])
            found.append(ArticleChange(CHANGED, key, titles[key], *texts, f"改或增 {lines} 段，去掉或改前 {gone} 段"))
        elif was.column != now.column:
            found.append(ArticleChange(MOVED, key, titles[key], *texts, f"由“{was.column}”移到“{now.column}”"))
    return found


def words_of(article: GalleyArticle | None, galley: Galley) -> tuple[str, ...]:
    """The paragraphs of an article; figures stand by their names, so that a figure alone changes no words."""
    if article is None:
        return ()

    def words(line: Line) -> str:
        return "".join(
            f"〔{galley.numbers[span.number].name}〕" if 0 <= span.number < len(galley.numbers) else span.text
            for span in line
        )

    heads = [words(article.kicker), "".join(words(line) for line in article.title), words(article.subtitle)]
    heads += [article.byline, article.office, words(article.lead)]
    lines = [text for block in article.blocks for text in _block(block, words)]
    return tuple(text for text in (*heads, *lines, article.source) if text.strip())


def _block(block: GalleyBlock, words: Callable[[Line], str]) -> list[str]:
    if block.kind == "picture":
        return [f"［图］{words(block.caption)} {block.credit}".strip()]
    if block.kind == "chart" and block.figure is not None:
        return [f"［图表］{block.figure.title}"]
    if block.kind == "table" and block.table is not None:
        return [f"［表格］{block.table.title}"]
    head = [words(block.title)] if block.title else []
    return [*head, *(words(line) for line in block.lines), *([f"—— {block.source}"] if block.source else [])]


def write(desk: Desk, made: IssueComparison, out: Path) -> Job[int]:
    """Write a comparison as a workbook: changed figures, the rows behind them, changed articles; returns its lines."""
    from bureau_desk.exchange.issue_comparison import write_issue_comparison

    if out.suffix.lower() != ".xlsx":
        raise Misuse(f"对比结果不能写成“{out.suffix or out.name}”。", "请用 .xlsx。")
    rows = []
    for place, one in enumerate(made.numbers):
        yield Progress("读取明细", place, len(made.numbers))
        rows += [(one.name, row.name, "新增" if row.came else "减少", row.why) for row in rows_behind(desk, one)]
    numbers = [
        (KIND_WORDS[one.kind], one.name, one.form, _printed(one.before), _printed(one.after), one.title, one.why)
        for one in made.numbers
    ]
    articles = [(KIND_WORDS[one.kind], one.title, one.article, one.why) for one in made.articles]
    texts = [
        (one.title, "去掉或改前" if gone else "改后或新增", text)
        for one in made.articles
        if one.kind == CHANGED
        for gone, mine, other in ((True, one.before, one.after), (False, one.after, one.before))
        for text in mine
        if text not in other
    ]
    clock: datetime = desk.clock()
    write_issue_comparison(f"{made.before} → {made.after}", numbers, rows, articles, texts, out, clock)
    return len(numbers) + len(articles)


def _printed(number: Number | None) -> str:
    return f"{number.text}（截至 {number.as_of}）" if number is not None else ""


KIND_WORDS = {ADDED: "新增", REMOVED: "去掉", CHANGED: "改动", MOVED: "换栏目"}
