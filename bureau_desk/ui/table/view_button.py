"""The button 视图：… with its menu, and the dialogs that name and order views."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app.saved_view import SavedView
from bureau_desk.ui import icons
from bureau_desk.ui.name_dialog import NameDialog
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.table.views import TableViews
from bureau_desk.ui.theme import theme

LONGEST = 12  # characters of a name on the button


NEW_VIEW = "另存为新视图"
VIEW_WORDS = "视图记住搜索、筛选、排序、列、分组和着色，同一台账的人都能用。"


class ViewButton(QPushButton):
    """Says which view is shown; • says that it was changed since."""

    def __init__(self, views: TableViews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views = views
        self._short = False
        self.setIcon(icons.icon("chevron-down", "quiet"))
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self.clicked.connect(lambda _=False: self.open_menu())
        views.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say which view is shown."""
        present = self._views.present
        name = present.name if present is not None else "全部"
        sign = "\u200e •" if self._views.modified else ""  # the mark stays behind the name
        most = 4 if self._short else LONGEST
        short = name if len(name) <= most else f"{name[:most]}…"
        self.setText(f"{'' if self._short else '视图：'}{short}{sign}")
        self.setAccessibleName(f"视图：{name}{'，已改动未保存' if sign else ''}")
        self.setToolTip(f"视图：{name}{'（已改动，可保存或还原）' if sign else ''}（Ctrl+Alt+V）")

    def set_short(self, short: bool) -> None:
        """Where there is little room, say less of a name."""
        if short != self._short:
            self._short = short
            self.refresh()

    def open_menu(self) -> None:
        """Open the list of views under the button."""
        self.make_menu().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def make_menu(self) -> QMenu:
        """全部, the named views, and what can be done with the present one."""
        views, menu = self._views, QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        present = views.present
        everything = menu.addAction("全部", lambda: views.take(None))
        everything.setCheckable(True)
        everything.setChecked(present is None)
        for view in views.saved():
            mark = "　（默认）" if view.id == views.default else ""
            action = menu.addAction(f"{view.name}{mark}", lambda view=view: views.take(view))
            action.setCheckable(True)
            action.setChecked(present is not None and present.id == view.id)
        menu.addSeparator()
        if present is not None:
            menu.addAction("保存改动", views.save).setEnabled(views.modified)
            menu.addAction("还原", views.restore).setEnabled(views.modified)
            default = menu.addAction("打开台账时先用它")
            default.setCheckable(True)
            default.setChecked(present.id == views.default)
            default.toggled.connect(lambda on: views.set_default((present.id or 0) if on else 0))
        menu.addAction("另存为新视图…", self.ask_name)
        menu.addAction("管理视图…", self.manage)
        return menu

    def ask_name(self) -> None:
        """Ask for a name and keep what is shown under it."""
        NameDialog(NEW_VIEW, "", self._views.save_as, self, VIEW_WORDS, "例如：今年到期的省级载体").open()

    def manage(self) -> None:
        """Rename, order and delete views."""
        ManageDialog(self._views, self).open()


class ManageDialog(QDialog):
    """The views in a list: F2 renames, Alt+↑↓ orders, Delete takes away and 撤销删除 brings back."""

    def __init__(self, views: TableViews, parent: QWidget) -> None:
        super().__init__(parent)
        self._views = views
        self._removed: SavedView | None = None
        self._does: list[QPushButton] = []  # what is done with the current view
        self.setWindowTitle("管理视图")
        self.list = QListWidget()
        self.list.setAccessibleName("视图")
        self.list.setProperty("kind", "ticks")
        self.list.installEventFilter(self)
        self._back = button("撤销删除", self.bring_back, "link")
        self._back.hide()
        row = QHBoxLayout()
        for words, does in (
            ("更名", self.rename),
            ("上移", lambda: self.move_current(-1)),
            ("下移", lambda: self.move_current(1)),
            ("删除", self.remove),
        ):
            made = button(words, does, "link")
            made.setAutoDefault(False)
            self._does.append(made)
            row.addWidget(made)
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(button("关闭", self.accept, "primary"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        layout.addWidget(self.list, 1)
        layout.addWidget(label("F2 更名，Alt+↑、Alt+↓ 调整次序，Delete 删除。", "small"))
        layout.addLayout(row)
        self._fill()
        open_at(self, 480, 420)

    def _fill(self, row: int = 0) -> None:
        self._shown = self._views.saved()
        self.list.clear()
        for view in self._shown:
            QListWidgetItem(view.name, self.list)
        if not self._shown:
            QListWidgetItem("还没有视图。先筛选、排序，再“另存为新视图”。", self.list).setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.setCurrentRow(min(row, len(self._shown) - 1))
        for one in self._does:
            one.setEnabled(bool(self._shown))

    @property
    def _current(self) -> SavedView | None:
        row = self.list.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def rename(self) -> None:
        """Ask for another name."""
        view = self._current
        if view is not None:
            dialog = NameDialog("更名", view.name, lambda name: self._views.rename(view, name), self)
            dialog.accepted.connect(lambda: self._fill(self.list.currentRow()))
            dialog.open()

    def move_current(self, step: int) -> None:
        """Move the current view up or down."""
        row, place = self.list.currentRow(), self.list.currentRow() + step
        if self._current is not None and 0 <= place < len(self._shown):
            numbers = [view.id or 0 for view in self._shown]
            numbers[row], numbers[place] = numbers[place], numbers[row]
            self._views.reorder(numbers)
            self._fill(place)

    def remove(self) -> None:
        """Take the current view away."""
        if self._current is not None:
            self._removed = self._views.remove(self._current)
            self._back.setVisible(self._removed is not None)
            self._fill(self.list.currentRow())

    def bring_back(self) -> None:
        """Keep the view that was taken away once more."""
        if self._removed is not None and self._views.put_back(self._removed):
            self._removed = None
            self._back.hide()
            self._fill(self.list.count())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The list's keys."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_current(step)
        elif event.key() == Qt.Key.Key_F2:
            self.rename()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove()
        else:
            return False
        return True
