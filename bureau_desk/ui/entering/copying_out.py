"""The selection on its way out: copied for Excel and WPS, or cut; a large one beside the window, too large a one told."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from bureau_desk.app.jobs import Job, finish
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field
from bureau_desk.ui.entering.filling import open_blocks
from bureau_desk.ui.time.correction import attempt

if TYPE_CHECKING:
    from bureau_desk.app.changes import Changes
    from bureau_desk.app.edit_plan import EditPlan
    from bureau_desk.app.filling import Block
    from bureau_desk.ui.entering.entering import Entering

AT_ONCE = 4000  # cells; more are copied as a job
MOST_CELLS = 1_000_000  # what Excel and WPS take from the clipboard in bearable time


class Copied(QMimeData):
    """What this program put on the clipboard."""


class Clipping(NamedTuple):
    """A block as the clipboard takes it; `html` is "" for a single cell."""

    text: str
    html: str
    words: str


def copy(entering: Entering, titles: bool = False) -> None:
    """Copy the selection."""
    wanted = _wanted(entering)
    if wanted is None:
        return
    records, fields = wanted
    job = _clipping(entering, records, fields, titles)

    def done(made: Clipping) -> None:
        _put(made)
        entering.page.told.emit(f"已复制{made.words}", False)

    if len(records) * len(fields) > AT_ONCE:
        entering.page.window().run_job("复制", job, done)  # type: ignore[attr-defined]
    else:
        done(finish(job))


def cut(entering: Entering) -> None:
    """Copy the selection and empty it as one step; whole rows are records, which are deleted and not emptied."""
    if why := entering.hindered():
        entering.page.told.emit(f"没有剪切：{why}", False)
        return
    if entering.table.whole_rows():
        hint = "要移走记录，请先复制（Ctrl+C），再删除（Ctrl+-）。"
        entering.page.failed.emit(Trouble("没有剪切：选中的是整行。", hint))
        return
    wanted, blocks = _wanted(entering), open_blocks(entering)
    if wanted is None:
        return
    if not blocks:
        entering.page.told.emit("选中的是自动计算的内容，可以复制，不能剪切", False)
        return
    records, fields = wanted

    def done(made: tuple[Clipping, object]) -> None:
        _put(made[0])
        entering.tell_refused(entering.tell_done(made[1], "剪切"))

    def job() -> Job[tuple[Clipping, EditPlan | Changes]]:
        return _cut(entering, _clipping(entering, records, fields), blocks)

    if len(records) * len(fields) > AT_ONCE // 10:
        entering.page.window().run_job("剪切", job, done, writes=True)  # type: ignore[attr-defined]
        return
    try:
        done(attempt(entering.session.desk, lambda: finish(job())))
    except Trouble as trouble:
        entering.page.failed.emit(trouble)


def _cut(
    entering: Entering, copied: Job[Clipping], blocks: Sequence[Block]
) -> Job[tuple[Clipping, EditPlan | Changes]]:
    from bureau_desk.app import filling

    clipping = yield from copied
    return clipping, (yield from filling.clear(entering.session.desk, entering.register, blocks, "剪切"))


def _wanted(entering: Entering) -> tuple[list[int], list[Field]] | None:
    """The records and fields to copy; None when there are none, or too many, which is told."""
    rows, columns = entering.table.selected_number(), len(entering.table.view.selection.columns())
    if rows * columns > MOST_CELLS:
        message = f"没有复制：选中了 {rows:,} 行 × {columns} 列，一次最多复制 {MOST_CELLS:,} 格。"
        entering.page.failed.emit(Trouble(message, "请导出为 Excel（Ctrl+E），或少选一些行、列后再复制。"))
        return None
    records, fields = entering.block()
    return (records, fields) if records and fields else None


def _clipping(
    entering: Entering, records: Sequence[int], fields: Sequence[Field], titles: bool = False
) -> Job[Clipping]:
    from bureau_desk.app import copying
    from bureau_desk.app.pasting import is_number
    from bureau_desk.exchange.clipboard import html_block, write_block
    from bureau_desk.exchange.header_names import header_text

    session = entering.session
    rows = yield from copying.texts(session.desk, entering.register, records, fields, session.as_of, session.known)
    head = [header_text(field) for field in fields] if titles else []
    if len(rows) == 1 and len(fields) == 1 and not head:
        return Clipping(rows[0][0], "", "")
    words = f" {len(rows):,} 行 × {len(fields)} 列" + ("（带标题）" if head else "")
    text = write_block([head, *rows] if head else rows)
    return Clipping(text, html_block(rows, [is_number(field) for field in fields], head), words)


def _put(made: Clipping) -> None:
    mime = Copied()
    mime.setText(made.text)
    if made.html:
        mime.setHtml(made.html)
    QGuiApplication.clipboard().setMimeData(mime)
    _outlive()


@cache
def _outlive() -> None:
    """Have the clipboard hold plain text of Qt's own when the program ends.

    What Python made and the clipboard holds would be destroyed after Python itself, which ends the process with a crash.
    """

    def hand_over() -> None:
        clipboard = QGuiApplication.clipboard() if QGuiApplication.instance() is not None else None
        if clipboard is not None and (clipboard.ownsClipboard() or isinstance(clipboard.mimeData(), Copied)):
            clipboard.setText(clipboard.text())

    atexit.register(hand_over)
