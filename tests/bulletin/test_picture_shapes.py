"""Pictures keep their shape and their order: what is far from the shape of its place is set narrower or lower."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bureau_desk.bulletin.docx_arrange import arrange
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_measure import PAGE, PITCH
from bureau_desk.bulletin.docx_photos import photo_of
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.charts.photographs import picture_fault
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn
from tests.bulletin import galleys
from tests.bulletin.word_file import faults

SHAPES = [(600, 2400), (1080, 1920), (1200, 1600), (900, 900), (1600, 1200), (1920, 1080), (2400, 600), (2400, 300)]


def picture(folder, size):
    path = folder / f"{size[0]}x{size[1]}.png"
    Image.new("RGB", size, "gray").save(path)
    return GalleyBlock("picture", path=str(path), caption=galleys.line(f"{size[0]}比{size[1]}"), alt="图")


def words(lines):
    return GalleyBlock("paragraph", (galleys.line("字" * (22 * lines - 6) + "。"),))


def seen(path):
    """Of each photograph: its pixels' shape as it is drawn, and the share that is seen across and down."""
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
    found = []
    for drawing in re.findall(r"<w:drawing>.*?</w:drawing>", document, re.DOTALL):
        if 'descr="图"' not in drawing:
            continue
        wide, high = map(int, re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"', drawing).groups())
        cut = dict(re.findall(r'([ltrb])="(-?\d+)"', "".join(re.findall(r"<a:srcRect[^>]*>", drawing))))
        across, down = (1 - sum(int(cut.get(side, 0)) for side in sides) / 100_000 for sides in ("lr", "tb"))
        found.append((wide / high, across, down))
    return found


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("size", SHAPES)
def test_a_picture_is_neither_stretched_nor_cut_by_half(size, count, tmp_path):
    blocks = (words(9), *(picture(tmp_path, size) for _ in range(count)), words(12), words(9))
    article = replace(galleys.article("b", blocks=blocks), kind="report")
    galley = galleys.galley(GalleyColumn("创新头条", "TOP STORIES", (galleys.article("a"), article)))
    write_docx(galley, load_theme("A"), tmp_path / "a.docx", datetime(2022, 3, 1))
    assert faults(tmp_path / "a.docx") == []
    drawn = seen(tmp_path / "a.docx")
    assert len(drawn) == count
    for shape, across, down in drawn:
        assert min(across, down) > 0.56
        assert shape == pytest.approx(size[0] * across / (size[1] * down), rel=0.02)


def test_a_tall_picture_that_opens_an_article_keeps_its_shape(tmp_path):
    article = replace(galleys.article("b", blocks=(picture(tmp_path, (1200, 1600)), words(20))), kind="feature")
    galley = galleys.galley(GalleyColumn("创新头条", "TOP STORIES", (galleys.article("a"), article)))
    write_docx(galley, load_theme("A"), tmp_path / "a.docx", datetime(2022, 3, 1))
    ((_, across, down),) = seen(tmp_path / "a.docx")
    assert min(across, down) > 0.56


KINDS = st.sampled_from(["text", "text", "head", "picture", "pictures", "chart", "table", "names", "quote"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(KINDS, st.integers(2, 16)), min_size=2, max_size=14))
def test_pictures_charts_and_lists_each_keep_their_order(told):
    def piece(kind, lines):
        if kind in ("text", "head"):
            return Piece("", kind, (2 if kind == "head" else lines) * PITCH)
        return Piece("", "wide" if kind in ("pictures", "names") or lines % 2 else "box", lines * PITCH, what=kind)

    pieces = [piece(*one) for one in told]
    order = arrange(pieces, PAGE).order
    assert sorted(order) == list(range(len(pieces)))
    for kinds in (("text", "head"), ("picture", "pictures"), ("chart",), ("table",), ("names",), ("quote",)):
        mine = [place for place in order if told[place][0] in kinds]
        assert mine == sorted(mine)


def test_a_photograph_that_was_cut_off_is_not_printed(tmp_path):
    whole = tmp_path / "whole.jpg"
    Image.effect_noise((800, 600), 60).convert("RGB").save(whole, "JPEG")
    content = whole.read_bytes()
    (tmp_path / "cut.jpg").write_bytes(content[: len(content) // 3])
    (tmp_path / "sloppy.jpg").write_bytes(content.removesuffix(b"\xff\xd9"))
    (tmp_path / "trailing.jpg").write_bytes(content + b"\0" * 4000)
    found = {path.name: photo_of(str(path)) is not None for path in tmp_path.iterdir()}
    assert found == {"whole.jpg": True, "cut.jpg": False, "sloppy.jpg": False, "trailing.jpg": True}
    for path in tmp_path.iterdir():
        assert found[path.name] == (picture_fault(path.read_bytes()) == "")
