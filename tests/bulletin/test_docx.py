"""The Word file is sound by the standard, repeats byte for byte, and survives hostile issues."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime

import docx
import pytest
from lxml import etree

from bureau_desk.bulletin import stylesheet
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.pdf import convert
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.problem import Trouble
from tests.bulletin.conftest import hostile

CLOCK = datetime(2022, 3, 1)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The order of children by ECMA-376 part 1 (transitional), as far as this program writes them.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs suppressAutoHyphens kinsoku "
    "wordWrap overflowPunct snapToGrid spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i color spacing w kern position sz szCs highlight u shd vertAlign lang",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit trHeight tblHeader",
    "sectPr": "reference type pgSz pgMar pgNumType cols titlePg docGrid",
    "settings": "zoom evenAndOddHeaders characterSpacingControl compat themeFontLang",
    "style": "name basedOn uiPriority semiHidden qFormat pPr rPr tblPr",
}


@pytest.fixture(scope="module", params=["sample", "hostile", "native"])
def written(request, tmp_path_factory, sample):
    galley = hostile() if request.param == "hostile" else sample
    path = tmp_path_factory.mktemp("docx") / f"{request.param}.docx"
    write_docx(galley, load_theme("A"), path, CLOCK, native_charts=request.param == "native")
    return path


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def trees(path):
    return {
        name: etree.fromstring(content) for name, content in parts(path).items() if name.endswith((".xml", ".rels"))
    }


def test_every_part_is_well_formed_and_children_stand_in_the_order_of_the_standard(written):
    for name, tree in trees(written).items():
        for node in tree.iter():
            tag = etree.QName(node).localname if isinstance(node.tag, str) else ""
            if tag in ORDERS and str(node.tag).startswith(W):
                order = ORDERS[tag].split()
                # The standard lets header and footer references of a section stand in any order.
                names = [
                    re.sub("(header|footer)Reference", "reference", etree.QName(child).localname) for child in node
                ]
                places = [order.index(one) for one in names]
                assert places == sorted(places), (name, etree.tostring(node)[:300])


def test_relationships_lead_to_parts_and_every_part_has_a_type(written):
    content = parts(written)
    types = content["[Content_Types].xml"].decode()
    for name, data in content.items():
        if name.endswith(".rels"):
            folder = name.split("_rels/")[0]
            for target in re.findall(r'Target="([^"]+)"', data.decode()):
                path = re.sub(r"[^/]+/\.\./", "", folder + target)
                assert path in content, (name, target)
        elif name != "[Content_Types].xml":
            assert f"/{name}" in types or f'Extension="{name.rpartition(".")[2]}"' in types, name


def test_it_reopens_and_names_only_styles_that_exist(written):
    document = docx.Document(str(written))
    known = {style.style_id for style in document.styles}
    used = {node.get(f"{W}val") for node in document.element.iter(f"{W}pStyle", f"{W}rStyle")}
    assert used <= known


def test_chinese_type_is_set_everywhere_and_no_theme_font_overrides_it(written):
    everything = trees(written)
    for tree in everything.values():
        for fonts in tree.iter(f"{W}rFonts"):
            assert not [key for key in fonts.attrib if "Theme" in key]
    for style in everything["word/styles.xml"].iter(f"{W}style"):
        if style.get(f"{W}customStyle"):
            assert style.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia")
    for node in everything["word/document.xml"].iter(f"{W}t"):
        assert node.getparent().find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"


def test_tables_have_their_widths_written_thrice(written):
    for table in trees(written)["word/document.xml"].iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(grid) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))
        for row in table.findall(f"{W}tr"):
            widths = [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.findall(f"{W}tc")]
            assert sum(widths) == sum(grid)


def test_pictures_have_words_and_numbers_of_their_own(written):
    numbers = []
    for tree in trees(written).values():
        for node in tree.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
            assert node.get("descr")
            numbers.append(node.get("id"))
    assert len(numbers) == len(set(numbers))


def test_every_page_reference_leads_to_an_article(written):
    xml = parts(written)["word/document.xml"].decode()
    names = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', xml)
    assert len(names) == len(set(names)) > 0
    wanted = set(re.findall(r"PAGEREF (\w+)", xml))
    assert wanted <= set(names)
    shown = re.findall(r'separate"/></w:r><w:r><w:rPr><w:rFonts[^>]*/></w:rPr><w:t[^>]*>([^<]+)<', xml)
    assert all(re.fullmatch(r"\d{2,3}", text) for text in shown)


def test_the_same_galley_has_the_same_bytes(sample, tmp_path):
    for name in ("a", "b"):
        write_docx(sample, load_theme("B"), tmp_path / f"{name}.docx", CLOCK)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_nasty_text_arrives_as_it_was_without_what_xml_forbids(nasty, tmp_path):
    write_docx(nasty, load_theme("A"), tmp_path / "a.docx", CLOCK)
    document = docx.Document(str(tmp_path / "a.docx"))
    words = "".join(node.text or "" for node in document.element.iter(f"{W}t"))
    assert "A & B < C > ]]> “引号” —— ……  😀 {甲} =1+1" in words
    assert "缺图：这张.png" in words


@pytest.mark.parametrize(("columns", "articles"), [(1, 1), (2, 1), (9, 4)])
def test_small_and_large_issues_without_message_board_or_headlines(columns, articles, tmp_path):
    galley = hostile(columns, articles)
    pages = write_docx(galley, load_theme("A"), tmp_path / "a.docx", CLOCK)
    assert len(pages) == columns * articles
    assert list(pages.values()) == sorted(pages.values())


def test_native_charts_come_with_their_workbooks(sample, tmp_path):
    write_docx(sample, load_theme("A"), tmp_path / "a.docx", CLOCK, native_charts=True)
    names = parts(tmp_path / "a.docx").keys()
    charts = [name for name in names if re.fullmatch(r"word/charts/chart\d+\.xml", name)]
    assert len(charts) == len(sample.figures)
    assert sum(name.startswith("word/embeddings/") for name in names) == len(charts)


def test_a_style_that_staff_changed_shows_in_the_bulletin(sample, tmp_path, monkeypatch):
    theme = load_theme("A")
    edited = tmp_path / "magazine-A.docx"
    with zipfile.ZipFile(stylesheet.template_path(theme)) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'w:val="BC4A18"', b'w:val="00AA00"'))
    monkeypatch.setattr("bureau_desk.bulletin.docx_press.template_path", lambda _: edited)
    write_docx(sample, theme, tmp_path / "a.docx", CLOCK)
    assert b"00AA00" in parts(tmp_path / "a.docx")["word/styles.xml"]
    edited.write_bytes(b"broken")
    with pytest.raises(Trouble, match="样式文件"):
        write_docx(sample, theme, tmp_path / "b.docx", CLOCK)


def test_the_shipped_style_files_are_what_the_program_makes(tmp_path):
    for name in ("A", "B"):
        theme = load_theme(name)
        stylesheet.write_template(theme, tmp_path / "a.docx", datetime(2022, 1, 1))
        assert (tmp_path / "a.docx").read_bytes() == stylesheet.template_path(theme).read_bytes()


def test_without_libreoffice_the_sentence_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_SOFFICE", "")
    with pytest.raises(Trouble, match="LibreOffice"):
        convert(tmp_path / "a.docx", tmp_path, CLOCK)
