"""Charts and printed tables word a level shortly where that is plain; answers keep the full label."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.describe import counted, describe
from bureau_desk.analysis.figures import figure, sheet
from bureau_desk.analysis.labels import label_picked, tier_words
from bureau_desk.domain.problem import Misuse
from tests.analysis.memory import CODELISTS, Desk, desk, question

LEVELS = CODELISTS["carrier_level"]
OLD, NEW, PROVINCIAL, MODEL, CITY = "国家级（原科技部）", "部级标准级", "省级", "省标杆", "市级认定"
BY_LEVEL = question("级别", register="incubator", by=("highest_level",), unit="家")
BY_BOTH = question("分布", register="incubator", by=("stat_unit", "highest_level"), unit="家")


def carriers(*told: tuple[str, str]) -> Desk:
    return desk("2025-12-31", incubator=[
        {"carrier_name": f"模拟{n}", "carrier_kind": "孵化器", "stat_unit": unit, "operate_since": "2015",
         "highest_level": level}
        for n, (unit, level) in enumerate(told, 1)
    ])  # fmt: skip


PLAIN = carriers(("武进区", OLD), ("武进区", PROVINCIAL), ("新北区", PROVINCIAL), ("新北区", CITY), ("新北区", CITY))
DOUBLE = carriers(("武进区", OLD), ("武进区", NEW), ("新北区", MODEL), ("新北区", CITY))


def drawn(asked, where=PLAIN, **chart):
    asked = replace(asked, chart=chart)
    return figure(asked, answer(asked, where), where)


def printed(asked, where=PLAIN, **table):
    asked = replace(asked, table=table)
    return sheet(asked, answer(asked, where), where)


@pytest.mark.parametrize(
    ("present", "words"),
    [
        ((OLD, PROVINCIAL, CITY), {OLD: "国家级", PROVINCIAL: "省级", CITY: "市级"}),
        ((OLD, NEW, CITY), {CITY: "市级"}),
        ((PROVINCIAL, MODEL), {}),
        ((MODEL,), {MODEL: "省级"}),
        ((OLD, "国家级"), {}),
        (("武进区", "未填"), {}),
    ],
)
def test_a_level_is_worded_by_its_tier_where_it_is_the_only_one(present, words) -> None:
    assert tier_words(LEVELS, present) == words


def test_a_stack_names_its_parts_shortly() -> None:
    made = drawn(BY_BOTH, kind="stacked")
    assert [one.name for one in made.series] == ["国家级", "省级", "市级"]
    assert [one.role for one in made.series] == ["level"] * 3
    assert "国家级：武进区1家" in made.alt and "原科技部" not in made.alt


@pytest.mark.parametrize("asked", [BY_LEVEL, BY_BOTH, replace(BY_LEVEL, measure="sum:total_area", unit="")])
def test_a_register_may_be_called_by_its_title(asked) -> None:
    titled = replace(asked, register=PLAIN.schema.registers["incubator"].title)
    assert describe(titled, PLAIN.schema) == describe(asked, PLAIN.schema)
    assert counted(titled, PLAIN.schema) == counted(asked, PLAIN.schema)
    one, other = drawn(titled, kind="bar"), drawn(asked, kind="bar")
    assert (one.categories, one.series) == (other.categories, other.series)


def test_two_codes_of_one_tier_beside_each_other_keep_their_labels() -> None:
    made = drawn(BY_BOTH, DOUBLE, kind="stacked")
    assert [one.name for one in made.series] == [NEW, OLD, "省级", "市级"]
    assert drawn(BY_LEVEL, DOUBLE, kind="bar").categories == (NEW, OLD, "省级", "市级")


@pytest.mark.parametrize("word", [OLD, "国家级", "国家级孵化器"])
def test_a_highlight_may_be_named_by_label_word_or_alias(word) -> None:
    codes = tuple(replace(one, aliases=("国家级孵化器",) if one.label == OLD else ()) for one in LEVELS.codes)
    lists = {**PLAIN.schema.codelists, LEVELS.key: replace(LEVELS, codes=codes)}
    named = replace(PLAIN, schema=replace(PLAIN.schema, codelists=lists))
    made = drawn(BY_LEVEL, named, kind="bar", highlight=word)
    assert made.categories == ("国家级", "省级", "市级") and made.highlight == "国家级"


def test_a_highlight_beside_another_of_its_tier_is_named_by_its_label() -> None:
    assert drawn(BY_LEVEL, DOUBLE, kind="bar", highlight=OLD).highlight == OLD
    assert drawn(BY_LEVEL, DOUBLE, kind="bar", highlight="市级").highlight == "市级"


def test_lines_over_years_name_their_levels_shortly() -> None:
    years = tuple(date(year, 12, 31) for year in (2023, 2024, 2025))
    made = drawn(replace(BY_LEVEL, dates=years), kind="line", highlight=OLD)
    assert [one.name for one in made.series] == ["国家级", "省级", "市级"]
    assert made.categories == ("2023", "2024", "2025") and made.highlight == "国家级"


def test_printed_tables_word_rows_and_heads_shortly() -> None:
    assert [row[0] for row in printed(BY_LEVEL).rows] == ["国家级", "省级", "市级", "合计"]
    assert printed(BY_BOTH).columns[1:] == ("国家级", "省级", "市级", "合计")
    assert printed(BY_BOTH, DOUBLE).columns[1:] == (NEW, OLD, "省级", "市级", "合计")


@pytest.mark.parametrize("heads", [("国家级", "省级", "市级"), (OLD, PROVINCIAL, CITY), ("省级", OLD, "市级")])
def test_heads_pick_their_numbers_by_either_word(heads) -> None:
    made = printed(BY_BOTH, columns=["辖市区", *heads, "合计"])
    assert made.columns[1:4] == heads
    numbers = dict(zip(heads, made.rows[-1][1:4], strict=True))
    assert sorted(numbers.values()) == ["1", "2", "2"]
    assert next(numbers[head] for head in heads if head.startswith("国家级")) == "1"


def test_a_head_for_a_lower_code_of_a_tier_finds_it_by_its_word() -> None:
    only = carriers(("武进区", MODEL), ("新北区", CITY))
    made = printed(BY_BOTH, only, columns=["辖市区", "市级", "省级", "合计"])
    assert made.rows[-1] == ("合计", "1", "1", "2")


def test_heads_that_mean_two_columns_are_refused() -> None:
    with pytest.raises(Misuse):
        printed(BY_BOTH, DOUBLE, columns=["辖市区", "国家级", "国家级", "省级", "市级", "合计"])


def test_a_list_words_its_level_column_shortly() -> None:
    asked = replace(BY_LEVEL, by=(), list_fields=("carrier_name", "highest_level"))
    assert {row[2] for row in printed(asked).rows} == {"国家级", "省级", "市级"}
    assert {row[2] for row in printed(asked, DOUBLE).rows} == {OLD, NEW, "省级", "市级"}


@pytest.mark.parametrize("word", [OLD, "国家级"])
def test_answers_keep_the_full_label_and_are_picked_by_either_word(word) -> None:
    table = answer(question(register="incubator", where={"highest_level": word}, by=("highest_level",)), PLAIN)
    assert [(group.keys, int(group.value or 0)) for group in table.groups] == [((OLD,), 1)]


def test_a_text_picks_a_label_only_where_it_can_mean_one() -> None:
    present = (OLD, NEW, CITY)
    words = tier_words(LEVELS, present)
    assert label_picked(NEW, present, words, (LEVELS,)) == NEW
    assert label_picked("市级", present, words, (LEVELS,)) == CITY
    assert label_picked("国家级", present, words, (LEVELS,)) == ""
    assert label_picked("", present, words, (LEVELS,)) == ""


def test_days_of_lines_stand_in_the_order_of_time() -> None:
    days = (date(2025, 6, 30), date(2025, 12, 31), date(2024, 12, 31))
    made = drawn(replace(BY_LEVEL, by=(), dates=days), kind="line")
    assert made.categories == ("2024", "2025-06-30", "2025")
