"""How values lie in the journal (JSON) and in the typed columns of a current table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bureau_desk.domain.fieldtypes import from_json, to_json
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store.tables import column_name

_PORTION = 2000
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_SCALED = {FieldType.DECIMAL, FieldType.PERCENT}
_LISTS = {FieldType.CHOICES, FieldType.FILES}
_WHOLE = {FieldType.INTEGER, FieldType.MONEY, FieldType.YEAR, FieldType.REFERENCE}
_TEXTS = {
    FieldType.TEXT,
    FieldType.LONG_TEXT,
    FieldType.CODE,
    FieldType.CREDIT_CODE,
    FieldType.DATE,
    FieldType.CHOICE,
    FieldType.LEVEL,
}


def dump(register: Register, values: Values) -> str:
    """Values as one line of JSON; empty values of an edit stay as null."""
    raw = {}
    for key, value in values.items():
        field = register.field(key)
        if field is not None:
            raw[key] = value if type(value) is str else to_json(field, value)
    return _written(raw)


class Reader:
    """Reads a register's JSON back into values; fields that a newer schema dropped are left out."""

    def __init__(self, register: Register) -> None:
        self._fields = {field.key: field for field in register.fields}
        self._shapes: dict[tuple[str, ...], tuple[list[type], list[Field]] | None] = {}

    def load(self, text: str) -> dict[str, Value]:
        """The values of one journal line."""
        return self._values(json.loads(text))

    def load_all(self, texts: Sequence[str | None]) -> Iterator[dict[str, Value] | None]:
        """The values of many journal lines; read as one list, which costs half of what single lines do.

        Lines of the same text, as a bulk edit writes them, share their values, which nobody may change.
        """
        for begin in range(0, len(texts), _PORTION):
            portion = [text or "null" for text in texts[begin : begin + _PORTION]]
            single = list(dict.fromkeys(portion))
            known = {
                text: None if raw is None else self._values(raw)
                for text, raw in zip(single, json.loads(f"[{','.join(single)}]"), strict=True)
            }
            yield from map(known.__getitem__, portion)

    def load_parts(self, texts: Sequence[str], keys: Sequence[str]) -> Iterator[dict[str, Value]]:
        """The values of these fields from lists that hold them in this order; what comes after them is left out."""
        for begin in range(0, len(texts), _PORTION):
            for raw in json.loads(f"[{','.join(texts[begin : begin + _PORTION])}]"):
                yield self._values(dict(zip(keys, raw, strict=False)))

    def _values(self, raw: dict[str, Any]) -> dict[str, Value]:
        # Most lines of a register hold the same fields in the same order, of the types that they have today.
        keys = tuple(raw)
        if keys not in self._shapes:
            self._shapes[keys] = self._shape(keys)
        shape = self._shapes[keys]
        if shape is not None and list(map(type, raw.values())) == shape[0]:
            for field in shape[1]:
                raw[field.key] = from_json(field, raw[field.key])
            return raw
        return {key: from_json(self._fields[key], item) for key, item in raw.items() if key in self._fields}

    def _shape(self, keys: tuple[str, ...]) -> tuple[list[type], list[Field]] | None:
        """The types by which JSON keeps these fields, and the fields whose values it keeps in another form."""
        if not self._fields.keys() >= set(keys):
            return None
        fields = [self._fields[key] for key in keys]
        return [_kept_type(one) for one in fields], [one for one in fields if one.type in _SCALED | _LISTS]


def _kept_type(field: Field) -> type:
    if field.type in _TEXTS:
        return str
    if field.type in _WHOLE:
        return int
    if field.type is FieldType.BOOLEAN:
        return bool
    return list if field.type in _LISTS else str


def to_column(field: Field, value: Value) -> Any:
    """A value as its column holds it."""
    if value is None:
        return None
    if isinstance(value, str) and field.type not in _TEXTS and field.type not in _LISTS:
        # Kept from an earlier type of the field; the quotes keep SQLite from making a number of it.
        return json.dumps(value, ensure_ascii=False)
    if field.type in _SCALED:
        return int((Decimal(str(value)) * 10**field.digits).to_integral_value())
    if field.type is FieldType.BOOLEAN:
        return int(bool(value))
    if field.type in _LISTS:
        return json.dumps(list(value) if isinstance(value, tuple) else [value], ensure_ascii=False)
    return value


def kept_as_it_is(field: Field) -> type | None:
    """The type of what a field's column holds, where JSON keeps the same; None where it keeps another form."""
    if field.type in _TEXTS:
        return str
    return int if field.type in _WHOLE else None


def _decoder(field: Field) -> Callable[[Any], Value] | None:
    if field.type in _SCALED:
        unit = Decimal(1).scaleb(-field.digits)
        return lambda raw: _kept(raw) if type(raw) is str else raw * unit
    if field.type is FieldType.BOOLEAN:
        return lambda raw: _kept(raw) if type(raw) is str else bool(raw)
    if field.type in _WHOLE:
        return lambda raw: _kept(raw) if type(raw) is str else raw
    if field.type in _LISTS:
        return _listed
    return None


def column_decoder(field: Field) -> Callable[[Any], Value]:
    """A function that turns what a field's column holds, None included, into a value."""
    decode = _decoder(field)
    return lambda raw: raw if raw is None or decode is None else decode(raw)


@lru_cache(maxsize=5000)
def _listed(raw: str) -> tuple[str, ...]:
    """The texts of a list; most rows hold one of few."""
    return tuple(json.loads(raw))


def _kept(raw: str) -> str:
    """The text behind the quotes that `to_column` sets where a column holds numbers."""
    return str(json.loads(raw)) if raw.startswith('"') else raw


def row_reader(register: Register) -> Callable[[Mapping[str, Any]], dict[str, Value]]:
    """A function that turns a current table's row into values, empty ones left out."""
    steps = [(field.key, column_name(field), _decoder(field)) for field in register.fields]

    def read(row: Mapping[str, Any]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for key, column, decode in steps:
            raw = row[column]
            if raw is not None:
                values[key] = decode(raw) if decode else raw
        return values

    return read


def tuple_reader(register: Register, keys: Sequence[str]) -> Callable[[Sequence[Any]], dict[str, Value]]:
    """A function that turns the columns of these fields, in their order, into values; empty ones are left out."""
    plain: list[tuple[str, int]] = []
    made: list[tuple[str, int, Callable[[Any], Value]]] = []
    for place, key in enumerate(keys):
        field = register.field(key)
        decode = _decoder(field) if field is not None else None
        if decode is None:
            plain.append((key, place))
        else:
            made.append((key, place, decode))

    def read(row: Sequence[Any]) -> dict[str, Value]:
        values: dict[str, Value] = {key: raw for key, place in plain if (raw := row[place]) is not None}
        for key, place, decode in made:
            raw = row[place]
            if raw is not None:
                values[key] = decode(raw)
        return values

    return read


def to_columns(register: Register) -> Callable[[Values], dict[str, Any]]:
    """A function that gives all columns of a register's fields for some values, None where there is none."""
    empty: dict[str, Any] = dict.fromkeys(map(column_name, register.fields))
    fields = {field.key: (field, column_name(field)) for field in register.fields}
    as_is = {field.key: column_name(field) for field in register.fields if field.type in _TEXTS}
    whole = {field.key: column_name(field) for field in register.fields if field.type in _WHOLE}

    def columns(values: Values) -> dict[str, Any]:
        made = empty.copy()
        for key, value in values.items():
            if key in as_is:
                made[as_is[key]] = value
            elif type(value) is int and key in whole:
                made[whole[key]] = value
            elif key in fields and value is not None:
                field, column = fields[key]
                made[column] = to_column(field, value)
        return made

    return columns
