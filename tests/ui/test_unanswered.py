"""What waits for an answer that nobody gives is told by its words, and ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.messages import choose, tell_error, tell_trouble
from tests.ui.unanswered import Unanswered


@pytest.fixture
def impatient(unanswered: Unanswered, styled: QApplication) -> Unanswered:
    unanswered.patience = 0.2
    return unanswered


@pytest.fixture
def parent(qtbot: QtBot, styled: QApplication) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def failed(unanswered: Unanswered) -> str:
    with pytest.raises(pytest.fail.Exception) as told:
        unanswered.end()
    unanswered.told.clear()
    return str(told.value)


def test_a_message_that_nobody_answers_is_told_put_away_and_fails_the_test(
    impatient: Unanswered, parent: QWidget
) -> None:
    tell_trouble(parent, Trouble("磁盘已满。", "请清理磁盘。"))
    assert "磁盘已满" in failed(impatient)


def test_a_question_a_dialog_and_a_menu_are_told_too(impatient: Unanswered, parent: QWidget) -> None:
    assert choose(parent, "删除", "要删除哪些？", "", ("全部", "取消")) == 1
    dialog = QDialog(parent)
    QVBoxLayout(dialog).addWidget(QLabel("写明原因"))
    assert dialog.exec() == QDialog.DialogCode.Rejected
    menu = QMenu(parent)
    menu.addAction("复制")
    menu.exec(parent.mapToGlobal(parent.rect().center()))
    words = failed(impatient)
    assert "要删除哪些" in words and "写明原因" in words and "复制" in words


def test_who_answers_or_waits_for_a_dialog_of_his_own_is_left_alone(
    impatient: Unanswered, parent: QWidget, qtbot: QtBot
) -> None:
    QTimer.singleShot(30, lambda: QApplication.activeModalWidget().reject())  # type: ignore[union-attr]
    tell_trouble(parent, Trouble("磁盘已满。", "请清理磁盘。"))
    dialog = QDialog(parent)
    dialog.open()
    qtbot.wait(700)
    assert dialog.isVisible() and impatient.told == []
    dialog.close()


def test_where_no_window_is_seen_nothing_waits_for_an_answer_and_the_words_go_into_the_log(
    impatient: Unanswered, parent: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    parent.hide()
    tell_trouble(parent, Trouble("磁盘已满。", "请清理磁盘。"))
    assert choose(parent, "删除", "要删除哪些？", "", ("全部", "取消")) == 1
    tell_error(parent, ValueError("x"))
    assert impatient.told == [] and "磁盘已满" in caplog.text and "要删除哪些" in caplog.text
