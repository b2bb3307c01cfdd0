"""打印 and 另存为 PDF: what the two commands of the window do with the register page that is seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QFileDialog

from bureau_desk.ui.printing.job import pdf_job, print_job

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.registers_page import RegisterPage


def print_view(window: MainWindow) -> None:
    """Ask for a printer and print the rows that are seen, in their order and columns."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    page = window.register_page()
    if page is None or window.session is None:
        return
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(page.register.title)
    dialog = QPrintDialog(printer, window)
    dialog.setWindowTitle("打印")
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    view, fields = page.table.conditions.view(), list(page.table.model.columns)
    job = print_job(window.session, view, fields, notes_of(page), printer, window.session.desk.clock())
    window.run_job(f"打印{page.register.title}", job, lambda number: _told(window, f"已送去打印，{number:,} 页"))


def save_pdf(window: MainWindow) -> None:
    """Ask for a file and write the rows that are seen as PDF."""
    page = window.register_page()
    if page is None or window.session is None:
        return
    offered = str(Path.home() / f"{page.register.title}.pdf")
    name, _ = QFileDialog.getSaveFileName(window, "另存为 PDF", offered, "PDF 文件 (*.pdf)")
    if name:
        save_pdf_to(window, Path(name))


def save_pdf_to(window: MainWindow, out: Path) -> None:
    """Write the rows that are seen as PDF, as a job."""
    page = window.register_page()
    if page is None or window.session is None:
        return
    if out.suffix.lower() != ".pdf":
        out = out.with_name(out.name + ".pdf")
    view, fields = page.table.conditions.view(), list(page.table.model.columns)
    job = pdf_job(window.session, view, fields, notes_of(page), out, window.session.desk.clock())
    window.run_job(
        f"{page.register.title}另存为 PDF", job, lambda number: _told(window, f"已写入 {out.name}，{number:,} 页")
    )


def notes_of(page: RegisterPage) -> list[str]:
    """What a reader must know of the rows: search, filters, sorting."""
    conditions = page.table.conditions
    found = [f"搜索：{conditions.search}"] if conditions.search else []
    found += [chip.text() for chip in page.chips.chips]
    notes = [f"条件：{'；'.join(found)}"] if found else []
    titles = {field.key: field.title for field in page.register.fields}
    order = [f"{titles[key]}{'降序' if down else '升序'}" for key, down in conditions.sort if key in titles]
    return notes + ([f"排序：{'，'.join(order)}"] if order else [])


def _told(window: MainWindow, words: str) -> None:
    # told after the runner's own line
    QTimer.singleShot(0, window, lambda: window.tell(words))
