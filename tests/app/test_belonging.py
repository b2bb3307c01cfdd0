"""What belongs to one organisation, and what its page tells, today and as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.analysis.year_strips import spans, strips
from bureau_desk.app import belonging, organisation_page, recording
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.values import Value
from tests.ui.conftest import credit_code

ALPHA, BETA = credit_code(901), credit_code(902)


def put(desk: Desk, register: str, *rows: dict[str, Value]) -> list[int]:
    with desk.database.writing() as connection:
        entries = add_many(connection, register, rows)
    return list(write(desk, entries, "载入").records)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "单位.desk", "测试", clock=lambda: datetime(2022, 3, 1, 9))
    yield made
    made.close()


@pytest.fixture
def firm(desk: Desk) -> int:
    """A firm with titles, an R&D institution that was evaluated, a contract, an award and a renaming."""
    firm = put(
        desk, "enterprise",
        {"name": "常州模拟甲科技有限公司", "uscc": ALPHA, "stat_unit": "320412", "established_date": "2010-05-06",
         "former_names": ("常州模拟甲电子有限公司",)},
    )[0]  # fmt: skip
    put(desk, "enterprise", {"name": "常州模拟乙有限公司", "uscc": BETA, "stat_unit": "320411"})
    base = {
        "qual_type": "高新技术企业",
        "stat_unit_then": "320412",
        "publish_stage": "认定/备案公告",
        "is_counted": True,
    }
    first = put(
        desk, "qualification",
        {**base, "name_then": "常州模拟甲电子有限公司", "uscc": ALPHA, "valid_from": "2016-11-30", "valid_to": "2019-11-30"},
    )[0]  # fmt: skip
    put(
        desk, "qualification",
        {**base, "name_then": "常州模拟甲科技有限公司", "valid_from": "2019-12-05", "valid_to": "2022-04-15", "prev_id": first},
        {**base, "name_then": "常州模拟甲科技有限公司", "valid_from": "2021-04-01", "valid_to": "2021-12-31"},
        {**base, "name_then": "常州模拟乙有限公司", "uscc": BETA, "valid_from": "2020-01-01", "valid_to": "2022-12-31"},
    )  # fmt: skip
    lab = put(
        desk, "ent_rd_org",
        {"org_name": "江苏省模拟甲工程技术研究中心", "host_name": "常州模拟甲科技有限公司", "host_uscc": ALPHA,
         "approve_date": "2015-10-01", "stat_unit": "320412"},
    )[0]  # fmt: skip
    scheme = "省工程技术研究中心绩效评价"
    put(
        desk, "annual_eval",
        *({"subject_ref": lab, "subject_name_then": "江苏省模拟甲工程技术研究中心", "scheme": scheme, "eval_year": year,
           "grade": "优秀", "publish_date": f"{year + 1}-06-01", "stat_unit_then": "320412"} for year in (2016, 2018)),
    )  # fmt: skip
    put(desk, "coop_contract", {"contract_name": "模拟合同", "seller_name": "大学", "buyer_name": "常州模拟甲科技有限公司",
                                "buyer_uscc": ALPHA, "sign_date": "2021-01-01"})  # fmt: skip
    put(
        desk,
        "award",
        {"project_name": "模拟项目", "award_year": 2020, "completing_units": ("大学", "常州模拟甲科技有限公司")},
    )
    put(desk, "event", {"subject": firm, "event_kind": "更名", "event_date": "2018-07-01", "before": "常州模拟甲电子有限公司",
                        "after": "常州模拟甲科技有限公司"})  # fmt: skip
    return firm


def test_titles_belong_by_code_by_renewal_and_by_name(desk: Desk, firm: int) -> None:
    page = organisation_page.page(desk, firm)
    assert page.titles is not None
    assert page.titles.said == "有效 1 · 90 天内到期 1 · 已到期 1 · 已结束 1"
    states = [line.cells[-1].text for line in page.titles.lines]
    assert states == ["余 45 天", "已续期", "已到期"]
    assert [tag.text for tag in page.tags] == ["高新技术企业"]


def test_every_register_that_names_the_firm_has_its_section(desk: Desk, firm: int) -> None:
    page = organisation_page.page(desk, firm)
    sections = {one.register: one for one in page.sections}
    assert sections.keys() >= {"ent_rd_org", "coop_contract", "award"}
    assert sections["ent_rd_org"].said == "依托单位" and sections["coop_contract"].total == 1
    assert (page.name, page.code, page.district) == ("常州模拟甲科技有限公司", ALPHA, "武进区")
    assert page.former == (("常州模拟甲电子有限公司", "2018-07-01"),)
    assert [(one.day, one.kind) for one in page.timeline] == [("2018-07-01", "更名")]
    assert page.changes[0].author == "测试"


def test_evaluations_of_its_institution_stand_on_the_page_with_the_gap(desk: Desk, firm: int) -> None:
    page = organisation_page.page(desk, firm)
    (strip,) = page.strips
    assert "江苏省模拟甲工程技术研究中心" in strip.title
    assert [cell.text for cell in strip.labels] == ["优秀", "缺", "优秀"]
    assert strip.strip.said == "缺 2017 年"


def test_the_page_of_a_past_day_shows_what_was_there_then(desk: Desk, firm: int) -> None:
    page = organisation_page.page(desk, firm, date(2017, 12, 31))
    assert page.name == "常州模拟甲电子有限公司" or page.name == "常州模拟甲科技有限公司"
    assert page.titles is not None and [line.cells[-1].text for line in page.titles.lines] == ["有效"]
    assert page.timeline == () and page.strips[0].labels[-1].text == "优秀" and len(page.strips[0].labels) == 1
    assert {one.register for one in page.sections} == {"ent_rd_org"}
    early = organisation_page.page(desk, firm, date(2009, 1, 1))
    assert not early.begun and early.titles is None


def test_a_name_borne_by_two_organisations_joins_nothing(desk: Desk, firm: int) -> None:
    put(desk, "enterprise", {"name": "常州模拟甲科技有限公司", "uscc": credit_code(903), "stat_unit": "320411"})
    page = organisation_page.page(desk, firm)
    assert page.titles is not None and page.titles.total == 2  # by its code, and the renewal of it
    assert "award" not in {one.register for one in page.sections}


def test_a_park_shows_who_moved_in_then_and_now(desk: Desk, firm: int) -> None:
    old, new = put(desk, "science_park", {"park_name": "模拟东园"}, {"park_name": "模拟西园"})
    save = recording.read(desk, "enterprise", {"park": f"#{old}"}, firm)
    recording.save(desk, save, valid_from="2019-01-01")
    recording.save(desk, recording.read(desk, "enterprise", {"park": f"#{new}"}, firm), valid_from="2021-01-01")

    def tenants(park: int, day: date | None) -> list[int]:
        found = {one.register: one for one in organisation_page.page(desk, park, day).sections}
        return [line.record for line in found["enterprise"].lines] if "enterprise" in found else []

    assert (tenants(old, None), tenants(new, None)) == ([], [firm])
    assert (tenants(old, date(2020, 6, 1)), tenants(new, date(2020, 6, 1))) == ([firm], [])
    assert [one.record for one in organisation_page.page(desk, firm).leads] == [new]


def test_any_record_leads_to_its_organisation(desk: Desk, firm: int) -> None:
    with desk.database.reading() as connection:
        (title,) = desk.tables.find(connection, "qualification", {"uscc": ALPHA})
        (event,) = desk.tables.find(connection, "event", {"subject": firm})
        lab = desk.tables.find(connection, "ent_rd_org", {"host_uscc": ALPHA})[0]
        evaluation = desk.tables.find(connection, "annual_eval", {"subject_ref": lab})[0]
    assert belonging.owner(desk, title) == firm and belonging.owner(desk, event) == firm
    assert belonging.owner(desk, evaluation) == lab and belonging.owner(desk, firm) == firm
    with pytest.raises(Misuse, match="没有记录"):
        belonging.owner(desk, 99_999)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(2000, 2020)), max_size=12))
def test_a_strip_has_every_year_once_and_says_each_missing_one(told: list[tuple[int, int]]) -> None:
    rows = [Row(n, {"subject_ref": s, "scheme": "甲", "eval_year": y, "grade": "A"}) for n, (s, y) in enumerate(told)]
    made = strips(rows, {"甲": 2021}, lambda _: "")
    assert {one.subject for one in made} == {subject for subject, _ in told}
    for one in made:
        years = [mark.year for mark in one.years]
        assert years == list(range(years[0], 2022))
        assert set(years) - set(one.missing) == {year for subject, year in told if subject == one.subject}
        assert bool(one.said) == bool(one.missing)


def test_missing_years_are_drawn_together() -> None:
    assert spans([2020, 2016, 2017, 2018, 2022]) == "2016—2018、2020、2022"
