"""The history of one cell: who gave it which value, when, why and from which day; an old value comes back as an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.app import cell_history
from bureau_desk.app.cell_history import CellChange
from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.domain.register import Field, Register
from bureau_desk.ui.pieces import button, framed, label, open_at
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from bureau_desk.ui.time.paged_model import Cells, PagedModel

if TYPE_CHECKING:
    from bureau_desk.ui.registers_page import RegisterPage

TITLES = ("时间", "经办人", "原来", "改为", "何时起", "现况", "原因或步骤")
_ACTIONS = {"add": "新增", "delete": "删除", "restore": "恢复"}


class CellHistoryDialog(QDialog):
    """Newest first; what holds today is marked."""

    def __init__(
        self, session: Session, register: Register, record: int, field: Field, writable: bool, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._session, self._register, self._record, self._field = session, register, record, field
        self._writable = writable
        self.setWindowTitle(f"{field.title}的历史")
        self.changes: list[CellChange] = []
        self.model = PagedModel(TITLES, self._page, self._cells, (), self)
        self.table = PlainTable(f"{field.title}的历史", (146, 76, 116, 116, 98, 84))
        self.table.setModel(self.model)
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._offer())
        self.table.activated.connect(lambda _: self.restore())
        self.put_back = button("恢复这个值", self.restore, "primary", "undo")
        self.fault = label("", "problem_text", wrap=True)
        row = QHBoxLayout()
        row.addWidget(label("恢复旧值是一次新的修改，可以撤销。", "small", wrap=True), 1)
        row.addWidget(button("关闭", self.reject))
        row.addWidget(self.put_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(10))
        layout.addWidget(label(f"{session.record_name(record)}　·　{field.title}", "heading", wrap=True))
        layout.addWidget(framed(self.table), 1)
        layout.addWidget(self.fault)
        layout.addLayout(row)
        open_at(self, 880, 420)
        self._load()

    def _load(self) -> None:
        self.changes = cell_history.cell_history(self._session.desk, self._record, self._field.key)
        self.model.show(range(len(self.changes)))
        if self.changes:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._offer()

    def _page(self, wanted: object) -> dict[int, CellChange]:
        return {place: self.changes[place] for place in wanted}  # type: ignore[attr-defined]

    def _cells(self, one: CellChange) -> Cells:
        why = one.reason or one.summary
        since = one.valid_from or ("一直" if one.action == "edit" else "")
        state = "现在的值" if one.holds else "尚未到" if one.valid_from > self._session.today.isoformat() else ""
        new = one.new or (f"（{_ACTIONS.get(one.action, '清空')}）" if one.action != "add" else "（空）")
        texts = (one.recorded_at.replace("T", " ")[:16], one.author, one.old, new, since, state, why)
        return texts, {0: "quiet", 2: "quiet", 5: "good" if one.holds else "quiet", 6: "quiet"}

    def _chosen(self) -> CellChange | None:
        found = self.model.at(self.table.currentIndex().row())
        return found if isinstance(found, CellChange) else None

    def _offer(self) -> None:
        chosen = self._chosen()
        fits = chosen is not None and not chosen.holds and chosen.action != "delete"
        self.put_back.setEnabled(fits and self._writable and self._session.writable)

    def restore(self) -> None:
        """Write the chosen old value as a new edit."""
        chosen = self._chosen()
        if chosen is None or not self.put_back.isEnabled():
            return
        draft = self._session.read(self._register.key, {self._field.key: chosen.text}, self._record)
        hard = [one for one in draft.problems if one.severity is Severity.HARD and one.field == self._field.key]
        if hard:
            self.fault.setText(f"没有恢复：{hard[0].message}")
            return
        try:
            changes = self._session.save(draft, f"恢复 {chosen.recorded_at[:10]} 的值")
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            return
        self._session.told.emit(changes.summary)
        self.fault.clear()
        self._load()


def open_cell_history(page: RegisterPage, session: Session) -> CellHistoryDialog | None:
    """Open the history of the cell with focus: of the form's field, or of the table's current cell."""
    form = page.details.form
    key, record = "", None
    if form.isVisible() and form.isAncestorOf(page.window().focusWidget() or page):
        record = form.record
        focused = page.window().focusWidget()
        key = next((name for name, row in form.rows.items() if row.isAncestorOf(focused)), "") if focused else ""
    if not key:
        index = page.table.view.currentIndex()
        if not index.isValid():
            return None
        record, key = page.table.model.record_at(index.row()), page.table.model.columns[index.column()].key
    return show_cell_history(page, session, record, key)


def show_cell_history(page: RegisterPage, session: Session, record: int | None, key: str) -> CellHistoryDialog | None:
    """Open the history of a field of a record; nothing for a new record or a field that the program fills in."""
    field = page.register.field(key)
    if record is None or field is None:
        return None
    dialog = CellHistoryDialog(session, page.register, record, field, field.typed, page)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
