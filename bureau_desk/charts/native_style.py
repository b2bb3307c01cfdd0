"""Cell formats and chart type of the theme, as XlsxWriter wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bureau_desk.charts.theme import Theme

Format = dict[str, Any]


def colour(token: str) -> str:
    """A theme colour as XlsxWriter writes it."""
    return f"#{token}"


@dataclass(frozen=True, slots=True)
class Style:
    """The cell formats that sheets of numbers share."""

    theme: Theme

    @property
    def base(self) -> Format:
        """What all cells have: the structure's East Asian family, 10 pt, centred in height."""
        return {"font_name": self.theme.fonts["structure"].east, "font_size": 10, "valign": "vcenter"}

    @property
    def title(self) -> Format:
        """The title of a sheet."""
        return {**self.base, "font_size": 16, "font_color": colour(self.theme.primary)}

    @property
    def subtitle(self) -> Format:
        """The line of unit, day and calibre under a title."""
        return {**self.base, "font_color": colour(self.theme.grey)}

    @property
    def head(self) -> Format:
        """A table head: tint, thick primary line above, hairline below."""
        lines = {
            "top": 2,
            "top_color": colour(self.theme.primary),
            "bottom": 1,
            "bottom_color": colour(self.theme.primary),
        }
        fill = {"bg_color": colour(self.theme.tint), "font_color": colour(self.theme.primary)}
        return {**self.base, **lines, **fill, "text_wrap": True}

    @property
    def text(self) -> Format:
        """A text cell with the hairline of its row."""
        line = {"bottom": 1, "bottom_color": colour(self.theme.rule)}
        return {**self.base, **line, "font_color": colour(self.theme.ink), "num_format": "@"}

    @property
    def wrapped(self) -> Format:
        """A text cell that may take several lines."""
        return {**self.text, "text_wrap": True, "valign": "top"}

    @property
    def link(self) -> Format:
        """A cell that leads elsewhere."""
        return {**self.text, "font_color": colour(self.theme.mid), "underline": 1, "num_format": "General"}

    def number(self, number_format: str, helper: bool = False) -> Format:
        """A number cell; what only a chart needs is grey."""
        latin = {"font_name": self.theme.fonts["structure"].latin, "align": "right", "num_format": number_format}
        return {**self.text, **latin, "font_color": colour(self.theme.grey if helper else self.theme.ink)}

    def helper_head(self, helper: bool = False) -> Format:
        """The head of a number column, right over its numbers."""
        made = {**self.head, "align": "right"}
        return {**made, "font_color": colour(self.theme.grey)} if helper else made

    def total(self, form: Format) -> Format:
        """The same cell in a total row: bold between two primary lines."""
        lines = {
            "top": 1,
            "top_color": colour(self.theme.primary),
            "bottom": 2,
            "bottom_color": colour(self.theme.primary),
        }
        return {**form, **lines, "bold": True, "font_color": colour(self.theme.primary)}


def chart_font(theme: Theme, token: str, size: float = 0.0, bold: bool = False) -> Format:
    """The font of chart text."""
    return {
        "name": theme.fonts["structure"].latin,
        "size": size or theme.value_size,
        "color": colour(token),
        "bold": bold,
    }
