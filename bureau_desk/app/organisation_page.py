"""The page of one organisation as data: head, titles, evaluations by year, statistics, sections, timeline, documents."""

from __future__ import annotations

import time
from datetime import date

from bureau_desk.analysis.histories import EVENTS
from bureau_desk.app.belonging import gather, owner
from bureau_desk.app.desk import Desk
from bureau_desk.app.organisation_figures import CHOSEN, EVALUATIONS, STATISTICS, Figures
from bureau_desk.app.organisation_head import Head
from bureau_desk.app.organisation_parts import Change, OrganisationPage
from bureau_desk.app.organisation_titles import TITLES
from bureau_desk.store.two_days import last_record

__all__ = ["CHOSEN", "EVALUATIONS", "STATISTICS", "TITLES", "page", "records"]


def page(desk: Desk, record: int, on: date | None = None) -> OrganisationPage:
    """The page of the organisation of a record, today or as of a day; Misuse when there is no such record then."""
    begin = time.perf_counter()
    number = owner(desk, record)
    day = on or desk.today()
    with desk.database.reading() as connection:
        found = gather(desk, connection, number, on)
        head, figures = Head(desk, connection, found, day), Figures(desk, connection, found, day)
        district = found.register.field(found.register.counting.district)
        special = {TITLES, EVALUATIONS, STATISTICS, EVENTS}
        others = [one for one in found.relations.values() if one.register.key not in special]
        titles = found.relations.get(TITLES)
        return OrganisationPage(
            found.row.id,
            found.register.key,
            found.register.title,
            found.name,
            found.code or head.own_code(),
            head.text(district, found.row) if district else "",
            head.status(),
            head.tags(),
            head.former(),
            head.dates(),
            found.leads,
            head.problems(),
            day,
            found.begun,
            head.titles(titles) if titles else None,
            figures.strips(),
            figures.statistics(),
            tuple(head.section(one) for one in sorted(others, key=lambda one: (one.register.order, one.register.key))),
            head.timeline(),
            head.documents(),
            _changes(desk, number),
            time.perf_counter() - begin,
        )


def records(desk: Desk) -> int:
    """How many records were ever registered: by them is decided whether a page is put together beside the window."""
    with desk.database.reading() as connection:
        return last_record(connection)


def _changes(desk: Desk, record: int) -> tuple[Change, ...]:
    """The last lines of the record's own journal."""
    from bureau_desk.app.recording import history

    words = {"add": "新增", "edit": "修改", "delete": "删除", "restore": "恢复"}
    made = []
    for one in history(desk, record)[:12]:
        fields = "、".join(title for title, _, _ in one.changes[:4]) + ("等" if len(one.changes) > 4 else "")
        what = words.get(one.action, one.action) + (f"：{fields}" if one.action == "edit" and fields else "")
        what += f"（{one.reason}）" if one.reason else ""
        made.append(Change(one.recorded_at.replace("T", " ")[:16], one.author, what))
    return tuple(made)
