"""A plan that can be looked at and written: the frame of every dialog of entering."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from bureau_desk.app import edit_plan
from bureau_desk.app.changes import Changes
from bureau_desk.app.edit_plan import EditPlan, Outcome
from bureau_desk.app.jobs import Job, finish
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.entering.plan_preview import PlanPreview
from bureau_desk.ui.messages import tell_trouble
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.theme import theme
from bureau_desk.ui.time.correction import attempt
from bureau_desk.ui.validity_switch import ValiditySwitch

if TYPE_CHECKING:
    from bureau_desk.ui.entering.entering import Entering

AT_ONCE = 300  # rows that are planned and written without a job
SIZE = (1040, 640)


class ReviewDialog(QDialog):
    """Shows a plan and writes it as one step; those who ask for something first put it above the preview."""

    def __init__(self, entering: Entering, plan: EditPlan | None, what: str, ticks: bool = False) -> None:
        super().__init__(entering.page.window())
        self._entering, self._what = entering, what
        self._planning = False
        self._wanted: tuple[Job[EditPlan], int] | None = None
        self._session, self._register = entering.session, entering.page.register
        self.setWindowTitle(f"{what}：{self._register.title}")
        open_at(self, *SIZE)
        self.words = label("", "quiet", wrap=True)
        self.preview = PlanPreview(self._session, self._register, ticks, self)
        self.preview.ticked.connect(self._tell)
        self.holds = ValiditySwitch(self._session, self._register, self)
        self.write = button("写入", self.run, "primary")
        self.write.setObjectName("write_plan")
        self.write.setDefault(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        self._layout.setSpacing(theme.px(12))
        above = self.above()
        if above is not None:
            self._layout.addWidget(above)
        self._layout.addWidget(self.words)
        self._layout.addWidget(self.preview, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.holds)
        foot.addStretch(1)
        for one in (button("取消", self.close), self.write):
            one.setAutoDefault(one is self.write)
            foot.addWidget(one)
        self._layout.addLayout(foot)
        self._window.runner.failed.connect(self._stopped)
        self._window.runner.cancelled.connect(self._stopped)
        self._tell()
        if plan is not None:
            self.show_plan(plan)

    @property
    def _window(self) -> Any:
        return self._entering.page.window()

    def above(self) -> QWidget | None:
        """What stands above the preview."""
        return None

    # planning
    def make_plan(self, job: Job[EditPlan], rows: int) -> None:
        """Work a plan out, as a job where it is large, and show it."""
        self.preview.plan = None
        self._tell()
        if rows <= AT_ONCE:
            try:
                self.show_plan(finish(job))
            except Trouble as trouble:
                self.fault(trouble)
        elif self._planning:
            self._wanted = (job, rows)  # what was chosen meanwhile is planned next; the plan under way is out of date
            self._window.runner.cancel()
        else:
            self.words.setText("正在核对…")
            self._planning = bool(self._window.run_job("核对", job, self._planned))

    def _planned(self, plan: Any) -> None:
        if not isValid(self):
            return  # closed meanwhile
        self._planning = False
        if not self._plan_wanted():
            self.show_plan(plan)

    def _plan_wanted(self) -> bool:
        """Plan what was chosen while another plan was under way."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.make_plan(*wanted)
        return wanted is not None

    def fault(self, trouble: Trouble) -> None:
        """Say what went wrong; what was typed stays."""
        tell_trouble(self, trouble)

    def show_plan(self, plan: Any) -> None:
        """Show what would happen."""
        self.preview.show_plan(plan)
        kinds = {line.changed for line in plan.lines if line.outcome is Outcome.CHANGED}
        changed = {key for keys in kinds for key in keys}
        self.holds.show_default([one.key for one in self._register.fields if one.key in changed])
        self._tell()

    def _tell(self) -> None:
        plan = self.preview.plan
        number = len(self.preview.chosen())
        self.words.setText(self.summary())
        self.write.setText(f"{self._verb()} {number:,} 条" if number else self._verb())
        self.write.setEnabled(number > 0 and bool(self._session.writable))
        self.holds.setVisible(plan is not None and self.preview.tally["changed"] > 0)

    def _verb(self) -> str:
        return "写入"

    def summary(self) -> str:
        """One line on the whole plan."""
        words = self.preview.words()
        refused = self.preview.tally["refused"] if self.preview.plan is not None else 0
        return words + ("；拒绝的行不写入，原因见“说明”一列。" if refused else "")

    # writing
    def run(self) -> None:
        """Write what is chosen as one step."""
        plan = self.preview.plan
        if plan is None or not self.preview.chosen():
            return
        try:
            valid_from = self.holds.valid_from() if self.holds.isVisibleTo(self) else None
        except Trouble as trouble:
            tell_trouble(self, trouble)
            return
        desk, places = self._session.desk, self.preview.chosen()

        def job() -> Job[Changes]:
            return edit_plan.write(desk, plan, self._what, valid_from=valid_from, places=places)

        if len(plan.lines) <= AT_ONCE:
            try:
                self._written(attempt(desk, lambda: finish(job())))
            except Trouble as trouble:
                if not getattr(trouble, "told", False):
                    tell_trouble(self, trouble)
        elif self._window.run_job(f"{self._what}{self._register.title}", job, self._written, writes=True):
            self.hide()

    def _written(self, changes: Any) -> None:
        refused = self.preview.tally["refused"] if self.preview.plan is not None else 0
        words = changes.summary + (f"；拒绝 {refused:,} 条" if refused else "")
        tell: Callable[[], None] = lambda: self._window.tell(words, bool(changes.records))  # noqa: E731
        QTimer.singleShot(0, self._window, tell)  # told after the runner's own line
        self.close()

    def _stopped(self, _why: object) -> None:
        """The job under way failed or was cancelled: back to the plan."""
        self._planning = False
        if self._plan_wanted():
            return
        if self.isHidden():
            self.show()
        self._tell()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The dialog is not kept, nor the plan that is being made for it."""
        self._wanted = None
        if self._planning:
            self._window.runner.cancelled.disconnect(self._stopped)
            self._window.runner.cancel()
        self.preview.forget()
        self.deleteLater()
        super().closeEvent(event)
