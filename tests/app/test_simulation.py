"""Counting the seed rows gives the published figures, and simulated rows say what they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.app.schemas import load_schema
from bureau_desk.app.seeding import SeedBatch, resolve, seed_batches
from bureau_desk.app.simulation import simulated_batches
from bureau_desk.domain.organisation import credit_code_problem
from bureau_desk.domain.question import Condition, Count, Operator, Question
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.snapshot import AsOf

ISSUE_DAY = "2022-02-28"
HIGH_TECH = {"qual_type": "高新技术企业"}
CENTRE = {"platform_kind": "联合创新中心"}
AT_LEAST_PROVINCIAL = {"at_least": "省级"}


class Rows:
    """A snapshot over rows in memory; seed rows hold from always, so every day sees the same rows."""

    def __init__(self, schema: Schema, rows: Mapping[str, Sequence[Row]], on: date) -> None:
        self.schema, self._rows, self.as_of = schema, rows, AsOf(on)

    def rows(self, register: str) -> Sequence[Row]:
        return self._rows.get(register, ())

    def at(self, on: date) -> Rows:
        return Rows(self.schema, self._rows, on)


class Counter:
    """Asks the seed rows."""

    def __init__(self, schema: Schema, batches: Sequence[SeedBatch]) -> None:
        known: dict[tuple[str, str], int] = {}
        rows: dict[str, list[Row]] = defaultdict(list)
        number = 0
        for batch in batches:
            for values, key in zip(batch.rows, batch.keys, strict=True):
                number += 1
                rows[batch.register].append(Row(number, resolve(values, known)))  # type: ignore[arg-type]
                if key:
                    known[batch.register, key] = number
        self.rows = rows
        self._snapshot = Prepared(Rows(schema, rows, date.fromisoformat(ISSUE_DAY)))

    def ask(
        self, register: str, on: str, count: str = "stock", measure: str = "count", **where: object
    ) -> Decimal | None:
        """One number of a register on a day; `{"at_least": …}` bounds a level."""
        conditions = tuple(
            Condition(key, Operator.AT_LEAST, value["at_least"])
            if isinstance(value, dict)
            else Condition(key, Operator.EQUALS, value)
            for key, value in where.items()
        )
        question = Question(
            "问", register=register, where=conditions, count=Count(count), measure=measure, as_of=date.fromisoformat(on)
        )
        return answer(question, self._snapshot).value


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


@pytest.fixture(scope="module")
def batches(schema: Schema) -> list[SeedBatch]:
    return seed_batches(schema)


@pytest.fixture(scope="module")
def counter(schema: Schema, batches: list[SeedBatch]) -> Counter:
    return Counter(schema, batches)


def test_61_incubators_stand_at_provincial_level_or_above_on_the_issue_day(counter: Counter) -> None:
    kind = {"carrier_kind": "孵化器"}
    assert counter.ask("incubator", ISSUE_DAY, highest_level=AT_LEAST_PROVINCIAL, **kind) == 61
    assert counter.ask("incubator", ISSUE_DAY, highest_level="国家级", **kind) == 27
    assert counter.ask("incubator", ISSUE_DAY, highest_level="省级", **kind) == 34
    assert counter.ask("incubator", "2022-12-31", highest_level="国家级", **kind) == 27


def test_levels_changed_over_the_years(counter: Counter) -> None:
    years = [counter.ask("incubator", f"{year}-12-31", highest_level="国家级") for year in (2017, 2019, 2021)]
    assert len(set(years)) > 1
    assert counter.ask("incubator", ISSUE_DAY, highest_level={"at_least": "市级"}, stat_unit="武进区") == 29


def test_all_carriers_add_up_to_the_published_148_and_295(counter: Counter) -> None:
    def together(on: str, level: str) -> Decimal | None:
        parts = [counter.ask(key, on, highest_level={"at_least": level}) for key in ("incubator", "maker_space")]
        return sum(part for part in parts if part is not None) if None not in parts else None

    assert together("2021-12-31", "省级") == 148
    assert together("2022-12-31", "市级") == 295
    assert counter.ask("maker_space", "2022-12-31", highest_level="国家级") == 14


def test_national_and_provincial_evaluations_are_never_mixed(counter: Counter) -> None:
    national = {"scheme": "国家级科技企业孵化器绩效评价", "eval_year": 2020}
    provincial = {"scheme": "省科技企业孵化器绩效评价", "eval_year": 2021}
    assert counter.ask("annual_eval", ISSUE_DAY, grade="A", **national) == 6
    assert counter.ask("annual_eval", ISSUE_DAY, grade="B", **national) == 8
    assert counter.ask("annual_eval", ISSUE_DAY, grade="C", **national) == 10
    assert counter.ask("annual_eval", ISSUE_DAY, grade="A", **provincial) == 7


def test_the_six_a_grade_operators_are_the_published_ones(counter: Counter) -> None:
    names = {
        row.get("subject_name_then")
        for row in counter.rows["annual_eval"]
        if row.get("scheme") == "国家级科技企业孵化器绩效评价" and row.get("grade") == "A优秀"
    }
    assert names == {
        "常州三晶世界科技产业发展有限公司", "常州龙琥高新技术创业服务有限公司", "大连理工江苏研究院有限公司",
        "常州华睿新能源汽车发展有限公司", "溧阳市高新技术创业中心", "常州拨云科技有限公司",
    }  # fmt: skip


def test_1875_institutions_are_16_national_802_provincial_and_1057_of_the_city(counter: Counter) -> None:
    assert counter.ask("ent_rd_org", ISSUE_DAY, level={"at_least": "市级"}) == 1875
    levels = [counter.ask("ent_rd_org", ISSUE_DAY, level=level) for level in ("国家级", "省级", "市级")]
    assert levels == [16, 802, 1057]
    assert any(row.get("run_status") == "撤销" for row in counter.rows["ent_rd_org"])


@pytest.mark.parametrize(
    ("on", "stock", "recognised", "new", "net"),
    [
        ("2020-12-31", 2497, 999, 579, 519),
        ("2021-12-31", 2915, 1048, 518, 418),
        ("2022-12-31", 3680, 1654, 894, 765),
    ],
)
def test_high_tech_enterprises_by_year(
    counter: Counter, on: str, stock: int, recognised: int, new: int, net: int
) -> None:
    assert counter.ask("qualification", on, **HIGH_TECH) == stock
    assert counter.ask("qualification", on, "recognised", **HIGH_TECH) == recognised
    assert counter.ask("qualification", on, "inflow", **HIGH_TECH) == new
    assert counter.ask("qualification", on, "net", **HIGH_TECH) == net


def test_836_high_tech_enterprises_sit_in_wujin_and_a_third_in_xinbei(counter: Counter) -> None:
    assert counter.ask("qualification", "2021-12-31", stat_unit_then="武进区", **HIGH_TECH) == 836
    assert counter.ask("qualification", "2021-12-31", stat_unit_then="新北区", **HIGH_TECH) == 972


@pytest.mark.parametrize(
    ("kind", "in_2020", "in_2021"),
    [("独角兽", 2, 3), ("潜在独角兽", 9, 21), ("瞪羚", 52, 74), ("科技型中小企业", 1396, 2233)],
)
def test_yearly_lists_hold_within_their_year_only(counter: Counter, kind: str, in_2020: int, in_2021: int) -> None:
    days = ("2020-12-31", "2021-12-31", ISSUE_DAY)
    counted = [counter.ask("qualification", on, qual_type=kind) for on in days]
    assert counted == [in_2020, in_2021, 0]


def test_joint_centres_new_institutes_and_service_organisations(counter: Counter) -> None:
    ends = ("2020-12-31", "2021-12-31", "2022-12-31")
    assert [counter.ask("major_platform", on, **CENTRE) for on in ends] == [21, 40, 52]
    assert counter.ask("major_platform", "2021-12-31", "inflow", **CENTRE) == 19
    assert counter.ask("major_platform", "2021-12-31", stat_unit="武进区", **CENTRE) == 5
    assert counter.ask("new_rd_org", "2022-12-31", level=AT_LEAST_PROVINCIAL) == 38
    assert [counter.ask("service_org", on) for on in ("2019-12-31", "2021-12-31")] == [388, 515]


def test_talents_contracts_and_shared_instruments(counter: Counter) -> None:
    plans = ("龙城英才(创新)", "省双创人才", "省双创博士", "省双创团队")
    counted = [counter.ask("talent_project", "2022-12-31", "cumulative", plan_name=plan) for plan in plans]
    assert counted == [316, 167, 115, 30]
    agreed = counter.ask("coop_contract", "2021-12-31", "inflow", contract_kind="产学研协议")
    assert agreed is not None and agreed > 600
    money = counter.ask("coop_contract", "2021-12-31", "inflow", "sum:amount_total", contract_kind="产学研协议")
    assert money == 70000
    owners = counter.ask("instrument", ISSUE_DAY, measure="distinct:owner_name", shared="是", share_level="省")
    assert owners == 46


def test_a_renamed_firm_keeps_its_certificate(counter: Counter) -> None:
    firms = {row.id: row for row in counter.rows["enterprise"]}
    renamed = [row for row in counter.rows["event"] if row.get("event_kind") == "更名"]
    assert len(renamed) == 60
    certificates: dict[object, list[Row]] = defaultdict(list)
    for row in counter.rows["qualification"]:
        if row.get("qual_type") == "高新技术企业":
            certificates[row.get("uscc")].append(row)
    carried_over = 0
    for event in renamed:
        firm = firms[event.get("subject")]  # type: ignore[index]
        assert event.get("after") == firm.get("name")
        own = certificates[firm.get("uscc")]
        assert len({row.get("cert_no") for row in own}) == len(own)
        carried_over += any(
            str(row.get("valid_from")) < str(event.get("event_date")) <= str(row.get("valid_to"))
            and row.get("name_then") == event.get("before")
            for row in own
        )
    assert carried_over > 20


def test_certificate_numbers_have_the_national_form(counter: Counter) -> None:
    numbers = [row.get("cert_no") for row in counter.rows["qualification"] if row.get("qual_type") == "高新技术企业"]
    proposed = [number for number in numbers if number is None]
    assert len(proposed) == 30
    assert all(re.fullmatch(r"GR20\d\d32\d{6}", str(number)) for number in numbers if number)


def simulated_rows() -> Iterator[tuple[str, dict[str, object]]]:
    for batch in simulated_batches():
        for row in batch.rows:
            yield batch.register, row  # type: ignore[misc]


def test_every_simulated_row_says_so_and_names_nobody(schema: Schema) -> None:
    for register, row in simulated_rows():
        assert row["simulated"] is True
        assert row["data_source"] == "模拟数据"
        name = row.get(schema.registers[register].name_field)
        if isinstance(name, str):
            assert "模拟" in name
        person = row.get("person_name", row.get("contact_name", "模拟"))
        assert "模拟" in str(person)


def test_simulated_credit_codes_are_sound_and_belong_to_nobody() -> None:
    firms = [row["uscc"] for register, row in simulated_rows() if register == "enterprise"]
    assert len(firms) == len(set(firms)) > 4500
    for register, row in simulated_rows():
        for key in ("uscc", "operator_uscc", "host_uscc", "owner_uscc", "employer_uscc", "buyer_uscc"):
            code = row.get(key)
            if isinstance(code, str):
                assert credit_code_problem(code) == "", (register, code)
                assert code[8:12] == "MATX"


def test_the_same_rows_come_each_time() -> None:
    assert list(simulated_rows()) == list(simulated_rows())


def test_every_register_shows_something(schema: Schema, counter: Counter) -> None:
    assert set(counter.rows) == set(schema.registers)
