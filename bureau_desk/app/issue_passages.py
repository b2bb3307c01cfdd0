"""The texts of the other articles of an issue as they would be printed now, for comparing one that is being written.

Each article is composed once until it is saved anew or the registers change.
"""

from __future__ import annotations

from bureau_desk.app.article_reading import alone
from bureau_desk.app.chips import Chips
from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.proof_passages import Passage, passages
from bureau_desk.domain.issue import Article


class IssuePassages:
    """Knows what was worked out; `work_out` does one article at a time, so that chips may be asked in between."""

    def __init__(self, chips: Chips) -> None:
        self._chips = chips
        self._kept: dict[str, tuple[object, Article, tuple[Passage, ...]]] = {}

    def known(self, but: str) -> list[Passage]:
        """The texts of all other printed articles in their order, as far as they are known."""
        return [one for key in self._printed(but) for one in self._fresh(key) or ()]

    def work_out(self, but: str) -> bool:
        """Compose what is not known yet; whether there was any."""
        wanted = [key for key in self._printed(but) if self._fresh(key) is None]
        for key in wanted:
            with self._chips.working:
                state, article = self._chips.state, self._chips.issue.articles.get(key)
                if article is not None:
                    issue = alone(self._chips.issue, article)
                    galley = compose(issue, self._chips.prepared(), self._chips.ask)
                    texts = tuple(one for one in passages(issue, galley) if one.article == key)
                    self._kept[key] = state, article, texts
        return bool(wanted)

    def _printed(self, but: str) -> list[str]:
        issue = self._chips.issue
        keys = [issue.masthead.message, *(key for column in issue.columns for key in column.articles)]
        return [key for key in dict.fromkeys(keys) if key and key != but and key in issue.articles]

    def _fresh(self, key: str) -> tuple[Passage, ...] | None:
        state, article, texts = self._kept.get(key, (None, None, ()))
        return texts if state is self._chips.state and article == self._chips.issue.articles.get(key) else None
