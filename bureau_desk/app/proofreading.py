"""Proofreading in the desk: one article while it is written, a whole issue before it is printed, slips in print order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary, ref

from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.locating import spot
from bureau_desk.app.proof_references import earlier_paragraphs, own_terms, register_names, terms_state
from bureau_desk.bulletin.proof import References, proof
from bureau_desk.bulletin.proof_names import Names
from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.issue import Article, Issue
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.terms import Terms

_ORDER = {Severity.HARD: 0, Severity.SOFT: 1, Severity.NOTE: 2}
_kept: WeakKeyDictionary[Desk, _Kept] = WeakKeyDictionary()


class _Kept:
    """What a desk's texts are read against, until the registers or the lists change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = ref(desk)
        self._names: Names | None = None
        self._terms: tuple[object, tuple[Terms, tuple[Problem, ...]]] | None = None
        self._earlier: dict[tuple[str, int, int], dict[str, str]] = {}
        desk.subscribe(self._changed)

    def _changed(self, changes: Changes) -> None:
        if changes.registers or changes.schema:
            self._names = None
        self._earlier.clear()

    def references(self, issue: Issue) -> tuple[References, tuple[Problem, ...]]:
        """The references of an issue, and what is wrong with staff's own lists."""
        desk = self._desk()
        assert desk is not None
        folder = Path(issue.folder) if issue.folder else None
        if self._names is None:
            self._names = register_names(desk)
        state = terms_state(folder)
        if self._terms is None or self._terms[0] != state:
            self._terms = (state, own_terms(folder))
        terms, problems = self._terms[1]
        head = issue.masthead
        key = (head.title, head.year, head.number)
        if key not in self._earlier:
            self._earlier[key] = dict(earlier_paragraphs(desk, head))
        return References(terms.on(head.date), self._names, self._earlier[key]), problems


def references(desk: Desk, issue: Issue) -> tuple[References, tuple[Problem, ...]]:
    """What an issue is read against, worked out once for a desk; and what is wrong with staff's own lists of terms."""
    kept = _kept.get(desk)
    if kept is None:
        kept = _kept[desk] = _Kept(desk)
    return kept.references(issue)


def check_issue(desk: Desk, issue: Issue, galley: Galley | None = None) -> tuple[Problem, ...]:
    """Slips of a whole issue, those of staff's own lists with them; without a galley the text as written is read."""
    found, problems = references(desk, issue)
    return (*problems, *proof(issue, galley, found))


def check_article(
    desk: Desk, issue: Issue, galley: Galley | None, article: Article, beside: Sequence[Passage] = ()
) -> tuple[Problem, ...]:
    """Slips of one article of an issue as it stands now, quickly enough to be asked after every pause in typing.

    The galley may be of the article alone; without one the text as written is read. What other articles say otherwise
    is told as far as their texts are given.
    """
    own = issue if issue.articles.get(article.id) is article else _with(issue, article)
    return in_print_order(proof(own, galley, references(desk, own)[0], only=article.id, beside=beside), own)


def _with(issue: Issue, article: Article) -> Issue:
    return replace(issue, articles={**issue.articles, article.id: article})


def in_print_order(problems: Iterable[Problem], issue: Issue) -> tuple[Problem, ...]:
    """Problems as one meets them: those of the plan, then article by article as printed, block by block, the grave first."""
    ids = [issue.masthead.message, *(key for column in issue.columns for key in column.articles), *issue.articles]
    order = {key: place for place, key in reversed(list(enumerate(ids, 1)))}

    def place(one: Problem) -> tuple[int, int, int]:
        at = spot(one, issue)
        article = at["article"]
        return (
            order.get(str(article), 0 if article is None else len(ids) + 1),
            int(at["block"] or 0),
            _ORDER[one.severity],
        )

    return tuple(sorted(dict.fromkeys(problems), key=place))
