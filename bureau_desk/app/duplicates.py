"""Records of one register that may be the same organisation, and the pairs that staff found to be two."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import Connection, select

from bureau_desk.analysis.alike import Alike, Named, alike
from bureau_desk.app import noting, searching
from bureau_desk.app.changes import Changes
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress
from bureau_desk.domain.organisation import name_key, search_text, stripped_name
from bureau_desk.domain.pinyin import pinyin_keys
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import FieldType, Kind, Register
from bureau_desk.store import journal, judgements
from bureau_desk.store.judgements import Judgement

OWN_CODE = "uscc"
FORMER = "former_names"
NEAR = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for duplicates gives: pairs still to be decided, and how many were judged two before."""

    register: str
    pairs: tuple[Alike, ...]
    judged: int


def registers(desk: Desk) -> list[Register]:
    """The registers of organisations: things with a name of their own and a credit code, theirs or their operator's."""
    return [
        one
        for one in sorted(desk.schema.registers.values(), key=attrgetter("order", "key"))
        if one.kind is Kind.ENTITY and one.counting.unit == "家" and _is_named(one) and _codes(one)
    ]


def _is_named(register: Register) -> bool:
    name = register.field(register.name_field)
    return name is not None and name.type is FieldType.TEXT


def _codes(register: Register) -> list[str]:
    return [field.key for field in register.fields if field.type is FieldType.CREDIT_CODE]


def search(desk: Desk, register: str) -> Generator[Progress, None, Found]:
    """The job that looks through a register; pairs come most certain first, those judged two are left out."""
    described = desk.register(register)
    with desk.database.reading() as connection:
        yield Progress(f"读取{described.title}")
        rows = _rows(desk, connection, described)
        judged = {(one.first, one.second) for one in judgements.judgements(connection)}
    found: list[Alike] = []
    known = 0
    yield Progress("比对名称和代码", 0, len(rows))
    for pair in alike(rows, _spell):
        if (pair.first, pair.second) in judged:
            known += 1
            continue
        found.append(pair)
        if len(found) % 100 == 0:
            yield Progress(f"比对名称和代码，已找到 {len(found):,} 对")
    found.sort(key=attrgetter("rung", "first", "second"))
    return Found(register, tuple(found), known)


def _spell(name: str) -> str:
    return pinyin_keys(name)[0]


def _rows(desk: Desk, connection: Connection, register: Register) -> list[Named]:
    table = desk.tables.table(register.key)
    codes = _codes(register)
    host = next((key for key in codes if key != OWN_CODE), "")
    keys = [register.name_field, *([OWN_CODE] if OWN_CODE in codes else []), *([host] if host else [])]
    former = register.field(FORMER) is not None
    columns = [table.c.id, *(table.c[f"f_{key}"] for key in (*keys, *([FORMER] if former else [])))]
    query = select(*columns).order_by(table.c.id)
    made = []
    for row in connection.execute(query):
        held = dict(zip(keys, row[1:], strict=False))
        names = tuple(json.loads(row[-1])) if former and row[-1] else ()
        own, run = str(held.get(OWN_CODE) or ""), str(held.get(host) or "")
        made.append(Named(row[0], str(held[register.name_field] or ""), own, run, names))
    return made


def near(desk: Desk, register: str, name: str, record: int | None = None) -> list[tuple[int, str]]:
    """(record, name) of up to five rows that bear much the same name: told while a new one is typed."""
    described = desk.register(register)
    core = search_text(stripped_name(name))
    if len(core) < 2 or described not in registers(desk):
        return []
    table = desk.tables.table(register)
    column = table.c[f"f_{described.name_field}"]
    query = select(table.c.id, column).where(table.c.id.in_(searching.found(desk, register, core)))
    wanted = name_key(name, 3)
    with desk.database.reading() as connection:
        found = [(row[0], str(row[1] or "")) for row in connection.execute(query.limit(200)) if row[0] != record]
    alikes = [one for one in found if name_key(one[1], 3) == wanted]
    return (alikes or [one for one in found if len(name_key(one[1], 3)) <= len(wanted) + 2])[:NEAR]


def doubts(desk: Desk, register: Register, name: str, record: int | None = None) -> list[Problem]:
    """The remark under a name being typed when much the same one is registered already."""
    found = near(desk, register.key, name, record)
    if not found:
        return []
    known = "、".join(f"“{other}”（#{number}）" for number, other in found)
    told = f"已登记有名称相近的{known}，请核对是否同一家。"
    return [Problem("near_name", name, told, Severity.NOTE, register.name_field)]


def judge(desk: Desk, pairs: Sequence[tuple[int, int]], reason: str = "") -> Changes:
    """Remember of pairs that they are two organisations, so that they are not proposed again; undo forgets it."""
    kept = noting.judgement_text(desk.author, desk.now(), reason)
    tail = f"（{reason}）" if reason else ""
    return _noted(desk, pairs, kept, "不是同一家：", tail)


def take_back(desk: Desk, pairs: Sequence[tuple[int, int]]) -> Changes:
    """Forget judgements: the pairs are proposed again at the next search."""
    return _noted(desk, pairs, "", "取消“不是同一家”：", "")


def _noted(desk: Desk, pairs: Sequence[tuple[int, int]], kept: str, words: str, tail: str) -> Changes:
    with desk.database.writing() as connection:
        context = DeskContext(desk, connection)
        first = "和".join(f"“{context.name(one)}”（#{one}）" for one in pairs[0])
        summary = f"{words}{first}{f'等 {len(pairs):,} 对' if len(pairs) > 1 else ''}{tail}"
        number = journal.open_batch(connection, desk.now(), desk.author, summary)
        noting.put(connection, number, noting.NOT_SAME, {noting.pair_key(*one): kept for one in pairs})
    changes = Changes(frozenset(), (), number, summary)
    desk.emit(changes)
    return changes


def judged(desk: Desk) -> list[Judgement]:
    """The pairs that staff found to be two organisations, the newest first."""
    with desk.database.reading() as connection:
        return judgements.judgements(connection)
