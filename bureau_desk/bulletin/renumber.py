"""Numbers that were printed asked again: what the registers give for them now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.placeholders import Placeholder
from bureau_desk.analysis.prepared import prepare
from bureau_desk.bulletin.compose_blocks import Blocks
from bureau_desk.bulletin.compose_numbers import Numbers, Place
from bureau_desk.bulletin.docx_readback import Listed
from bureau_desk.domain.galley import Number, Point
from bureau_desk.domain.question import Question
from bureau_desk.domain.snapshot import Snapshot


def numbers_now(listed: Iterable[Listed], questions: Mapping[str, Question], snapshot: Snapshot) -> dict[str, Number]:
    """The numbers by key as the registers have them now, each for the day it was printed for.

    A number whose question is gone, or that cannot be answered any more, is absent.
    """
    prepared = prepare(snapshot)
    numbers = Numbers(questions, prepared, answer)
    blocks = Blocks(numbers, prepared, "")
    made: set[tuple[str, str]] = set()
    found: dict[str, Number] = {}
    for one in listed:
        if one.place == "text":
            now = _worded(one, numbers)
            if now is not None:
                found[one.key] = now
        elif (one.place, one.name) not in made and one.name in questions:
            made.add((one.place, one.name))
            blocks.bind(one.place, one.name, Place(one.article, ""))
    points = {label_of(point): point.number for point in blocks.points}
    for one in listed:
        number = points.get((one.place, one.name, one.form, _label(one.sentence), one.as_of))
        if number is not None:
            found[one.key] = number
    return found


def label_of(point: Point) -> tuple[str, str, str, str, str]:
    """What a number of a chart or table is known by in every edition: its figure, its labels and its day."""
    number = point.number
    return point.kind, point.figure, number.form, _label(number.sentence), number.as_of


def _label(sentence: str) -> str:
    """The labels behind the title, which may hold numbers itself."""
    return sentence.rpartition("：")[2]


def _worded(one: Listed, numbers: Numbers) -> Number | None:
    form, _, other = one.form.partition(" ")
    days: tuple[date | None, ...] = (None, date.fromisoformat(one.as_of)) if one.as_of else (None,)
    for day in days:
        _, index = numbers.printed(Placeholder("", one.name, day, form, other), Place(one.article, ""))
        if index >= 0 and numbers.numbers[index].as_of == one.as_of:
            return numbers.numbers[index]
    return None
