"""The program stays open over midnight: whatever is told from today is told from the new day, and what is typed stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.app import quality
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.problems.page import ProblemsPage
from bureau_desk.ui.question_page import QuestionPage
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.schema.page import SchemaPage
from bureau_desk.ui.time.compare_page import ComparePage
from bureau_desk.ui.time.day_watch import DayWatch
from tests.ui import conftest

YEAR_END = datetime(2022, 12, 31, 17, 30, 0)


class Midnight:
    """Lets days pass under an open window, as the watch of the day sees them."""

    def __init__(self, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self._window, self._qtbot, self._patch = window, qtbot, monkeypatch

    def set(self, moment: datetime) -> None:
        """It is that moment, and the program comes to the front again."""
        self._patch.setattr(conftest, "NOW", moment)
        application = QApplication.instance()
        application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
        self._qtbot.waitUntil(lambda: not self._window.runner.running, timeout=15_000)
        self._qtbot.wait(20)


@pytest.fixture
def midnight(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Midnight:
    made = Midnight(window, qtbot, monkeypatch)
    made.set(YEAR_END)
    return made


NEW_YEAR = YEAR_END + timedelta(days=1)


def test_the_quick_days_of_a_comparison_are_those_of_the_day_on_which_they_are_clicked(
    window: MainWindow, midnight: Midnight, qtbot: QtBot
) -> None:
    compare = window.show_place("compare")
    assert isinstance(compare, ComparePage)
    assert [side.day.text() for side in compare.sides] == ["2021-12-31", "2022-12-31"]

    midnight.set(NEW_YEAR)

    assert [side.day.text() for side in compare.sides] == ["2022-12-31", "2023-01-01"], "nobody had typed other days"
    assert compare._chips[1].toolTip() == "2021-12-31 与 2022-12-31"
    qtbot.mouseClick(compare._chips[1], Qt.MouseButton.LeftButton)
    assert [side.day.text() for side in compare.sides] == ["2021-12-31", "2022-12-31"]

    midnight.set(NEW_YEAR + timedelta(days=1))
    assert [side.day.text() for side in compare.sides] == ["2021-12-31", "2022-12-31"], "what was chosen stays"
    qtbot.mouseClick(compare._chips[0], Qt.MouseButton.LeftButton)
    assert compare.sides[1].day.text() == "2023-01-02"


def test_a_date_that_lay_ahead_is_no_problem_any_more_when_it_has_come(
    window: MainWindow, midnight: Midnight, qtbot: QtBot
) -> None:
    session = window.session
    assert session is not None
    problems = window.show_place("problems")
    assert isinstance(problems, ProblemsPage)
    with session.desk.database.writing() as connection:
        entries = add_many(connection, "enterprise", [{"name": "模拟企业", "status_date": "2023-01-01"}])
    write(session.desk, entries, "载入", "测试")
    record = entries[0].record

    def ahead() -> list[str]:
        return [one.message for one in quality.problems(session.desk, "enterprise") if "晚于今天" in one.message]

    assert len(ahead()) == 1
    listed = problems.model.rowCount()

    midnight.set(NEW_YEAR)

    assert ahead() == [] and record
    qtbot.waitUntil(lambda: problems.model.rowCount() == listed - 1)


def test_a_filter_by_relative_days_lists_what_it_means_today(
    window: MainWindow, page: RegisterPage, midnight: Midnight, qtbot: QtBot
) -> None:
    record = page.table.model.record_at(0)
    assert record is not None
    window.session.save(window.session.read("incubator", {"established_date": "2022-12-31"}, record))  # type: ignore[union-attr]
    page.table.conditions.set_filter("established_date", (Condition("established_date", Operator.RELATIVE, "今天"),))
    assert list(page.table.model.ids) == [record]

    midnight.set(NEW_YEAR)

    assert list(page.table.model.ids) == []


def test_a_form_that_is_being_filled_in_at_midnight_is_kept_and_saved_from_the_new_day(
    window: MainWindow, page: RegisterPage, midnight: Midnight
) -> None:
    form = page.details.form
    page.details.show_record(page.table.model.record_at(0))
    form.type_into("staff_count", "77")
    assert form.holds.day.text() == "2022-12-31" and form.holds.from_day.isChecked()

    midnight.set(NEW_YEAR)

    assert form.holds.day.text() == "2023-01-01" and form.texts()["staff_count"] == "77"
    form.holds.day.selectAll()
    form.holds.day.setText("2022-12-30")
    form.holds.day.textEdited.emit("2022-12-30")
    midnight.set(NEW_YEAR + timedelta(days=1))
    assert form.holds.day.text() == "2022-12-30", "a day that was typed stays"


def test_questions_are_asked_as_of_the_new_day_unless_another_was_typed(window: MainWindow, midnight: Midnight) -> None:
    ask, chart = window.show_place("ask"), window.show_place("chart")
    assert isinstance(ask, QuestionPage)
    chart.builder.day.setText("2021-12-31")  # type: ignore[union-attr]

    midnight.set(NEW_YEAR)

    assert ask.builder.day.text() == "2023-01-01"
    assert chart.builder.day.text() == "2021-12-31"  # type: ignore[union-attr]
    window.follow_day()  # as at the beginning and the end of every job that writes
    assert chart.builder.day.text() == "2021-12-31"  # type: ignore[union-attr]


def test_an_option_is_renamed_from_the_day_on_which_its_form_is_shown(window: MainWindow, midnight: Midnight) -> None:
    schema = window.show_place("schema")
    assert isinstance(schema, SchemaPage)
    schema.places.choose("codelist:stat_unit")
    assert schema.code_form.renamed_from.text() == "2022-12-31"
    midnight.set(NEW_YEAR)
    assert schema.code_form.renamed_from.text() == "2023-01-01"


def test_the_watch_of_the_day_waits_for_a_job_and_lets_the_day_turn_afterwards(
    window: MainWindow, midnight: Midnight, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (watch,) = window.session.findChildren(DayWatch)  # type: ignore[union-attr]
    turned: list[int] = []
    monkeypatch.setattr(window, "day_turned", lambda: turned.append(1))
    monkeypatch.setattr(conftest, "NOW", NEW_YEAR)
    with monkeypatch.context() as busy:
        busy.setattr(type(window.runner), "running", True)
        watch.look()
    assert turned == []
    watch.look()
    assert turned == [1]
    qtbot.waitUntil(lambda: not window.runner.running)
