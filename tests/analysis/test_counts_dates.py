"""Coarse dates are told, and validity can be counted by certificate year."""

from __future__ import annotations

from datetime import date

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.describe import describe
from tests.analysis.memory import SCHEMA, desk, hte, question


def warnings(on: str, count: str, period: str, *certificates, **more) -> tuple[str, ...]:
    asked = question(count=count, period=period, as_of=date.fromisoformat(on))
    return answer(asked, desk(qualification=certificates, **more)).warnings


def test_a_date_of_the_year_alone_is_told_when_a_month_is_asked() -> None:
    told = warnings("2021-12-31", "inflow", "month", hte("A", "2021", "2024"), hte("B", "2021-12", "2024-11"))
    assert told == ("有1条记录的日期只写到年或月，按其最后一天计入了本期，可能属于更早的时候，请核对。",)


def test_a_recognition_left_out_for_its_coarse_date_is_told() -> None:
    told = warnings("2021-11-30", "recognised", "year", hte("A", "2021", "2024"), hte("B", "2021-12", "2024-11"))
    assert told == ("有1条记录的日期只写到年或月，按其最后一天不在本期，没有计入，请核对。",)


def test_a_date_of_the_year_is_exact_enough_for_a_year() -> None:
    assert warnings("2021-12-31", "inflow", "year", hte("A", "2021", "2024")) == ()
    assert warnings("2021-12-31", "inflow", "month", hte("A", "2021-12-03", "2024-12-02")) == ()


def test_the_date_of_an_event_may_be_too_coarse_too() -> None:
    asked = question(register="incubator", count="recognised", period="quarter", where={"highest_level": "省级"})
    carriers = desk(
        incubator=[{"carrier_name": "甲", "operate_since": "2010-01-01"}],
        event=[{"subject": 1, "event_kind": "认定", "event_date": "2021", "after": "省级"}],
    )
    table = answer(asked, carriers)
    assert table.value == 1
    assert [one for one in table.warnings if "只写到年或月" in one]


def test_by_certificate_year_a_renewed_firm_is_not_missing_between_two_certificates() -> None:
    firms = desk(qualification=[hte("A", "2018-11-30", "2021-11-29"), hte("A", "2021-12-15", "2024-12-14")])
    gap = date(2021, 12, 5)
    assert answer(question(as_of=gap), firms).value == 0
    assert answer(question(count="cohort", as_of=gap), firms).value == 1


def test_a_title_counts_for_as_many_years_as_it_is_valid() -> None:
    firms = desk(
        qualification=[
            hte("A", "2018-11-30", "2021-11-29"),
            hte("B", "2019-01-01", "2021-12-31"),
            hte("C", "2020-12-02", "2023-12-01", end_date="2021-03-01"),
            hte("D", "2021-03-01", "2021-12-31"),
        ]
    )
    years = (2017, 2018, 2019, 2020, 2021, 2022)
    counted = [answer(question(count="cohort", as_of=date(year, 12, 31)), firms).value for year in years]
    assert counted == [0, 1, 2, 3, 2, 0]


def test_an_event_takes_a_certificate_out_of_its_year() -> None:
    firms = desk(
        qualification=[hte("A", "2020-11-30", "2023-11-29")],
        event=[{"subject": 1, "event_kind": "取消", "event_date": "2021-06-01"}],
    )
    assert answer(question(count="cohort", as_of=date(2020, 12, 31)), firms).value == 1
    assert answer(question(count="cohort", as_of=date(2021, 12, 31)), firms).value == 0


def test_the_method_is_said_and_before_the_end_of_the_year_it_is_warned_of() -> None:
    asked = question(count="cohort", as_of=date(2021, 6, 30))
    firms = desk(qualification=[hte("A", "2020-11-30", "2023-11-29")])
    assert "有效数（按证书年度）" in describe(asked, SCHEMA)
    assert answer(asked, firms).warnings == (
        "按证书年度计是全年的数，2021年6月30日以后发的本年证书也计入；到年末前可能不全，请核对。",
    )
