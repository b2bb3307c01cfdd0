"""Which rows of a register may be of one organisation, by whatever links them on any day that was read.

`organisations` tells who is who exactly; this finds, without looking at every row, a set of rows that no organisation
reaches out of. It may be larger than need be, never smaller: links that once were are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from bureau_desk.analysis.dependence import FIRMS
from bureau_desk.analysis.organisations import BODY, CODE_LENGTH, code_of, key_of, name_of, own_identity
from bureau_desk.analysis.tallies import Inseparable
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register

Versions = Callable[[int, bool], Iterable[Row]]
"""A record, of the register of firms or not, as it stands on each day that was read."""
_Index = dict[Hashable, "int | set[int]"]


class Kinship:
    """The links among the rows of a register, and between them and the rows of the register of firms.

    `learn` takes in whole readings, `note` rows that an edit changed. Inseparable where an edit makes a link that was
    not looked for: then all must be learned anew.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        counting = register.counting
        self.by_firm = bool(counting.owners or register.field("stat_unit_now"))
        self._by_code = len(counting.identity) == 1
        self._code = counting.identity[0] if self._by_code else ""
        self._in_a_row = register.field("consecutive_d") is not None  # years of one subject are counted together
        # A district that follows a code by which nobody is known would be a link of another kind.
        self.known = not self.by_firm or (
            self._code == "uscc" and counting.owners in ("", FIRMS) and register.key != FIRMS
        )
        self._rows: _Index = {}
        self._firms: _Index = {}
        self._renewed: _Index = {}
        self._names: set[str] = set()
        self._codes: set[str] = set()

    def learn(self, readings: Iterable[Sequence[Row]], firms: Iterable[Sequence[Row]]) -> None:
        """Take in the rows of all days that were read."""
        rows, owners = list(readings), list(firms)
        self._rows, self._firms, self._renewed = {}, {}, {}
        if not self._by_code:
            if self.register.counting.identity or self._in_a_row:
                for reading in rows:
                    self._note_all(reading)
            return
        # Rows without a code of eighteen characters may be found by their name and their old code; few are.
        weak = [row for reading in rows for row in reading if self._is_weak(row)]
        self._names = {name_of(row, self.register.counting.name) for row in weak} - {""}
        self._codes = {code_of(row.values.get(self._code)) for row in weak} - {""}
        for reading in rows:
            self._note_all(reading)
        for reading in owners:
            for firm in reading:
                self.note_firm(firm)

    def _note_all(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._put(row)

    def note(self, row: Row) -> None:
        """Take in a row that was changed; Inseparable when it must be found in a way that was not prepared."""
        if self._by_code and self._is_weak(row):
            name, code = name_of(row, self.register.counting.name), code_of(row.values.get(self._code))
            if (name and name not in self._names) or (code and code not in self._codes):
                raise Inseparable
        self._put(row)

    def note_firm(self, firm: Row) -> None:
        """Take in a firm."""
        for key in self._keys_of_firm(firm):
            _add(self._firms, key, firm.id)

    def _put(self, row: Row) -> None:
        for key in self._keys(row):
            _add(self._rows, key, row.id)
        earlier = self._earlier(row)
        if earlier:
            _add(self._renewed, earlier, row.id)

    def _is_weak(self, row: Row) -> bool:
        return len(code_of(row.values.get(self._code))) != CODE_LENGTH

    def _earlier(self, row: Row) -> int:
        key = self.register.counting.renewal_of
        earlier = row.values.get(key) if key else None
        return earlier if isinstance(earlier, int) else 0

    def _keys(self, row: Row) -> Iterator[Hashable]:
        values = row.values
        if self._by_code:
            yield from self._keys_of_code(code_of(values.get(self._code)))
            if self._names and (name := name_of(row, self.register.counting.name)) in self._names:
                yield "name", name
        elif self.register.counting.identity:
            yield own_identity(row, self.register)
        if self._in_a_row:
            subject = values.get("subject_ref")
            yield "subject", subject if subject is not None else values.get("subject_name_then")

    def _keys_of_firm(self, firm: Row) -> Iterator[Hashable]:
        for key in ("uscc", "alt_id"):
            yield from self._keys_of_code(code_of(firm.values.get(key)))
        if self._names:
            former = firm.values.get("former_names")
            for text in (firm.values.get("name"), *(former if isinstance(former, tuple) else (former,))):
                if (name := key_of(text)) in self._names:
                    yield "name", name

    def _keys_of_code(self, code: str) -> Iterator[Hashable]:
        if code:
            yield code
        if self._codes and len(code) == CODE_LENGTH and code[BODY] in self._codes:
            yield code[BODY]

    def reached(
        self, rows: Iterable[int], firms: Iterable[int], versions: Versions, most: int
    ) -> tuple[frozenset[int], frozenset[int]]:
        """All rows and firms that those given may be of one organisation with; Inseparable when they are too many."""
        found, owners = set(rows), set(firms)
        todo = [(one, False) for one in found] + [(one, True) for one in owners]
        while todo:
            record, is_firm = todo.pop()
            links: set[int] = set()
            keys: set[Hashable] = set()
            for row in versions(record, is_firm):
                keys.update(self._keys_of_firm(row) if is_firm else self._keys(row))
                if not is_firm and (earlier := self._earlier(row)):
                    links.add(earlier)
            if not is_firm:
                links |= _of(self._renewed, record)
            for key in keys:
                links |= _of(self._rows, key)
                new = _of(self._firms, key) - owners
                owners |= new
                todo += [(one, True) for one in new]
            todo += [(one, False) for one in links - found]
            found |= links
            if len(found) + len(owners) > most:
                raise Inseparable
        return frozenset(found), frozenset(owners)


def _add(index: _Index, key: Hashable, record: int) -> None:
    """One number stands for itself: most codes have one row, and a hundred thousand sets are many."""
    held = index.get(key)
    if held is None:
        index[key] = record
    elif isinstance(held, set):
        held.add(record)
    elif held != record:
        index[key] = {held, record}


def _of(index: _Index, key: Hashable) -> set[int]:
    held = index.get(key)
    return set() if held is None else held if isinstance(held, set) else {held}
