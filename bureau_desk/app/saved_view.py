"""What a named view of a register holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bureau_desk.app.browsing import View
from bureau_desk.domain.question import Condition, Group


@dataclass(frozen=True, slots=True)
class SavedView:
    """What a register's table showed when staff gave it a name; `id` is None as long as it is not in the desk.

    `sort` holds (field key, descending), `columns` field keys in order, `widths` pixels at 100 % by field key, `frozen`
    the number of first columns that stay, `group` field keys (`established_date:year`), `sums` the fields summed.
    `colours` are the rules of conditional colouring, in the words of the table that draws them. `notes` tell, one
    sentence each, what was left out on reading because the register no longer has it.
    """

    register: str
    name: str
    search: str = ""
    filters: tuple[Condition | Group, ...] = ()
    where: Group | None = None
    sort: tuple[tuple[str, bool], ...] = ()
    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 1
    group: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    colours: tuple[Mapping[str, Any], ...] = ()
    id: int | None = None
    notes: tuple[str, ...] = ()

    def view(self, as_of: date | None = None, known: datetime | None = None) -> View:
        """The rows that it shows, today or on a past day, by what was known at a moment."""
        return View(self.register, self.search, self.filters, self.sort, as_of, self.where, known)
