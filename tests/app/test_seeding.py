"""Seed rows are typed, complete in their references, and honest about what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bureau_desk.app.schemas import load_schema
from bureau_desk.app.seeding import SeedRef, fact_batches, seed_batches, seed_rows
from bureau_desk.domain.fieldtypes import check, check_row
from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.domain.register import FieldType, Schema

PYTHON_TYPES: Mapping[FieldType, tuple[type, ...]] = {
    FieldType.INTEGER: (int,), FieldType.YEAR: (int,), FieldType.MONEY: (int,), FieldType.DECIMAL: (Decimal, int),
    FieldType.PERCENT: (Decimal, int), FieldType.BOOLEAN: (bool,), FieldType.CHOICES: (tuple,),
    FieldType.REFERENCE: (SeedRef,),
}  # fmt: skip


class Context:
    """Values are looked at by themselves; references are not resolved here."""

    def __init__(self, schema: Schema) -> None:
        self.schema, self.today = schema, date(2026, 1, 1)

    def resolve(self, targets: tuple[str, ...], text: str) -> tuple[int, ...]:
        return ()

    def name(self, record: int) -> str:
        return ""


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def test_every_value_is_of_its_fields_type(schema: Schema) -> None:
    for register, row, valid_from in seed_rows(schema):
        assert valid_from == ""
        for key, value in row.items():
            field = schema.registers[register].field(key)
            assert field is not None, (register, key)
            if value is not None:
                assert isinstance(value, PYTHON_TYPES.get(field.type, (str,))), (register, key, value)
                assert field.type is FieldType.BOOLEAN or not isinstance(value, bool)


def test_every_choice_is_a_code_of_its_list(schema: Schema) -> None:
    for register, row, _ in seed_rows(schema):
        for key, value in row.items():
            field = schema.registers[register].field(key)
            codelist = schema.codelists.get(field.codelist) if field else None
            if codelist is None or value is None:
                continue
            for code in value if isinstance(value, tuple) else (value,):
                assert codelist.get(str(code)) is not None, (register, key, code)


def test_references_point_at_rows_of_earlier_batches(schema: Schema) -> None:
    known: set[tuple[str, str]] = set()
    for batch in seed_batches(schema):
        assert len(batch.rows) == len(batch.keys)
        for row in batch.rows:
            for key, value in row.items():
                if isinstance(value, SeedRef):
                    field = schema.registers[batch.register].field(key)
                    assert field is not None and value.register in field.targets
                    assert (value.register, value.key) in known
        own = [(batch.register, key) for key in batch.keys if key]
        assert len(own) == len(set(own))
        assert not known.intersection(own)
        known.update(own)


def test_simulated_rows_have_no_problem_but_the_unit_that_one_of_them_mistook(schema: Schema) -> None:
    context = Context(schema)
    found = []
    for register, row, _ in seed_rows(schema):
        if row.get("simulated") is not True:
            continue
        values = {key: 1 if isinstance(value, SeedRef) else value for key, value in row.items()}
        own = schema.registers[register]
        problems = list(check_row(own, values, context))
        for key, value in values.items():
            field = own.field(key)
            assert field is not None
            if field.type is not FieldType.REFERENCE:
                problems += check(field, value, context)
        found += [(register, problem.code, problem.field) for problem in problems]
    assert found == [("annual_stats", "income_per_employee", "incubatee_income")]


def test_no_pair_of_rows_breaks_a_unique_key(schema: Schema) -> None:
    seen: set[tuple[object, ...]] = set()
    for register, row, _ in seed_rows(schema):
        for keys in schema.registers[register].unique:
            values = tuple(row.get(key) for key in keys)
            if any(value is None for value in values):
                continue
            assert (register, keys, values) not in seen, (register, keys, values)
            seen.add((register, keys, values))


def test_real_organisations_carry_no_invented_code_and_wait_for_checking(schema: Schema) -> None:
    for batch in fact_batches(schema):
        for row in batch.rows:
            assert row.get("simulated") is not True
            assert not [key for key in row if key.endswith("uscc")]
            assert row["source_doc_no"]
        if batch.register in ("enterprise", "incubator", "major_platform", "new_rd_org", "science_park"):
            assert {row["verify_status"] for row in batch.rows} == {"待核"}


def test_facts_break_no_hard_rule_but_what_is_not_known(schema: Schema) -> None:
    context = Context(schema)
    for batch in fact_batches(schema):
        register = schema.registers[batch.register]
        for row in batch.rows:
            for key, value in row.items():
                field = register.field(key)
                assert field is not None
                if not isinstance(value, SeedRef):
                    hard = [one for one in check(field, value, context) if one.severity is Severity.HARD]
                    assert hard == [], (batch.register, key, value)


def test_indicators_keep_qualifier_kind_rank_and_published_growth(schema: Schema) -> None:
    rows = next(batch.rows for batch in fact_batches(schema) if batch.register == "indicator_series")

    def find(name: str, end: str, region: str = "常州市") -> dict[str, object]:
        return next(
            dict(row)
            for row in rows
            if (row["indicator_name"], row["period_end"], row["region"]) == (name, end, region)
        )

    spending = "全社会研发经费占地区生产总值比重"
    assert [find(spending, f"{year}-12-31")["value"] for year in (2017, 2021, 2022)] == [
        Decimal("2.77"), Decimal("3.28"), Decimal("3.33"),
    ]  # fmt: skip
    assert find("高新技术企业数", "2021-12-31")["qualifier"] == "超"
    assert find("高新技术企业数", "2025-12-31")["value_type"] == "目标"
    assert find("潜在独角兽企业数", "2021-12-31")["yoy_reported"] == Decimal(133)
    assert find("国家高新区评价排名", "2017-12-31", "武进高新区")["value_type"] == "推算"
    centres = find("企业联合创新中心数", "2021-12-31")
    assert (centres["rank_base"], centres["rank_reported"]) == ("全省", 1)
    keys = [(row["indicator_name"], row["region"], row["period_end"], row["value_type"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_a_broken_fact_is_named_by_file_line_and_field(schema: Schema, tmp_path: Path) -> None:
    (tmp_path / "award.csv").write_text("project_name,award_year\n甲,二〇二一\n", encoding="utf-8-sig")
    with pytest.raises(Trouble, match=r"award\.csv第2行“奖励年度”"):
        fact_batches(schema, tmp_path)
    (tmp_path / "award.csv").write_text("project_name,colour\n甲,红\n", encoding="utf-8-sig")
    with pytest.raises(Trouble, match="colour"):
        fact_batches(schema, tmp_path)
