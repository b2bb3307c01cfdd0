"""A contributed Word file as a flat list of paragraphs, pictures and tables, with what could not be kept told."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bureau_desk.analysis.placeholders import CLOSING, OPENING
from bureau_desk.domain.issue import Run
from bureau_desk.domain.problem import Problem, Severity, Trouble
from bureau_desk.exchange.word_items import Item, WordFile, WordPicture, WordTable, WordText
from bureau_desk.exchange.word_numbering import Numbering, numbering_of
from bureau_desk.exchange.word_package import package_bytes
from bureau_desk.exchange.word_parts import AROUND, chosen, note_text, parts_of, shown

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_PRINTED = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"}
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def read_word(path: Path) -> WordFile:
    """Read a .docx file. Trouble when it is none, is locked by a password, is damaged or unpacks too large."""
    content = package_bytes(path)
    try:
        from docx import Document

        document = Document(io.BytesIO(content))
    except Exception as error:  # python-docx raises whatever its parser and zip raise
        raise Trouble(
            f"“{path.name}”读不出来，可能已损坏（{type(error).__name__}）。",
            "请用 Word 或 WPS 打开后另存为 .docx 再试。",
        ) from None
    return _Reader(document).read()


class _Reader:
    """Walks the body once; everything of the raw XML that means nothing here is counted and told."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._numbering = Numbering(document)
        self._file = WordFile()
        self._lost: Counter[str] = Counter()
        self._notes: list[str] = []
        self._place = 0
        self._styles = {style.style_id: style for style in document.styles}

    def read(self) -> WordFile:
        self._block(self._document.element.body)
        for number, text in enumerate(self._notes):
            self._place += 1
            mark = _CIRCLES[number] if number < len(_CIRCLES) else f"〔注{number + 1}〕"
            self._file.items.append(WordText([Run(f"{mark}{text}")], place=self._place))
        self._tell_edges()
        for what, count in self._lost.items():
            times = f"（{count} 处）" if count > 1 else ""
            self._file.notes.append(Problem("word", "来稿", f"{what}{times}。", Severity.SOFT))
        return self._file

    def _tell_edges(self) -> None:
        for section in self._document.sections:
            for part, what in ((section.header, "页眉"), (section.footer, "页脚")):
                text = " ".join(one.text for one in part.paragraphs if one.text.strip())
                if text and not text.strip("-—– 0123456789第页共/"):
                    continue
                if text:
                    self._lost[f"{what}“{text[:20]}”没有收入"] = 1

    def _block(self, parent: Any) -> None:
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag in AROUND:
                self._block(child)
            elif child.tag == f"{_MC}AlternateContent":
                self._block(chosen(child))
            elif child.tag == f"{_W}altChunk":
                self._lost["嵌入的另一个文件没有收入，请打开来稿后把它的内容粘贴进来"] += 1

    # paragraphs
    def _paragraph(self, element: Any) -> None:
        self._place += 1
        made = self._look(element)
        after: list[Item] = []
        self._inline(element, made, after)
        self._number(element, made)
        if made.text:
            self._file.items.append(made)
        self._file.items += after

    def _number(self, element: Any, made: WordText) -> None:
        """What Word's numbering sets before a paragraph: a list's number, or words where no list says the same."""
        from docx.text.paragraph import Paragraph

        numbered = numbering_of(Paragraph(element, self._document))
        mark = self._numbering.before(*numbered) if numbered is not None else None
        if mark is None or not made.text:
            return
        if mark.kind == "number" and (made.level or not mark.plain):
            apart = "" if unicodedata.east_asian_width(mark.label[-1:] or "、") in "WFA" else " "
            made.runs.insert(0, Run(mark.label + apart, made.bold))
        else:
            made.marker, made.number = mark.kind, mark.number

    def _look(self, element: Any) -> WordText:
        from docx.text.paragraph import Paragraph

        paragraph = Paragraph(element, self._document)
        style = paragraph.style
        name = (style.name or "") if style is not None else ""
        made = WordText([], style=name, place=self._place)
        jc = self._found(paragraph, "alignment")
        made.centred, made.right = jc == 1, jc == 2
        made.level = self._level(paragraph, name)
        sizes: Counter[float] = Counter()
        faces: Counter[str] = Counter()
        for run in paragraph.runs:
            if run.text.strip():
                sizes[self._size(run, style)] += len(run.text)
                faces[self._face(run, style)] += len(run.text)
        made.size = sizes.most_common(1)[0][0] if sizes else 0
        made.face = faces.most_common(1)[0][0] if faces else ""
        return made

    def _found(self, paragraph: Any, key: str) -> Any:
        value = getattr(paragraph.paragraph_format, key)
        style = paragraph.style
        while value is None and style is not None:
            value = getattr(style.paragraph_format, key)
            style = style.base_style
        return value

    def _level(self, paragraph: Any, name: str) -> int:
        bare = name.lower().replace(" ", "")
        for head in ("heading", "标题"):
            if bare.startswith(head) and bare[len(head) :].isdecimal():
                return int(bare[len(head) :])
        outline = paragraph._p.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None:
            told = outline.get(f"{_W}val", "9")
            level = int(told) if told.isdecimal() else 9
            return level + 1 if level < 9 else 0
        return 0

    def _size(self, run: Any, style: Any) -> float:
        size = run.font.size
        while size is None and style is not None:
            size = style.font.size
            style = style.base_style
        return float(size.pt) if size is not None else 0.0

    def _face(self, run: Any, style: Any) -> str:
        fonts = run._r.find(f"{_W}rPr/{_W}rFonts")
        named = fonts.get(f"{_W}eastAsia") if fonts is not None else None
        while not named and style is not None:
            fonts = style.element.find(f"{_W}rPr/{_W}rFonts")
            named = fonts.get(f"{_W}eastAsia") if fonts is not None else None
            style = style.base_style
        return named or ""

    # what stands in a paragraph
    def _inline(self, parent: Any, made: WordText, after: list[Item]) -> None:
        for child in parent.iterchildren():
            tag = child.tag
            if tag == f"{_W}r":
                self._run(child, made, after)
            elif tag in (f"{_W}del", f"{_W}moveFrom"):
                self._lost["修订中删除的文字没有收入（按接受全部修订处理）"] += 1
            elif tag in (f"{_M}oMath", f"{_M}oMathPara"):
                text = "".join(child.itertext()).strip()
                self._add(made, text, False)
                self._lost["公式只收入了文字，请核对"] += 1
            elif tag in (f"{_W}commentRangeStart",):
                self._lost["批注没有收入"] += 1
            elif tag == f"{_MC}AlternateContent":
                self._inline(chosen(child), made, after)
            elif tag in AROUND or tag in (f"{_W}hyperlink", f"{_W}fldSimple", f"{_W}dir", f"{_W}bdo"):
                self._inline(child, made, after)

    def _run(self, run: Any, made: WordText, after: list[Item]) -> None:
        bold = self._on(run, "b")
        if self._on(run, "vanish"):
            self._lost["隐藏文字没有收入"] += 1
            return
        self._pieces(run, bold, made, after)

    def _pieces(self, run: Any, bold: bool, made: WordText, after: list[Item]) -> None:
        for child in run.iterchildren():
            tag = child.tag
            if tag == f"{_W}t":
                self._add(made, child.text or "", bold)
            elif tag in (f"{_W}tab", f"{_W}ptab"):
                self._add(made, " ", bold)
            elif tag in (f"{_W}br", f"{_W}cr"):
                if child.get(f"{_W}type") in (None, "textWrapping"):
                    self._add(made, "\n", bold)
            elif tag == f"{_W}noBreakHyphen":
                self._add(made, "-", bold)
            elif tag == f"{_W}sym":
                self._lost["特殊符号没有收入，请核对"] += 1
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                self._note(child, made)
            elif tag == f"{_W}ruby":
                for base in child.iterchildren(f"{_W}rubyBase"):
                    self._inline(base, made, after)
                self._lost["文字上方的拼音没有收入"] += 1
            elif tag == f"{_MC}AlternateContent":
                self._pieces(chosen(child), bold, made, after)
            elif tag in (f"{_W}drawing", f"{_W}pict", f"{_W}object"):
                self._drawn(child, after)

    @staticmethod
    def _on(run: Any, name: str) -> bool:
        found = run.find(f"{_W}rPr/{_W}{name}")
        return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")

    @staticmethod
    def _add(made: WordText, text: str, bold: bool) -> None:
        if not text:
            return
        text = _literal(text)
        if made.runs and made.runs[-1].bold == bold:
            made.runs[-1] = Run(made.runs[-1].text + text, bold)
        else:
            made.runs.append(Run(text, bold))

    def _note(self, reference: Any, made: WordText) -> None:
        kind = "footnotes" if reference.tag.endswith("footnoteReference") else "endnotes"
        text = note_text(self._document, kind, reference.get(f"{_W}id"))
        if text:
            number = len(self._notes)
            self._notes.append(text)
            self._add(made, _CIRCLES[number] if number < len(_CIRCLES) else f"〔注{number + 1}〕", False)
            self._lost["脚注或尾注排到了文末"] += 1

    # pictures, text boxes, charts
    def _drawn(self, element: Any, after: list[Item]) -> None:
        parts = list(shown(element))
        for one in parts:
            if one.tag == f"{_W}txbxContent":
                self._box(one, after)
        alt = next((one.get("descr", "") for one in parts if str(one.tag).endswith("}docPr")), "")
        blips = [one.get(f"{_R}embed") for one in parts if one.tag == f"{_A}blip"]
        blips += [one.get(f"{_R}id") for one in parts if one.tag == f"{_V}imagedata"]
        for identity in filter(None, blips):
            self._picture(identity, alt or "", after)
        kinds = {one.get("uri", "").rpartition("/")[2] for one in parts if one.tag == f"{_A}graphicData"}
        if "chart" in kinds:
            self._lost["Word 里的图表没有收入，请在台账里做图，或另存为图片后插入"] += 1
        elif "diagram" in kinds:
            self._lost["SmartArt 图形没有收入，请另存为图片后插入"] += 1
        elif element.tag == f"{_W}object" and not any(blips):
            self._lost["嵌入的对象没有收入"] += 1

    def _box(self, box: Any, after: list[Item]) -> None:
        self._lost["文本框里的文字排在了它所在的段落之后"] += 1
        inside = self._apart()
        inside._block(box)
        self._place = inside._place
        after += inside._file.items

    def _apart(self) -> _Reader:
        """A reader that counts and tells with this one, and keeps what it finds apart."""
        inside = _Reader.__new__(_Reader)
        inside.__dict__.update(self.__dict__ | {"_file": WordFile()})
        return inside

    def _picture(self, identity: str, alt: str, after: list[Item]) -> None:
        relation = self._document.part.rels.get(identity)
        if relation is None or relation.is_external:
            self._lost["链接到文件之外的图片没有收入"] += 1
            return
        part = relation.target_part
        ending = Path(str(part.partname)).suffix.lower()
        if ending not in _PRINTED:
            self._lost[f"{ending or '这种'} 格式的图片没有收入，请另存为 PNG 或 JPG"] += 1
            return
        after.append(WordPicture(f"picture{ending}", part.blob, alt, self._place))

    # tables
    def _table(self, element: Any) -> None:
        self._place += 1
        notes, lost = len(self._notes), self._lost.copy()
        pictures: list[Item] = []
        rows = [list(self._cells(row, pictures)) for row in parts_of(element, f"{_W}tr")]
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        if len(filled) <= 1 or max((len(row) for row in filled), default=0) == 1:
            # a table of one row or one column sets text or pictures side by side: it is no table of data
            del self._notes[notes:]
            self._lost.clear()
            self._lost.update(lost)
            for row in parts_of(element, f"{_W}tr"):
                for cell in parts_of(row, f"{_W}tc"):
                    self._block(cell)
            return
        if pictures:
            self._lost["表格里的图片没有收入"] += len(pictures)
        width = max(len(row) for row in filled)
        self._file.items.append(WordTable([[*row, *[""] * (width - len(row))] for row in filled], self._place))

    def _cells(self, row: Any, pictures: list[Item]) -> Iterator[str]:
        for cell in parts_of(row, f"{_W}tc"):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            goes_on = merged is not None and merged.get(f"{_W}val") != "restart"
            if merged is not None or span is not None:
                self._lost["合并的单元格只在第一格留有文字"] = 1
            yield "" if goes_on else " ".join(filter(None, self._lines(cell, pictures)))
            yield from [""] * (int(span.get(f"{_W}val", "1")) - 1 if span is not None else 0)

    def _lines(self, cell: Any, pictures: list[Item]) -> list[str]:
        """The paragraphs of a cell in one line each, those of a table inside it among them."""
        inside = self._apart()
        inside._inside_cell(cell)
        items = inside._file.items
        pictures += [one for one in items if isinstance(one, WordPicture)]
        return [one.text.replace("\n", " ") for one in items if isinstance(one, WordText)]

    def _inside_cell(self, parent: Any) -> None:
        for child in parent.iterchildren():
            if child.tag == f"{_W}tbl":
                self._lost["表格里套的表格排成了一层"] = 1
                for row in parts_of(child, f"{_W}tr"):
                    for cell in parts_of(row, f"{_W}tc"):
                        self._inside_cell(cell)
            elif child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag in AROUND:
                self._inside_cell(child)


def _literal(text: str) -> str:
    """Braces of a contributor are braces, never a number's."""
    return text.replace("{", OPENING).replace("}", CLOSING)
