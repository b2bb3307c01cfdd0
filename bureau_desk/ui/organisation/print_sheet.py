"""The page of an organisation as a sheet of paper: A4, black on white, with the day and the desk it comes from."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from bureau_desk.app.organisation_parts import OrganisationPage, Section
from bureau_desk.store.database import guarded
from bureau_desk.ui.theme import FAMILIES

_STYLE = """
body { font-size: 9pt; color: #111; } p { margin: 2px 0; } .quiet { color: #555; }
.name { font-size: 15pt; font-weight: 600; margin: 0 0 6px 0; }
.part { font-size: 11pt; font-weight: 600; margin: 18px 0 6px 0; }
table { border-collapse: collapse; } th { background: #EEF1F5; font-weight: 600; }
td, th { border: 1px solid #B8C0CA; }
"""


def write_pdf(shown: OrganisationPage, desk: str, out: Path) -> None:
    """Write the sheet beside its name, then give it its own; Trouble when the file cannot be written."""
    part = out.with_name(out.name + ".part")
    try:
        with guarded(out):
            part.write_bytes(b"")  # tells a folder that cannot be written before the work is done
            writer = QPdfWriter(str(part))
            writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
            writer.setPageMargins(QMarginsF(16, 16, 16, 16), QPageLayout.Unit.Millimeter)
            writer.setResolution(96)
            writer.setTitle(shown.name)
            document = QTextDocument()
            font = document.defaultFont()
            font.setFamilies(FAMILIES)
            document.setDefaultFont(font)
            document.documentLayout().setPaintDevice(writer)
            document.setDefaultStyleSheet(_STYLE)
            document.setHtml(html(shown, desk))
            document.setPageSize(QSizeF(writer.width(), writer.height()))
            document.print_(writer)
            del writer
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def html(shown: OrganisationPage, desk: str) -> str:
    """The sheet as rich text."""
    head = "　".join(one for one in (shown.kind, shown.district, shown.code, shown.status.text) if one)
    parts = [f"<p class='name'>{escape(shown.name)}</p><p class='quiet'>{escape(head)}</p>"]
    parts.append(f"<p class='quiet'>截至 {shown.day.isoformat()}　{escape(desk)}</p>")
    if shown.tags:
        parts.append(f"<p>{escape('、'.join(one.text for one in shown.tags))}</p>")
    if shown.former:
        former = "；".join(f"{name}（至 {day}）" if day else name for name, day in shown.former)
        parts.append(f"<p>曾用名：{escape(former)}</p>")
    if shown.dates:
        parts.append(f"<p>{escape('　'.join(f'{title}：{text}' for title, text in shown.dates))}</p>")
    if shown.titles is not None:
        parts.append(_section(shown.titles))
    for strip in shown.strips:
        years = [str(one.year) for one in strip.strip.years]
        said = f"（{strip.strip.said}）" if strip.strip.said else ""
        parts.append(f"{_part(strip.title + said)}{_table(years, [[one.text for one in strip.labels]])}")
    if shown.statistics is not None:
        rows = [[one.title, *one.values, one.change.text] for one in shown.statistics.indicators]
        titles = ["指标", *shown.statistics.years, "较上年"]
        parts.append(f"{_part('年度运营统计')}{_table(titles, rows, range(1, len(titles)))}")
    parts += [_section(one) for one in shown.sections]
    if shown.timeline:
        rows = [[one.day, one.kind, one.words] for one in shown.timeline]
        parts.append(f"{_part('事项')}{_table(['日期', '事项', '内容'], rows)}")
    return f"<body>{''.join(parts)}</body>"


def _section(section: Section) -> str:
    rows = [[cell.text for cell in line.cells] for line in section.lines]
    said = f"{section.title}（{section.total:,} 条{'　' if section.said else ''}{section.said}）"
    return _part(said) + _table(section.columns, rows, section.numeric)


def _part(title: str) -> str:
    return f"<p class='part'>{escape(title)}</p>"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], numeric: Container[int] = ()) -> str:
    def cell(tag: str, place: int, text: str) -> str:
        return f"<{tag} align='{'right' if place in numeric else 'left'}'>{escape(text)}</{tag}>"

    # the titles are told again on every page that the table goes on to
    head = "".join(cell("th", place, one) for place, one in enumerate(titles))
    body = "".join("<tr>" + "".join(cell("td", place, one) for place, one in enumerate(row)) + "</tr>" for row in rows)
    return f"<table width='99%' cellspacing='0' cellpadding='3'><thead><tr>{head}</tr></thead>{body}</table>"
