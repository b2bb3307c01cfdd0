"""One-click mends: the safe ones of the proofreader written into article files, of a folder or of an issue in the desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bureau_desk.app import issue_shelf, proofreading
from bureau_desk.app.desk import Desk
from bureau_desk.app.locating import spot
from bureau_desk.bulletin.proof import References, proof
from bureau_desk.bulletin.proof_mends import mended
from bureau_desk.domain.inside import outside_fault
from bureau_desk.domain.issue import Article, Issue, Masthead
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.exchange.article_file import article_of
from bureau_desk.exchange.issue_folder import read_issue

DOUBTFUL = frozenset({"near_name", "former_name", "direction"})
"""Slips whose mend is a guess at the fact: they are mended one by one, when staff say so."""
_ROUNDS = 6  # a mend may bring another slip to light; they do not go on without end
_BOM = "\ufeff"
_NOWHERE = Issue(Masthead("", 2000, 1, date(2000, 1, 1)), (), {}, {})  # a place is read without an issue


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended: how many places of how many files."""

    places: int
    files: tuple[str, ...]


def mend(text: str, problem: Problem) -> str:
    """The text of an article file with one problem mended; the same text when it has to be done by hand."""
    found = spot(problem, _NOWHERE)
    identity = found["article"]
    if identity is None or not problem.suggestion:
        return text
    lines = None
    if found["line"] is not None:
        article, _ = article_of(_plain(text), str(identity), f"articles/{identity}.md")
        lines = _span(article, int(found["line"]), text)
    return mended(text, problem, lines)


def mend_article(
    text: str, identity: str, issue: Issue, references: References, codes: Collection[str] = ()
) -> tuple[str, int]:
    """The text of an article file with every safe slip mended, and how many there were.

    Those of the codes that are named; () for all but the doubtful ones.
    """
    places = 0
    for _ in range(_ROUNDS):
        article, _told = article_of(_plain(text), identity, f"articles/{identity}.md")
        alone = _beside(issue, article)
        found = [
            one
            for one in proof(alone, None, references, only=identity)
            if one.suggestion and (one.code in codes if codes else one.code not in DOUBTFUL)
        ]
        before = text
        for one in found:
            after = mend(text, one)
            places += after != text
            text = after
        if text == before:
            break
    return text, places


def mend_folder(desk: Desk, folder: Path, codes: Collection[str] = ()) -> Mended:
    """Mend the articles of an issue folder; nothing is written when one of them cannot be."""
    issue, _ = read_issue(folder)
    texts: dict[str, str] = {}
    for key in issue.articles:
        name = f"articles/{key}.md"
        if outside_fault(folder, name):
            continue
        raw = _decoded((folder / name).read_bytes())
        if raw is not None:
            texts[name] = raw
    changed, places = _all_mended(desk, issue, texts, codes)
    _write(folder, changed)
    return Mended(places, tuple(changed))


def mend_shelf(desk: Desk, number: int, codes: Collection[str] = ()) -> Mended:
    """Mend the articles of an issue of the desk as one step that can be undone."""
    issue, _ = issue_shelf.read(desk, number)
    texts = article_texts(desk, number, issue)
    changed, places = _all_mended(desk, issue, texts, codes)
    if changed:
        contents: dict[str, bytes | None] = {name: text.encode() for name, text in changed.items()}
        issue_shelf.save(desk, number, contents, f"校对改正{places}处")
    return Mended(places, tuple(changed))


def article_texts(desk: Desk, number: int, issue: Issue) -> dict[str, str]:
    """The article files of an issue of the desk by their names; those that are not written in UTF-8 are left out."""
    texts: dict[str, str] = {}
    for key in issue.articles:
        name = f"{issue_shelf.ARTICLES}/{key}.md"
        raw = _decoded(issue_shelf.content(desk, number, name) or b"")
        if raw is not None:
            texts[name] = raw
    return texts


def _all_mended(
    desk: Desk, issue: Issue, texts: Mapping[str, str], codes: Collection[str]
) -> tuple[dict[str, str], int]:
    references, _ = proofreading.references(desk, issue)
    changed, places = {}, 0
    for name, text in texts.items():
        after, count = mend_article(text, Path(name).stem, issue, references, codes)
        if after != text:
            changed[name] = after
            places += count
    return changed, places


def _write(folder: Path, changed: Mapping[str, str]) -> None:
    """Every file beside its old self first, so that a full disk leaves all as they were."""
    parts = {folder / name: folder / f"{name}.part" for name in changed}
    try:
        for name, text in changed.items():
            (folder / f"{name}.part").write_bytes(text.encode())
        for target, part in parts.items():
            part.replace(target)
    except OSError as error:
        for part in parts.values():
            part.unlink(missing_ok=True)
        raise Trouble("没有改正：文章写不进去。", "请检查文件是否被别的程序打开、磁盘是否已满。") from error


def _decoded(raw: bytes) -> str | None:
    """The text of a file in UTF-8; files in other encodings are left alone."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _plain(text: str) -> str:
    return text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def _beside(issue: Issue, article: Article) -> Issue:
    return replace(issue, articles={article.id: article})


def _span(article: Article, line: int, text: str) -> tuple[int, int]:
    """The lines of the block that a line lies in: from its first to that of the next block."""
    starts = [block.line for block in article.blocks]
    first = max((one for one in starts if one <= line), default=line)
    after = min((one for one in starts if one > line), default=len(_plain(text).split("\n")) + 1)
    return first, after
