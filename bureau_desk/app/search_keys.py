"""What the quick search looks at: name, pinyin, initials, codes and the texts shown in the table."""

from __future__ import annotations

from functools import lru_cache

from bureau_desk.domain.organisation import search_key
from bureau_desk.domain.register import FieldType, Register, Schema
from bureau_desk.domain.values import Values

# The same firm stands in many rows, and its pinyin is the slow part of writing one.
_search_key = lru_cache(maxsize=50_000)(search_key)


class SearchKeys:
    """Gives the (search text, name order) of a row; which fields are searched is worked out once a register."""

    def __init__(self, schema: Schema) -> None:
        self._searched = {key: _searched(register) for key, register in schema.registers.items()}
        self._fields = {
            key: frozenset((*self._searched[key], register.name_field, "former_names"))
            for key, register in schema.registers.items()
        }

    def fields(self, register: str) -> frozenset[str]:
        """The fields from which the texts of a row are made."""
        return self._fields[register]

    def __call__(self, register: Register, values: Values) -> tuple[str, str]:
        """The search text in lower case, and the full pinyin that orders names."""
        name = str(values.get(register.name_field) or "")
        key = _search_key(name)
        texts = [str(value).lower() for one in self._searched[register.key] if (value := values.get(one))]
        former = values.get("former_names")
        if isinstance(former, tuple):
            texts += [one.lower() for one in former]
        parts = key.split("|")
        return "|".join([key, *texts]), parts[1] if len(parts) > 1 else name


def _searched(register: Register) -> tuple[str, ...]:
    shown = {*register.columns, *register.match} - {register.name_field}
    return tuple(
        field.key
        for field in register.fields
        if field.type is FieldType.CREDIT_CODE
        or (field.key in shown and field.type in (FieldType.TEXT, FieldType.CODE))
    )
