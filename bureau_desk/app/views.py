"""Named views of a register, kept in the desk for everybody who opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bureau_desk.app.desk import Desk
from bureau_desk.app.saved_view import SavedView
from bureau_desk.app.view_bodies import read_body, write_body
from bureau_desk.domain.problem import Trouble
from bureau_desk.store import views as store

LONGEST_NAME = 40


def saved(desk: Desk, register: str) -> list[SavedView]:
    """The named views of a register in their order; what cannot be read any more is left out with a note."""
    described = desk.register(register)
    with desk.database.reading() as connection:
        found = store.lines(connection, described.key)
    made = []
    for line in found:
        parts, notes = read_body(line.body, described, desk.schema)
        made.append(SavedView(described.key, line.name, id=line.id, notes=notes, **parts))
    return made


def save(desk: Desk, view: SavedView) -> SavedView:
    """Keep a view under its name, a new one last; Trouble when another of the register has that name."""
    described = desk.register(view.register)
    name = _sound_name(view.name)
    with desk.database.writing() as connection:
        _refuse_taken(connection, described.key, name, view.id)
        number = store.put(connection, described.key, view.id, name, write_body(view), desk.author, desk.now())
        if number is None:
            raise _gone(name)
    return replace(view, name=name, id=number, notes=())


def rename(desk: Desk, view: SavedView, name: str) -> SavedView:
    """Give a view another name; Trouble when another of the register has it."""
    wanted = _sound_name(name)
    with desk.database.writing() as connection:
        _refuse_taken(connection, view.register, wanted, view.id)
        if view.id is None or not store.rename(connection, view.id, wanted):
            raise _gone(view.name)
    return replace(view, name=wanted)


def remove(desk: Desk, view: SavedView) -> None:
    """Take a view away; saving it again with `id=None` brings it back."""
    if view.id is not None:
        with desk.database.writing() as connection:
            store.remove(connection, view.id)


def reorder(desk: Desk, register: str, numbers: Sequence[int]) -> None:
    """Put the views of a register in the order of these ids; those not named follow."""
    with desk.database.writing() as connection:
        store.reorder(connection, desk.register(register).key, numbers)


def _sound_name(name: str) -> str:
    text = " ".join(name.split())
    if not text:
        raise Trouble("视图还没有名称。", "请填写名称，例如“今年到期的省级载体”。")
    if len(text) > LONGEST_NAME:
        raise Trouble(f"视图名称有 {len(text)} 个字。", f"请不超过 {LONGEST_NAME} 个字。")
    return text


def _refuse_taken(connection: Connection, register: str, name: str, own: int | None) -> None:
    if any(line.name.casefold() == name.casefold() and line.id != own for line in store.lines(connection, register)):
        raise Trouble(f"这个台账已有名为“{name}”的视图。", "请换一个名称，或先选中那个视图再保存。")


def _gone(name: str) -> Trouble:
    return Trouble(f"视图“{name}”已被删除。", "请另存为新视图。")
