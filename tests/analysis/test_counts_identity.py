"""The same organisation under two codes, or under its name alone, is one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bureau_desk.analysis.answer import answer
from tests.analysis.memory import Desk, desk, hte, question

MODERN, MODERN_2 = "91320411MATX004560", "91320412MATX0035X0"
OLD = "137173527"
NAME = "同一公司"


def count(stands: Desk, **more: Any) -> int:
    value = answer(question(**{"as_of": date(2021, 12, 31), **more}), stands).value
    assert value is not None
    return int(value)


def old(code: str | None = OLD, **more: Any) -> dict[str, Any]:
    return hte(code, "2019-01-01", "2021-12-31", **{"name_then": NAME, **more})  # type: ignore[arg-type]


def new(code: str | None = MODERN, **more: Any) -> dict[str, Any]:
    return hte(code, "2021-06-01", "2024-05-31", **{"name_then": NAME, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "firms"),
    [
        (old(name_then="曾用名公司"), new(prev_id=1), []),
        (old(), new(), []),
        (old(code=None), new(), []),
        (old(code=None, name_then="同一公司 "), new(code=None), []),
        (old(code="MATX00456", name_then="曾用名公司"), new(), []),
        (old(code="MATX0045-6", name_then="曾用名公司"), new(), []),
        (old(name_then="曾用名公司"), new(), [{"name": NAME, "uscc": MODERN, "alt_id": OLD}]),
        (old(name_then="曾用名公司"), new(), [{"name": NAME, "uscc": MODERN, "former_names": ("曾用名公司",)}]),
        (old(code=OLD), new(code=None), []),
        (old(code=MODERN.lower()), new(), []),
    ],
)
def test_one_organisation_is_counted_once_and_its_renewal_is_not_new(first, second, firms) -> None:
    certificates = desk(qualification=[first, second], enterprise=firms)
    assert count(certificates) == 1
    assert count(certificates, count="cumulative") == 1
    assert count(certificates, count="inflow") == 0
    assert count(certificates, count="recognised") == 1
    assert count(certificates, count="net") == 0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (old(code=MODERN), new(code=MODERN_2)),
        (old(name_then="甲新材料"), new(name_then="甲新能源")),
        (old(code="111111111"), new(code="222222222")),
    ],
)
def test_different_organisations_stay_two(first, second) -> None:
    assert count(desk(qualification=[first, second])) == 2


def test_a_name_that_two_firms_bear_joins_nobody() -> None:
    assert count(desk(qualification=[old(), new(), new(code=MODERN_2)])) == 3


def test_the_end_of_a_firm_ends_the_certificate_under_its_old_code() -> None:
    firms = desk(
        enterprise=[{"name": NAME, "uscc": MODERN, "alt_id": OLD}],
        qualification=[hte(OLD, "2019-01-01", "2022-12-31", name_then="别名")],
        event=[{"subject": 1, "event_kind": "注销", "event_date": "2021-03-01"}],
    )
    assert count(firms, as_of=date(2021, 2, 28)) == 1
    assert count(firms) == 0
