"""What the lines of one record come to: its values on a day, what its edits pinned where, and since when they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bureau_desk.domain.values import Value

State = dict[str, Value] | None

LIFT = "lift"
"""An edit of one day taken back where nothing stood on that day before: the earlier-dated value shows again."""
EDITS = frozenset({"edit", LIFT})
"""Actions that change fields of a record from a day on; a lift holds its fields with empty values."""


class Line(NamedTuple):
    """One line of a record's journal as folding needs it, in the order of writing."""

    seq: int
    action: str
    valid_from: str
    values: Mapping[str, Value] | None


def fold(lines: Sequence[Line]) -> State:
    """A record's values by some of its lines in order of writing; None when it is not there.

    Whether it is there, the last addition, deletion or restoration tells. Of its edits, one that holds from a later day
    goes before one from an earlier day, whenever they were written down; of one day, the later written.
    """
    if len(lines) == 1 and lines[0].action == "add":
        return _filled(lines[0].values)
    begin, living = -1, False
    for place, line in enumerate(lines):
        if line.action == "add":
            begin, living = place, True
        elif line.action in ("delete", "restore"):
            living = line.action == "restore"
    if not living or begin < 0:
        return None
    state = _filled(lines[begin].values)
    edits = [line for line in lines[begin + 1 :] if line.action in EDITS and line.values is not None]
    if any(line.action == LIFT for line in edits):
        for _, pinned in sorted(_pinned(edits).items()):
            _put(state, pinned)
        return state
    for line in sorted(edits, key=lambda one: one.valid_from):  # a stable sort keeps the order of writing
        _put(state, line.values or {})
    return state


def _put(state: dict[str, Value], values: Mapping[str, Value]) -> None:
    for key, value in values.items():
        if value is None:
            state.pop(key, None)
        else:
            state[key] = value


def _pinned(edits: Iterable[Line]) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for line in edits:
        day = found.setdefault(line.valid_from, {})
        if line.action == LIFT:
            for key in line.values or ():
                day.pop(key, None)
        else:
            day.update(line.values or {})
    return found


def pins(lines: Sequence[Line]) -> dict[str, dict[str, Value]]:
    """What the edits of a record set on each day, by day and field; what was taken back on its day is left out.

    A value of None says that the field was emptied on that day. What the record was added with is not among them.
    """
    begin = max((place for place, line in enumerate(lines) if line.action == "add"), default=-1)
    return _pinned(line for line in lines[begin + 1 :] if line.action in EDITS)


def _filled(values: Mapping[str, Value] | None) -> dict[str, Value]:
    if isinstance(values, dict) and None not in values.values():
        return values.copy()
    return {key: value for key, value in (values or {}).items() if value is not None}


def holds_from(lines: Sequence[Line], on: str) -> dict[str, str]:
    """For each field the day from which its value of a day holds ('' since always): where a correction must be put."""
    found: dict[str, str] = {}
    for day, values in sorted(pins(lines).items()):
        if day <= on:
            found.update(dict.fromkeys(values, day))
    return found
