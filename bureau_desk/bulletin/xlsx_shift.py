"""Rows put into a sheet: what every reference to it is afterwards, in formulas, names, charts and ranges.

As Excel does it, with one difference that templates live by: a range that reaches to the row below which rows are put
grows with them, so that a sum or a chart over the one row of a template covers all that it becomes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_CELL = r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})"
_RANGE = re.compile(rf"^{_CELL}(?::{_CELL})?$")
_ROWS = re.compile(r"^(\$?)(\d{1,7}):(\$?)(\d{1,7})$")


@dataclass(frozen=True, slots=True)
class Insertion:
    """`count` rows put below row `row` (from 1) of a sheet."""

    sheet: str
    row: int
    count: int

    def start(self, row: int) -> int:
        """Where a row goes."""
        return row + self.count if row > self.row else row

    def end(self, row: int) -> int:
        """Where the last row of a range goes."""
        return row + self.count if row >= self.row else row

    def in_range(self, text: str, grow: bool = False) -> str:
        """A cell or range without a sheet's name; with `grow` a single cell of the row becomes a range."""
        if rows := _ROWS.match(text):
            return f"{rows[1]}{self.start(int(rows[2]))}:{rows[3]}{self.end(int(rows[4]))}"
        found = _RANGE.match(text)
        if found is None:
            return text
        first = f"{found[1]}{found[2]}{found[3]}"
        if found[8] is None:
            row = int(found[4])
            if grow and row == self.row:
                return f"{first}{row}:{first}{row + self.count}"
            return f"{first}{self.start(row)}"
        return f"{first}{self.start(int(found[4]))}:{found[5]}{found[6]}{found[7]}{self.end(int(found[8]))}"

    def in_ranges(self, text: str) -> str:
        """Ranges parted by spaces, as sheets hold them."""
        return " ".join(self.in_range(one) for one in text.split())

    def in_reference(self, text: str, own: str, grow: bool = False) -> str:
        """A reference with or without a sheet's name, as it stands in a formula of the sheet `own`."""
        sheet, mark, place = text.rpartition("!")
        name = sheet.strip("'").replace("''", "'") if mark else own
        if name != self.sheet:
            return text
        return f"{sheet}{mark}{self.in_range(place, grow)}"

    def in_formula(self, formula: str, own: str, grow: bool = False) -> str:
        """A formula without its =."""
        tokens = Tokenizer("=" + formula)
        return "".join(
            self.in_reference(one.value, own, grow)
            if one.type == Token.OPERAND and one.subtype == Token.RANGE
            else one.value
            for one in tokens.items
        )
