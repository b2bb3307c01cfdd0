"""The rows of one reading with their days and organisations; both stay the same between two changes of a register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from bureau_desk.analysis.closings import Break, Closings, revoked_titles, titles_of
from bureau_desk.analysis.histories import RECOGNISES, History, certain_day
from bureau_desk.analysis.organisations import Identity, Organisations
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import CodeList, Register, Schema
from bureau_desk.domain.values import Values

Days = tuple[str, str, str]
"""Start, end and stop of a row as ISO days, '' where open."""
_DAYS_OF_YEAR = 365.25


def held(days: Days, day: str) -> bool:
    """Whether something with these days is valid on an ISO day: started, not run out and not stopped."""
    start, end, stop = days
    return start <= day and (not end or day <= end) and (not stop or day < stop)


def of_year(days: Days, day: str) -> bool:
    """Whether something counts in the year of an ISO day by its certificate year.

    Certificates are dated weeks after the old ones lapse, so by exact days a renewed firm is missing in between. By
    certificate year a title valid for n years counts for the whole year of its start and the n - 1 after, less what
    stopped by the day.
    """
    start, end, stop = days
    if not start or not end:
        return held(days, day)
    valid_days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    years = max(1, round(valid_days / _DAYS_OF_YEAR))
    return 0 <= int(day[:4]) - int(start[:4]) < years and (not stop or day < stop)


def broken(breaks: Sequence[Break], day: str) -> bool:
    """Whether an ISO day falls into a break."""
    return any(first <= day < until for first, until in breaks)


class Dated:
    """The rows of one reading with their days.

    `owners` and `firms` are the rows and the register of the organisations that hold the titles: what ends a firm
    ends its titles. `breaks` tells by place when a row did not count in between.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        register: Register,
        past: Mapping[int, History],
        schema: Schema,
        owners: Sequence[Row] = (),
        firms: Register | None = None,
    ) -> None:
        self.rows = rows
        self.past = past
        self._register = register
        self._owners = owners
        self.breaks: dict[int, tuple[Break, ...]] = {}
        self.days = _days_of(rows, register)
        if past:
            self._apply_own(Closings(register, schema))
            if firms is not None:
                self._apply_owners(Closings(firms, schema), titles_of(register, schema))

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Where each record stands among the rows."""
        return {row.id: place for place, row in enumerate(self.rows)}

    @cached_property
    def organisations(self) -> Organisations:
        """Who is who among the rows."""
        return Organisations(self.rows, self._register, self._owners)

    def valid(self, day: str, counts: Callable[[Days, str], bool] = held) -> list[int]:
        """The places of the rows that are valid on an ISO day, by their exact days or by certificate year."""
        found = [place for place, days in enumerate(self.days) if counts(days, day)]
        if not self.breaks:
            return found
        return [place for place in found if place not in self.breaks or not broken(self.breaks[place], day)]

    def _apply_own(self, closings: Closings) -> None:
        for place, row in enumerate(self.rows):
            history = self.past.get(row.id)
            if history is None:
                continue
            start, end, stop = self.days[place]
            # A carrier whose founding nobody wrote down is there at the latest from its first title on.
            self.days[place] = (start or history.first(RECOGNISES), end, stop)
            self._close(place, closings.of(history, row))

    def _apply_owners(self, closings: Closings, titles: CodeList | None) -> None:
        """Firms that were struck off, merged or moved away hold no titles from that day on, nor one revoked by name."""
        closed: dict[Identity, list[tuple[frozenset[str] | None, Break]]] = {}
        for firm in self._owners:
            if (history := self.past.get(firm.id)) is None:
                continue
            found: list[tuple[frozenset[str] | None, Break]] = [(None, one) for one in closings.of(history, firm)]
            found += revoked_titles(history, titles) if titles else []
            for one in self.organisations.of_firm(firm) if found else ():
                closed.setdefault(one, []).extend(found)
        for place, identity in enumerate(self.organisations.identities) if closed else ():
            self._close_titles(place, closed.get(identity, ()))

    def _close_titles(self, place: int, closed: Iterable[tuple[frozenset[str] | None, Break]]) -> None:
        start, title = self.days[place][0], self.rows[place].get(self._register.counting.title)
        # A title given after the end shows that the firm was there again.
        self._close(
            place,
            [one for codes, one in closed if (codes is None or title in codes) and (not one[0] or start <= one[0])],
        )

    def _close(self, place: int, closed: Sequence[Break]) -> None:
        for first, until in closed:
            if until:
                self.breaks[place] = (*self.breaks.get(place, ()), (first, until))
            else:
                start, end, stop = self.days[place]
                self.days[place] = (start, end, min(stop, first) if stop else first)


def _days_of(rows: Sequence[Row], register: Register) -> list[Days]:
    """The days that rows tell themselves; the loop is plain because registers hold a hundred thousand rows."""
    counting = register.counting
    return [
        (
            _first_of(row.values, counting.start),
            _first_of(row.values, counting.end),
            _earliest_of(row.values, counting.stop),
        )
        for row in rows
    ]


def _first_of(values: Values, keys: Sequence[str]) -> str:
    """The day of the first filled field."""
    for key in keys:
        if day := certain_day(values.get(key)):
            return day
    return ""


def _earliest_of(values: Values, keys: Sequence[str]) -> str:
    """The earliest day of several stops."""
    return min((day for key in keys if (day := certain_day(values.get(key)))), default="") if keys else ""
