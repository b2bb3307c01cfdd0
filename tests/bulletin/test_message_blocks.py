"""Nothing that is written is lost where an article is set otherwise than most: in the message, under a title."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime

from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.charts.theme import load_theme
from tests.bulletin import galleys
from tests.bulletin.galleys import line
from tests.bulletin.test_whole_issue import printed
from tests.bulletin.word_file import faults

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")


def test_a_message_prints_every_block_and_every_outer_part_in_order(tmp_path):
    whole = galleys.everything(tmp_path)
    full = whole.articles()[0]
    message = replace(full, id="m", title=(line("寄语"),), signature="编辑部落款")
    write_docx(replace(whole, message=message), THEME, tmp_path / "a.docx", CLOCK)
    assert faults(tmp_path / "a.docx") == []
    words = "".join(text for _, text in printed(tmp_path / "a.docx"))
    wanted = [
        "季度观察", "寄语", "来自名录的核对", "编辑部落款", "本刊编辑部", galleys.SENTENCES[1], "先看总量", "再看结构",
        full.blocks[3].figure.title, "小标题", "1.\u2002第一条：摸清底数", "2.\u2002第二条", "模拟园区外景", "模拟供图",
        "把数字核对清楚，再谈变化。", "—— 编辑部", "6300", "家模拟企业在孵", "附：模拟名单", "1.\u2002模拟单位0",
        "14.\u2002模拟单位13", full.blocks[-3].figure.title, full.blocks[-2].table.title, "名录", "目录",
    ]  # fmt: skip
    at = words.index("季度观察")
    for one in wanted:
        found = words.find(one, at)
        assert found >= 0, one
        at = found + len(one)


def test_a_signature_stands_under_the_title_of_any_article(tmp_path):
    whole = galleys.single()
    column = whole.columns[0]
    signed = replace(column.articles[0], signature="模拟编辑部落款")
    made = replace(whole, columns=(replace(column, articles=(signed, *column.articles[1:])), *whole.columns[1:]))
    write_docx(made, THEME, tmp_path / "a.docx", CLOCK)
    assert ("副题", "模拟编辑部落款") in list(printed(tmp_path / "a.docx"))


def test_a_line_that_is_broken_by_hand_is_not_spread_over_the_column(tmp_path):
    write_docx(galleys.single(), THEME, tmp_path / "a.docx", CLOCK)
    assert faults(tmp_path / "a.docx") == []  # in its place by the schema
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert b"<w:doNotExpandShiftReturn/>" in archive.read("word/settings.xml")
