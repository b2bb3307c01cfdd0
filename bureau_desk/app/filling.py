"""Blocks of cells emptied, or filled from their first row or column: one step each, worked out and written as a job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bureau_desk.app import bulk_edit, copying
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.edit_plan import EditPlan
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.domain.register import Field


@dataclass(frozen=True, slots=True)
class Block:
    """Cells of some records in some fields; a selection may consist of several, each with columns of its own."""

    records: Sequence[int]
    fields: Sequence[Field]

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.records) * len(self.fields)


def clear(desk: Desk, register: str, blocks: Sequence[Block], what: str = "清除") -> Job[EditPlan | Changes]:
    """Empty all cells of the blocks, or none: the plan is handed back when one may not be empty."""
    yield Progress(what)
    blank = [(one.records, {field.key: "" for field in one.fields}) for one in blocks]
    rows = _merged((record, texts) for records, texts in blank for record in records)
    return (yield from bulk_edit.fill(desk, register, rows, what))


def fill_down(
    desk: Desk, register: str, fills: Sequence[tuple[int, Block]], what: str = "向下填充"
) -> Job[EditPlan | Changes]:
    """Write what a record holds in the fields of a block into all records of that block."""
    parts: list[tuple[Sequence[int], Mapping[str, str]]] = []
    for source, block in fills:
        first = (yield from copying.texts(desk, register, [source], block.fields))[0]
        parts.append((block.records, {field.key: text for field, text in zip(block.fields, first, strict=True)}))
    rows = _merged((record, texts) for records, texts in parts for record in records)
    return (yield from bulk_edit.fill(desk, register, rows, what))


def fill_right(
    desk: Desk, register: str, fills: Sequence[tuple[Field, Block]], what: str = "向右填充"
) -> Job[EditPlan | Changes]:
    """Write what each record of a block holds in one field into all fields of that block."""
    parts: list[tuple[int, Mapping[str, str]]] = []
    for source, block in fills:
        texts = yield from copying.texts(desk, register, block.records, [source])
        parts += [
            (record, dict.fromkeys((field.key for field in block.fields), text))
            for record, (text,) in zip(block.records, texts, strict=True)
        ]
    return (yield from bulk_edit.fill(desk, register, _merged(parts), what))


def _merged(rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[tuple[int, Mapping[str, str]]]:
    """Each record once, with the texts of every block that it is part of."""
    found: dict[int, Mapping[str, str]] = {}
    for record, texts in rows:
        held = found.get(record)
        found[record] = texts if held is None else {**held, **texts}
    return list(found.items())
