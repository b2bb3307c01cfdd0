"""Nothing typed is lost: a draft within a second, saved to the desk after three seconds of rest and when one leaves."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from PySide6.QtCore import QObject, QTimer, Signal

from bureau_desk.app import issue_shelf
from bureau_desk.app.article_drafts import ArticleDraft, ArticleDrafts, digest, read_saved
from bureau_desk.app.changes import Changes
from bureau_desk.domain.issue import Article
from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.article_file import article_text
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.session import Session

DRAFT_WITHIN, SAVE_AFTER, TRY_AGAIN = 500, 3000, 2000  # ms


class Keeping(QObject):
    """Writes the article of a callable; tells its state in words."""

    told = Signal(str, str)  # words, kind of label
    saved = Signal()
    failed = Signal(object)  # Trouble, once until a save succeeds
    changed_elsewhere = Signal()

    def __init__(
        self, session: Session, issue: int, article: str, present: Callable[[], Article], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._issue, self._id, self._present = session, issue, article, present
        self.drafts = ArticleDrafts(session.desk, issue, article)
        self.dirty = False
        self._failing = False
        self._saving = False
        self._typed = 0  # how often something was typed
        self._asked = 0  # the saving that counts: an older one that has not begun yet is not done any more
        self._order = Lock()
        self._beside = Queries(session.desk, self)
        self._beside.failed.connect(lambda _key, trouble: self._failed_beside(trouble))
        self._closed = False
        self._base = ""
        self._draft = QTimer(self, singleShot=True, interval=DRAFT_WITHIN)
        self._draft.timeout.connect(self.write_draft)
        self._save = QTimer(self, singleShot=True, interval=SAVE_AFTER)
        self._save.timeout.connect(self.save_beside)
        session.changed.connect(self._changed)

    def read(self) -> Article:
        """The article as it is saved."""
        article, content = read_saved(self._session.desk, self._issue, self._id)
        self._base = digest(content)
        self.dirty = False
        return article

    def left(self) -> ArticleDraft | None:
        """What an earlier run typed and did not save, when it differs from what is saved."""
        if self._session.desk.read_only:
            return None
        found = self.drafts.left()
        if found is None:
            return None
        saved, _ = read_saved(self._session.desk, self._issue, self._id)
        if article_text(saved) == found.text:
            self.drafts.drop_left()
            return None
        return found

    def outdated(self, draft: ArticleDraft) -> bool:
        """Whether the article was saved otherwise since a draft was begun."""
        return draft.base != self._base

    def touch(self) -> None:
        """Something was typed."""
        if self._session.desk.read_only:
            return
        self.dirty = True
        self._typed += 1
        self.told.emit("正在编辑…", "small")
        if not self._draft.isActive():
            self._draft.start()
        self._save.start()

    def write_draft(self) -> None:
        """Write down what is typed."""
        if self.dirty:
            self.drafts.put(self._present(), self._base)

    def save_beside(self) -> None:
        """Save to the desk while staff go on typing; what is typed meanwhile is saved after it."""
        if self._closed or not self.dirty or self._saving or self._session.desk.read_only:
            return
        if self._session.busy:
            self._save.start(TRY_AGAIN)
            return
        article, typed = self._present(), self._typed
        self._asked += 1
        asked, self._saving = self._asked, True

        def call() -> str:
            text = article_text(article)
            with self._order:
                if asked == self._asked:
                    issue_shelf.save_article(self._session.desk, self._issue, article, typing=True)
            return text

        self._beside.ask("save", call, lambda text: self._was_saved(text, asked, typed), AT_ONCE)

    def _was_saved(self, text: str, asked: int, typed: int) -> None:
        if asked != self._asked or self._closed:
            return
        self._saving = False
        self._note(text)
        if typed != self._typed:
            self._save.start()
            return
        self._rest()

    def _failed_beside(self, trouble: object) -> None:
        self._saving = False
        if isinstance(trouble, Trouble):
            self._fail(trouble)

    def save(self) -> bool:
        """Save to the desk at once; what cannot be saved now stays a draft and is tried again."""
        if self._closed or not self.dirty or self._session.desk.read_only:
            return not self.dirty
        if self._session.busy:
            self._save.start(TRY_AGAIN)
            return False
        article = self._present()
        self._saving = True
        try:
            with self._order:
                self._asked += 1
                issue_shelf.save_article(self._session.desk, self._issue, article, typing=True)
        except Trouble as trouble:
            self._fail(trouble)
            return False
        finally:
            self._saving = False
        self._note(article_text(article))
        self._rest()
        return True

    def _note(self, text: str) -> None:
        """This is what the desk has now."""
        self._failing = False
        self._base = digest(text.encode())
        self.saved.emit()

    def _rest(self) -> None:
        """All that was typed is saved."""
        self._draft.stop()
        self._save.stop()
        self.dirty = False
        self.drafts.drop()
        self.told.emit(f"已保存 {self._session.desk.now()[11:16]}", "small")

    def _fail(self, trouble: Trouble) -> None:
        self.write_draft()
        self._save.start(TRY_AGAIN * 5)
        self.told.emit(f"没有存进台账，已记在草稿里：{trouble.message}", "problem_text")
        if not self._failing:
            self._failing = True
            self.failed.emit(trouble)

    def _changed(self, changes: Changes) -> None:
        """Something of an issue was written by others: whether it was this article is seen from its file."""
        if self._saving or self._closed or changes.registers or changes.schema:
            return
        _, content = read_saved(self._session.desk, self._issue, self._id)
        if digest(content) != self._base:
            self.changed_elsewhere.emit()

    def close(self) -> None:
        """Save what is typed and stop."""
        if self._closed:
            return
        self._session.changed.disconnect(self._changed)
        self.save()
        if self.dirty:
            self.write_draft()
        self._draft.stop()
        self._save.stop()
        self._closed = True
        self._beside.close()
