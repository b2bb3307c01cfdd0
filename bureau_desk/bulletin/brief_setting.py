"""How words, numbers and pictures of a brief become paragraphs of its Word file."""

from __future__ import annotations

from datetime import datetime

from bureau_desk.bulletin.brief_preset import Preset
from bureau_desk.bulletin.brief_styles import SETTINGS, STRONG, style_ids, styles_xml
from bureau_desk.bulletin.docx_controls import Controls
from bureau_desk.bulletin.docx_package import Package
from bureau_desk.bulletin.docx_xml import PLAIN, Drawing, Layout, paragraph, run
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.galley import Galley, Line, Span, TableSheet, worded_line


class BriefSetting:
    """The file that is made, its layout, and the galley whose numbers are bound; `controls` is None for a copy without."""

    def __init__(
        self, preset: Preset, theme: Theme, clock: datetime, galley: Galley, controls: Controls | None
    ) -> None:
        self.preset, self.theme = preset, theme
        self.galley, self.controls = galley, controls
        self.package = Package(styles_xml(preset), SETTINGS, clock)
        self._ids = style_ids(preset)

    def p(self, style: str, content: str = "", layout: Layout = PLAIN) -> str:
        """A paragraph in one of the layout's styles."""
        return paragraph(self._ids[style], content, layout)

    def line(self, line: Line) -> str:
        """A composed line with its run-in words and bound numbers."""
        return "".join(self.span(span, STRONG if span.bold else "") for span in line)

    def words(self, text: str, kind: str = "", name: str = "") -> str:
        """Plain text with the numbers that are bound in it."""
        return "".join(self.span(span, "") for span in worded_line(self.galley, text, kind, name)) or run("")

    def span(self, span: Span, style: str) -> str:
        """Some words of a line, in the control of their number where they are one."""
        runs = run(span.text, style)
        return runs if self.controls is None else self.controls.of_span(span, runs)

    def cell(self, sheet: TableSheet, row: int, column: int, text: str) -> str:
        """The words of a table's cell; a number that the table binds stands in its control."""
        runs = self.words(text, "cell", f"{sheet.name} {row} {column}")
        return runs if self.controls is None else self.controls.of_cell(sheet.name, row, column, text, runs)

    def drawing(self, content: bytes, alt: str) -> Drawing:
        """A picture put into the package, with its words for those who do not see it."""
        return Drawing(self.package.picture(content), self.package.number(), alt)


def sourced(text: str) -> str:
    """A source line with the word for it, unless it has one; '' stays ''."""
    return text if not text or text.startswith(("来源", "数据来源", "资料来源")) else f"来源：{text}"
