"""Steps from each format of the desk file to the next; what a schema change asks for is a rebuild, not a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from bureau_desk.store import tables

Step = Callable[[Connection], None]

STEPS: Mapping[int, Step] = {}
"""Format number -> the step that brings a desk of that format to the next one; format 1 is the first."""


def migrate(connection: Connection, version: int) -> None:
    """Run every step from a format up to the present one inside the caller's transaction."""
    for number in range(version, tables.FORMAT):
        STEPS[number](connection)
        connection.exec_driver_sql(f"PRAGMA user_version={number + 1}")
