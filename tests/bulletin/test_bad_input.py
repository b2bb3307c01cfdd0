"""What editors send on a bad day, as files: the issue is made, every fault is told with file and line."""

from __future__ import annotations

import os
import re
from datetime import datetime

import pytest

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.docx_photos import photo_of
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.proof import proof
from bureau_desk.bulletin.proof_emoji import emoji_slips
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.issue import Article
from bureau_desk.exchange.issue_folder import read_issue
from tests.bulletin import galleys
from tests.bulletin.test_whole_issue import printed
from tests.bulletin.word_file import faults

CLOCK = datetime(2022, 3, 1)
PLAN = """format = 1
title = "模拟科技"
year = 2022
number = 3
date = 2022-09-30
[[columns]]
name = "创新头条"
articles = ["one"]
"""


@pytest.fixture
def publish(tmp_path, seed_rows):
    """Makes an issue of one article and gives its paragraphs and its problems."""

    def made(body, title="模拟园区", plan=PLAN, figures=""):
        folder = tmp_path / "issue"
        (folder / "articles").mkdir(parents=True, exist_ok=True)
        (folder / "images").mkdir(exist_ok=True)
        (folder / "issue.toml").write_text(plan, encoding="utf-8")
        (folder / "articles" / "one.md").write_text(f'+++\ntitle = "{title}"\n+++\n\n{body}\n', encoding="utf-8")
        if figures:
            (folder / "figures.toml").write_text(figures, encoding="utf-8")
        issue, found = read_issue(folder)
        galley = compose(issue, seed_rows)
        path = tmp_path / "a.docx"
        write_docx(galley, load_theme("A"), path, CLOCK)
        assert faults(path) == []
        return list(printed(path)), [*found, *galley.problems, *proof(issue, galley)]

    (tmp_path / "issue" / "images").mkdir(parents=True)
    return made


def running(paragraphs):
    return "".join(words for style, words in paragraphs if style.startswith("正文"))


def test_a_title_of_200_characters_is_printed_whole(publish):
    paragraphs, _ = publish("一句话。", title="长" * 200)
    assert "长" * 200 in [words for style, words in paragraphs if style.startswith("篇名")]


def test_an_article_of_one_line_and_one_of_20000_characters_are_printed(publish):
    assert running(publish("一句话。")[0]).startswith("一句话。")
    long = "\n\n".join("把需求写成清单，一项一项往下销。" * 25 for _ in range(50))
    paragraphs, problems = publish(long)
    assert running(paragraphs).replace("\u2060◆", "") == long.replace("\n\n", "")
    assert not [one for one in problems if one.severity.value == "hard"]


def test_rare_characters_and_emoji_arrive(publish):
    words = "模拟人甲𬭚和模拟人乙㛃到场👩‍🔬🚀，气温−3℃，面积㎡，𠮷野家。"
    assert words in running(publish(words)[0])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.jpg", None, "没有找到|不存在"),
        ("dot.png", galleys.picture_bytes(size=(1, 1)), "太小"),
        ("note.jpg", b"not a picture at all", "不是能读取的图片"),
        ("cut.jpg", galleys.picture_bytes("JPEG", (600, 400))[:900], "损坏|不完整"),
        ("large.png", b"\x89PNG\r\n\x1a\n" + bytes(61_000_000), "60 MB"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_told_with_its_line_and_named_in_its_place(
    publish, tmp_path, name, content, told
):
    if content is not None:
        (tmp_path / "issue" / "images" / name).write_bytes(content)
    paragraphs, problems = publish(f'第一段。\n\n![车间](images/{name} "供图：模拟")\n\n第二段。')
    slip = next(one for one in problems if re.search(told, one.message))
    assert re.search(r"articles/one\.md.*第 7 行", slip.where)
    if name != "cut.jpg":  # what can be read of it is printed
        assert any(name in words and "车间" in words for _, words in paragraphs)
    assert "第一段。" in running(paragraphs)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_a_picture_cut_off_on_its_way_is_never_handed_to_word_as_it_is(tmp_path, kind):
    path = tmp_path / f"cut.{kind.lower()}"
    content = galleys.picture_bytes(kind, (600, 400))
    path.write_bytes(content[: len(content) // 2])
    assert photo_of(str(path)) is None


def test_emoji_of_titles_are_told_whatever_plane_they_are_from():
    for sign in ("🚀", "✅", "⭐", "☀\ufe0f", "1\ufe0f\u20e3"):
        assert [one.value for one in emoji_slips(Article("a", f"{sign}开工", ()))] == [sign]
    assert not list(emoji_slips(Article("a", "①★第1季度：℃、㎡、→", ())))


def test_a_photograph_of_fifty_megabytes_is_brought_down_to_what_paper_shows(publish, tmp_path):
    from PIL import Image

    path = tmp_path / "issue" / "images" / "large.bmp"
    Image.frombytes("RGB", (4200, 4000), os.urandom(4200 * 40) * 300).save(path)
    assert path.stat().st_size > 50_000_000
    publish("第一段。\n\n![车间](images/large.bmp)\n\n第二段。")
    assert (tmp_path / "a.docx").stat().st_size < 8_000_000


def test_a_figure_without_data_and_one_without_a_name_leave_the_rest_standing(publish):
    figures = '["空的"]\nregister = "incubator"\nwhere = { name = "没有这家" }\nby = ["stat_unit"]\nchart = { kind = "bar", title = "空" }\n'
    body = "第一段。\n\n::: 图表 空的\n:::\n\n::: 图表 没有\n:::\n\n第二段。"
    paragraphs, problems = publish(body, figures=figures)
    assert "第二段。" in running(paragraphs)
    assert any("没有" in one.message and "第" in one.where for one in problems)
    assert any("空的" in one.message or "空的" in one.where for one in problems)


def test_a_reference_to_an_article_that_is_not_there_is_told_with_its_line(publish):
    paragraphs, problems = publish("见第{{page onee}}页。")
    (slip,) = [one for one in problems if one.code == "page_reference"]
    assert "one" in slip.message
    assert slip.where == "articles/one.md 第 5 行"
    assert "〔未知文章：onee〕" in running(paragraphs)
