"""A new record from one that is there: a copy in the form, or the rows of the year after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bureau_desk.app import yearly
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.entering.review_dialog import ReviewDialog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bureau_desk.ui.entering.entering import Entering


def copy_record(entering: Entering) -> None:
    """The current record's texts in the form of a new one; what only one record may hold is empty and told."""
    record = entering.table.current_record()
    if record is None or not entering.session.writable:
        return
    made = yearly.copied(entering.session.desk, entering.register, record)
    name = entering.session.record_name(record)
    emptied = "、".join(field.title for field in made.emptied)
    words = f"已复制“{name}”" + (f"，请填写：{emptied}" if emptied else "")
    words += "；附件没有带过来" if made.documents else ""
    _begin(entering, made.texts, words, made.emptied[0].key if made.emptied else "")


def next_year(entering: Entering) -> None:
    """For one row the form of the year after, for several a preview of all of them."""
    register, session = entering.page.register, entering.session
    year = yearly.year_field(register)
    records, _ = entering.block()
    if not session.writable or not records:
        return
    if year is None:
        words = f"“{register.title}”不是按年登记的台账。"
        entering.page.failed.emit(Trouble(words, "逐年登记的（年度评价、年度统计、指标）才能按上年新增。"))
        return
    job = yearly.plan(session.desk, entering.register, records)
    if len(records) > 1:
        dialog = ReviewDialog(entering, None, "按上年新增")
        dialog.make_plan(job, len(records))
        dialog.open()
        return
    texts = dict(finish(job).lines[0].texts)
    _begin(entering, texts, f"已按上年带出，{year.title}为 {texts.get(year.key, '')}，请填写其余各项", "")


def _begin(entering: Entering, texts: Mapping[str, str], words: str, first: str) -> None:
    page, drafts = entering.page, entering.session.drafts
    if drafts.get(entering.register, None) is not None:
        page.begin_new()
        message = "还有一条新增没有保存。"
        page.failed.emit(Trouble(message, "请先在右侧保存它或放弃修改，再复制新增。"))
        return
    stored = entering.session.texts(entering.register, None)
    drafts.put(entering.register, None, dict(stored) | dict(texts), stored, entering.session.desk.now())
    page.begin_new()
    page.details.form.draft_note.hide()
    page.details.form.go_to(first)
    page.told.emit(words, False)
