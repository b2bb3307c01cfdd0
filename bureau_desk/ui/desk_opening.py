"""Opening desks: an existing one, a new empty one, the demo one; and what to do when somebody else holds it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from bureau_desk.app import paths
from bureau_desk.app.clock import from_environment
from bureau_desk.domain.problem import DeskInUse, Trouble
from bureau_desk.ui.job_runner import JobRunner
from bureau_desk.ui.messages import choose
from bureau_desk.ui.opening_dialog import OpeningDialog
from bureau_desk.ui.session import Session

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk
    from bureau_desk.app.jobs import Job
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.schema.following import Left

LARGE = 60_000_000  # bytes; a larger desk is opened beside the window
FILES = "台账 (*.desk);;所有文件 (*)"


class DeskOpening:
    """Asks which desk, opens it, and gives it to the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._path = window, Path()
        self.dialog: OpeningDialog | None = None
        self._left: Left | None = None  # where one was in the desk that is to be opened anew
        self._opener = JobRunner(window)
        self._opener.progressed.connect(lambda step: self.dialog.show_progress(step) if self.dialog else None)
        self._opener.cancelled.connect(self._cancelled)
        self._opener.failed.connect(self._failed)

    def ask_open(self) -> None:
        """Ask for a desk file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "打开台账", self._folder(), FILES)
        if name:
            self.open(Path(name))

    def ask_new(self) -> None:
        """Ask for a place and make an empty desk there."""
        offered = str(Path(self._folder()) / "台账.desk")
        name, _ = QFileDialog.getSaveFileName(self._window, "新建空台账", offered, FILES)
        if name:
            path = Path(name)
            self.create(path if path.suffix else path.with_suffix(".desk"))

    def ask_demo(self) -> None:
        """Make a demo desk in the user's data folder and open it."""
        self.make_demo(paths.data_folder() / "演示")

    def _folder(self) -> str:
        recent = self._window.memory.settings.recent_desks
        return str(Path(recent[0]).parent) if recent else str(Path.home())

    def open(self, path: Path) -> bool:
        """Open a desk; when it is held by somebody else, offer to read it only. Large ones are opened beside the window.

        False when it is not opened, or not yet.
        """
        from bureau_desk.app.desk import Desk  # the database library is read only when a desk is opened

        if self._opener.running or not self._window.may_leave():
            return False
        if path.is_file() and path.stat().st_size > LARGE:
            self._open_beside(path, Desk.opening(path, self._window.author, from_environment()))
            return False
        try:
            desk = Desk.open(path, self._window.author, from_environment())
        except Trouble as trouble:
            return self._not_opened(path, trouble)
        self._use(desk)
        return True

    def open_for_writing(self) -> bool:
        """Open the desk that is read only anew, to write on it; everybody stays where he is. False as in `open`."""
        session, following = self._window.session, self._window.following
        if session is None or following is None or not session.desk.read_only:
            return False
        if not self._opener.running:
            self._left = following.leave()
        return self.open(session.desk.path)

    def _use(self, desk: Desk) -> None:
        left, self._left = self._left, None
        self._window.use(Session(desk), left)
        if left is not None:
            self._window.tell("台账已改为可编辑")

    def _open_beside(self, path: Path, job: Job[Desk]) -> None:
        """Open a desk while the window stays alive; what was open before stays so until the other one is there."""
        dialog = self.dialog = OpeningDialog(path.name, self._window)
        dialog.cancel_asked.connect(self._opener.cancel)
        self._path = path
        self._opener.run("打开台账", job, self._opened)

    def _opened(self, desk: Desk) -> None:
        self._put_away()
        self._use(desk)

    def _put_away(self) -> None:
        if self.dialog is not None:
            self.dialog.end()
            self.dialog = None

    def _cancelled(self, _title: str) -> None:
        self._left = None
        self._put_away()
        if self._window.session is None:
            self._window.show_place("start")
        self._window.tell("没有打开，台账文件和原来一样")

    def _failed(self, error: object) -> None:
        self._put_away()
        if isinstance(error, Trouble):
            self._not_opened(self._path, error)
        else:
            self._window.tell_trouble(error)

    def stop(self) -> None:
        """The window closes: what is being opened is given up, and its file left as it was."""
        self._opener.wait()

    def _not_opened(self, path: Path, trouble: Trouble) -> bool:
        """Say why a desk could not be opened; one that somebody else holds may still be read."""
        again, self._left = self._left is not None, None
        if again and isinstance(trouble, DeskInUse):
            self._window.tell(f"{trouble.message}这里仍然只读。")
        elif isinstance(trouble, DeskInUse):
            answers = ("只读打开", "不打开")
            if choose(self._window, "台账正在使用", trouble.message, trouble.hint, answers) == 0:
                return self._open_read_only(path)
        else:
            self._window.tell_trouble(trouble)
        return False

    def _open_read_only(self, path: Path) -> bool:
        from bureau_desk.app.desk import Desk

        try:
            desk = Desk.open(path, self._window.author, from_environment(), write=False)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return False
        self._window.use(Session(desk))
        return True

    def create(self, path: Path) -> bool:
        """Make an empty desk and open it."""
        from bureau_desk.app.desk import Desk

        if not self._window.may_leave():
            return False
        try:
            desk = Desk.create(path, self._window.author, "", from_environment())
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return False
        self._window.use(Session(desk))
        return True

    def make_demo(self, folder: Path) -> None:
        """Make the demo desk as a job, then open it."""
        from bureau_desk.app import demo

        if not self._window.may_leave():
            return
        session = self._window.session
        if session is not None and session.desk.path == folder / demo.NAME:
            self._window.tell("演示台账已经打开")
            return
        job = demo.make_demo(folder, from_environment(), self._window.author)
        self._window.run_job("准备演示台账", job, lambda path: self._open_demo(Path(str(path))))

    def _open_demo(self, path: Path) -> None:
        from bureau_desk.app import demo

        if self.open(path):
            try:
                self._window.memory.note_issue(demo.copy_sample_issue(path.parent))
            except OSError:
                self._window.tell("样刊没有复制成，可稍后在“期刊”里打开自己的文件夹")
