"""Lists of terms as TOML files: those that are shipped, staff's own in the settings folder, and an issue's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.terms import FormGroup, PostHolder, Term, Terms
from bureau_desk.exchange.toml_text import TomlFile, read_text

KEYS = ("title", "source", "terms", "groups", "people", "allow")
_TERM = ("wrong", "right", "note", "source", "unless", "severity")
_GROUP = ("forms", "prefer", "note", "source")
_PERSON = ("name", "post", "since", "until")
_SEVERITIES = {"改": Severity.SOFT, "参考": Severity.NOTE}


def read_terms(path: Path, where: str = "") -> tuple[Terms, tuple[Problem, ...]]:
    """The lists of one file and what is wrong with it, told with file and line."""
    where = where or path.name
    text, problems = read_text(path, where)
    terms, found = terms_of(text, where)
    return terms, (*problems, *found)


def terms_of(text: str, where: str) -> tuple[Terms, tuple[Problem, ...]]:
    """The lists of a file's text: `[[terms]]` wrong, right, note, source, unless, severity (改 or 参考); `[[groups]]`
    forms, prefer, note; `[[people]]` name, post, since, until; `allow` words that are never told."""
    file = TomlFile(text, where)
    file.unknown(file.data, KEYS, "词表")
    terms: list[Term] = []
    for one in file.tables(file.data, "terms"):
        terms += _terms(file, one)
    groups = [_group(file, one) for one in file.tables(file.data, "groups")]
    people = [_person(file, one) for one in file.tables(file.data, "people")]
    made = Terms(
        tuple(terms),
        tuple(one for one in groups if one is not None),
        tuple(one for one in people if one is not None),
        file.texts(file.data, "allow"),
    )
    return made, tuple(file.problems)


def _terms(file: TomlFile, one: Mapping[str, Any]) -> list[Term]:
    wrong = file.texts(one, "wrong")
    after = wrong[0] if wrong else ""
    file.unknown(one, _TERM, "词条", after)
    if not wrong or not all(wrong):
        file.tell("required", "terms", "有一个词条没有写 wrong（不该用的写法）。")
        return []
    severity = file.text(one, "severity", "改")
    if severity not in _SEVERITIES:
        file.tell("severity", "severity", f"severity 写“改”或“参考”，写的是“{severity}”，按“改”处理。", Severity.SOFT)
    right, note, source = (file.text(one, key) for key in ("right", "note", "source"))
    shared = (file.texts(one, "unless"), _SEVERITIES.get(severity, Severity.SOFT))
    if right in wrong:
        file.tell("term", "right", f"“{right}”既是 wrong 又是 right，没有用。")
    return [Term(word, right, note, source, *shared) for word in wrong if word != right]


def _group(file: TomlFile, one: Mapping[str, Any]) -> FormGroup | None:
    file.unknown(one, _GROUP, "同义写法")
    forms = file.texts(one, "forms")
    prefer = file.text(one, "prefer")
    if len(forms) < 2:
        file.tell("required", "groups", "同义写法（groups）的 forms 至少要有两个。")
        return None
    if prefer and prefer not in forms:
        file.tell("group", "prefer", f"prefer“{prefer}”不在 forms 里，没有用。", Severity.SOFT)
        prefer = ""
    return FormGroup(forms, prefer, file.text(one, "note"))


def _person(file: TomlFile, one: Mapping[str, Any]) -> PostHolder | None:
    file.unknown(one, _PERSON, "人员职务")
    name, post = file.text(one, "name"), file.text(one, "post")
    if not name or not post:
        file.tell("required", "people", "人员职务（people）要写 name 和 post。")
        return None
    return PostHolder(name, post, _day(file, one, "since"), _day(file, one, "until"))


def _day(file: TomlFile, one: Mapping[str, Any], key: str) -> date | None:
    value = one.get(key)
    if value is None or isinstance(value, date):
        return value
    file.tell("date", key, f"{key}“{value}”不是日期，请写 2022-02-28（不加引号）。")
    return None
