"""When events take a record out of the count: struck off, merged, revoked, moved out of the city; and back in."""

from __future__ import annotations

import re

from bureau_desk.analysis.histories import ENDS, MERGES, MOVES, RECOGNISES, REVOKES, Happening, History
from bureau_desk.analysis.labels import codelist_of, named
from bureau_desk.analysis.levels import Levels
from bureau_desk.domain.organisation import name_key
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import CodeList, Register, Schema

Break = tuple[str, str]
"""From which ISO day ('' from ever) until which ('' for good) a record does not count; it counts again on the latter."""

_ELSEWHERE = re.compile(
    r"^[\u4e00-\u9fff]{2,9}?(?:省|(?<![城都超菜夜门])市|县|自治区|自治州|特别行政区)|外地|[市省国境]外|迁出"
)
_PROVINCES = frozenset((
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "浙江", "安徽", "福建", "江西", "山东", "河南",
    "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏",
    "新疆", "香港", "澳门",
))  # fmt: skip


class Places:
    """What the texts of moves say: in the city, elsewhere, or nobody knows."""

    def __init__(self, register: Register, schema: Schema) -> None:
        field = register.field(register.counting.district)
        self._districts = codelist_of(field, schema) if field else None
        entries = self._districts.codes if self._districts else ()
        cities = [_stem(one) for one in schema.regions]
        self._own = {_stem(entry.label) for entry in entries} | set(cities[:1])
        self._others = {one for one in cities if not self._is_own(one)} - {"江苏"} | _PROVINCES

    def is_elsewhere(self, text: str) -> bool:
        """Whether a text names a place outside the city; a street or a park that tells no town does not."""
        if not text or self._districts is None or named(self._districts, text) or self._is_own(text):
            return False
        return bool(_ELSEWHERE.search(text)) or any(one in text for one in self._others)

    def _is_own(self, text: str) -> bool:
        return any(one in text for one in self._own)


class Closings:
    """Reads from a record's history when it does not count."""

    def __init__(self, register: Register, schema: Schema) -> None:
        self._places = Places(register, schema)
        self._levels = Levels(register, schema)
        self._register = register
        self._titles = [
            titles for one in schema.registers.values() if one.counting.owners == register.key
            if (titles := titles_of(one, schema))
        ]  # fmt: skip

    def of(self, history: History, row: Row) -> list[Break]:
        """The breaks of a record in order of day.

        A later recognition reopens what was ended; a move back into the city, or a recognition there, what had left.
        A record whose first move comes from elsewhere counts from that move on.
        """
        found: list[Break] = []
        moves = history.of(MOVES)
        if moves and self._places.is_elsewhere(moves[0].before) and not self._places.is_elsewhere(moves[0].after):
            found.append(("", moves[0].day))
        closed: Happening | None = None
        for one in history.happenings:
            if closed is None:
                closed = one if self._closes(one, history, row) else None
            elif self._reopens(one, closed):
                if closed.day < one.day:
                    found.append((closed.day, one.day))
                closed = None
        return [*found, (closed.day, "")] if closed else found

    def _closes(self, one: Happening, history: History, row: Row) -> bool:
        if one.kind in MOVES:
            return self._places.is_elsewhere(one.after)
        if one.kind in MERGES and one.after:
            # Who takes another in goes on; written on its own record, the merger names itself as what became.
            name = row.get(self._register.counting.name or self._register.name_field)
            return not (isinstance(name, str) and name_key(name) == name_key(one.after))
        return one.kind in ENDS or (one.kind in REVOKES and self._revokes_all(one, history, row))

    def _revokes_all(self, one: Happening, history: History, row: Row) -> bool:
        """A carrier stays when it loses its level; a title, and a record without levels, ends."""
        counting = self._register.counting
        if not counting.level:
            return not any(named_in(one.before, titles) for titles in self._titles)
        return counting.revocation_ends and self._levels.on(history, one.day, row.get(counting.level)) is None

    def _reopens(self, one: Happening, closed: Happening) -> bool:
        if one.kind in MOVES:
            return closed.kind in MOVES and bool(one.after) and not self._places.is_elsewhere(one.after)
        return one.kind in RECOGNISES


def titles_of(register: Register, schema: Schema) -> CodeList | None:
    """The list of titles that the rows of a register may be."""
    field = register.field(register.counting.title)
    return codelist_of(field, schema) if field else None


def named_in(text: str, titles: CodeList) -> frozenset[str]:
    """The codes of the titles that a text names or holds: 高新技术企业资格 holds 高新技术企业."""
    found = named(titles, text) or tuple(entry for entry in titles.codes if entry.label in text)
    return frozenset(entry.code for entry in found)


def revoked_titles(history: History, titles: CodeList) -> list[tuple[frozenset[str], Break]]:
    """Which titles events take from their holder, and from which day."""
    found = ((named_in(one.before, titles), (one.day, "")) for one in history.of(REVOKES) if one.before)
    return [(codes, closed) for codes, closed in found if codes]


def _stem(name: str) -> str:
    """A place without the word for its kind: 武进区 is 武进."""
    return name[:-1] if len(name) > 2 and name[-1] in "省市区县" else name
