"""Which rows are of one organisation: by code, by a renewal's link, by the old code, and by the exact name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bureau_desk.domain.organisation import name_key
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value

Identity = tuple[object, ...]

CODE_LENGTH = 18
"""Characters of a code of GB 32100-2015; shorter ones are older and give way to it."""
BODY = slice(8, 17)
"""Where a code of GB 32100-2015 holds the organisation's old nine-character code (GB 11714)."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]*")


class Organisations:
    """The organisation of every row of a reading, worked out once and linear in the rows.

    Same code is same organisation. A renewal belongs to the organisation of the certificate it renews. An old code
    (9 or 15 characters) belongs to the credit code that holds it or whose firm notes it; a row without code, or with
    an old one nobody knows, belongs to the only code that bears exactly its name. `owners` are the rows of the
    register of firms, where there is one.
    """

    def __init__(self, rows: Sequence[Row], register: Register, owners: Sequence[Row] = ()) -> None:
        counting = register.counting
        self._owners = owners
        self._links: dict[Identity, Identity] = {}
        self._name = counting.name
        own = [own_identity(row, register) for row in rows]
        if len(counting.identity) == 1:
            self._order = {one: place for place, one in reversed(list(enumerate(own)))}
            if counting.renewal_of:
                self._join_renewals(rows, own, counting.renewal_of)
            weak = [place for place, one in enumerate(own) if one[0] != "#" and not _is_modern(one)]
            if weak:
                self._join_weak(rows, own, weak)
        self.identities: list[Identity] = [self._root(one) for one in own] if self._links else own

    def of_firm(self, firm: Row) -> tuple[Identity, ...]:
        """The organisations that a row of the register of firms may stand for among the rows: one, or none known."""
        codes = [code for key in ("uscc", "alt_id") if (code := code_of(firm.get(key)))]
        found: list[Identity] = [(code,) for code in codes]
        if not codes and (name := name_of(firm, "name")):
            found = [("name", name)]
        return tuple(dict.fromkeys(self._root(one) for one in found))

    def _root(self, one: Identity) -> Identity:
        links = self._links
        while one in links:
            one = links[one]
        return one

    def _join(self, first: Identity, second: Identity) -> None:
        """Two identities become one: that which stands first among the rows, so that days agree on it."""
        first, second = self._root(first), self._root(second)
        if first == second:
            return
        last = len(self._order)
        if self._order.get(second, last) < self._order.get(first, last):
            first, second = second, first
        self._links[second] = first

    def _join_renewals(self, rows: Sequence[Row], own: Sequence[Identity], key: str) -> None:
        places: dict[int, int] | None = None
        for place, row in enumerate(rows):
            earlier = row.values.get(key)
            if isinstance(earlier, int):
                if places is None:
                    places = {one.id: at for at, one in enumerate(rows)}
                before = places.get(earlier)
                if before is not None and own[before] != own[place]:
                    self._join(own[before], own[place])

    def _join_weak(self, rows: Sequence[Row], own: Sequence[Identity], weak: Sequence[int]) -> None:
        """Rows without a code, and those with an old one, find the organisation they belong to."""
        old = self._old_codes(own)
        names = self._codes_by_name(rows, own, {name_of(rows[place], self._name) for place in weak})
        for place in weak:
            one = own[place]
            if found := old.get(one[0]):
                self._join(found, one)
                continue
            codes = names.get(name_of(rows[place], self._name), {})
            modern = [code for code in codes if _is_modern(code)]
            # One name may be borne by several firms: then nobody knows, and nothing is joined.
            if len(modern) == 1:
                self._join(modern[0], one)
            elif not modern and one[0] == "name" and len(codes) == 1:
                self._join(next(iter(codes)), one)

    def _old_codes(self, own: Iterable[Identity]) -> dict[object, Identity]:
        """The credit code of each old code: the part of itself that is the old code, or what its firm notes."""
        found: dict[object, Identity] = {}
        for one in own:
            if _is_modern(one):
                found.setdefault(str(one[0])[BODY], one)
        for firm in self._owners:
            code, old = code_of(firm.get("uscc")), code_of(firm.get("alt_id"))
            if len(code) == CODE_LENGTH:
                found.setdefault(code[BODY], (code,))
                if old:
                    found[old] = (code,)
        return found

    def _codes_by_name(
        self, rows: Sequence[Row], own: Sequence[Identity], wanted: set[str]
    ) -> dict[str, dict[Identity, None]]:
        """The codes that bear each wanted name, on certificates or as a firm's present or former name."""
        found: dict[str, dict[Identity, None]] = {}
        keys: dict[object, str] = {}

        def note(text: object, one: Identity) -> None:
            key = keys.get(text)
            if key is None:
                key = keys[text] = key_of(text)
            if key in wanted:
                found.setdefault(key, {})[self._root(one) if _is_modern(self._root(one)) else one] = None

        for row, one in zip(rows, own, strict=True):
            if one[0] not in ("name", "#"):
                note(row.values.get(self._name), one)
        for firm in self._owners:
            if code := code_of(firm.get("uscc")):
                former = firm.get("former_names")
                for name in (firm.get("name"), *(former if isinstance(former, tuple) else (former,))):
                    note(name, (code,))
        found.pop("", None)
        return found


def own_identity(row: Row, register: Register) -> Identity:
    """What a row says of its organisation itself: its code, else its name, else it stands alone."""
    keys = register.counting.identity
    if len(keys) == 1:
        code = code_of(row.values.get(keys[0]))
        if code:
            return (code,)
    else:
        values = tuple(_folded(row.values.get(key)) for key in keys)
        if any(value is not None for value in values):
            return values
    name = name_of(row, register.counting.name) if keys else ""
    return ("name", name) if name else ("#", row.id)


def _is_modern(one: Identity) -> bool:
    return len(one) == 1 and len(str(one[0])) == CODE_LENGTH


def code_of(value: Value) -> str:
    if value is None:
        return ""
    text = str(value).strip().upper()
    return text.replace("-", "") if "-" in text else text


def name_of(row: Row, key: str) -> str:
    value = row.values.get(key)
    return key_of(value)


def key_of(text: object) -> str:
    # Most names are Chinese characters alone, and those are their own key.
    if not isinstance(text, str):
        return ""
    return text if _CHINESE.fullmatch(text) else name_key(text)


def _folded(value: object) -> object:
    return value.strip().upper() or None if isinstance(value, str) else value
