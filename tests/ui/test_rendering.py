"""Pages of a PDF are drawn beside the window while a publication reads where its numbers stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bureau_desk.bulletin import number_pages
from bureau_desk.ui.studio.rendering import PageRenderer

PAGES = 4


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    path = tmp_path / "pages.pdf"
    with PdfPages(path) as document:
        for place in range(PAGES):
            figure = Figure((6, 8))
            for line in range(40):
                figure.text(0.1, 0.02 + line / 42, f"page {place} line {line} " + "number 1234567 " * 3, fontsize=9)
            document.savefig(figure)
    return path


def test_one_reads_while_the_other_draws_and_both_get_what_is_there(
    pdf: Path, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.bulletin.contents.pages_from_pdf", lambda _: {})
    first, _ = number_pages._printed(pdf)
    assert len(first) == PAGES and "page3line7number1234567" in first[3]
    renderer, drawn = PageRenderer(), []
    renderer.rendered.connect(lambda place, _width, picture: drawn.append((place, picture.isNull())))
    try:
        with qtbot.waitSignal(renderer.opened, timeout=20_000):
            renderer.show(pdf)
        renderer.want([(place % PAGES, 300 + place) for place in range(12)])
        for _ in range(15):
            assert number_pages._printed(pdf)[0] == first
        qtbot.waitUntil(lambda: len(drawn) == 12, timeout=30_000)
    finally:
        renderer.end()
    assert drawn == [(place % PAGES, False) for place in range(12)]
