"""Which columns a register's table shows: their order, widths, and how many stay in view; remembered per register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from bureau_desk.domain.register import CodeList, Field, Register
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.record_model import title_of
from bureau_desk.ui.theme import theme

FROZEN = "frozen_columns"


class TableColumns(QObject):
    """Tells `changed` once when other columns, another order or other frozen ones are to be shown."""

    changed = Signal()

    def __init__(
        self,
        memory: Memory,
        register: Register,
        codes: Callable[[Field], CodeList | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._memory, self._register, self._codes = memory, register, codes
        self.keys = self._known(memory.settings.hidden.get(register.key, ())) or self.first()
        kept = memory.get(FROZEN, {}).get(register.key, 1)
        self.frozen = kept if isinstance(kept, int) and 0 <= kept <= len(self.keys) else 1

    def first(self) -> list[str]:
        """The columns of the register's own description, the name first."""
        keys = list(self._register.columns) or [one.key for one in self._register.fields if one.shown][:8]
        name = self._register.name_field
        return self._known([*([name] if name else []), *(key for key in keys if key != name)])

    def _known(self, keys: Sequence[Any]) -> list[str]:
        return [key for key in dict.fromkeys(keys) if self._register.field(key) is not None]

    @property
    def fields(self) -> list[Field]:
        """The fields of the columns in order."""
        return [field for key in self.keys if (field := self._register.field(key))]

    def choose(self, keys: Sequence[str], frozen: int | None = None) -> None:
        """Show these columns in this order; unknown fields are left out, no field at all shows the first ones."""
        self.keys = self._known(keys) or self.first()
        self.frozen = min(self.frozen if frozen is None else max(0, frozen), len(self.keys))
        self._memory.settings.hidden[self._register.key] = list(self.keys)
        self._memory.put(FROZEN, self._memory.get(FROZEN, {}) | {self._register.key: self.frozen})
        self.changed.emit()

    def show(self, key: str, shown: bool) -> None:
        """Show a column after the shown one that it follows in the register, or hide it; the name stays."""
        if shown and key not in self.keys:
            order = [field.key for field in self._register.fields]
            before = set(order[: order.index(key)]) if key in order else set()
            place = max((here for here, one in enumerate(self.keys) if one in before), default=len(self.keys) - 1)
            self.choose([*self.keys[: place + 1], key, *self.keys[place + 1 :]])
        elif not shown and key in self.keys and key != self._register.name_field:
            frozen = self.frozen - (self.keys.index(key) < self.frozen)
            self.choose([one for one in self.keys if one != key], frozen)

    def move(self, key: str, place: int) -> None:
        """Move a column to a place among the shown ones."""
        if key in self.keys:
            rest = [one for one in self.keys if one != key]
            place = min(max(0, place), len(rest))
            if [*rest[:place], key, *rest[place:]] != self.keys:
                self.choose([*rest[:place], key, *rest[place:]])

    def freeze(self, number: int) -> None:
        """Keep the first columns in view while the others scroll."""
        if number != self.frozen:
            self.choose(self.keys, number)

    # widths
    @property
    def widths(self) -> Mapping[str, int]:
        """The widths that staff gave to columns, in px."""
        return self._memory.settings.widths.get(self._register.key, {})

    def remember_width(self, key: str, width: int) -> None:
        """Keep the width of a column."""
        self._memory.settings.widths.setdefault(self._register.key, {})[key] = width

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Take over widths of a named view."""
        self._memory.settings.widths[self._register.key] = {
            key: width for key, width in widths.items() if isinstance(width, int) and width > 0
        }

    def width(self, field: Field, first: bool) -> int:
        """The width of a column: as remembered, else by what its field holds, never by all rows."""
        kept = self.widths.get(field.key)
        if kept:
            return kept
        if first or field.key == self._register.name_field:
            return theme.px(max(field.width * 9, 250))
        codes = self._codes(field)
        longest = max((len(code.label) for code in codes.codes), default=0) if codes else 0
        title = len(title_of(field)) * 14 + 36
        plain = max(field.width * 8 + 24, min(longest, 10) * 13 + 40, 88)
        return theme.px(max(plain, min(title, 190)))
