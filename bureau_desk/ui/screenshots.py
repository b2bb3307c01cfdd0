"""python -m bureau_desk.ui.screenshots OUT_DIR [--desk FILE]: the pictures of the README, taken from the real program."""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bureau_desk.domain.problem import Misuse
from bureau_desk.ui import page_pictures

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from bureau_desk.ui.session import Session

SIZE, DIALOG = (1440, 900), (980, 640)
SIMULATED = "新北模拟卓华"
HISTORY = (
    ({"total_area": "9800", "staff_count": "10"}, "年报核对", ""),
    ({"carrier_name": "新北模拟卓华科技园孵化器"}, "更名，批复文号模拟〔2022〕1号", "2022-02-18"),
)
CLOCK = datetime(2022, 3, 1, 9)  # every date in the pictures, so that two runs give the same bytes


def main() -> None:
    """Take every picture; a demo desk is made when none is named."""
    parser = argparse.ArgumentParser(prog="python -m bureau_desk.ui.screenshots")
    parser.add_argument("out", type=Path)
    parser.add_argument("--desk", type=Path)
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(CLOCK.replace(tzinfo=UTC).timestamp()))
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # The user's own settings must neither show in the pictures nor be changed by them.
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        out, desk = chosen.out.resolve(), (chosen.desk or _demo(Path(folder))).resolve()
        # Pictures show relative paths, so that they tell nothing of the machine.
        os.chdir(folder)
        try:
            Pictures(out, Path(os.path.relpath(desk))).take()
            magazine(desk, out / "magazine.png")
        finally:
            os.chdir(out)


def _demo(folder: Path) -> Path:
    from bureau_desk.app.demo import make_demo
    from bureau_desk.app.jobs import finish

    return finish(make_demo(folder, lambda: CLOCK))


def magazine(desk_path: Path, out: Path) -> None:
    """A sheet of pages of the published sample issue; left out where LibreOffice is absent."""
    import pypdfium2
    from PIL import Image

    from bureau_desk.app.demo import copy_sample_issue
    from bureau_desk.app.desk import Desk
    from bureau_desk.app.jobs import finish
    from bureau_desk.app.publishing import publish

    desk = Desk.open(desk_path, "高新处", lambda: CLOCK, write=False)
    try:
        made = finish(publish(desk, copy_sample_issue(Path()), Path("发布"))).files.get("pdf")
    finally:
        desk.close()
    if made is None:
        return
    document = pypdfium2.PdfDocument(made)
    across, down, gap = 5, 2, 14
    pages = [document[place].render(scale=0.5).to_pil() for place in range(min(across * down, len(document)))]
    width, height = pages[0].size
    sheet = Image.new("RGB", (across * (width + gap) + gap, down * (height + gap) + gap), "#D6DAE0")
    for place, page in enumerate(pages):
        sheet.paste(page, (gap + place % across * (width + gap), gap + place // across * (height + gap)))
    sheet.quantize(256, dither=Image.Dither.NONE).save(out, optimize=True)


def _write_import(session: Session, path: Path) -> None:
    """A file as a district might send it: equal, changed, refused and new rows of simulated incubators."""
    register = session.register("incubator")
    keys = ("carrier_name", "operator_name", "operator_uscc", "stat_unit", "established_date", "incubation_fund")
    fields = [field for key in keys if (field := register.field(key))]
    # a utf-8 file with its mark, as Excel saves one
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow([field.title for field in fields])
        for place, record in enumerate(list(session.ids(session.view("incubator", search="新北模拟")))[:7]):
            texts = session.texts("incubator", record)
            texts |= {1: {"incubation_fund": "2600"}, 3: {"incubation_fund": "1500", "stat_unit": "常州经开区"}}.get(
                place, {}
            )
            texts |= {5: {"operator_uscc": "9.13204E+17"}, 6: {"stat_unit": "新北开发区"}}.get(place, {})
            lines.writerow([texts.get(field.key, "") for field in fields])
        new = {"carrier_name": "新北模拟云启科技企业孵化器", "stat_unit": "新北区", "established_date": "2021-06"}
        new |= {"operator_name": "常州模拟云启创业服务有限公司", "incubation_fund": "500"}
        lines.writerow([new.get(field.key, "") for field in fields])


class Pictures:
    """The window, driven as staff drive it, and what it then shows."""

    def __init__(self, out: Path, desk: Path) -> None:
        from bureau_desk.ui.application import make_application, theme
        from bureau_desk.ui.main_window import MainWindow
        from bureau_desk.ui.memory import Memory

        self._out, self._desk, self._theme = out, desk, theme
        self.application = make_application(["bureau-desk"])
        theme.apply(self.application, "light", 100)
        self.window = MainWindow(Memory(), "高新处")
        self.window.resize(*SIZE)
        self.window.show()

    @property
    def session(self) -> Session:
        """The open desk."""
        if self.window.session is None:
            raise Misuse("没有打开的台账，无法拍图。")
        return self.window.session

    def take(self) -> None:
        """All pictures in turn."""
        self.save("start")
        self.window.desks.open(self._desk)
        self._registers("registers-light")
        self._problem()
        self.window.look_at(date(2021, 12, 31))
        self.save("as-of")
        self.window.look_at(None)
        self._ask()
        self._chart()
        self._history()
        self._import()
        self._issue()
        page_pictures.take(self)
        self._theme.apply(self.application, "dark", 100)
        self.window.rebuild()
        self._registers("registers-dark")
        page_pictures.take_dark(self)
        self.window.close_desk()

    def _registers(self, name: str) -> None:
        self.window.show_place("register:incubator")
        self.settle()
        self.select("大连理工")
        self.save(name)

    def select(self, words: str) -> None:
        """Show the first record that some words find."""
        from bureau_desk.app import browsing

        page, session = self.window.register_page(), self.window.session
        if page is None or session is None:
            return
        found = list(browsing.ids(session.desk, browsing.View("incubator", search=words)))
        if found:
            page.show_at(found[0])
        self.settle()

    def _problem(self) -> None:
        """A wrong check digit and money in its entry unit, as they are typed."""
        page = self.window.register_page()
        if page is None:
            return
        form = page.details.form
        for key, text in (("operator_uscc", "91320412MATX0035X1"), ("incubation_fund", "1200")):
            form.type_into(key, text)
        self.wait(lambda: bool(form.problems()), 2)
        form.go_to("operator_uscc")
        self.save("problem")
        form.discard_changes()

    def _ask(self) -> None:
        """The R&D institutions of the bureau by level, with the rows behind one group."""
        page: Any = self.window.show_place("ask")
        builder = page.builder
        builder.register.setCurrentIndex(builder.register.findData("ent_rd_org"))
        builder.groups[0].setCurrentIndex(max(0, builder.groups[0].findData("level")))
        page.ask()
        page.group_table.selectRow(0)
        self.save("ask")

    def _chart(self) -> None:
        page: Any = self.window.show_place("chart")
        page.draw()
        self.wait(lambda: not self.window.runner.running)
        self.window.status.clear()
        self.save("chart")

    def _history(self) -> None:
        """Two changes of a simulated record, the second with its reason."""
        self.window.show_place("register:incubator")
        self.settle()
        self.select(SIMULATED)
        page = self.window.register_page()
        record = page.table.current_record() if page is not None else None
        if page is None or record is None:
            return
        for texts, reason, valid_from in HISTORY:
            draft = self.session.read("incubator", texts, record)
            self.session.save(draft, reason, valid_from)
        page.show_history()
        self.save("history")
        page.details.tabs.setCurrentIndex(0)

    def _import(self) -> None:
        """A file with a new, two changed, an equal and a refused row."""
        from bureau_desk.ui.import_dialog import ImportDialog

        session = self.session
        path = Path("孵化器补报.csv")
        _write_import(session, path)
        dialog = ImportDialog(self.window, session, session.register("incubator"))
        dialog.resize(*DIALOG)
        dialog.show()
        dialog.open_file(path)
        self.wait(lambda: not self.window.runner.running)
        self.settle()
        dialog.counts[""].click()
        dialog.table.selectRow(3)
        self.save("import", dialog)
        dialog.close()
        self.window.status.clear()

    def _issue(self) -> None:
        from bureau_desk.app.demo import copy_sample_issue

        studio: Any = self.window.show_place("issue")
        self.settle()
        studio.shelf.take_in(copy_sample_issue(Path()))
        self.wait(lambda: not self.window.runner.running and bool(studio.shelf.entries))
        room = studio.open_issue(studio.shelf.entries[0].id)
        self.wait(lambda: room.open.pages is not None)
        self.save("issue-plan")
        room.show_part(3)
        room.publish.out.setText("发布")
        room.publish.run_check()
        self.wait(lambda: not self.window.runner.running)
        self.save("issue")

    def wait(self, ready: Callable[[], bool], seconds: float = 30) -> None:
        """Wait until something is so."""
        until = time.monotonic() + seconds
        while not ready() and time.monotonic() < until:
            self.settle()
            time.sleep(0.02)

    def settle(self) -> None:
        """Let what is under way be drawn."""
        for _ in range(20):
            self.application.processEvents()

    def save(self, name: str, seen: QWidget | None = None) -> None:
        """Take the window, or one widget of it, once it stands still."""
        from PIL import Image

        self.settle()
        time.sleep(0.3)
        self.settle()
        path = self._out / f"{name}.png"
        (seen or self.window).grab().save(str(path))
        # As many colours as a screen of text needs, rare ones among them: the pictures travel with every copy.
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


if __name__ == "__main__":
    main()
