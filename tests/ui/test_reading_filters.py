"""What staff type into filters, and which values become tags; no window is needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import Code, CodeList, Field, FieldType
from bureau_desk.ui import filtering, tags
from bureau_desk.ui.as_of_bar import presets
from bureau_desk.ui.field_row import amount_words

FROM, TO, EQUALS = Operator.FROM, Operator.TO, Operator.EQUALS
LEVELS = CodeList(
    "levels",
    "级别",
    (Code("n", "国家级", 1, "国家级"), Code("p", "省级", 2, "省级"), Code("c", "市级", 3, "市级")),
    ordered=True,
)


def field(kind: FieldType, key: str = "x", unit: str = "", codelist: str = "") -> Field:
    return Field(key, "字段", kind, unit=unit, codelist=codelist)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (FieldType.INTEGER, "100", [(EQUALS, "100")]),
        (FieldType.INTEGER, ">=1,000", [(FROM, "1000")]),
        (FieldType.INTEGER, "≤5", [(TO, "5")]),
        (FieldType.DECIMAL, "1.5-2.5", [(FROM, "1.5"), (TO, "2.5")]),
        (FieldType.PERCENT, "60%", [(EQUALS, "60")]),
        (FieldType.DATE, "2021", [(FROM, "2021"), (TO, "2021")]),
        (FieldType.DATE, "2019-2021", [(FROM, "2019"), (TO, "2021")]),
        (FieldType.DATE, "2019.3..2021年12月", [(FROM, "2019-03"), (TO, "2021-12")]),
        (FieldType.DATE, ">=2020-06-30", [(FROM, "2020-06-30")]),
        (FieldType.DATE, "2021-3", [(FROM, "2021-03"), (TO, "2021-03")]),
        (FieldType.TEXT, "2021", [(Operator.CONTAINS, "2021")]),
        (FieldType.TEXT, "空", [(Operator.EMPTY, True)]),
        (FieldType.INTEGER, "很多", []),
        (FieldType.TEXT, "  ", []),
    ],
)
def test_typed_filters_are_read(kind: FieldType, text: str, expected: list[tuple[Operator, object]]) -> None:
    found = filtering.conditions(field(kind), text, lambda *_: ())
    assert [(one.operator, one.value) for one in found] == expected


def test_a_typed_reference_means_the_records_found() -> None:
    found = filtering.conditions(field(FieldType.REFERENCE), "某园", lambda *_: (7, 9))
    assert found == (Condition("x", Operator.IN, (7, 9)),)
    nothing = filtering.conditions(field(FieldType.REFERENCE), "某园", lambda *_: ())
    assert nothing[0].value == (0,), "a name that means nobody finds nobody, not everybody"


@given(st.text(max_size=30), st.sampled_from(list(FieldType)))
def test_no_typed_text_breaks_a_filter(text: str, kind: FieldType) -> None:
    for one in filtering.conditions(field(kind), text, lambda *_: ()):
        assert one.field == "x"


def test_level_words_for_filters_leave_out_the_lowest() -> None:
    assert filtering.tiers(LEVELS) == ["国家级", "省级"]
    assert filtering.tiers(None) == []


def test_chips_say_what_is_filtered() -> None:
    level = field(FieldType.LEVEL, codelist="levels")
    assert filtering.words(level, (Condition("x", Operator.AT_LEAST, "省级"),), "", LEVELS) == "字段：省级及以上"
    assert filtering.words(level, (Condition("x", Operator.IN, ("n", "c")),), "", LEVELS) == "字段：国家级、市级"
    assert filtering.words(level, (Condition("x", Operator.EMPTY, True),), "", LEVELS) == "字段：未填"


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("run_status", "正常", "good"),
        ("run_status", "撤销", "bad"),
        ("publish_stage", "拟认定公示", "warning"),
        ("grade", "A", "good"),
        ("kind", "孵化器", ""),
    ],
)
def test_tags_have_their_tone(key: str, text: str, expected: str) -> None:
    assert tags.tone(field(FieldType.CHOICE, key), text, text, None) == expected


def test_levels_are_tags_by_their_tier() -> None:
    assert tags.tone(field(FieldType.LEVEL), "n", "国家级", LEVELS) == "primary"
    assert tags.tone(field(FieldType.LEVEL), "c", "市级", LEVELS) == "neutral"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2021-12-31", "已过期"), ("2022-03-01", "余0天"), ("2022-03", "余30天"), ("2024-12-31", ""), (None, "")],
)
def test_the_end_of_a_title_is_told_in_words(value: str | None, expected: str) -> None:
    assert tags.expiry(field(FieldType.DATE, "valid_to"), value, date(2022, 3, 1))[0] == expected
    assert tags.expiry(field(FieldType.DATE, "start"), value, date(2022, 3, 1)) == ("", "")


def test_amounts_in_other_units() -> None:
    money = field(FieldType.MONEY, unit="万元")
    assert amount_words(money, 391_080_000) == "合 3.91 亿元 · 391,080,000 元"
    assert amount_words(money, 5_000) == "合 5,000 元"
    assert amount_words(field(FieldType.DECIMAL, unit="㎡"), Decimal("18700")) == "合 1.87 万㎡"
    assert amount_words(field(FieldType.INTEGER, unit="家"), 12) == ""
    assert amount_words(money, None) == ""


def test_the_days_offered_are_the_ends_that_bulletins_ask_for() -> None:
    assert presets(date(2022, 3, 1)) == [date(2022, 2, 28), date(2021, 12, 31), date(2020, 12, 31), date(2019, 12, 31)]
    assert presets(date(2022, 1, 15))[:2] == [date(2021, 12, 31), date(2020, 12, 31)]
