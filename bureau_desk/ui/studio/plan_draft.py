"""What is typed into a cell of the plan is written down with every key, and put in when the program ended before Enter.

What could not be kept after Enter (the disk is full) stays written down, and stands in the cell's editor the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
        self._asked: dict[str, str] = {}  # what was put in since an editor was left
        self._lost: dict[str, str] = {}  # what could not be kept
        self._offered = ""
        self._failed = False
        self._draft = FormDraft(desk, issue, "plan", self._written, self._put)
        self.path = self._draft.path
        tree.cells.typed.connect(self._typed)
        tree.cells.unkept = self._offer
        # behind the changes that the editor asked for, which are queued too
        tree.cells.left.connect(self._left, Qt.ConnectionType.QueuedConnection)

    def shown(self) -> tuple[list[str], dict[str, str]]:
        """The plan shows what is kept; what an earlier run left in its cells is put in, and told by cell (see FormDraft)."""
        lost, self._lost = self._lost, {}  # what is kept is what stands in the cells
        back, refused = self._draft.shown()
        self._lost = lost
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

    def keep(self, change: Callable[[], bool]) -> None:
        """Make a change that an editor asked for. While its failure is told the editor's leaving may be told already."""
        failed, self._failed = self._failed, True
        if change():
            self._failed = failed

    def _offer(self, index: QModelIndex) -> str | None:
        """What could not be kept of a cell; whoever sees it in the editor keeps it or lets it go."""
        name = self._name(index) if self._lost else ""
        if name not in self._lost:
            return None
        self._offered = name
        return self._lost[name]

    def _left(self) -> None:
        typed = self._typing is not None
        if self._typing is not None:
            self._asked[self._typing[0]] = self._typing[1].strip()
        if self._failed:
            self._lost |= self._asked
        else:
            self._lost.pop(self._offered, None)
        self._typing, self._asked, self._offered, self._failed = None, {}, "", False
        held = self._held() if self._lost else {}
        self._lost = {name: text for name, text in self._lost.items() if held.get(name, text) != text}
        if self._lost:
            self._draft.typed()
        elif typed or self.path.exists():
            self._draft.kept()

    def _held(self) -> dict[str, str]:
        """What stands in the cells."""
        return {name: str(index.data(Qt.ItemDataRole.EditRole) or "") for name, index in self._cells().items()}

    def _written(self) -> dict[str, str]:
        found = self._held()
        found |= {name: text for name, text in self._lost.items() if name in found}
        if self._typing is not None:
            found[self._typing[0]] = self._typing[1].strip()
        return found

    def _put(self, name: str, text: str) -> None:
        self._asked[name] = text
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
