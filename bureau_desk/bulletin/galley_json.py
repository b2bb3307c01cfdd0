"""A galley as JSON and back, without loss and always in the same bytes."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from bureau_desk.domain import figure, galley, issue, problem
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.problem import Trouble

VERSION = 1
_AS_IS = {str, int, bool, float, type(None)}


def to_json(made: Galley, indent: int | None = 1) -> str:
    """The galley as JSON, on one line when `indent` is None; numbers of tables and charts stand as text, days as ISO
    text."""
    return json.dumps({"galley": VERSION, **_plain(made)}, ensure_ascii=False, indent=indent) + "\n"


def from_json(text: str) -> Galley:
    """The galley of a JSON text; Trouble when the text is no galley or of a newer program."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found.get("galley") != VERSION:
            raise ValueError("version")
        built = _built(Galley, found)
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise Trouble("这份版样读不出来，可能已损坏，或由更新的程序写成。", "请用原来的刊物重新生成。") from error
    assert isinstance(built, Galley)
    return built


def _plain(value: Any) -> Any:
    if type(value) in _AS_IS:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        if value and type(value[0]) is int:  # ids of rows: thousands for one number
            return list(value)
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


_OF_ROWS = frozenset({"basis", "other", "suggestion"})
"""What a problem of a stored row tells beside its message; those of a galley have none, and older galleys know none."""


@lru_cache(maxsize=64)
def _names(kind: type) -> tuple[str, ...]:
    left_out = _OF_ROWS if kind is problem.Problem else frozenset()
    return tuple(one.name for one in fields(kind) if one.name not in left_out)


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    names = {**vars(figure), **vars(galley), **vars(issue), **vars(problem), "Mapping": Mapping}
    return get_type_hints(kind, names, names)  # locals too: a slot named `date` would hide the type


def _built(kind: Any, value: Any) -> Any:
    return _builder(kind)(value)


@lru_cache(maxsize=256)
def _builder(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a type from its JSON; types are looked into once, for a galley has 100,000 values."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _builder(next(part for part in parts if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return tuple if parts[0] in _AS_IS else _tuples(parts[0])
    if origin is not None and issubclass(origin, Mapping):
        each = _builder(parts[1])
        return lambda value: {key: each(one) for key, one in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        return _records(kind)
    if kind is date:
        return date.fromisoformat
    if kind is float:
        return float
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        made: Callable[[Any], Any] = kind
        return made
    return lambda value: value


def _tuples(kind: Any) -> Callable[[Any], Any]:
    each = _builder(kind)
    return lambda value: tuple([each(one) for one in value])


def _records(kind: Any) -> Callable[[Any], Any]:
    hints = _hints(kind)
    known: dict[str, Callable[[Any], Any]] = {}

    def made(value: Any) -> Any:
        if not known:  # not before: a type may hold its own kind
            known.update((one.name, _builder(hints[one.name])) for one in fields(kind))
        return kind(**{name: build(value[name]) for name, build in known.items() if name in value})

    return made
