"""The magazine's styles as a Word file that staff can edit: `python -m bureau_desk.bulletin.stylesheet` writes it anew.

The writer names styles and never sets type by hand, so whoever changes resources/word/magazine-A.docx in Word or WPS
changes the magazine.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from bureau_desk.bulletin.docx_package import Package, write_zip
from bureau_desk.bulletin.docx_xml import NAMESPACES, twips
from bureau_desk.bulletin.style_table import Look, characters, paragraphs
from bureau_desk.charts.theme import Theme, load_theme, theme_names
from bureau_desk.places import RESOURCES

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORDS_OWN = {"Normal Indent": "正文缩进", "List": "列表", "Body Text Indent": "正文缩进"}
REST = "正文缩进"
"""The style that stands in for one that staff removed."""


def template_path(theme: Theme) -> Path:
    """The style file of a theme: the one that staff keep for themselves, else the shipped one."""
    return Path(theme.styles) if theme.styles else shipped_path(theme.name)


def shipped_path(name: str) -> Path:
    """Where the style file of a theme ships."""
    return RESOURCES / "word" / f"magazine-{name}.docx"


def read_styles(path: Path) -> tuple[str, dict[str, str]]:
    """word/styles.xml of a style file as staff left it, and its style ids by name.

    Word knows a few of the names as its own and then writes them in English or puts a figure behind them. Raises OSError,
    KeyError, ValueError, zlib.error, BadZipFile or ParseError when the file is missing or damaged.
    """
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("word/styles.xml").decode()
    root = ElementTree.fromstring(styles.encode())
    names = {
        told.get(f"{_W}val", ""): style.get(f"{_W}styleId", "")
        for style in root.iter(f"{_W}style")
        if (told := style.find(f"{_W}name")) is not None
    }
    for theirs, ours in _WORDS_OWN.items():
        if theirs in names:
            names.setdefault(ours, names[theirs])
    for name in list(names):
        names.setdefault(name.rstrip("0123456789 "), names[name])
    return styles, names


def missing_styles(theme: Theme) -> list[str]:
    """The styles that the style file of a theme lacks, in the order of the table."""
    _, names = read_styles(template_path(theme))
    return [look.name for look in (*paragraphs(theme), *characters(theme)) if look.name not in names]


@dataclass(frozen=True, slots=True)
class StyleNames:
    """Style ids by their Chinese names, as the style file has them."""

    ids: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.ids.get(name, self.ids[REST])


def style_id(place: int, kind: str) -> str:
    """A short id; Word shows the name."""
    return f"{'P' if kind == 'paragraph' else 'C'}{place:02d}"


def styles_xml(theme: Theme) -> str:
    """word/styles.xml of a theme: no theme fonts anywhere, East Asian and Latin fonts in every style."""
    text = theme.fonts["text"]
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{text.latin}" w:eastAsia="{text.east}" w:hAnsi="{text.latin}" w:cs="{text.latin}"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:snapToGrid w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    body = [_paragraph_style(place, look, theme) for place, look in enumerate(paragraphs(theme), 1)]
    body += [_character_style(place, look, theme) for place, look in enumerate(characters(theme), 1)]
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles {NAMESPACES}>{defaults}{normal}{"".join(body)}</w:styles>'


def _paragraph_style(place: int, look: Look, theme: Theme) -> str:
    parts = []
    if look.keep_next:
        parts.append("<w:keepNext/>")
    if look.keep_lines:
        parts.append("<w:keepLines/>")

    if look.borders:
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="{round(size * 8)}" w:space="{space}" w:color="{colour}"/>'
            for side, size, space, colour in look.borders
        )
        parts.append(f"<w:pBdr>{sides}</w:pBdr>")
    if look.fill:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill}"/>')
    if look.tabs:
        tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{position}"/>' for kind, position in look.tabs)
        parts.append(f"<w:tabs>{tabs}</w:tabs>")
    parts.append('<w:kinsoku/><w:overflowPunct/><w:snapToGrid w:val="0"/>')
    line = (
        f'w:line="{twips(look.pitch)}" w:lineRule="{"atLeast" if look.least else "exact"}"'
        if look.pitch
        else 'w:line="240" w:lineRule="auto"'
    )
    parts.append(f'<w:spacing w:before="{twips(look.before)}" w:after="{twips(look.after)}" {line}/>')
    parts.append(_indent(look))
    parts.append(f'<w:jc w:val="{look.jc}"/>')
    if look.outline:
        parts.append(f'<w:outlineLvl w:val="{look.outline - 1}"/>')
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(place, "paragraph")}"><w:name w:val="{look.name}"/>'
        f"<w:qFormat/><w:pPr>{''.join(parts)}</w:pPr>{_letters(look, theme)}</w:style>"
    )


def _indent(look: Look) -> str:
    first = (
        f' w:firstLineChars="{look.first_chars * 100}" w:firstLine="{twips(look.first_chars * look.size)}"'
        if look.first_chars
        else ""
    )
    hanging = f' w:hanging="{look.hanging}"' if look.hanging else ""
    return f'<w:ind w:left="{look.left}" w:right="{look.right}"{first}{hanging}/>'


def _letters(look: Look, theme: Theme) -> str:
    face = theme.fonts[look.role]
    bold = "<w:b/>" if look.bold else ""
    spacing = f'<w:spacing w:val="{twips(look.spacing)}"/>' if look.spacing else ""
    size = round(look.size * 2)
    sizes = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""  # none: as its paragraph
    return (
        f'<w:rPr><w:rFonts w:ascii="{look.latin or face.latin}" w:eastAsia="{face.east}" w:hAnsi="{look.latin or face.latin}" '
        f'w:cs="{look.latin or face.latin}"/>{bold}<w:color w:val="{look.colour}"/>{spacing}'
        f"{sizes}</w:rPr>"
    )


def _character_style(place: int, look: Look, theme: Theme) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id(place, "character")}"><w:name w:val="{look.name}"/>'
        f"<w:qFormat/>{_letters(look, theme)}</w:style>"
    )


SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f"<w:settings {NAMESPACES}>"
    '<w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/>"
    "<w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def write_template(theme: Theme, out: Path, clock: datetime) -> None:
    """Write the style file of a theme: every style shown once by its own name."""
    package = Package(styles_xml(theme), SETTINGS, clock)
    looks = paragraphs(theme)
    lines = [
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(place, "paragraph")}"/></w:pPr><w:r><w:t>{look.name}</w:t></w:r></w:p>'
        for place, look in enumerate(looks, 1)
        if look.pitch > 1
    ]
    body = "".join(lines) + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    write_zip(package.parts(body, f"常州科技样式 {theme.title}"), out, clock)


def main() -> None:
    """Write the style files that ship."""
    for name in theme_names():
        theme = load_theme(name)
        path = template_path(theme)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_template(theme, path, datetime(2022, 1, 1))


if __name__ == "__main__":
    main()
