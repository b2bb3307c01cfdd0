"""Contributed Word files: every word arrives, in its place and its kind; what could not be kept is told."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.domain.issue import Run
from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.article_file import article_of, article_text
from bureau_desk.exchange.word_article import contribution
from tests.bulletin.galleys import picture_bytes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def say(document, text="", size=None, centre=False, bold=False, style=None):
    made = document.add_paragraph(style=style)
    if text:
        run = made.add_run(text)
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
    if centre:
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return made


def taken(document, tmp_path, identity="a"):
    path = tmp_path / "来稿.docx"
    document.save(path)
    return contribution(path, identity)


def told(found):
    return "；".join(one.message for one in found.notes)


def as_clerks_send_it(pictures=True):
    """No styles at all: a big centred title, bold heads by number, a picture with a small line under it."""
    document = Document()
    say(document, "产学研对接——", 14, centre=True)
    say(document, "石墨烯企业与锂电企业\n面对面", 22, centre=True, bold=True)
    say(document, "——专题对接活动侧记", 14, centre=True)
    say(document, "（产学研合作处供稿）", 12, centre=True)
    say(document, "　　3月上旬，专题对接活动举行，十余家单位参加。", 12)
    say(document, "一、把难题摆上桌面", 12, bold=True)
    mixed = say(document, "", 12)
    for text, bold in (("企业出题。", True), ("研发团队把检测中的难处逐条讲清。", False)):
        run = mixed.add_run(text)
        run.bold, run.font.size = bold, Pt(12)
    if pictures:
        document.add_picture(io.BytesIO(picture_bytes()))
        say(document, "图1：对接活动现场（市科技局供图）", 9, centre=True)
    say(document, "（一）下一步", 12)
    say(document, "先做小试，再上中试，不跳步骤，也不漏一项数据。", 12)
    say(document, "来源：活动简讯", 12)
    return document


def test_a_file_without_styles_is_read_by_its_shape(tmp_path):
    found = taken(as_clerks_send_it(), tmp_path)
    article = found.article
    assert (article.kicker, article.title, article.subtitle) == (
        "产学研对接——", "石墨烯企业与锂电企业\n面对面", "——专题对接活动侧记",
    )  # fmt: skip
    assert (article.office, article.source, article.status) == ("产学研合作处", "来源：活动简讯", "来稿")
    kinds = [(one.kind, one.level if one.kind == "heading" else 0) for one in article.blocks]
    assert kinds == [
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
        ("picture", 0),
        ("heading", 3),
        ("paragraph", 0),
    ]
    assert article.blocks[0].lines == ((Run("3月上旬，专题对接活动举行，十余家单位参加。"),),)
    assert article.blocks[2].lines[0][0] == Run("企业出题。", True)
    picture = article.blocks[3]
    assert (picture.caption, picture.credit, picture.path) == ("对接活动现场", "市科技局供图", "images/a-1.png")
    assert found.pictures == {"images/a-1.png": picture_bytes()}
    assert found.notes == ()


def test_a_file_with_styles_is_read_by_them(tmp_path):
    document = Document()
    say(document, "年度观察", style="Title")
    say(document, "——从数字看变化", style="Subtitle")
    say(document, "总量", style="Heading 1")
    say(document, "文字。")
    say(document, "结构", style="Heading 2")
    for text in ("甲", "乙"):
        say(document, text, style="List Number")
    say(document, "丙", style="List Bullet")
    article = taken(document, tmp_path).article
    assert (article.title, article.subtitle) == ("年度观察", "——从数字看变化")
    assert [(one.kind, one.level) for one in article.blocks if one.kind == "heading"] == [
        ("heading", 2),
        ("heading", 2),
    ]
    lists = [one for one in article.blocks if one.kind == "list"]
    assert [(one.ordered, len(one.lines)) for one in lists] == [(True, 2), (False, 1)]


def test_tables_of_data_are_kept_and_tables_of_layout_are_opened(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    say(document, "文字说明。", 12)
    say(document, "表1：各园区家数", 12, centre=True)
    table = document.add_table(rows=3, cols=2)
    for row, cells in zip(table.rows, (("园区", "家数"), ("甲|园", "12"), ("乙园", "7")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    layout = document.add_table(rows=1, cols=2)
    layout.cell(0, 0).text = "左边一段话。"
    layout.cell(0, 1).text = "右边一段话。"
    found = taken(document, tmp_path)
    (made,) = [one for one in found.article.blocks if one.kind == "table"]
    assert made.title == "各园区家数" and made.rows == (("园区", "家数"), ("甲|园", "12"), ("乙园", "7"))
    assert [one.lines[0][0].text for one in found.article.blocks[-2:]] == ["左边一段话。", "右边一段话。"]
    again, problems = article_of(article_text(found.article), "a", "a.md")
    assert next(one for one in again.blocks if one.kind == "table").rows == made.rows and not problems


def test_what_cannot_be_kept_is_told(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    body = say(document, "保留的文字", 12)
    gone = parse_xml(f'<w:del xmlns:w="{W}" w:id="1" w:author="x"><w:r><w:delText>删去的</w:delText></w:r></w:del>')
    new = parse_xml(f'<w:ins xmlns:w="{W}" w:id="2" w:author="x"><w:r><w:t>加上的</w:t></w:r></w:ins>')
    body._p.append(gone)
    body._p.append(new)
    box = say(document, "框外。", 12)
    box._p.append(parse_xml(
        f'<w:r xmlns:w="{W}"><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    ))  # fmt: skip
    hidden = say(document).add_run("看不见")
    hidden._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
    document.sections[0].header.paragraphs[0].text = "内部材料"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    found = taken(document, tmp_path)
    words = [one.lines[0][0].text for one in found.article.blocks]
    assert words == ["保留的文字加上的", "框外。", "框里的话。"]
    for part in ("修订中删除", "文本框", "隐藏文字", "页眉“内部材料”"):
        assert part in told(found)
    assert "第 1 页" not in told(found)


def test_a_picture_that_cannot_be_printed_is_told_and_does_not_arrive(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    document.add_picture(io.BytesIO(picture_bytes()))
    path = tmp_path / "a.docx"
    document.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as package:
        for name, content in parts.items():
            text = (
                content.replace(b"image1.png", b"image1.emf").replace(b'Extension="png"', b'Extension="emf"')
                if name.endswith((".rels", "Types].xml"))
                else content
            )
            package.writestr(name.replace("image1.png", "image1.emf"), text)
    found = contribution(tmp_path / "b.docx", "a")
    assert found.pictures == {} and ".emf" in told(found)


def test_footnotes_stand_at_the_end_with_their_mark(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    say(document, "带注的话", 12)
    path = tmp_path / "a.docx"
    document.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    reference = b'<w:r><w:footnoteReference w:id="2"/></w:r>'
    words = "带注的话</w:t></w:r>".encode()
    parts["word/document.xml"] = parts["word/document.xml"].replace(words, words + reference)
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>数据为模拟。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    parts["word/footnotes.xml"] = notes.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
    )
    link = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", link.encode()
    )
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    found = contribution(tmp_path / "b.docx", "a")
    assert [one.lines[0][0].text for one in found.article.blocks] == ["带注的话①", "①数据为模拟。"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "密码"),
        (b"", "不是 .docx"),
        ("一份文字".encode(), "不是 .docx"),
        (b"PK\x03\x04" + b"0" * 50, "不是 .docx"),
    ],
)
def test_files_that_are_none_end_in_a_sentence(tmp_path, content, words):
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    with pytest.raises(Trouble) as refused:
        contribution(path, "a")
    assert words in refused.value.message + refused.value.hint


def test_a_bomb_and_a_workbook_are_refused_before_they_are_read(tmp_path):
    bomb, book = tmp_path / "bomb.docx", tmp_path / "book.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (61 * 1024 * 1024))
    with pytest.raises(Trouble, match="太大"):
        contribution(bomb, "a")
    with zipfile.ZipFile(book, "w") as package:
        package.writestr("xl/workbook.xml", b"<x/>")
    with pytest.raises(Trouble, match="不是 Word"):
        contribution(book, "a")


def test_braces_of_a_contributor_are_braces_and_no_number(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    say(document, "模板里写着{{高企数}}，还有 * 和 \\ 两种符号。", 12)
    found = taken(document, tmp_path)
    text = article_text(found.article)
    assert "{{" not in text
    again, problems = article_of(text, "a", "a.md")
    assert again.blocks[0].lines == found.article.blocks[0].lines and not problems


WORDS = st.text(st.sampled_from("科技企业研发中试平台检测服务，、12%（）“”：ab "), min_size=1, max_size=70)
SHAPES = st.fixed_dictionaries(
    {"size": st.sampled_from([None, 9, 12, 16, 22]), "centre": st.booleans(), "bold": st.booleans(),
     "style": st.sampled_from([None, "Heading 1", "List Bullet", "Title", "Caption"])}
)  # fmt: skip


def bare(text):
    return re.sub(r"\s", "", text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, SHAPES), min_size=1, max_size=12))
def test_every_word_arrives_in_order_whatever_the_shape(tmp_path_factory, paragraphs):
    document = Document()
    for text, shape in paragraphs:
        say(document, text, **shape)
    found = taken(document, tmp_path_factory.mktemp("w"))
    article = found.article
    front = [article.kicker, article.title, article.subtitle]
    body = ["".join(run.text for line in one.lines for run in line) for one in article.blocks]
    whole = bare("".join([*front, *body, article.byline, article.office, article.source]))
    assert sorted(whole) == sorted(bare("".join(text for text, _ in paragraphs)))
    assert bare("".join([*front, *body])) in bare("".join(text for text, _ in paragraphs))


def test_the_written_article_reads_back_equal(tmp_path):
    article = taken(as_clerks_send_it(pictures=False), tmp_path).article
    again, problems = article_of(article_text(article), "a", "articles/a.md")
    assert not problems
    assert [(one.kind, one.lines, one.level) for one in again.blocks] == [
        (one.kind, one.lines, one.level) for one in article.blocks
    ]
    assert again.title == article.title and qn("w:p")


def every_word(found):
    blocks = found.article.blocks
    return [
        *("".join(run.text for run in line) for one in blocks for line in one.lines),
        *(cell for one in blocks for row in one.rows for cell in row if cell),
    ]


def placed_run(inner):
    return parse_xml(
        f'<w:r xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        f' xmlns:v="urn:schemas-microsoft-com:vml">{inner}</w:r>'
    )


def boxed(paragraphs):
    return f"<w:pict><v:shape><v:textbox><w:txbxContent>{paragraphs}</w:txbxContent></v:textbox></v:shape></w:pict>"


def test_a_table_inside_a_table_of_layout_arrives_once(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "表前一句。"
    inner = cell.add_table(rows=2, cols=2)
    for one, text in zip([c for row in inner.rows for c in row.cells], ("园区", "家数", "甲园", "12"), strict=True):
        one.text = text
    assert every_word(taken(document, tmp_path)) == ["表前一句。", "园区", "家数", "甲园", "12"]


def test_a_picture_in_a_text_box_and_a_box_in_a_box_arrive_once(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    body = say(document, "正文一句话。", 12)
    document.add_picture(io.BytesIO(picture_bytes()))
    last = document.paragraphs[-1]._p
    run = placed_run(boxed(f"<w:p/><w:p><w:r>{boxed('<w:p><w:r><w:t>里层的话。</w:t></w:r></w:p>')}</w:r></w:p>"))
    next(run.iter(f"{{{W}}}p")).append(last.find(f"{{{W}}}r"))
    last.getparent().remove(last)
    body._p.append(run)
    found = taken(document, tmp_path)
    assert len(found.pictures) == 1 and [one.kind for one in found.article.blocks].count("picture") == 1
    assert every_word(found) == ["正文一句话。", "里层的话。"]


def test_cells_hold_their_words_once_and_figures_apart(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    table = document.add_table(rows=3, cols=2)
    for one, text in zip(
        [c for row in table.rows for c in row.cells], ["园区", "家数", "甲园", "12", "乙园", "7"], strict=True
    ):
        one.text = text
    twelve = table.cell(1, 1).paragraphs[0]
    twelve.add_run().add_break()
    twelve.add_run("34")
    moved = parse_xml(f'<w:moveFrom xmlns:w="{W}" w:id="9" w:author="x"><w:r><w:t>99</w:t></w:r></w:moveFrom>')
    twelve._p.append(moved)
    way = "<w:p><w:r><w:t>框中</w:t></w:r></w:p>"
    table.cell(2, 0).paragraphs[0]._p.append(placed_run(
        f'<mc:AlternateContent><mc:Choice Requires="wps">{boxed(way)}</mc:Choice>'
        f"<mc:Fallback>{boxed(way)}</mc:Fallback></mc:AlternateContent>"
    ))  # fmt: skip
    (made,) = [one for one in taken(document, tmp_path).article.blocks if one.kind == "table"]
    assert made.rows == (("园区", "家数"), ("甲园", "12 34"), ("乙园 框中", "7"))


def test_rows_and_cells_in_content_controls_arrive(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    table = document.add_table(rows=3, cols=2)
    for one, text in zip(
        [c for row in table.rows for c in row.cells], ["园区", "家数", "甲园", "12", "乙园", "7"], strict=True
    ):
        one.text = text
    for part in (table.rows[1]._tr, table.cell(2, 1)._tc):
        control = parse_xml(f'<w:sdt xmlns:w="{W}"><w:sdtPr/><w:sdtContent/></w:sdt>')
        part.addprevious(control)
        control[1].append(part)
    (made,) = [one for one in taken(document, tmp_path).article.blocks if one.kind == "table"]
    assert made.rows == (("园区", "家数"), ("甲园", "12"), ("乙园", "7"))


def test_words_under_pinyin_and_pictographs_arrive(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    body = say(document, "读作", 12)
    body._p.append(placed_run(
        "<w:ruby><w:rt><w:r><w:t>zhì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>制</w:t></w:r></w:rubyBase></w:ruby>"
        '<mc:AlternateContent><mc:Choice Requires="w16se"><x:symEx xmlns:x="urn:x"/></mc:Choice>'
        "<mc:Fallback><w:t>☆</w:t></mc:Fallback></mc:AlternateContent><w:t>，完毕。</w:t>"
    ))  # fmt: skip
    found = taken(document, tmp_path)
    assert every_word(found) == ["读作制☆，完毕。"] and "拼音" in told(found)


def test_footnotes_of_a_table_of_layout_are_told_once(tmp_path):
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "只有一句。"
    hidden = cell.paragraphs[0].add_run("看不见")
    hidden._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
    assert "隐藏文字没有收入。" in told(taken(document, tmp_path))


def body_of(tmp_path, *items):
    """The blocks of a file with a title, then these: texts, pictures (None) and tables (lists of rows)."""
    document = Document()
    say(document, "题目", 22, centre=True, bold=True)
    say(document, "开头一段正文，把事情交代清楚。", 12)
    for one in items:
        if one is None:
            document.add_picture(io.BytesIO(picture_bytes()))
        elif isinstance(one, list):
            table = document.add_table(rows=len(one), cols=len(one[0]))
            for cells, texts in zip(table.rows, one, strict=True):
                for cell, text in zip(cells.cells, texts, strict=True):
                    cell.text = text
        else:
            say(document, one, 12, centre=one.startswith("一、"))
    return taken(document, tmp_path)


@pytest.mark.parametrize(
    ("after", "caption", "credit", "text"),
    [
        ("图书馆里的检测平台也对外开放。", "", "", "图书馆里的检测平台也对外开放。"),
        ("一、把难题摆上桌面", "", "", "一、把难题摆上桌面"),
        ("图为会议现场，张三摄", "会议现场", "张三摄", None),
        ("图1 科研人员正在拍摄", "科研人员正在拍摄", "", None),
        ("图 2：签约现场（张三摄）", "签约现场", "张三摄", None),
    ],
)
def test_under_a_picture_only_a_caption_is_one(tmp_path, after, caption, credit, text):
    blocks = body_of(tmp_path, None, after).article.blocks
    (picture,) = [one for one in blocks if one.kind == "picture"]
    assert (picture.caption, picture.credit) == (caption, credit)
    assert (blocks[-1].lines[0][0].text if blocks[-1].lines else None) == text


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ("表彰名单", ""),
        ("表1：各园区家数", "各园区家数"),
        ("表 2 家数", "家数"),
        ("附表：家数", "家数"),
        ("附表", "附表"),
    ],
)
def test_above_a_table_only_its_title_is_one(tmp_path, before, title):
    found = body_of(tmp_path, before, [["园区", "家数"], ["甲园", "12"]])
    table = next(one for one in found.article.blocks if one.kind == "table")
    assert table.title == title
    assert title or "表彰名单" in every_word(found)


@pytest.mark.parametrize(
    "last",
    [
        "来源于企业的研发投入占六成。",
        "摘自年报的两组数据说明了变化。",
        "本报记者 从市科技局获悉，新一批平台已经开放。",
        "本期各项材料均由各处室供稿。",
    ],
)
def test_a_sentence_of_the_text_is_no_credit(tmp_path, last):
    article = body_of(tmp_path, last).article
    assert (article.source, article.byline, article.office) == ("", "", "")
    assert article.blocks[-1].lines[0][0].text == last
