"""Rows put into the sheets of a workbook, with everything that points at them moved along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from bureau_desk.bulletin.xlsx_package import NS, Package, tag
from bureau_desk.bulletin.xlsx_pivots import move_sources, move_table
from bureau_desk.bulletin.xlsx_shift import Insertion

Element = Any
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_RANGED = {"mergeCell": "ref", "conditionalFormatting": "sqref", "dataValidation": "sqref", "hyperlink": "ref",
           "autoFilter": "ref", "sortState": "ref", "ignoredError": "sqref", "protectedRange": "sqref", "dimension": "ref"}  # fmt: skip


def insert_rows(package: Package, part: str, insertion: Insertion) -> None:
    """Put rows like the one above them below a row of a sheet, in every part that names the sheet."""
    for name, other in package.sheets().items():
        _expand_shared(package.tree(other))
        for formula in package.tree(other).iter(tag("f"), tag("formula"), tag("formula1"), tag("formula2")):
            if formula.text:
                formula.text = insertion.in_formula(formula.text, name)
    sheet = package.tree(part)
    _move_rows(sheet, insertion)
    _move_ranges(sheet, insertion)
    for name in package.tree("xl/workbook.xml").iterfind("m:definedNames/m:definedName", NS):
        if name.text:
            name.text = insertion.in_formula(name.text, "", True)
    for link in (one for other in package.sheets().values() for one in package.tree(other).iter(tag("hyperlink"))):
        if "!" in (link.get("location") or ""):
            link.set("location", insertion.in_reference(link.get("location"), ""))
    move_sources(package, insertion)
    for kind, other in package.related(part).values():
        _move_part(package, kind, other, insertion)
    for other in [one for one in package.parts if re.fullmatch(r"xl/charts/chart[^/]*\.xml", one)]:
        for formula in package.tree(other).iter(f"{_CHART}f"):
            if formula.text and insertion.sheet in formula.text:
                formula.text = _in_chart(formula.text, insertion)


def _in_chart(text: str, insertion: Insertion) -> str:
    parts = text.strip("()").split(",") if text.startswith("(") else [text]
    moved = [insertion.in_reference(one, "", True) for one in parts]
    return f"({','.join(moved)})" if text.startswith("(") else moved[0]


def _expand_shared(sheet: Element) -> None:
    """Formulas that share one text get their own: what is put between them would part them."""
    masters: dict[str, tuple[str, str]] = {}
    for cell in sheet.iter(tag("c")):
        formula = cell.find("m:f", NS)
        if formula is None or formula.get("t") != "shared":
            continue
        number, place = formula.get("si"), cell.get("r")
        if formula.text:
            masters[number] = (formula.text, place)
        elif number in masters:
            text, origin = masters[number]
            formula.text = Translator(f"={text}", origin=origin).translate_formula(place)[1:]
        for key in ("t", "si", "ref"):
            formula.attrib.pop(key, None)


def rows_of(sheet: Element) -> Iterator[Element]:
    """The rows of a sheet."""
    yield from sheet.iterfind("m:sheetData/m:row", NS)


def _move_rows(sheet: Element, insertion: Insertion) -> None:
    model: Element = None
    for row in rows_of(sheet):
        number = int(row.get("r"))
        if number == insertion.row:
            model = row
        if number > insertion.row:
            _renumber(row, number + insertion.count)
    if model is None:
        return
    after = model
    for step in range(1, insertion.count + 1):
        made = deepcopy(model)
        _renumber(made, insertion.row + step)
        for cell in made.iterfind("m:c", NS):
            _empty_or_translated(cell, insertion.row)
        after.addnext(made)
        after = made


def _renumber(row: Element, number: int) -> None:
    row.set("r", str(number))
    for cell in row.iterfind("m:c", NS):
        cell.set("r", f"{coordinate_from_string(cell.get('r'))[0]}{number}")


def _empty_or_translated(cell: Element, row: int) -> None:
    """A cell of a new row: the formula of the row it is like, one row further, else blank."""
    formula = cell.find("m:f", NS)
    text = formula.text if formula is not None else None
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if text:
        column, number = coordinate_from_string(cell.get("r"))
        made = Translator(f"={text}", origin=f"{column}{row}").translate_formula(f"{column}{number}")
        new = cell.makeelement(tag("f"))
        new.text = made[1:]
        cell.append(new)


def _move_ranges(sheet: Element, insertion: Insertion) -> None:
    for name, key in _RANGED.items():
        for one in sheet.iter(tag(name)):
            if one.get(key) and not (name == "mergeCell" and _row_of_merge(one, insertion)):
                one.set(key, insertion.in_ranges(one.get(key)))
    merged = sheet.find("m:mergeCells", NS)
    if merged is not None:
        for one in [one for one in merged if _row_of_merge(one, insertion)]:
            first, last = (coordinate_from_string(place)[0] for place in one.get("ref").split(":"))
            for step in range(1, insertion.count + 1):
                row = insertion.row + step
                merged.append(merged.makeelement(tag("mergeCell"), {"ref": f"{first}{row}:{last}{row}"}))
        merged.set("count", str(len(merged)))
    for breaks in sheet.iter(tag("rowBreaks")):
        for one in breaks:
            one.set("id", str(insertion.start(int(one.get("id")))))


def _row_of_merge(one: Element, insertion: Insertion) -> bool:
    """Whether a merge lies wholly in the row that the new rows are like: they get one each."""
    places = [coordinate_from_string(place)[1] for place in one.get("ref").replace("$", "").split(":")]
    return set(places) == {insertion.row}


def _move_part(package: Package, kind: str, part: str, insertion: Insertion) -> None:
    """Drawings, tables and remarks of the sheet."""
    if part not in package.parts:
        return
    if kind == "drawing":
        for anchor in package.tree(part):
            marks = [anchor.find(f"{_DRAWING}{mark}/{_DRAWING}row") for mark in ("from", "to")]
            if marks[0] is None or int(marks[0].text) + 1 <= insertion.row:
                continue  # what begins above the new rows keeps place and size
            for row in marks:
                if row is not None:
                    row.text = str(int(row.text) + insertion.count)
    elif kind == "table":
        table = package.tree(part)
        for one in (table, *table.iter(tag("autoFilter"))):
            one.set("ref", insertion.in_range(one.get("ref")))
    elif kind == "comments":
        for one in package.tree(part).iter(tag("comment")):
            one.set("ref", insertion.in_range(one.get("ref")))
    elif kind == "pivotTable":
        move_table(package, part, insertion)
    elif kind == "vmlDrawing":
        text = package.parts[part].decode("utf-8", errors="replace")
        moved = re.sub(r"(<x:Row>)(\d+)", lambda found: f"{found[1]}{insertion.start(int(found[2]) + 1) - 1}", text)
        package.parts[part] = moved.encode()


def letter(column: int) -> str:
    """The letters of a column, from 1."""
    return get_column_letter(column)
