"""What is typed into an article, written down before it is saved: each article a small file of the user's own.

Written beside and renamed, so that it is always whole, without waiting for the disk: what a program has handed to the
system survives the program.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from bureau_desk.app import issue_shelf, paths
from bureau_desk.app.desk import Desk
from bureau_desk.app.drafts import desk_mark
from bureau_desk.domain.issue import Article
from bureau_desk.exchange.article_file import article_of, article_text

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """The text of an article as it was typed, when, and the digest of what was saved when the typing began."""

    issue: int
    article: str
    text: str
    base: str
    at: str


class ArticleDrafts:
    """The drafts of one article: what is being typed, and what an earlier run left."""

    def __init__(self, desk: Desk, issue: int, article: str) -> None:
        self._desk, self._issue, self._article = desk, issue, article
        name = hashlib.sha256(f"{desk_mark(desk)}|{issue}|{article}".encode()).hexdigest()[:24]
        self.path = paths.data_folder() / "drafts" / "articles" / f"{name}.json"
        self._left = self.path.with_suffix(".left.json")

    def left(self) -> ArticleDraft | None:
        """What an earlier run typed and did not save; it stays until it is dropped, whatever is typed meanwhile."""
        try:
            if self.path.exists():
                self.path.replace(self._left)
            data = json.loads(self._left.read_text(encoding="utf-8"))
            return ArticleDraft(**data)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):
            _log.warning("draft of an article could not be read: %s", self._left, exc_info=True)
            return None

    def drop_left(self) -> None:
        """Forget what an earlier run left: it was taken up or given up."""
        _unlink(self._left)

    def put(self, article: Article, base: str) -> None:
        """Write down what is typed."""
        made = ArticleDraft(self._issue, self._article, article_text(article), base, self._desk.now())
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_suffix(f".{os.getpid()}.part")
            part.write_text(json.dumps(asdict(made), ensure_ascii=False), encoding="utf-8")
            part.replace(self.path)
        except OSError:
            # typing goes on without its safety net rather than being hindered by it
            _log.warning("draft of an article could not be written: %s", self.path, exc_info=True)

    def drop(self) -> None:
        """Forget what is typed: it was saved."""
        _unlink(self.path)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        _log.warning("draft of an article could not be removed: %s", path, exc_info=True)


def digest(content: bytes | None) -> str:
    """The mark of what is saved."""
    return hashlib.sha256(content or b"").hexdigest()


def article_path(article: str) -> str:
    """The file of an article inside its issue."""
    return f"{issue_shelf.ARTICLES}/{article}.md"


def read_saved(desk: Desk, issue: int, article: str) -> tuple[Article, bytes]:
    """An article as it is saved, and its file; an article whose file is not there yet is empty."""
    content = issue_shelf.content(desk, issue, article_path(article)) or b""
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return read_article(text, article), content


def read_article(text: str, article: str) -> Article:
    """The article of a file's text."""
    if not text.strip():
        return Article(article, "", (), path=article_path(article))
    return article_of(text, article, article_path(article))[0]
