"""What is pasted from other programs as lines of an article: text, headings, bold words and lists; nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bureau_desk.app.article_paragraphs import Paragraph, Piece, pieces_of, runs_of
from bureau_desk.domain.issue import Run

_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_BLOCKS = frozenset(
    {"p", "div", "li", "tr", "blockquote", "section", "article", "table", "ul", "ol", "pre", *_HEADINGS}
)
_SILENT = frozenset({"head", "style", "script", "title", "xml", "o:p", "svg"})
_BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(normal|[1-4]00)", re.IGNORECASE)
_WORD_LIST = re.compile(r"mso-list\s*:\s*(?!ignore|none)", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_WORD_HEADING = re.compile(
    r"mso-style-name\s*:\s*[\"']?(?:标题|heading)\s*([1-6])|mso-outline-level\s*:\s*([1-6])", re.IGNORECASE
)
_ORDERED = re.compile(r"^\s*[（(]?(?:\d+|[a-z]|[一二三四五六七八九十]+)[.)、）．]", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\ue002\ufeff\ufffc\ufdd0-\ufdef]")
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "wbr", "area", "base", "source"})


def paragraphs_of_text(text: str) -> list[Paragraph]:
    """Plain text, a paragraph a line; `{{...}}` are numbers."""
    lines = [_clean(line).strip() for line in re.split(r"[\r\n\u2028\u2029]+", text)]
    return [Paragraph("paragraph", pieces_of((Run(line),))) for line in lines if line]


def paragraphs_of_html(html: str) -> list[Paragraph]:
    """Word, WPS or a web page as lines; what is hidden, framed, coloured or linked comes as its text alone."""
    reader = _Reader()
    reader.feed(_fragment(html))
    reader.close()
    reader.end_line()
    return reader.found


def _fragment(html: str) -> str:
    """What was copied, without what stands around it."""
    start, end = html.find("<!--StartFragment-->"), html.rfind("<!--EndFragment-->")
    return html[start + 20 : end] if 0 <= start < end else html


def _clean(text: str) -> str:
    return _ODD.sub("", text).replace("\xa0", " ")


class _Reader(HTMLParser):
    """Collects lines; tags that mean nothing here are passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self._runs: list[Run] = []
        self._open: list[tuple[str, bool, bool]] = []  # tag, bold inside, silent inside
        self._lists: list[tuple[bool, int]] = []
        self._group = 0
        self._kind, self._level, self._ordered = "paragraph", 2, False
        self._mark: str | None = None  # the number or point before a line of a list of Word

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        told = dict(attrs)
        style = told.get("style") or ""
        if tag == "br":
            self._add("\n")
        if tag in _VOID:
            return
        bold, silent = self._open[-1][1:] if self._open else (False, False)
        if tag in _BLOCKS:
            self.end_line()
            self._begin_line(tag, style, told.get("class") or "")
        if (tag in ("b", "strong") and not _NOT_BOLD.search(style)) or _BOLD.search(style):
            bold = True
        elif _NOT_BOLD.search(style):
            bold = False
        if _IGNORED.search(style):
            self._mark, silent = "", True
        self._open.append((tag, bold, silent or tag in _SILENT))

    def _begin_line(self, tag: str, style: str, name: str) -> None:
        if tag in ("ul", "ol"):
            if not self._lists:
                self._group += 1
            self._lists.append((tag == "ol", self._group))
            return
        heading = _WORD_HEADING.search(style)
        if tag in _HEADINGS or heading:
            self._kind, self._level = (
                "heading",
                _HEADINGS.get(tag, 0) or (2 if int((heading and (heading[1] or heading[2])) or 2) < 3 else 3),
            )
        elif tag == "li" or self._lists:
            self._kind, self._ordered = "list", bool(self._lists and self._lists[-1][0])
        elif _WORD_LIST.search(style) or "MsoListParagraph" in name:
            self._kind, self._ordered = "list", False
            self._mark = None
        else:
            self._kind = "paragraph"

    def handle_endtag(self, tag: str) -> None:
        """A tag closes, and with it what was left open inside."""
        if tag in ("ul", "ol") and self._lists:
            self.end_line()
            self._lists.pop()
        if tag in _BLOCKS:
            self.end_line()
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                break

    def handle_data(self, data: str) -> None:
        """Words."""
        bold, silent = self._open[-1][1:] if self._open else (False, False)
        if silent:
            if self._mark is not None:
                self._mark += data
            return
        text = re.sub(r"[ \t\r\n]+", " ", _clean(data))
        if not self._runs:
            text = text.lstrip()
        self._add(text, bold)

    def _add(self, text: str, bold: bool = False) -> None:
        if text and (self._runs or text.strip()):
            self._runs.append(Run(text, bold and self._kind != "heading"))

    def end_line(self) -> None:
        """The line is whole."""
        pieces = _trimmed(self._runs)
        if pieces:
            ordered = self._ordered or bool(self._mark and _ORDERED.match(self._mark))
            group = 0
            if self._kind == "list":
                last = self.found[-1] if self.found else None
                if not self._lists and not (last and last.kind == "list" and last.ordered == ordered):
                    self._group += 1
                group = self._lists[0][1] if self._lists else self._group
                ordered = self._lists[0][0] if self._lists else ordered
            self.found.append(Paragraph(self._kind, pieces, self._level, ordered, group))
        self._runs = []
        self._mark = None
        if not self._lists:
            self._kind = "paragraph"


def _trimmed(runs: list[Run]) -> tuple[Piece, ...]:
    joined = list(runs_of(Piece(run.text, run.bold) for run in runs))
    if not "".join(run.text for run in joined).strip():
        return ()
    joined[0] = Run(joined[0].text.lstrip(" \n\u3000"), joined[0].bold)
    joined[-1] = Run(joined[-1].text.rstrip(" \n\u3000"), joined[-1].bold)
    return pieces_of(Run(re.sub(r" *\n *", "\n", run.text), run.bold) for run in joined if run.text)
