"""Work beside: the same files by a child as in turn, errors told, a child that dies replaced."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bureau_desk.app import beside
from bureau_desk.domain.problem import Trouble

forking = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")


@pytest.fixture(params=[True, False], ids=["child", "in turn"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if request.param and sys.platform != "linux":
        pytest.skip("forks on Linux only")
    monkeypatch.setattr(beside, "_safe", lambda: request.param)
    return bool(request.param)


def test_the_work_is_done_once_after_what_goes_before(way: bool, tmp_path: Path) -> None:
    steps = tmp_path / "steps"

    def note(word: str) -> None:
        with steps.open("a", encoding="utf-8") as file:
            file.write(f"{word} {os.getpid() == parent}\n")

    parent = os.getpid()
    with beside.beside(lambda: note("work"), lambda: note("before")) as begun:
        begun.finish()
    told = steps.read_text("utf-8").splitlines()
    assert told == (["before False", "work False"] if way else ["work True"])


def test_a_trouble_met_is_raised_with_its_hint(way: bool) -> None:
    def fails() -> None:
        raise Trouble("磁盘已满。", "请清出空间。")

    with beside.beside(fails, lambda: None) as begun, pytest.raises(Trouble) as told:
        begun.finish()
    assert (told.value.message, told.value.hint) == ("磁盘已满。", "请清出空间。")


@forking
def test_what_a_dying_child_left_undone_is_done_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(beside, "_safe", lambda: True)
    parent, out = os.getpid(), tmp_path / "out"

    def work() -> None:
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        out.write_text("done", "utf-8")

    with beside.beside(work, lambda: None) as begun:
        begun.finish()
    assert out.read_text("utf-8") == "done"


@forking
def test_giving_up_ends_the_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(beside, "_safe", lambda: True)

    def work() -> None:
        import time

        time.sleep(60)

    with beside.beside(work, lambda: None) as begun:
        child = begun._child
    assert not child.is_alive()


@forking
def test_what_is_handed_over_reaches_a_child_that_became_possible_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(beside, "_safe", lambda: False)
    handed: beside.Handed[str] = beside.Handed(tmp_path / "handed")
    monkeypatch.setattr(beside, "_safe", lambda: True)
    with beside.beside(lambda: (handed.taken(), os.getpid())) as work:
        handed.give("甲")
        word, process = work.finish()
    assert word == "甲" and process != os.getpid()
