"""The numbers of an article while it is written: what each `{{...}}` prints, what it asks, and which rows it counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import RLock

from bureau_desk.analysis.placeholders import split
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_plan import told_title
from bureau_desk.app.kept_answers import KeptAnswers, rests_on
from bureau_desk.bulletin.compose_numbers import Numbers, Place
from bureau_desk.bulletin.compose_text import fitted_to
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.question import Question
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Table
from bureau_desk.store import issues
from bureau_desk.store.snapshots import StoredSnapshot

PAGE = re.compile(r"\{\{\s*(?:page|页码)\s+(.+?)\s*\}\}")
"""The folio of another article of the issue: `{{page ID}}`."""
_CLAUSE = 40  # so many characters before a number can bear on its wording


@dataclass(frozen=True, slots=True)
class Chip:
    """One `{{...}}` with its answer. `printed` is what stands in print when nothing before it makes words needless.

    `fault` is the sentence of why it cannot be answered, `was` what it printed before when that differs, `since` says
    of when that is; `rows` are record ids in `register`; `page` is the article whose folio it prints.
    """

    text: str
    printed: str
    name: str = ""
    form: str = ""
    fault: str = ""
    question: str = ""
    as_of: str = ""
    unit: str = ""
    scope: str = ""
    source: str = ""
    register: str = ""
    rows: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    value: str = ""
    base_value: str = ""
    base_as_of: str = ""
    was: str = ""
    since: str = ""
    page: str = ""

    def fitted(self, before: str) -> str:
        """What is printed after these words of the same paragraph."""
        if self.fault or self.page or (not self.form and self.printed[:1] not in "超近约"):
            return self.printed
        return fitted_to(before[-_CLAUSE:], self.printed, self.form.partition(" ")[0])[0]


class Chips:
    """The answers of one issue, each asked once until the issue or the registers change.

    May be asked in another thread than told of changes: what was under way when something changed is not kept.
    """

    def __init__(self, desk: Desk, issue: Issue, known: datetime | None = None) -> None:
        self._desk, self._known = desk, known
        self._lock = RLock()
        self.working = RLock()  # held by whoever asks, so that two threads do not work out the same
        self.issue = issue
        self._begin(snapshot(desk, issue.masthead.date, known))

    @property
    def desk(self) -> Desk:
        """The desk that answers."""
        return self._desk

    def _begin(self, data: StoredSnapshot) -> None:
        self.state = object()  # another one whenever answers may be others
        self._answers = KeptAnswers(data)
        self._chips: dict[str, tuple[frozenset[str], Chip]] = {}

    def use(self, issue: Issue) -> None:
        """Answer for another state of the issue: other questions, titles or day."""
        with self._lock:
            before, self.issue = self.issue, issue
            if issue.masthead.date != before.masthead.date:
                self._begin(self._answers.snapshot.at(issue.masthead.date))
            elif issue.questions != before.questions:
                self.state, self._chips = object(), {}  # an answer is known by its question, whatever that is called
            else:
                self._chips = {text: one for text, one in dict(self._chips).items() if not one[1].page}

    def forget(self, registers: Iterable[str] = (), schema: bool = False, records: Collection[int] = ()) -> None:
        """Ask anew after these records of some registers were changed, or any of theirs; with `schema` all of them."""
        changed = frozenset(registers)
        if not changed and not schema:
            return
        with self._lock:
            chips = {text: one for text, one in dict(self._chips).items() if not one[0] & changed}
            if schema:
                self._begin(snapshot(self._desk, self.issue.masthead.date, self._known))
                return
            self.state, self._chips = object(), chips
            self._answers.forget(changed, records)

    def prepared(self) -> Prepared:
        """All registers as of the issue's day, prepared once."""
        with self._lock:
            return self._answers.prepared

    def ask(self, question: Question, data: Snapshot) -> Table:
        """The answer to a question, asked once."""
        return self._answers.ask(question, data)

    def ready(self, texts: Iterable[str]) -> bool:
        """Whether all of these were answered and nothing has changed since."""
        return all(text in self._chips for text in texts)

    def read(self, texts: Iterable[str]) -> dict[str, Chip]:
        """The chip of each `{{...}}`; nothing is raised for what cannot be answered."""
        found: dict[str, Chip] = {}
        kept = self._chips  # as above
        for text in dict.fromkeys(texts):
            if text not in kept:
                rests: set[str] = set()
                chip = self._chip(text, rests)
                kept[text] = frozenset(rests), chip
            found[text] = kept[text][1]
        self._answers.settle()
        return found

    def _chip(self, text: str, rests: set[str]) -> Chip:
        if page := PAGE.fullmatch(text):
            return self._page(text, page.group(1))
        pieces = split(text)
        if len(pieces) != 1 or isinstance(pieces[0], str):
            return Chip(text, text, fault="这不是数字的写法，数字写作 {{名称}}。")
        piece = pieces[0]
        if piece.listing:
            return Chip(text, f"〔名单：{piece.name}〕", piece.name, fault="名单只能单独放在名单块里。")

        answers = self._answers

        def ask(question: Question, data: Snapshot) -> Table:
            rests.update(rests_on(question, data.schema))
            return answers.ask(question, data)

        numbers = Numbers(self.issue.questions, answers.prepared, ask)
        printed, index = numbers.printed(piece, Place("", ""))
        hard = [one.message for one in numbers.problems if one.severity is Severity.HARD]
        soft = [one.message for one in numbers.problems if one.severity is not Severity.HARD]
        fault = hard[0] if hard else ""
        if index < 0:
            return Chip(text, printed, piece.name, piece.form, fault or "无法回答。")
        number = numbers.numbers[index]
        numbers.in_sentence(index, "", Place("", ""))  # asks for all that the answer warns of
        said = dict.fromkeys([*soft, *(one.message for one in numbers.notes()), *_told(numbers, len(soft) + len(hard))])
        return Chip(
            text, number.text, number.name, number.form, fault, number.question, number.as_of, number.unit,
            number.scope, number.source, number.register, number.rows, tuple(said), number.value, number.base_value,
            number.base_as_of,
        )  # fmt: skip

    def _page(self, text: str, key: str) -> Chip:
        article = self.issue.articles.get(key)
        if article is None:
            return Chip(text, "〔页码〕", fault=f"本期没有文章“{key}”。", page=key)
        return Chip(text, "页码", question=f"《{told_title(article)}》开始的页码，发布时填入", page=key)

    # what it was before
    def compared(self, chips: Mapping[str, Chip], before: Mapping[str, Chip], since: str) -> dict[str, Chip]:
        """The chips with what each printed before where that differs: earlier answers first, else earlier issues."""
        printed = self._printed(chips.values())
        found = dict(chips)
        for text, chip in chips.items():
            old = before.get(text)
            if chip.fault or chip.page:
                continue
            if old is not None and not old.fault and old.printed != chip.printed:
                found[text] = replace(chip, was=old.printed, since=since)
            elif (was := printed.get((chip.name, chip.form, chip.as_of))) and was[1] != chip.printed:
                found[text] = replace(chip, was=was[1], since=f"{was[0]}印出")
        return found

    def _printed(self, chips: Iterable[Chip]) -> dict[tuple[str, str, str], tuple[str, str]]:
        """How this issue, when it was last published, printed figures of a name, form and day."""
        head = self.issue.masthead
        name = f"{head.title}{head.year}年第{head.number}期"
        days = sorted({chip.as_of for chip in chips if chip.as_of})
        with self._desk.database.reading() as connection:
            earlier = issues.printed_before(connection, days)
        found = {}
        for key, printings in earlier.items():
            for one in printings:
                if one.issue == name:
                    found[key] = (one.issue, one.text)
        return found

    def names(self, chip: Chip, most: int = 8) -> list[str]:
        """The names of the first rows that a chip counts."""
        if not chip.register or chip.register not in self.prepared().schema.registers:
            return []
        day = self.prepared().at(date.fromisoformat(chip.as_of))
        return [day.name(record, (chip.register,)) for record in chip.rows[:most]]


def _told(numbers: Numbers, before: int) -> list[str]:
    return [one.message for one in numbers.problems[before:]]


def numbers_in(texts: Iterable[str]) -> list[str]:
    """Every `{{...}}` of some texts, once each."""
    found = (piece.text for text in texts for piece in split(text) if not isinstance(piece, str))
    return list(dict.fromkeys(found))
