"""Readings that staff lay down, and the quick search over a desk."""

from __future__ import annotations

from datetime import date

import pytest

from bureau_desk.app import browsing, maintenance, readings, recording, undoing
from bureau_desk.app.browsing import View
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Trouble
from bureau_desk.store.journal import Entry
from tests.app import small

NAMES = ("常州泊头孵化器", "单氏孵化器", "长三角孵化器", "重庆孵化器", "度小满")


@pytest.fixture
def desk(tmp_path):
    opened = small.make(tmp_path)
    with opened.database.writing() as connection:
        entries = add_many(connection, "incubator", [{"carrier_name": name, "stat_unit": "320412"} for name in NAMES])
    write(opened, entries, "载入")
    yield opened
    opened.close()


def found(desk, typed):
    return [number - 1 for number in browsing.ids(desk, View("incubator", typed))]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("csj", [2]), ("cq", [3]), ("ss", [1]), ("泊头", [0]), ("botou", [0]), ("uo", []), ("duo", []), ("du", [4]),
     ("CHANG fhq", [0, 2]), ("fhq 单", [1]), ("%", []), ("_", []), ("'", []), ("|", [0, 1, 2, 3, 4])],
)  # fmt: skip
def test_the_quick_search_finds_what_staff_type(desk, typed, wanted):
    assert found(desk, typed) == wanted


def test_every_two_characters_of_every_name_find_it(desk):
    for place, name in enumerate(NAMES):
        for start in range(len(name) - 1):
            assert place in found(desk, name[start : start + 2])


def test_a_reading_of_staffs_own_wins_in_searches_and_in_the_order_of_names(desk):
    told = []
    desk.subscribe(told.append)
    assert readings.proposed(desk, "泊头") == ("bo", "tou")
    assert finish(readings.put(desk, "泊头", " Po  tou ")) == 1
    assert found(desk, "potou") == found(desk, "czpt") == [0]
    assert found(desk, "botou") == []
    assert readings.listed(desk) == {"泊头": ("po", "tou")} and readings.proposed(desk, "泊头") == ("po", "tou")
    assert len(told) == 1 and "incubator" in told[0].registers
    finish(readings.put(desk, "单氏", "shan shi"))
    by_name = View("incubator", sort=(("carrier_name", False),))
    assert [number - 1 for number in browsing.ids(desk, by_name)] == [2, 0, 3, 4, 1]


def test_a_past_day_that_was_looked_at_is_found_by_the_reading_too(desk):
    past = date(2021, 6, 30)
    write(desk, [Entry(1, "incubator", "edit", {"carrier_name": "模拟新名"}, "2022-01-01")], "改名")

    def then(typed):
        return list(browsing.ids(desk, View("incubator", typed, as_of=past)))

    assert (then("botou"), then("potou")) == ([1], [])
    finish(readings.put(desk, "泊头", "po tou"))
    assert (then("botou"), then("potou")) == ([], [1])
    undoing.undo(desk)
    assert (then("botou"), then("potou")) == ([1], [])


def test_rows_written_later_and_a_restart_keep_staffs_reading(desk):
    finish(readings.put(desk, "泊头", "po tou"))
    again = small.reopen(desk)
    typed = {"carrier_name": "新泊头孵化器", "stat_unit": "武进区"}
    recording.save(again, recording.read(again, "incubator", typed))
    assert found(again, "xpt") == [5]
    with again.database.writing() as connection:
        from bureau_desk.app import upkeep

        upkeep.rebuild(again, connection)
    assert found(again, "potou") == [0, 5]
    again.close()


def test_taking_a_reading_away_gives_the_dictionary_its_word_back(desk):
    finish(readings.put(desk, "泊头", "po tou"))
    assert finish(readings.remove(desk, "泊头")) == 1
    assert found(desk, "botou") == [0] and found(desk, "potou") == []
    assert readings.listed(desk) == {}


def test_a_reading_is_a_step_that_undo_and_redo_take_back_also_after_a_restart(desk):
    finish(readings.put(desk, "泊头", "po tou"))
    finish(readings.put(desk, "泊头", "pu tou"))
    assert finish(readings.put(desk, "泊头", "pu tou")) == 0  # the same again is no step
    again = small.reopen(desk)
    assert undoing.undo_label(again) == "“泊头”读作 pu tou"
    changes = undoing.undo(again)
    assert "incubator" in changes.registers
    assert found(again, "potou") == [0] and found(again, "putou") == []
    undoing.undo(again)
    assert found(again, "botou") == [0] and found(again, "potou") == [] and readings.listed(again) == {}
    assert maintenance.check(again) == []
    undoing.redo(again)
    undoing.redo(again)
    assert found(again, "putou") == [0] and readings.listed(again) == {"泊头": ("pu", "tou")}
    assert maintenance.check(again) == []
    again.close()


@pytest.mark.parametrize(
    ("word", "typed", "said"),
    [("", "po", "汉字"), ("abc", "a b c", "汉字"), ("泊头", "po", "2 个字"), ("泊头", "potou x y", "2 个字"),
     ("泊头", "pō tou", "拼音音节"), ("泊头", "po zzz", "拼音音节"), ("泊" * 13, "po " * 13, "13 个字")],
)  # fmt: skip
def test_what_is_no_reading_is_refused_in_a_sentence_and_changes_nothing(desk, word, typed, said):
    with pytest.raises(Trouble, match=said) as caught:
        finish(readings.put(desk, word, typed))
    assert caught.value.hint and readings.listed(desk) == {}


def test_breaking_off_takes_everything_back(desk):
    job = readings.put(desk, "泊头", "po tou")
    next(job)
    job.close()
    assert readings.listed(desk) == {} and found(desk, "botou") == [0]
    typed = {"carrier_name": "新泊头孵化器", "stat_unit": "武进区"}
    recording.save(desk, recording.read(desk, "incubator", typed))
    assert found(desk, "botou") == [0, 5]


def test_former_names_and_codes_are_found(tmp_path):
    from bureau_desk.app.schemas import load_schema
    from bureau_desk.app.search_keys import SearchKeys
    from bureau_desk.domain.spelling import holds

    schema = load_schema()
    values = {"name": "天合光能股份有限公司", "uscc": "913204006082013000", "former_names": ("常州重工机械厂",)}
    key = SearchKeys(schema)(schema.registers["enterprise"], values)[0]
    assert all(holds(key, typed) for typed in ("重工", "czzg", "zhonggong", "608201", "thgn"))
