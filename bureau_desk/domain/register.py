"""A register as data: its fields, its code lists and how its rows are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from bureau_desk.domain.rules import Rule, Yearly


class Kind(StrEnum):
    """ENTITY rows are things, EVENT rows are dated happenings to things, SERIES rows are points of indicators."""

    ENTITY = "entity"
    EVENT = "event"
    SERIES = "series"


class FieldType(StrEnum):
    """The field types; each has one parse/check/show path in `fieldtypes`."""

    TEXT = "text"
    LONG_TEXT = "ltext"
    CODE = "code"  # text of letters and digits that must never become a number
    CREDIT_CODE = "uscc"  # GB 32100-2015
    INTEGER = "int"
    DECIMAL = "dec"
    MONEY = "money"  # integer 元
    PERCENT = "pct"
    DATE = "date"
    YEAR = "year"
    CHOICE = "enum"
    LEVEL = "level"  # a choice from an ordered code list
    CHOICES = "multi"  # several choices, or free entries when the field has no code list
    REFERENCE = "ref"  # the id of a record in one of `targets`
    BOOLEAN = "bool"
    FILES = "files"  # attached documents, each as `sha256|name`; the contents lie beside the journal


class Need(StrEnum):
    """Whether a field must be filled in: R required, C conditional, O optional, AUTO computed."""

    REQUIRED = "R"
    CONDITIONAL = "C"
    OPTIONAL = "O"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list, valid from and to a day (both included; None is open).

    `tier` is the plain level word that the code stands for (国家级, 省级, 市级, 区级) and `rank` its order in an
    ordered list: a smaller rank is a higher level.
    """

    code: str
    label: str
    rank: int = 0
    tier: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, on: date) -> bool:
        """Whether the code may be used on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A dated list of codes that staff may edit; `ordered` lists carry ranks."""

    key: str
    title: str
    codes: tuple[Code, ...]
    ordered: bool = False
    _by_code: dict[str, tuple[Code, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look codes up at once: every painted cell asks for a label."""
        by_code: dict[str, tuple[Code, ...]] = {}
        for entry in self.codes:
            by_code[entry.code] = (*by_code.get(entry.code, ()), entry)
        object.__setattr__(self, "_by_code", by_code)

    def get(self, code: str) -> Code | None:
        """The entry with exactly this code; of a renamed code the newest."""
        return next(iter(self._by_code.get(code, ())), None)

    def entry_on(self, code: str, on: date) -> Code | None:
        """The entry of a code that holds on a day; else the last that had begun by then, else the first to begin."""
        entries = self._by_code.get(code, ())
        if len(entries) < 2:
            return entries[0] if entries else None
        valid = next((entry for entry in entries if entry.is_valid(on)), None)
        if valid is not None:
            return valid
        begun = [entry for entry in entries if entry.valid_from is None or entry.valid_from <= on]
        if begun:
            return max(begun, key=lambda entry: entry.valid_from or date.min)
        return min(entries, key=lambda entry: entry.valid_from or date.min)

    def is_valid(self, code: str, on: date) -> bool:
        """Whether a code may be used on a day."""
        return any(entry.is_valid(on) for entry in self._by_code.get(code, ()))

    def on(self, day: date) -> CodeList:
        """The list as it reads on a day: each code once, under its label of that day, those valid then first.

        Its other labels stay among the aliases, so that whatever it is called finds it.
        """
        found = []
        for code, entries in self._by_code.items():
            entry = self.entry_on(code, day)
            if entry is not None and len(entries) > 1:
                names = (name for one in entries for name in (one.label, *one.aliases))
                entry = replace(entry, aliases=tuple(dict.fromkeys(one for one in names if one != entry.label)))
            found += [entry] if entry is not None else []
        ordered = sorted(found, key=lambda entry: not entry.is_valid(day))
        return self if ordered == list(self.codes) else replace(self, codes=tuple(ordered))

    def find(self, text: str) -> tuple[Code, ...]:
        """Entries named by code, else label, else alias, else tier: the first kind of name that matches wins."""
        for names in (
            lambda entry: (entry.code,),
            lambda entry: (entry.label,),
            lambda entry: entry.aliases,
            lambda entry: (entry.tier,) if entry.tier else (),
        ):
            found = tuple(entry for entry in self.codes if text in names(entry))
            if found:
                return found
        return ()

    def label(self, code: str, on: date | None = None) -> str:
        """The label of a code on a day (None: the newest), or the code itself when the list does not know it."""
        entry = self.get(code) if on is None else self.entry_on(code, on)
        return entry.label if entry else code


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register.

    `unit` is the entry unit (万元, ㎡, 家), `digits` the decimal places kept of a decimal or percent, `codelist` and
    `targets` name where choices and references lead, `section` groups the form, `secrecy` is 公开, 内部 or 不外发,
    `pattern` is a regular expression that is only warned about, `maximum_field` names a field that bounds this one
    (`≤ total_area`), `width` is the table column's first width in characters; `soft` turns every problem of the field
    into a warning that marks the row and never refuses it (codes of legacy rows). `retired_on` is the first day on
    which the field is no longer asked for; what it holds is kept and shown for the days before.
    """

    key: str
    title: str
    type: FieldType
    need: Need = Need.OPTIONAL
    unit: str = ""
    codelist: str = ""
    targets: tuple[str, ...] = ()
    digits: int = 2
    section: str = ""
    secrecy: str = "公开"
    rule: str = ""
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    maximum_field: str = ""
    required_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    width: int = 0
    shown: bool = True
    soft: bool = False
    retired_on: date | None = None

    @property
    def required(self) -> bool:
        """Whether a row without this field is refused."""
        return self.need is Need.REQUIRED

    @property
    def typed(self) -> bool:
        """Whether staff type its text: computed fields are worked out, documents are added as files."""
        return self.need is not Need.AUTO and self.type is not FieldType.FILES

    def is_retired(self, on: date) -> bool:
        """Whether the field is no longer asked for on that day."""
        return self.retired_on is not None and self.retired_on <= on


@dataclass(frozen=True, slots=True)
class Counting:
    """How the rows of a register are counted on a day; every name is a field key.

    `start`: the first filled field is the day from which a row counts. `end`: last day it counts (included).
    `stop`: first day it no longer counts. `identity`: the fields that make two rows one organisation.
    `level`: the level field (highest valid level wins). `district`, `name`: for tables and lists.
    `include`/`exclude`: values of a field that a counted row must or must not hold. `subject_events`: whether dated
    rows of the `event` register end, rename, move or re-level its records. `renewal_of`: the field that links a
    renewal to what it renews; rows are then certificates. `revocation_ends`: whether a revocation that leaves no level
    ends the row (titles, institutions) instead of only taking its level (carriers). `owners`: the register of the
    organisations that hold these rows; what ends one there ends its rows here. `title`: the field that tells which
    title a row is; a revocation told of the owner that names a title ends the rows of that title alone.
    """

    unit: str = "家"
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    identity: tuple[str, ...] = ()
    level: str = ""
    district: str = ""
    name: str = ""
    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subject_events: bool = False
    renewal_of: str = ""
    revocation_ends: bool = False
    owners: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """A register: title, kind, fields, and the keys by which staff name and match its rows.

    `name_field` is shown as a record's name; `code_field` is its business key; `match` lists the fields that
    together identify a row when a file is imported without `--match`; `columns` are the table's first columns. `rules`
    hold between the fields of a row, `yearly` says how rows of successive years are compared; `synonyms` are titles
    that it had before.
    """

    key: str
    title: str
    kind: Kind
    fields: tuple[Field, ...]
    name_field: str
    code_field: str = ""
    match: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    counting: Counting = field(default_factory=Counting)
    note: str = ""
    order: int = 0
    rules: tuple[Rule, ...] = ()
    yearly: Yearly | None = None
    synonyms: tuple[str, ...] = ()
    _by_key: dict[str, Field] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look fields up by key at once: rows are checked by the ten thousand."""
        object.__setattr__(self, "_by_key", {one.key: one for one in self.fields})

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return self._by_key.get(key)

    def offered(self, on: date) -> tuple[Field, ...]:
        """The fields that are asked for and shown on a day."""
        return tuple(one for one in self.fields if not one.is_retired(on))

    def find(self, text: str) -> Field | None:
        """The field named by key, title or synonym."""
        return self.field(text) or next((one for one in self.fields if text == one.title or text in one.synonyms), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """All registers and code lists of a desk."""

    registers: Mapping[str, Register]
    codelists: Mapping[str, CodeList]
    indicator_aliases: Mapping[str, str] = field(default_factory=dict)
    regions: tuple[str, ...] = ()

    def find(self, text: str) -> Register | None:
        """The register named by key, title or synonym."""
        held = self.registers.values()
        return self.registers.get(text) or next(
            (one for one in held if text == one.title or text in one.synonyms), None
        )
