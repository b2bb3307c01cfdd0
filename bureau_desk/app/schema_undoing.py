"""A step on fields or code lists is taken back by writing the overlay that held before it, as a new step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select

from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job
from bureau_desk.app.schema_editing import filled, write_step
from bureau_desk.domain.overlay import Laid, Overlay, load
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Schema
from bureau_desk.store import schema_lines
from bureau_desk.store.journal import Batch, Entry, get_batch
from bureau_desk.store.tables import revision

Inverse = Callable[[Desk, Connection, int], list[Entry]]
"""Gives the entries that bring the records of a batch back to what they were."""


def refuse_later(desk: Desk, connection: Connection, batch: Batch) -> None:
    """Trouble when later steps keep a batch from being taken back alone.

    A step rests on the overlay that it found, and rows of a field whose type changed since would be read wrongly.
    """
    later = schema_lines.later(connection, batch.id)
    if later and (schema_lines.is_step(connection, batch.id) or _reshaped(desk, connection, batch.id)):
        newer = get_batch(connection, later[-1])
        raise Trouble(
            f"批次 {batch.id}（{batch.summary}）不能单独撤销：后来又改过字段或代码表"
            f"（{newer.summary if newer else later[-1]}）。",
            "请先撤销后来的改动。",
        )


def _reshaped(desk: Desk, connection: Connection, number: int) -> bool:
    """Whether a field of the registers that a batch touched has had another type then."""
    then = Laid.of(desk.laid.base, load(schema_lines.body(connection, number))).schema
    touched = select(revision.c.register).where(revision.c.batch == number).distinct()
    return any(
        _types(then, key) != _types(desk.schema, key)
        for key in connection.execute(touched).scalars()
        if key in desk.schema.registers
    )


def _types(schema: Schema, register: str) -> dict[str, tuple[str, str]]:
    return {one.key: (str(one.type), one.codelist) for one in schema.registers[register].fields}


def take_back(desk: Desk, batch: Batch, summary: str, kind: str, inverse: Inverse) -> Job[Changes]:
    """Write the overlay that held before a step, and bring the values that it converted back with it.

    Trouble when rows hold values of a field that would be gone: they are taken back first.
    """
    with desk.database.reading() as connection:
        overlay = load(schema_lines.before(connection, batch.id))
    _refuse_losing(desk, batch, overlay)

    def prepare(new: Desk, connection: Connection) -> Sequence[Entry]:
        return inverse(new, connection, batch.id)

    return (yield from write_step(desk, overlay, summary, prepare, kind, batch.id))


def _refuse_losing(desk: Desk, batch: Batch, overlay: Overlay) -> None:
    wanted = Laid.of(desk.laid.base, overlay).schema
    for key, register in desk.schema.registers.items():
        for field in register.fields:
            if wanted.registers[key].field(field.key) is None and (rows := filled(desk, key, field.key)):
                raise Trouble(
                    f"批次 {batch.id}（{batch.summary}）不能单独撤销：“{field.title}”已填 {rows:,} 条。",
                    "请先撤销后来的填写，或把这个字段停用。",
                )
