"""Pairs judged two and readings of words: changed in steps of their own, which undo and redo take back and bring again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection

from bureau_desk.app.desk import Desk
from bureau_desk.app.search_keys import FORMER
from bureau_desk.domain.problem import Trouble
from bureau_desk.store import judgements, noted, readings
from bureau_desk.store.judgements import Judgement
from bureau_desk.store.noted import Note

NOT_SAME, READING = "not_same", "reading"


def put(connection: Connection, number: int, kind: str, wanted: Mapping[str, str]) -> None:
    """Change things of one kind as part of a step; an empty text takes one away."""
    notes = []
    for key, after in wanted.items():
        before = _text(connection, kind, key)
        if before != after:
            _write(connection, kind, key, after)
            notes.append(Note(kind, key, before, after))
    noted.put(connection, number, notes)


def take_back(desk: Desk, connection: Connection, target: int, number: int) -> frozenset[str]:
    """Bring back what stood before a step, as part of the step `number`; returns the registers searched otherwise now.

    Trouble when a later step has changed one of these things again.
    """
    notes = noted.of_batch(connection, target)
    for one in notes:
        if _text(connection, one.kind, one.key) != one.after:
            what = "这个词的读音" if one.kind == READING else "这两条记录的判断"
            raise Trouble(f"没有撤销：{what}后来又改过。", "请先撤销后来的改动。")
    for kind in dict.fromkeys(one.kind for one in notes):
        put(connection, number, kind, {one.key: one.before for one in notes if one.kind == kind})
    words = [one.key for one in notes if one.kind == READING]
    if not words:
        return frozenset()
    desk.keys.use(readings.stored_readings(connection))
    for key in desk.schema.registers:
        respell(desk, connection, key, words)
    return frozenset(desk.schema.registers)


def respell(desk: Desk, connection: Connection, key: str, words: list[str]) -> int:
    """Spell the rows of a register that hold any of the words anew; returns their number."""
    register = desk.schema.registers[key]
    fields = [one for one in (register.name_field, FORMER) if register.field(one)]
    return desk.tables.respell(connection, key, fields, words)


def pair_key(first: int, second: int) -> str:
    """The key of a pair, the smaller record first."""
    return f"{min(first, second)} {max(first, second)}"


def judgement_text(author: str, recorded_at: str, reason: str) -> str:
    """A judgement as it is kept."""
    return json.dumps([author, recorded_at, reason], ensure_ascii=False)


def _text(connection: Connection, kind: str, key: str) -> str:
    if kind == READING:
        return " ".join(readings.stored_readings(connection).get(key, ()))
    first, second = map(int, key.split())
    one = judgements.of_pair(connection, first, second)
    return judgement_text(one.author, one.recorded_at, one.reason) if one else ""


def _write(connection: Connection, kind: str, key: str, text: str) -> None:
    if kind == READING:
        if text:
            readings.put(connection, key, tuple(text.split()))
        else:
            readings.remove(connection, key)
        return
    first, second = map(int, key.split())
    if text:
        judgements.remember(connection, Judgement(first, second, *json.loads(text)))
    else:
        judgements.forget(connection, first, second)
