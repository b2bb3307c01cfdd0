"""What a plan was made against: a plan is only written into the desk, and under the registers, that it was made for."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Trouble
from bureau_desk.store.tables import revision


class Basis(NamedTuple):
    """The last line of the journal and the last step on fields and code lists."""

    seq: int
    schema_step: int


NOTHING = Basis(0, 0)


def basis_of(desk: Desk, connection: Connection) -> Basis:
    """What a plan made now stands on."""
    return Basis(last_seq(connection), desk.schema_step)


def refuse_changed(desk: Desk, connection: Connection, basis: Basis, verb: str) -> None:
    """Trouble when records, fields or code lists were changed since a plan was made; `verb` is what was not done."""
    if desk.schema_step != basis.schema_step:
        raise Trouble(f"没有{verb}：核对之后字段或代码表又有改动。", f"请重新核对后再{verb}。")
    if last_seq(connection) != basis.seq:
        raise Trouble(f"没有{verb}：核对之后台账又有改动。", f"请重新核对后再{verb}。")


def last_seq(connection: Connection) -> int:
    """The number of the last line of the journal."""
    return int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)
