"""The plan of a bulletin: columns, articles, blocks, with figures still to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bureau_desk.domain.question import Question

KINDS = (
    "notice", "message", "interview", "report", "interpretation", "feature", "park", "brief",
    "enterprise", "activity", "visit", "person", "meeting", "research",
)  # fmt: skip
STATUSES = ("约稿", "来稿", "编辑", "校对", "定稿")
"""How far an article is, in the order of the work."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of inline text: `bold` is a run-in phrase; text may still hold `{{...}}`."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an article, with the line of its file for messages.

    kind paragraph | heading | list | picture | quote | names | number | chart | table. `lines` holds heading lines,
    list items or the paragraphs of a quote, each a tuple of runs; `title` the box title or big number text; `name`
    the chart, table or list name; `level` of a heading; `path`, `caption`, `credit` of a picture; `source` of a quote;
    `rows` the cells of a table that is written out under a `title`, its head first; `start` the number of the first
    item of an ordered list.
    """

    kind: str
    lines: tuple[tuple[Run, ...], ...] = ()
    title: str = ""
    name: str = ""
    level: int = 2
    ordered: bool = False
    path: str = ""
    caption: str = ""
    credit: str = ""
    source: str = ""
    line: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    start: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its author wrote it; `\\n` in a title is an intended line break.

    `status` is one of STATUSES or ''; `holder` the post or office that has it now.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    kicker: str = ""
    subtitle: str = ""
    contents_title: str = ""
    byline: str = ""
    office: str = ""
    source: str = ""
    signature: str = ""
    lead: str = ""
    kind: str = "notice"
    page: int = 0
    pages: int = 0
    end_mark: bool = True
    path: str = ""
    status: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A 栏目 and its articles in order."""

    name: str
    articles: tuple[str, ...]
    latin: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """One role of the editorial board."""

    role: str
    names: tuple[str, ...]
    order: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """How articles of an issue are sent out as a brief (简报).

    `title` stands in red; `sender` issues it; `report_to`, `send_to` and `deliver_to` are 报, 送 and 发; `articles` are
    ids, () for all; `preset` names the layout; `day` None is the issue's own.
    """

    title: str
    number: int = 0
    total: int = 0
    sender: str = ""
    day: date | None = None
    report_to: tuple[str, ...] = ()
    send_to: tuple[str, ...] = ()
    deliver_to: tuple[str, ...] = ()
    printed_by: str = ""
    copies: int = 0
    articles: tuple[str, ...] = ()
    preset: str = ""


@dataclass(frozen=True, slots=True)
class Masthead:
    """What an issue says of itself: name, number, date, imprint, board, cover lines."""

    title: str
    year: int
    number: int
    date: date
    latin: str = ""
    total: int = 0
    frequency: str = ""
    publisher: str = ""
    distribution: tuple[str, ...] = ()
    permit: str = ""
    website: str = ""
    slogans: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    mottos: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    message: str = ""
    imprint: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    board: tuple[Board, ...] = ()
    theme: str = "A"
    qr: str = ""
    brief: Brief | None = None
    figure_index: bool = False
    page_fillers: bool = True


@dataclass(frozen=True, slots=True)
class Issue:
    """A whole issue before any number is known."""

    masthead: Masthead
    columns: tuple[Column, ...]
    articles: Mapping[str, Article]
    questions: Mapping[str, Question]
    folder: str = ""
