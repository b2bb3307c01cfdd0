"""What is typed into a cell of the plan is written down with every key, and put in when the program ended before Enter."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from bureau_desk.app.desk import Desk
from bureau_desk.ui.studio.form_draft import FormDraft
from bureau_desk.ui.studio.plan_model import CHOICES, KEYS, NAME, PlanModel
from bureau_desk.ui.studio.plan_tree import PlanTree


class PlanDraft(QObject):
    """Follows the editors of a plan. A cell is named by its key of the front matter (or `column`) and its line."""

    def __init__(self, desk: Desk, issue: int, tree: PlanTree) -> None:
        super().__init__(tree)
        self._tree = tree
        self._typing: tuple[str, str] | None = None
        self._draft = FormDraft(desk, issue, "plan", self._written, self._put)
        self.path = self._draft.path
        tree.cells.typed.connect(self._typed)
        # behind the changes that the editor asked for, which are queued too
        tree.cells.left.connect(self._left, Qt.ConnectionType.QueuedConnection)

    def shown(self) -> tuple[list[str], dict[str, str]]:
        """The plan shows what is kept; what an earlier run left in its cells is put in, and told by cell (see FormDraft)."""
        back, refused = self._draft.shown()
        if back:
            self._tree.cells.left.emit()
        return back, refused

    def names(self, cells: Iterable[str]) -> dict[str, str]:
        """What these cells are called on the screen."""
        model, found, named = self._model, self._cells(), {}
        for name in cells:
            index = found[name]
            line = model.lines.get(model.key(index))
            what = model.headerData(index.column(), Qt.Orientation.Horizontal) if line is not None else "栏目名"
            named[name] = f"《{model.title_of(line)}》的{what}" if line is not None else what
        return named

    def _typed(self, index: QPersistentModelIndex, text: str) -> None:
        name = self._name(QModelIndex(index))
        if name:
            self._typing = (name, text)
            self._draft.typed()

    def _left(self) -> None:
        if self._typing is not None or self.path.exists():
            self._typing = None
            self._draft.kept()

    def _written(self) -> dict[str, str]:
        found = {name: str(index.data(Qt.ItemDataRole.EditRole) or "") for name, index in self._cells().items()}
        if self._typing is not None:
            found[self._typing[0]] = self._typing[1].strip()
        return found

    def _put(self, name: str, text: str) -> None:
        self._model.setData(self._cells()[name], text)

    @property
    def _model(self) -> PlanModel:
        return self._tree.plan

    def _cells(self) -> dict[str, QModelIndex]:
        model, found = self._model, {}
        for row in range(model.rowCount()):
            group = model.index(row, NAME)
            lines = [model.index(line, NAME, group) for line in range(model.rowCount(group))]
            for cell in (group, *(line.siblingAtColumn(column) for line in lines for column in KEYS)):
                if name := self._name(cell):
                    found[name] = cell
        return found

    def _name(self, index: QModelIndex) -> str:
        """The name of a cell with text of its own; '' for others."""
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable or index.data(CHOICES):
            return ""
        key, group = self._model.key(index), self._model.group(index)
        if key:
            return f"{KEYS[index.column()]}:{key}"
        return f"column:{group.place}" if group is not None else ""
