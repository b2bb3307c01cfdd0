"""Codes by name and names of codes, on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from bureau_desk.analysis.scales import convert
from bureau_desk.analysis.trends import plain
from bureau_desk.domain.attachment import show_files
from bureau_desk.domain.question import Question
from bureau_desk.domain.register import Code, CodeList, Field, FieldType, Schema
from bureau_desk.domain.values import Value

CHOSEN = (FieldType.CHOICE, FieldType.LEVEL, FieldType.CHOICES)


def codelist_of(field: Field, schema: Schema) -> CodeList | None:
    """The code list of a choice field, None for other fields and for free choices."""
    return schema.codelists.get(field.codelist) if field.type in CHOSEN and field.codelist else None


def named(codelist: CodeList, text: str) -> tuple[Code, ...]:
    """The entries that a code, label, alias, plain level word (国家级) or grade letter (A) names.

    A code or a label names itself; an alias or a level word names every entry of that level, because the national
    level has had several names.
    """
    codes = codelist.codes
    found = [entry for entry in codes if entry.code == text] or [entry for entry in codes if entry.label == text]
    if not found:
        found = [entry for entry in codes if text in entry.aliases or (entry.tier and entry.tier == text)]
    if not found and len(text) == 1 and text.isascii() and text.isalpha():
        found = [entry for entry in codes if f"{text}类" in entry.label or entry.label.startswith(text)]
    return tuple(found)


def ever_called(codelist: CodeList | None, labels: Iterable[str]) -> list[str]:
    """The codes that are called so on any day, in order; a code that its list does not know calls itself."""
    wanted = set(labels)
    return sorted({*wanted, *(entry.code for entry in codelist.codes if entry.label in wanted)} if codelist else wanted)


def tier_mates(codelist: CodeList, text: str, on: date) -> tuple[Code, ...]:
    """The entries that a level word names for 'at least' and 'at most': those of its name and all of its tier.

    Entries valid on the day decide; when none is, the others do.
    """
    found = dict.fromkeys((*named(codelist, text), *(entry for entry in codelist.codes if entry.tier == text)))
    valid = tuple(entry for entry in found if entry.is_valid(on))
    return valid or tuple(found)


def tier_words(codelist: CodeList, labels: Iterable[str]) -> dict[str, str]:
    """The plain level word (国家级) for each label (国家级（原科技部）) that is the only one of its tier among the labels.

    Labels of one tier beside each other keep their full wording, and so do labels whose word another one has.
    """
    present = set(labels)
    tiers = {entry.label: entry.tier for entry in codelist.codes if entry.label in present and entry.tier}
    times = Counter(tiers.values())
    return {label: tier for label, tier in tiers.items() if times[tier] == 1 and (tier == label or tier not in present)}


def level_lists(question: Question, schema: Schema) -> tuple[CodeList, ...]:
    """The code lists of the level fields by which a question groups."""
    register = schema.find(question.register)
    fields = [register.find(name) for name in question.by] if register else []
    lists = [codelist_of(field, schema) for field in fields if field and field.type is FieldType.LEVEL]
    return tuple(one for one in lists if one is not None)


def level_words(question: Question, schema: Schema, labels: Iterable[str]) -> dict[str, str]:
    """How charts and printed tables word the level labels among the names that stand together in them."""
    present = tuple(labels)
    return {label: word for one in level_lists(question, schema) for label, word in tier_words(one, present).items()}


def label_picked(text: str, labels: Iterable[str], words: Mapping[str, str], lists: Iterable[CodeList] = ()) -> str:
    """The label that a text names: itself, its printed word, or a code, alias or level word of it alone; '' for none."""
    present = tuple(labels)
    if text in present:
        return text
    found = [label for label in present if words.get(label) == text]
    if not found:
        named_labels = {entry.label for one in lists for entry in named(one, text)}
        found = [label for label in present if label in named_labels]
    return found[0] if len(found) == 1 else ""


def shown(field: Field, value: Value, schema: Schema, on: date, name: Callable[[int], str]) -> str:
    """A value as lists and groups print it: codes as labels, references as names, money in its entry unit."""
    if value is None:
        return ""
    codelist = codelist_of(field, schema)
    if field.type is FieldType.FILES:
        return show_files(value)
    if isinstance(value, tuple):
        return "、".join(codelist.label(one, on) if codelist else one for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        if field.type is FieldType.REFERENCE:
            return name(value)
        if field.type is FieldType.MONEY:
            return plain(convert(Decimal(value), "元", field.unit or "元"), 2)
        return str(value)
    if isinstance(value, Decimal):
        return plain(value)
    return codelist.label(value, on) if codelist else value
