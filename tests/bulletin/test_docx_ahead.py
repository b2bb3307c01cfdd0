"""Pictures drawn ahead by another processor: the document is the same to the byte, and little is left to draw for it."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from PIL import Image, ImageOps

from bureau_desk.bulletin import docx_fit, docx_photos
from bureau_desk.bulletin.contents import estimate_pages
from bureau_desk.bulletin.docx_ahead import draw_ahead, is_at_hand
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.charts import drawn
from bureau_desk.charts.theme import load_theme

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")


@pytest.fixture
def alone(monkeypatch):
    """No cache, and nothing found before."""
    monkeypatch.setenv("BUREAU_DESK_CACHE", "")
    monkeypatch.setattr(docx_fit, "_KEPT", {})


def test_a_document_whose_pictures_were_drawn_ahead_is_the_same_and_finds_them(tmp_path, big, alone, monkeypatch):
    write_docx(big, THEME, tmp_path / "plain.docx", CLOCK, estimate_pages(big))
    docx_fit._KEPT.clear()
    searched = []
    real = docx_fit._Fitting.found
    with drawn.kept_aside(tmp_path / "pictures"):
        assert not is_at_hand(big, THEME, CLOCK)
        draw_ahead(big, THEME, CLOCK)
        assert is_at_hand(big, THEME, CLOCK)
        docx_fit._KEPT.clear()
        monkeypatch.setattr(docx_fit._Fitting, "found", lambda one: searched.append(1) or real(one))
        monkeypatch.setattr("bureau_desk.charts.picture.draw", lambda *given: pytest.fail("a chart was drawn again"))
        monkeypatch.setattr(docx_photos, "_smaller", lambda *given: pytest.fail("a photograph was made again"))
        write_docx(big, THEME, tmp_path / "ahead.docx", CLOCK, estimate_pages(big))
    assert (tmp_path / "plain.docx").read_bytes() == (tmp_path / "ahead.docx").read_bytes()
    assert len(searched) < len(big.articles()) / 4


def test_pictures_kept_aside_give_way_to_the_users_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    with drawn.kept_aside(tmp_path / "aside"):
        assert drawn.drawn("what", (), lambda: b"{}", "json") == b"{}"
        assert drawn.was_drawn("what", (), "json") and not (tmp_path / "aside").exists()
    monkeypatch.setenv("BUREAU_DESK_CACHE", "")
    assert not drawn.was_drawn("what", (), "json")


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "P"])
@pytest.mark.parametrize("held", [0, 1, 3, 6])
def test_a_photograph_without_needless_copies_is_the_same(mode, held):
    colours = Image.linear_gradient("L").resize((640, 480))
    image = Image.merge("RGB", (colours, colours.rotate(90).resize((640, 480)), colours)).convert(mode)
    exif = Image.Exif()
    exif[0x0112] = held
    content = io.BytesIO()
    image.save(content, "PNG" if mode == "P" else "JPEG", exif=exif)
    size = (120, 160) if held == 6 else (160, 120)
    with Image.open(io.BytesIO(content.getvalue())) as opened:
        if opened.format == "JPEG":
            opened.draft("RGB", size[::-1] if held == 6 else size)
        copied = ImageOps.exif_transpose(opened).convert("RGB")
        expected = io.BytesIO()
        copied.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0).save(
            expected, "JPEG", quality=90, dpi=(300, 300)
        )
    assert docx_photos._smaller(content.getvalue(), size) == expected.getvalue()
