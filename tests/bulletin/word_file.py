"""A Word file taken apart and judged by the standard: every check gives the faults it finds.

The orders are those of ECMA-376 part 4 (transitional); where it lets references stand in any order, they count as one.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SIDES = "top left start bottom right end insideH insideV tl2br tr2bl"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "sectPr": "reference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt "
    "vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop "
    "autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength "
    "clickAndTypeStyle defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting "
    "drawingGridHorizontalSpacing characterSpacingControl noLineBreaksAfter noLineBreaksBefore updateFields "
    "footnotePr endnotePr compat docVars rsids mathPr themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "compat": "useSingleBorderforContiguousCells noLeading spaceForUL noColumnBalance "
    "balanceSingleByteDoubleByteWidth noExtraLineSpacing doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn "
    "adjustLineHeightInTable doNotSnapToGridInCell useFELayout compatSetting",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex text appearance",
    "sdtContent": "r del ins hyperlink bookmarkStart bookmarkEnd",
    "ins": "r",
    "del": "r",
    "styles": "docDefaults latentStyles style",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "pBdr": "top left bottom right between bar",
    "tcBorders": SIDES,
    "tblCellMar": SIDES,
    "tcMar": SIDES,
    "inline": "extent effectExtent docPr cNvGraphicFramePr graphic",
    "anchor": "simplePos positionH positionV extent effectExtent wrapNone docPr cNvGraphicFramePr graphic",
}


class WordFile:
    """The parts of a Word file and its XML as trees; a part that is not well-formed raises."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}
        self.trees = {
            name: etree.fromstring(data) for name, data in self.parts.items() if name.endswith((".xml", ".rels"))
        }

    @property
    def document(self) -> etree._Element:
        """The tree of the document itself."""
        return self.trees["word/document.xml"]

    @property
    def pages(self) -> list[tuple[str, etree._Element]]:
        """Document, headers and footers."""
        return [(name, tree) for name, tree in self.trees.items() if re.match(r"word/(document|header|footer)", name)]

    def words(self) -> str:
        """All text of the document."""
        return "".join(node.text or "" for node in self.document.iter(f"{W}t"))


def order(word: WordFile) -> list[str]:
    """Children that stand where the standard does not let them."""
    found = []
    for name, tree in word.trees.items():
        for node in tree.iter(*(f"{space}{tag}" for tag in ORDERS for space in (W, WP))):
            known = ORDERS[etree.QName(node).localname].split()
            tags = [re.sub("(header|footer)Reference", "reference", etree.QName(child).localname) for child in node]
            unknown = [tag for tag in tags if tag not in known]
            places = [known.index(tag) for tag in tags if tag in known]
            if unknown or places != sorted(places):
                found.append(f"{name} {etree.QName(node).localname} {tags}")
    return found


def once(word: WordFile) -> list[str]:
    """Properties that are given twice in one place."""
    many = {"r", "del", "ins", "reference", "headerReference", "footerReference", "compatSetting", "style", "tr", "tc"}
    return [
        f"{name} {etree.QName(node).localname} {tag}"
        for name, tree in word.trees.items()
        for node in tree.iter(*(f"{W}{tag}" for tag in ORDERS))
        for tag, count in Counter(etree.QName(child).localname for child in node).items()
        if count > 1 and tag not in many
    ]


def fonts(word: WordFile) -> list[str]:
    """Theme fonts, styles without an East Asian font, runs without the East Asian hint."""
    found = [
        f"{name}: {key}"
        for name, tree in word.trees.items()
        for node in tree.iter(f"{W}rFonts")
        for key in node.attrib
        if "heme" in str(key)
    ]
    styles = word.trees["word/styles.xml"]
    if not styles.findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts[@{W}eastAsia]"):
        found.append("document defaults without eastAsia")
    for style in styles.iter(f"{W}style"):
        own = style.find(f"{W}rPr/{W}rFonts")
        if style.get(f"{W}customStyle") and (own is None or not own.get(f"{W}eastAsia")):
            found.append(f"style {style.get(f'{W}styleId')} without eastAsia")
    for name, tree in word.pages:
        for run in tree.iter(f"{W}r"):
            own = run.find(f"{W}rPr/{W}rFonts")
            if own is None or own.get(f"{W}hint") != "eastAsia":
                found.append(f"{name}: run without hint")
    return found


def styles(word: WordFile) -> list[str]:
    """Styles that are named in the text but not there, or are of another kind."""
    known = {
        (style.get(f"{W}type"), style.get(f"{W}styleId")) for style in word.trees["word/styles.xml"].iter(f"{W}style")
    }
    kinds = {f"{W}pStyle": "paragraph", f"{W}rStyle": "character", f"{W}tblStyle": "table"}
    return [
        f"{name}: {node.get(f'{W}val')}"
        for name, tree in word.pages
        for node in tree.iter(*kinds)
        if (kinds[str(node.tag)], node.get(f"{W}val")) not in known
    ]


def tables(word: WordFile) -> list[str]:
    """Tables whose widths disagree, that have no grid or rows, or cells that do not end with a paragraph."""
    found = []
    for number, table in enumerate(word.document.iter(f"{W}tbl"), 1):
        grid = [int(one.get(f"{W}w", 0)) for one in table.findall(f"{W}tblGrid/{W}gridCol")]
        told = int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w", 0))
        rows = table.findall(f"{W}tr")
        if not grid or min(grid) <= 0 or sum(grid) != told or not rows:
            found.append(f"table {number}: grid {grid}, width {told}, {len(rows)} rows")
        for row in rows:
            place = 0
            for cell in row.findall(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                step = 1 if span is None else int(span.get(f"{W}val"))
                width = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w"))
                if width != sum(grid[place : place + step]):
                    found.append(f"table {number}: cell {width}, grid {grid[place : place + step]}")
                if len(cell) < 2 or cell[-1].tag != f"{W}p":
                    found.append(f"table {number}: a cell does not end with a paragraph")
                place += step
            if place != len(grid):
                found.append(f"table {number}: row of {place} in a grid of {len(grid)}")
    return found


def pictures(word: WordFile) -> list[str]:
    """Pictures without words or size, and numbers that are used twice in document and headers."""
    found, numbers = [], Counter()
    for name, tree in word.pages:
        for node in tree.iter(f"{WP}docPr"):
            numbers[node.get("id")] += 1
            extent = node.getparent().find(f"{WP}extent")
            if not (node.get("descr") or "").strip():
                found.append(f"{name}: picture {node.get('id')} without words")
            if min(int(extent.get("cx")), int(extent.get("cy"))) <= 0:
                found.append(f"{name}: picture {node.get('id')} without size")
    return found + [f"number {number} twice" for number, count in numbers.items() if count > 1]


def bookmarks(word: WordFile) -> list[str]:
    """Bookmarks that share a number or name or do not end, and references and links that lead nowhere."""
    starts = list(word.document.iter(f"{W}bookmarkStart"))
    names = [node.get(f"{W}name") for node in starts]
    numbers = [node.get(f"{W}id") for node in starts]
    ends = [node.get(f"{W}id") for node in word.document.iter(f"{W}bookmarkEnd")]
    found = [f"bookmark {one} twice" for one, count in Counter(names + numbers).items() if count > 1]
    found += [] if sorted(numbers) == sorted(ends) else [f"bookmarks {numbers} end as {ends}"]
    led = [node.get(f"{W}anchor") for node in word.document.iter(f"{W}hyperlink")]
    for node in word.document.iter(f"{W}instrText"):
        led += re.findall(r"PAGEREF (\S+)", node.text or "")
    return found + [f"{name} leads nowhere" for name in led if name not in names]


def relationships(word: WordFile) -> list[str]:
    """Relationships without a part, parts without a relationship or type, ids in XML without a relationship."""
    found, reached = [], {"[Content_Types].xml"}
    for name in word.names:
        if not name.endswith(".rels"):
            continue
        folder, _, own = name.rpartition("_rels/")
        source = f"{folder}{own.removesuffix('.rels')}"
        links = {node.get("Id"): node.get("Target") for node in word.trees[name]}
        targets = [posixpath.normpath(posixpath.join(folder, target)) for target in links.values()]
        found += [f"{name}: {target} is not there" for target in targets if target not in word.parts]
        reached |= {*targets, name}
        if source and source not in word.parts:
            found.append(f"{name} belongs to nothing")
    for name, tree in word.trees.items():
        folder, _, own = name.rpartition("/")
        links = word.trees.get(f"{folder}/_rels/{own}.rels")
        known = set() if links is None else {node.get("Id") for node in links}
        used = {value for node in tree.iter() for key, value in node.attrib.items() if str(key).startswith(R)}
        found += [f"{name}: {one} is not linked" for one in used - known]
    types = word.trees["[Content_Types].xml"]
    endings = {node.get("Extension") for node in types if node.get("Extension")}
    named = {node.get("PartName") for node in types if node.get("PartName")}
    found += [f"type for {name} that is not there" for name in named if str(name)[1:] not in word.parts]
    for name in word.names:
        if name not in reached:
            found.append(f"nothing leads to {name}")
        if f"/{name}" not in named and name.rpartition(".")[2] not in endings and name != "[Content_Types].xml":
            found.append(f"{name} has no type")
    return found + [f"{name} is stored twice" for name, count in Counter(word.names).items() if count > 1]


def controls(word: WordFile) -> list[str]:
    """Content controls without a key or content, with a number used twice, or of a namespace that old readers stop at."""
    found, numbers = [], Counter()
    for name, tree in word.pages:
        for node in tree.iter(f"{W}sdt"):
            tag, number = node.find(f"{W}sdtPr/{W}tag"), node.find(f"{W}sdtPr/{W}id")
            numbers[number.get(f"{W}val")] += 1
            if not re.fullmatch(r"bd-p?\d+", tag.get(f"{W}val")) or not "".join(node.itertext()):
                found.append(f"{name}: control {tag.get(f'{W}val')}")
            alias = node.find(f"{W}sdtPr/{W}alias").get(f"{W}val")
            if not 0 < len(alias) <= 64:
                found.append(f"{name}: control called {alias}")
        ignorable = tree.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable")
        if ignorable and not set(ignorable.split()) <= set(tree.nsmap):
            found.append(f"{name}: {ignorable} is not declared")
    for name, tree in word.pages:
        for node in tree.iter(f"{W}ins", f"{W}del"):
            numbers[f"revision {node.get(f'{W}id')}"] += 1
            wrong = f"{W}delText" if node.tag == f"{W}ins" else f"{W}t"
            if not node.get(f"{W}author") or not node.get(f"{W}date") or node.find(f".//{wrong}") is not None:
                found.append(f"{name}: revision {node.get(f'{W}id')}")
    return found + [f"number {number} twice" for number, count in numbers.items() if count > 1]


def folios(word: WordFile) -> list[str]:
    """Page numbers in contents and on the cover that are not of two digits."""
    text = etree.tostring(word.document, encoding="unicode")
    shown = re.findall(r'PAGEREF.*?fldCharType="separate".*?<w:t[^>]*>([^<]*)</w:t>', text)
    return [f"page shown as {one}" for one in shown if not re.fullmatch(r"\d{2,3}", one)]


CHECKS = {
    "children stand in the order of the standard": order,
    "no property is given twice": once,
    "chinese fonts everywhere and no theme font": fonts,
    "styles that are named are there": styles,
    "table widths agree and cells end with a paragraph": tables,
    "pictures have words, sizes and numbers of their own": pictures,
    "references lead to bookmarks": bookmarks,
    "relationships lead to parts and parts have types": relationships,
    "pages are shown with two digits": folios,
    "content controls have keys and numbers of their own": controls,
}


def faults(path: Path) -> list[str]:
    """Everything that is wrong with a Word file."""
    word = WordFile(path)
    return [fault for check in CHECKS.values() for fault in check(word)]
