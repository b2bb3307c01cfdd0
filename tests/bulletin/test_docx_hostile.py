"""Bad days: every galley that an editor may send becomes a Word file that is sound by the standard."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from PIL import Image

from bureau_desk.bulletin import stylesheet
from bureau_desk.bulletin.docx_writer import estimate, write_docx
from bureau_desk.charts.photographs import printable
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn
from bureau_desk.domain.problem import Trouble
from tests.bulletin import galleys
from tests.bulletin.word_file import CHECKS, W, WordFile, faults

CLOCK = datetime(2022, 10, 1)
THEME = load_theme("A")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return galleys.hostile_galleys(tmp_path_factory.mktemp("hostile"))


def written(galley, path, **options):
    reckoned = write_docx(galley, THEME, path, CLOCK, **options)
    return WordFile(path), reckoned


def test_an_issue_with_one_of_every_block_passes_every_check(tmp_path):
    galley = galleys.everything(tmp_path)
    for native in (False, True):
        path = tmp_path / f"{native}.docx"
        write_docx(galley, THEME, path, CLOCK, native_charts=native)
        word = WordFile(path)
        assert {name: check(word) for name, check in CHECKS.items() if check(word)} == {}
        for words in ("季度观察", "模拟园区外景", "6300", "附：模拟名单", "各单位载体数量", "摸清底数", "核对每一个数"):
            assert words in word.words()


@pytest.mark.parametrize(
    "name",
    [
        "one sentence", "no columns at all", "a column without articles", "an article without blocks",
        "nine columns with 25 articles", "one column with 30 articles", "a title of sixty characters",
        "an article without title", "an article with an empty title line", "a table of twelve columns",
        "a table of forty columns", "a table without rows", "a table without columns", "a table of ragged rows",
        "a list of sixty names", "blocks with nothing in them", "an empty paragraph", "a block of an unknown kind",
        "pictures that are missing or none", "nasty words everywhere", "a year of one figure and an issue of zero",
        "twelve charts, tables and pictures",
    ],
)  # fmt: skip
def test_a_hostile_galley_becomes_a_sound_file(hostile, name, tmp_path):
    galley = hostile[name]
    path = tmp_path / "a.docx"
    _, reckoned = written(galley, path)
    assert faults(path) == []
    assert list(reckoned) == [article.id for article in galley.articles()]
    folios = list(reckoned.values())
    assert folios == sorted(set(folios))


def test_every_hostile_galley_is_tried(hostile):
    tried = test_a_hostile_galley_becomes_a_sound_file.pytestmark[0].args[1]
    assert set(hostile) == set(tried)


def test_a_ragged_table_keeps_the_cells_that_its_head_has_room_for(hostile, tmp_path):
    word, _ = written(hostile["a table of ragged rows"], tmp_path / "a.docx")
    table = next(table for table in word.document.iter(f"{W}tbl") if "只有一格" in "".join(table.itertext()))
    rows = [["".join(cell.itertext()) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    assert rows[1:] == [["只有一格", "", "", ""], ["一", "2", "3", "4"]]


def test_a_turned_photograph_stands_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    content = galleys.picture_bytes("JPEG", (60, 40), exif=exif.tobytes())
    path = tmp_path / "turned.jpg"
    path.write_bytes(content)
    galley = galleys.single(
        *galleys.text(1), GalleyBlock("picture", path=str(path), caption=galleys.line("转过的照片"))
    )
    word, _ = written(galley, tmp_path / "a.docx")
    upright = printable(content)
    assert upright in word.parts.values()
    stored = tmp_path / "stored.jpg"
    stored.write_bytes(upright)
    with Image.open(stored) as image:
        assert image.size == (40, 60)
        assert image.getexif().get(0x0112, 1) == 1


def test_a_long_message_is_printed_to_its_last_word(tmp_path):
    message = replace(
        galleys.article("m"), title=(galleys.line("致读者"),), blocks=galleys.text(60), signature="编辑部"
    )
    word, _ = written(replace(galleys.single(), message=message), tmp_path / "a.docx")
    assert all(block.lines[0][0].text in word.words() for block in message.blocks)
    assert faults(tmp_path / "a.docx") == []


@pytest.mark.parametrize("damage", ["cut", "text", "no styles", "not xml", "no base style", "missing"])
def test_a_damaged_style_file_is_told_and_nothing_is_written(damage, tmp_path, monkeypatch):
    whole = stylesheet.template_path(THEME)
    broken = tmp_path / "magazine-A.docx"
    if damage == "cut":
        broken.write_bytes(whole.read_bytes()[:-200])
    elif damage == "text":
        broken.write_text("不是 Word 文件")
    elif damage != "missing":
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name == "word/styles.xml":
                    if damage == "no styles":
                        continue
                    content = content[:500] if damage == "not xml" else content.replace("正文缩进".encode(), b"other")
                new.writestr(name, content)
    monkeypatch.setattr("bureau_desk.bulletin.docx_press.template_path", lambda _: broken)
    with pytest.raises(Trouble, match=r"magazine-A\.docx") as told:
        write_docx(galleys.single(), THEME, tmp_path / "a.docx", CLOCK)
    assert told.value.hint
    assert not (tmp_path / "a.docx").exists()


def test_a_title_of_two_hundred_characters_is_whole_and_pushes_the_next_article_on(tmp_path):
    title = "六" * 200
    long = replace(galleys.article("a"), title=(galleys.line(title),), contents_title=galleys.line(title))
    galley = galleys.galley(GalleyColumn("创新头条", "", (long, galleys.article("b"))))
    word, reckoned = written(galley, tmp_path / "a.docx")
    assert title in word.words()
    assert faults(tmp_path / "a.docx") == []
    assert reckoned["b"] > reckoned["a"]


def test_an_article_of_twenty_thousand_characters_takes_as_many_pages_as_it_needs(tmp_path):
    blocks = galleys.text(210)
    characters = sum(len(block.lines[0][0].text) for block in blocks)
    assert characters > 20_000
    galley = galleys.galley(GalleyColumn("调查研究", "", (galleys.article("a", blocks=blocks), galleys.article("b"))))
    pages = estimate(galley, THEME, CLOCK)
    # A page holds two columns of 40 lines of 22 characters, and loses a part of the last line of each paragraph.
    assert characters / 1760 <= pages["b"] - pages["a"] <= characters / 1760 * 1.35 + 1
    written(galley, tmp_path / "a.docx")
    assert faults(tmp_path / "a.docx") == []


@pytest.mark.parametrize("content", [b"no picture", galleys.picture_bytes("PNG", (1, 1)), b""])
def test_an_unreadable_picture_leaves_its_name_and_its_caption(content, tmp_path):
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    block = GalleyBlock("picture", path=str(path), caption=galleys.line("坏图的图注"), credit="供图处")
    write_docx(galleys.single(*galleys.text(1), block), load_theme("A"), tmp_path / "a.docx", CLOCK)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        words = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())
    assert "（缺图：bad.png）■ 坏图的图注供图处" in words
