"""An article drafted from the registers: its kind and parameters at the left, the text with its numbers at the right."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, label, open_at, rich_text, scrolled
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.analysis.prepared import Prepared
    from bureau_desk.app.register_drafts import Draft, Kind
    from bureau_desk.domain.issue import Masthead
    from bureau_desk.domain.skeleton import Parameter
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.session import Session

REST = 350  # ms of rest after typing until the text is drafted again
_ANY, MESSAGE = "（全市）", "卷首献辞"


def ask(window: MainWindow, session: Session, issue: int, column: int = -1, place: int = 0) -> None:
    """Draft an article and put it at a place of the issue's plan."""
    dialog = DraftDialog(window, session, issue, column, place)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


class DraftDialog(QDialog):
    """What is chosen is drafted at once, beside the window; what the registers do not give is told, not written."""

    def __init__(
        self, window: MainWindow, session: Session, issue: int, column: int = -1, place: int | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._issue = window, session, issue
        self._column, self._place = column, place
        self._queries = Queries(session.desk, self)
        self._day = session.today
        self._columns: list[str] = []
        self._message = ""
        self._kinds: list[Kind] = []
        self._data: Prepared | None = None
        self._fields: dict[str, QComboBox | QLineEdit] = {}
        self.made: Draft | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._draft)
        self.setWindowTitle("由台账起稿")
        self._build()
        self.list.currentRowChanged.connect(self._choose)
        open_at(self, 940, 600)
        self.list.setFocus()
        self._queries.ask("draft", self._read, self._take, AT_ONCE)

    def _read(self) -> tuple[Masthead, list[str], list[Kind], Prepared]:
        """The issue and the kinds; one reading of the registers serves for as long as the dialog is open."""
        from bureau_desk.app import issue_shelf, register_drafts

        plan, _ = issue_shelf.read(self._session.desk, self._issue)
        data = register_drafts.data_of(self._session.desk, plan.masthead.date)
        kinds = register_drafts.kinds(self._session.desk, plan.masthead.date, data)
        return plan.masthead, [one.name for one in plan.columns], kinds, data

    def _take(self, read: tuple[Masthead, list[str], list[Kind], Prepared]) -> None:
        head, self._columns, self._kinds, self._data = read
        self._day, self._message = head.date, head.message
        for kind in self._kinds:
            item = QListWidgetItem(kind.title, self.list)
            item.setToolTip(f"{kind.title}：用到{kind.about}")
        self.list.setCurrentRow(0)

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("稿件种类")
        self.about = label("", "quiet", wrap=True)
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._form.setVerticalSpacing(theme.px(8))
        self._form.setContentsMargins(0, 0, 0, 0)
        self.column = QComboBox()
        self.column.setAccessibleName("放入栏目")
        left = QWidget()
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, theme.px(12), 0)
        lines.setSpacing(theme.px(8))
        kinds = label("稿件种类")
        kinds.setBuddy(self.list)
        for one in (kinds, self.list, self.about):
            lines.addWidget(one, 1 if one is self.list else 0)
        inner = QWidget()
        inner.setLayout(self._form)
        area = scrolled(inner)
        lines.addWidget(area, 1)
        where = label("放入栏目")
        where.setBuddy(self.column)
        lines.addWidget(where)
        lines.addWidget(self.column)
        self.text = rich_text("稿件预览")
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.text)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(300), theme.px(600)])
        self.fault = label("", "problem_text", wrap=True)
        self.fault.hide()
        self.put = button("放入本期", self.accept, "primary")
        self.put.setDefault(True)
        cancel = button("取消", self.reject)
        cancel.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(label("每个数都连着台账；放入后可继续改写，也可整步撤销。", "small", wrap=True), 1)
        foot.addWidget(cancel)
        foot.addWidget(self.put)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        whole.setSpacing(theme.px(12))
        whole.addWidget(split, 1)
        whole.addWidget(self.fault)
        whole.addLayout(foot)

    @property
    def kind(self) -> Kind:
        """The chosen kind."""
        return self._kinds[max(self.list.currentRow(), 0)]

    def _choose(self, row: int) -> None:
        """Show the parameters of a kind; what was typed for one of the same name stays."""
        typed = {key: self._typed(key) for key in self._fields}
        while self._form.rowCount():
            self._form.removeRow(0)
        self._fields.clear()
        if row < 0:
            return
        kind = self.kind
        self.about.setText(f"用到：{kind.about}。")
        for parameter in kind.parameters:
            self._add_field(kind, parameter, typed.get(parameter.key, ""))
        self._fill_columns()
        self._draft()

    def _add_field(self, kind: Kind, parameter: Parameter, typed: str) -> None:
        choices = kind.choices.get(parameter.key, ())
        wanted = typed or kind.defaults[parameter.key]
        field: QComboBox | QLineEdit
        if parameter.type == "choice":
            field = QComboBox()
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMinimumContentsLength(12)
            field.addItems([*([_ANY] if parameter.optional else []), *choices])
            field.setCurrentIndex(max(0, field.findText(wanted)) if wanted else 0)
            field.currentIndexChanged.connect(lambda _: self._rest.start())
        else:
            field = QLineEdit(wanted)
            field.setPlaceholderText(
                parameter.note or {"day": "如 2021-12-31", "year": "如 2021"}.get(parameter.type, "")
            )
            field.textChanged.connect(lambda _: self._rest.start())
        field.setAccessibleName(parameter.title)
        self._form.addRow(parameter.title, field)
        self._fields[parameter.key] = field

    def _fill_columns(self) -> None:
        """The columns of the issue: that of the plan's current line, else the one that this kind is meant for."""
        first = self.kind.is_message and not self._message
        self.column.setEnabled(not first)
        if first:
            self.column.clear()
            self.column.addItem(MESSAGE, "")
            return
        usual = self.kind.column or "科技动态"
        names = list(dict.fromkeys([*self._columns, usual]))
        self.column.clear()
        for name in names:
            self.column.addItem(name if name in self._columns else f"{name}（新栏目）", name)
        current = self._columns[self._column] if self._place and 0 <= self._column < len(self._columns) else usual
        self.column.setCurrentIndex(max(0, self.column.findData(current)))

    def _typed(self, key: str) -> str:
        field = self._fields[key]
        text = field.currentText() if isinstance(field, QComboBox) else field.text()
        return "" if text == _ANY else text.strip()

    def _draft(self) -> None:
        """Draft beside the window with what is chosen now."""
        from bureau_desk.app import register_drafts

        desk, key, day, data = self._session.desk, self.kind.key, self._day, self._data
        given = {name: self._typed(name) for name in self._fields}

        def work() -> tuple[Draft | None, list[str], str]:
            try:
                made = register_drafts.draft(desk, key, given, day, data)
                return made, register_drafts.lines(register_drafts.preview(desk, made, day, data)), ""
            except Trouble as trouble:
                return None, [], trouble.sentence()

        self.made = None
        self.put.setEnabled(False)
        self._queries.ask("draft", work, self._show, AT_ONCE)

    def _show(self, result: tuple[Draft | None, list[str], str]) -> None:
        self.made, lines, told = result
        self.put.setEnabled(self.made is not None and not self._session.desk.read_only)
        self._tell(told)
        if self.made is None:
            self.text.setHtml("")
            return
        titles = self.made.article.title.count("\n") + 1
        head = "".join(f"<h3 style='margin:0'>{escape(one)}</h3>" for one in lines[:titles])
        body = "".join(f"<p>{escape(one)}</p>" for one in lines[titles:])
        notes = "".join(f"<li>{escape(one)}</li>" for one in self.made.notes)
        self.text.setHtml(head + body + (f"<hr><p><b>说明</b></p><ul>{notes}</ul>" if notes else ""))

    def _tell(self, words: str) -> None:
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    def accept(self) -> None:
        """Put the draft into the issue and close; a fault stays in the dialog."""
        from bureau_desk.app import draft_placing

        if self.made is None:
            return
        column = str(self.column.currentData() or "")
        own = 0 <= self._column < len(self._columns) and column == self._columns[self._column]
        try:
            draft_placing.put(self._session.desk, self._issue, self.made, column, self._place if own else None)
        except Trouble as trouble:
            self._tell(trouble.sentence())
            return
        title = "".join(self.text.toPlainText().split("\n")[:1])
        self._window.tell(f"已起稿《{title}》，放入“{column or MESSAGE}”")
        super().accept()

    def done(self, result: int) -> None:
        """Let go of the thread that drafts."""
        self._rest.stop()
        self._queries.close()
        super().done(result)
