"""The blocks of an article with every number, chart and table answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from bureau_desk.analysis.figures import figure, sheet
from bureau_desk.analysis.listing import listing
from bureau_desk.analysis.placeholders import split
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.analysis.sheets import further_columns
from bureau_desk.bulletin.compose_numbers import Numbers, Place
from bureau_desk.bulletin.compose_points import Asked, Points
from bureau_desk.bulletin.compose_text import line_of, text_line, text_of
from bureau_desk.bulletin.compose_titles import is_titled, with_title
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import GalleyBlock, Line, Point, Span, TableSheet, plain
from bureau_desk.domain.inside import inside
from bureau_desk.domain.issue import Article, Block
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.domain.question import Question
from bureau_desk.domain.table import Table

_ARROWS = "↑↓"
_CELL = re.compile(r"^[-+−—–]?[\d,. ]*\d[\d,.]*\s*(?:%|％|[\u4e00-\u9fff]{0,3})$|^[-—–/]+$")
_FIGURE_TEXT = re.compile(r"^(\D*?[\d.,]+(?:/[\d.,]+)?)(.*)$", re.DOTALL)


class Blocks:
    """Composes blocks of one issue; charts and tables are made once for each name."""

    def __init__(self, numbers: Numbers, prepared: Prepared, folder: str) -> None:
        self._numbers = numbers
        self._prepared = prepared
        self._folder = folder
        self.figures: dict[str, Figure] = {}
        self.tables: dict[str, TableSheet] = {}
        self.points: list[Point] = []

    def block(self, block: Block, article: Article) -> GalleyBlock:
        """One block ready to lay out; whatever cannot be made leaves a marked paragraph and a problem."""
        place = Place(article.id, place_of(article, block.line))
        makers: dict[str, Callable[[Block, Place], GalleyBlock]] = {
            "picture": self._picture,
            "names": self._names,
            "number": self._big_number,
            "chart": self._chart,
            "table": self._table,
        }
        maker = makers.get(block.kind)
        if maker is not None:
            return maker(block, place)
        return GalleyBlock(
            block.kind,
            lines=tuple(line_of(line, self._numbers, place) for line in block.lines),
            level=block.level,
            ordered=block.ordered,
            start=block.start,
            source=text_of(block.source, self._numbers, place),
        )

    def _picture(self, block: Block, place: Place) -> GalleyBlock:
        caption = text_line(block.caption, self._numbers, place)
        # a name that leads out of the issue's folder was told when it was read, and is not opened
        found = inside(Path(self._folder), block.path) if block.path else None
        path = "" if found is None else str(found)
        credit = text_of(block.credit, self._numbers, place)
        return GalleyBlock("picture", path=path, caption=caption, credit=credit, alt=plain(caption))

    def _names(self, block: Block, place: Place) -> GalleyBlock:
        lines: list[Line] = []
        for line in block.lines:
            pieces = split("".join(run.text for run in line).strip())
            only = pieces[0] if len(pieces) == 1 else ""
            if not isinstance(only, str) and only.listing:
                lines += self._listed(only.name, place)
            else:
                lines.append(line_of(line, self._numbers, place))
        if block.name:
            lines += self._listed(block.name, place)
        title = text_line(block.title, self._numbers, place)
        return GalleyBlock("names", tuple(lines), title, ordered=block.ordered, start=block.start)

    def _listed(self, name: str, place: Place) -> list[Line]:
        try:
            question = self._numbers.question(name)
            table = self._numbers.ask(question)
            rows = listing(question, table, self._prepared)
        except Misuse as misuse:
            self._numbers.tell("list", place, misuse.sentence())
            return [(Span(f"〔未知名单：{name}〕"),)]
        if not rows:
            self._numbers.tell("empty_list", place, f"名单“{name}”是空的。", Severity.SOFT)
        return [(Span("　".join(text for text in texts if text)),) for texts in rows]

    def _big_number(self, block: Block, place: Place) -> GalleyBlock:
        arrow = block.title[-1:] if block.title[-1:] in _ARROWS else ""
        line = text_line(block.title.removesuffix(arrow).strip() if arrow else block.title, self._numbers, place)
        title, unit = _without_unit(line)
        lines = tuple(line_of(one, self._numbers, place) for one in block.lines)
        return GalleyBlock("number", lines, title, unit=unit, arrow=arrow)

    def _chart(self, block: Block, place: Place) -> GalleyBlock:
        try:
            drawn = self._figure(block.name, place)
        except Misuse as misuse:
            return self._missing("chart", "图表", block, place, misuse)
        if drawn is None:
            return self._nothing("图表", block, place)
        return GalleyBlock("chart", figure=drawn, alt=drawn.alt)

    def _figure(self, name: str, place: Place) -> Figure | None:
        """The chart of a name, None when its answer holds nothing that could be drawn."""
        if name not in self.figures:
            given = self._titled(self._numbers.question(name), "chart", place)
            question = with_title(given, "chart", self._numbers.questions, self._prepared.schema)
            table = self._numbers.of_day(replace(question, chart=_structure(question)))
            self._pass_on(name, table, place)
            asked = Asked(self._numbers.asker(), table)
            drawn = figure(question, table, self._prepared, self._numbers.questions, asked)
            if _is_bare(table) or not any(value for one in drawn.series for value in one.values):
                return None
            self.figures[name] = drawn
            self._tell_empty(question, asked.tables, place)
            if not given.chart and len(drawn.categories) * len(drawn.series) == 1:
                told = (
                    f"“{name}”没有写 chart，又只有一个数，画成了一根柱，请在 figures.toml 里写明 chart，或改用大数字。"
                )
                self._numbers.tell("chart", place, told, Severity.SOFT)
            elif not is_titled(given, "chart"):
                self._tell_untitled(question, drawn.title, "图表", place)
            self._bind(Points(question, asked.tables, self._prepared, place.article).of_figure(drawn))
        return self.figures[name]

    def _table(self, block: Block, place: Place) -> GalleyBlock:
        if block.rows:
            return GalleyBlock("table", table=self._written(block, place))
        try:
            printed = self._sheet(block.name, place)
        except Misuse as misuse:
            return self._missing("table", "表格", block, place, misuse)
        if printed is None:
            return self._nothing("表格", block, place)
        return GalleyBlock("table", table=printed)

    def _sheet(self, name: str, place: Place) -> TableSheet | None:
        """The table of a name, None when its answer has no row."""
        if name not in self.tables:
            question = self._numbers.question(name)
            given = self._titled(question, "table" if question.table.get("title") else "chart", place)
            question = with_title(given, "table", self._numbers.questions, self._prepared.schema)
            table = self._numbers.of_day(replace(question, table={}, chart=_structure(question)))
            self._pass_on(name, table, place)
            asked = Asked(self._numbers.asker(), table)
            printed = sheet(question, table, self._prepared, self._numbers.questions, asked)
            if _is_blank(table, printed):
                return None
            self.tables[name] = printed
            if not is_titled(given, "table"):
                self._tell_untitled(question, printed.title, "表格", place)
            points = Points(question, asked.tables, self._prepared, place.article)
            self._bind(points.of_sheet(printed, further_columns(question, self._numbers.questions)))
        return self.tables[name]

    def _written(self, block: Block, place: Place) -> TableSheet:
        """A table that its author wrote out; its cells may hold numbers, and it asks nothing itself."""
        title = text_of(block.title, self._numbers, place)
        name = title or f"{place.article} 表{len(self.tables) + 1}"
        if name in {one.name for one in self.tables.values()}:
            name = (
                f"{name} {place.where}"  # numbers and bookmarks are known by it: of two tables it must not be the same
            )
        rows = [
            tuple(
                text_of(text, self._numbers, place, "cell", f"{name} {row} {column}")
                for column, text in enumerate(cells)
            )
            for row, cells in enumerate(block.rows, -1)
        ]
        numeric = tuple(
            place > 0 and any(row[place] for row in rows[1:]) and all(_is_figure(row[place]) for row in rows[1:])
            for place in range(len(rows[0]))
        )
        made = TableSheet(name, title, "", "", "", "", rows[0], tuple(rows[1:]), numeric=numeric)
        self.tables.setdefault(f"{name} {place.where}", made)
        return made

    def bind(self, kind: str, name: str, place: Place) -> None:
        """Make a chart or table for its numbers alone; one that cannot be made is a problem."""
        (self._chart if kind == "chart" else self._table)(Block(kind, name=name), place)

    def _bind(self, points: Iterable[Point]) -> None:
        for one in points:
            self.points.append(replace(one, number=replace(one.number, index=len(self.points))))

    def _titled(self, question: Question, part: str, place: Place) -> Question:
        """The question with numbers filled into the titles of its chart or table."""
        titles = {
            key: text_of(value, self._numbers, place, part, question.name) if key in ("title", "subtitle", "note") and isinstance(value, str) else value
            for key, value in getattr(question, part).items()
        }  # fmt: skip
        return replace(question, chart=titles) if part == "chart" else replace(question, table=titles)

    def _tell_untitled(self, question: Question, title: str, what: str, place: Place) -> None:
        told = f"{what}“{question.name}”没有写标题，按口径印成“{title}”，请在 figures.toml 里写上 title。"
        self._numbers.tell("chart", place, told, Severity.SOFT)

    def _pass_on(self, name: str, table: Table, place: Place) -> None:
        for warning in table.warnings:
            self._numbers.note(name, table, warning, place)

    def _tell_empty(self, question: Question, tables: Iterable[Table], place: Place) -> None:
        """The items of a chart that have no number stand there without one."""
        items = question.chart.get("items") or ()
        for one in dict.fromkeys(table.question.name for table in tables if _is_unknown(table)):
            if one in items:
                told = f"“{question.name}”里的“{one}”没有数，那一项空着，请检查它的条件和日期。"
                self._numbers.tell("no_data", place, told, Severity.SOFT)

    def _missing(self, code: str, what: str, block: Block, place: Place, misuse: Misuse) -> GalleyBlock:
        self._numbers.tell(code, place, misuse.sentence())
        return GalleyBlock("paragraph", lines=((Span(f"〔{what}没有做成：{block.name}〕"),),))

    def _nothing(self, what: str, block: Block, place: Place) -> GalleyBlock:
        told = f"{what}“{block.name}”没有数据，没有印出，请检查它的条件、分组和日期。"
        self._numbers.tell("no_data", place, told, Severity.SOFT)
        return GalleyBlock("paragraph", lines=((Span(f"〔无数据：{block.name}〕"),),))


def _is_bare(table: Table) -> bool:
    """Whether groups were asked for and there is none."""
    question = table.question
    asked = bool(question.by or question.dates) and not question.list_fields and not question.chart.get("items")
    return asked and not table.groups


def _is_unknown(table: Table) -> bool:
    """Whether there is neither a number nor anything that could be drawn; a target that is missing is no matter."""
    return table.value is None and not table.groups and not table.question.target


def _is_blank(table: Table, printed: TableSheet) -> bool:
    """Whether a table would print nothing but its head, or a row without a number."""
    alone = not (table.groups or table.question.list_fields or table.question.chart.get("items"))
    return not printed.rows or _is_bare(table) or (alone and table.value is None)


def _is_figure(text: str) -> bool:
    return not text or bool(_CELL.match(text))


def place_of(article: Article, line: int = 0) -> str:
    """How problems name a place: `articles/a.md 第 12 行`."""
    path = article.path or f"articles/{article.id}.md"
    return f"{path} 第 {line} 行" if line else path


def _structure(question: Question) -> dict[str, object]:
    """What of a chart decides the answer itself: nothing but whether other questions stand in for it."""
    return {"items": question.chart["items"]} if question.chart.get("items") else {}


def _without_unit(line: Line) -> tuple[Line, str]:
    """A big number apart from its unit: 27家 gives 27 and 家."""
    if not line:
        return line, ""
    last = line[-1]
    found = _FIGURE_TEXT.match(last.text)
    if found is None or not found.group(2):
        return line, ""
    return (*line[:-1], replace(last, text=found.group(1))), found.group(2).strip()
