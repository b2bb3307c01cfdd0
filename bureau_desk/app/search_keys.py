"""What the quick search looks at: name, pinyin, initials, former names, codes and the texts shown in the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bureau_desk.domain.organisation import search_text
from bureau_desk.domain.pinyin import Readings
from bureau_desk.domain.register import FieldType, Register, Schema
from bureau_desk.domain.spelling import found_by
from bureau_desk.domain.values import Values

FORMER = "former_names"
_KEPT = 50_000


class SearchKeys:
    """Gives the (search text, name order) of a row; which fields are searched is worked out once a register.

    `own` is asked once, when the first row is spelled, and again after `forget`: the readings that staff laid down.
    """

    def __init__(self, schema: Schema, own: Callable[[], Readings] = dict) -> None:
        self._searched = {key: _searched(register) for key, register in schema.registers.items()}
        self._fields = {
            key: frozenset((*self._searched[key], register.name_field, FORMER))
            for key, register in schema.registers.items()
        }
        self._own = own
        self.forget()

    def forget(self) -> None:
        """Ask for the readings of staff again: they have changed."""
        self.use(None)

    def use(self, own: Readings | None) -> None:
        """Spell by these readings until they are forgotten: those of a change that is not yet committed."""
        self._known = own
        # The same firm stands in many rows, and its pinyin is the slow part of writing one.
        self._found_by = lru_cache(maxsize=_KEPT)(self._spell)

    @property
    def readings(self) -> Readings:
        """The readings of staff by which names are spelled now."""
        if self._known is None:
            self._known = self._own()
        return self._known

    def _spell(self, name: str) -> tuple[str, str]:
        return found_by(name, self.readings)

    def searched(self, register: str) -> tuple[str, ...]:
        """The fields whose texts stand in the search text besides the names."""
        return self._searched[register]

    def fields(self, register: str) -> frozenset[str]:
        """The fields from which the texts of a row are made."""
        return self._fields[register]

    def __call__(self, register: Register, values: Values) -> tuple[str, str]:
        """The search text, and the pinyin that orders names."""
        name = str(values.get(register.name_field) or "")
        key, order = self._found_by(name)
        texts = [search_text(str(value)) for one in self._searched[register.key] if (value := values.get(one))]
        former = values.get(FORMER)
        if isinstance(former, tuple):
            texts += [self._found_by(one)[0] for one in former]
        return "|".join([key, *texts]), order or name


def _searched(register: Register) -> tuple[str, ...]:
    shown = {*register.columns, *register.match} - {register.name_field}
    return tuple(
        field.key
        for field in register.fields
        if field.type is FieldType.CREDIT_CODE
        or (field.key in shown and field.type in (FieldType.TEXT, FieldType.CODE))
    )
