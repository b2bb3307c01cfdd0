"""Articles drafted from the registers: which kinds there are, what each needs, and the draft of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bureau_desk.analysis.near import near
from bureau_desk.analysis.prepared import Prepared, prepare
from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.app.draft_parameters import choices_of, default_of, each_of, read_parameters, with_words
from bureau_desk.bulletin.drafts import Draft, drafted
from bureau_desk.domain.galley import Galley, plain
from bureau_desk.domain.issue import Column, Issue, Masthead
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.skeleton import Parameter, Skeleton
from bureau_desk.places import RESOURCES

__all__ = ["Draft", "Kind", "data_of", "draft", "kinds", "lines", "preview"]

FOLDER = RESOURCES / "articles"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of article that can be drafted, with the defaults and choices of its parameters by key."""

    key: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    defaults: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    column: str = ""
    is_message: bool = False


def data_of(desk: Desk, day: date | None = None) -> Prepared:
    """The registers on the day of an issue; handing it to several calls reads and answers once."""
    return prepare(snapshot(desk, day or desk.today()))


def kinds(desk: Desk, day: date | None = None, data: Prepared | None = None) -> list[Kind]:
    """The kinds in their order; `day` is that of the issue, from which defaults are reckoned."""
    on = day or desk.today()
    data = data or data_of(desk, on)
    return [_kind(one, on, data) for one in _skeletons().values()]


def _kind(skeleton: Skeleton, day: date, data: Prepared) -> Kind:
    return Kind(
        skeleton.key,
        skeleton.title,
        skeleton.about,
        skeleton.parameters,
        {one.key: default_of(one, day) for one in skeleton.parameters},
        {one.key: found for one in skeleton.parameters if (found := choices_of(one, data))},
        str(skeleton.data.get("column", "")),
        skeleton.data.get("kind") == "message",
    )


def _skeletons() -> Mapping[str, Skeleton]:
    from bureau_desk.exchange.skeleton_file import read_skeletons

    return read_skeletons(FOLDER)


def draft(
    desk: Desk, kind: str, parameters: Mapping[str, str], day: date | None = None, data: Prepared | None = None
) -> Draft:
    """The draft of a kind with what was filled in; what is left empty takes its default for an issue of a day.

    Misuse for an unknown kind or parameter, and with the reason when the registers give nothing to write of.
    """
    on = day or desk.today()
    return drafted_over(data or data_of(desk, on), kind, parameters, on, desk.today())


def drafted_over(data: Prepared, kind: str, parameters: Mapping[str, str], day: date, today: date) -> Draft:
    """The same over a snapshot of the issue's day; no year is told beyond today."""
    from bureau_desk.exchange.skeleton_file import filled

    known = _skeletons()
    skeleton = known.get(kind) or next((one for one in known.values() if one.title == kind), None)
    if skeleton is None:
        raise Misuse(f"没有“{kind}”这种稿件{near(kind, known)}。", f"可用：{'、'.join(known)}。")
    choices = {one.key: choices_of(one, data) for one in skeleton.parameters}
    values = with_words(data.schema, read_parameters(skeleton, parameters, day, choices), day, today)
    each = each_of(str(skeleton.data.get("each", {}).get("over", "")), values, data)
    return drafted(filled(skeleton, values, each), data)


def preview(desk: Desk, made: Draft, day: date | None = None, data: Prepared | None = None) -> Galley:
    """The draft as an issue of itself alone, with every number filled in."""
    from bureau_desk.bulletin.compose import compose

    on = day or desk.today()
    columns = (Column(made.column or "起稿", (made.article.id,)),)
    issue = Issue(Masthead("起稿", on.year, 0, on), columns, {made.article.id: made.article}, made.questions)
    return compose(issue, data or data_of(desk, on))


def lines(galley: Galley) -> list[str]:
    """A composed draft as plain text, line by line, for looking at: title, paragraphs, what figures stand where."""
    found: list[str] = []
    for article in ([galley.message] if galley.message else []) + list(galley.articles()):
        found += [plain(line) for line in article.title]
        found += [plain(article.lead)] if article.lead else []
        for block in article.blocks:
            if block.figure is not None:
                found.append(f"〔图表：{block.figure.title}〕")
            elif block.table is not None:
                found.append(f"〔表格：{block.table.title}，{len(block.table.rows)}行〕")
            else:
                title = plain(block.title)
                found += [title] if title else []
                found += [plain(line) for line in block.lines]
    return found
