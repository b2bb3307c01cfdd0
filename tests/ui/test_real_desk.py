"""The window on the real demo desk: what staff click reaches the real services."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bureau_desk.app import demo
from bureau_desk.app.jobs import finish
from bureau_desk.places import SEEDS
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory


@pytest.fixture(scope="module")
def demo_desk(tmp_path_factory) -> Path:
    return finish(demo.make_demo(tmp_path_factory.mktemp("demo"), lambda: datetime(2022, 3, 1)))


@pytest.fixture
def window(qtbot, demo_desk, tmp_path, monkeypatch):
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    desk = Path(shutil.copy(demo_desk, tmp_path / "演示台账.desk"))
    made = MainWindow(Memory(), "测试")
    qtbot.addWidget(made)
    failures: list[object] = []
    monkeypatch.setattr(made, "tell_trouble", failures.append)
    made.desks.open(desk)
    made.failures = failures
    yield made
    made.runner.wait()
    made.close_desk()


def publish(window, qtbot, folder: Path, out: Path):
    page = window.show_place("issue").folders
    page.open_folder(folder)
    page.out.setText(str(out))
    page.pdf.setChecked(False)
    page.run_publish()
    return page


def test_the_sample_issue_is_published_from_the_window(window, qtbot, tmp_path):
    folder = Path(shutil.copytree(SEEDS / "issue", tmp_path / "期刊"))
    publish(window, qtbot, folder, tmp_path / "发布")
    qtbot.waitUntil(lambda: not window.runner.running, timeout=60_000)
    assert window.failures == []
    names = sorted(path.suffix for path in (tmp_path / "发布").iterdir())
    assert names == [".docx", ".xlsx", ".xlsx"]


def test_a_cancelled_publication_leaves_nothing(window, qtbot, tmp_path):
    folder = Path(shutil.copytree(SEEDS / "issue", tmp_path / "期刊"))
    publish(window, qtbot, folder, tmp_path / "发布")
    window.runner.cancel()
    qtbot.waitUntil(lambda: not window.runner.running, timeout=60_000)
    assert window.failures == []
    left = list((tmp_path / "发布").iterdir()) if (tmp_path / "发布").exists() else []
    assert left == []


def test_the_sample_issue_is_checked_from_the_window(window, qtbot, tmp_path):
    page = window.show_place("issue").folders
    page.open_folder(Path(shutil.copytree(SEEDS / "issue", tmp_path / "期刊")))
    page.run_check()
    qtbot.waitUntil(lambda: not window.runner.running, timeout=60_000)
    assert window.failures == []


def test_every_register_of_the_demo_desk_can_be_shown(window, qtbot):
    for key in window.session.schema.registers:
        page = window.show_place(f"register:{key}")
        assert page is not None
        window.grab()
    assert window.failures == []


def test_a_folder_that_holds_no_issue_is_told_calmly(window, qtbot, tmp_path):
    page = window.show_place("issue").folders
    page.open_folder(tmp_path)
    page.run_publish()
    qtbot.waitUntil(lambda: not window.runner.running, timeout=20_000)
    told = [f"{getattr(one, 'message', one)}{getattr(one, 'hint', '')}" for one in window.failures]
    assert told
    assert all("issue.toml" in one or "期刊" in one for one in told), told
