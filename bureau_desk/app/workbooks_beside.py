"""The workbooks of a publication, begun while its pages are laid out: tables and charts, and the rows behind each number.

What is needed of the pages is handed on when they are known.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app.beside import Beside, Handed, beside
from bureau_desk.app.desk import Desk
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.snapshot import Snapshot

if TYPE_CHECKING:
    from bureau_desk.bulletin.audit_lists import Printing
    from bureau_desk.bulletin.number_changes import NumberChange
    from bureau_desk.charts.theme import Theme

KINDS = {"xlsx": "", "audit": " 数字出处"}
"""The kinds of workbooks, and what their files are called behind the name of the issue."""


class Workbooks:
    """Workbooks under way; `files` says where each kind is written, and none is where it names none."""

    def __init__(
        self, issue: Issue, galley: Galley, data: Snapshot, theme: Theme, clock: datetime, files: Mapping[str, Path],
        work: Path,
    ) -> None:  # fmt: skip
        self._issue, self._galley, self._data = issue, galley, data
        self._theme, self._clock, self._files = theme, clock, files
        self._pages: Handed[Mapping[str, int]] = Handed(work / "pages")
        self._places: Handed[Printing] = Handed(work / "places")
        self._begun: dict[str, Beside[None]] = {}

    @contextlib.contextmanager
    def begun(self, desk: Desk) -> Iterator[None]:
        """Meanwhile they are written by another processor, where that is safe."""
        if not self._files:
            yield
            return
        forked, shared = desk.database.forked, ("xlsxwriter", "bureau_desk.bulletin.docx_writer")
        with beside(self._count_rows, forked, shared) as audit, beside(self._write_tables, forked) as tables:
            self._begun = {"audit": audit, "xlsx": tables}
            yield

    def hand(self, pages: Mapping[str, int], pdf: Path | None, told: Sequence[NumberChange] | None) -> None:
        """Say on which pages the articles came to stand, and what changed since an earlier edition."""
        if not self._files:
            return
        from bureau_desk.bulletin.audit_lists import printing_of

        self._pages.give(dict(pages))
        self._places.give(printing_of(self._galley, pages, pdf, told))

    def finish(self, kind: str) -> None:
        """Wait until a workbook is written; Trouble that it met is raised here."""
        if kind in self._begun:
            self._begun[kind].finish()

    def _write_tables(self) -> None:
        from bureau_desk.bulletin.folios import with_folios
        from bureau_desk.bulletin.xlsx_writer import write_xlsx
        from bureau_desk.bulletin.year_lines import year_lines

        years = year_lines(self._issue.questions, self._galley, self._data)
        galley = with_folios(self._galley, self._pages.taken())
        write_xlsx(galley, self._theme, self._files["xlsx"], self._clock, years)

    def _count_rows(self) -> None:
        from bureau_desk.bulletin.audit import write_audit

        write_audit(self._galley, self._data, self._files["audit"], self._clock, self._places.taken)
