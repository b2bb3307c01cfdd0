"""Sentences of a draft: each stands only when every number in it can be said truly.

A sentence may hold clauses in `[...]` that stand when they can (`//` parts alternatives, the first that can be said
well is taken), enumerations in `<a‖b‖c>` of which the parts that can be said stand, joined by 、 (`<a¦b>`: by ，), `^` where 预计 goes
when the number is an expected one, `{day NAME}` for the day a number is for, and `{change A B}` for the verb that leads
from A to B.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from bureau_desk.analysis.periods import day_words
from bureau_desk.analysis.placeholders import Placeholder, split
from bureau_desk.bulletin.compose_numbers import Numbers, Place
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.domain.table import Table

_CLAUSE = re.compile(r"\[([^\[\]]*)\]")
_PARTS = re.compile(r"<([^<>]*)>")
_DAY = re.compile(r"(?<!\{)\{day ([^{}]+)\}(?!\})")
_CHANGE = re.compile(r"(?<!\{)\{(change|same) (\S+) (\S+?)\}(?!\})")
_SECOND_RATE = ("small_base", "ratio_growth")
_UNCERTAIN = re.compile(r"的数是(预计|推算|快报)数")
_PLACE = Place("", "")


class Unsayable(Exception):
    """What cannot be said, and why, as a Chinese clause."""


def day_text(day: date) -> str:
    """A day in a sentence: 2021年年末 for its last one."""
    return f"{day.year}年年末" if (day.month, day.day) == (12, 31) else day_words(day)


@dataclass(slots=True)
class Sayings:
    """Tries sentences against the answers; `notes` tells what was left out and why."""

    numbers: Numbers
    notes: list[str] = field(default_factory=list)
    _second_rate: bool = False
    _dated: frozenset[str] = frozenset()

    def table(self, name: str, day: date | None = None) -> Table:
        """The answer behind a name; Unsayable when there is none."""
        try:
            question = self.numbers.question(name)
            if day is not None:
                question = replace(question, as_of=day, dates=())
            elif question.dates:
                question = replace(question, as_of=question.dates[-1], dates=())
            return self.numbers.ask(question)
        except Misuse as misuse:
            raise Unsayable(misuse.message) from None

    def is_zero(self, name: str) -> bool:
        """Whether the answer is known and is 0."""
        try:
            return self.table(name).value == 0
        except Unsayable:
            return False

    def is_there(self, name: str) -> bool:
        """Whether the answer is known and is not 0."""
        try:
            return bool(self.table(name).value)
        except Unsayable:
            return False

    def said(self, text: str) -> str:
        """The sentence with `{{...}}` left in place; Unsayable tells why it cannot stand."""
        before, self._dated = self._dated, self._dated | {found[1] for found in _DAY.finditer(text)}
        try:
            return self._said(text)
        finally:
            self._dated = before

    def _said(self, text: str) -> str:
        text = _CLAUSE.sub(lambda found: self._clause(found[1], text[: found.start()]), text)
        text = _PARTS.sub(lambda found: self._parts(found[1]), text)
        text = _CHANGE.sub(self._change, text)
        uncertain = ""
        made = ""
        for piece in split(text):
            if isinstance(piece, str):
                made += piece
                continue
            piece = self._of_its_day(piece)
            word = self._check(piece)
            uncertain = uncertain or word
            made += piece.text + (f"（{word}数）" if word and "^" not in text else "")
        made = made.replace("^", uncertain)
        return _DAY.sub(lambda found: day_text(self.table(found[1]).as_of), made)

    def _of_its_day(self, piece: Placeholder) -> Placeholder:
        """The number with its own day written out, where the sentence names that day and it lies in an earlier year."""
        if piece.name not in self._dated or piece.day or piece.fault:
            return piece
        table = self.table(piece.name)
        asked = table.question.as_of
        if not table.question.series or table.question.target or not asked or table.as_of.year == asked.year:
            return piece
        head, bar, form = piece.text[2:-2].partition("|")
        text = f"{{{{{head.strip()} @ {table.as_of.isoformat()}{f' | {form.strip()}' if bar else ''}}}}}"
        return replace(piece, day=table.as_of, text=text)

    def tried(self, text: str) -> str:
        """The sentence, '' with a note when it cannot stand."""
        try:
            return self.said(text)
        except Unsayable as reason:
            self.left_out(text, str(reason))
            return ""

    def left_out(self, text: str, reason: str) -> None:
        """Note what was left out."""
        told = f"没有写“{_short(text)}”：{reason.rstrip('。')}。"
        if told not in self.notes:
            self.notes.append(told)

    def _clause(self, inside: str, before: str) -> str:
        """The first alternative that can be said well, else the first that can be said."""
        second, reason = "", ""
        for way in inside.split("//"):
            way = way.strip()
            self._second_rate = False
            try:
                said = self.said(way)
            except Unsayable as why:
                reason = reason or str(why)
                continue
            if "其中" in way and self._is_whole(said, before):
                continue
            if not self._second_rate:
                return said
            second = second or said
        if not second and reason:
            self.left_out(inside, reason)
        return second

    def _parts(self, inside: str) -> str:
        said, reason = [], ""
        for part in re.split("[‖¦]", inside):
            try:
                said.append(self.said(part))
            except Unsayable as why:
                reason = reason or str(why)
        if not said:
            raise Unsayable(reason)
        return ("，" if "¦" in inside else "、").join(said)

    def _is_whole(self, said: str, before: str) -> bool:
        """Whether 其中 would name a single part that is all there is."""
        parts = [piece for piece in split(said) if isinstance(piece, Placeholder)]
        whole = [piece for piece in split(before) if isinstance(piece, Placeholder)]
        if len(parts) != 1 or not whole:
            return False
        return self.table(parts[0].name, parts[0].day).value == self.table(whole[-1].name, whole[-1].day).value

    def _check(self, piece: Placeholder) -> str:
        """Unsayable when the number cannot be said here; returns 预计 and the like for one that is no final number."""
        first = len(self.numbers.problems)
        _, index = self.numbers.printed(piece, _PLACE)
        problems = self.numbers.problems[first:]
        del self.numbers.problems[first:]
        wrong = next((one.message for one in problems if one.severity is Severity.HARD), "")
        if index < 0 or wrong:
            raise Unsayable(wrong or f"“{piece.name}”没有数")
        self._second_rate = self._second_rate or any(one.code in _SECOND_RATE for one in problems)
        table = self.table(piece.name, piece.day)
        if piece.form in ("", "约数") and table.value is not None and table.value <= 0:
            raise Unsayable(f"“{piece.name}”{'是0' if not table.value else '是负数，请另写一句'}")
        wanted = piece.day or table.question.as_of
        if (
            table.question.series
            and not table.question.target
            and wanted
            and table.as_of != wanted
            and piece.name not in self._dated
        ):
            raise Unsayable(f"“{piece.name}”没有{day_words(wanted)}的数，最近的是{day_words(table.as_of)}的")
        found = next((one for warning in table.warnings if (one := _UNCERTAIN.search(warning))), None)
        return found[1] if found else ""

    def _change(self, found: re.Match[str]) -> str:
        """提升到 or 下降到, for ranks 升至 or 退至; Unsayable when the two cannot be compared or are alike (or not alike)."""
        kind, first, last = found.groups()
        before, after = self.table(first), self.table(last)
        if before.value is None or after.value is None:
            raise Unsayable(f"“{first if before.value is None else last}”没有数")
        if (before.unit, before.scope, before.is_ratio) != (after.unit, after.scope, after.is_ratio):
            raise Unsayable(f"“{first}”与“{last}”单位或范围不同，不能比较")
        if kind == "same":
            if before.value != after.value:
                raise Unsayable("两年不同")
            return ""
        if before.value == after.value:
            raise Unsayable("两年相同")
        rises = after.value > before.value
        if after.unit == "位":
            return "退至" if rises else "升至"
        return "提升到" if rises else "下降到"


def _short(text: str) -> str:
    text = re.sub(
        r"\{\{([^{}|]*?)\s*(?:\|\s*([^{}]*?))?\}\}",
        lambda found: f"〔{found[1]}{'：' if found[2] else ''}{found[2] or ''}〕",
        text,
    )
    text = re.sub(r"\{day ([^{}]*)\}", "〔日期〕", text)
    plain = re.sub(r"[\[\]<>^]", "", text).split("//")[0].replace("‖", "、").replace("¦", "，").strip("，；。 ")
    return plain if len(plain) <= 40 else plain[:38] + "……"
