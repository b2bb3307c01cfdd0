"""The plan as a tree: message, columns with their articles, and what stands in no column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from bureau_desk.app.issue_overview import ArticleLine, Overview, budget_told
from bureau_desk.app.issue_plan import MESSAGE, UNLISTED, unlisted
from bureau_desk.bulletin.page_plan import PagePlan
from bureau_desk.domain.issue import STATUSES
from bureau_desk.ui.studio.words import STATUS_TOKENS, kind_choices, kind_words, status_words
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
TITLES = ("栏目和稿件", "状态", "经手", "种类", "字数", "图", "计划页", "实占页", "起始页")
NAME, STATUS, HOLDER, KIND, CHARACTERS, PICTURES, BUDGET, PAGES, FOLIO = range(9)
KEYS = {STATUS: "status", HOLDER: "holder", KIND: "kind", BUDGET: "pages"}
"""What of the front matter is changed in place, by column."""
NUMERIC = (CHARACTERS, PICTURES, BUDGET, PAGES, FOLIO)
KEY, PLACE, CHOICES = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
_MIME = "application/x-bureau-desk-plan"


@dataclass(frozen=True, slots=True)
class Group:
    """A column of the issue, the message, or what is not printed; `place` as `issue_plan` counts them."""

    place: int
    title: str
    latin: str
    keys: tuple[str, ...]


class PlanModel(QAbstractItemModel):
    """Asks for what is done to it: `edited(key, values)`, `renamed(column, name)`, `moved(key, column, place)`,
    `column_moved(place, target)`."""

    edited = Signal(str, object)
    renamed = Signal(int, str)
    moved = Signal(str, int, int)
    column_moved = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.groups: list[Group] = []
        self.lines: dict[str, ArticleLine] = {}
        self.headlines: tuple[str, ...] = ()
        self.pages: PagePlan | None = None
        self.title_of: Callable[[ArticleLine], str] = lambda line: line.title
        self.laid_out = False
        self.writable = True

    def show(self, overview: Overview | None) -> None:
        """Show an issue."""
        self.beginResetModel()
        self.groups, self.lines, self.headlines = [], {}, ()
        if overview is not None:
            issue = overview.issue
            self.lines, self.headlines = dict(overview.lines), issue.masthead.headlines
            if issue.masthead.message:
                self.groups.append(Group(MESSAGE, "卷首献辞", "目录之前，不列入目录", (issue.masthead.message,)))
            self.groups += [Group(n, one.name, one.latin, one.articles) for n, one in enumerate(issue.columns)]
            if spare := unlisted(issue):
                self.groups.append(Group(UNLISTED, "未列入栏目", "不会印出，可拖进栏目", spare))
        self.endResetModel()

    def show_pages(self, pages: PagePlan | None, laid_out: bool) -> None:
        """Tell on which pages articles stand."""
        self.pages, self.laid_out = pages, laid_out
        for row, group in enumerate(self.groups):
            if group.keys:
                parent = self.index(row, 0)
                last = self.index(len(group.keys) - 1, FOLIO, parent)
                self.dataChanged.emit(self.index(0, NAME, parent), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, PAGES, FOLIO)

    # structure: the internal id is 0 for groups, else the group's row + 1
    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """One cell."""
        if not 0 <= column < len(TITLES) or row < 0:
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0) if row < len(self.groups) else QModelIndex()
        if parent.internalId() or row >= len(self.groups[parent.row()].keys):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: Index | None = None) -> Any:
        """The group of an article."""
        if index is None:
            return super().parent()
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Groups, and the articles of a group."""
        if not parent.isValid():
            return len(self.groups)
        if parent.internalId() or parent.column() > 0:
            return 0
        return len(self.groups[parent.row()].keys) if parent.row() < len(self.groups) else 0

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns of TITLES."""
        return len(TITLES)

    def group(self, index: Index) -> Group | None:
        """The group of a cell."""
        row = index.internalId() - 1 if index.internalId() else index.row()
        return self.groups[row] if index.isValid() and 0 <= row < len(self.groups) else None

    def key(self, index: Index) -> str:
        """The article of a cell, '' for a group."""
        group = self.group(index)
        if group is None or not index.internalId() or index.row() >= len(group.keys):
            return ""
        return group.keys[index.row()]

    def find(self, key: str) -> QModelIndex:
        """The cell of an article's title."""
        for row, group in enumerate(self.groups):
            if key in group.keys:
                return self.index(group.keys.index(key), 0, self.index(row, 0))
        return QModelIndex()

    def find_group(self, place: int) -> QModelIndex:
        """The cell of a group's name."""
        row = next((row for row, one in enumerate(self.groups) if one.place == place), -1)
        return self.index(row, 0) if row >= 0 else QModelIndex()

    # what is seen
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, colours, what editors begin with."""
        group = self.group(index) if index.isValid() else None
        if group is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if index.column() in NUMERIC else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        key = self.key(index)
        if not key:
            return self._of_group(group, index.column(), role)
        line = self.lines.get(key)
        return self._of_article(line, index.column(), role) if line is not None else None

    def _of_group(self, group: Group, column: int, role: int) -> Any:
        if role == KEY:
            return ""
        if role == PLACE:
            return group.place
        if role == Qt.ItemDataRole.EditRole and column == NAME:
            return group.title
        lines = [self.lines[key] for key in group.keys if key in self.lines]
        texts = {NAME: f"{group.title}　{group.latin}".strip(), CHARACTERS: f"{sum(one.characters for one in lines):,}",
                 STATUS: f"{len(lines)} 篇", PICTURES: str(sum(one.pictures for one in lines) or "")}  # fmt: skip
        if role == Qt.ItemDataRole.DisplayRole:
            return texts.get(column, "") if lines or column == NAME else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and column == NAME:
            return f"{texts[NAME]}，{len(lines)} 篇"
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(bold=column == NAME)
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color("primary" if column == NAME and group.place >= 0 else "quiet")
        return None

    def _of_article(self, line: ArticleLine, column: int, role: int) -> Any:
        if role == KEY:
            return line.key
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, column)
        if role == Qt.ItemDataRole.EditRole:
            return {STATUS: line.status, HOLDER: line.holder, KIND: line.kind, BUDGET: str(line.budget or "")}.get(
                column
            )
        if role == CHOICES:
            return {
                STATUS: [("", "（未填）"), *((one, status_words(one)) for one in STATUSES)],
                KIND: kind_choices(),
            }.get(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            token = self._token(line, column)
            return theme.color(token) if token else None
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._tip(line, column)
        return None

    def _text(self, line: ArticleLine, column: int) -> str:
        if column == NAME:
            mark = "封面 · " if line.key in self.headlines else ""
            return f"{mark}{self.title_of(line)}" + ("（缺文件）" if line.missing else "")
        if line.missing:
            return ""
        if column == PAGES:
            pages = self._pages(line)
            told = budget_told(line.budget, pages)
            return (f"{pages}　{told}" if told else str(pages)) if pages else ""
        if column == FOLIO:
            folio = self.pages.folios.get(line.key, 0) if self.pages else 0
            return f"{folio:02d}" if folio else ""
        return {
            STATUS: status_words(line.status), HOLDER: line.holder, KIND: kind_words(line.kind),
            CHARACTERS: f"{line.characters:,}", PICTURES: str(line.pictures or ""), BUDGET: str(line.budget or ""),
        }.get(column, "")  # fmt: skip

    def _pages(self, line: ArticleLine) -> int:
        return self.pages.lengths.get(line.key, 0) if self.pages else 0

    def _token(self, line: ArticleLine, column: int) -> str:
        if column == STATUS:
            return STATUS_TOKENS.get(line.status, "quiet")
        if column == NAME and (line.missing or line.faults):
            return "bad"
        if column == PAGES and (told := budget_told(line.budget, self._pages(line))):
            return "bad" if told.startswith("超") else "warning"
        return "quiet" if column in (KIND, FOLIO) else ""

    def _tip(self, line: ArticleLine, column: int) -> str:
        if line.missing:
            return f"articles/{line.key}.md 不在期刊里：可删除这一行，或新建同编号的稿件"
        if column == NAME:
            faults = f"，{line.faults} 处问题" if line.faults else ""
            return f"{self.title_of(line)}（编号 {line.key}）{faults}"
        if column == PAGES:
            return "按 LibreOffice 排出的页数" if self.laid_out else "按行数估算的页数"
        return self._text(line, column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles; reckoned pages are called so."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return "估算页" if section == PAGES and not self.laid_out else TITLES[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in NUMERIC else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    # changing
    def flags(self, index: Index) -> Qt.ItemFlag:
        """What may be edited, dragged and dropped on."""
        group = self.group(index) if index.isValid() else None
        kept = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if group is None:
            return Qt.ItemFlag.NoItemFlags
        if not self.writable:
            return kept
        key = self.key(index)
        if not key:
            kept |= Qt.ItemFlag.ItemIsDropEnabled
            if group.place >= 0:
                kept |= Qt.ItemFlag.ItemIsDragEnabled
                kept |= Qt.ItemFlag.ItemIsEditable if index.column() == NAME else Qt.ItemFlag.NoItemFlags
            return kept
        missing = key not in self.lines or self.lines[key].missing
        editable = index.column() in KEYS and not missing
        return (
            kept | Qt.ItemFlag.ItemIsDragEnabled | (Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags)
        )

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for a change; what is no number of pages is not taken."""
        group = self.group(index)
        if role != Qt.ItemDataRole.EditRole or group is None or value == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        key, text = self.key(index), str(value).strip()
        if not key:
            self.renamed.emit(group.place, text)
        elif index.column() == BUDGET:
            if text and not (text.isdecimal() and int(text) < 100):
                return False
            self.edited.emit(key, {"pages": int(text or 0)})
        elif index.column() in KEYS:
            self.edited.emit(key, {KEYS[index.column()]: text})
        return True

    def mimeTypes(self) -> list[str]:
        """What is dragged."""
        return [_MIME]

    def mimeData(self, indexes: Any) -> QMimeData:
        """The article or column that is dragged."""
        data, first = QMimeData(), next(iter(indexes), QModelIndex())
        group = self.group(first)
        key = self.key(first)
        data.setData(_MIME, (f"a{key}" if key else f"c{group.place if group else ''}").encode())
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        """Things are moved."""
        return Qt.DropAction.MoveAction

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        """Ask for the move; the plan is shown anew afterwards, so that the view has nothing to take out."""
        if action != Qt.DropAction.MoveAction or not data.hasFormat(_MIME) or not self.writable:
            return False
        what = bytes(data.data(_MIME).data()).decode()
        if what.startswith("a"):
            self._drop_article(what[1:], row, parent)
        elif what[1:].isdecimal():
            self._drop_column(int(what[1:]), row, parent)
        return False

    def _drop_article(self, key: str, row: int, parent: Index) -> None:
        if parent.isValid() and (group := self.group(parent)) is not None:
            place = parent.row() + 1 if self.key(parent) else len(group.keys) if row < 0 else row
            self.moved.emit(key, group.place, place)
        elif not parent.isValid() and 0 < row <= len(self.groups):
            group = self.groups[row - 1]  # between two columns: the end of the upper one
            self.moved.emit(key, group.place, len(group.keys))

    def _drop_column(self, place: int, row: int, parent: Index) -> None:
        columns = sum(1 for one in self.groups if one.place >= 0)
        first = 1 if self.groups and self.groups[0].place == MESSAGE else 0
        group = self.group(parent) if parent.isValid() else None
        if group is not None:
            target = max(group.place, 0) + (group.place > place)
        else:
            target = columns if row < 0 else min(max(row - first, 0), columns)
        self.column_moved.emit(place, target)
