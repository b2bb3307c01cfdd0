"""Questions asked beside the window's own thread."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest

from bureau_desk.app import browsing
from bureau_desk.app.browsing import View
from bureau_desk.app.jobs import Progress
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.job_runner import JobRunner
from bureau_desk.ui.queries import AT_ONCE, Queries

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def queries(session):
    made = Queries(session.desk)
    yield made
    made.close()


def endless(session):
    def ask():
        with session.desk.database.reading() as connection:
            connection.exec_driver_sql(ENDLESS).scalar()

    return ask


def test_a_small_register_is_answered_before_the_call_returns(session, queries):
    found = []
    queries.ask(
        "ids", lambda: (threading.get_ident(), browsing.ids(session.desk, View("incubator"))), found.append, 450
    )
    assert found[0][0] == threading.get_ident()
    assert len(found[0][1]) == 450
    assert not queries.waits("ids")


def test_a_large_one_is_answered_by_another_thread_in_the_windows_own(session, queries, qtbot):
    told = []
    answer = lambda: (threading.get_ident(), len(browsing.ids(session.desk, View("incubator", "模拟"))))  # noqa: E731
    with qtbot.waitSignal(queries.answered) as caught:
        queries.ask("ids", answer, lambda result: told.append((threading.get_ident(), result)), AT_ONCE)
        assert told == [] and queries.waits("ids")
    thread, number = told[0][1]
    assert told[0][0] == threading.get_ident() != thread
    assert number == 445 and caught.args[0] == "ids" and not queries.waits("ids")


def test_the_latest_question_wins_and_interrupts_the_one_under_way(session, queries, qtbot):
    told, started = [], time.monotonic()
    queries.ask("ids", endless(session), told.append, AT_ONCE)
    qtbot.wait(30)
    for number in range(50):
        queries.ask("ids", lambda number=number: number, told.append, AT_ONCE)
    with qtbot.waitSignal(queries.answered):
        pass
    assert told == [49]
    assert time.monotonic() - started < 5


def test_different_kinds_of_question_do_not_wait_for_each_other(session, queries, qtbot):
    told = []
    queries.ask("sums", endless(session), told.append, AT_ONCE)
    with qtbot.waitSignal(queries.answered):
        queries.ask("ids", lambda: "ids", told.append, AT_ONCE)
    assert told == ["ids"] and queries.waits("sums")
    queries.cancel("sums")
    assert not queries.waits("sums")


def test_the_windows_own_reading_goes_on_beside_a_long_question(session, queries):
    queries.ask("ids", endless(session), None, AT_ONCE)
    assert len(browsing.ids(session.desk, View("incubator"))) == 450


def test_a_question_sees_what_was_saved_a_moment_before(session, queries, qtbot):
    from bureau_desk.app import recording

    number = browsing.ids(session.desk, View("incubator"))[0]
    told = []
    for name in ("改名第一次孵化器", "改名第二次孵化器"):
        recording.save(session.desk, recording.read(session.desk, "incubator", {"carrier_name": name}, number))
        with qtbot.waitSignal(queries.answered):
            queries.ask("ids", lambda name=name: list(browsing.ids(session.desk, View("incubator", name))), told.append, AT_ONCE)  # fmt: skip
    assert told == [[number], [number]]


def test_trouble_comes_as_a_sentence_and_an_error_of_the_program_is_not_hidden(session, queries, qtbot):
    with qtbot.waitSignal(queries.failed) as caught:
        queries.ask("ids", lambda: browsing.ids(session.desk, View("没有")), None, AT_ONCE)
    assert isinstance(caught.args[1], Trouble) and "没有" in caught.args[1].sentence()
    with qtbot.waitSignal(queries.failed):
        queries.ask("ids", lambda: browsing.ids(session.desk, View("没有")), None, 3)
    with qtbot.captureExceptions() as errors:
        with qtbot.waitSignal(queries.waiting_changed, check_params_cb=lambda _key, waits: not waits):
            queries.ask("ids", lambda: 1 / 0, None, AT_ONCE)
        qtbot.waitUntil(lambda: bool(errors))
    assert errors[0][0] is ZeroDivisionError


def test_closing_breaks_everything_off_and_gives_the_file_free(session, queries, desk_path):
    queries.ask("ids", endless(session), None, AT_ONCE)
    queries.ask("sums", endless(session), None, AT_ONCE)
    started = time.monotonic()
    queries.close()
    assert time.monotonic() - started < 5
    session.desk.close()
    with sqlite3.connect(desk_path) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
    other.close()


def test_a_question_begins_when_the_window_has_had_its_turn_and_never_when_it_is_taken_back_before(
    session, queries, qtbot
):
    begun = []
    queries.ask("kept", lambda: begun.append("kept"), None, AT_ONCE)
    queries.ask("taken back", lambda: begun.append("taken back"), None, AT_ONCE)
    time.sleep(0.05)
    assert begun == [], "a worker would hinder the window that still draws"
    queries.cancel("taken back")
    assert queries.waits("kept") and not queries.waits("taken back")
    qtbot.waitUntil(lambda: not queries.waiting)
    queries.ask("late", lambda: begun.append("late"), None, AT_ONCE)
    queries.close()
    qtbot.wait(20)
    assert begun == ["kept"]


def test_a_job_begins_when_the_window_has_had_its_turn_and_is_given_up_when_the_window_closes_before(qtbot):
    runner, begun = JobRunner(), []

    def job():
        begun.append(1)
        yield Progress("甲")

    runner.run("甲", job())
    time.sleep(0.05)
    assert begun == [] and runner.running
    runner.wait()
    qtbot.waitUntil(lambda: not runner.running)
    assert begun == [], "it was cancelled before its first step"
    with qtbot.waitSignal(runner.finished):
        runner.run("乙", job())
    assert begun == [1]
