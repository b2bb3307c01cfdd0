"""Texts against the lists of terms: wrong words, forms that differ within an issue, posts of people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.bulletin.proof_rules import Finding
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.terms import Terms

_POST = re.compile(
    r"(?:党组|党委|纪委|市委|区委|省委)?(?:常务)?副?(?:局长|主任|处长|科长|书记|市长|区长|县长|部长|厅长|院长|校长|所长|会长|秘书长|董事长|总经理|调研员)(?:、[^，。、；]{0,8}(?:局长|主任|书记))?$"
)


def term_slips(terms: Terms, text: str) -> Iterator[Finding]:
    """Words of the lists that stand in a text, and posts that are not those of the list."""
    if terms.words is not None:
        for found in terms.words.finditer(text):
            term = terms.by_word[found.group()]
            right = (term.right,) if term.wrong in term.right else ()
            if _covered(text, found.start(), found.end(), (*term.unless, *right, *terms.allow)):
                continue
            should = f"应写“{term.right}”" if term.right else "请核对"
            why = f"（{term.note}）" if term.note else ""
            told = f"“{term.wrong}”{should}{why}。"
            yield Finding("term", found.start(), found.end(), told, term.severity, term.right)
    yield from _posts(terms, text)


def _covered(text: str, start: int, end: int, longer: Sequence[str]) -> bool:
    """Whether the place lies inside one of the longer words."""
    for word in longer:
        at = text.find(word, max(0, end - len(word)))
        if 0 <= at <= start and at + len(word) >= end:
            return True
    return False


def _posts(terms: Terms, text: str) -> Iterator[Finding]:
    if terms.names is None:
        return
    for found in terms.names.finditer(text):
        before = text[max(0, found.start() - 24) : found.start()]
        post = _POST.search(before)
        posts = [one.post for one in terms.people if one.name == found.group()]
        if post is None or any(_same_post(one, before) for one in posts):
            continue
        at = found.start() - len(post.group())
        told = f"“{post.group()}{found.group()}”：名单上的职务是“{'、'.join(posts)}”，请核对。"
        yield Finding("post", at, found.end(), told)


def _same_post(listed: str, before: str) -> bool:
    """Whether the words before a name end with the listed post, or with its last word where no 副 stands before that."""
    if before.endswith(listed):
        return True
    short = _POST.search(listed)
    written = _POST.search(before)
    return bool(short and written and short.group() == written.group())


def group_slips(terms: Terms, texts: Sequence[Passage]) -> Iterator[Problem]:
    """Forms of one thing that differ within the issue: told where the rarer one stands."""
    if terms.forms is None:
        return
    hits = [(one, found) for one in texts for found in terms.forms.finditer(one.text)]
    counts = Counter(found.group() for _, found in hits)
    for group in terms.groups:
        used = [form for form in group.forms if counts[form]]
        if len(used) < 2:
            continue
        kept = group.prefer if group.prefer in used else max(used, key=lambda form: counts[form])
        for one, found in hits:
            if found.group() in used and found.group() != kept:
                why = f"（{group.note}）" if group.note else ""
                told = f"“{found.group()}”本期别处写作“{kept}”，宜统一{why}。"
                mend = kept if group.prefer == kept else ""
                yield one.found(Finding("form", found.start(), found.end(), told, Severity.NOTE, mend))
