"""The files of an issue read by a second processor while this one still loads the program and opens the desk.

Nothing heavy is imported here: the child is begun before that.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app.beside import beside

if TYPE_CHECKING:
    from bureau_desk.domain.issue import Issue
    from bureau_desk.domain.problem import Problem

    Read = tuple[Issue, tuple[Problem, ...]]


@contextlib.contextmanager
def reading_ahead(folder: Path) -> Iterator[Callable[[], Read] | None]:
    """What gives the issue of a folder with what is wrong with its files; None when the folder holds none."""
    if not (folder / "issue.toml").is_file():
        yield None
        return
    with beside(lambda: _read(folder)) as begun:
        yield begun.finish


def _read(folder: Path) -> Read:
    from bureau_desk.exchange.issue_folder import read_issue

    return read_issue(folder)
