"""An issue with every number frozen and sourced; nothing is asked any more. Writers only lay it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bureau_desk.domain.figure import Figure
from bureau_desk.domain.issue import Masthead
from bureau_desk.domain.problem import Problem


@dataclass(frozen=True, slots=True)
class Number:
    """A figure printed in text, with what it came from.

    `index` is its place in `Galley.numbers`; `text` what was printed (27家, 同比增长26.2%); `value` the exact decimal as
    text; `rows` record ids in `register`; `base_*` the second operand of a growth, share or difference; `sentence` the
    words around it; `form` the wording form ('' for the plain value).
    """

    index: int
    name: str
    form: str
    text: str
    value: str
    unit: str
    as_of: str
    scope: str
    source: str
    register: str
    rows: tuple[int, ...]
    question: str
    article: str
    sentence: str = ""
    base_value: str = ""
    base_as_of: str = ""
    base_rows: tuple[int, ...] = ()
    measure: str = "count"


@dataclass(frozen=True, slots=True)
class Span:
    """Inline text of one style; `number` points into `Galley.numbers`, -1 for plain words.

    `page` names the article whose folio the text is: `00` until pages are known.
    """

    text: str
    bold: bool = False
    number: int = -1
    page: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A number of a chart or table: `kind` is chart or table, `figure` its name.

    Of a chart `row` is the category and `column` the series; of a table both are those of its cells. `number.index` is
    the place in `Galley.points`, `number.form` what the value was worked out as (占比, 同比 ..., '' for a plain one).
    """

    kind: str
    figure: str
    row: int
    column: int
    number: Number


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table to print: title, what is counted, unit, date and source; the first column is text, others numbers.

    `total` says that the last row is a total; `ids` holds for each row the record ids it counts; `digits` per column.
    """

    name: str
    title: str
    subtitle: str
    unit: str
    source: str
    as_of: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False
    numeric: tuple[bool, ...] = ()
    ids: tuple[tuple[int, ...], ...] = ()
    register: str = ""


@dataclass(frozen=True, slots=True)
class GalleyBlock:
    """One block to lay out; the kinds are those of `issue.Block`.

    paragraph: lines[0]. heading: one or two lines. list: lines are items, numbered from `start`. picture: absolute `path`, caption, credit, alt.
    quote: lines are its paragraphs, `source`. names: `title` and lines as items. number: `title` holds figure text
    (`6300`), `unit`, `arrow` (↑, ↓ or ''), and lines[0] the sentence. chart: `figure`. table: `table`.
    """

    kind: str
    lines: tuple[Line, ...] = ()
    title: Line = ()
    level: int = 2
    ordered: bool = False
    path: str = ""
    caption: Line = ()
    credit: str = ""
    alt: str = ""
    source: str = ""
    unit: str = ""
    arrow: str = ""
    figure: Figure | None = None
    table: TableSheet | None = None
    start: int = 1


@dataclass(frozen=True, slots=True)
class GalleyArticle:
    """One article to lay out; title lines are already broken where the author meant it."""

    id: str
    column: str
    title: tuple[Line, ...]
    contents_title: Line
    blocks: tuple[GalleyBlock, ...]
    kicker: Line = ()
    subtitle: Line = ()
    lead: Line = ()
    byline: str = ""
    office: str = ""
    source: str = ""
    signature: str = ""
    kind: str = "notice"
    page: int = 0
    pages: int = 0
    end_mark: bool = True


@dataclass(frozen=True, slots=True)
class GalleyColumn:
    """A 栏目 with its articles in order; `latin` is the English name shown beside it."""

    name: str
    latin: str
    articles: tuple[GalleyArticle, ...]


@dataclass(frozen=True, slots=True)
class Galley:
    """The composed issue: masthead, message before the contents, columns, every number and every problem found.

    `points` are the numbers of charts and tables; `worded` holds texts that are no lines (titles of charts, bylines)
    with the numbers in them, see `worded_line`; `asked` holds the questions in the words of figures.toml.
    """

    masthead: Masthead
    columns: tuple[GalleyColumn, ...]
    numbers: tuple[Number, ...]
    message: GalleyArticle | None = None
    problems: tuple[Problem, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[TableSheet, ...] = ()
    points: tuple[Point, ...] = ()
    worded: Mapping[str, Line] = field(default_factory=dict)
    asked: str = ""

    def articles(self) -> tuple[GalleyArticle, ...]:
        """All articles in print order, the message not among them."""
        return tuple(article for column in self.columns for article in column.articles)


def plain(line: Line) -> str:
    """The words of a line without styles."""
    return "".join(span.text for span in line)


def dashed(line: Line) -> Line:
    """A subtitle behind its dash; one that the author wrote is not doubled."""
    first = line[0].text.lstrip("—") if line else ""
    return (Span("——"), *((replace(line[0], text=first),) if first else ()), *line[1:])


def scoped(kind: str, name: str, text: str) -> str:
    """The key of a text in `Galley.worded`: of a chart or table, or (without a name) of anything else."""
    return f"{kind} {name}\n{text}"


def worded_line(galley: Galley, text: str, kind: str = "", name: str = "") -> Line:
    """A text as a line with the numbers that are bound in it; plain words when there are none.

    Found as well where the text only holds the words, as a source line holds the note of its table.
    """
    exact = galley.worded.get(scoped(kind, name, text))
    if exact is not None:
        return exact
    head = scoped(kind, name, "")
    for key, line in galley.worded.items():
        inner = key.removeprefix(head)
        if text and inner and key.startswith(head) and inner in text:
            before, _, after = text.partition(inner)
            if inner[0].isdigit() and before[-1:].isdigit():
                continue  # 4家 is no part of 14家
            return tuple(one for one in (Span(before), *line, Span(after)) if one.text)
    return (Span(text),) if text else ()
