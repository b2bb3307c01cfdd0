"""Which problems are listed: words, register, kind, district, severity, one's own; each choice says its number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from bureau_desk.app.problem_list import Asked
from bureau_desk.ui.problems.model import SEVERITIES
from bureau_desk.ui.theme import theme

PAUSE = 200
GROUPS = (("register", "全部台账"), ("kind", "全部类型"), ("district", "全部辖区"), ("severity", "全部程度"))


class Filters(QWidget):
    """One row of filters, and `mine`, which stands elsewhere; tells `changed` once for every change."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText("搜索记录、字段或问题　Ctrl+F")
        self.search.setAccessibleName("搜索问题")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.px(160))
        self.choices: dict[str, QComboBox] = {}
        self.mine = QCheckBox("我经手的")
        self.mine.setToolTip("只看最后由我修改的记录")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.mine.toggled.connect(lambda _: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.search, 1)
        for key, words in GROUPS:
            choice = QComboBox()
            choice.setAccessibleName(words.removeprefix("全部"))
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(10)
            choice.addItem(words, "")
            choice.activated.connect(lambda _: self.changed.emit())
            self.choices[key] = choice
            row.addWidget(choice)

    def asked(self, state: str, sort: str, descending: bool) -> Asked:
        """What is asked for."""
        held = {key: str(one.currentData() or "") for key, one in self.choices.items()}
        text, mine = self.search.text().strip(), self.mine.isChecked()
        return Asked(state=state, text=text, mine=mine, sort=sort, descending=descending, **held)

    @property
    def limited(self) -> bool:
        """Whether some problems may be left out."""
        chosen = any(one.currentData() for one in self.choices.values())
        return bool(self.search.text().strip() or self.mine.isChecked() or chosen)

    def clear(self) -> None:
        """Ask for all."""
        self.search.clear()
        self._pause.stop()
        self.mine.blockSignals(True)
        self.mine.setChecked(False)
        self.mine.blockSignals(False)
        for one in self.choices.values():
            one.setCurrentIndex(0)
        self.changed.emit()

    def choose(self, key: str, value: str, title: str) -> None:
        """Put one choice alone in force, offered yet or not."""
        choice = self.choices[key]
        if choice.findData(value) < 0:
            choice.addItem(title, value)
        for one in self.choices.values():
            one.setCurrentIndex(max(0, choice.findData(value)) if one is choice else 0)
        self.changed.emit()

    def show_counts(self, key: str, counts: Sequence[tuple[str, str, int]]) -> None:
        """Offer these choices with their numbers; the one in force stays, also when nothing is left of it."""
        choice = self.choices[key]
        held, words = choice.currentData(), choice.currentText().split("（")[0]
        choice.blockSignals(True)
        choice.clear()
        choice.addItem(dict(GROUPS)[key], "")
        for value, title, number in counts:
            if value:
                choice.addItem(f"{SEVERITIES.get(value, title)}（{number:,}）", value)  # type: ignore[call-overload]
        if held and choice.findData(held) < 0:
            choice.addItem(f"{words}（0）", held)
        chosen = max(0, choice.findData(held))
        choice.setCurrentIndex(chosen)
        choice.setItemText(chosen, choice.itemText(chosen).split("（")[0])  # its number stands in the page's head
        choice.blockSignals(False)
