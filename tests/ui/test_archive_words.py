"""What the archive tells of changed numbers is text, whatever characters staff use in names."""

from __future__ import annotations

from PySide6.QtGui import QTextDocumentFragment

from bureau_desk.app.issue_archive import CHANGED, NumberChange
from bureau_desk.domain.galley import Number
from bureau_desk.ui.studio.archive_words import number_html


def test_sources_and_scopes_with_signs_of_markup_are_shown_as_they_are(window) -> None:
    origin = {"scope": "武进<区>", "source": "台账<b>甲</b>&乙", "register": "incubator", "question": ""}
    one = Number(0, "数", "", "3家", "3", "家", "2021-12-31", rows=(), article="a", **origin)
    told = number_html(window.session.desk, NumberChange(CHANGED, "数", "", "a", "甲篇", one, None))
    assert "台账<b>甲</b>&乙；武进<区>" in QTextDocumentFragment.fromHtml(told).toPlainText()
