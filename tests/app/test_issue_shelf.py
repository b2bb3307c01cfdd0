"""Issues in the desk: exchanged with folders byte for byte, changed step by step, undone, kept apart from one another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bureau_desk.app import issue_shelf, maintenance
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.places import SEEDS
from tests.app.small import SMALL

SAMPLE = SEEDS / "issue"


class Hours:
    """A clock that staff may turn on."""

    def __init__(self) -> None:
        self.now = datetime(2022, 3, 1, 9)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def desk(tmp_path, hours, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    made = Desk.create(tmp_path / "台账.desk", "编辑", "模拟台账", clock=hours, schema=SMALL)
    yield made
    made.close()


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def taken(desk):
    return finish(issue_shelf.take_in(desk, SAMPLE))


def test_an_issue_taken_in_and_written_out_is_the_same_byte_for_byte(desk, tmp_path):
    number = taken(desk)
    out = finish(issue_shelf.write_out(desk, number, tmp_path / "写出"))
    assert bytes_of(out) == bytes_of(SAMPLE)
    assert bytes_of(issue_shelf.working_folder(desk, number)) == bytes_of(SAMPLE)
    assert maintenance.check(desk) == []


def test_the_list_tells_title_articles_and_how_many_are_final(desk):
    number = taken(desk)
    issue, problems = issue_shelf.read(desk, number)
    assert not [one for one in problems if one.severity == "hard"]
    first = issue.articles["fuhua-tixi"]
    issue_shelf.save_article(desk, number, replace(first, status="定稿", holder="高新处"))
    (entry,) = issue_shelf.listed(desk)
    assert (entry.title, entry.articles, entry.final) == ("常州科技 2022 年第 1 期", 12, 1)
    again = issue_shelf.read(desk, number)[0].articles["fuhua-tixi"]
    assert (again.status, again.holder) == ("定稿", "高新处")


def test_what_is_typed_on_is_one_step_and_a_pause_or_another_article_begins_the_next(desk, hours):
    number = taken(desk)
    issue, _ = issue_shelf.read(desk, number)
    one, other = issue.articles["fuhua-tixi"], issue.articles["xinnian"]
    for letter in "一二三":
        hours.now += timedelta(seconds=20)
        issue_shelf.save_article(desk, number, replace(one, office=letter), typing=True)
    assert [step.summary for step in issue_shelf.history(desk, number)][1:] == ["从文件夹“issue”收入"]
    issue_shelf.save_article(desk, number, replace(other, office="四"), typing=True)
    hours.now += timedelta(hours=1)
    issue_shelf.save_article(desk, number, replace(other, office="五"), typing=True)
    assert len(issue_shelf.history(desk, number)) == 4
    assert len(issue_shelf.history(desk, number, "articles/xinnian.md")) == 3
    with desk.database.reading() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM issue_content").scalar()
        named = connection.exec_driver_sql("SELECT count(DISTINCT sha256) FROM issue_file").scalar()
    assert kept == named, "what was typed over within a step is not kept"


def test_saving_the_same_again_is_no_step(desk):
    number = taken(desk)
    before = issue_shelf.history(desk, number)
    assert issue_shelf.save(desk, number, {"figures.toml": (SAMPLE / "figures.toml").read_bytes()}, "同样") == 0
    assert issue_shelf.history(desk, number) == before


def test_a_path_out_of_the_folder_is_refused(desk):
    number = taken(desk)
    for path in ("../x.md", "/etc/x", "C:\\x", "articles\\x.md"):
        with pytest.raises(Misuse):
            issue_shelf.save(desk, number, {path: b"x"}, "坏路径")


def test_an_issue_is_not_written_over_other_files(desk, tmp_path):
    number = taken(desk)
    (tmp_path / "满").mkdir()
    (tmp_path / "满" / "总结.docx").write_bytes(b"x")
    with pytest.raises(Trouble, match="已有别的文件"):
        finish(issue_shelf.write_out(desk, number, tmp_path / "满"))


def test_a_removed_issue_comes_back_with_its_history(desk):
    number = taken(desk)
    issue_shelf.remove(desk, number)
    assert issue_shelf.listed(desk) == []
    assert [one.id for one in issue_shelf.listed(desk, gone=True)] == [number]
    issue_shelf.bring_back(desk, number)
    assert len(issue_shelf.history(desk, number)) == 1


def test_damaged_contents_of_an_issue_are_found(desk):
    taken(desk)
    with desk.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE issue_content SET content = x'00' WHERE sha256 = (SELECT min(sha256) FROM issue_content)"
        )
    assert [one.code for one in maintenance.check(desk)] == ["issue_file"]


PATHS = ("issue.toml", "figures.toml", "articles/a.md", "images/b.png")


class ShelfSteps(RuleBasedStateMachine):
    """Any order of saving, undo and redo against a plain list of states."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile
        from pathlib import Path

        self._folder = tempfile.TemporaryDirectory()
        self.desk = Desk.create(Path(self._folder.name) / "t.desk", "编辑", "模拟", clock=Hours(), schema=SMALL)
        with self.desk.database.writing() as connection:
            from bureau_desk.store import issue_files

            self.number = issue_files.add(connection, "一", "编辑", "2022-03-01T09:00:00")
            issue_files.put(connection, self.number, {"issue.toml": b"0"}, "新建", "编辑", "2022", "base")
        self.states, self.place = [{"issue.toml": b"0"}], 0

    @rule(path=st.sampled_from(PATHS), text=st.one_of(st.none(), st.binary(min_size=1, max_size=3)))
    def save(self, path, text):
        after = {key: value for key, value in {**self.states[self.place], path: text}.items() if value is not None}
        if issue_shelf.save(self.desk, self.number, {path: text}, "改"):
            self.states = [*self.states[: self.place + 1], after]
            self.place += 1

    @rule()
    def undo(self):
        turned = issue_shelf.undo(self.desk, self.number)
        assert bool(turned) == (self.place > 0)
        self.place = max(0, self.place - 1)

    @precondition(lambda self: self.place < len(self.states) - 1)
    @rule()
    def redo(self):
        assert issue_shelf.redo(self.desk, self.number)
        self.place += 1

    @invariant()
    def files_are_those_of_the_state(self):
        found = {path: issue_shelf.content(self.desk, self.number, path) for path in PATHS}
        assert {key: value for key, value in found.items() if value is not None} == self.states[self.place]

    def teardown(self):
        self.desk.close()
        self._folder.cleanup()


ShelfSteps.TestCase.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)
TestShelfSteps = ShelfSteps.TestCase
