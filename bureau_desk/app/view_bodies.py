"""The body of a named view as JSON; reading never fails, it leaves out what the register no longer has and says so."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bureau_desk.app.conditions import clause
from bureau_desk.app.saved_view import SavedView
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import Field, Register, Schema
from bureau_desk.store.tables import current_table

_DEEPEST = 20


def write_body(view: SavedView) -> str:
    """Everything of a view but its register, name and place."""
    body = {
        "search": view.search,
        "filters": [_to_json(one) for one in view.filters],
        "where": _to_json(view.where) if view.where else None,
        "sort": [list(one) for one in view.sort],
        "columns": list(view.columns),
        "widths": dict(view.widths),
        "frozen": view.frozen,
        "group": list(view.group),
        "sums": list(view.sums),
        "colours": [dict(one) for one in view.colours],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)


def _to_json(part: Condition | Group) -> dict[str, Any]:
    if isinstance(part, Condition):
        value = list(part.value) if isinstance(part.value, (tuple, set, frozenset)) else part.value
        return {"field": part.field, "operator": str(part.operator), "value": value}
    return {"parts": [_to_json(one) for one in part.parts], "any": part.any, "negated": part.negated}


def write_part(part: Condition | Group) -> dict[str, Any]:
    """A condition or a group of them as JSON."""
    return _to_json(part)


def read_group(raw: Any, register: Register, schema: Schema) -> Group | None:
    """A group from JSON, without what the register no longer has; None when nothing of it is left."""
    return _Reader(register, schema).group(raw)


def read_body(text: str, register: Register, schema: Schema) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The parts of a view by the names of `SavedView`, and a sentence for each thing left out."""
    try:
        raw = json.loads(text)
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        return {}, ("这个视图的内容读不出，已按默认显示。",)
    reader = _Reader(register, schema)
    parts = {
        "search": raw.get("search") if isinstance(raw.get("search"), str) else "",
        "filters": tuple(found for one in _list(raw, "filters") if (found := reader.part(one)) is not None),
        "where": reader.group(raw.get("where")),
        "sort": tuple(reader.sort(_list(raw, "sort"))),
        "columns": tuple(reader.keys(_list(raw, "columns"))),
        "widths": reader.widths(raw.get("widths")),
        "frozen": raw["frozen"] if type(raw.get("frozen")) is int and 0 <= raw["frozen"] <= 20 else 1,
        "group": tuple(reader.keys(_list(raw, "group"))),
        "sums": tuple(reader.keys(_list(raw, "sums"))),
        "colours": tuple(one for one in _list(raw, "colours") if isinstance(one, dict)),
    }
    return parts, tuple(dict.fromkeys(reader.notes))


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    found = raw.get(key)
    return found if isinstance(found, list) else []


class _Reader:
    """Reads what names fields, and remembers what it had to leave out."""

    def __init__(self, register: Register, schema: Schema) -> None:
        self._register, self._schema = register, schema
        self._table = current_table(register)
        self.notes: list[str] = []

    def _field(self, key: Any) -> Field | None:
        found = self._register.field(key.partition(":")[0]) if isinstance(key, str) else None
        if found is None:
            self.notes.append(f"“{self._register.title}”已没有字段“{key}”，已从视图里略去。")
        return found

    def keys(self, raw: list[Any]) -> Iterator[str]:
        """Keys of fields that are there, each once."""
        yield from dict.fromkeys(key for key in raw if self._field(key))

    def sort(self, raw: list[Any]) -> Iterator[tuple[str, bool]]:
        """Pairs of field and direction."""
        for one in raw:
            if isinstance(one, list) and len(one) == 2 and self._field(one[0]):
                yield one[0], bool(one[1])

    def widths(self, raw: Any) -> dict[str, int]:
        """Widths of the columns that are there; of others nothing need be said."""
        pairs = raw.items() if isinstance(raw, dict) else ()
        return {key: width for key, width in pairs if self._register.field(key) and type(width) is int and width > 0}

    def group(self, raw: Any) -> Group | None:
        """A group, or None when nothing of it is left."""
        found = self.part(raw) if raw else None
        return Group((found,)) if isinstance(found, Condition) else found

    def part(self, raw: Any, depth: int = 0) -> Condition | Group | None:
        """A condition or a group; None for one that cannot be read any more."""
        if not isinstance(raw, dict) or depth > _DEEPEST:
            self.notes.append("视图里有一个条件读不出，已略去。")
            return None
        if "parts" in raw:
            found = tuple(part for one in _list(raw, "parts") if (part := self.part(one, depth + 1)) is not None)
            return Group(found, bool(raw.get("any")), bool(raw.get("negated"))) if found else None
        return self._condition(raw)

    def _condition(self, raw: dict[str, Any]) -> Condition | None:
        field = self._field(raw.get("field"))
        if field is None:
            return None
        try:
            value = raw.get("value")
            made = Condition(
                field.key, Operator(str(raw.get("operator"))), tuple(value) if type(value) is list else value
            )
            clause(self._schema, self._register, self._table, made)
        except (ValueError, TypeError, KeyError, ArithmeticError, Trouble):
            self.notes.append(f"字段“{field.title}”的一个条件按现在的字段表用不上，已略去。")
            return None
        return made
