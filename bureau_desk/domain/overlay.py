"""What staff made of the shipped registers and code lists: changes laid over the shipped schema, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bureau_desk.domain.register import Code, CodeList, Field, FieldType, Need, Register, Schema

OWN = "own"
"""Stands among the attributes of a field that staff added, and only there."""

_TEXTS = ("title", "unit", "codelist", "section", "rule", "minimum", "maximum")
_LISTS = ("targets", "synonyms")
_CHOSEN = (FieldType.CHOICE, FieldType.LEVEL)


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """Changes of one register: its title, attributes of fields by key as JSON holds them, order and first columns."""

    title: str = ""
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeListChange:
    """Changes of one code list: whole entries by code (several where a label changed on a day), and the order.

    `own` marks a list that staff made, `ordered` whether its codes are levels.
    """

    title: str = ""
    own: bool = False
    ordered: bool = False
    codes: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """All changes of one desk."""

    registers: Mapping[str, RegisterChange] = field(default_factory=dict)
    codelists: Mapping[str, CodeListChange] = field(default_factory=dict)

    def register(self, key: str) -> RegisterChange:
        """The changes of a register, none when there are none."""
        return self.registers.get(key, RegisterChange())

    def codelist(self, key: str) -> CodeListChange:
        """The changes of a code list, none when there are none."""
        return self.codelists.get(key, CodeListChange())

    def with_register(self, key: str, change: RegisterChange) -> Overlay:
        """The same with one register's changes replaced."""
        return replace(self, registers={**self.registers, key: change})

    def with_codelist(self, key: str, change: CodeListChange) -> Overlay:
        """The same with one code list's changes replaced."""
        return replace(self, codelists={**self.codelists, key: change})


@dataclass(frozen=True, slots=True)
class Laid:
    """The shipped schema, the changes, and the schema that both make; `notes` tell what no longer fits."""

    base: Schema
    overlay: Overlay
    schema: Schema
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, base: Schema, overlay: Overlay) -> Laid:
        """Lay changes over the shipped schema."""
        return cls(base, overlay, *lay(base, overlay))


def dump(overlay: Overlay) -> str:
    """An overlay as JSON."""
    return json.dumps(asdict(overlay), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> Overlay:
    """An overlay from JSON; '' is one without changes. What is not of the right shape is left out."""
    raw = _table(json.loads(text)) if text else {}
    return Overlay(
        {key: _register_change(_table(one)) for key, one in _table(raw.get("registers")).items()},
        {key: _codelist_change(_table(one)) for key, one in _table(raw.get("codelists")).items()},
    )


def _register_change(raw: Mapping[str, Any]) -> RegisterChange:
    fields = {key: _table(one) for key, one in _table(raw.get("fields")).items()}
    return RegisterChange(str(raw.get("title", "")), fields, _texts(raw.get("order")), _texts(raw.get("columns")))


def _codelist_change(raw: Mapping[str, Any]) -> CodeListChange:
    codes = {
        key: [_table(one) for one in entries]
        for key, entries in _table(raw.get("codes")).items()
        if isinstance(entries, list)
    }
    title, own, ordered = str(raw.get("title", "")), bool(raw.get("own")), bool(raw.get("ordered"))
    return CodeListChange(title, own, ordered, codes, _texts(raw.get("order")))


def _table(raw: object) -> dict[str, Any]:
    return dict(raw) if isinstance(raw, Mapping) else {}


def _texts(raw: object) -> tuple[str, ...]:
    return tuple(str(one) for one in raw) if isinstance(raw, list | tuple) else ()


def lay(base: Schema, overlay: Overlay) -> tuple[Schema, tuple[str, ...]]:
    """The shipped schema with staff's changes, and a sentence for each change that no longer fits.

    The shipped files may have changed since the changes were made (a field of the same key, a list that is gone): what
    no longer fits is left out or weakened, never refused, so that every desk opens.
    """
    notes: list[str] = []
    lists = dict(base.codelists)
    for key, listed in overlay.codelists.items():
        if key not in lists and not listed.own:
            notes.append(f"代码表“{key}”已不在程序中，对它的修改不再起作用。")
            continue
        lists[key] = _laid_list(lists.get(key), key, listed)
    registers: dict[str, Register] = {}
    for key, register in base.registers.items():
        change = overlay.registers.get(key)
        registers[key] = _laid_register(register, change, base, lists, notes) if change else register
    for key in overlay.registers:
        if key not in base.registers:
            notes.append(f"台账“{key}”已不在程序中，对它的修改不再起作用。")
    return replace(base, registers=registers, codelists=lists), tuple(notes)


def _laid_list(base: CodeList | None, key: str, change: CodeListChange) -> CodeList:
    held: dict[str, list[Code]] = {}
    for code in base.codes if base else ():
        held.setdefault(code.code, []).append(code)
    for name, entries in change.codes.items():
        read = [made for one in entries if (made := read_code(name, one)) is not None]
        if read:
            held[name] = read
    order = arranged(list(held), change.order)
    codes = tuple(code for name in order for code in held[name])
    title = change.title or (base.title if base else key)
    return CodeList(key, title, codes, base.ordered if base else change.ordered)


def read_code(name: str, raw: Mapping[str, Any]) -> Code | None:
    """One entry of a code list from JSON; None when it is not of the right shape."""
    try:
        return Code(
            name,
            str(raw["label"]),
            int(raw.get("rank", 0)),
            str(raw.get("tier", "")),
            _texts(raw.get("aliases")),
            _day(raw.get("valid_from")),
            _day(raw.get("valid_to")),
        )
    except (KeyError, TypeError, ValueError):
        return None


def write_code(code: Code) -> dict[str, Any]:
    """One entry of a code list as JSON holds it, without what is empty."""
    raw: dict[str, Any] = {"label": code.label, "rank": code.rank, "tier": code.tier, "aliases": list(code.aliases)}
    raw["valid_from"] = code.valid_from.isoformat() if code.valid_from else ""
    raw["valid_to"] = code.valid_to.isoformat() if code.valid_to else ""
    return {key: value for key, value in raw.items() if value or key == "label"}


def _day(raw: object) -> date | None:
    return date.fromisoformat(str(raw)) if raw else None


def _laid_register(
    register: Register, change: RegisterChange, base: Schema, lists: Mapping[str, CodeList], notes: list[str]
) -> Register:
    fields = {one.key: one for one in register.fields}
    for key, attributes in change.fields.items():
        shipped = register.field(key)
        if shipped is None and not attributes.get(OWN):
            notes.append(f"“{register.title}”的字段“{key}”已不在程序中，对它的修改不再起作用。")
            continue
        if shipped is not None and attributes.get(OWN):
            title = attributes.get("title", key)
            notes.append(f"“{register.title}”现在自带字段“{shipped.title}”，原先自行添加的“{title}”并入其中。")
            continue
        made = _laid_field(shipped or Field(key, key, FieldType.TEXT), attributes)
        fields[key] = _mended(made, register, base, lists, notes)
    ordered = tuple(fields[key] for key in arranged(list(fields), change.order))
    columns = tuple(key for key in change.columns if key in fields) or register.columns
    title = change.title or register.title
    synonyms = (*register.synonyms, register.title) if title != register.title else register.synonyms
    return replace(register, title=title, fields=ordered, columns=columns, synonyms=synonyms)


def _laid_field(shipped: Field, attributes: Mapping[str, Any]) -> Field:
    """A field with attributes laid over it; an attribute that cannot be read stays as shipped."""
    values: dict[str, Any] = {name: str(attributes[name]) for name in _TEXTS if name in attributes}
    values |= {name: _texts(attributes[name]) for name in _LISTS if name in attributes}
    for name, kind in (("type", FieldType), ("need", Need), ("digits", int), ("width", int)):
        if name in attributes:
            try:
                values[name] = kind(attributes[name])
            except (TypeError, ValueError):
                continue
    if "retired_on" in attributes:
        try:
            values["retired_on"] = _day(attributes["retired_on"])
        except ValueError:
            values["retired_on"] = None
    return replace(shipped, **values)


def _mended(made: Field, register: Register, base: Schema, lists: Mapping[str, CodeList], notes: list[str]) -> Field:
    """A field whose list or target is gone reads as text: what it holds stays."""
    targets = tuple(key for key in made.targets if key in base.registers)
    lost = made.codelist and made.codelist not in lists
    if made.type is FieldType.LEVEL and not lost and made.codelist and not lists[made.codelist].ordered:
        made = replace(made, type=FieldType.CHOICE)
    if lost or (made.type in _CHOSEN and not made.codelist) or (made.type is FieldType.REFERENCE and not targets):
        notes.append(f"“{register.title}”的“{made.title}”所指的代码表或台账已不在程序中，现按文字显示。")
        kind = FieldType.CHOICES if made.type is FieldType.CHOICES else FieldType.TEXT
        return replace(made, type=kind, codelist="", targets=())
    return replace(made, targets=targets) if targets != made.targets else made


def arranged(keys: Sequence[str], order: Iterable[str]) -> list[str]:
    """Keys in a wished order; those that the wish does not name stand behind their neighbour as before."""
    there = set(keys)
    found = [key for key in dict.fromkeys(order) if key in there]
    placed = set(found)
    for place, key in enumerate(keys):
        if key not in placed:
            before = keys[place - 1] if place else ""
            found.insert(found.index(before) + 1 if before in placed else 0, key)
            placed.add(key)
    return found
