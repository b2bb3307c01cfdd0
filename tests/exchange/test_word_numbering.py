"""Numbers that Word sets by itself arrive: lists go on where they went on, 一、 and （二） stand before their headings."""

from __future__ import annotations

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.exchange.test_word_article import say, taken

LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'


class Lists:
    """A document whose lists are defined here: abstract definitions by their levels, lists by what they begin anew."""

    def __init__(self):
        self.document = Document()
        say(self.document, "题目", 22, centre=True, bold=True)
        say(self.document, "开头一段正文，把事情交代清楚。", 12)
        self.numbering = self.document.part.numbering_part.element
        for old in list(self.numbering):
            self.numbering.remove(old)
        self.made = 0

    def abstract(self, *levels):
        """levels: start, format, text."""
        self.made += 1
        inside = "".join(LEVEL.format(place, *level) for place, level in enumerate(levels))
        xml = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self.made}">{inside}</w:abstractNum>'
        self.numbering.append(parse_xml(xml))
        return self.made

    def new(self, abstract, anew=None):
        self.made += 1
        over = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{anew}"/></w:lvlOverride>' if anew else ""
        xml = f'<w:num {nsdecls("w")} w:numId="{self.made}"><w:abstractNumId w:val="{abstract}"/>{over}</w:num>'
        self.numbering.append(parse_xml(xml))
        return self.made

    def say(self, text, number=0, level=0, style=None, **look):
        paragraph = say(self.document, text, 12, style=style, **look)
        if number:
            said = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().insert_element_before(
                parse_xml(said), "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
            )


def told(document, tmp_path):
    """Every block but the opening paragraph: lists with their first number, others with their words."""
    blocks = taken(document, tmp_path).article.blocks[1:]
    said = [["".join(run.text for run in line) for line in one.lines] for one in blocks]
    return [(one.kind, one.start if one.ordered else 0, lines) for one, lines in zip(blocks, said, strict=True)]


def test_a_numbered_list_goes_on_behind_a_paragraph_and_a_list_of_its_own_begins_anew(tmp_path):
    made = Lists()
    plain = made.abstract((1, "decimal", "%1."))
    first = made.new(plain)
    for text in ("甲事", "乙事"):
        made.say(text, first)
    made.say("中间插一段说明，讲清楚缘由。")
    made.say("丙事", first)
    again = made.new(plain, anew=1)
    for text in ("丁事", "戊事"):
        made.say(text, again)
    other = made.new(made.abstract((5, "decimal", "%1、")))
    made.say("己事", other)
    assert told(made.document, tmp_path) == [
        ("list", 1, ["甲事", "乙事"]),
        ("paragraph", 0, ["中间插一段说明，讲清楚缘由。"]),
        ("list", 3, ["丙事"]),
        ("list", 1, ["丁事", "戊事"]),
        ("list", 5, ["己事"]),
    ]


def test_headings_numbered_by_word_keep_their_numbers_and_are_headings(tmp_path):
    made = Lists()
    levels = made.abstract(
        (1, "chineseCounting", "%1、"), (1, "chineseCounting", "（%2）"), (1, "decimal", "%1.%3"), (1, "bullet", "•")
    )
    number = made.new(levels)
    made.say("摸清家底", number)
    made.say("载体情况", number, 1)
    made.say("企业情况", number, 1)
    made.say("明确目标", number, style="Heading 1")
    made.say("总体目标", number, 1, style="Heading 2")
    made.say("这一条写得长一些，说的是怎样把任务分解到各个处室并按月核对进度。", number, 2)
    made.say("一句话。", number, 3)
    assert told(made.document, tmp_path) == [
        ("heading", 0, ["一、摸清家底"]),
        ("heading", 0, ["（一）载体情况"]),
        ("heading", 0, ["（二）企业情况"]),
        ("heading", 0, ["二、明确目标"]),
        ("heading", 0, ["（一）总体目标"]),
        ("paragraph", 0, ["二.1 这一条写得长一些，说的是怎样把任务分解到各个处室并按月核对进度。"]),
        ("list", 0, ["一句话。"]),
    ]


@pytest.mark.parametrize(
    ("form", "text", "place", "shown"),
    [
        ("chineseCountingThousand", "%1、", 21, "二十一、"), ("japaneseCounting", "（%1）", 10, "（十）"),
        ("decimal", "（%1）", 2, "（2）"), ("decimalEnclosedCircle", "%1", 3, "③"), ("upperLetter", "%1.", 2, "B. "),
        ("ideographTraditional", "%1、", 4, "丁、"), ("decimalEnclosedCircle", "%1", 30, "30 "),
    ],
)  # fmt: skip
def test_what_no_numbered_list_can_say_stands_as_words(tmp_path, form, text, place, shown):
    made = Lists()
    number = made.new(made.abstract((place, form, text)))
    made.say("这一条写得长一些，说的是怎样把任务分解到各个处室并按月核对进度。", number)
    ((kind, _, (words,)),) = told(made.document, tmp_path)
    assert kind == "paragraph" and words == f"{shown}这一条写得长一些，说的是怎样把任务分解到各个处室并按月核对进度。"


@pytest.mark.parametrize("number", ['1"', "x", "-1", "²"])
def test_a_list_that_is_named_by_no_number_is_none(tmp_path, number):
    made = Lists()
    made.say("第一段正文，写明情况。", number.replace('"', "&quot;"))
    assert told(made.document, tmp_path) == [("paragraph", 0, ["第一段正文，写明情况。"])]
