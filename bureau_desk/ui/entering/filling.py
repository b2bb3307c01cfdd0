"""Emptying and filling the selected cells: any blocks, with the same columns or not, as one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bureau_desk.app import filling
from bureau_desk.app.filling import Block

if TYPE_CHECKING:
    from bureau_desk.domain.register import Field
    from bureau_desk.ui.entering.entering import Entering


def selected_blocks(entering: Entering) -> list[Block]:
    """The selection as blocks; those with the same columns are one."""
    table, found = entering.table, dict[tuple[str, ...], list[tuple[int, int]]]()
    for top, left, bottom, right in table.view.selection.parts():
        keys = tuple(field.key for field in table.model.columns[left : right + 1])
        found.setdefault(keys, []).append((top, bottom))
    shown = {field.key: field for field in table.model.columns}
    blocks = []
    for keys, spans in found.items():
        records: list[int] = []
        for top, bottom in sorted(spans):
            records.extend(table.model.ids[top : bottom + 1])
        blocks.append(Block(records, [shown[key] for key in keys]))
    return blocks


def open_blocks(entering: Entering) -> list[Block]:
    """The selected cells that staff fill in."""
    found = [Block(one.records, _open(entering, one.fields)) for one in selected_blocks(entering)]
    return [one for one in found if one.cells]


def _open(entering: Entering, fields: Sequence[Field]) -> list[Field]:
    return [field for field in fields if entering.is_open(field)]


def clear(entering: Entering) -> str:
    """Empty the selected cells. The sentence why not."""
    if why := entering.hindered():
        entering.page.told.emit(f"没有清除：{why}", False)
        return ""
    blocks, desk, register = open_blocks(entering), entering.session.desk, entering.register
    if not blocks:
        entering.page.told.emit("选中的是自动计算的内容，不用清除", False)
        return ""
    return entering.do(lambda: filling.clear(desk, register, blocks), _cells(blocks), "清除")


def fill_down(entering: Entering) -> str:
    """The first selected row of each block into those below; of a single row, from the row above it."""
    model, desk, register = entering.table.model, entering.session.desk, entering.register
    fills = []
    for block in open_blocks(entering):
        row = model.row_of(block.records[0])
        above = model.record_at(row - 1) if len(block.records) == 1 else None
        if above is not None:
            fills.append((above, block))
        elif len(block.records) > 1:
            fills.append((block.records[0], Block(block.records[1:], block.fields)))
    return entering.do(
        lambda: filling.fill_down(desk, register, fills), _cells([block for _, block in fills]), "向下填充"
    )


def fill_right(entering: Entering) -> str:
    """The first selected column of each block into those at its right; of a single column, from the one at its left."""
    columns, desk, register = entering.table.model.columns, entering.session.desk, entering.register
    fills = []
    for block in selected_blocks(entering):
        fields = list(block.fields)
        if len(fields) == 1:
            place = columns.index(fields[0])
            fields = [*columns[max(0, place - 1) : place], *fields]
        targets = _open(entering, fields[1:])
        if targets and block.records:
            fills.append((fields[0], Block(block.records, targets)))
    return entering.do(
        lambda: filling.fill_right(desk, register, fills), _cells([block for _, block in fills]), "向右填充"
    )


def _cells(blocks: Sequence[Block]) -> int:
    return sum(one.cells for one in blocks)
