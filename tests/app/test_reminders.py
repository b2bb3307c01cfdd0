"""What runs out soon or ran out without renewal, exact to the day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bureau_desk.app import browsing, reminders
from bureau_desk.app.desk import Desk
from bureau_desk.app.event_recording import record_events
from bureau_desk.app.jobs import finish
from bureau_desk.domain.question import Condition, Operator
from tests.app.small import clock_at
from tests.app.test_duplicates import CODES, firm, saved
from tests.app.test_events import planned


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "提醒.desk", "测试", clock=clock_at("2022-03-01T09:00:00"))
    yield made
    made.close()


def until(desk: Desk, code: str, end: str, start: str = "2019-01-01", kind: str = "高新技术企业", **more: str) -> int:
    return saved(
        desk, "qualification", uscc=code, name_then="常州模拟有限公司", qual_type=kind, publish_stage="认定/备案公告",
        stat_unit_then="武进区", cert_no="GR201932000011", cert_date=start, valid_from=start, valid_to=end, level="国家级",
        issuer="模拟机关", data_source="国家公告", is_counted="是", **more,
    )  # fmt: skip


def within(desk: Desk) -> dict[str, tuple[int, ...]]:
    found = reminders.expiring(desk)
    assert len(found) <= 1
    return {str(days): found[0].within[days] for days in reminders.AHEAD} | {"lapsed": found[0].lapsed} if found else {}


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2022-02-28", "lapsed"), ("2021-12-01", "lapsed"), ("2021-11-30", ""), ("2022-03-01", "30 60 90"), ("2022-03-31", "30 60 90"),
        ("2022-04-01", "60 90"), ("2022-04-30", "60 90"), ("2022-05-01", "90"), ("2022-05-30", "90"), ("2022-05-31", ""),
        ("2022-03", "30 60 90"), ("2022-02", "lapsed"), ("2022", ""),
    ],
)  # fmt: skip
def test_days_are_counted_to_the_last_day_of_validity(desk: Desk, end: str, expected: str) -> None:
    one = until(desk, CODES[1], end)
    assert " ".join(key for key, numbers in within(desk).items() if one in numbers) == expected


def test_renewed_ended_and_uncounted_titles_are_left_out(desk: Desk) -> None:
    linked = until(desk, CODES[1], "2022-03-10")
    until(desk, CODES[1], "2025-03-10", "2022-02-20", prev_id=f"#{linked}")
    until(desk, CODES[2], "2022-03-10")
    until(desk, CODES[2], "2025-03-11", "2022-02-21")
    until(desk, CODES[3], "2022-03-10", end_event="取消", end_date="2021-06-01")
    assert within(desk) == {}
    draft = until(desk, CODES[3], "2022-04-10", "2019-02-01", kind="专精特新小巨人")
    assert [(one.title, one.within[60]) for one in reminders.expiring(desk)] == [("专精特新小巨人", (draft,))]


def test_a_title_of_a_firm_struck_off_is_nobodys_to_renew(desk: Desk) -> None:
    owner = firm(desk, "常州模拟有限公司", CODES[1])
    one = until(desk, CODES[1], "2022-03-10")
    assert within(desk)["30"] == (one,)
    finish(record_events(desk, planned(desk, "enterprise", [owner], "注销", "2022-02-01")))
    assert within(desk) == {}
    other = until(desk, CODES[2], "2022-03-10")
    assert within(desk)["30"] == (other,)
    finish(record_events(desk, planned(desk, "qualification", [other], "撤销", "2022-02-01")))
    assert within(desk) == {}


def test_titles_of_one_year_are_not_called_lapsed(desk: Desk) -> None:
    until(desk, CODES[1], "2021-12-31", "2021-03-01", kind="科技型中小企业")
    assert reminders.expiring(desk) == []


def test_picked_records_alone_are_shown(desk: Desk) -> None:
    numbers = [until(desk, code, f"2022-0{place + 3}-10") for place, code in enumerate(CODES[1:])]
    view = browsing.View("qualification", filters=(Condition("#", Operator.IN, numbers[:2]),))
    assert sorted(browsing.ids(desk, view)) == sorted(numbers[:2])
    none = browsing.View("qualification", filters=(Condition("#", Operator.IN, ()),))
    assert list(browsing.ids(desk, none)) == []


def test_steps_come_newest_first(desk: Desk) -> None:
    firm(desk, "常州模拟甲有限公司", CODES[1])
    firm(desk, "常州模拟乙有限公司", CODES[2])
    assert ["乙" in one.summary for one in reminders.latest_steps(desk, 2)] == [True, False]
    assert reminders.last_issue(desk) is None
