"""The two rows at the top of a register's page: its name with what can be added, and how it is looked at."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from bureau_desk.domain.register import Register
from bureau_desk.ui.pieces import Elided, button, icon_button, label
from bureau_desk.ui.table.view_button import ViewButton
from bureau_desk.ui.theme import theme

SEARCH = "搜索名称、代码、拼音首字母　Ctrl+F"
TIGHT = 640  # px at 100 %; below it the buttons show icons only
BARE = 560  # below it the day, too, is only an icon


class PageHead(QWidget):
    """Tells by signals what was asked for; the page does it."""

    add_asked = Signal()
    import_asked = Signal()
    export_asked = Signal()
    as_of_asked = Signal()
    filter_asked = Signal()
    groups_asked = Signal()
    sort_asked = Signal()
    columns_asked = Signal()
    colours_asked = Signal()
    details_asked = Signal()

    def __init__(self, register: Register, search: QLineEdit) -> None:
        super().__init__()
        self._register, self.search = register, search
        self._day = ""
        self._views: ViewButton | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(8))
        self._rows.addLayout(self._title_row())
        self._second = self._search_row()
        self._rows.addLayout(self._second)

    def _title_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.count = Elided("", "quiet")
        self.import_button = button("导入…", self.import_asked.emit, icon="import")
        self.export_button = button("导出…", self.export_asked.emit, icon="export")
        self.add_button = button("新增  Ctrl+N", self.add_asked.emit, "primary", "add")
        self.add_button.setObjectName("add")
        keys = {"导入": self.import_button, "导出": self.export_button, "新增": self.add_button}
        for (words, one), key in zip(keys.items(), ("Ctrl+I", "Ctrl+E", "Ctrl+N"), strict=True):
            one.setAccessibleName(words)
            one.setToolTip(f"{words}（{key}）")
        row.addWidget(label(self._register.title, "title"))
        row.addWidget(self.count, 100)
        row.addStretch(1)  # takes the room where there is none for the count
        row.addWidget(self.import_button)
        row.addWidget(self.export_button)
        row.addWidget(self.add_button)
        return row

    def _search_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        self.search.setPlaceholderText(SEARCH)
        self.search.setToolTip("名称、代码、任意两个字、全拼或首字母（Ctrl+F）")
        self.search.setAccessibleName("搜索")
        self.search.setObjectName("search")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.px(96))
        self.filter_button = self._tool("filter", "筛选条件（Ctrl+Alt+F）", self.filter_asked)
        self.group_button = self._tool("group", "分组（Ctrl+Alt+G）", self.groups_asked)
        self.sort_button = self._tool("sort", "排序…（Ctrl+Alt+S）", self.sort_asked)
        self.columns_button = self._tool("columns", "选择列…（Ctrl+Alt+L）", self.columns_asked)
        self.colours_button = self._tool("palette", "条件着色…（Ctrl+Alt+R）", self.colours_asked)
        self.as_of_button = button("截至：今天", self.as_of_asked.emit, icon="calendar")
        self.as_of_button.setToolTip("查看过去某一天的台账（Ctrl+T）")
        self.details_button = self._tool("details", "资料栏（F4）", self.details_asked)
        for one in (self.filter_button, self.group_button, self.details_button):
            one.setCheckable(True)
        self.details_button.setChecked(True)
        row.addWidget(self.search, 1)
        for one in (self.filter_button, self.group_button, self.sort_button, self.columns_button, self.colours_button):
            row.addWidget(one)
        row.addWidget(self.as_of_button)
        row.addWidget(self.details_button)
        return row

    def _tool(self, icon: str, name: str, told: object) -> QToolButton:
        made = icon_button(icon, name, told.emit)  # type: ignore[attr-defined]
        made.setFixedSize(QSize(theme.px(32), theme.px(32)))
        return made

    def add_views(self, views: ViewButton) -> None:
        """Put the button of the named views beside the search."""
        self._views = views
        self._second.insertWidget(1, views)

    def show_day(self, day: str) -> None:
        """Say on which day the register is looked at."""
        self._day = day
        self._tell_day(bool(self.as_of_button.text()))

    def _tell_day(self, roomy: bool) -> None:
        self.as_of_button.setText((f"截至：{self._day}" if self._day else "截至：今天") if roomy else "")
        self.as_of_button.setAccessibleName(f"截至：{self._day or '今天'}")

    def fit(self, width: int) -> None:
        """Where there is little room, buttons are icons and the title keeps its words."""
        tight = width < theme.px(TIGHT)
        self.import_button.setText("" if tight else "导入…")
        self.export_button.setText("" if tight else "导出…")
        self.add_button.setText("新增" if tight else "新增  Ctrl+N")
        self.search.setPlaceholderText("搜索　Ctrl+F" if tight else SEARCH)
        self.count.setVisible(not tight)
        for one in (self.sort_button, self.colours_button):  # they stand in the menu and have keys
            one.setVisible(not tight)
        if self._views is not None:
            self._views.set_short(tight)
        self._tell_day(width >= theme.px(BARE))
