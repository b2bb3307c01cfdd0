"""Every slip of an issue that can be mended by itself, listed before anything is changed, and carried out as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bureau_desk.app import issue_shelf, proofreading
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_plan import title_of
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.locating import spot
from bureau_desk.app.mending import DOUBTFUL, Mended, article_texts, mend
from bureau_desk.bulletin.proof import proof
from bureau_desk.bulletin.proof_passages import passages
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem

_AROUND = 14  # characters shown on either side of what is mended


@dataclass(frozen=True, slots=True)
class Mend:
    """One mend: the problem with what stands there and what would, its article and block, the words around it.

    `sure` ones may be carried out together; of the others staff should know the fact (a name, a direction).
    """

    problem: Problem
    article: str
    title: str
    block: int
    around: str
    sure: bool


def plan_mends(desk: Desk, number: int) -> Job[tuple[Mend, ...]]:
    """All mends of an issue of the desk as its articles are saved now, in print order; nothing is written."""
    yield Progress("校对", 0, 2)
    issue, _ = issue_shelf.read(desk, number)
    texts = article_texts(desk, number, issue)
    references, _ = proofreading.references(desk, issue)
    found = proofreading.in_print_order(proof(issue, None, references), issue)
    yield Progress("找出能改的地方", 1, 2)
    made: dict[tuple[str, str, str], Mend] = {}
    for one in found:
        at = spot(one, issue)
        key = str(at["article"] or "")
        name = f"{issue_shelf.ARTICLES}/{key}.md"
        if one.suggestion and name in texts and mend(texts[name], one) != texts[name]:
            block = int(at["block"] or 0)
            around = _around(issue, one)
            told = Mend(one, key, title_of(issue, key), block, around, one.code not in DOUBTFUL)
            made.setdefault((one.where, one.value, one.suggestion), told)
    return tuple(made.values())


def _around(issue: Issue, problem: Problem) -> str:
    """The words around the slip, from the first text of its place that holds it."""
    texts = (one.text for one in passages(issue, None) if one.where == problem.where)
    text = next((one for one in texts if problem.value in one), problem.value)
    at = text.find(problem.value)
    first, last = max(0, at - _AROUND), at + len(problem.value) + _AROUND
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def carry_out(desk: Desk, number: int, chosen: Sequence[Mend]) -> Job[Mended]:
    """Carry out the chosen mends as one step of the issue; what has been changed since is left as it stands."""
    issue, _ = issue_shelf.read(desk, number)
    texts = article_texts(desk, number, issue)
    changed: dict[str, bytes | None] = {}
    places = 0
    for done, one in enumerate(chosen):
        yield Progress("改正", done, len(chosen))
        name = f"{issue_shelf.ARTICLES}/{one.article}.md"
        before = texts.get(name, "")
        texts[name] = mend(before, one.problem)
        if texts[name] != before:
            places += 1
            changed[name] = texts[name].encode()
    if changed:
        issue_shelf.save(desk, number, changed, f"校对改正{places}处")
    return Mended(places, tuple(changed))
