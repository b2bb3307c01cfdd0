"""How much the next undo or redo takes back, known before it is done."""

from __future__ import annotations

from sqlalchemy import func, select

from bureau_desk.app.desk import Desk
from bureau_desk.store import journal
from bureau_desk.store.tables import revision


def next_size(desk: Desk, redo: bool = False, most: int = 1000) -> int:
    """How many changes of records undo (or redo) would turn back next; no more than `most` are counted."""
    with desk.database.reading() as connection:
        batch = journal.last_redoable(connection) if redo else journal.last_undoable(connection)
        if batch is None:
            return 0
        rows = select(revision.c.record).where(revision.c.batch == batch.id).limit(most).subquery()
        return int(connection.execute(select(func.count()).select_from(rows)).scalar() or 0)
