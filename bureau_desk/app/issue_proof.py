"""An issue proofread before it is printed: by the rules, and against what earlier issues printed of the same figures."""

from __future__ import annotations

from collections.abc import Callable

from bureau_desk.app.desk import Desk
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.store import issues


def proofread(desk: Desk, issue: Issue, galley: Callable[[], Galley]) -> tuple[Problem, ...]:
    """The slips of an issue; what texts are read against is made ready before the galley is asked for."""
    from bureau_desk.app.proofreading import check_issue, references

    references(desk, issue)
    composed = galley()
    return (*check_issue(desk, issue, composed), *_against_printed(desk, composed))


def _against_printed(desk: Desk, galley: Galley) -> list[Problem]:
    """Figures that an earlier issue printed otherwise for the same day."""
    found: list[Problem] = []
    with desk.database.reading() as connection:
        earlier = issues.printed_before(connection, sorted({one.as_of for one in galley.numbers}))
    for one in galley.numbers:
        for was in earlier.get((one.name, one.form, one.as_of), ()):
            if was.value != one.value:
                message = f"“{one.name}”（截至 {one.as_of}）现为 {one.text}，{was.issue}曾印为 {was.text}。"
                found.append(Problem("printed_before", f"articles/{one.article}.md", message, Severity.SOFT))
    return found
