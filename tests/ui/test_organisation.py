"""What staff do on the page of an organisation: open it, read it, jump from it, go back, look into the past."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from bureau_desk.app import organisation_page
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.values import Value
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.organisation.candidate_list import BESIDE
from bureau_desk.ui.organisation.find_dialog import FindDialog
from bureau_desk.ui.organisation.page import OrganisationView
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import compose


def put(window: MainWindow, register: str, *rows: dict[str, Value]) -> list[int]:
    assert window.session is not None
    desk = window.session.desk
    with desk.database.writing() as connection:
        entries = add_many(connection, register, rows)
    return list(write(desk, entries, "登记").records)


@pytest.fixture
def carrier(window: MainWindow, page: RegisterPage) -> int:
    """The first incubator, evaluated with a gap, counted for two years, renamed once."""
    record = page.table.model.record_at(0) or 0
    name = "大连理工江苏研究院孵化器"
    put(
        window, "annual_eval",
        *({"subject_ref": record, "subject_name_then": name, "scheme": "省科技企业孵化器绩效评价", "eval_year": year,
           "grade": grade, "publish_date": f"{year + 1}-05-01", "stat_unit_then": "320412"}
          for year, grade in ((2017, "A优秀"), (2018, "C合格"), (2020, "B良好"))),
    )  # fmt: skip
    put(
        window, "annual_stats",
        *({"subject_ref": record, "year": year, "period": "年报", "total_income": income, "incubatee_count": 40 + year - 2019}
          for year, income in ((2019, 4_000_000), (2020, 5_000_000))),
    )  # fmt: skip
    put(
        window,
        "event",
        {"subject": record, "event_kind": "更名", "event_date": "2019-03-01", "before": "旧孵化器", "after": name},
    )
    page.table.select_record(record)
    return record


@pytest.fixture
def view(window: MainWindow, page: RegisterPage, carrier: int) -> OrganisationView:
    page.table.view.setFocus()
    window.commands.do("organisation")
    made = window.stack.currentWidget()
    assert isinstance(made, OrganisationView)
    assert made.shown is not None and made.shown.record == carrier
    return made


def test_ctrl_g_is_the_key_of_the_page(window: MainWindow) -> None:
    assert [one.toString() for one in window.actions_["organisation"].shortcuts()] == ["Ctrl+G"]
    assert [one.toString() for one in window.actions_["back"].shortcuts()] == ["Alt+Left"]


def test_the_strip_shows_the_gap_and_leads_to_the_year_by_keys_and_mouse(
    window: MainWindow, view: OrganisationView, qtbot: QtBot
) -> None:
    (strip,) = view.strips
    assert [cell.text for cell in strip.strip.labels] == ["A优秀", "C合格", "缺", "B良好"]
    assert "2019 年缺" in strip.accessibleName()
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Return)  # a missing year leads nowhere
    assert window.stack.currentWidget() is view
    QTest.keyClick(strip, Qt.Key.Key_Left)
    QTest.keyClick(strip, Qt.Key.Key_Return)
    there = window.register_page()
    assert there is not None and there.register.key == "annual_eval"
    assert there.details.form.record == strip.strip.strip.years[1].record
    window.commands.do("back")
    assert window.stack.currentWidget() is view
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.rect_of(0).center())
    assert window.register_page() is not None
    window.commands.do("back")
    window.commands.do("back")
    assert window.register_page() is not None and window.register_page().register.key == "incubator"  # type: ignore[union-attr]
    window.commands.do("forward")
    assert window.stack.currentWidget() is view


def test_statistics_show_years_with_the_change_and_staff_choose_indicators(view: OrganisationView) -> None:
    table = view.tables["annual_stats"].model
    rows = {row[0]: row[1:] for row in table.rows}
    assert table.titles == ("指标", "2019", "2020", "较上年", "")  # the last one takes the rest of the width
    assert rows["总收入（千元）"] == ["4,000", "5,000", "+25.0%", ""]
    assert rows["年末在孵企业（家）"] == ["40", "41", "+2.5%", ""]
    assert (
        view.head is not None
        and "旧孵化器（至 2019-03-01）" in view.shown.former[0][0] + f"（至 {view.shown.former[0][1]}）"
    )  # type: ignore[union-attr]


def test_a_row_of_a_section_leads_to_its_record(window: MainWindow, view: OrganisationView, carrier: int) -> None:
    table = view.tables["event"].table
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    there = window.register_page()
    assert there is not None and there.register.key == "event"
    there.details.home.click()
    assert window.stack.currentWidget() is view  # the event leads back to its organisation


def test_the_past_is_shown_read_only_and_today_comes_back(window: MainWindow, view: OrganisationView) -> None:
    window.look_at(date(2018, 12, 31))
    assert [cell.text for cell in view.strips[0].strip.labels] == ["A优秀"]
    assert "event" not in view.tables and "annual_stats" not in view.tables
    assert view.head is not None and not view.head.events.isEnabled()
    window.look_at(None)
    assert len(view.strips[0].strip.labels) == 4 and view.head.events.isEnabled()


def test_a_change_made_elsewhere_is_seen_on_the_page(window: MainWindow, view: OrganisationView, carrier: int) -> None:
    put(window, "event", {"subject": carrier, "event_kind": "迁移", "event_date": "2021-01-01", "after": "新北区"})
    assert [row[1] for row in view.tables["event"].model.rows] == ["迁移", "更名"]
    window.commands.undo()
    assert len(view.tables["event"].model.rows) == 1


def test_an_event_is_begun_from_the_page(view: OrganisationView, carrier: int, qtbot: QtBot) -> None:
    view.event_asked.disconnect()
    with qtbot.waitSignal(view.event_asked) as asked:
        view.begin_event("更名")
    assert asked.args == ["更名", [carrier]]
    assert view.head is not None and "更名" in [one.text() for one in view.head.events.menu().actions()]


def test_the_page_is_written_as_pdf(view: OrganisationView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "主页.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    assert view.head is not None
    view.head.print.click()
    assert out.read_bytes().startswith(b"%PDF") and not list(tmp_path.glob("*.part"))


def test_the_titles_of_a_long_table_are_told_again_on_every_page_of_the_pdf(
    view: OrganisationView, tmp_path: Path
) -> None:
    from dataclasses import replace

    from pypdf import PdfReader

    from bureau_desk.app.organisation_parts import Cell, Line, Section
    from bureau_desk.ui.organisation.print_sheet import write_pdf

    assert view.shown is not None
    lines = tuple(Line(number, (Cell(f"Holder {number}"), Cell(str(number)))) for number in range(150))
    long = Section("contract", "Contracts", "", ("Subject", "Amount"), frozenset({1}), lines, len(lines))
    write_pdf(replace(view.shown, sections=(long,)), "测试台账", tmp_path / "主页.pdf")
    pages = [one.extract_text() for one in PdfReader(tmp_path / "主页.pdf").pages]
    held = [text for text in pages if "Holder" in text]
    assert len(held) > 2 and all("Subject" in text and "Amount" in text for text in held)


def test_a_deleted_organisation_says_so(window: MainWindow, view: OrganisationView, carrier: int) -> None:
    assert window.session is not None
    window.session.delete([carrier], with_own=True)
    assert view.shown is None
    window.commands.undo()
    assert view.shown is not None


def test_a_large_desk_shows_the_frame_at_once_and_the_page_when_it_is_read(
    window: MainWindow, view: OrganisationView, carrier: int, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    true, go_on, readers = organisation_page.page, threading.Event(), list[int]()

    def held_back(*told: object) -> object:
        readers.append(threading.get_ident())
        assert go_on.wait(60)
        return true(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(organisation_page, "page", held_back)
    monkeypatch.setattr(organisation_page, "records", lambda _: 400_000)
    before = view.shown
    assert window.session is not None
    window.look_at(date(2021, 6, 30))  # it returns although nothing can be read yet
    assert view.shown is before and view.queries.waits("page")
    qtbot.waitUntil(lambda: bool(readers), timeout=60_000)
    qtbot.wait(20)
    assert view.shown is before and threading.get_ident() not in readers
    go_on.set()
    qtbot.waitUntil(lambda: view.shown is not None and view.shown.day == date(2021, 6, 30), timeout=60_000)
    go_on.clear()
    window.look_at(None)
    window.show_place("start")
    go_on.set()
    window.drop_page(f"organisation:{carrier}")  # while its answer is under way
    go_on.clear()
    again = window.show_place(f"organisation:{carrier}")
    assert isinstance(again, OrganisationView) and again.shown is None and not again.tables
    assert any("正在读取" in one.text() for one in again.findChildren(QLabel))
    go_on.set()
    qtbot.waitUntil(lambda: again.shown is not None and bool(again.tables), timeout=60_000)
    assert threading.get_ident() not in readers


def test_an_organisation_is_found_in_all_registers_and_enter_opens_its_page(
    window: MainWindow, view: OrganisationView, carrier: int, qtbot: QtBot
) -> None:
    assert view.shown is not None
    name = view.shown.name
    window.show_place("start")
    assert window.actions_["find_organisation"].shortcuts()[0].toString() == "Ctrl+Shift+G"
    window.actions_["find_organisation"].trigger()
    dialog = next(one for one in window.findChildren(FindDialog) if one.isVisible())
    assert "拼音" in dialog.words.text()
    compose(dialog.line, "没有这样一家")
    assert "没有找到" in dialog.words.text() and dialog.list.count() == 0
    dialog.line.clear()
    compose(dialog.line, name)
    assert dialog.list.currentItem().text() == name
    assert dialog.list.currentItem().data(BESIDE).endswith(window.session.register("incubator").title)  # type: ignore[union-attr]
    code = dialog.list.currentItem().data(BESIDE).split("　")[0]
    assert len(code) == 18
    dialog.line.clear()
    qtbot.keyClicks(dialog.line, code)
    assert name in [dialog.list.item(place).text() for place in range(dialog.list.count())]
    qtbot.keyClick(dialog.line, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert window.navigation.place() == f"organisation:{carrier}"
