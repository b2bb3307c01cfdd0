"""Organisations that may be registered twice: the ladder from the same code down to names one character apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bureau_desk.domain.organisation import credit_code_problem, name_key

CROWD = 30
"""So many names that meet under one key are a series (一号楼、二号楼 …), not spellings of one."""
SHORTEST = 4
"""Characters that a name must have, place and legal form left out, before one letter more or less makes it alike."""
_NUMERAL = re.compile(r"[0-9A-Z一二三四五六七八九十百]+")
_OTHERS = re.compile(
    r"(分公司|分院|分校|分部|分所|研究院|研究所|研究中心|工厂|学校|学院|医院|协会|学会|商会|一期|二期|三期)"
)
"""Branches, institutes and works are organisations of their own."""


class Rung(IntEnum):
    """How two rows were found alike; the higher rungs are all but certain, the lower ones are only proposed."""

    CODE = 1
    FORMER_NAME = 2
    SAME_NAME = 3
    SPELLING = 4
    CORE = 5
    SOUND = 6
    LETTER = 7


@dataclass(frozen=True, slots=True)
class Named:
    """One organisation as its register has it; `code` is its own code, `host` the code of the body that runs it."""

    id: int
    name: str
    code: str = ""
    host: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """Two rows that may be one organisation, the smaller id first, with the reason in words."""

    first: int
    second: int
    rung: Rung
    reason: str

    @property
    def certain(self) -> bool:
        """Whether the ladder of rules takes them for one; the rest only people can tell."""
        return self.rung <= Rung.SAME_NAME


Spell = Callable[[str], str]
"""Gives the pinyin of a name; handed in, because the dictionary costs a quarter of a second."""


def alike(rows: Sequence[Named], spell: Spell) -> Iterator[Alike]:
    """Pairs of rows that may be one organisation, each pair once, on its highest rung.

    Source of the rungs: same code; a former name; the same name in other width, case or brackets; 有限责任公司 and
    brackets around places; place before and legal form after; the same sound; one character more, less or other. Two
    sound credit codes that differ are two organisations unless the names are the same.
    """
    by_id = {row.id: row for row in rows}
    told: set[tuple[int, int]] = set()
    for rung, reason, first, second in _found(rows, spell):
        pair = (min(first, second), max(first, second))
        if first == second or pair in told or not _may_be(by_id[first], by_id[second], rung):
            continue
        told.add(pair)
        yield Alike(*pair, rung, reason)


def _found(rows: Sequence[Named], spell: Spell) -> Iterator[tuple[Rung, str, int, int]]:
    yield from _meeting(Rung.CODE, "统一社会信用代码相同", ((row.code, row.id) for row in rows if row.code))
    yield from _former(rows)
    keys = {row.id: name_key(row.name) for row in rows}
    yield from _meeting(Rung.SAME_NAME, "名称相同，只是空格、括号或全半角不同", _pairs(keys))
    keys = {row.id: name_key(row.name, 2) for row in rows}
    yield from _meeting(Rung.SPELLING, "名称只差“责任”二字或地名括号", _pairs(keys))
    cores = {row.id: name_key(row.name, 3) for row in rows}
    yield from _meeting(Rung.CORE, "去掉地名和公司形式后相同", _pairs(cores))
    sounds = {number: spell(core) for number, core in cores.items() if len(core) >= SHORTEST}
    yield from _meeting(Rung.SOUND, "读音相同，可能是同音字", _pairs(sounds))
    yield from _one_letter(cores)


def _pairs(keys: dict[int, str]) -> Iterable[tuple[str, int]]:
    return ((key, number) for number, key in keys.items() if key)


def _meeting(rung: Rung, reason: str, keyed: Iterable[tuple[Hashable, int]]) -> Iterator[tuple[Rung, str, int, int]]:
    """Every two rows of one key; the certain rungs tell all, the others leave crowds alone."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for key, number in keyed:
        groups[key].append(number)
    for numbers in groups.values():
        if len(numbers) < 2:
            continue
        if len(numbers) > CROWD:
            if rung <= Rung.SAME_NAME:
                yield from ((rung, reason, numbers[0], other) for other in numbers[1:])
            continue
        for place, first in enumerate(numbers):
            for second in numbers[place + 1 :]:
                yield rung, reason, first, second


def _former(rows: Sequence[Named]) -> Iterator[tuple[Rung, str, int, int]]:
    present: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        present[name_key(row.name)].append(row.id)
    for row in rows:
        for name in row.former:
            for other in present.get(name_key(name), ())[:CROWD]:
                yield Rung.FORMER_NAME, f"名称是另一条的曾用名“{name}”", row.id, other


def _one_letter(cores: dict[int, str]) -> Iterator[tuple[Rung, str, int, int]]:
    """Names at most one insertion, deletion, change or exchange of neighbours apart.

    Two such names meet under one of the texts that are left when a character is taken out of each; rapidfuzz then
    decides. Only a name's own text and its shortened ones are looked at, so the work grows with the rows.
    """
    from rapidfuzz.distance import OSA

    names: dict[str, int] = {}
    for number, core in cores.items():
        if len(core) >= SHORTEST:
            names.setdefault(core, number)  # equal ones were told on a higher rung
    shortened: defaultdict[str, list[str]] = defaultdict(list)
    for core in names:
        for rest in {core, *(core[:place] + core[place + 1 :] for place in range(len(core)))}:
            shortened[rest].append(core)
    for met in shortened.values():
        if not 2 <= len(met) <= CROWD:
            continue
        for place, first in enumerate(met):
            for second in met[place + 1 :]:
                if OSA.distance(first, second, score_cutoff=1) == 1 and not _is_series(first, second):
                    yield Rung.LETTER, "名称只差一个字", names[first], names[second]


def _is_series(first: str, second: str) -> bool:
    """Whether two names differ by their numerals alone: 一号 and 二号 are two."""
    return _NUMERAL.sub("", first) == _NUMERAL.sub("", second)


def _may_be(first: Named, second: Named, rung: Rung) -> bool:
    if rung <= Rung.FORMER_NAME:
        return True
    if first.host and second.host and first.host != second.host:
        return False
    if rung >= Rung.CORE and sorted(_OTHERS.findall(first.name)) != sorted(_OTHERS.findall(second.name)):
        return False
    if rung == Rung.SAME_NAME or not (first.code and second.code):
        return True
    return bool(credit_code_problem(first.code) or credit_code_problem(second.code))
