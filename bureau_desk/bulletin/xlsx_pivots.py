"""Pivot tables of a template that is filled: their sources grow with the rows, and they are counted anew on opening.

ECMA-376 part 1, 18.10. What a pivot table last showed stays in the file until Excel opens it.
"""

from __future__ import annotations

import re

from bureau_desk.bulletin.xlsx_package import NS, Package
from bureau_desk.bulletin.xlsx_shift import Insertion

_CACHE = re.compile(r"xl/pivotCache/pivotCacheDefinition[^/]*\.xml")


def caches(package: Package) -> list[str]:
    """The parts that say what pivot tables count."""
    return [name for name in package.parts if _CACHE.fullmatch(name)]


def move_sources(package: Package, insertion: Insertion) -> None:
    """Let the ranges that pivot tables count take in rows put into their sheet."""
    for name in caches(package):
        for source in package.tree(name).iterfind("m:cacheSource/m:worksheetSource", NS):
            if source.get("sheet") == insertion.sheet and source.get("ref"):
                source.set("ref", insertion.in_range(source.get("ref")))


def move_table(package: Package, part: str, insertion: Insertion) -> None:
    """A pivot table that stands below rows put into its own sheet goes down with them."""
    for place in package.tree(part).iterfind("m:location", NS):
        first = re.search(r"\d+", place.get("ref") or "")
        if first and int(first[0]) > insertion.row:
            place.set("ref", insertion.in_range(place.get("ref")))


def have_refreshed(package: Package) -> int:
    """Have every pivot table counted anew when the workbook is opened; how many sources there are."""
    found = caches(package)
    for name in found:
        package.tree(name).set("refreshOnLoad", "1")
    return len(found)
