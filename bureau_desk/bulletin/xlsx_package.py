"""A workbook as its parts: sheets, strings and styles to be changed, everything else kept byte for byte.

A library that reads a workbook whole and writes it anew drops what it does not know: shapes, slicers, parts of charts.
ECMA-376 part 1, 18.
"""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from bureau_desk.domain.problem import Misuse

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
NS = {"m": MAIN, "r": RELATIONS, "p": PACKAGE}
_BUILT_IN = {9: "0%", 10: "0.00%", 49: "@"}
_LARGEST_PART = 200 * 1024 * 1024
_STAMP = (1980, 1, 1, 0, 0, 0)

Element = Any


def tag(name: str) -> str:
    """A name of the main namespace as lxml has it."""
    return f"{{{MAIN}}}{name}"


class Package:
    """The parts of a workbook; XML parts are parsed when asked for and written back when they were."""

    def __init__(self, path: Path) -> None:
        """Misuse when the file is no xlsx or xlsm workbook."""
        try:
            with zipfile.ZipFile(path) as package:
                if any(one.file_size > _LARGEST_PART for one in package.infolist()):
                    raise Misuse(f"模板“{path.name}”太大，没有读入。", "请删去不用的工作表后再试。")
                self.parts = {one.filename: package.read(one) for one in package.infolist() if not one.is_dir()}
        except (zipfile.BadZipFile, KeyError, RuntimeError):
            raise Misuse(
                f"“{path.name}”不是 Excel 工作簿（xlsx）。", "请在 Excel 或 WPS 里另存为 .xlsx 再用。"
            ) from None
        if "xl/workbook.xml" not in self.parts:
            raise Misuse(f"“{path.name}”不是 Excel 工作簿（xlsx）。", "请在 Excel 或 WPS 里另存为 .xlsx 再用。")
        self._trees: dict[str, Element] = {}
        self.strings = self._read_strings()
        self._formats = self._read_formats()

    def tree(self, name: str) -> Element:
        """The root of a part, to be changed in place."""
        if name not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            self._trees[name] = etree.fromstring(self.parts[name], parser)
        return self._trees[name]

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part leads to: the kind (last word of its type) and the part, by relationship id."""
        folder, _, file = name.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        if relations not in self.parts:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for one in self.tree(relations):
            if one.get("TargetMode") == "External":
                continue
            target = str(one.get("Target"))
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[str(one.get("Id"))] = (str(one.get("Type")).rpartition("/")[2], part)
        return found

    def sheets(self) -> dict[str, str]:
        """The part of each worksheet by its name, in order."""
        related = self.related("xl/workbook.xml")
        found: dict[str, str] = {}
        for one in self.tree("xl/workbook.xml").iterfind("m:sheets/m:sheet", NS):
            kind, part = related.get(str(one.get(f"{{{RELATIONS}}}id")), ("", ""))
            if kind == "worksheet" and part in self.parts:
                found[str(one.get("name"))] = part
        return found

    def _read_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.parts:
            return []
        items = self.tree("xl/sharedStrings.xml").iterfind("m:si", NS)
        return [
            "".join(text.text or "" for text in item.iterfind(".//m:t", NS) if text.getparent().tag != tag("rPh"))
            for item in items
        ]

    def _read_formats(self) -> list[str]:
        if "xl/styles.xml" not in self.parts:
            return []
        styles = self.tree("xl/styles.xml")
        codes = {
            int(one.get("numFmtId")): str(one.get("formatCode")) for one in styles.iterfind("m:numFmts/m:numFmt", NS)
        }
        forms = styles.iterfind("m:cellXfs/m:xf", NS)
        return [
            codes.get(number, _BUILT_IN.get(number, "" if number == 0 else "0"))
            for number in (int(one.get("numFmtId") or 0) for one in forms)
        ]

    def format_of(self, cell: Element) -> str:
        """The number format of a cell: '' general, '@' text."""
        place = int(cell.get("s") or 0)
        return self._formats[place] if place < len(self._formats) else ""

    def text_of(self, cell: Element) -> str:
        """The text of a cell, '' for numbers and formulas."""
        if cell.find("m:f", NS) is not None:
            return ""
        if cell.get("t") == "s":
            value = cell.findtext("m:v", "", NS)
            return self.strings[int(value)] if value.isdigit() and int(value) < len(self.strings) else ""
        if cell.get("t") == "inlineStr":
            return "".join(one.text or "" for one in cell.iterfind(".//m:t", NS))
        return ""

    def have_calculated(self) -> None:
        """Leave calculating to the program that opens the workbook: results that are kept would be the template's."""
        for part in self.sheets().values():
            for cell in self.tree(part).iter(tag("c")):
                value = cell.find("m:v", NS)
                if value is not None and cell.find("m:f", NS) is not None:
                    cell.remove(value)
                    cell.attrib.pop("t", None)
        if "xl/calcChain.xml" in self.parts:
            del self.parts["xl/calcChain.xml"]
            self._trees.pop("xl/calcChain.xml", None)
            for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                for one in list(self.tree(part)):
                    if "calcChain" in f"{one.get('PartName') or ''}{one.get('Target') or ''}":
                        one.getparent().remove(one)
        workbook = self.tree("xl/workbook.xml")
        calculation = workbook.find("m:calcPr", NS)
        if calculation is None:
            after = (
                "extLst",
                "fileRecoveryPr",
                "webPublishObjects",
                "smartTagTypes",
                "smartTagPr",
                "webPublishing",
                "oleSize",
                "customWorkbookViews",
                "pivotCaches",
            )
            calculation = etree.Element(tag("calcPr"))
            place = next((n for n, one in enumerate(workbook) if etree.QName(one).localname in after), len(workbook))
            workbook.insert(place, calculation)
        calculation.set("fullCalcOnLoad", "1")

    def save(self, out: Path) -> None:
        """Write the workbook whole or not at all; the same bytes for the same parts."""
        for name, tree in self._trees.items():
            if name in self.parts:
                self.parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = out.with_name(f"{out.name}.part")
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name, _STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                package.writestr(info, data)
        part.replace(out)
