"""The styles of a brief as Word XML, made from its layout; staff change them in the layout file or in Word."""

from __future__ import annotations

from dataclasses import dataclass

from bureau_desk.bulletin.brief_preset import Preset
from bureau_desk.bulletin.docx_xml import NAMESPACES, attribute, twips

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SETTINGS = (
    f'{_HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/>"
    "<w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


@dataclass(frozen=True, slots=True)
class BriefStyle:
    """One paragraph style: faces, size and pitch in points (pitch 0 is automatic), setting."""

    name: str
    east: str
    size: float
    pitch: float
    jc: str = "both"
    first: int = 0  # characters
    before: float = 0
    after: float = 0
    bold: bool = False
    colour: str = "000000"
    spacing: float = 0
    keep_next: bool = False
    rule: str = ""  # colour of the rule below
    latin: str = "Times New Roman"
    tab: int = 0
    outline: int = 0
    indent: tuple[int, int] = (0, 0)
    hanging: int = 0


def brief_styles(preset: Preset) -> list[BriefStyle]:
    """Every style of a brief."""
    line, own, size = preset.pitch, preset.spacing, preset.size
    song, latin = "宋体", preset.heading_latin
    right = twips(preset.width)
    return [
        BriefStyle("简报名", preset.masthead, preset.masthead_size, preset.masthead_size * 1.35, "center", bold=True,
                   colour=preset.red, after=line / 2),
        BriefStyle("简报期号", preset.body, size, line, "center"),
        BriefStyle("简报报头", preset.body, size, line, "left", rule=preset.red, tab=right, after=line),
        BriefStyle("简报要目", preset.subheading, 14, line, "left", first=2),
        BriefStyle("简报要目题", preset.heading, 14, line, "left"),
        BriefStyle("简报标题", preset.masthead, 22, line * 1.25, "center", bold=True, keep_next=True, outline=1),
        BriefStyle("简报副题", preset.subheading, size, line, "center", keep_next=True),
        BriefStyle("简报引题", preset.subheading, size, line, "center", keep_next=True),
        BriefStyle("简报空行", preset.body, size, line),
        BriefStyle("简报正文", preset.body, size, line, first=2, spacing=own),
        BriefStyle("简报一级", preset.heading, size, line, first=2, spacing=own, keep_next=True, outline=2, latin=latin),
        BriefStyle("简报二级", preset.subheading, size, line, first=2, spacing=own, keep_next=True, outline=3, latin=latin),
        BriefStyle("简报引文", preset.subheading, size, line, first=2, spacing=own),
        BriefStyle("简报落款", preset.body, size, line, "right", indent=(0, 2)),
        BriefStyle("简报图片", song, 12, 0, "center", before=line / 4, keep_next=True),
        BriefStyle("简报图注", preset.subheading, 12, 18, "center", after=line / 2),
        BriefStyle("简报表题", preset.heading, 14, 24, "center", before=line / 4, keep_next=True),
        BriefStyle("简报表注", song, 10.5, 16, "left", after=line / 2),
        BriefStyle("简报表头", preset.heading, 12, 20, "center"),
        BriefStyle("简报表文", song, 12, 20, "left"),
        BriefStyle("简报表数", song, 12, 20, "right"),
        BriefStyle("简报版记", preset.body, 14, 22, "left", indent=(3, 1), hanging=2, tab=twips(preset.width - 14)),
        BriefStyle("简报版线", song, 1, 0, "left"),
        BriefStyle("简报页码", song, 14, 16, "right" if preset.folio == "dashes" else "center", indent=(0, 1)),
        BriefStyle("简报页码左", song, 14, 16, "left" if preset.folio == "dashes" else "center", indent=(1, 0)),
        BriefStyle("简报末行", song, 1, 1, "left"),
    ]  # fmt: skip


def style_ids(preset: Preset) -> dict[str, str]:
    """The style ids by their Chinese names; ids are plain letters, as old programs like them."""
    return {style.name: f"brief{place}" for place, style in enumerate(brief_styles(preset), 1)}


STRONG = "briefStrong"
"""The character style of a bold phrase: in the heading's face, for 仿宋 is never emboldened."""


def styles_xml(preset: Preset) -> str:
    """The styles part."""
    ids = style_ids(preset)
    body = "".join(_style(style, ids[style.name], preset.pitch) for style in brief_styles(preset))
    face = attribute(preset.heading)
    strong = (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{STRONG}"><w:name w:val="简报强调"/><w:qFormat/><w:rPr>'
        f'<w:rFonts w:eastAsia="{face}"/></w:rPr></w:style>'
    )
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="宋体" '
        'w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )
    return f"{_HEAD}<w:styles {NAMESPACES}>{defaults}{normal}{body}{strong}</w:styles>"


def _style(style: BriefStyle, identity: str, text_pitch: float) -> str:
    parts = ["<w:keepNext/>"] if style.keep_next else []
    parts.append('<w:widowControl w:val="0"/>')
    if style.rule:
        parts.append(f'<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="4" w:color="{style.rule}"/></w:pBdr>')
    if style.tab:
        parts.append(f'<w:tabs><w:tab w:val="right" w:pos="{style.tab}"/></w:tabs>')
    # only the text stands on the grid: elsewhere it would round an exact pitch up to whole lines
    grid = "" if style.pitch == text_pitch else '<w:snapToGrid w:val="0"/>'
    parts.append(f"<w:kinsoku/><w:overflowPunct/>{grid}")
    line = f'w:line="{twips(style.pitch)}" w:lineRule="exact"' if style.pitch else 'w:line="240" w:lineRule="auto"'
    parts.append(f'<w:spacing w:before="{twips(style.before)}" w:after="{twips(style.after)}" {line}/>')
    left, right = style.indent
    if style.first or left or right:
        first = f' w:firstLineChars="{style.first * 100}" w:firstLine="{twips(style.first * style.size)}"'
        sides = f'w:leftChars="{left * 100}" w:left="{twips(left * style.size)}" w:rightChars="{right * 100}" w:right="{twips(right * style.size)}"'
        hang = f' w:hangingChars="{style.hanging * 100}" w:hanging="{twips(style.hanging * style.size)}"'
        parts.append(f"<w:ind {sides}{first if style.first else hang if style.hanging else ''}/>")
    parts.append(f'<w:jc w:val="{style.jc}"/>')
    if style.outline:
        parts.append(f'<w:outlineLvl w:val="{style.outline - 1}"/>')
    size = round(style.size * 2)
    letters = (
        f'<w:rFonts w:ascii="{style.latin}" w:eastAsia="{attribute(style.east)}" w:hAnsi="{style.latin}" w:cs="{style.latin}"/>'
        f'{"<w:b/>" if style.bold else ""}<w:color w:val="{style.colour}"/>'
        f'{f"""<w:spacing w:val="{twips(style.spacing)}"/>""" if style.spacing else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    )
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identity}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{"".join(parts)}</w:pPr><w:rPr>{letters}</w:rPr></w:style>'
    )
