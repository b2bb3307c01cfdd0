"""Answers renewed from what they were: after any edits the same as asked anew of all rows, without looking at them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.prepared import prepare
from bureau_desk.app import kept_answers
from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.app.kept_answers import KeptAnswers
from bureau_desk.app.undoing import undo
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Misuse
from bureau_desk.exchange.figures_file import figures_of
from bureau_desk.store.journal import Entry

ON = date(2022, 2, 28)
FIGURES = """
[q1]
register = "qualification"
[q2]
register = "qualification"
where = { qual_type = "高新技术企业" }
by = ["stat_unit_now"]
sort = "desc"
[q3]
register = "qualification"
by = ["stat_unit_now", "level"]
limit = 2
[q4]
register = "qualification"
count = "inflow"
by = ["stat_unit_now"]
[q5]
register = "qualification"
count = "net"
by = ["stat_unit_now"]
[q6]
register = "qualification"
count = "recognised"
period = "2020-01-01..2022-02-28"
by = ["year"]
[q7]
register = "qualification"
count = "cumulative"
by = ["level"]
[q8]
register = "qualification"
count = "cohort"
by = ["qual_type"]
[q9]
register = "qualification"
where = { level = { at_least = "省级" } }
measure = "distinct:uscc"
by = ["name_then"]
[q10]
register = "qualification"
measure = "sum:valuation"
by = ["stat_unit_then"]
[q11]
register = "qualification"
measure = "mean:score"
by = ["is_renewal"]
[q12]
register = "qualification"
where = { name_then = { contains = "甲" } }
as_of = 2019-06-30
[q13]
register = "qualification"
by = ["prev_id"]
[e1]
register = "enterprise"
by = ["stat_unit"]
[e2]
register = "enterprise"
by = ["tags"]
[e3]
register = "enterprise"
where = { park = "模拟园" }
[e4]
register = "enterprise"
by = ["park"]
measure = "sum:reg_capital"
[e5]
register = "enterprise"
count = "net"
where = { name = { contains = "甲" } }
[v1]
register = "annual_eval"
where = { consecutive_d = { at_least = 2 } }
[v2]
register = "annual_eval"
by = ["subject_ref"]
[v3]
register = "annual_eval"
measure = "mean:score"
by = ["grade"]
[i1]
register = "incubator"
by = ["stat_unit"]
[i2]
register = "incubator"
where = { highest_level = { at_least = "省级" } }
by = ["stat_unit", "highest_level"]
count = "inflow"
period = "2019-01-01..2022-02-28"
[o1]
register = "ent_rd_org"
by = ["level"]
[o2]
register = "ent_rd_org"
measure = "sum:floor_area"
by = ["last_eval_grade"]
[x1]
register = "event"
by = ["event_kind"]
[x2]
register = "event"
by = ["subject"]
[s1]
series = "全社会研发经费占GDP"
"""
QUESTIONS = [*figures_of(FIGURES)[0].values()]
OTHER_DAYS = [
    replace(one, name=f"{one.name}当时", as_of=date(2020, 12, 31))
    for one in QUESTIONS
    if one.name in ("q2", "e1", "i1")
]
FIRMS = ["913204001111111111", "913204002222222222", "111111111", "320400333333333", "913204004444444444", None]
NAMES = ["模拟甲公司", "模拟乙公司", "模拟丙公司", "模拟甲 公司", None]
UNITS = ["320412", "320411", "320402", None]
DAYS = ["2018-05-01", "2019-12-03", "2020-12", "2021", "2021-11-30", "2022-02-01", "2022-05-01", None]
RECORDS = {"enterprise": 5, "qualification": 9, "incubator": 3, "annual_eval": 5, "ent_rd_org": 4, "event": 5}
"""How many of each register there are to begin with."""


def _places(register: str) -> list[int]:
    start = 0
    for key, times in RECORDS.items():
        if key == register:
            return list(range(start, start + times))
        start += times
    raise KeyError(register)


def _records(*registers: str) -> list[object]:
    """Records to be, by their places in the order of adding; the desk tells their numbers."""
    return [*(("record", place) for register in registers for place in _places(register)), None]


VALUES = {
    "enterprise": {
        "name": NAMES,
        "uscc": FIRMS,
        "alt_id": ["111111111", "320400333333333", None],
        "former_names": [("模拟丙公司",), ("模拟甲公司", "模拟丁公司"), None],
        "stat_unit": UNITS,
        "tags": [("甲",), ("乙", "甲"), ("丙", "丁"), None],
        "biz_status": ["存续", "注销"],
        "reg_capital": [1_000_000, 20_000, None],
        "established_date": DAYS,
        "park": _records("incubator"),
    },
    "qualification": {
        "name_then": NAMES,
        "uscc": FIRMS,
        "stat_unit_then": UNITS,
        "qual_type": ["高新技术企业", "独角兽企业", "瞪羚企业"],
        "level": ["国家级", "省级", "市级"],
        "publish_stage": ["认定/备案公告", "公示", "更名公告"],
        "valid_from": DAYS,
        "valid_to": ["2021-12-31", "2022-12-31", "2024-12-31", None],
        "end_date": ["2021-06-30", None, None],
        "prev_id": _records("qualification"),
        "score": [Decimal("81.5"), Decimal("70.25"), Decimal(60), None],
        "valuation": [120_000_000, 35_000, None],
    },
    "incubator": {
        "carrier_name": ["模拟园", "模拟孵化器"],
        "stat_unit": UNITS,
        "established_date": DAYS,
        "highest_level": ["国家级", "省级", None],
    },
    "annual_eval": {
        "subject_ref": _records("incubator", "ent_rd_org"),
        "subject_name_then": NAMES,
        "scheme": ["国家级科技企业孵化器绩效评价", "省科技企业孵化器绩效评价"],
        "eval_year": [2018, 2019, 2020, 2021],
        "publish_date": DAYS,
        "grade": ["A", "不合格", "不合格", None],
        "score": [Decimal("90.5"), Decimal(60), None],
    },
    "ent_rd_org": {
        "org_name": NAMES,
        "host_uscc": FIRMS,
        "level": ["国家级", "省级", "市级"],
        "approve_date": DAYS,
        "stat_unit": UNITS,
        "floor_area": [Decimal("12.5"), Decimal("7.25"), None],
    },
    "event": {
        "subject": _records("enterprise", "qualification", "incubator", "ent_rd_org"),
        "event_kind": ["认定", "续期", "更名", "迁移", "级别变更", "合并", "取消", "撤销", "注销"],
        "event_date": DAYS[:-1],
        "before": ["省级", "武进区", "模拟甲公司", "高新技术企业", None],
        "after": ["国家级", "浙江省杭州市", "新北区", "模拟乙公司", None],
    },
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("empty") / "台账.desk"
    Desk.create(path, "测试", clock=lambda: datetime(2022, 3, 1)).close()
    return path


class _World:
    """A desk with some rows of each register and answers that are told of every change."""

    def __init__(self, folder, empty, chance: Random, times=RECORDS) -> None:
        self.chance = chance
        path = folder / "台账.desk"
        shutil.copyfile(empty, path)
        self.desk = Desk.open(path, "测试", lambda: datetime(2022, 3, 1))
        self.numbers: list[int] = []
        self.of: dict[str, list[int]] = {}
        self.fill({register: [self.values(register) for _ in range(number)] for register, number in times.items()})
        self.answers = KeptAnswers(snapshot(self.desk, ON))
        self.desk.subscribe(lambda one: self.answers.forget(one.registers, one.records))

    def fill(self, given) -> None:
        """Rows of some registers, which may point at one another."""
        added = []
        with self.desk.database.writing() as connection:
            for register, some in given.items():
                added += add_many(connection, register, [{} for _ in some])
                self.of[register] = [one.record for one in added[-len(some) :]]
        write(self.desk, added, "载入", "测试")
        self.numbers = [one.record for one in added]
        values = [one for some in given.values() for one in some]
        filled = [replace(one, action="edit", values=self.told(told)) for one, told in zip(added, values, strict=True)]
        write(self.desk, filled, "载入", "测试")

    def values(self, register, most: int = 99):
        """Any values of a register's fields, or of some of them."""
        fields = list(VALUES[register])
        chosen = self.chance.sample(fields, min(most, len(fields)))
        return {key: self.chance.choice(VALUES[register][key]) for key in chosen}

    def told(self, values):
        return {
            key: self.numbers[value[1]] if isinstance(value, tuple) and value[:1] == ("record",) else value
            for key, value in values.items()
        }

    def add(self, register, values) -> int:
        with self.desk.database.writing() as connection:
            entries = add_many(connection, register, [self.told(values)])
        write(self.desk, entries, "加", "测试")
        self.numbers.append(entries[0].record)
        return entries[0].record

    def do(self) -> None:
        """Something that staff do."""
        chance, register = self.chance, self.chance.choice([*RECORDS, "enterprise", "qualification", "event"])
        kind = chance.choice(["edit", "edit", "edit", "add", "delete", "undo"])
        if kind == "undo":
            undo(self.desk)
        elif kind == "add":
            self.of[register].append(self.add(register, self.values(register)))
        else:
            number = chance.choice(self.of[register])
            given = None if kind == "delete" else self.told(self.values(register, chance.randint(1, 3)))
            since = chance.choice(["", "", "2020-06-01", "2022-01-01", "2023-01-01"]) if given else ""
            write(self.desk, [Entry(number, register, kind, given, since)], "改", "测试")

    def kept(self, questions):
        found = {one.name: told_of(self.answers.ask, one, self.answers.prepared) for one in questions}
        self.answers.settle()
        return found

    def anew(self, questions):
        data = prepare(snapshot(self.desk, ON))
        return {one.name: told_of(answer, one, data) for one in questions}


def told_of(ask, question, data) -> str:
    """An answer with all that it says, or why there is none."""
    try:
        return repr(ask(question, data))
    except Misuse as misuse:
        return misuse.sentence()


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.integers(0, 10**9))
def test_answers_after_edits_are_those_asked_of_all_rows(tmp_path_factory, empty, seed) -> None:
    chance = Random(seed)
    world = _World(tmp_path_factory.mktemp("kept"), empty, chance)
    questions = [*QUESTIONS, *OTHER_DAYS]
    try:
        told = world.kept(questions)
        assert told == world.anew(questions)
        assert {name for name, one in told.items() if not one.startswith("Table")} <= {"e3", "s1"}
        for _ in range(10):
            world.do()
            some = chance.choice([questions, questions[::3], questions[1::3]])
            assert world.kept(some) == world.anew(some)
        assert world.kept(questions) == world.anew(questions)
    finally:
        world.desk.close()


EVERYDAY = {
    "enterprise": {"remark": "模拟", "stat_unit": "320411", "name": "模拟新名", "biz_status": "注销"},
    "qualification": {"remark": "模拟", "level": "市级", "end_date": "2021-01-01", "valuation": 7, "score": Decimal(1)},
    "incubator": {"remark": "模拟", "stat_unit": "320402", "established_date": "2022-01-01"},
}


@pytest.fixture
def calm(tmp_path, empty):
    """A desk of firms with a certificate or two each, whose codes are in order."""
    world = _World(tmp_path, empty, Random(1), {})
    rows = {"enterprise": [], "qualification": [], "incubator": [{"carrier_name": "模拟园", "stat_unit": "320412"}]}
    for place in range(30):
        name, code, unit = f"模拟{place}", f"9132040{place:011d}", UNITS[place % 3]
        rows["enterprise"].append({"name": name, "uscc": code, "stat_unit": unit, "established_date": "2001-01-01"})
        rows["qualification"].append({
            "name_then": name, "uscc": code, "stat_unit_then": unit, "level": "国家级", "valid_from": "2021-03-01",
            "qual_type": "高新技术企业", "publish_stage": "认定/备案公告",
        })  # fmt: skip
    world.fill(rows)
    yield world
    world.desk.close()


def _of(world, register) -> int:
    return snapshot(world.desk, ON).rows(register)[0].id


def test_everyday_edits_ask_no_register_as_a_whole(calm, monkeypatch) -> None:
    questions = [one for one in QUESTIONS if one.name not in ("q13", "e3", "e4", "v2", "x2", "s1")]
    before = calm.kept(questions)
    whole = []
    real = KeptAnswers._asked
    monkeypatch.setattr(KeptAnswers, "_asked", staticmethod(lambda one, by: whole.append(one.name) or real(one, by)))
    for register, fields in EVERYDAY.items():
        for field, value in fields.items():
            write(calm.desk, [Entry(_of(calm, register), register, "edit", {field: value}, "")], "改", "测试")
            after = calm.kept(questions)
            assert after == calm.anew(questions)
            assert (after == before) is (field in ("remark", "name"))
            undo(calm.desk)
            assert calm.kept(questions) == before
    assert not whole


def test_an_event_asks_only_for_what_it_tells_of(calm, monkeypatch) -> None:
    questions = [one for one in QUESTIONS if one.name in ("q1", "q2", "q4", "q5", "e1", "i1", "x1")]
    calm.kept(questions)
    seen = []
    real = kept_answers.tallied
    monkeypatch.setattr(kept_answers, "tallied", lambda one, data: seen.append((one, data)) or real(one, data))
    event = {"subject": _of(calm, "enterprise"), "event_kind": "迁移", "event_date": "2022-01-05",
             "before": "武进区", "after": "浙江省杭州市"}  # fmt: skip
    calm.add("event", event)
    assert calm.kept(questions) == calm.anew(questions)
    assert {one.name for one, _ in seen} == {"q1", "q2", "q4", "q5", "e1", "x1"}  # no incubator is concerned
    assert max(len(data.rows(one.register)) for one, data in seen) == 1


def test_a_firm_that_gets_the_code_of_another_brings_its_titles_along(calm) -> None:
    questions = [one for one in QUESTIONS if one.register == "qualification"]
    calm.kept(questions)
    first, second = (row for row in snapshot(calm.desk, ON).rows("enterprise")[:2])
    for values in ({"uscc": second.get("uscc")}, {"uscc": "111111111"}, {"alt_id": "913204000000000005"}):
        write(calm.desk, [Entry(first.id, "enterprise", "edit", values, "")], "改", "测试")
        assert calm.kept(questions) == calm.anew(questions)


def _edit(world, register, record, values, since="") -> None:
    write(world.desk, [Entry(record, register, "edit", values, since)], "改", "测试")


def test_a_question_that_calls_its_register_by_title_tells_new_names(calm) -> None:
    title = calm.desk.schema.registers["enterprise"].title
    questions = [replace(one, register=title) for one in QUESTIONS if one.name == "e4"]
    park = _of(calm, "incubator")
    _edit(calm, "enterprise", _of(calm, "enterprise"), {"park": park})
    calm.kept(questions)
    _edit(calm, "incubator", park, {"carrier_name": "模拟改名园"})
    assert calm.kept(questions) == calm.anew(questions)
    assert "模拟改名园" in calm.kept(questions)["e4"]


def test_groups_of_one_row_stand_in_the_order_that_it_tells_now(calm) -> None:
    questions = [one for one in QUESTIONS if one.name == "e2"]
    firm = _of(calm, "enterprise")
    for tags in (("甲", "乙"), ("乙", "甲")):
        _edit(calm, "enterprise", firm, {"tags": tags})
        assert calm.kept(questions) == calm.anew(questions)


def test_rows_of_a_day_that_another_question_brought_in_are_linked_too(calm) -> None:
    (total,) = (one for one in QUESTIONS if one.name == "q1")
    later = replace(total, name="后来", as_of=date(2022, 4, 1))
    first, second, other = (row.id for row in snapshot(calm.desk, ON).rows("qualification")[:3])
    for record in (first, second):
        _edit(calm, "qualification", record, {"uscc": "913204007777777777"}, "2022-03-15")
    calm.kept([total])
    _edit(calm, "qualification", other, {"remark": "模拟"})
    calm.kept([later, total])  # the later day is read before the first question takes its step
    write(calm.desk, [Entry(second, "qualification", "delete", None)], "删", "测试")
    assert calm.kept([later, total]) == calm.anew([later, total])
