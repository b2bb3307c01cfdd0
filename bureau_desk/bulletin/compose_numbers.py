"""The numbers of an issue: each asked once per name and day, worded, and bound to what it came from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bureau_desk.analysis.describe import describe
from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import day_words, question_year_before, year_before
from bureau_desk.analysis.placeholders import Placeholder
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.analysis.series import SERIES
from bureau_desk.analysis.trends import plain
from bureau_desk.bulletin.wording import Said, Worded, word
from bureau_desk.domain.galley import Line, Number
from bureau_desk.domain.problem import Misuse, Problem, Severity
from bureau_desk.domain.question import Question
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Table

Ask = Callable[[Question, Snapshot], Table]
COMPARED = ("同比", "增减", "百分点")
_EXACT = Decimal("1e-6")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: article id, and the words that problems name it by."""

    article: str
    where: str


class Numbers:
    """Asks, words and keeps every number of one composition; the same name and day always give the same answer."""

    def __init__(
        self, questions: Mapping[str, Question], prepared: Prepared, ask: Ask, articles: Sequence[str] = ()
    ) -> None:
        self._questions = questions
        self.articles = articles
        self._prepared = prepared
        self._ask = ask
        self._answers: dict[str, Table] = {}
        self._lasting: dict[int, Table] = {}
        self._notes: dict[tuple[str, str], list[tuple[str, Place]]] = {}
        self.numbers: list[Number] = []
        self.problems: list[Problem] = []
        self.worded: dict[str, Line] = {}

    @property
    def questions(self) -> Mapping[str, Question]:
        """The questions of the issue by name."""
        return self._questions

    def question(self, name: str) -> Question:
        """A question by name; Misuse with near matches."""
        found = self._questions.get(name)
        if found is None:
            raise Misuse(f"figures.toml 里没有“{name}”{near(name, self._questions)}。", "请先在 figures.toml 里写明。")
        return found

    def ask(self, question: Question) -> Table:
        """The answer, asked once for each question and day."""
        key = question_key(question)
        if key not in self._answers:
            self._answers[key] = self._ask(question, self._prepared)
        return self._answers[key]

    def asker(self) -> Ask:
        """Asking for charts and tables, which name the snapshot too: it is the issue's own."""
        return lambda question, _: self.of_day(question)

    def of_day(self, question: Question) -> Table:
        """The answer for a chart or table: where a day is written it holds no number of another year."""
        return of_its_year(self.ask(question), question.as_of)

    def printed(self, placeholder: Placeholder, place: Place) -> tuple[str, int]:
        """The words for a placeholder and the index of its number, -1 when there is none (a problem tells why)."""
        if fault := placeholder.fault or self._many(placeholder):
            code = "placeholder" if placeholder.fault else "grouped"
            self.tell(code, place, f"“{placeholder.text}”：{fault}。")
            return f"〔有误：{placeholder.text[2:-2].strip()}〕", -1
        try:
            question = self._dated(self.question(placeholder.name), placeholder.day)
            table = of_its_year(self.ask(question), placeholder.day or question.as_of)
            worded = word(placeholder.form, self._said(placeholder, question, table, place))
        except Misuse as misuse:
            known = placeholder.name in self._questions
            code = "question" if known else "unknown_number"
            self.tell(code, place, misuse.sentence())
            return f"〔{'无法回答' if known else '未知数字'}：{placeholder.name}〕", -1
        self.problems += worded.problems
        number = self._bound(placeholder, question, table, worded, place)
        self.numbers.append(number)
        self._lasting[number.index] = table
        return worded.text, number.index

    def tell(self, code: str, place: Place, message: str, severity: Severity = Severity.HARD) -> None:
        """Keep a problem."""
        self.problems.append(Problem(code, place.where, message, severity))

    def reprinted(self, index: int, text: str) -> None:
        """Say what was printed of a number after all, when words before it made some of its own needless."""
        self.numbers[index] = replace(self.numbers[index], text=text)

    def in_sentence(self, index: int, sentence: str, place: Place) -> None:
        """Say in which sentence a number stands, and pass on the warnings of its answer that the sentence leaves open."""
        self.numbers[index] = replace(self.numbers[index], sentence=sentence)
        table = self._lasting.get(index)
        told = 1 if table and table.value is None else 0  # what leaves a number without value is told with it
        for warning in table.warnings[told:] if table else ():
            said = any(word in sentence for word in ("预计", "预期", "有望", "预估", "推算", "公示", "拟认定"))
            if "文中应当写明" not in warning:
                self.note(self.numbers[index].name, table, warning, place)
            elif not said:
                self.tell("warning", place, warning, Severity.SOFT)

    def note(self, name: str, table: Table | None, warning: str, place: Place) -> None:
        """Keep what an answer warns of; the same words of one register are told once, with all their places."""
        places = self._notes.setdefault((table.register if table else "", warning), [])
        if (name, place) not in places:
            places.append((name, place))

    def notes(self) -> list[Problem]:
        """One note for each warning, at its first place, naming the numbers it concerns and the further places."""
        found = []
        for (key, warning), places in self._notes.items():
            register = self._prepared.schema.registers.get(key) if key != SERIES else None
            names = _few([f"“{name}”" for name, _ in places])
            where = list(dict.fromkeys(place.where for _, place in places))
            others = f"另见 {'、'.join(where[1:])}。" if where[1:] else ""
            told = f"{names}{f'（《{register.title}》）' if register else ''}：{warning}{others}"
            found.append(Problem("warning", where[0], told, Severity.NOTE))
        return found

    def _many(self, placeholder: Placeholder) -> str:
        """Why a question has no one number to print, '' when it has: a rank takes its place among the groups."""
        for name, form in ((placeholder.name, placeholder.form), (placeholder.other, "")):
            question = self._questions.get(name)
            if question is None:
                continue
            if question.dates and placeholder.day is None:
                day = question.dates[-1].isoformat()
                return f"“{name}”按几个年份或日期取数（years、dates），没有单独的一个数，请写明日期，如 {{{{{name} @ {day}}}}}"
            if question.by and form != "排名":
                told = f"“{name}”是分组取数（by），没有单独的一个数"
                return f"{told}，请在 figures.toml 里另写一个不带 by 的问题，在这里写它的名称"
        return ""

    def _dated(self, question: Question, day: date | None) -> Question:
        if day is None:
            return replace(question, as_of=question.dates[-1], dates=()) if question.dates else question
        return replace(question, as_of=day, dates=())

    def _said(self, placeholder: Placeholder, question: Question, table: Table, place: Place) -> Said:
        base: Table | None = None
        if placeholder.form in COMPARED and table.value is not None:
            base = self._year_before(question, table)
        elif placeholder.form == "占比":
            whole = self.question(placeholder.other)
            day = placeholder.day or whole.as_of or question.as_of
            base = of_its_year(self.ask(replace(whole, as_of=day, dates=())), day)
        return Said(table, placeholder.name, place.where, base, placeholder.other)

    def _year_before(self, question: Question, table: Table) -> Table:
        """The same question a year before the day the number is for; an indicator must have that very day."""
        if question.series:
            return self.ask(replace(question, as_of=year_before(table.as_of)))
        return self.ask(question_year_before(question, table.as_of))

    def _bound(
        self, placeholder: Placeholder, question: Question, table: Table, worded: Worded, place: Place
    ) -> Number:
        base = worded.base
        return Number(
            index=len(self.numbers),
            name=placeholder.name,
            form=f"{placeholder.form} {placeholder.other}".strip(),
            text=worded.text,
            value=_exact(worded.value),
            unit=worded.unit,
            as_of=table.as_of.isoformat(),
            scope=table.scope,
            source=table.source,
            register=table.register,
            rows=table.rows,
            question=describe(question, self._prepared.schema),
            article=place.article,
            base_value=_exact(base.value) if base else "",
            base_as_of=base.as_of.isoformat() if base else "",
            base_rows=base.rows if base else (),
            measure=question.measure,
        )


def of_its_year(table: Table, written: date | None) -> Table:
    """The answer without its number where a day was written and an indicator has none in that day's year.

    Where no day was written the latest number known stands, with its own day. Targets are of the years to come.
    """
    question = table.question
    if written is None or not question.series or question.target or table.value is None:
        return table
    if table.as_of.year == written.year or question.dates:
        return table
    told = f"指标“{question.series}”没有{written.year}年的数，最近的是{day_words(table.as_of)}的数。"
    return replace(table, value=None, as_of=written, rows=(), growth=None, points=None, rank="", warnings=(told,))


def _few(names: Sequence[str], most: int = 4) -> str:
    once = list(dict.fromkeys(names))
    return "".join(once[:most]) + (f"等{len(once)}个数" if len(once) > most else "")


def _exact(value: Decimal | None) -> str:
    """The exact value as text; a quotient is kept to six decimals."""
    if value is None:
        return ""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        value = value.quantize(_EXACT)
    return plain(value)


def question_key(question: Question) -> str:
    """A text that is equal for equal questions (mappings cannot be dictionary keys)."""

    def told(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): told(one) for key, one in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [told(one) for one in value]
        return str(value)

    parts = {name: told(getattr(question, name)) for name in question.__dataclass_fields__}
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)
