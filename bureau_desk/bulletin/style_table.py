"""Every style of the magazine in one table: font role, size and pitch in points, colour, spacing, setting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bureau_desk.charts.theme import Theme


@dataclass(frozen=True, slots=True)
class Look:
    """One style. `role` is text, structure, voice or title; `pitch` 0 means automatic, `size` 0 that of the paragraph; left, right, hanging and tabs are
    twips; borders are (side, points, space, colour); `latin` replaces the role's Latin font."""

    name: str
    role: str
    size: float
    pitch: float
    colour: str
    before: float = 0
    after: float = 0
    jc: str = "left"
    bold: bool = False
    first_chars: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    spacing: float = 0
    outline: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    borders: tuple[tuple[str, float, int, str], ...] = ()
    tabs: tuple[tuple[str, int], ...] = ()
    latin: str = ""
    fill: str = ""
    least: bool = False  # the pitch is the least: lines that hold a picture are as high as it


def paragraphs(theme: Theme) -> list[Look]:
    """The paragraph styles in the order in which their ids are numbered."""
    return [*_cover(theme), *_front(theme), *_openers(theme), *_text(theme), *_boxes(theme), *_denser(theme)]


def _cover(t: Theme) -> list[Look]:
    white = "FFFFFF"
    return [
        Look("刊名", "title", 116, 128, white, spacing=9.5, bold=True),
        Look("期号行", "structure", 11, 18, white, borders=(("top", 1, 7, t.light),), tabs=(("right", 10091),)),
        Look("封面页码", "structure", 20, 26, t.accent, bold=True),
        Look("封面引语", "voice", 10.5, 16, t.pale),
        Look("封面要目", "structure", 15, 24, white),
        Look("封面要目小", "structure", 13, 21, white),
        Look("封面口号", "structure", 10.5, 17, t.pale, jc="right", spacing=1),
        Look("封面问候", "structure", 9.5, 17, white, jc="right", spacing=1),
        Look("封面版记", "structure", 8.5, 13, t.light, tabs=(("right", 10091),)),
        Look("封底问候", "structure", 20, 34, white, spacing=2),
        Look("封底西文", "structure", 11, 20, t.accent, spacing=2, bold=True),
        Look("封底口号", "structure", 10.5, 18, t.pale, spacing=1),
    ]


def _front(t: Theme) -> list[Look]:
    accent = ("top", 2.25, 6, t.accent)
    return [
        Look("年份上", "structure", 54, 56, "FFFFFF", bold=True),
        Look("年份下", "structure", 54, 56, t.accent, bold=True),
        Look("年份小上", "structure", 36, 40, "FFFFFF", bold=True),
        Look("年份小下", "structure", 36, 40, t.accent, bold=True),
        Look("献辞标题", "title", 28, 40, t.primary, spacing=2, bold=True, outline=1),
        Look("献辞署名", "structure", 9.5, 22, t.grey, before=4, after=24),
        Look("献辞标题小", "title", 24, 34, t.primary, spacing=1, bold=True, outline=1),
        Look("献辞正文", "text", 12, 22.5, t.ink, first_chars=2, jc="both"),
        Look("献辞正文中", "text", 11, 19, t.ink, first_chars=2, jc="both"),
        Look("献辞正文小", "text", 10.5, 17.5, t.ink, first_chars=2, jc="both"),
        Look("献辞正文密", "text", 10, 16, t.ink, first_chars=2, jc="both"),
        Look("献辞结语", "structure", 9, 18, t.accent_text, before=24, spacing=1.5, bold=True),
        Look("版面大题", "title", 40, 50, t.primary, spacing=6, bold=True),
        Look("版面大题小", "title", 32, 42, t.primary, spacing=6, bold=True),
        Look("版面西文", "structure", 8, 12, t.grey, spacing=2),
        Look("小字", "text", 9, 15, t.ink),
        Look("小字黑", "structure", 9, 15, t.primary),
        Look("小字注", "structure", 7.5, 12, t.grey),
        Look("期数大", "structure", 26, 30, t.primary, bold=True),
        Look("箴言", "structure", 16, 24, t.accent_text),
        Look("箴言注", "structure", 8.5, 13, t.grey),
        Look("目录栏目", "structure", 13, 18, t.primary),
        Look("目录西文", "structure", 6.5, 10, t.grey, spacing=1),
        Look("目录页码", "structure", 17, 22, t.accent_text, bold=True),
        Look("目录题名", "structure", 11, 17, t.ink),
        Look("目录引题副题", "voice", 9, 14, t.grey),
        Look("小标签", "structure", 8, 12, t.accent_text, borders=(accent,), right=7300, spacing=1),
        Look("小标签窄", "structure", 8, 12, t.accent_text, borders=(accent,), spacing=1),
    ]


def _openers(t: Theme) -> list[Look]:
    return [
        Look("栏目西文", "structure", 8, 12, t.light, spacing=2.4),
        Look("栏目名", "structure", 30, 38, "FFFFFF", spacing=3, outline=1),
        Look("栏目标签", "structure", 9, 14, "FFFFFF", jc="center", spacing=1),
        Look("引题", "voice", 13, 20, t.accent_text, after=4, keep_next=True),
        Look("篇名", "title", 28, 38, t.primary, outline=2, keep_next=True),
        Look("篇名短稿", "title", 22, 30, t.primary, outline=2, keep_next=True),
        Look("副题", "voice", 13, 20, t.grey, before=5),
        Look("署名", "voice", 9.5, 15, t.grey, left=640, hanging=640, tabs=(("left", 640),)),
        Look("署名独行", "voice", 9.5, 15, t.grey, before=8, after=12),
        Look("导语", "voice", 12.5, 22, t.primary, jc="both"),
        Look("导语短", "voice", 11, 19, t.primary, jc="both", borders=(("top", 0.5, 5, t.rule),)),
        Look("页眉内文", "structure", 8.5, 12, t.grey, tabs=(("right", 9660),)),
        Look("页码左", "structure", 11, 14, t.primary, bold=True, borders=(("top", 2.25, 5, t.accent),), right=9140),
        Look(
            "页码右",
            "structure",
            11,
            14,
            t.primary,
            bold=True,
            jc="right",
            borders=(("top", 2.25, 5, t.accent),),
            left=9140,
        ),
        Look("垫行", "text", 1, 1, t.ink),
    ]


def _text(t: Theme) -> list[Look]:
    bar = (("left", 3, 5, t.accent),)
    return [
        Look("正文缩进", "text", 10.5, 17, t.ink, first_chars=2, jc="both"),
        Look("正文顶格", "text", 10.5, 17, t.ink, jc="both"),
        Look("列表", "text", 10.5, 17, t.ink, jc="both", left=420, hanging=420, tabs=(("left", 420),)),
        Look(
            "文内标题一", "structure", 13, 17, t.primary, before=12, after=5, left=150, keep_next=True, keep_lines=True,
            borders=bar, outline=3,
        ),
        Look("文内标题二", "structure", 10.5, 17, t.primary, keep_next=True, keep_lines=True, outline=4),
        Look("来源行", "text", 9, 17, t.grey),
        Look("图片", "text", 1, 0, t.ink, before=8.5, keep_next=True),
        Look("图注", "voice", 8.5, 13, t.ink, before=8.5, after=9.5, keep_lines=True, tabs=(("right", 4620),), least=True),
        Look("图注通栏", "voice", 8.5, 13, t.ink, before=8.5, after=9.5, keep_lines=True, tabs=(("right", 9660),), least=True),
        Look(
            "简讯标题", "structure", 11, 15, t.primary, after=3, keep_next=True, keep_lines=True,
            borders=(("top", 0.5, 6, t.rule),), outline=2,
        ),
        Look("简讯署名", "voice", 8.5, 15, t.grey),
        Look("简讯正文", "text", 9.5, 15, t.ink, first_chars=2, jc="both"),
    ]  # fmt: skip


def _boxes(t: Theme) -> list[Look]:
    # Paragraphs of one box carry the same borders and indents, so that Word and LibreOffice draw one box around them.
    # They are no tables: LibreOffice does not balance columns that hold tables.
    quote = (("top", 3, 9, t.accent), ("bottom", 0.5, 7, t.rule))
    sides = (
        ("top", 2.25, 8, t.primary),
        ("left", 0.5, 10, t.tint),
        ("bottom", 0.5, 8, t.tint),
        ("right", 0.5, 10, t.tint),
    )
    box: dict[str, Any] = {"borders": sides, "fill": t.tint, "left": 210, "right": 210}
    return [
        Look("引语", "voice", 15, 25.5, t.primary, keep_next=True, keep_lines=True, borders=quote),
        Look("引语出处", "structure", 8.5, 17, t.grey, keep_lines=True, borders=quote),
        Look("大数字", "structure", 44, 50, t.primary, bold=True, spacing=-1, keep_next=True, **box),
        Look("大数字中", "structure", 34, 38, t.primary, bold=True, spacing=-1, keep_next=True, **box),
        Look("大数字说明", "structure", 9.5, 15, t.ink, keep_lines=True, **box),
        Look("大数字注", "text", 9, 15, t.grey, keep_lines=True, **box),
        Look("大数字排", "structure", 34, 38, t.primary, bold=True, spacing=-1, keep_next=True),
        Look("大数字排注", "structure", 9.5, 15, t.ink),
        Look("名单标题", "structure", 10.5, 17, t.primary, left=220),
        Look("名单", "text", 9.5, 17, t.ink, left=600, hanging=380, tabs=(("left", 600),)),
        Look(
            "图表标题",
            "structure",
            11,
            17,
            t.primary,
            keep_next=True,
            keep_lines=True,
            borders=(("top", 0.5, 5, t.rule),),
        ),
        Look("图表单位", "structure", 8, 12, t.grey, after=5, keep_next=True),
        Look("图表来源", "text", 8, 12, t.grey, before=4),
        Look("表头", "structure", 9, 13, t.primary, left=80, right=80),
        Look("表头数", "structure", 9, 13, t.primary, left=80, right=80, jc="right"),
        Look("表文", "text", 9, 13, t.ink, left=80, right=80, latin="Arial"),
        Look("表数", "text", 9, 13, t.ink, left=80, right=80, jc="right", latin="Arial"),
        Look("表合计", "structure", 9, 13, t.primary, left=80, right=80, bold=True),
        Look("表合计数", "structure", 9, 13, t.primary, left=80, right=80, jc="right", bold=True),
    ]


def _denser(t: Theme) -> list[Look]:
    """Running text for articles that hold more than the pages planned for them."""
    made = []
    for mark, size, pitch in (("紧", 10, 16), ("密", 9.5, 15)):
        made += [
            Look(f"正文缩进{mark}", "text", size, pitch, t.ink, first_chars=2, jc="both"),
            Look(f"正文顶格{mark}", "text", size, pitch, t.ink, jc="both"),
            Look(f"列表{mark}", "text", size, pitch, t.ink, jc="both", left=400, hanging=400, tabs=(("left", 400),)),
        ]
    return made


def characters(theme: Theme) -> list[Look]:
    """The character styles: what a run may be inside its paragraph."""
    t = theme
    return [
        Look("首句", "structure", 0, 0, t.primary),
        Look("强调", "structure", 0, 0, t.primary),
        Look("篇名西文", "title", 28, 0, t.primary, bold=True),
        Look("篇名短稿西文", "title", 22, 0, t.primary, bold=True),
        Look("图注标", "structure", 7.5, 0, t.accent_text),
        Look("图位", "voice", 1, 0, t.ink),
        Look("供图", "voice", 8.5, 0, t.grey),
        Look("结束符", "structure", 9, 0, t.accent_text),
        Look("署名项", "structure", 8, 0, t.accent_text),
        Look("署名小", "voice", 9.5, 0, t.grey),
        Look("标签西文", "structure", 7, 0, t.grey, spacing=1.5),
        Look("页眉栏目", "structure", 9, 0, t.primary),
        Look("页眉西文", "structure", 6.5, 0, t.grey, spacing=1),
        Look("名单号", "structure", 8.5, 0, t.accent_text, bold=True),
        Look("数字单位", "structure", 13, 0, t.primary),
        Look("数字箭头", "structure", 15, 0, t.accent_text, bold=True),
        Look("期号淡", "structure", 9.5, 0, t.light),
        Look("刊名西文", "structure", 12, 0, "FFFFFF", bold=True, spacing=6),
        Look("版记主", "structure", 8.5, 0, "FFFFFF"),
        Look("灰注", "structure", 7.5, 0, t.grey),
        Look("列表号", "structure", 0, 0, t.accent_text),
    ]
