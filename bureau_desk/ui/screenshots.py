"""python -m bureau_desk.ui.screenshots OUT_DIR [--desk FILE]: the pictures of the README, taken from the real program."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

SIZE = (1440, 900)


def main() -> None:
    """Take every picture; a demo desk is made when none is named."""
    parser = argparse.ArgumentParser(prog="python -m bureau_desk.ui.screenshots")
    parser.add_argument("out", type=Path)
    parser.add_argument("--desk", type=Path)
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # The user's own settings must neither show in the pictures nor be changed by them.
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[name] = folder
        out, desk = chosen.out.resolve(), (chosen.desk or _demo(Path(folder))).resolve()
        # Pictures show relative paths, so that they tell nothing of the machine.
        os.chdir(folder)
        try:
            Pictures(out, desk).take()
            magazine(desk, out / "magazine.png")
        finally:
            os.chdir(out)


def _demo(folder: Path) -> Path:
    from bureau_desk.app.demo import make_demo
    from bureau_desk.app.jobs import finish

    return finish(make_demo(folder, lambda: datetime(2022, 3, 1, 9)))


def magazine(desk_path: Path, out: Path) -> None:
    """A sheet of pages of the published sample issue; left out where LibreOffice is absent."""
    import pypdfium2
    from PIL import Image

    from bureau_desk.app.demo import copy_sample_issue
    from bureau_desk.app.desk import Desk
    from bureau_desk.app.jobs import finish
    from bureau_desk.app.publishing import publish

    desk = Desk.open(desk_path, "高新处", lambda: datetime(2022, 3, 1, 9), write=False)
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

    def take(self) -> None:
        """All pictures in turn."""
        self._save("start")
        self.window.desks.open(self._desk)
        self._registers("registers-light")
        self._problem()
        self.window.look_at(date(2021, 12, 31))
        self._save("as-of")
        self.window.look_at(None)
        self.window.show_place("ask")
        self._save("ask")
        self._issue()
        self._theme.apply(self.application, "dark", 100)
        self.window.rebuild()
        self._registers("registers-dark")
        self.window.close_desk()

    def _registers(self, name: str) -> None:
        self.window.show_place("register:incubator")
        self._settle()
        self._select("大连理工")
        self._save(name)

    def _select(self, words: str) -> None:
        """Show the first record that some words find."""
        from bureau_desk.app import browsing

        page, session = self.window.register_page(), self.window.session
        if page is None or session is None:
            return
        found = list(browsing.ids(session.desk, browsing.View("incubator", search=words)))
        if found:
            page.show_at(found[0])
        self._settle()

    def _problem(self) -> None:
        """A wrong check digit and money in its entry unit, as they are typed."""
        page = self.window.register_page()
        if page is None:
            return
        form = page.details.form
        for key, text in (("operator_uscc", "91320412MATX0035X1"), ("incubation_fund", "1200")):
            form.type_into(key, text)
        self._wait(lambda: bool(form.problems()), 2)
        form.go_to("operator_uscc")
        self._save("problem")
        form.discard_changes()

    def _issue(self) -> None:
        from bureau_desk.app.demo import copy_sample_issue

        page = self.window.show_place("issue")
        self._settle()
        if page is not None and hasattr(page, "open_folder"):
            page.open_folder(copy_sample_issue(Path()))
            self._settle()
            page.run_check()
            self._wait(lambda: not self.window.runner.running)
        self._save("issue")

    def _wait(self, ready: Callable[[], bool], seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while not ready() and time.monotonic() < until:
            self._settle()
            time.sleep(0.02)

    def _settle(self) -> None:
        for _ in range(20):
            self.application.processEvents()

    def _save(self, name: str) -> None:
        from PIL import Image

        self._settle()
        time.sleep(0.3)
        self._settle()
        path = self._out / f"{name}.png"
        self.window.grab().save(str(path))
        # As many colours as a screen of text needs: the pictures travel with every copy of the project.
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


if __name__ == "__main__":
    main()
