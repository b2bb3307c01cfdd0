"""One pair of records: side by side, what comes along, and the decision."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from bureau_desk.app import duplicates, merging
from bureau_desk.app.merging import MergePlan
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.store.judgements import Judgement
from bureau_desk.ui.duplicates.sides_view import SidesView
from bureau_desk.ui.pieces import button, empty_state, label, set_kind
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme


class PairPanel(QFrame):
    """Tells `merged(changes, record that is gone)` and `judged(changes)`."""

    merged = Signal(object, int)
    judged = Signal(object)
    opened = Signal(int)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._session = session
        self.plan: MergePlan | None = None
        self._register, self._pair = "", (0, 0)
        self.why = label("", "heading", wrap=True)
        self.children = label("", "quiet", wrap=True)
        self.clashes = label("", "problem_text", wrap=True)
        self.sides = SidesView()
        self.only = QCheckBox("只看不同的字段")
        self.only.setChecked(True)
        self.former = QCheckBox("把让出的名称记入曾用名")
        self.former.setChecked(True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("理由（可不填，会记入历史）")
        self.reason.setAccessibleName("理由")
        self.merge = button("合并", self.run, "primary")
        self.merge.setObjectName("merge")
        self.merge.setToolTip("并入的一条进回收站，名下资料都归到保留的一条；可撤销（Ctrl+Enter）")
        self.apart = button("不是同一家", self.judge)
        self.apart.setObjectName("not_same")
        self.apart.setToolTip("记住这个判断，以后不再提示")
        self.swap = button("左右互换", self.exchange)
        self.first = button("打开保留的", lambda: self.opened.emit(self._pair[0]), "link")
        self.second = button("打开并入的", lambda: self.opened.emit(self._pair[1]), "link")
        self._build()
        self.only.toggled.connect(lambda _: self._fill())
        self.show_nothing()

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12))
        column.setSpacing(theme.px(8))
        tools, does = QHBoxLayout(), QHBoxLayout()
        tools.addWidget(self.only)
        tools.addStretch(1)
        for one in (self.first, self.second, self.swap):
            tools.addWidget(one)
        does.addWidget(self.reason, 1)
        does.addWidget(self.apart)
        does.addWidget(self.merge)
        column.addWidget(self.why)
        column.addLayout(tools)
        column.addWidget(self.sides, 1)
        for one in (self.children, self.clashes, self.former):
            column.addWidget(one)
        column.addLayout(does)
        self._stack = QStackedWidget()
        self._stack.addWidget(inside)
        self._stack.addWidget(empty_state("details", "两条记录在这里对照", "在左边选一对，看清差别后再决定。"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(self._stack)

    def show_nothing(self) -> None:
        """No pair is chosen."""
        self.plan = None
        self._stack.setCurrentIndex(1)

    def set_judged(self, judged: bool) -> None:
        """On the list of judgements the decision can only be taken back."""
        self.apart.setText("取消这个判断" if judged else "不是同一家")
        for one in (self.merge, self.former, self.swap):
            one.setVisible(not judged)

    def show_judgement(self, one: Judgement) -> None:
        """Show a pair that was judged to be two."""
        with self._session.desk.database.reading() as connection:
            from bureau_desk.app.context import DeskContext

            register = DeskContext(self._session.desk, connection).register_of(one.first)
        self.show_pair(
            register, one.first, one.second, f"{one.author} 判断不是同一家。{one.reason}", False, ordered=True
        )

    def show_pair(
        self, register: str, first: int, second: int, reason: str, certain: bool = False, ordered: bool = False
    ) -> None:
        """Lay two records side by side; the one with more children and values is proposed to be kept."""
        desk = self._session.desk
        try:
            kept, other = (first, second) if ordered else merging.richer(desk, register, first, second)
            self.plan = merging.plan(desk, register, kept, other)
        except (Misuse, Trouble, KeyError):
            self.show_nothing()  # one of the two has been deleted meanwhile
            return
        self._register, self._pair = register, (kept, other)
        self.why.setText(f"{reason}{'' if certain or ordered else '，请核对是否同一家'}")
        set_kind(self.why, "heading")
        self.reason.clear()
        self._fill()
        self._tell_children()
        self._stack.setCurrentIndex(0)
        self._allow()

    def _fill(self) -> None:
        if self.plan is None:
            return
        sides = dict(self.sides.model_.sides) if self.sides.model_.fields else {}
        names = tuple(f"{self._session.record_name(one)}（#{one}）" for one in self._pair)
        self.sides.model_.show(self.plan, (names[0], names[1]), self.only.isChecked())
        if self.sender() is self.only:
            self.sides.model_.sides |= {key: side for key, side in sides.items() if key in self.sides.model_.sides}
        if self.sides.model_.fields:
            self.sides.selectRow(0)

    def _tell_children(self) -> None:
        assert self.plan is not None
        titles = {key: one.title for key, one in self._session.schema.registers.items()}
        counts = Counter(titles[one.register] for one in self.plan.children)
        moved = "、".join(f"{title} {number:,} 条" for title, number in counts.items())
        own = f"保留的一条名下已有 {self.plan.kept_children:,} 条。" if self.plan.kept_children else ""
        self.children.setText((f"随之归到保留的一条：{moved}。" if moved else "并入的一条名下没有其他资料。") + own)
        more = f"……共 {len(self.plan.clashes)} 处" if len(self.plan.clashes) > 3 else ""
        self.clashes.setText("合并后会重复，两条都保留并列入问题清单：\n" + "\n".join(self.plan.clashes[:3]) + more)
        self.clashes.setVisible(bool(self.plan.clashes))
        self.former.setEnabled(self._session.register(self._register).field(duplicates.FORMER) is not None)
        self.former.setVisible(self.former.isEnabled() and self.merge.isVisibleTo(self))

    def _allow(self) -> None:
        for one in (self.merge, self.apart):
            one.setEnabled(self._session.writable)

    # decisions
    def exchange(self) -> None:
        """Keep the other one."""
        if self.plan is not None:
            kept, other = self._pair
            self.show_pair(
                self._register, other, kept, self.why.text().removesuffix("，请核对是否同一家"), ordered=True
            )

    def run(self) -> None:
        """Merge as chosen."""
        if self.plan is None or not self._session.writable or not self.merge.isVisible():
            return
        desk, plan, sides, reason = self._session.desk, self.plan, self.sides.model_.sides, self.reason.text().strip()
        former = self.former.isChecked() and self.former.isEnabled()
        try:
            changes = self._session.attempt(lambda: merging.merge(desk, plan, sides, reason, former))
        except Trouble as trouble:
            self.failed.emit(trouble)
            return
        self.merged.emit(changes, self._pair[1])

    def judge(self) -> None:
        """Remember that these are two, or forget it."""
        if self.plan is None or not self._session.writable:
            return
        does = duplicates.judge if self.merge.isVisibleTo(self) else duplicates.take_back
        pairs = [self._pair]
        try:
            changes = does(
                self._session.desk, pairs, *([self.reason.text().strip()] if does is duplicates.judge else [])
            )
        except Trouble as trouble:
            self.failed.emit(trouble)
            return
        self.judged.emit(changes)
