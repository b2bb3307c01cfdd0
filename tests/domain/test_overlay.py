"""Changes laid over a shipped schema that has itself changed since: what no longer fits is told, and never refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bureau_desk
from bureau_desk.app.schemas import load_schema
from bureau_desk.domain.overlay import Laid, Overlay, arranged, dump, load
from bureau_desk.domain.overlay_codes import add_list
from bureau_desk.domain.overlay_fields import add_field, change_field, order_fields
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.resting import BY_NAME
from tests.app.small import SMALL

# words that are keys of some register's field, but stand in the program for something else
_OTHERWISE = frozenset(
    {"field", "kind", "name", "park", "place", "progress", "stage", "summary", "targets", "themes", "title", "year"}
)


def changed_base(**registers):
    return replace(SMALL, registers={**SMALL.registers, **registers})


def with_field(laid, **attributes):
    step, key = add_field(laid, "incubator", attributes)
    return Laid.of(laid.base, step.overlay), key


def test_a_field_shipped_later_under_the_same_key_takes_the_place_of_staffs_own():
    laid, key = with_field(Laid.of(SMALL, Overlay()), title="路演场次", type="text")
    incubator = SMALL.registers["incubator"]
    shipped = replace(incubator, fields=(*incubator.fields, Field(key, "路演次数", FieldType.INTEGER)))
    found = Laid.of(changed_base(incubator=shipped), laid.overlay)
    assert found.schema.registers["incubator"].field(key).type is FieldType.INTEGER
    assert [one for one in found.notes if "并入" in one]


def test_a_field_whose_list_or_register_is_gone_reads_as_text():
    step, codelist = add_list(Laid.of(SMALL, Overlay()), "服务", ["投融资"], False)
    laid, key = with_field(Laid.of(SMALL, step.overlay), title="服务", type="enum", codelist=codelist)
    left = replace(laid.overlay, codelists={})
    found = Laid.of(SMALL, left)
    assert found.schema.registers["incubator"].field(key).type is FieldType.TEXT
    assert found.notes
    without = Laid.of(replace(SMALL, registers={"event": SMALL.registers["event"]}), laid.overlay)
    assert "incubator" not in without.schema.registers
    assert any("已不在程序中" in one for one in without.notes)


def test_a_change_of_a_field_that_is_no_longer_shipped_is_told_and_left_out():
    step = change_field(Laid.of(SMALL, Overlay()), "incubator", "tags", {"title": "标记"})
    incubator = SMALL.registers["incubator"]
    fewer = replace(incubator, fields=tuple(one for one in incubator.fields if one.key != "tags"))
    found = Laid.of(changed_base(incubator=fewer), step.overlay)
    assert found.schema.registers["incubator"].field("tags") is None
    assert any("tags" in one for one in found.notes)


def test_a_field_shipped_later_stands_behind_its_neighbour_in_staffs_order():
    keys = [one.key for one in SMALL.registers["incubator"].fields]
    step = order_fields(Laid.of(SMALL, Overlay()), "incubator", keys[::-1], {})
    incubator = SMALL.registers["incubator"]
    fields = list(incubator.fields)
    fields.insert(3, Field("fresh", "新字段", FieldType.TEXT))
    found = Laid.of(changed_base(incubator=replace(incubator, fields=tuple(fields))), step.overlay)
    order = [one.key for one in found.schema.registers["incubator"].fields]
    assert order.index("fresh") == order.index(keys[2]) + 1
    assert [key for key in order if key != "fresh"] == keys[::-1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"registers": 3}',
        '{"registers": {"incubator": {"fields": {"tags": {"type": "没有这种", "digits": "x", "retired_on": "昨天"}}}}}',
        '{"codelists": {"stat_unit": {"codes": {"320412": [{"rank": "x"}], "a": 1}}}, "later": []}',
        '{"registers": {"incubator": {"order": ["没有"], "columns": ["没有"], "fields": {"x_a": {"own": true}}}}}',
    ],
)
def test_an_overlay_of_whatever_shape_opens(text):
    found = Laid.of(SMALL, load(text)).schema
    assert found.registers["incubator"].columns == SMALL.registers["incubator"].columns
    assert load(dump(load(text))) == load(text)


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefghxyz")))
def test_an_order_keeps_every_key_once(keys, wish):
    found = arranged(keys, wish)
    assert sorted(found) == sorted(keys)
    named = [key for key in dict.fromkeys(wish) if key in keys]
    assert [key for key in found if key in named] == named


def test_every_field_that_the_program_looks_up_by_its_key_is_known_to_rest():
    keys = {field.key for register in load_schema().registers.values() for field in register.fields}
    source = Path(bureau_desk.__file__).parent / "analysis"
    used = {word for path in source.glob("*.py") for word in re.findall(r'"([a-z_]+)"', path.read_text("utf-8"))}
    assert (used & keys) - BY_NAME - _OTHERWISE == set()
