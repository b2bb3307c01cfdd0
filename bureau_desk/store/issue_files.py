"""Issues that are made in the desk: the files of each, step by step, so that any earlier state can be had again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from bureau_desk.domain.problem import Problem
from bureau_desk.store.tables import issue, issue_content, issue_file, issue_step

Contents = Mapping[str, bytes | None]
"""Files by their path inside the folder; None takes one out."""


@dataclass(frozen=True, slots=True)
class IssueStep:
    """One step of an issue. `kind` base | do | undo | redo; `target` is the step that an undo or redo takes back."""

    id: int
    issue: int
    kind: str
    summary: str
    recorded_at: str
    author: str
    target: int | None
    undone: bool


@dataclass(frozen=True, slots=True)
class KeptIssue:
    """An issue in the desk, with its last step."""

    id: int
    name: str
    step: int
    changed_at: str
    author: str


def digest(content: bytes) -> str:
    """The name under which contents are kept: SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def add(connection: Connection, name: str, author: str, now: str) -> int:
    """A new issue without files; returns its id."""
    number = _next(connection, select(func.max(issue.c.id)))
    line = {"id": number, "name": name, "created_at": now, "author": author, "gone": 0}
    connection.execute(issue.insert().values(line))
    return number


def listed(connection: Connection, gone: bool = False) -> list[KeptIssue]:
    """The issues of the desk, or the removed ones, the last changed first."""
    last = select(issue_step.c.issue, func.max(issue_step.c.id).label("step")).group_by(issue_step.c.issue).subquery()
    query = (
        select(issue.c.id, issue.c.name, last.c.step, issue_step.c.recorded_at, issue_step.c.author)
        .join(last, last.c.issue == issue.c.id)
        .join(issue_step, issue_step.c.id == last.c.step)
        .where(issue.c.gone == int(gone))
        .order_by(last.c.step.desc())
    )
    return [KeptIssue(*row) for row in connection.execute(query)]


def rename(connection: Connection, number: int, name: str) -> None:
    """Give an issue's folder another name."""
    connection.execute(update(issue).where(issue.c.id == number).values(name=name))


def set_gone(connection: Connection, number: int, gone: bool) -> None:
    """Take an issue off the list, or back; its files stay."""
    connection.execute(update(issue).where(issue.c.id == number).values(gone=int(gone)))


def put(
    connection: Connection,
    number: int,
    contents: Contents,
    summary: str,
    author: str,
    now: str,
    kind: str = "do",
    target: int | None = None,
) -> int:
    """Write files of an issue as one step; returns the step's id."""
    step = _next(connection, select(func.max(issue_step.c.id)))
    line = {"id": step, "issue": number, "kind": kind, "summary": summary, "recorded_at": now, "author": author}
    connection.execute(issue_step.insert().values(**line, target=target, undone=0))
    _put_files(connection, number, step, {path: _kept(connection, one) for path, one in contents.items()})
    return step


def put_again(connection: Connection, step: IssueStep, contents: Contents, now: str) -> None:
    """Write further files into the last step of an issue: what one goes on typing is one step, not hundreds."""
    replaced = select(issue_file.c.sha256).where(issue_file.c.step == step.id, issue_file.c.path.in_(list(contents)))
    old = set(connection.execute(replaced).scalars())
    connection.execute(delete(issue_file).where(issue_file.c.step == step.id, issue_file.c.path.in_(list(contents))))
    _put_files(connection, step.issue, step.id, {path: _kept(connection, one) for path, one in contents.items()})
    connection.execute(update(issue_step).where(issue_step.c.id == step.id).values(recorded_at=now))
    named = set(connection.execute(select(issue_file.c.sha256).where(issue_file.c.sha256.in_(list(old)))).scalars())
    connection.execute(delete(issue_content).where(issue_content.c.sha256.in_(sorted(old - named))))


def turn_back(connection: Connection, step: IssueStep, summary: str, author: str, now: str, kind: str) -> int:
    """A new step that leaves the files of a step as they were before it; returns its id."""
    before = files(connection, step.issue, step.id - 1)
    paths = connection.execute(select(issue_file.c.path).where(issue_file.c.step == step.id)).scalars().all()
    number = put(connection, step.issue, {}, summary, author, now, kind, step.id)
    _put_files(connection, step.issue, number, {path: before.get(path, "") for path in paths})
    connection.execute(update(issue_step).where(issue_step.c.id == step.id).values(undone=1))
    return number


def files(connection: Connection, number: int, step: int | None = None) -> dict[str, str]:
    """The digests of an issue's files by path, now or as a step left them, in the order of their paths."""
    last = select(func.max(issue_file.c.seq)).where(issue_file.c.issue == number).group_by(issue_file.c.path)
    if step is not None:
        last = last.where(issue_file.c.step <= step)
    query = select(issue_file.c.path, issue_file.c.sha256).where(issue_file.c.seq.in_(last), issue_file.c.sha256 != "")
    return {row[0]: row[1] for row in connection.execute(query.order_by(issue_file.c.path))}


def paths(connection: Connection, step: int) -> set[str]:
    """The files that a step wrote or took out."""
    return set(connection.execute(select(issue_file.c.path).where(issue_file.c.step == step)).scalars())


def content(connection: Connection, name: str) -> bytes | None:
    """Contents by their digest, None when they are not there."""
    found = connection.execute(select(issue_content.c.content).where(issue_content.c.sha256 == name)).scalar()
    return None if found is None else bytes(found)


def steps(connection: Connection, number: int, path: str = "", most: int = 500) -> list[IssueStep]:
    """The steps of an issue, or those that touched one of its files, newest first."""
    query = select(issue_step).where(issue_step.c.issue == number)
    if path:
        query = query.where(issue_step.c.id.in_(select(issue_file.c.step).where(issue_file.c.path == path)))
    return [_step(row) for row in connection.execute(query.order_by(issue_step.c.id.desc()).limit(most))]


def last_undoable(connection: Connection, number: int) -> IssueStep | None:
    """The newest step of an issue that undo would take back."""
    query = select(issue_step).where(issue_step.c.kind.in_(("do", "redo")), issue_step.c.undone == 0)
    return _first(connection, query.where(issue_step.c.issue == number))


def last_redoable(connection: Connection, number: int) -> IssueStep | None:
    """The newest undo that redo would bring back; a new step since then closes the way."""
    last = select(func.max(issue_step.c.id)).where(issue_step.c.kind == "do", issue_step.c.issue == number)
    newest = int(connection.execute(last).scalar() or 0)
    query = select(issue_step).where(issue_step.c.kind == "undo", issue_step.c.undone == 0, issue_step.c.id > newest)
    return _first(connection, query.where(issue_step.c.issue == number))


def verify(connection: Connection) -> list[Problem]:
    """Files whose contents are missing or do not match their digest; [] when all is sound."""
    found: list[Problem] = []
    query = select(issue_file.c.sha256, func.max(issue_file.c.path)).where(issue_file.c.sha256 != "")
    for name, path in connection.execute(query.group_by(issue_file.c.sha256)).all():
        kept = content(connection, name)
        if kept is None or digest(kept) != name:
            what = "不见了" if kept is None else "已损坏（内容与保存时不一致）"
            found.append(Problem("issue_file", f"期刊文件 {path}", f"内容{what}。"))
    return found


def _put_files(connection: Connection, number: int, step: int, named: Mapping[str, str]) -> None:
    first = _next(connection, select(func.max(issue_file.c.seq)))
    lines = [
        {"seq": first + place, "issue": number, "step": step, "path": path, "sha256": name}
        for place, (path, name) in enumerate(named.items())
    ]
    if lines:
        connection.execute(issue_file.insert(), lines)


def _kept(connection: Connection, one: bytes | None) -> str:
    if one is None:
        return ""
    name = digest(one)
    if connection.execute(select(issue_content.c.sha256).where(issue_content.c.sha256 == name)).first() is None:
        connection.execute(issue_content.insert().values(sha256=name, content=one))
    return name


def _next(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar() or 0) + 1


def _first(connection: Connection, query: Select[Any]) -> IssueStep | None:
    row = connection.execute(query.order_by(issue_step.c.id.desc()).limit(1)).first()
    return _step(row) if row else None


def _step(row: Row[Any]) -> IssueStep:
    return IssueStep(
        row.id, row.issue, row.kind, row.summary, row.recorded_at, row.author, row.target, bool(row.undone)
    )
