"""Problems that staff look at and let stand with a reason, or mend as suggested: many at once, one step each time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Integer, func, literal_column, select

from bureau_desk.app import bulk_recording, checking
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.problem import Misuse, Severity, Trouble
from bureau_desk.store import accepted, journal
from bureau_desk.store.accepted import Decision
from bureau_desk.store.bulk import among
from bureau_desk.store.tables import problem

_ID: ColumnElement[int] = literal_column("problem.rowid", Integer)
REASONS = ("已核实，数据属实", "口径变化", "企业更名或重组", "原始材料如此，无法补齐", "下次报送时更正")
"""Reasons that staff give most often, offered to choose from."""


def accept(desk: Desk, problems: Sequence[int], reason: str) -> Changes:
    """Let problems (ids of the list) stand for as long as their values are the same; undo takes it back.

    Misuse without a reason; Trouble when one of them must be mended.
    """
    why = reason.strip()
    if not why:
        raise Misuse("没有接受：请写明原因。", "例如“已核实，数据属实”。")
    return _decide(desk, problems, why, True)


def accept_job(desk: Desk, problems: Sequence[int], reason: str) -> Job[Changes]:
    """`accept` as a job, for thousands."""
    yield Progress(f"接受 {len(problems):,} 个问题")
    return accept(desk, problems, reason)


def take_back(desk: Desk, problems: Sequence[int]) -> Changes:
    """Put problems that were let stand back into the list."""
    return _decide(desk, problems, "", False)


def _decide(desk: Desk, problems: Sequence[int], reason: str, holds: bool) -> Changes:
    with desk.database.writing() as connection:
        basis = func.coalesce(func.nullif(problem.c.basis, ""), problem.c.value).label("held")
        query = select(problem, basis).where(among(_ID, [int(one) for one in problems]))
        rows = connection.execute(query).all()
        if any(row.severity == Severity.HARD for row in rows) and holds:
            raise Trouble("没有接受：所选问题中有必须改正的。", "请先改正这些，再接受其余的。")
        if not rows:
            return Changes(frozenset(), (), 0, "没有选中问题")
        decided = {
            (row.record, row.field, row.code): Decision(row.record, row.field, row.code, row.held, reason, holds)
            for row in rows
        }
        tail = f"（{reason}）" if reason else ""
        summary = f"{'接受' if holds else '不再接受'} {len(decided):,} 个问题{tail}"
        number = journal.open_batch(connection, desk.now(), desk.author, summary)
        accepted.put(connection, number, decided.values(), desk.author, desk.now())
        registers = checking.renew_accepted(desk, connection, {row.record for row in rows})
    changes = Changes(registers, tuple(dict.fromkeys(row.record for row in rows)), number, summary)
    desk.emit(changes)
    return changes


def mend(desk: Desk, problems: Sequence[int]) -> Changes:
    """Write the suggested values of problems that have one, as one step; the others stay as they are.

    Trouble names the first row that refuses its value: then nothing is written.
    """
    with desk.database.reading() as connection:
        query = select(problem).where(among(_ID, [int(one) for one in problems]), problem.c.suggestion != "")
        rows = connection.execute(query).all()
    wanted: dict[str, dict[int, dict[str, str]]] = {}
    for row in rows:
        wanted.setdefault(row.register, {}).setdefault(row.record, {})[row.field] = row.suggestion
    drafts = [one for key, texts in wanted.items() for one in bulk_recording.read_many(desk, key, texts.items())]
    return bulk_recording.save_many(desk, drafts, "按问题清单的建议值更正", verb="按建议值")
