"""The view that is seen as PDF: every row, the columns in their order, conditions and pages told."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.printing.commands import save_pdf_to
from bureau_desk.ui.registers_page import RegisterPage
from tests.ui.conftest import ROWS


def written(window: MainWindow, out: Path, qtbot: QtBot) -> PdfReader:
    with qtbot.waitSignal(window.runner.finished, timeout=30_000):
        save_pdf_to(window, out)
    return PdfReader(out)


def text_of(pdf: PdfReader) -> list[str]:
    """The text of each page; readers give blanks as tabs and some characters as radicals of the same look."""
    return [
        unicodedata.normalize("NFKC", one.extract_text()).replace("\t", " ").replace("⻚", "页") for one in pdf.pages
    ]


def test_all_rows_of_the_view_stand_in_the_pdf_with_title_and_pages(
    window: MainWindow, page: RegisterPage, tmp_path: Path, qtbot: QtBot
) -> None:
    pdf = written(window, tmp_path / "孵化器.pdf", qtbot)
    texts = text_of(pdf)
    whole = "\n".join(texts).replace("\n", "")
    assert "科技企业孵化器(截至 2022-03-01)" in texts[0] and f"共 {ROWS} 条" in texts[0]
    assert all(f"第 {number} 页,共 {len(texts)} 页" in text for number, text in enumerate(texts, 1))
    assert all("孵化器名称" in text for text in texts)
    for number in (5, 77, 203, ROWS - 1):
        assert f"模拟孵化器{number:03d}" in whole
    box = pdf.pages[0].mediabox
    assert round(float(box.width)) == 842  # A4 across


def test_filter_and_order_are_told_and_kept(
    window: MainWindow, page: RegisterPage, tmp_path: Path, qtbot: QtBot
) -> None:
    from bureau_desk.ui import filtering

    field = page.register.field("carrier_name")
    page.table.conditions.set_filter("carrier_name", filtering.conditions(field, "模拟孵化器00", lambda *_: ()))
    page.table.conditions.sort_by("carrier_name", True)
    pdf = written(window, tmp_path / "筛选.pdf", qtbot)
    text = text_of(pdf)[0]
    assert len(pdf.pages) == 1 and "条件:" in text and "孵化器名称降序" in text and "共 5 条" in text
    places = [text.index(f"模拟孵化器00{number}") for number in (9, 8, 7, 6, 5)]
    assert places == sorted(places)


def test_a_long_text_takes_some_lines_and_tears_no_row(tmp_path: Path, styled: object) -> None:
    from PySide6.QtGui import QPdfWriter

    from bureau_desk.app.jobs import finish
    from bureau_desk.ui.printing.layout import Column, Sheet
    from bureau_desk.ui.printing.painting import paint

    out = tmp_path / "长.pdf"
    writer = QPdfWriter(str(out))
    writer.setResolution(300)
    sheet = Sheet("长", (), (Column("名称"), Column("说明"), Column("数", True)), "脚")
    rows = [(f"第{place}行", "模拟的很长的说明" * (place % 40), f"{place:,}") for place in range(120)]
    pages = finish(paint(writer, sheet, rows))
    del writer
    pdf = PdfReader(out)
    whole = text_of(pdf)
    assert pages == len(pdf.pages) > 2
    for place in range(120):
        assert sum(f"第{place}行" in text for text in whole) == 1


def test_cancelled_printing_leaves_the_earlier_file_alone(
    window: MainWindow, page: RegisterPage, tmp_path: Path, qtbot: QtBot
) -> None:
    from bureau_desk.ui.printing.job import pdf_job

    out = tmp_path / "旧.pdf"
    out.write_bytes(b"old")
    view, fields = page.table.conditions.view(), list(page.table.model.columns)
    job = pdf_job(window.session, view, fields, [], out, window.session.desk.clock())
    next(job)
    next(job)
    job.close()
    assert out.read_bytes() == b"old" and [one.name for one in tmp_path.glob("*.part")] == []


def test_an_unwritable_target_is_told_in_a_sentence(
    window: MainWindow, page: RegisterPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(window, "tell_trouble", told.append)
    with qtbot.waitSignal(window.runner.failed, timeout=30_000):
        save_pdf_to(window, tmp_path / "没有这个文件夹" / "甲.pdf")
    assert told


def test_the_commands_have_keys_and_belong_to_register_pages(window: MainWindow, page: RegisterPage) -> None:
    assert window.actions_["print"].isEnabled() and window.actions_["save_pdf"].isEnabled()
    window.show_place("start")
    assert not window.actions_["print"].isEnabled()
