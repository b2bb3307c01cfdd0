"""The page of an organisation as a sheet of paper: A4, black on white, with the day and the desk it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from bureau_desk.app.organisation_parts import OrganisationPage, Section
from bureau_desk.store.database import guarded
from bureau_desk.ui.theme import FAMILIES

_STYLE = """
body { font-size: 9pt; color: #111; } h1 { font-size: 15pt; margin: 0; } h2 { font-size: 11pt; margin: 10pt 0 3pt 0; }
p { margin: 2pt 0; } table { border-collapse: collapse; } th { background: #EEF1F5; text-align: left; font-weight: 600; }
td, th { border: 1px solid #B8C0CA; padding: 2pt 4pt; } .quiet { color: #555; }
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
    parts = [f"<h1>{escape(shown.name)}</h1><p class='quiet'>{escape(head)}</p>"]
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
        parts.append(f"<h2>{escape(strip.title + said)}</h2>{_table(years, [[one.text for one in strip.labels]])}")
    if shown.statistics is not None:
        rows = [[one.title, *one.values, one.change.text] for one in shown.statistics.indicators]
        parts.append(f"<h2>年度运营统计</h2>{_table(['指标', *shown.statistics.years, '较上年'], rows)}")
    parts += [_section(one) for one in shown.sections]
    if shown.timeline:
        rows = [[one.day, one.kind, one.words] for one in shown.timeline]
        parts.append(f"<h2>事项</h2>{_table(['日期', '事项', '内容'], rows)}")
    return f"<body>{''.join(parts)}</body>"


def _section(section: Section) -> str:
    rows = [[cell.text for cell in line.cells] for line in section.lines]
    return f"<h2>{escape(section.title)}（{section.total:,} 条　{escape(section.said)}）</h2>{_table(section.columns, rows)}"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in titles)
    body = "".join("<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>" for row in rows)
    return f"<table width='100%' cellspacing='0'><tr>{head}</tr>{body}</table>"
