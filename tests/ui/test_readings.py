"""The dialog of staff's own readings, typed into as staff do."""

from __future__ import annotations

from PySide6.QtCore import Qt

from bureau_desk.app import browsing, readings
from bureau_desk.app.browsing import View
from bureau_desk.app.jobs import finish
from bureau_desk.ui.entering.sources import ChoiceSources
from bureau_desk.ui.settings_page import SettingsPage
from tests.ui.conftest import compose


def opened(window):
    page = window.show_place("settings")
    assert isinstance(page, SettingsPage)
    return page.open_readings()


def found(window, typed):
    return len(browsing.ids(window.session.desk, View("incubator", typed)))


def test_a_word_typed_with_its_reading_is_found_by_it_and_given_back(window, qtbot):
    dialog = opened(window)
    assert dialog.empty.isVisible() and not dialog.table.isVisible()
    assert found(window, "liyangshi") == 1 and found(window, "piyangshi") == 0
    compose(dialog.word, "溧阳")
    qtbot.keyClick(dialog.word, Qt.Key.Key_Return)
    assert dialog.syllables.text() == "li yang" and dialog.focusWidget() is dialog.syllables
    dialog.syllables.selectAll()
    qtbot.keyClicks(dialog.syllables, "pi yang")
    qtbot.keyClick(dialog.syllables, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.model.rows == [("溧阳", "pi yang")])
    assert found(window, "piyangshi") == 1 and found(window, "liyangshi") == 0
    assert dialog.word.text() == "" and dialog.isVisible()
    qtbot.waitUntil(dialog.give_back_button.isEnabled)
    dialog.table.selectRow(0)
    qtbot.mouseClick(dialog.give_back_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: readings.listed(window.session.desk) == {} and not dialog.table.isVisible())
    assert found(window, "liyangshi") == 1
    assert (dialog.word.text(), dialog.syllables.text()) == ("溧阳", "pi yang"), "one key keeps it again"
    dialog.close()


def test_what_is_wrong_is_said_beside_it_and_stays_as_typed(window, qtbot):
    dialog = opened(window)
    compose(dialog.word, "溧阳")
    qtbot.keyClicks(dialog.syllables, "li")
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    assert "2 个字" in dialog.trouble.text() and dialog.trouble.isVisible()
    assert (dialog.word.text(), dialog.syllables.text()) == ("溧阳", "li")
    assert readings.listed(window.session.desk) == {}
    dialog.close()


def test_where_nothing_can_be_written_the_list_is_shown_and_says_why(window, qtbot):
    from datetime import date

    window.session.look_at(date(2021, 1, 1))
    dialog = opened(window)
    assert not dialog.keep_button.isEnabled() and "不能修改" in dialog.trouble.text()
    dialog.close()
    window.session.look_at(None)


def test_choices_are_found_by_a_reading_as_soon_as_it_is_laid_down(session):
    sources = ChoiceSources(session)
    assert sources.codes("stat_unit").own == {}
    finish(readings.put(session.desk, "武进", "wu jin"))
    assert sources.codes("stat_unit").own == {"武进": ("wu", "jin")}
