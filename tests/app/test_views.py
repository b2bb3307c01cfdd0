"""Named views of a register."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.app import browsing, views
from bureau_desk.app.desk import Desk
from bureau_desk.app.saved_view import SavedView
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import Schema
from tests.app import small

WHERE = Group((Condition("established_date", Operator.RELATIVE, "90天内到期"), Group((Condition("tags", Operator.IN, ("甲", "乙")),), negated=True)), any=True)  # fmt: skip
FULL = SavedView(
    "incubator",
    "到期的省级",
    search="常州",
    filters=(Condition("highest_level", Operator.AT_LEAST, "省级"), Condition("operator_uscc", Operator.EMPTY, False)),
    where=WHERE,
    sort=(("stat_unit", False), ("established_date", True)),
    columns=("carrier_name", "stat_unit"),
    widths={"carrier_name": 240},
    frozen=2,
    group=("stat_unit", "established_date:year"),
    sums=("incubation_fund",),
    colours=({"field": "established_date", "tone": "warning"},),
)


@pytest.fixture
def desk(tmp_path):
    opened = small.make(tmp_path)
    yield opened
    opened.close()


def test_everything_of_a_view_comes_back_after_a_restart(desk):
    kept = views.save(desk, FULL)
    again = small.reopen(desk)
    assert views.saved(again, "incubator") == [kept]
    assert kept.id is not None and kept.where == WHERE and kept.widths == {"carrier_name": 240}
    assert browsing.ids(again, kept.view()) is not None
    again.close()


def test_views_stand_in_the_order_that_staff_gave_them(desk):
    made = [views.save(desk, SavedView("incubator", name)) for name in ("一", "二", "三")]
    views.reorder(desk, "incubator", [made[2].id, made[0].id, 99])
    assert [one.name for one in views.saved(desk, "incubator")] == ["三", "一", "二"]
    views.remove(desk, made[0])
    views.save(desk, SavedView("incubator", "四"))
    assert [one.name for one in views.saved(desk, "incubator")] == ["三", "二", "四"]
    assert views.saved(desk, "event") == []


def test_a_name_is_given_once_per_register(desk):
    first = views.save(desk, SavedView("incubator", " 本年  到期 "))
    assert first.name == "本年 到期"
    with pytest.raises(Trouble, match="已有名为“本年 到期”"):
        views.save(desk, SavedView("incubator", "本年 到期"))
    other = views.save(desk, SavedView("incubator", "另一个"))
    with pytest.raises(Trouble, match="已有名为"):
        views.rename(desk, other, "本年 到期")
    assert views.rename(desk, other, "另一个").name == "另一个", "its own name is no hindrance"
    assert views.save(desk, SavedView("event", "本年 到期")).id
    changed = views.save(desk, SavedView("incubator", "本年 到期", search="常州", id=first.id))
    assert [one.search for one in views.saved(desk, "incubator")] == ["常州", ""] and changed.id == first.id


def test_a_name_must_be_there_and_not_be_endless(desk):
    for name in ("", "  ", "长" * 41):
        with pytest.raises(Trouble) as caught:
            views.save(desk, SavedView("incubator", name))
        assert caught.value.hint


def test_a_view_that_somebody_removed_is_not_changed_silently(desk):
    kept = views.save(desk, FULL)
    views.remove(desk, kept)
    for act in (lambda: views.save(desk, kept), lambda: views.rename(desk, kept, "新名")):
        with pytest.raises(Trouble, match="已被删除"):
            act()
    back = views.save(desk, SavedView(**{name: getattr(kept, name) for name in SavedView.__slots__ if name != "id"}))
    assert back.id


def test_a_desk_that_is_read_only_can_use_its_views(desk):
    kept = views.save(desk, FULL)
    reading = Desk.open(desk.path, "别人", clock=small.clock_at("2022-03-01T09:00:00"), write=False, schema=small.SMALL)
    assert views.saved(reading, "incubator") == [kept]
    with pytest.raises(Trouble, match="只读"):
        views.save(reading, FULL)
    reading.close()


def test_fields_that_are_gone_are_left_out_with_a_note_and_the_rest_stays(desk):
    views.save(desk, FULL)
    fields = tuple(one for one in small.INCUBATOR.fields if one.key not in ("stat_unit", "tags"))
    from dataclasses import replace

    desk.schema = Schema({**small.SMALL.registers, "incubator": replace(small.INCUBATOR, fields=fields)}, small.SMALL.codelists)  # fmt: skip
    (found,) = views.saved(desk, "incubator")
    assert found.columns == ("carrier_name",) and found.sort == (("established_date", True),)
    assert found.group == ("established_date:year",) and found.filters == FULL.filters
    assert found.where == Group((WHERE.parts[0],), any=True)
    assert len(found.notes) == 2 and all("略去" in note for note in found.notes)


def test_a_condition_on_a_code_that_is_gone_is_left_out_with_a_note(desk):
    views.save(desk, SavedView("incubator", "旧", where=Group((Condition("stat_unit", Operator.EQUALS, "戚墅堰区"),))))
    (found,) = views.saved(desk, "incubator")
    assert found.where is None and "所属辖市区" in found.notes[0]


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["search", "filters", "where", "sort", "columns", "widths", "frozen", "group", "sums", "colours", "parts", "field", "operator", "value", "stat_unit", "x"]), inner, max_size=5), max_leaves=20)  # fmt: skip


@given(JSON | st.text())
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_the_desk_reading_never_fails(body):
    import json

    from bureau_desk.app.view_bodies import read_body

    text = body if isinstance(body, str) else json.dumps(body)
    parts, _ = read_body(text, small.INCUBATOR, small.SMALL)
    assert SavedView("incubator", "某", **parts).view().register == "incubator"
