"""What staff do with documents beside a record: drop, open, save, rename, remove, take back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from bureau_desk.app import attaching, closing, recording
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.attachments.panel import AttachmentsPanel
from bureau_desk.ui.details_panel import ATTACHMENTS
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.name_dialog import NameDialog
from bureau_desk.ui.registers_page import RegisterPage


@pytest.fixture
def troubles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window says of troubles, instead of a dialog that waits."""
    told: list[str] = []
    monkeypatch.setattr("bureau_desk.ui.main_window.tell_trouble", lambda _, trouble: told.append(trouble.message))
    return told


def document(folder: Path, name: str = "批复.pdf", content: bytes = b"%PDF approved") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def drop(page: RegisterPage, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(20, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.details.dropEvent(event)
    assert event.isAccepted()


def names(panel: AttachmentsPanel) -> list[str]:
    return [row[0] for row in panel.model.rows]


def test_files_dropped_on_the_form_are_attached_and_undo_takes_them_back(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = page.details.attachments
    drop(page, document(tmp_path), document(tmp_path, "证书.jpg", b"jpg"))
    # Their names are there before the job that attached them has ended; until then nothing is taken back.
    qtbot.waitUntil(lambda: names(panel) == ["批复.pdf", "证书.jpg"] and not window.runner.running)
    assert page.details.tabs.currentIndex() == ATTACHMENTS
    assert page.details.tabs.tabText(ATTACHMENTS) == "附件（2）"
    window.commands.undo()
    assert names(panel) == [] and page.details.tabs.tabText(ATTACHMENTS) == "附件"
    window.commands.redo()
    assert names(panel) == ["批复.pdf", "证书.jpg"]


def test_documents_of_a_closed_year_ask_for_a_reason_and_are_then_kept(
    window: MainWindow,
    page: RegisterPage,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    troubles: list[str],
) -> None:
    assert window.session is not None
    desk, panel = window.session.desk, page.details.attachments
    closing.close(desk, 2021)
    asked: list[str] = []
    reasons = ["", "补交批复", "改正文件名", "重复上传"]

    def ask(closed: closing.Closed, _parent: object = None) -> str:
        asked.append(closed.message)
        return reasons[len(asked) - 1]

    monkeypatch.setattr("bureau_desk.ui.window_jobs.ask_reason", ask)
    monkeypatch.setattr("bureau_desk.ui.time.correction.ask_reason", ask)
    drop(page, document(tmp_path))
    qtbot.waitUntil(lambda: len(asked) == 1 and not window.session.busy)
    assert names(panel) == []
    drop(page, document(tmp_path))
    # what follows is a further change, which waits until the job has ended
    qtbot.waitUntil(lambda: names(panel) == ["批复.pdf"] and not window.runner.running and not window.session.busy)
    panel.table.selectRow(0)
    panel.rename(panel.chosen, "认定批复")
    assert names(panel) == ["认定批复.pdf"]
    panel.table.selectRow(0)
    panel.remove_chosen()
    assert names(panel) == [] and len(asked) == 4 and troubles == []
    told = [one.reason for one in recording.history(desk, page.details.attachments.record)[:3]]
    assert told == ["更正：重复上传", "更正：改正文件名", "更正：补交批复"]


def test_a_document_is_opened_saved_renamed_and_removed_by_keys(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = page.details.attachments
    drop(page, document(tmp_path))
    qtbot.waitUntil(lambda: names(panel) == ["批复.pdf"] and not window.runner.running)
    opened: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) or True)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert opened[0].name == "批复.pdf" and opened[0].read_bytes() == b"%PDF approved"
    out = tmp_path / "另存.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    panel.save_button.click()
    assert out.read_bytes() == b"%PDF approved"
    panel.rename_button.click()
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, NameDialog) and asked.name.selectedText() == "批复.pdf"
    asked.name.setText(" ")
    qtbot.keyClick(asked.name, Qt.Key.Key_Return)
    assert asked.isVisible()  # no name at all
    asked.name.setText("认定批复")
    qtbot.keyClick(asked.name, Qt.Key.Key_Return)
    assert names(panel) == ["认定批复.pdf"]
    panel.remove_button.click()
    assert names(panel) == []
    window.commands.undo()
    assert names(panel) == ["认定批复.pdf"]


def test_a_typed_draft_survives_attaching_and_saving_keeps_the_document(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, tmp_path: Path
) -> None:
    form, panel = page.details.form, page.details.attachments
    editor = form.rows["address"].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "New Road 1")
    drop(page, document(tmp_path))
    qtbot.waitUntil(lambda: names(panel) == ["批复.pdf"] and not window.runner.running)
    assert form.rows["address"].text() == "New Road 1"
    assert form.save()
    assert names(panel) == ["批复.pdf"]


def test_files_and_pictures_are_pasted(window: MainWindow, page: RegisterPage, qtbot: QtBot, tmp_path: Path) -> None:
    panel = page.details.attachments
    page.details.tabs.setCurrentIndex(ATTACHMENTS)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(document(tmp_path)))])
    QGuiApplication.clipboard().setMimeData(mime)
    panel.paste()
    qtbot.waitUntil(lambda: names(panel) == ["批复.pdf"] and not window.runner.running)
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    panel.paste()
    assert names(panel)[1].endswith(".png")


def test_refused_files_are_named_and_programs_are_not_run(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, tmp_path: Path, troubles: list[str]
) -> None:
    panel = page.details.attachments
    drop(page, document(tmp_path, "空.pdf", b""))
    qtbot.waitUntil(lambda: bool(troubles))
    assert "“空.pdf”是空文件" in troubles[0]
    drop(page, document(tmp_path, "工具.exe", b"MZ"))
    qtbot.waitUntil(lambda: names(panel) == ["工具.exe"] and not window.runner.running)
    panel.open_button.click()
    assert "程序文件" in troubles[-1]


def test_a_new_record_asks_to_be_saved_first_and_the_past_is_read_only(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, tmp_path: Path
) -> None:
    from datetime import date

    panel = page.details.attachments
    drop(page, document(tmp_path))
    qtbot.waitUntil(lambda: names(panel) == ["批复.pdf"] and not window.runner.running)
    window.look_at(date(2021, 12, 31))
    assert not panel.add_button.isEnabled() and not panel.remove_button.isEnabled() and panel.open_button.isEnabled()
    assert names(panel) == ["批复.pdf"]
    window.look_at(None)
    page.begin_new()
    assert not panel.add_button.isEnabled() and "先保存" in panel.words.text()


def test_the_limits_are_set_in_the_settings_and_hold_at_once(
    window: MainWindow, page: RegisterPage, qtbot: QtBot, tmp_path: Path
) -> None:
    large = tmp_path / "大图.bin"
    large.write_bytes(b"x" * (3 * 1024 * 1024))
    assert window.session is not None
    settings = window.show_place("settings")
    settings.limits.file.setFocus()
    settings.limits.file.selectAll()
    qtbot.keyClicks(settings.limits.file, "2")
    qtbot.keyClick(settings.limits.file, Qt.Key.Key_Return)
    assert attaching.limits(window.session.desk) == attaching.Limits(2, 500)
    record = page.table.model.record_at(0)
    assert record is not None
    with pytest.raises(Trouble, match="上限 2 MB"):
        finish(attaching.add(window.session.desk, record, [large]))
    settings.limits.file.setValue(4)
    settings.limits.file.editingFinished.emit()
    finish(attaching.add(window.session.desk, record, [large]))
    assert attaching.documents(window.session.desk, record)[0].words == "3.0 MB"
