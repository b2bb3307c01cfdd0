from __future__ import annotations

from decimal import Decimal

from bureau_desk.analysis.computed import computed_steps
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Kind, Register


def completed(keys: str, *rows: dict) -> list[dict]:
    fields = tuple(Field(key, key, FieldType.TEXT) for key in keys.split())
    built = [Row(place, values) for place, values in enumerate(rows, 1)]
    steps = computed_steps(Register("r", "r", Kind.EVENT, fields, "x"), built)
    return [{key: value for step in steps for key, value in step(row).items()} for row in built]


def test_ratios_are_in_percent_half_up_and_need_both_parts() -> None:
    found = completed("open_rate hours_external hours_total", {"hours_external": 1, "hours_total": 8},
                      {"hours_external": 1, "hours_total": 0}, {"hours_external": 1})  # fmt: skip
    assert found == [{"open_rate": Decimal("12.50")}, {}, {}]


def test_contracts_flow_by_the_areas_of_both_sides() -> None:
    keys = "flow seller_region buyer_region"
    sides = (("320411", "320412"), ("320411", "310000"), ("310000", "320400"), ("310000", "110000"), ("310000", None))
    found = completed(keys, *({"seller_region": seller, "buyer_region": buyer} for seller, buyer in sides))
    assert [one.get("flow") for one in found] == ["本市内", "输出本市→外", "吸纳外→本市", "双外", None]


def test_failures_in_a_row_are_counted_within_one_scheme() -> None:
    def row(year: int, grade: str, scheme: str = "国评") -> dict:
        return {"subject_ref": 1, "scheme": scheme, "eval_year": year, "grade": grade}

    rows = (
        row(2018, "D不合格"),
        row(2019, "D不合格"),
        row(2020, "C合格"),
        row(2021, "不合格"),
        row(2020, "D不合格", "省评"),
    )
    found = completed("consecutive_d eval_year", *rows)
    assert [one["consecutive_d"] for one in found] == [1, 2, 0, 1, 1]
