"""The shipped registers and code lists load, agree with one another, and a broken file is named."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bureau_desk.app.schemas import load_schema
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import FieldType, Schema
from bureau_desk.places import RESOURCES

COMMON = (
    "remark",
    "data_source",
    "source_doc_no",
    "as_of_date",
    "verify_status",
    "secrecy",
    "simulated",
    "attachments",
)
SIZES = {
    "incubator": 29, "maker_space": 24, "enterprise": 30, "ent_rd_org": 26, "new_rd_org": 29, "major_platform": 28,
    "science_park": 25, "annual_eval": 24, "annual_stats": 30, "qualification": 25, "talent_project": 25,
    "coop_contract": 26, "award": 20, "policy": 22, "instrument": 26, "service_org": 24, "indicator_series": 23, "event": 8,
}  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("registers", "codelists"):
        shutil.copytree(RESOURCES / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_register_holds_its_own_fields_and_the_common_block(schema: Schema) -> None:
    assert set(schema.registers) == set(SIZES)
    for key, register in schema.registers.items():
        keys = [field.key for field in register.fields]
        own = [one for one in keys if one not in COMMON or (one == "data_source" and key == "qualification")]
        assert len(own) == SIZES[key], key
        assert set(COMMON) <= set(keys), key
        assert 6 <= len(register.columns) <= 8, key


def test_a_heading_names_at_most_one_field(schema: Schema) -> None:
    for register in schema.registers.values():
        fields = [field for field in register.fields if field.type is not FieldType.FILES]  # never in a column
        names = [name for field in fields for name in (field.title, *field.synonyms)]
        assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]


def test_common_sheet_headings_find_their_field(schema: Schema) -> None:
    wanted = [
        ("incubator", "级别", "highest_level"),
        ("incubator", "统一社会信用代码", "operator_uscc"),
        ("incubator", "所属区", "stat_unit"),
        ("enterprise", "单位名称", "name"),
        ("enterprise", "信用代码", "uscc"),
        ("qualification", "证书编号", "cert_no"),
        ("qualification", "企业名称", "name_then"),
        ("annual_eval", "评价结果", "grade"),
    ]
    for register, heading, key in wanted:
        found = schema.registers[register].find(heading)
        assert found is not None
        assert found.key == key


def test_codes_never_become_numbers_and_levels_are_ordered(schema: Schema) -> None:
    for register in schema.registers.values():
        for field in register.fields:
            if re.search(r"uscc$", field.key) and field.key != "parent_uscc":
                assert field.type is FieldType.CREDIT_CODE
            if field.key in ("cert_no", "reg_no", "stock_code", "contact_phone", "asset_no"):
                assert field.type is FieldType.CODE
            if field.type is FieldType.LEVEL:
                codes = schema.codelists[field.codelist].codes
                assert [code.rank for code in codes] == sorted({code.rank for code in codes})
            if field.pattern:
                re.compile(field.pattern)


def test_the_seven_districts_stand_in_display_order_and_answer_to_their_other_names(schema: Schema) -> None:
    units = schema.codelists["stat_unit"]
    seven = ["溧阳市", "金坛区", "武进区", "新北区", "天宁区", "钟楼区", "常州经开区"]
    assert [code.label for code in units.codes[:7]] == seven
    assert [code.code for code in units.find("经开区")] == ["3204E1"]
    assert [code.code for code in units.find("常州高新区")] == ["320411"]
    assert not units.find("经开区")[0].is_valid(date(2014, 1, 1))


def test_national_level_means_three_codes_of_which_one_was_valid_in_2022(schema: Schema) -> None:
    national = schema.codelists["carrier_level"].find("国家级")
    assert len(national) == 3
    assert [code.label for code in national if code.is_valid(date(2022, 2, 28))] == ["国家级（原科技部）"]


def test_grades_are_known_by_letter_class_and_word(schema: Schema) -> None:
    grades = schema.codelists["evaluation_grade"]
    for text in ("A", "A类", "优秀（A类）", "A优秀"):
        assert [code.code for code in grades.find(text)] == ["A优秀"]
    assert [code.code for code in grades.find("优秀")] == ["优秀"]


def test_personal_data_is_kept_from_going_out(schema: Schema) -> None:
    for register, key in (
        ("incubator", "contact_phone"),
        ("enterprise", "legal_rep"),
        ("talent_project", "person_name"),
    ):
        field = schema.registers[register].field(key)
        assert field is not None
        assert field.secrecy == "不外发"


def test_only_the_legacy_code_of_an_operator_is_soft_among_credit_codes(schema: Schema) -> None:
    incubator = schema.registers["incubator"].field("operator_uscc")
    enterprise = schema.registers["enterprise"].field("uscc")
    assert incubator is not None and incubator.soft
    assert enterprise is not None and not enterprise.soft


def test_the_first_region_is_the_city_and_aliases_lead_to_full_names(schema: Schema) -> None:
    assert schema.regions[0] == "常州市"
    assert schema.indicator_aliases["全社会研发经费占GDP"] == "全社会研发经费占地区生产总值比重"


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("registers/award.toml", 'type = "text"', 'type = "txt"', ("award.toml", "type", "txt")),
        ("registers/award.toml", 'name_field = "', 'name_feild = "', ("award.toml", "name_feild")),
        ("registers/award.toml", "order = ", 'order = "x" # ', ("award.toml", "order")),
        ("registers/award.toml", 'codelist = "award_name"', 'codelist = "nowhere"', ("award.toml", "nowhere")),
        ("registers/policy.toml", 'targets = ["policy"]', 'targets = ["nowhere"]', ("policy.toml", "nowhere")),
        ("registers/award.toml", 'start = ["publish_date"', 'start = ["publish_day"', ("award.toml", "publish_day")),
        ("registers/award.toml", 'key = "award"', 'key = "awards"', ("award.toml", "awards")),
        ("registers/award.toml", "[counting]", "[counting", ("award.toml", "TOML")),
        ("codelists/gender.toml", 'label = "男"', "", ("gender.toml", "label")),
        ("codelists/gender.toml", 'code = "男"', 'code = "女"', ("gender.toml", "女")),
    ],
)
def test_a_broken_definition_is_named_by_file_and_key(
    copied: Path, file: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    change(copied / file, old, new)
    with pytest.raises(Trouble) as caught:
        load_schema(copied)
    for word in words:
        assert word in caught.value.sentence()


def test_a_missing_folder_is_told_not_thrown(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有找到台账定义"):
        load_schema(tmp_path)
