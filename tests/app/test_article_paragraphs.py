"""The body of an article becomes lines of an editor and comes back as it was."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bureau_desk.analysis.placeholders import CLOSING, OPENING
from bureau_desk.app.article_paragraphs import (
    CARDS,
    Paragraph,
    Piece,
    block_from,
    block_text,
    blocks_of,
    paragraphs_of,
)
from bureau_desk.domain.issue import Article, Block
from bureau_desk.exchange.article_file import article_of, article_text
from bureau_desk.exchange.markdown_blocks import blocks_of as blocks_of_markdown
from bureau_desk.places import SEEDS
from tests.bench.big_issue import make_big_issue

LINES = st.sampled_from(
    [
        "## 标题{{数}}\\", "### 小标题", "第二行", "正文，**粗{{数 | 同比}}体**再**粗****又粗**。", "- 一项", "- ", "* 别的", "1. 甲", "2) 乙", "7. 丙",
        "> 引语。", "> —— 出处", ">", "![图{{数}}](images/x.png \"供图\")", "::: 名单 附：甲", "::: 大数字 6300↑", "::: 图表 甲", "::: 表格 乙", ":::", "| 甲 | {{数}} |\n| --- | --- |\n| 1 | \\| |",
        "\\{\\{名称\\}\\}与{单个}和&<b>", "\u2028怪\u2029字\ufffc符\ufdd0", "{{list 甲}}", "断行\\", "  缩进", "---", "", "", "{{}}{{ 甲 @ 2021 }}", "****",
    ]
)  # fmt: skip


def placeless(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(replace(block, line=0) for block in blocks)


def printing(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks without lists, items, headings and quotes that hold no word: they print nothing."""
    found = []
    for block in blocks:
        if block.kind in CARDS:
            found.append(block)
            continue
        lines = tuple(line for line in block.lines if "".join(run.text for run in line).strip())
        if lines or block.source:
            found.append(replace(block, lines=lines))
    return tuple(found)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_every_body_that_a_file_can_hold_comes_back_from_the_editor_as_it_was(lines: list[str]) -> None:
    blocks = placeless(blocks_of_markdown("\n".join(lines), "a.md")[0])
    assert blocks_of(paragraphs_of(blocks)) == printing(blocks)
    assert all(block_from(block_text(block)) == block for block in blocks)


def test_the_sample_issue_and_a_whole_magazine_come_back_as_they_were(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(
        "tests.bench.big_issue._picture", lambda number, *_: f'![模拟图{number}](images/{number}.jpg "供图：模拟")'
    )
    folders = [SEEDS / "issue", make_big_issue(tmp_path / "big")]
    paths = [path for folder in folders for path in sorted((folder / "articles").glob("*.md"))]
    assert len(paths) > 30
    for path in paths:
        article, _ = article_of(path.read_text(encoding="utf-8"), path.stem, path.name)
        blocks = placeless(article.blocks)
        assert blocks_of(paragraphs_of(blocks)) == blocks, path
        for block in blocks:
            assert block.kind not in CARDS or block_from(block_text(block)) == block


WORDS = st.text(st.sampled_from("科技。，“”*_#>-+&<{}[]()!|:：\\.1A b`~—　＋𬭚"), min_size=1, max_size=12)
PIECES = st.lists(
    st.one_of(
        st.builds(Piece, WORDS, st.booleans()),
        st.builds(Piece, st.sampled_from(["{{甲}}", "{{甲 | 同比}}"]), st.booleans(), st.just("number")),
        st.builds(Piece, st.sampled_from([OPENING, CLOSING]), st.booleans(), st.just("sign")),
    ),
    max_size=4,
).map(tuple)
TYPED = st.one_of(
    st.builds(Paragraph, st.just("paragraph"), PIECES),
    st.builds(Paragraph, st.just("heading"), PIECES, st.sampled_from([2, 3])),
    st.builds(Paragraph, st.just("list"), PIECES, st.just(2), st.booleans(), st.sampled_from([1, 2])),
    st.builds(Paragraph, st.sampled_from(["quote", "source"]), PIECES, st.just(2), st.just(False), st.just(3)),
)


def words(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    """Kind and letters of every block; blanks at the ends of lines are not kept in files."""
    found = []
    for block in blocks:
        texts = [*("".join(run.text for run in line) for line in block.lines), block.source]
        found.append((block.kind, "".join("".join(text.split()) for text in texts)))
    return [one for one in found if one[1]]


@settings(max_examples=300, deadline=None)
@given(st.lists(TYPED, max_size=6))
@example([Paragraph("heading", (Piece("1"), Piece(" #")), 2)])
@example([Paragraph("heading", (Piece("C ## "),), 3)])
@example([Paragraph("heading", (Piece("#"),), 2)])
def test_what_is_typed_is_in_the_file_letter_by_letter(typed: list[Paragraph]) -> None:
    blocks = blocks_of(typed)
    text = article_text(Article("a", "题", blocks))
    again, _ = article_of(text, "a", "articles/a.md")
    assert words(again.blocks) == words(blocks), text
