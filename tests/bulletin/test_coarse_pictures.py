"""Pictures with too few dots for their printed size are told, with the size at which Word gets them."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from xml.etree import ElementTree

import pytest

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.proof import proof
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.problem import Severity
from bureau_desk.exchange.issue_folder import read_issue
from tests.bulletin import galleys
from tests.bulletin.word_file import WP

TEXT = "\n\n".join("".join(galleys.SENTENCES) for _ in range(6))
PLAN = """format = 1
title = "模拟科技"
year = 2022
number = 3
date = 2022-09-30
message = "m"
[[columns]]
name = "创新头条"
articles = ["a", "b"]
"""


@pytest.fixture
def published(tmp_path, seed_rows):
    """Makes an issue with these pictures (name: size) and gives what the proof tells of them, and the sizes in Word."""

    def made(a="", b="", message="", **pictures):
        folder = tmp_path / "issue"
        (folder / "articles").mkdir(parents=True)
        (folder / "images").mkdir()
        (folder / "issue.toml").write_text(PLAN, encoding="utf-8")
        for name, size in pictures.items():
            (folder / "images" / f"{name}.jpg").write_bytes(galleys.picture_bytes("JPEG", size))
        for key, body in (("a", a), ("b", b), ("m", message)):
            head = f'+++\ntitle = "篇{key}"\nkind = "{"message" if key == "m" else "report"}"\n+++\n\n'
            (folder / "articles" / f"{key}.md").write_text(f"{head}{body}\n\n{TEXT}\n", encoding="utf-8")
        issue, problems = read_issue(folder)
        assert not problems
        galley = compose(issue, seed_rows)
        write_docx(galley, load_theme("A"), tmp_path / "a.docx", datetime(2022, 3, 1))
        document = ElementTree.fromstring(zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml"))
        sizes = {}
        for one in (*document.iter(f"{WP}inline"), *document.iter(f"{WP}anchor")):
            extent = one.find(f"{WP}extent")
            millimetres = [round(int(extent.get(side)) / 36000) for side in ("cx", "cy")]
            sizes[one.find(f"{WP}docPr").get("descr")] = tuple(millimetres)
        told = [one for one in proof(issue, galley) if one.code == "coarse"]
        assert all(one.severity is Severity.SOFT for one in told)
        return told, sizes

    return made


def size_told(problem):
    return tuple(int(one) for one in re.search(r"印成宽(\d+)毫米、高(\d+)毫米", problem.message).groups())


def test_a_picture_under_150_dots_to_the_inch_is_told_with_its_pixels_and_its_printed_size(published):
    pictures = '![小图](images/small.jpg "供图：模拟")'
    (told,), sizes = published(TEXT + "\n\n" + pictures, small=(300, 200))
    assert "“images/small.jpg”只有300×200像素" in told.message
    assert told.where.startswith("articles/a.md 第 ")
    assert size_told(told) == sizes["小图"]
    wide, high = sizes["小图"]
    dots = 25.4 / max(wide / 300, high / 200)
    assert int(re.search(r"每英寸(\d+)点", told.message)[1]) == pytest.approx(dots, abs=2) and dots < 150


def test_a_picture_large_enough_for_a_column_is_told_only_where_it_stands_over_the_whole_page(published):
    column, _ = published("第一段。\n\n" + TEXT + "\n\n![栏图](images/p.jpg)", p=(700, 420))
    assert column == []


def test_a_picture_at_the_head_of_an_article_and_one_in_the_message_are_told_too(published):
    told, sizes = published(
        b="![题图](images/head.jpg)", message="![寄语图](images/mine.jpg)", head=(700, 420), mine=(200, 130)
    )
    assert {one.value: size_told(one) for one in told} == {
        "images/head.jpg": sizes["题图"], "images/mine.jpg": sizes["寄语图"]
    }  # fmt: skip
    assert sizes["题图"][0] == 210
