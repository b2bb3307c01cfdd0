"""Steps from each format of the desk file to the next; what a schema change asks for is a rebuild, not a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection
from sqlalchemy.schema import CreateIndex

from bureau_desk.domain.problem import Trouble
from bureau_desk.store import tables

Step = Callable[[Connection], None]


def _index_valid_from(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS revision_valid_from ON revision (valid_from)")


SINCE_3 = (
    "saved_view", "attachment", "not_same", "accepted_problem", "own_reading", "noted", "schema_line", "correction",
)  # fmt: skip


def _add_workbench(connection: Connection) -> None:
    for name in SINCE_3:
        tables.create(connection, tables.fixed.tables[name])
    connection.exec_driver_sql("DROP INDEX IF EXISTS revision_batch")
    for index in sorted(tables.revision.indexes, key=lambda one: str(one.name)):
        connection.execute(CreateIndex(index, if_not_exists=True))


SINCE_4 = ("issue", "issue_step", "issue_file", "issue_content")


def _add_issues(connection: Connection) -> None:
    for name in SINCE_4:
        tables.create(connection, tables.fixed.tables[name])


STEPS: Mapping[int, Step] = {1: _index_valid_from, 2: _add_workbench, 3: _add_issues}
"""Format number -> the step that brings a desk of that format to the next one; format 1 is the first."""


def refuse_unknown(name: str, version: int) -> None:
    """Trouble for a desk of a format that is newer than the program, or older than its oldest step."""
    if version > tables.FORMAT:
        raise Trouble(
            f"“{name}”由更新版本的程序建立（格式 {version}，本程序识别到 {tables.FORMAT}）。",
            "请升级程序后再打开；文件未被改动。",
        )
    if any(number not in STEPS for number in range(version, tables.FORMAT)):
        raise Trouble(
            f"“{name}”的格式（{version}）本程序不认识，能打开的是格式 {min(STEPS)} 至 {tables.FORMAT}。",
            "文件头可能已损坏：请从最近的备份恢复，或用建立它的那一版程序打开；文件未被改动。",
        )


def migrate(connection: Connection, version: int) -> None:
    """Run every step from a format up to the present one inside the caller's transaction; Trouble when one fails."""
    for number in range(version, tables.FORMAT):
        try:
            STEPS[number](connection)
        except Exception as error:
            raise Trouble(
                f"台账从格式 {number} 升级到格式 {number + 1} 时出错（{error}），台账保持原样。",
                "请保留台账和它旁边的升级前备份，并联系维护人员。",
            ) from error
        connection.exec_driver_sql(f"PRAGMA user_version={number + 1}")
