"""Two editions of the same numbers side by side: what changed, and which rows came or went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bureau_desk.bulletin.audit_rows import Evidence
from bureau_desk.bulletin.docx_controls import key_of
from bureau_desk.bulletin.renumber import label_of
from bureau_desk.domain.galley import Galley, Number

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number that was printed otherwise: `key` is that of the new edition; rows that came to it and went from it."""

    key: str
    was: Number
    now: Number
    came: tuple[int, ...]
    went: tuple[int, ...]


def change_of(key: str, was: Number, now: Number) -> NumberChange:
    """The change from one number to another."""
    before, after = set(was.rows), set(now.rows)
    came = tuple(row for row in now.rows if row not in before)
    return NumberChange(key, was, now, came, tuple(row for row in was.rows if row not in after))


def number_changes(before: Galley, after: Galley) -> list[NumberChange]:
    """The numbers of the later edition that are printed otherwise than in the earlier, in print order.

    A number is the same one when it stands in the same article under the same name and wording, counted in order; a
    number of a chart or table when its labels are the same.
    """
    return [*_of_text(before, after), *_of_points(before, after)]


def _of_text(before: Galley, after: Galley) -> Iterator[NumberChange]:
    earlier: dict[tuple[str, str, str], list[Number]] = defaultdict(list)
    for one in before.numbers:
        earlier[one.article, one.name, one.form].append(one)
    taken: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in after.numbers:
        key = one.article, one.name, one.form
        place, taken[key] = taken[key], taken[key] + 1
        if place < len(earlier[key]) and earlier[key][place].text != one.text:
            yield change_of(key_of(one.index), earlier[key][place], one)


def _of_points(before: Galley, after: Galley) -> Iterator[NumberChange]:
    # The day moves on from one edition to the next; the labels stay.
    earlier = {label_of(one)[:-1]: one.number for one in before.points}
    for place, one in enumerate(after.points):
        was = earlier.get(label_of(one)[:-1])
        if was is not None and was.text != one.number.text:
            yield change_of(key_of(place, point=True), was, one.number)


def row_names(evidence: Evidence, number: Number, rows: Sequence[int]) -> str:
    """The names of rows, the first few of many."""
    if not rows or not number.register:
        return ""
    day = date.fromisoformat(number.as_of)
    key = evidence.register_of(rows, number.register)
    spans = evidence.spans(key, day, rows[:_SHOWN])
    names = [
        evidence.card(spans[row], key, day).name if row in spans else f"记录 {row}（已不在台账）"
        for row in rows[:_SHOWN]
    ]
    return "、".join(names) + (f"等{len(rows)}条" if len(rows) > _SHOWN else "")


def reason(change: NumberChange, evidence: Evidence) -> str:
    """Why a number changed, in words: rows that came and went, else that values in its rows or its day changed."""
    parts = []
    if change.came:
        parts.append(f"增加{len(change.came)}条：{row_names(evidence, change.now, change.came)}")
    if change.went:
        parts.append(f"减少{len(change.went)}条：{row_names(evidence, change.was, change.went)}")
    if not parts and change.was.as_of != change.now.as_of:
        parts.append(f"截至日由{change.was.as_of}改为{change.now.as_of}")
    return "；".join(parts) or "所依据的行相同，行里的数值有改动"
