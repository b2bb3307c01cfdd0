"""A whole issue of the model's size: every word arrives, every page holds words, contents agree with pages."""

from __future__ import annotations

import itertools
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.docx_contents import leaves
from bureau_desk.bulletin.docx_figures import listed
from bureau_desk.bulletin.docx_marks import END_MARK
from bureau_desk.bulletin.docx_message import MEASURES, message_pages
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_writer import estimate, reckon, write_docx
from bureau_desk.bulletin.pdf import soffice
from bureau_desk.bulletin.proof_pages import page_slips
from bureau_desk.bulletin.stroke_order import by_strokes, strokes_of, unknown_characters
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn, Span, plain
from tests.bulletin import galleys
from tests.bulletin.word_file import W, faults

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")
office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
RUNNING = {"正文缩进", "正文顶格", "文内标题一", "文内标题二", "列表"}  # in their closer faces too


def printed(path):
    """(style, words) of every paragraph of a Word file in order; line breaks as newlines."""
    with zipfile.ZipFile(path) as archive:
        styles = ElementTree.fromstring(archive.read("word/styles.xml"))
        document = ElementTree.fromstring(archive.read("word/document.xml"))
    names = {style.get(f"{W}styleId"): style.find(f"{W}name").get(f"{W}val") for style in styles.iter(f"{W}style")}
    for paragraph in document.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        words = ""
        for one in paragraph.iter():
            if one.tag == f"{W}t":
                words += one.text or ""
            elif one.tag == f"{W}tab":
                words += "\t" if one.get(f"{W}val") is None else ""
            elif one.tag == f"{W}br" and one.get(f"{W}type") is None:
                words += "\n"
        yield names[style.get(f"{W}val")], words


@pytest.fixture(scope="module")
def word(big, tmp_path_factory):
    path = tmp_path_factory.mktemp("word") / "big.docx"
    write_docx(big, THEME, path, CLOCK)
    return path


def written(folder, key):
    """The running text of an article's file, line by line as its author wrote it: (style, pattern)."""
    body = next(folder.glob(f"articles/{key}.md")).read_text(encoding="utf-8").split("\n+++\n", 1)[1]
    for block in re.split(r"\n\n+", body.strip()):
        if block.startswith(("![", ":::", ">")):
            continue
        if block.startswith("#"):
            yield "文内标题一", block.lstrip("# ").replace("\\\n", "\n")
        elif re.match(r"\d\. ", block):
            yield from (("列表", re.sub(r"^(\d\.) ", "\\1\t", item)) for item in block.split("\n"))
        else:
            yield "正文", block.replace("**", "")


def test_every_character_of_every_article_arrives_in_order_in_its_style(big, big_folder, word):
    shown = ((style.rstrip("紧密"), words) for style, words in printed(word))
    running = [(style, words) for style, words in shown if style in RUNNING]
    wanted = [pair for article in big.articles() for pair in written(big_folder, article.id)]
    assert len(running) == len(wanted) > 250
    for (style, words), (kind, source) in zip(running, wanted, strict=True):
        assert style.startswith(kind) or (kind == "正文" and style in ("正文缩进", "正文顶格")), words
        # what stands in braces is worded from the registers; every other character is the author's
        pieces = re.split(r"\{\{.*?\}\}", source)
        found = words.removesuffix("\u2060◆")
        assert re.fullmatch(r"[^。，]+".join(map(re.escape, pieces)), found), (source, found)


def test_everything_beside_the_running_text_arrives_too(big, word):
    shown = list(printed(word))
    captions = [words.replace("\n", "") for style, words in shown if style.startswith("图注")]
    wanted = [
        f"■ {plain(block.caption)}\t{block.credit}"
        for article in big.articles()
        for block in article.blocks
        if block.kind == "picture"
    ]
    assert sorted(captions) == sorted(wanted)
    assert len(wanted) > 35
    flat = [(style, words.replace("\n", "")) for style, words in shown]
    for article in big.articles():
        lines = "\n".join(plain(line) for line in article.title)
        assert any(style.startswith("篇名") and words == lines for style, words in shown)
        if article.lead:
            assert any(style.startswith("导语") and words.startswith(plain(article.lead)) for style, words in flat)
        for block in article.blocks:
            for style, text in (("引语", block.lines), ("名单", block.lines)):
                if block.kind == {"引语": "quote", "名单": "names"}[style]:
                    texts = [words for kind, words in flat if kind == style]
                    assert all(any(plain(line) in one for one in texts) for line in text)
    message = [words for style, words in shown if style.startswith("献辞正文")]
    assert message == [plain(block.lines[0]) for block in big.message.blocks]


def test_the_file_of_a_whole_issue_is_sound(word):
    assert faults(word) == []


def test_articles_are_set_to_the_pages_planned_for_them(big):
    pages = reckon(big, THEME, CLOCK)
    begins = [pages[article.id] for article in big.articles()] + [pages[END_MARK]]
    taken = [end - start for start, end in itertools.pairwise(begins)]
    assert taken == [article.pages for article in big.articles()]
    assert pages[END_MARK] == 49, "the model issue has 48 pages inside its cover"
    assert list(page_slips(big, pages, reckoned=True)) == []


def test_contents_take_two_pages_up_to_thirty_articles_and_never_split_a_column(big):
    for count in (9, 20, 25, 30):
        articles = [replace(big.articles()[place % 25], id=f"x{place}") for place in range(count)]
        made = replace(big, columns=tuple(
            GalleyColumn(f"栏目{start}", "", tuple(articles[start : start + 3])) for start in range(0, count, 3)
        ))  # fmt: skip
        pages = leaves(made)
        assert len(pages) == 2
        names = [{entry.column.name for entry in leaf.entries} for leaf in pages]
        assert not names[0] & names[1]
        assert sum(len(leaf.entries) for leaf in pages) == count
    sixty = [replace(big.articles()[place % 25], id=f"x{place}") for place in range(60)]
    long = leaves(replace(big, columns=(GalleyColumn("一", "", tuple(sixty)),)))
    assert [entry.article.id for leaf in long for entry in leaf.entries] == [article.id for article in sixty]
    assert all(leaf.entries[0].named for leaf in long)


def test_a_long_message_steps_down_in_type_and_then_takes_a_second_page_with_parity_kept(big, tmp_path):
    base = big.message.blocks[0]
    styles = []
    for length in (400, 650, 950, 1250, 2600):
        block = replace(base, lines=((Span("字" * (length // 5) + "。"),),))
        message = replace(big.message, blocks=(block,) * 5)
        made = replace(galleys.single(), message=message)
        write_docx(made, THEME, tmp_path / "a.docx", CLOCK)
        styles.append(next(style for style, _ in printed(tmp_path / "a.docx") if style.startswith("献辞正文")))
        assert message_pages(Press(THEME, CLOCK, 1, rough=True), made) == (1 if length < 2000 else 3)
    assert styles[:4] == [one.style for one in MEASURES]


def test_a_board_stands_in_the_order_of_strokes_unless_the_editors_order_it(big):
    first, second = big.masthead.board
    assert first.names == ("丁一凡", "王欣", "王小山", "李木", "欧阳雪", "戴志明")
    assert second.names == ("戴志明", "丁一凡")


def test_strokes_are_counted_and_ties_broken_as_in_lists_of_people():
    assert [strokes_of(letter)[0] for letter in "一丁王陈龚瞿𬭚㛃"] == [1, 2, 4, 7, 11, 18, 13, 9]
    # 王 一一丨一, 方 丶一フノ, 毛 ノ一一乚: four strokes each
    assert by_strokes(["方明", "毛明", "王明"]) == ["王明", "毛明", "方明"]
    # the same surname: one character first, then the name's strokes; the compound surname after the single one
    assert by_strokes(["司马光", "司大山", "司一", "李明", "李一一"]) == ["司一", "司大山", "司马光", "李明", "李一一"]
    assert by_strokes(["张 三", "丁四"]) == ["丁四", "张 三"]
    assert by_strokes(["李一（模拟）", "丁三"]) == ["丁三", "李一（模拟）"]
    assert unknown_characters(["王A（模拟）", "王\U00030000"]) == ["\U00030000"]


def test_a_reference_prints_the_folio_and_an_unknown_one_is_told(big, word, seed_rows, big_folder):
    pages = estimate(big, THEME, CLOCK)
    assert any(f"（另见第{pages['a08-report']:02d}页）" in words for _, words in printed(word))
    with zipfile.ZipFile(word) as archive:
        document = archive.read("word/document.xml").decode()
    assert document.count("PAGEREF art008") == 2  # in the contents and in the text


def test_the_list_of_figures_names_each_chart_and_table_with_its_page(big, word):
    names = [one.number for one in listed(big)]
    assert len(names) >= 10
    assert names[0] == "图1"
    pages = reckon(big, THEME, CLOCK)
    rows = [words for style, words in printed(word) if style == "目录页码"][-len(names) :]
    assert rows == [f"{pages[f'fig{place:03d}']:02d}" for place in range(1, len(names) + 1)]
    plain_issue = replace(big, masthead=replace(big.masthead, figure_index=False))
    assert "fig001" not in reckon(plain_issue, THEME, CLOCK)


def brief(number):
    words = galleys.line(galleys.SENTENCES[number % 5])
    article = galleys.article(f"b{number}", "科技动态", galleys.text(1, number))
    return replace(article, kind="brief", title=(words[:1],), contents_title=words, office="模拟处")


def test_short_articles_share_a_page_in_three_columns(tmp_path):
    first = replace(galleys.article("first", "科技动态", galleys.text(3)), kind="report")
    briefs = tuple(brief(number) for number in range(7))
    last = replace(galleys.article("last", "科技动态", galleys.text(3)), kind="report")
    made = galleys.galley(GalleyColumn("科技动态", "NEWS", (first, *briefs, last)))
    pages = reckon(made, THEME, CLOCK)
    assert {pages[one.id] for one in briefs} == {pages["first"] + 1}
    assert pages["last"] == pages["first"] + 2
    path = tmp_path / "a.docx"
    write_docx(made, THEME, path, CLOCK)
    assert faults(path) == []
    shown = list(printed(path))
    assert [words for style, words in shown if style == "简讯标题"] == [plain(one.title[0]) for one in briefs]
    assert [words for style, words in shown if style == "简讯正文"] == [
        plain(block.lines[0]) for one in briefs for block in one.blocks
    ]
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
    assert document.count('<w:br w:type="column"/>') == 2
    assert 'w:num="3"' in document
    planned = replace(made, columns=(replace(made.columns[0], articles=tuple(
        replace(one, pages=1) for one in made.articles()
    )),))  # fmt: skip
    assert list(page_slips(planned, pages, reckoned=True)) == []


def test_numbers_that_follow_one_another_stand_in_a_row(tmp_path):
    numbers = tuple(
        GalleyBlock("number", (galleys.line(f"第{place}项"),), title=galleys.line(str(place)), unit="家")
        for place in range(4)
    )
    write_docx(galleys.single(*galleys.text(3), *numbers, *galleys.text(2)), THEME, tmp_path / "a.docx", CLOCK)
    shown = list(printed(tmp_path / "a.docx"))
    assert [words for style, words in shown if style == "大数字排"] == ["0 家", "1 家", "2 家", "3 家"]
    assert [words for style, words in shown if style == "大数字排注"] == ["第0项", "第1项", "第2项", "第3项"]
    assert faults(tmp_path / "a.docx") == []


def test_a_long_cover_line_is_set_smaller_or_broken_where_its_author_breaks_the_title(tmp_path):
    titles = ("二十字以内", "字" * 21, "前半句很长很长很长很长很长\n后半句也很长很长很长很长")
    articles = tuple(
        replace(
            galleys.article(f"a{place}"),
            title=tuple(galleys.line(part) for part in title.split("\n")),
            contents_title=galleys.line(title.replace("\n", " ")),
        )
        for place, title in enumerate(titles)
    )
    head = replace(galleys.masthead(), headlines=("a0", "a1", "a2"))
    write_docx(galleys.galley(GalleyColumn("一", "", articles), head=head), THEME, tmp_path / "a.docx", CLOCK)
    shown = [(style, words) for style, words in printed(tmp_path / "a.docx") if style.startswith("封面要目") and words]
    assert shown == [
        ("封面要目", titles[0]),
        ("封面要目小", titles[1]),
        *[("封面要目小", part) for part in titles[2].split("\n")],
    ]


def test_an_article_that_libreoffice_lengthens_is_laid_out_again_without_balancing(tmp_path, monkeypatch):
    """Its failure to balance columns cannot be had at will: here the first PDF says that the first article grew."""
    made = galleys.galley(GalleyColumn("一", "", (galleys.article("a"), galleys.article("b"))))
    reckoned = reckon(made, THEME, CLOCK)
    seen = []

    def marks(_):
        late = len(seen) == 1
        found = {"folio001": 3, "art001": reckoned["a"] + 2, "art002": reckoned["b"] + 2 + late}
        return found | {END_MARK: reckoned[END_MARK] + 2 + late}

    write = contents.write_docx
    monkeypatch.setattr(contents, "convert", lambda copy, *_: copy)
    monkeypatch.setattr(contents, "pages_from_pdf", marks)
    monkeypatch.setattr(contents, "outlined", lambda *_: [])
    monkeypatch.setattr(contents, "write_docx", lambda *a, **k: seen.append(k["unbalanced"]) or write(*a, **k))
    pages, _ = contents.paginate(made, THEME, "a", CLOCK, tmp_path)
    assert seen[:2] == [frozenset(), frozenset({"a"})]
    assert pages == reckoned


@pytest.fixture(scope="module")
def paged(big, tmp_path_factory):
    from pypdf import PdfReader

    pages, path = contents.paginate(big, THEME, "big", CLOCK, tmp_path_factory.mktemp("pdf"))
    return pages, PdfReader(path)


@pytest.mark.office
@office
def test_no_page_of_an_issue_is_bare(big, paged):
    pages, reader = paged
    texts = [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]
    thin = [place + 1 for place, text in enumerate(texts) if len(text) < 150]
    assert set(thin) <= {1, 3, len(texts)}  # cover, imprint, back cover
    begins = [pages[article.id] for article in big.articles()] + [pages[END_MARK]]
    assert begins == [reckon(big, THEME, CLOCK)[key] for key in (*[one.id for one in big.articles()], END_MARK)]
    for article, start, end in zip(big.articles(), begins, begins[1:], strict=False):
        title = re.sub(r"\s", "", plain(article.title[0]))
        assert title in texts[start + 1], "the folio is the physical page less two"
        assert len(texts[end]) > 200, f"the last page of {article.id}"


@pytest.mark.office
@office
def test_the_pdf_has_bookmarks_tags_and_words_for_every_picture(big, paged):
    _, reader = paged
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("zh")
    titles = [one.title for one in flat(reader.outline)]
    assert all(any(plain(article.title[0]) in title for title in titles) for article in big.articles())
    figures = list(tagged(root["/StructTreeRoot"], "/Figure"))
    photographs = sum(block.kind == "picture" for article in big.articles() for block in article.blocks)
    assert sum(bool(one.get("/Alt")) for one in figures) >= photographs + 8
    assert all(one.get("/Alt") for one in figures)


def flat(outline):
    for one in outline:
        if isinstance(one, list):
            yield from flat(one)
        else:
            yield one


def tagged(node, kind):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from tagged(one, kind)
    elif isinstance(node, dict):
        if node.get("/S") == kind:
            yield node
        if "/K" in node:
            yield from tagged(node["/K"], kind)


@pytest.mark.office
@office
@pytest.mark.parametrize("count", [13, 60])
def test_contents_are_right_for_issues_of_other_lengths(big, count, tmp_path):
    """A few paragraphs each, so that LibreOffice is soon done; the issue of 26 articles has all of its pictures."""
    articles = [
        replace(one, id=f"x{place}", blocks=one.blocks[: 4 + place % 9])
        for place in range(count)
        for one in [big.articles()[place % 25]]
    ]
    columns = tuple(GalleyColumn(f"栏目{n}", "", tuple(articles[n : n + 4])) for n in range(0, count, 4))
    made = replace(big, columns=columns, message=None, masthead=replace(big.masthead, headlines=("x0", "x5", "x9")))
    pages, path = contents.paginate(made, THEME, "a", CLOCK, tmp_path)
    assert pages == reckon(made, THEME, CLOCK)
    from pypdf import PdfReader

    reader = PdfReader(path)
    before = contents.pages_from_pdf(path)["folio001"] - 1
    assert before == 2
    for article in made.articles():
        text = re.sub(r"\s", "", reader.pages[pages[article.id] + before - 1].extract_text())
        assert re.sub(r"\s", "", plain(article.title[0])) in text
