"""The brief: red head, the grid of GB/T 9704 measured on the PDF, numbered heads, 版记 at the foot, sound parts."""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest
from lxml import etree

from bureau_desk.bulletin.brief_preset import SHIPPED, preset, presets
from bureau_desk.bulletin.brief_writer import chinese_numeral, write_brief
from bureau_desk.bulletin.pdf import convert, soffice
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn
from bureau_desk.domain.issue import Brief
from bureau_desk.domain.problem import Misuse
from tests.bulletin import galleys, word_file

CLOCK = datetime(2022, 10, 8, 9)
BRIEF = Brief(
    "模拟科技工作简报", 12, 34, "模拟科技局办公室", date(2022, 10, 8), ("市委办", "市政府办"), ("有关部门",), ("各辖市（区）",),
    copies=60,
)  # fmt: skip
office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


def written(folder, galley, brief=BRIEF, layout="gbt-9704"):
    out = folder / "简报.docx"
    write_brief(galley, brief, preset(layout), load_theme("A"), out, CLOCK)
    return out


def paragraphs(path):
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        styles = etree.fromstring(archive.read("word/styles.xml"))
    names = {one.get(f"{word_file.W}styleId"): one.find(f"{word_file.W}name").get(f"{word_file.W}val")
             for one in styles.iter(f"{word_file.W}style")}  # fmt: skip
    found = []
    for one in root.iter(f"{word_file.W}p"):
        style = one.find(f"{word_file.W}pPr/{word_file.W}pStyle").get(f"{word_file.W}val")
        text = "".join(
            "\t" if part.tag.endswith("}tab") else part.text or ""
            for part in one.iter(f"{word_file.W}t", f"{word_file.W}r/{word_file.W}tab", f"{word_file.W}tab")
            if not part.getparent().tag.endswith("}tabs")
        )
        found.append((names[style], text))
    return found


def lines_of(path, page):
    """The lines of a page as (distance from the top in points, text without blanks), in order."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        sheet = document[page]
        text, height = sheet.get_textpage(), sheet.get_height()
        rows = Counter()
        words = {}
        for place in range(text.count_chars()):
            letter = text.get_text_range(place, 1)
            if letter.strip():
                _, bottom, _, top = text.get_charbox(place, loose=True)
                row = round((height - (top + bottom) / 2) / 4)
                rows[row] += 1
                words[row] = words.get(row, "") + letter
        return [(row * 4, words[row]) for row in sorted(rows)]
    finally:
        document.close()


def test_every_part_of_a_brief_with_everything_is_sound(tmp_path):
    path = written(tmp_path, galleys.everything(tmp_path))
    # folios of a brief are plain, not the magazine's two digits; theme fonts and repeated styles stay forbidden
    assert [one for one in word_file.faults(path) if "decimalZero" not in one] == []


def test_head_articles_and_foot_say_what_the_brief_says(tmp_path):
    told = paragraphs(written(tmp_path, galleys.everything(tmp_path)))
    texts = [text for _, text in told]
    assert told[0] == ("简报名", "模拟科技工作简报")
    assert told[1] == ("简报期号", "第12期（总第34期）")
    assert told[2] == ("简报报头", "模拟科技局办公室\t2022年10月8日")
    assert ("简报要目题", "本期要目") in told and sum(style == "简报要目" for style, _ in told) == 3
    assert ("简报版记", "报：市委办，市政府办。") in told and ("简报版记", "发：各辖市（区）。") in told
    assert texts[-3].startswith("模拟科技局办公室\t2022年10月8日印发") and "共印60份" in texts[-3]


def test_the_text_of_every_block_arrives_in_order(tmp_path):
    galley = galleys.everything(tmp_path)
    whole = "".join(text for _, text in paragraphs(written(tmp_path, galley)))
    place = 0
    for article in galley.articles():
        for one in article.blocks:
            for line in one.lines:
                words = "".join(span.text for span in line)
                place = whole.find(words, place)
                assert place >= 0, words
        for words in (article.byline, article.office, article.source, article.signature):
            assert words in whole


def test_heads_are_numbered_by_level_unless_their_author_did(tmp_path):
    def head(text, level=2):
        return GalleyBlock("heading", (galleys.line(text),), level=level)

    blocks = (
        head("总量"),
        head("存量", 3),
        head("增量", 3),
        head("结构"),
        head("行业", 3),
        head("三、作者写的"),
        head("以后"),
    )
    told = paragraphs(written(tmp_path, galleys.single(*blocks)))
    heads = [text for style, text in told if style in ("简报一级", "简报二级")]
    assert heads == ["一、总量", "（一）存量", "（二）增量", "二、结构", "（一）行业", "三、作者写的", "四、以后"]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_numerals_are_those_of_documents(number, words):
    assert chinese_numeral(number) == words


@office
def test_the_grid_of_the_standard_is_measured_on_the_page(tmp_path):
    """GB/T 9704-2012 5.2.3: 22 lines to the page, 28 characters to the line."""
    prose = GalleyBlock("paragraph", (galleys.line("国" * 28 * 60),))
    path = convert(written(tmp_path, galleys.single(prose)), tmp_path, CLOCK)
    second = [(at, text) for at, text in lines_of(path, 1) if set(text) == {"国"}]
    assert len(second) == 22
    assert {len(text) for _, text in second} == {28}
    pitches = {round((second[-1][0] - second[0][0]) / 21, 1)}
    assert pitches <= {28.8, 28.9, 29.0, 29.1}


@office
def test_the_colophon_stands_at_the_foot_of_the_last_page_alone(tmp_path):
    galley = galleys.single(*galleys.text(9))
    path = convert(written(tmp_path, galley), tmp_path, CLOCK)
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    count = len(document)
    document.close()
    feet = [[text for _, text in lines_of(path, page) if text.startswith(("报：", "送："))] for page in range(count)]
    assert count > 1 and [len(one) for one in feet] == [0] * (count - 1) + [2]
    rows = lines_of(path, count - 1)
    printed = next(at for at, text in rows if "印发" in text)
    assert 690 < printed < 297 / 25.4 * 72 - 35 / 25.4 * 72 + 4, "just over the margin at the foot"


@office
def test_a_page_number_stands_between_dashes_on_the_outer_side(tmp_path):
    path = convert(written(tmp_path, galleys.single(*galleys.text(14))), tmp_path, CLOCK)
    assert [lines_of(path, page)[-1][1] for page in (0, 1)] == ["—1—", "—2—"]


def test_a_layout_of_staffs_own_goes_before_the_shipped_one(tmp_path):
    assert set(presets()) == {"gbt-9704", "wide"}
    own = tmp_path / "gbt-9704.toml"
    own.write_text((SHIPPED / "gbt-9704.toml").read_text(encoding="utf-8").replace("lines = 22", "lines = 20"), "utf-8")
    assert preset("gbt-9704", tmp_path).lines == 20
    assert preset("宽幅（行距28磅）").name == "wide"


@pytest.mark.parametrize(
    "text",
    ['lines = "二十二"', "linse = 22", "left = 200", 'folio = "左"', "lines = ", "characters = true"],
)
def test_a_layout_with_a_fault_is_refused_by_name(tmp_path, text):
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Misuse, match=r"own\.toml"):
        preset("own", tmp_path)


def test_an_unknown_layout_names_those_there_are():
    with pytest.raises(Misuse) as refused:
        preset("gbt9704")
    assert "gbt-9704" in refused.value.sentence()


def test_the_same_brief_gives_the_same_bytes(tmp_path):
    galley = galleys.everything(tmp_path)
    first = written(tmp_path, galley).read_bytes()
    assert written(tmp_path, galley).read_bytes() == first


def test_a_brief_of_one_sentence_and_a_nameless_sender_still_comes_out(tmp_path):
    told = paragraphs(written(tmp_path, galleys.single(), Brief("简报")))
    assert told[0] == ("简报名", "简报")
    missing = GalleyBlock("picture", path=str(tmp_path / "没有.png"), caption=galleys.line("一张图"))
    galley = galleys.galley(GalleyColumn("简", "", (replace(galleys.article(), title=(), blocks=(missing,)),)))
    assert any("缺图：没有.png" in text for _, text in paragraphs(written(tmp_path, galley)))


def test_a_long_list_of_short_names_stands_two_to_the_line_in_reading_order(tmp_path):
    names = tuple(galleys.line(f"模拟企业{n}号") for n in range(31))
    made = galleys.single(*galleys.text(1), GalleyBlock("names", names, title=galleys.line("附：名单")))
    lines = [words for style, words in paragraphs(written(tmp_path, made)) if "模拟企业" in words]
    assert lines[0] == "1.模拟企业0号\t2.模拟企业1号"
    assert lines[-1] == "31.模拟企业30号" and len(lines) == 16
    long = replace(made.articles()[0].blocks[1], lines=(*names, galleys.line("很长的名称" * 6)))
    single = galleys.single(long)
    assert sum("模拟企业" in words for _, words in paragraphs(written(tmp_path, single))) == 31
