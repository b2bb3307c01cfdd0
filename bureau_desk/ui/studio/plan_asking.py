"""The small dialogs of an issue's plan: new articles and columns, other names and ids, another issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from bureau_desk.app import issue_plan, issue_shelf
from bureau_desk.app.issue_plan import UNLISTED
from bureau_desk.domain.issue import STATUSES, Article
from bureau_desk.domain.problem import Misuse
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.asking import AskDialog, choice, line
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.words import kind_choices, status_words

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow


class PlanAsking(QObject):
    """Asks over the page of the plan and changes the open issue; tells what the plan should show then."""

    made = Signal(str)  # an article by its id
    column_made = Signal(str)  # a column by its name

    def __init__(self, page: QWidget, window: MainWindow, session: Session, issue: OpenIssue) -> None:
        super().__init__(page)
        self._page, self._window, self._session, self.open = page, window, session, issue

    def article(self, column: int, place: int) -> None:
        """Ask for title, kind and column of a new article."""
        if not self.open.writable:
            return
        title = line(hint="如：全市高新技术企业突破2900家")
        kind = choice(kind_choices(), "notice")
        where = choice(
            [*((n, one.name) for n, one in enumerate(self.open.issue.columns)), (UNLISTED, "暂不列入")], column
        )
        status, holder = choice([(one, status_words(one)) for one in STATUSES], "约稿"), line(hint="如：高新处")

        def does() -> None:
            words = title.text().strip()
            if not words:
                raise Misuse("还没有标题。", "请写一个标题，以后可以再改。")
            key = issue_plan.free_id(words, self.open.issue.articles)
            made = Article(
                key, words, (), kind=kind.currentData(), status=status.currentData(), holder=holder.text().strip()
            )
            at = place if where.currentData() == column else 10_000
            if self.open.add_article(made, where.currentData(), at):
                self.made.emit(key)

        fields = [("标题", title), ("种类", kind), ("栏目", where), ("状态", status), ("经手处室", holder)]
        self._ask("新增稿件", fields, "新增", does)

    def column(self, after: int) -> None:
        """Ask for the name of a new column after a present one, at the end for UNLISTED."""
        name, latin = line(hint="如：创新园区"), line(hint="如：INNOVATION PARKS（可不填）")

        def does() -> None:
            issue_plan.add_column(self.open.issue, name.text())  # refuses in the dialog
            place = after + 1 if after >= 0 else None
            self.open.change(
                lambda issue: issue_plan.add_column(issue, name.text(), latin.text(), place), f"新增栏目“{name.text()}”"
            )
            self.column_made.emit(name.text().strip())

        self._ask("新增栏目", [("栏目名称", name), ("西文名", latin)], "新增", does)

    def column_name(self, place: int) -> None:
        """Ask for another name of a column, by its place."""
        if place < 0:
            return
        present = self.open.issue.columns[place]
        name, latin = line(present.name), line(present.latin)

        def does() -> None:
            issue_plan.change_column(self.open.issue, place, name.text(), latin.text())
            self.open.change(
                lambda issue: issue_plan.change_column(issue, place, name.text(), latin.text()),
                f"修改栏目“{name.text().strip()}”",
            )

        self._ask("改栏目名", [("栏目名称", name), ("西文名", latin)], "改名", does)

    def article_id(self, key: str) -> None:
        """Ask for another id of an article."""
        if not key or key not in self.open.issue.articles:
            return
        name = line(key)

        def does() -> None:
            wanted = name.text().strip()
            issue_plan.check_id(wanted, [one for one in self.open.issue.articles if one != key])
            if wanted != key and self.open.rename_article(key, wanted):
                self.made.emit(wanted)

        self._ask("改编号（也是文件名）", [("编号", name)], "改编号", does)

    def other_issue(self, key: str) -> None:
        """Ask for the issue that an article moves to."""
        others = [one for one in issue_shelf.listed(self._session.desk) if one.id != self.open.number]
        if not key or key not in self.open.issue.articles:
            return
        if not others:
            self._window.tell("台账里没有别的期刊，请先新建一期")
            return
        target = choice([(one.id, one.title) for one in others])
        title = self.open.title_of(key)

        def does() -> None:
            if self.open.move_article(key, target.currentData()):
                self._window.tell(f"《{title}》已移到{target.currentText()}，图片和所用数字一同带去")

        self._ask(f"移动《{title[:20]}》", [("移到", target)], "移动", does)

    def _ask(self, title: str, fields: list[tuple[str, QWidget]], verb: str, does: Callable[[], None]) -> None:
        if not self.open.writable:
            return
        dialog = AskDialog(self._page, title, fields, verb, does)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        fields[0][1].setFocus()
