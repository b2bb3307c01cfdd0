"""What every page needs at hand while a document is written: its parts, its styles by name, its theme."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from bureau_desk.bulletin.docx_controls import Controls
from bureau_desk.bulletin.docx_package import Package
from bureau_desk.bulletin.docx_xml import PLAIN, Drawing, Layout, inline_picture, page_picture, paragraph, run
from bureau_desk.bulletin.stylesheet import REST, SETTINGS, StyleNames, read_styles, template_path
from bureau_desk.charts.drawn import drawn
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import Galley, Line, Span, worded_line
from bureau_desk.domain.problem import Trouble

_LATIN = re.compile(r"[0-9A-Za-z][0-9A-Za-z .,%+\-]*")


class Press:
    """One document in the making. `seed` gives the art of an issue its pattern.

    A `rough` press only reckons room: nothing is drawn. `kept` holds pictures that were drawn before, for documents that
    are written more than once.
    """

    def __init__(
        self,
        theme: Theme,
        clock: datetime,
        seed: int,
        native_charts: bool = False,
        rough: bool = False,
        kept: dict[str, bytes] | None = None,
    ) -> None:
        styles, names = _template(template_path(theme))
        self.theme = theme
        self.seed = seed
        self.native_charts = native_charts
        self.rough = rough
        self.clock = clock
        self._kept = {} if kept is None else kept
        # Settings are the program's own: those of an edited style file lead to parts that stay behind in it.
        self.package = Package(styles, SETTINGS, clock)
        self.styles = StyleNames(names)
        self.refer: Callable[[str, str, str], str] = lambda _, shown, style: run(shown, style)
        self.marked: set[str] = set()
        self.unbalanced: frozenset[str] = frozenset()
        self.closer: frozenset[str] = frozenset()
        self.figure_names: Mapping[tuple[str, str, str], str] = {}
        self.controls: Controls | None = None
        self.galley: Galley | None = None
        self.pictures_only = False
        self.page_fillers = True

    @classmethod
    def reckoning(cls, press: Press) -> Press:
        """A press that only reckons room, with the styles of another."""
        rough = cls.__new__(cls)
        rough.__dict__ = press.__dict__ | {"rough": True, "package": Package("", "", press.clock)}
        return rough

    def paragraph(self, style: str, content: str = "", layout: Layout = PLAIN, section: str = "") -> str:
        """A paragraph of a style named in Chinese."""
        return paragraph(self.styles[style], content, layout, section)

    def run(self, text: str, style: str = "") -> str:
        """A run in a character style named in Chinese."""
        return run(text, self.styles[style] if style else "")

    def framed(self, paragraphs: Sequence[str], left: int, top: int, width: int, height: int) -> str:
        """Paragraphs in a frame fixed on the page, in twips."""
        frame = (
            f'<w:framePr w:w="{width}" w:hRule="exact" w:h="{height}" w:wrap="around" w:vAnchor="page" '
            f'w:hAnchor="page" w:x="{left}" w:y="{top}"/>'
        )
        # behind w:pStyle, where the schema wants it
        return "".join(one.replace('"/>', f'"/>{frame}', 1) for one in paragraphs)

    def line(self, line: Line, bold: str = "强调") -> str:
        """A galley line as runs; bold spans take a character style."""
        return "".join(self._span(span, bold if span.bold else "") for span in line)

    def _span(self, span: Span, style: str) -> str:
        if span.page:
            return self.refer(span.page, span.text, self.styles[style] if style else "")
        return self._bound(span, self.run(span.text, style))

    def _bound(self, span: Span, runs: str) -> str:
        return self.controls.of_span(span, runs) if self.controls is not None and span.number >= 0 else runs

    def words(self, text: str, style: str = "", kind: str = "", name: str = "") -> str:
        """Plain text as runs, with the numbers that are bound in it; `kind` and `name` of a chart or table."""
        if self.galley is None or not self.galley.worded:
            return self.run(text, style)
        return "".join(self._span(span, style) for span in worded_line(self.galley, text, kind, name))

    def cell(self, table: str, row: int, column: int, text: str) -> str:
        """What stands in a cell of a table."""
        runs = self.words(text, "", "cell", f"{table} {row} {column}")
        return runs if self.controls is None else self.controls.of_cell(table, row, column, text, runs)

    def broken(self, lines: Iterable[str]) -> str:
        """The lines of a title as one paragraph holds them: Word's outline knows a title by its paragraph."""
        return self.run("\n").join(lines)

    def title_line(self, line: Line, latin: str) -> str:
        """A title line: its Latin letters and digits are split off and bold, for their strokes are thin otherwise."""
        latins = [match.span() for match in _LATIN.finditer("".join(span.text for span in line))]
        parts, at = [], 0
        for span in line:
            end = at + len(span.text)
            cuts = sorted({at, end, *(cut for pair in latins for cut in pair if at < cut < end)})
            runs = [
                self.run(span.text[first - at : last - at], latin if any(a <= first < b for a, b in latins) else "")
                for first, last in pairwise(cuts)
            ]
            parts.append(self._bound(span, "".join(runs)))
            at = end
        return "".join(parts)

    def spacer(self, points: float, section: str = "", content: str = "") -> str:
        """An exact empty height."""
        return self.paragraph("垫行", content, Layout(line=max(20, round(points * 20))), section)

    def native(self, figure: Figure) -> bool:
        """Whether a chart is editable: as it wants itself, else as the issue is written; always a picture for a PDF."""
        return not self.pictures_only and (self.native_charts if figure.native is None else figure.native)

    def drawing(self, content: bytes, alt: str, part: str = "document") -> Drawing:
        """A picture part ready to be placed."""
        return Drawing(self.package.picture(content, part), self.package.number(), alt)

    def kept(self, name: str, draw: Callable[[], bytes]) -> bytes:
        """A picture by name, drawn once."""
        if name not in self._kept:
            self._kept[name] = draw()
        return self._kept[name]

    def art(self, name: str, alt: str, box: Sequence[float], *more: object, part: str = "document") -> str:
        """A picture of the magazine's art behind the text: (left, top, width, height) in millimetres of the page."""
        if self.rough:
            return ""
        content = self.kept(f"{name}{more}", lambda: self._drawn(name, *(more or (self.seed,))))
        left, top, width, height = box
        return page_picture(self.drawing(content, alt, part), left, top, width, height)

    def inline_art(self, name: str, alt: str, size: tuple[float, float], index: int) -> str:
        """A picture of the magazine's art in the line, in points."""
        if self.rough:
            return ""
        content = self.kept(f"{name}{index}", lambda: self._drawn(name, self.seed, index))
        return inline_picture(self.drawing(content, alt), *size)

    def _drawn(self, name: str, *more: object) -> bytes:
        theme = replace(self.theme, styles="")  # art depends on colours alone

        def draw() -> bytes:
            # Pillow is only wanted where something is drawn.
            from bureau_desk.bulletin import art

            made: bytes = getattr(art, name)(theme, *more)
            return made

        return drawn((name, theme, more), (), draw)

    def flat(self, colour: str, alt: str, box: Sequence[float], part: str) -> str:
        """A field of one colour: a tiny picture stretched, because drawing shapes differ between programs."""
        if self.rough:
            return ""

        def draw() -> bytes:
            from bureau_desk.bulletin import art

            return art.flat(colour)

        left, top, width, height = box
        return page_picture(self.drawing(drawn(("flat", colour), (), draw), alt, part), left, top, width, height)


def _template(path: Path) -> tuple[str, dict[str, str]]:
    """The styles of the style file as staff left it and their ids by name; Trouble when it is missing or damaged."""
    hint = "请从安装包恢复它，或运行 python -m bureau_desk.bulletin.stylesheet 重新生成。"
    try:
        styles, names = read_styles(path)
    except (OSError, KeyError, ValueError, zlib.error, zipfile.BadZipFile, ElementTree.ParseError):
        raise Trouble(f"样式文件 {path.name} 不存在或已损坏。", hint) from None
    if REST not in names:
        raise Trouble(f"样式文件 {path.name} 里没有“{REST}”样式。", hint)
    return styles, names
