"""An issue folder in one line, for lists of issues."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bureau_desk.app.publishing import read
from bureau_desk.domain.problem import Trouble


@dataclass(frozen=True, slots=True)
class IssueSummary:
    """What the list of issues shows of a folder."""

    folder: Path
    title: str
    articles: int
    columns: int
    date: date


def issue_summary(folder: Path) -> IssueSummary | None:
    """A folder's issue in one line; None when it holds none that can be read."""
    with contextlib.suppress(Trouble):
        issue, _ = read(folder)
        title = f"{issue.masthead.title} {issue.masthead.year} 年第 {issue.masthead.number} 期"
        # As publishing counts them: the message stands before the columns.
        articles = sum(1 for column in issue.columns for key in column.articles if key in issue.articles)
        return IssueSummary(folder, title, articles, len(issue.columns), issue.masthead.date)
    return None
