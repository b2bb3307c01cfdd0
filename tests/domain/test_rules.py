"""Rules of registers: what the shipped ones say, and how a broken rule is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest

from bureau_desk.app.schemas import load_schema
from bureau_desk.domain.fieldtypes import check_row
from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.domain.register import Schema
from bureau_desk.domain.values import Value, Values
from bureau_desk.places import RESOURCES


class Asked:
    """A context on a day, without records."""

    def __init__(self, schema: Schema, today: date = date(2026, 3, 1)) -> None:
        self.schema, self.today = schema, today

    def resolve(self, _targets: tuple[str, ...], _text: str) -> tuple[int, ...]:
        return ()

    def name(self, record: int) -> str:
        return f"#{record}"


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def told(schema: Schema, register: str, values: Values) -> dict[str, str]:
    """Messages by code of everything but what is missing."""
    found = check_row(schema.registers[register], values, Asked(schema))
    return {one.code: one.message for one in found if one.code != "required"}


def code(schema: Schema, codelist: str, label: str) -> str:
    return schema.codelists[codelist].find(label)[0].code


def test_the_incomes_of_a_carrier_must_add_up_within_one_thousand(schema: Schema) -> None:
    row: dict[str, Value] = {
        "year": 2024, "total_income": 1_000_000, "service_income": 600_000, "property_income": 300_000,
        "invest_income": 50_000, "other_income": 49_000,
    }  # fmt: skip
    assert told(schema, "annual_stats", row) == {}  # off by 1 千元
    row["other_income"] = 30_000
    assert "相差20千元" in told(schema, "annual_stats", row)["income_adds_up"]
    del row["other_income"]
    assert told(schema, "annual_stats", row) == {}  # the rest may be what is not filled in
    row["service_income"] = 800_000
    assert "相差150千元" in told(schema, "annual_stats", row)["income_adds_up"]


def test_parts_wholes_dates_and_what_belongs_together_are_checked(schema: Schema) -> None:
    hte = code(schema, "qual_type", "高新技术企业")
    rows: list[tuple[str, Values, str, str]] = [
        ("annual_stats", {"incubatee_count": 12, "incubatee_employees": 0}, "employees_of_tenants", "在孵企业从业人员却为0人"),
        ("annual_stats", {"incubatee_rd": 9_000_000, "incubatee_income": 1_000_000}, "rd_within_income", "大于在孵企业总收入（1,000千元）"),
        ("annual_eval", {"eval_year": 2025, "publish_date": "2024-06"}, "published_after_year", "早于评价年度"),
        ("qualification", {"qual_type": hte, "valid_from": "2022-11-18", "valid_to": "2023-11-17"}, "hte_three_years", "共365天"),
        ("qualification", {"qual_type": hte, "cert_no": "202232008672AB1234"}, "hte_number", "写法与通常不同"),
        ("indicator_series", {"rank_reported": 2}, "rank_needs_base", "排名范围也要填"),
        ("enterprise", {"listed_date": "2001-05-01", "established_date": "2003"}, "listed_after_established", "早于成立日期"),
        ("enterprise", {"status_date": "2027-01-01"}, "status_ahead", "晚于今天"),
        ("incubator", {"total_area": Decimal("1.8")}, "area_usual", "看是不是按万㎡"),
        ("annual_stats", {"incubatee_income": 2_000_000_000, "incubatee_employees": 20}, "income_per_employee", "100,000千元每人"),
    ]  # fmt: skip
    for register, values, key, words in rows:
        assert words in told(schema, register, values).get(key, ""), key
    good = {"qual_type": hte, "valid_from": "2022-11-18", "valid_to": "2025-11-17", "cert_no": "GR202232008672"}
    assert told(schema, "qualification", good) == {}
    assert (
        told(schema, "enterprise", {"established_date": "2003", "listed_date": "2003-05"}) == {}
    )  # not surely earlier


def test_a_threshold_applies_on_its_own_days_only(schema: Schema) -> None:
    plan = code(schema, "talent_plan", "龙城英才(创业)")
    row: dict[str, Value] = {"plan_name": plan, "select_year": 2021, "own_invest": 500_000}
    found = check_row(schema.registers["talent_project"], row, Asked(schema))
    assert [one.severity for one in found if one.code == "own_invest_2021"] == [Severity.NOTE]
    assert "own_invest_2021" not in told(schema, "talent_project", row | {"select_year": 2022})
    assert "own_invest_2021" not in told(schema, "talent_project", row | {"own_invest": 1_000_000})


def test_a_rule_that_names_a_retired_field_is_silent(schema: Schema) -> None:
    register = schema.registers["annual_stats"]
    kept = tuple(one for one in register.fields if one.key not in ("other_income", "incubatee_income"))
    values = {"total_income": 1_000_000, "service_income": 2_000_000, "incubatee_rd": 5, "year": 2024}
    found = check_row(replace(register, fields=kept), values, Asked(schema))
    assert {one.code for one in found} == {"required"}


BROKEN = {
    'key = "x"\nkind = "not_more_than"\nfields = ["total_area", "nowhere"]': "没有字段nowhere",
    'key = "x"\nkind = "not_more_than"\nfields = ["total_area"]': "要2个字段",
    'key = "x"\nkind = "larger"\nfields = ["total_area"]': "不认识“larger”",
    'key = "x"\nkind = "between"\nfields = ["total_area"]\nminimun = "1"': "minimun，不认识这个键",
    'key = "x"\nkind = "between"\nfields = ["total_area"]\nminimum = "许多"': "“许多”不是数",
    'key = "x"\nkind = "between"\nfields = ["carrier_name"]\nminimum = "1"': "字段carrier_name的类型不适用",
    'key = "x"\nkind = "pattern"\nfields = ["carrier_name"]\npattern = "("': "不是合格的正则表达式",
    'key = "area_usual"\nkind = "before_today"\nfields = ["operate_since"]': "键是空的或重复",
    'key = "x"\nkind = "before_today"\nfields = ["operate_since"]\nvalid_from = 2024-01-01\nvalid_to = 2023-01-01': "晚于valid_to",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_rule_is_told_with_its_file_and_key(text: str, tmp_path: Path) -> None:
    for name in ("registers", "codelists"):
        copytree(RESOURCES / name, tmp_path / name)
    file = tmp_path / "registers" / "incubator.toml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n[[rules]]\n{text}\n", encoding="utf-8")
    with pytest.raises(Trouble) as told_:
        load_schema(tmp_path)
    assert "registers/incubator.toml" in told_.value.message and BROKEN[text] in told_.value.message
