"""An issue published again: which numbers changed since an earlier edition, and how that is marked and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bureau_desk.app.desk import Desk
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.problem import Misuse, Problem, Severity
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.store import issues

if TYPE_CHECKING:
    from bureau_desk.bulletin.docx_controls import Revision
    from bureau_desk.bulletin.number_changes import NumberChange

LAST = "last"


@dataclass(frozen=True, slots=True)
class Redraft:
    """What changed since an earlier edition; nothing is told when there is none. `revision` when Word is to mark it."""

    changes: Sequence[NumberChange] = ()
    compared: bool = False
    revision: Revision | None = None

    @property
    def told(self) -> Sequence[NumberChange] | None:
        """The changes for the audit workbook; None when there are none to tell."""
        return self.changes if self.compared else None


def redraft(desk: Desk, galley: Galley, since: str) -> Redraft:
    """Compare an issue with an edition of it: the one named by its number in the archive, else the last.

    Changes on the last edition are always told; they are marked only when an edition is named. Misuse when that is not
    there.
    """
    from bureau_desk.bulletin.docx_controls import Revision
    from bureau_desk.bulletin.galley_json import from_json
    from bureau_desk.bulletin.number_changes import number_changes

    head = galley.masthead
    with desk.database.reading() as connection:
        editions = issues.kept(connection, head.title, head.year, head.number)
        chosen = _chosen(editions, since)
        if chosen is None:
            return Redraft()
        before = from_json(issues.galley(connection, chosen.id))
    changes = number_changes(before, galley)
    revision = None
    if since:
        revision = Revision(desk.author, desk.clock(), {one.key: one.was.text for one in changes})
    return Redraft(changes, bool(since or changes), revision)


def _chosen(editions: Sequence[issues.Kept], since: str) -> issues.Kept | None:
    if since in ("", LAST):
        if since and not editions:
            raise Misuse("没有标出变动：这一期还没有发布过。", "请先不带 --since、--marks 发布一次。")
        return editions[0] if editions else None
    found = next((one for one in editions if str(one.id) == since), None)
    if found is None:
        known = "；".join(f"{one.id}（{one.published_at[:16].replace('T', ' ')}）" for one in editions[:8])
        told = f"这一期发布过的有：{known}。" if known else "这一期还没有发布过。"
        raise Misuse(f"没有标出变动：存档里没有这一期的第“{since}”次发布。", f"{told}也可写 last。")
    return found


def change_notes(draft: Redraft, snapshot: Snapshot, galley: Galley) -> list[Problem]:
    """A note for each changed number: what it was, what it is, why, and where it is printed."""
    from bureau_desk.bulletin.audit_rows import Evidence
    from bureau_desk.bulletin.docx_controls import key_of
    from bureau_desk.bulletin.number_changes import reason
    from bureau_desk.bulletin.number_places import places_of

    if not draft.changes:
        return []
    evidence = Evidence(snapshot)
    kinds = {key_of(index): dict.fromkeys(one.kind for one in places) for index, places in places_of(galley).items()}
    kinds |= {
        key_of(place, True): {"图表" if one.kind == "chart" else "表格": None}
        for place, one in enumerate(galley.points)
    }
    return [
        Problem(
            "redraft",
            f"articles/{one.now.article}.md",
            f"“{one.now.name}”上次发布为 {one.was.text}，现为 {one.now.text}：{reason(one, evidence)}。"
            f"印在{'、'.join(kinds.get(one.key, {'正文': None}))}。",
            Severity.NOTE,
            value=one.now.name,
        )
        for one in draft.changes
    ]
