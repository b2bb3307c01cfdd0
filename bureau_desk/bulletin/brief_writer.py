"""Articles sent out as a brief (简报) in the manner of GB/T 9704-2012: red head, grid of lines, numbered heads, 版记."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from bureau_desk.analysis.periods import day_words
from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.brief_colophon import colophon
from bureau_desk.bulletin.brief_preset import Preset
from bureau_desk.bulletin.brief_setting import BriefSetting, sourced
from bureau_desk.bulletin.brief_styles import STRONG
from bureau_desk.bulletin.brief_tables import brief_table
from bureau_desk.bulletin.docx_controls import Controls, Revision
from bureau_desk.bulletin.docx_package import write_zip
from bureau_desk.bulletin.docx_photos import photo_of
from bureau_desk.bulletin.docx_xml import Layout, field, inline_picture, run, twips
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, Span, dashed, plain
from bureau_desk.domain.issue import Brief

_DIGITS = "〇一二三四五六七八九"
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])")
_TALLEST = 250.0
_MANY_NAMES = 20
_POINTS_PER_MM = 72 / 25.4


def chinese_numeral(number: int) -> str:
    """A whole number from 1 to 99 in Chinese: 十一, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def write_brief(
    galley: Galley,
    brief: Brief,
    preset: Preset,
    theme: Theme,
    out: Path,
    clock: datetime,
    revision: Revision | None = None,
    plain_numbers: bool = False,
) -> None:
    """Write the articles of a galley as one brief. `theme` colours its charts; every style comes from the layout.

    `revision` marks changed numbers as Word revisions; `plain_numbers` leaves out their content controls, for the copy
    that becomes a PDF.
    """
    writer = _Writer(preset, theme, clock, galley, None if plain_numbers else Controls(galley, revision))
    body = "".join(writer.parts(galley, brief))
    if writer.controls is not None:
        writer.controls.put_list(writer.package, body)
    write_zip(writer.package.parts(body, f"{brief.title}第{brief.number}期"), out, clock)


class _Writer(BriefSetting):
    def parts(self, galley: Galley, brief: Brief) -> Iterator[str]:
        """The whole body: head, articles, 版记, the section's end."""
        articles = galley.articles()
        day = brief.day or galley.masthead.date
        yield from self._head(brief, day, articles)
        for place, article in enumerate(articles):
            yield from self._article(article, place)
        yield colophon(self, brief, day)
        yield self._section()

    # the head
    def _head(self, brief: Brief, day: date, articles: Sequence[GalleyArticle]) -> Iterator[str]:
        yield self.p("简报名", self._name(brief.title))
        total = f"（总第{brief.total}期）" if brief.total else ""
        if brief.number or total:
            yield self.p("简报期号", run((f"第{brief.number}期" if brief.number else "") + total))
        yield self.p("简报报头", run(brief.sender) + run("\t") + run(day_words(day)))
        if len(articles) > 1:
            yield self.p("简报要目题", run("本期要目"))
            for article in articles:
                yield self.p("简报要目", self.line((Span("◇"), *article.contents_title)))
            yield self.p("简报空行")

    def _name(self, title: str) -> str:
        """The name fills its width: fewer characters stand apart, more are set smaller."""
        room = self.preset.masthead_width * _POINTS_PER_MM
        size = min(self.preset.masthead_size, room / max(1, measure.width_of(title)))
        apart = min(size * 0.4, (room - size * measure.width_of(title)) / max(1, len(title)))
        look = f'<w:spacing w:val="{twips(max(0, apart))}"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
        return run(title).replace("</w:rPr>", f"{look}</w:rPr>", 1)

    # articles
    def _article(self, article: GalleyArticle, place: int) -> Iterator[str]:
        if place:
            yield self.p("简报空行")
        if article.kicker:
            yield self.p("简报引题", self.line(article.kicker))
        for line in article.title:
            yield self.p("简报标题", self.line(line))
        if article.subtitle:
            yield self.p("简报副题", self.line(dashed(article.subtitle)))
        if article.signature:
            yield self.p("简报副题", self.words(article.signature))
        yield self.p("简报空行")
        if article.lead:
            yield self.p("简报正文", self.line(article.lead))
        counts = [0, 0]
        for block in article.blocks:
            yield from self._block(block, counts)
        credit = "　".join(filter(None, (article.office, article.byline)))
        if credit:
            yield self.p("简报落款", self.words(f"（{credit}供稿）"))
        if article.source:
            yield self.p("简报表注", self.words(article.source))

    def _block(self, block: GalleyBlock, counts: list[int]) -> Iterator[str]:
        if block.kind == "heading":
            yield self._heading(block, counts)
        elif block.kind == "list":
            for number, line in enumerate(block.lines, block.start):
                sign = f"{number}." if block.ordered else "——"
                yield self.p("简报正文", run(sign) + self.line(line))
        elif block.kind == "quote":
            yield from (self.p("简报引文", self.line(line)) for line in block.lines)
            if block.source:
                yield self.p("简报落款", self.words(f"——{block.source}"))
        elif block.kind == "number":
            figure = "".join(self.span(span, STRONG) for span in block.title)
            figure += run(f"{block.unit}{block.arrow}", STRONG) if block.unit or block.arrow else ""
            yield self.p("简报正文", figure + (run("：") if block.lines else ""))
            yield from (self.p("简报正文", self.line(line)) for line in block.lines)
        elif block.kind == "names":
            yield self.p("简报表题", self.line(block.title))
            yield from self._names(block)
        elif block.kind == "picture":
            yield from self._picture(block)
        elif block.kind == "chart" and block.figure is not None:
            yield from self._chart(block.figure)
        elif block.kind == "table" and block.table is not None and block.table.columns:
            yield from brief_table(self, block.table)
        elif block.kind == "paragraph":
            yield from (self.p("简报正文", self.line(line)) for line in block.lines)

    def _names(self, block: GalleyBlock) -> Iterator[str]:
        """The names of a list one to the line; two, in reading order, where there are many short ones."""
        told = [run(f"{number}.") + self.line(line) for number, line in enumerate(block.lines, block.start)]
        half = round(self.preset.width * 10)
        room = half / 20 / self.preset.size - 5  # less the indent and the number
        short = all(measure.width_of(plain(line)) <= room for line in block.lines)
        if len(told) <= _MANY_NAMES or not short:
            yield from (self.p("简报正文", one) for one in told)
            return
        for place in range(0, len(told), 2):
            yield self.p("简报正文", run("\t").join(told[place : place + 2]), Layout(tabs=(("left", half),)))

    def _heading(self, block: GalleyBlock, counts: list[int]) -> str:
        """一、 and （一） are counted anew in each article and under each head, unless the author numbered them."""
        first = block.level <= 2
        content = run("　").join(self.line(line) for line in block.lines)
        if first:
            counts[0], counts[1] = counts[0] + 1, 0
        else:
            counts[1] += 1
        if not _NUMBERED.match("".join(plain(line) for line in block.lines)):
            number = chinese_numeral(counts[0] if first else counts[1])
            content = run(f"{number}、" if first else f"（{number}）") + content
        return self.p("简报一级" if first else "简报二级", content)

    def _picture(self, block: GalleyBlock) -> Iterator[str]:
        photo = photo_of(block.path)
        caption = run("图：") + self.line(block.caption)
        caption += self.words(f"（{block.credit}）") if block.credit else ""
        if photo is None:
            yield self.p("简报图注", run(f"（缺图：{Path(block.path).name}）") + caption)
            return
        ratio = photo.height / max(1, photo.width)
        width = min(self.preset.width, _TALLEST / max(ratio, 0.01))
        height = max(1.0, width * ratio)
        drawing = self.drawing(photo.printed(width, height), block.alt or plain(block.caption) or "图片")
        yield self.p("简报图片", inline_picture(drawing, width, height))
        yield self.p("简报图注", caption)

    def _chart(self, figure: Figure) -> Iterator[str]:
        from bureau_desk.charts.render import render

        wide = replace(figure, wide=True)
        content = render(wide, self.theme, "png")
        drawing = self.drawing(content, figure.alt or figure.title)
        scale = self.preset.width / measure.FULL_WIDTH
        yield self.p("简报表题", self.words(figure.title, "chart", figure.name))
        if figure.subtitle:
            yield self.p("简报表数", self.words(figure.subtitle, "chart", figure.name), Layout(keep_next=True))
        yield self.p("简报图片", inline_picture(drawing, self.preset.width, wide.height * scale))
        yield self.p("简报表注", self.words(sourced(figure.source), "chart", figure.name))

    def _section(self) -> str:
        page = self.preset
        number = field("PAGE", "1")
        shown = run("— ") + number + run(" —") if page.folio == "dashes" else number
        odd = self.package.edge("footer", self.p("简报页码", shown))
        even = self.package.edge("footer", self.p("简报页码左", shown))
        top, right, bottom, left = (
            round(one * _POINTS_PER_MM * 20) for one in (page.top, page.right, page.bottom, page.left)
        )
        foot = round((page.bottom - 7 - 5.6) * _POINTS_PER_MM * 20)
        return (
            f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
            f'<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
            f'w:header="850" w:footer="{max(200, foot)}" w:gutter="0"/><w:cols w:space="425"/>'
            f'<w:docGrid w:type="lines" w:linePitch="{twips(page.pitch)}"/></w:sectPr>'
        )
