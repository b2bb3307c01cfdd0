"""What is typed into an article, written down before it is saved: each article a small file of the user's own."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict, dataclass

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.draft_files import draft_path, drop_draft, put_draft, read_draft
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
        self.path = draft_path(desk, "articles", issue, article)
        self._left = self.path.with_suffix(".left.json")

    def left(self) -> ArticleDraft | None:
        """What an earlier run typed and did not save; it stays until it is dropped, whatever is typed meanwhile."""
        try:
            if self.path.exists():
                self.path.replace(self._left)
        except OSError:
            _log.warning("draft of an article could not be put aside: %s", self.path, exc_info=True)
        data = read_draft(self._left)
        try:
            return ArticleDraft(**data) if data is not None else None
        except TypeError:
            _log.warning("draft of an article could not be read: %s", self._left, exc_info=True)
            return None

    def drop_left(self) -> None:
        """Forget what an earlier run left: it was taken up or given up."""
        drop_draft(self._left)

    def put(self, article: Article, base: str) -> None:
        """Write down what is typed."""
        made = ArticleDraft(self._issue, self._article, article_text(article), base, self._desk.now())
        put_draft(self.path, asdict(made))

    def drop(self) -> None:
        """Forget what is typed: it was saved."""
        drop_draft(self.path)


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
