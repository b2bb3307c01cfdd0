"""Clearing the contents of selected cells as one step that undo takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bureau_desk.domain.problem import Trouble

if TYPE_CHECKING:
    from bureau_desk.ui.registers_page import RegisterPage


def clear_cells(page: RegisterPage) -> bool:
    """Empty the selected cells that staff fill in; whether something was written."""
    session, table = page.session, page.table
    if not session.writable:
        return False
    blocks = [(records, [field for field in fields if field.typed]) for records, fields in table.blocks()]
    wanted = [(records, fields) for records, fields in blocks if records and fields]
    if not wanted:
        page.told.emit("选中的是自动计算的内容，不用清除", False)
        return False
    sets = {tuple(field.key for field in fields) for _, fields in wanted}
    if len(sets) > 1:
        page.failed.emit(Trouble("没有清除：选中的几块不是同样的列。", "请分几次选中后清除。"))
        return False
    records = list(dict.fromkeys(record for some, _ in wanted for record in some))
    try:
        changes = session.edit_many(table.register.key, records, dict.fromkeys(sets.pop(), ""))
    except Trouble as trouble:
        page.failed.emit(trouble)
        return False
    page.told.emit(changes.summary, bool(changes.records))
    return bool(changes.records)
