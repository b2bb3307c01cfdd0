"""Proofreading: what a careful editor would mark in an issue before it is printed."""

from __future__ import annotations

from bureau_desk.analysis.placeholders import literal, unclosed_told
from bureau_desk.bulletin.proof_layout import layout_slips
from bureau_desk.bulletin.proof_numbers import number_slips, same_figures, same_nouns
from bureau_desk.bulletin.proof_passages import passages
from bureau_desk.bulletin.proof_words import word_slips
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem, Severity


def proof(issue: Issue, galley: Galley | None = None) -> tuple[Problem, ...]:
    """Slips of wording, numbers and layout with their places, in print order, each told once.

    With a galley the printed text is read and bound numbers are known; without one the text as written. Problems that
    composing found stand in the galley and are not repeated here.
    """
    texts = passages(issue, galley)
    found: list[Problem] = list(layout_slips(issue, galley))
    for passage in texts:
        found += word_slips(passage)
        if galley is not None:
            found += number_slips(passage)
    # As written: in print an escaped brace looks like any other.
    for passage in passages(issue, None):
        if told := unclosed_told(passage.text):
            found.append(passage.problem("unclosed", literal(told), Severity.HARD))
    if galley is not None:
        found += same_figures(galley, texts)
        found += same_nouns(texts)
    return tuple(dict.fromkeys(found))
