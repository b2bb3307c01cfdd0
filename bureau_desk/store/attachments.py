"""Contents of attached documents: each kept once under its digest; the journal tells which record has which."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select

from bureau_desk.domain.attachment import read_entry
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import FieldType, Schema
from bureau_desk.store.tables import attachment, revision


def digest(content: bytes) -> str:
    """The name under which contents are kept: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def put(connection: Connection, content: bytes, author: str, now: str) -> str:
    """Keep contents, once; returns their digest. Contents are never taken out while a revision may name them."""
    name = digest(content)
    known = connection.execute(select(attachment.c.sha256).where(attachment.c.sha256 == name)).first()
    if known is None:
        line = {"sha256": name, "size": len(content), "added_at": now, "author": author, "content": content}
        connection.execute(attachment.insert().values(line))
    return name


def get(connection: Connection, name: str) -> bytes | None:
    """Contents by their digest, None when they are not there."""
    found = connection.execute(select(attachment.c.content).where(attachment.c.sha256 == name)).scalar()
    return None if found is None else bytes(found)


def sizes(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The sizes in bytes of the contents that are there."""
    query = select(attachment.c.sha256, attachment.c.size).where(attachment.c.sha256.in_(list(names)))
    return {row[0]: row[1] for row in connection.execute(query)}


def total(connection: Connection) -> int:
    """The size in bytes of all contents together."""
    return int(connection.execute(select(func.coalesce(func.sum(attachment.c.size), 0))).scalar() or 0)


def verify(connection: Connection, schema: Schema) -> list[Problem]:
    """Contents that are missing, that do not match their digest, or that no revision names; [] when all is sound."""
    named = _named(connection, schema)
    found: list[Problem] = []
    sound: set[str] = set()
    keys = list(connection.execute(select(attachment.c.sha256, attachment.c.size)))
    for name, size in keys:
        content = get(connection, name) or b""  # one at a time: together they may be larger than the memory
        if digest(content) == name and len(content) == size:
            sound.add(name)
    there = {name for name, _ in keys}
    for name, users in named.items():
        if name in sound:
            continue
        what = "已损坏（内容与登记时不一致）" if name in there else "不见了"
        found += [
            Problem("attachment", f"台账“{schema.registers[register].title}” #{number}", f"附件“{file}”的内容{what}。")
            for register, number, file in users
        ]
    found += [
        Problem("orphan_attachment", f"附件 {name[:12]}…", f"有一份附件内容（{size:,} 字节）没有任何记录提到。")
        for name, size in keys
        if name not in named
    ]
    return found


def _named(connection: Connection, schema: Schema) -> dict[str, list[tuple[str, int, str]]]:
    """(register, record, file name) of everything that any revision names, by digest."""
    found: dict[str, dict[tuple[str, int, str], None]] = {}
    for key, register in schema.registers.items():
        for field in (one for one in register.fields if one.type is FieldType.FILES):
            query = select(revision.c.record, revision.c["values"]).where(
                revision.c.register == key, revision.c["values"].contains(f'"{field.key}":["')
            )
            for number, text in connection.execute(query):
                for entry in _entries(text, field.key):
                    if one := read_entry(entry):
                        found.setdefault(one.sha256, {})[key, number, one.name] = None
    return {name: list(users) for name, users in found.items()}


def _entries(text: str, key: str) -> Sequence[str]:
    try:
        entries = json.loads(text).get(key)
    except ValueError:
        return ()  # the journal's own check tells of it
    return [str(one) for one in entries] if isinstance(entries, list) else ()
