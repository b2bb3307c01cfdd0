"""What texts are proofread against: term lists of the program, of staff and of the issue; the desk's names; earlier issues."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bureau_desk.analysis.histories import EVENTS, RENAMES
from bureau_desk.app.desk import Desk
from bureau_desk.app.paths import config_folder
from bureau_desk.bulletin.proof_names import Names
from bureau_desk.bulletin.proof_repeats import LEAST, folded
from bureau_desk.domain.inside import outside_fault
from bureau_desk.domain.issue import Masthead
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import FieldType, Kind
from bureau_desk.domain.terms import Terms
from bureau_desk.exchange.terms_file import read_terms
from bureau_desk.places import RESOURCES
from bureau_desk.store import issues

FOLDER, FILE = "terms", "terms.toml"
_FORMER = "former_names"
_EARLIER = 6  # issues: a year of a magazine that comes every two months
_shipped: list[Terms] = []


def shipped_terms() -> Terms:
    """The lists that come with the program, read once."""
    if not _shipped:
        terms = Terms()
        for path in sorted((RESOURCES / FOLDER).glob("*.toml")):
            terms = terms.with_own(read_terms(path)[0])
        _shipped.append(terms)
    return _shipped[0]


def terms_folder() -> Path:
    """Where staff put lists of their own."""
    return config_folder() / FOLDER


def own_terms(folder: Path | None = None) -> tuple[Terms, tuple[Problem, ...]]:
    """The shipped lists with those of the settings folder and of an issue's folder, the nearest last."""
    terms = shipped_terms()
    problems: list[Problem] = []
    paths = [(path, f"{FOLDER}/{path.name}") for path in sorted(terms_folder().glob("*.toml"))]
    if folder is not None and (folder / FILE).is_file() and not outside_fault(folder, FILE):
        paths.append((folder / FILE, FILE))
    for path, where in paths:
        try:
            own, found = read_terms(path, where)
        except OSError:
            problems.append(Problem("unreadable", where, "词表打不开，没有用，请检查文件和读取权限。"))
            continue
        terms = terms.with_own(own)
        problems += found
    return terms, tuple(problems)


def terms_state(folder: Path | None = None) -> tuple[tuple[str, int, int], ...]:
    """What tells whether staff's own lists are still as they were read: their names, times and sizes."""
    paths = [*sorted(terms_folder().glob("*.toml")), *([folder / FILE] if folder is not None else [])]
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def register_names(desk: Desk) -> Names:
    """The names of all organisations of the desk, their former names from registers and renamings, the terms of code lists."""
    current: dict[int, str] = {}
    former: dict[str, tuple[str, str]] = {}
    with desk.database.reading() as connection:
        for register in desk.schema.registers.values():
            name = register.field(register.name_field) if register.name_field else None
            if register.kind is not Kind.ENTITY or name is None or name.type is not FieldType.TEXT:
                continue
            table = desk.tables.table(register.key)
            older = register.field(_FORMER) is not None
            columns = [table.c.id, table.c[f"f_{name.key}"], *([table.c[f"f_{_FORMER}"]] if older else [])]
            for number, text, *more in connection.execute(select(*columns)):
                if text:
                    current[number] = str(text)
                    former |= {one: (str(text), "") for one in _listed(more)}
        for number, before, after, day in _renamings(desk, connection):
            new = current.get(number) or after
            if before and new and before != new:
                former[before] = (new, str(day or ""))
    names = frozenset(current.values())
    return Names(names, {old: new for old, new in former.items() if old not in names}, _terms(desk))


def _terms(desk: Desk) -> frozenset[str]:
    """What code lists call units, parks and kinds, other names of theirs with them."""
    codes = (code for one in desk.schema.codelists.values() for code in one.codes)
    return frozenset(name for code in codes for name in (code.label, *code.aliases))


def _listed(more: list[Any]) -> list[str]:
    if not more or not more[0]:
        return []
    try:
        found = json.loads(more[0]) if isinstance(more[0], str) else more[0]
    except ValueError:
        return []
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]


def _renamings(desk: Desk, connection: Any) -> Iterator[tuple[int, str, str, str]]:
    register = desk.schema.registers.get(EVENTS)
    wanted = ("subject", "event_kind", "before", "after")
    if register is None or any(register.field(key) is None for key in wanted):
        return
    table = desk.tables.table(EVENTS)
    days = [f"f_{key}" for key in ("effective_date", "event_date") if register.field(key) is not None]
    query = select(*(table.c[f"f_{key}"] for key in wanted), *(table.c[day] for day in days))
    for subject, kind, before, after, *told in connection.execute(query):
        if kind in RENAMES and isinstance(subject, int):
            yield subject, str(before or ""), str(after or ""), next((str(day) for day in told if day), "")


def earlier_paragraphs(desk: Desk, head: Masthead) -> Mapping[str, str]:
    """The folded paragraphs of the issues before this one."""
    with desk.database.reading() as connection:
        galleys = issues.galleys_before(connection, head.title, (head.year, head.number), _EARLIER)
    found: dict[str, str] = {}
    for name, text in galleys:
        for words in _paragraphs(text):
            found.setdefault(words, name)
    return found


def _paragraphs(text: str) -> Iterator[str]:
    try:
        columns = json.loads(text)["columns"]
    except (ValueError, KeyError, TypeError):
        return
    for article in (article for column in columns for article in column.get("articles", ())):
        for block in article.get("blocks", ()):
            for line in block.get("lines", ()) if block.get("kind") in ("paragraph", "list", "quote") else ():
                words = folded("".join(span.get("text", "") for span in line))
                if len(words) >= LEAST:
                    yield words
