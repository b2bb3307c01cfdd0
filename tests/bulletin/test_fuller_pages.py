"""Where LibreOffice needs more lines than were reckoned, an article is set again with some to spare."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.docx_fit import fitted
from bureau_desk.bulletin.docx_marks import END_MARK, FIRST_FOLIO_MARK, Marks, bookmark_names
from bureau_desk.bulletin.docx_measure import PAGE, PITCH
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_writer import reckon
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn
from tests.bulletin import galleys

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")


def issue(folder, paragraphs=17):
    """An article between two others, with two pictures."""
    picture = folder / "p.png"
    picture.write_bytes(galleys.picture_bytes(size=(600, 400)))
    shown = GalleyBlock("picture", path=str(picture), caption=galleys.line("模拟园区"))
    text = galleys.text(paragraphs)
    full = replace(galleys.article("full", blocks=(*text[:3], shown, *text[3:9], shown, *text[9:])), kind="report")
    return galleys.galley(GalleyColumn("创新头条", "", (galleys.article("a"), full, galleys.article("b"))))


def laid(galley, closer=frozenset()):
    press = Press(THEME, CLOCK, 1, rough=True)
    press.closer = closer
    column = galley.columns[0]
    return fitted(press, column, 1, False, column.articles[1], Marks(press, galley, {}, True))[1]


def brim_full(folder):
    """The issue whose article fills its last page."""
    made = (issue(folder, paragraphs) for paragraphs in range(10, 60))
    return next(one for one in made if laid(one).filled > 0.97 and laid(one).pages > 1)


def test_an_article_that_is_set_closer_leaves_lines_free_and_takes_no_more_pages(tmp_path):
    galley = brim_full(tmp_path)
    before, after = laid(galley), laid(galley, frozenset({"full"}))
    assert after.pages == before.pages
    assert sorted(after.order) == sorted(before.order)
    assert (before.filled - after.filled) * PAGE >= PITCH
    assert laid(galley, frozenset({"a"})).filled == before.filled


@pytest.mark.parametrize(("full", "wanted"), [(True, {"full"}), (False, set())])
def test_only_an_article_that_was_to_fill_its_last_page_is_set_closer(tmp_path, monkeypatch, full, wanted):
    galley = brim_full(tmp_path) if full else issue(tmp_path, 4)
    written, reckoned = [], reckon(galley, THEME, CLOCK)

    def write_docx(*_, closer=frozenset(), unbalanced=frozenset(), **__):
        written.append((closer, unbalanced))
        return reckoned

    def pages_from_pdf(_):
        """One page more behind the article until it is set otherwise."""
        more = 1 if not any(written[-1]) else 0
        names = bookmark_names(galley)
        late = {names["b"]: more, END_MARK: more}
        marks = {name: reckoned[key] + 2 + late.get(name, 0) for key, name in [*names.items(), (END_MARK, END_MARK)]}
        return {FIRST_FOLIO_MARK: 3, **marks}

    monkeypatch.setattr(contents, "write_docx", write_docx)
    monkeypatch.setattr(contents, "pages_from_pdf", pages_from_pdf)
    monkeypatch.setattr(contents, "convert", lambda *_: tmp_path / "a.pdf")
    monkeypatch.setattr(contents, "outlined", lambda *_: [])
    closer = set()
    pages, _ = contents.paginate(galley, THEME, "a", CLOCK, tmp_path, closer=closer)
    assert closer == wanted
    assert pages == reckoned
    assert written[0] == (frozenset(), frozenset())
    assert written[-1] == (frozenset(wanted), frozenset({"full"} - wanted))
