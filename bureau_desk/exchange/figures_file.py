"""figures.toml: named questions, charts and tables, read and written without loss."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import read_day
from bureau_desk.domain.figure import FigureKind
from bureau_desk.domain.problem import Misuse, Problem, Severity
from bureau_desk.domain.question import Condition, Count, Operator, Question
from bureau_desk.exchange.toml_text import TomlFile, key_text, read_text, written

CHART_KEYS = (
    "kind", "title", "subtitle", "sort", "highlight", "wide", "native", "height", "unit", "digits", "top", "items", "labels",
    "targets", "target", "line", "dates", "years",
)  # fmt: skip
TABLE_KEYS = ("title", "subtitle", "columns", "total", "note", "sort")
MOVED = ("items", "labels", "targets", "line")  # chart keys that may stand beside the question
KEYS = (
    "register", "series", "region", "target", "where", "by", "count", "measure", "unit", "scope", "digits", "as_of",
    "period", "dates", "years", "list", "sort", "limit", "source", "chart", "table", *MOVED,
)  # fmt: skip
SORTS = ("desc", "asc", "none", "code", "list", "")


def read_figures(path: Path) -> tuple[Mapping[str, Question], tuple[Problem, ...]]:
    """The named questions of a figures file; faults are problems with their line. Misuse when there is no such file."""
    if not path.is_file():
        raise Misuse(f"没有找到文件“{path}”。", "请检查路径。")
    text, problems = read_text(path, path.name)
    questions, found = figures_of(text, path.name)
    return questions, (*problems, *found)


def figures_of(text: str, where: str = "figures.toml") -> tuple[dict[str, Question], tuple[Problem, ...]]:
    """The named questions of a text in the format of figures.toml."""
    file = TomlFile(text, where)
    questions: dict[str, Question] = {}
    for name, body in file.data.items():
        if not isinstance(body, dict):
            file.tell("wrong_type", name, f'“{name}”应写成 ["{name}"] 下的几项。')
            continue
        questions[name] = _Reader(file, name, body).question()
    for name, question in questions.items():
        before = len(file.problems)
        _check_names(question, questions, file)
        questions[name] = replace(question, problems=(*question.problems, *file.problems[before:]))
    return questions, tuple(file.problems)


class _Reader:
    """One question of the file."""

    def __init__(self, file: TomlFile, name: str, body: Mapping[str, Any]) -> None:
        self.file, self.name, self.body = file, name, body

    def question(self) -> Question:
        """The question with its faults; what is wrong in its chart or table makes no number false."""
        first = len(self.file.problems)
        chart, table, inside = self._drawn()
        drawn = len(self.file.problems)
        self._keys()
        asked = self._asked(chart, table, inside)
        faults = [one for one in self.file.problems[drawn:] if one.severity is Severity.HARD]
        told = f"{faults[0].where}：{faults[0].message}" if faults else ""
        return replace(asked, problems=tuple(self.file.problems[first:]), fault=told)

    def _drawn(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """The chart, the table, and the days that a chart may name for its question."""
        chart = self._part("chart", CHART_KEYS)
        for key in MOVED:
            if key in self.body:
                chart.setdefault(key, self.body[key])
        self._chart(chart)
        inside: dict[str, Any] = {key: chart.pop(key) for key in ("dates", "years") if key in chart}
        return chart, self._part("table", TABLE_KEYS), inside

    def _keys(self) -> None:
        """Tell unknown keys; one that looks mistyped makes the number false, a strange one only says too much."""
        for key in self.body:
            if key not in KEYS:
                alike = near(key, KEYS)
                told = f"里的“{key}”不认识{alike}，没有用。"
                code = "unknown_key"
                self._tell(key, told, Severity.HARD if alike else Severity.SOFT, code)

    def _asked(self, chart: dict[str, Any], table: dict[str, Any], inside: dict[str, Any]) -> Question:
        body = self.body
        if not (body.get("register") or body.get("series") or chart.get("items")):
            self._tell("register", "没有写台账（register）或指标（series）。")
        if body.get("register") and body.get("series"):
            self._tell("series", "同时写了 register 和 series，只用 series。", Severity.SOFT)
        self._idle()
        if body.get("region") and not (body.get("series") or body.get("by")):
            self._tell("region", "的 region 只用于指标（series）和排名，台账请在 where 里写明地区。")
        return Question(
            name=self.name,
            register="" if body.get("series") else self._text("register"),
            series=self._text("series"),
            region=self._text("region"),
            target=self.file.flag(body, "target", after=self.name),
            where=self._where(),
            by=self.file.texts(body, "by", self.name),
            count=self._count(),
            measure=self._text("measure") or "count",
            unit=self._text("unit"),
            scope=self._text("scope"),
            digits=self._whole("digits", 10) if "digits" in body else None,
            as_of=self._day(body["as_of"], "as_of") if "as_of" in body else None,
            period=self._text("period", loose=True) or "year",
            dates=self._dates({**inside, **body}),
            list_fields=self.file.texts(body, "list", self.name),
            sort=self._text("sort"),
            limit=self._whole("limit", 1_000_000),
            source=self._text("source"),
            chart=chart,
            table=table,
            place=f"{self.file.where} “{self.name}”",
        )

    def _idle(self) -> None:
        """Tell keys that stand beside something which they cannot change: the answer would not be what they say."""
        body = self.body
        if body.get("series"):
            for key, usual in (("count", "stock"), ("measure", "count")):
                if body.get(key, usual) != usual:
                    self._tell(key, f"问的是指标（series），不能再写 {key}，指标的数照来源取。")
        elif body.get("target") is True:
            self._tell("target", "的 target 只用于指标（series），没有用。", Severity.SOFT)
        sort = body.get("sort")
        if body.get("by") and not body.get("list") and isinstance(sort, str) and sort not in SORTS:
            self._tell("sort", f"的 sort“{sort}”不认识，分组只能按 desc、asc 或 none 排，没有用。", Severity.SOFT)

    def _tell(self, key: str, message: str, severity: Severity = Severity.HARD, code: str = "question") -> None:
        self.file.tell(code, key, f"“{self.name}”{message}", severity, self.name)

    def _text(self, key: str, loose: bool = False) -> str:
        """A text; a number or day is no text (unit = 5 would print 1275 for 127), but may stand where `loose`."""
        value = self.body.get(key, "")
        if isinstance(value, str):
            return value.strip()
        if loose and isinstance(value, int | date) and not isinstance(value, bool):
            return str(value)
        self._tell(key, f"的 {key} 应是文字，要加引号，写的是“{value}”。", code="wrong_type")
        return ""

    def _whole(self, key: str, most: int) -> int:
        """A whole number from 0."""
        value = self.file.number(self.body, key, after=self.name)
        if not 0 <= value <= most:
            self._tell(key, f"的 {key} 应是 0 到 {most} 的整数，写的是“{value}”。")
            return 0
        return value

    def _part(self, key: str, known: tuple[str, ...]) -> dict[str, Any]:
        part = dict(self.file.table(self.body, key, self.name))
        self.file.unknown(part, known, f"“{self.name}”的 {key} ", self.name)
        return part

    def _chart(self, chart: Mapping[str, Any]) -> None:
        kinds = [kind.value for kind in FigureKind]
        kind = chart.get("kind")
        if kind is not None and kind not in kinds:
            self._tell("kind", f"的图表种类“{kind}”没有{near(str(kind), kinds)}，可用：{'、'.join(kinds)}。")
        if not isinstance(chart.get("native", False), bool):
            self._tell("native", f"的 native 应为 true（Word 里可编辑）或 false（图片），现为“{chart['native']}”。")
        if chart.get("sort", "") not in SORTS:
            self._tell("sort", f"的图表排序“{chart['sort']}”不认识，可用 desc、asc 或 none。", Severity.SOFT)

    def _count(self) -> Count:
        text = self._text("count") or "stock"
        try:
            return Count(text)
        except ValueError:
            counts = [count.value for count in Count]
            self._tell("count", f"的 count“{text}”没有{near(text, counts)}，可用：{'、'.join(counts)}。")
            return Count.STOCK

    def _day(self, value: Any, key: str) -> date | None:
        if isinstance(value, date):
            return date(value.year, value.month, value.day)
        try:
            return read_day(str(value))
        except ValueError:
            self._tell(key, f"的 {key} “{value}”不是日期，请写 2021-12-31。")
            return None

    def _dates(self, found: Mapping[str, Any]) -> tuple[date, ...]:
        days: list[date | None] = []
        for key in ("dates", "years"):
            given = found.get(key)
            if given is None:
                continue
            values = given if isinstance(given, list) else [given]
            if isinstance(given, str) and ".." in given:
                first, _, last = given.partition("..")
                years = re.fullmatch(r"\d{4}", first.strip()) and re.fullmatch(r"\d{4}", last.strip())
                values = list(range(int(first), int(last) + 1)) if years else [given]
            days += [self._day(value, key) for value in values]
        return tuple(sorted({day for day in days if day is not None}))

    def _where(self) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for field, value in self.file.table(self.body, "where", self.name).items():
            if isinstance(value, dict):
                found += self._operators(field, value)
            elif isinstance(value, list):
                found.append(Condition(field, Operator.IN, tuple(_cell(one) for one in value)))
            else:
                found.append(Condition(field, Operator.EQUALS, _cell(value)))
        return tuple(found)

    def _operators(self, field: str, value: Mapping[str, Any]) -> list[Condition]:
        found = []
        names = [operator.value for operator in Operator]
        for name, bound in value.items():
            if name not in names:
                self._tell(name, f"的条件“{field}”里“{name}”不认识{near(name, names)}，可用：{'、'.join(names)}。")
                continue
            cells = tuple(_cell(one) for one in bound) if isinstance(bound, list) else _cell(bound)
            found.append(Condition(field, Operator(name), cells))
        return found


def _cell(value: Any) -> Any:
    """A bound of a condition: days as ISO text, everything else as it stands."""
    return value.isoformat() if isinstance(value, date) else value


def _check_names(question: Question, questions: Mapping[str, Question], file: TomlFile) -> None:
    """Tell the names in a chart that no question has."""
    names = [str(name) for name in question.chart.get("items") or ()]
    targets = question.chart.get("targets") or ()
    names += [name for name in targets if isinstance(name, str) and name and not _is_number(name)]
    line = question.chart.get("line")
    names += [line] if isinstance(line, str) and line != "growth" else []
    for name in names:
        if name not in questions:
            told = f"“{question.name}”用到的“{name}”没有{near(name, questions)}。"
            file.tell("unknown_name", name, told, after=question.name)


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except ArithmeticError:
        return False
    return True


def figures_text(questions: Mapping[str, Question]) -> str:
    """The questions in the format of figures.toml; reading it gives equal questions."""
    return "\n".join(_question_text(name, question) for name, question in questions.items())


def _question_text(name: str, question: Question) -> str:
    plain: dict[str, Any] = {
        "register": question.register, "series": question.series, "region": question.region,
        "target": question.target, "where": _where_mapping(question.where), "by": question.by,
        "count": "" if question.count is Count.STOCK else question.count.value,
        "measure": "" if question.measure == "count" else question.measure,
        "unit": question.unit, "scope": question.scope, "as_of": question.as_of,
        "period": "" if question.period == "year" else question.period, "dates": question.dates,
        "list": question.list_fields, "sort": question.sort, "limit": question.limit, "source": question.source,
        "chart": dict(question.chart), "table": dict(question.table),
    }  # fmt: skip
    lines = [f"[{key_text(name)}]"]
    lines += [f"{key_text(key)} = {written(value)}" for key, value in plain.items() if value]
    if question.digits is not None:
        lines.append(f"digits = {question.digits}")
    return "\n".join(lines) + "\n"


def _where_mapping(where: tuple[Condition, ...]) -> dict[str, Any]:
    by_field: dict[str, list[Condition]] = {}
    for one in where:
        by_field.setdefault(one.field, []).append(one)
    return {field: _conditions_value(conditions) for field, conditions in by_field.items()}


def _conditions_value(conditions: list[Condition]) -> Any:
    """A lone equals or in as plain value or list, anything else as operators."""
    values = {one.operator.value: list(one.value) if isinstance(one.value, tuple) else one.value for one in conditions}
    if list(values) == [Operator.EQUALS.value] or (
        list(values) == [Operator.IN.value] and isinstance(values["in"], list)
    ):
        return next(iter(values.values()))
    return values
