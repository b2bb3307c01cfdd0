"""Organisations registered twice: found by the ladder, judged, merged, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.analysis.alike import Named, Rung, alike
from bureau_desk.app import asking, browsing, closing, duplicates, maintenance, merging, recording, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.merging import Side
from bureau_desk.domain.problem import Trouble
from tests.app.small import clock_at

CODES = ("913204120000000007", "91320412MATX0035X0", "91320411MATX004560", "91320402MATX0000XA")


def rung(first: Named | str, second: Named | str) -> Rung | None:
    rows = [one if isinstance(one, Named) else Named(place, one) for place, one in enumerate((first, second), 1)]
    found = list(alike(rows, lambda name: duplicates._spell(name)))
    assert len(found) <= 1
    return found[0].rung if found else None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("常州模拟（江苏）科技有限公司", "常州模拟(江苏)科技有限公司", Rung.SAME_NAME),
        ("常州模拟科技有限公司", "常州模拟 科技有限公司\u200b", Rung.SAME_NAME),
        ("模拟科技（常州）有限公司", "模拟科技常州有限公司", Rung.SPELLING),
        ("常州模拟科技有限责任公司", "常州模拟科技有限公司", Rung.SPELLING),
        ("江苏模拟科技股份有限公司", "常州市模拟科技有限公司", Rung.CORE),
        ("常州晨丰精密有限公司", "常州辰丰精密有限公司", Rung.SOUND),
        ("常州模拟精密机械有限公司", "常州模拟精密机槭有限公司", Rung.LETTER),
        ("常州模拟精密机械有限公司", "常州模拟机精密械有限公司", None),
        ("常州模拟新材料有限公司", "常州模拟新能源有限公司", None),
        ("常州模拟一号园有限公司", "常州模拟二号园有限公司", None),
        ("常州模拟科技有限公司", "常州模拟科技有限公司金坛分公司", None),
        ("常州模拟研究院有限公司", "常州模拟研究所有限公司", None),
        ("", "", None),
    ],
)
def test_names_meet_on_the_rung_of_the_ladder(first: str, second: str, expected: Rung | None) -> None:
    assert rung(first, second) is expected


def test_the_same_code_and_a_former_name_are_certain() -> None:
    assert rung(Named(1, "甲公司", CODES[1]), Named(2, "乙公司", CODES[1])) is Rung.CODE
    assert rung(Named(1, "甲公司", former=("乙 公司",)), Named(2, "乙公司")) is Rung.FORMER_NAME


def test_two_sound_codes_keep_alike_names_apart_unless_the_names_are_the_same() -> None:
    near = ("常州模拟精密机械有限公司", "常州模拟精密机槭有限公司")
    assert rung(Named(1, near[0], CODES[1]), Named(2, near[1], CODES[2])) is None
    assert rung(Named(1, near[0], CODES[1]), Named(2, near[1], "123")) is Rung.LETTER
    assert rung(Named(1, near[0], CODES[1]), Named(2, near[0], CODES[2])) is Rung.SAME_NAME


def test_carriers_of_two_operators_are_two() -> None:
    names = ("常州模拟孵化器", "常州模拟孵化噐")
    assert rung(Named(1, names[0], host=CODES[1]), Named(2, names[1], host=CODES[1])) is Rung.SOUND
    assert rung(Named(1, names[0], host=CODES[1]), Named(2, names[1], host=CODES[2])) is None


@given(st.lists(st.text("模拟新材料科技有限公司常州一二", min_size=1, max_size=9), max_size=8))
def test_each_pair_is_told_once_with_the_smaller_id_first(names: list[str]) -> None:
    rows = [Named(place, name) for place, name in enumerate(names)]
    pairs = [(one.first, one.second) for one in alike(rows, duplicates._spell)]
    assert len(pairs) == len(set(pairs))
    assert all(first < second for first, second in pairs)


# on a desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "查重.desk", "测试", clock=clock_at("2022-03-01T09:00:00"))
    yield made
    made.close()


def firm(desk: Desk, name: str, code: str = "", **more: str) -> int:
    typed = {"name": name, "uscc": code, "entity_type": "企业", "stat_unit": "武进区", "biz_status": "在业"}
    typed |= {"established_date": "2010-01-01", "reg_address": "模拟路 1 号", **more}
    draft = recording.read(desk, "enterprise", typed)
    return recording.save(desk, draft).records[0]


def saved(desk: Desk, register: str, **typed: str) -> int:
    return recording.save(desk, recording.read(desk, register, typed)).records[0]


def title(desk: Desk, code: str, name: str, since: str) -> int:
    return saved(
        desk, "qualification", uscc=code, name_then=name, qual_type="高新技术企业", publish_stage="认定/备案公告",
        stat_unit_then="武进区", cert_no=f"GR{since[:4]}32000{code[-3:-1]}1"[:14].ljust(14, "0"), cert_date=since, valid_from=since,
        valid_to=f"{int(since[:4]) + 3}{since[4:]}", level="国家级", issuer="模拟机关",
    )  # fmt: skip


def values(desk: Desk, register: str, record: int) -> dict[str, object]:
    with desk.database.reading() as connection:
        return dict(recording.stored_values(desk, connection, register, record))


def everything(desk: Desk) -> dict[str, dict[int, object]]:
    days = (date(2015, 1, 1), date(2022, 3, 1))
    found: dict[str, dict[int, object]] = {}
    for key in desk.schema.registers:
        for day in days:
            rows = asking.derived(desk, day, key)
            found[f"{key} {day}"] = {row.id: dict(row.values) for row in rows}
    return found


def test_a_merge_keeps_every_child_and_undo_restores_both(desk: Desk) -> None:
    kept = firm(desk, "常州模拟科技有限公司", CODES[1], contact_name="")
    other = firm(desk, "常州 模拟科技（有限公司）", CODES[2], contact_name="模拟", tags="重点")
    child = firm(desk, "常州模拟子公司", CODES[3], parent_uscc=f"#{other}")
    event = saved(desk, "event", subject=f"#{other}", event_kind="迁移", event_date="2020-05-01", after="新北区")
    certificate = title(desk, CODES[2], "常州模拟科技有限公司", "2020-12-01")
    before = everything(desk)
    plan = merging.plan(desk, "enterprise", kept, other)
    assert {(one.register, one.record) for one in plan.children} == {
        ("enterprise", child), ("event", event), ("qualification", certificate),
    }  # fmt: skip
    proposed = {one.key: one.proposed for one in plan.fields}
    assert proposed["contact_name"] is Side.OTHER and proposed["name"] is Side.KEPT
    changes = merging.merge(desk, plan, reason="同一家")
    row = values(desk, "enterprise", kept)
    assert row["contact_name"] == "模拟" and row["tags"] == ("重点",) and row["uscc"] == CODES[1]
    assert "常州 模拟科技（有限公司）" in row["former_names"]  # type: ignore[operator]
    assert values(desk, "enterprise", child)["parent_uscc"] == kept
    assert values(desk, "event", event)["subject"] == kept
    assert values(desk, "qualification", certificate)["uscc"] == CODES[1]
    assert other not in browsing.ids(desk, browsing.View("enterprise"))
    assert maintenance.check(desk) == []
    assert undoing.undo_label(desk) == changes.summary
    undoing.undo(desk)
    assert everything(desk) == before
    undoing.redo(desk)
    assert values(desk, "event", event)["subject"] == kept
    assert maintenance.check(desk) == []


def test_a_child_that_changed_hands_keeps_its_days(desk: Desk) -> None:
    kept, other = firm(desk, "常州模拟甲有限公司", CODES[1]), firm(desk, "常州模拟乙有限公司", CODES[2])
    third = firm(desk, "常州模拟丙有限公司", CODES[3], parent_uscc=f"#{other}")
    draft = recording.read(desk, "enterprise", {"parent_uscc": ""}, third)
    recording.save(desk, draft, valid_from="2021-01-01")
    merging.merge(desk, merging.plan(desk, "enterprise", kept, other))
    then = {row.id: row for row in asking.derived(desk, date(2020, 6, 1), "enterprise")}
    assert then[third].get("parent_uscc") == kept
    assert "parent_uscc" not in values(desk, "enterprise", third)


def test_a_chosen_state_of_the_other_wins_today_whatever_the_dates(desk: Desk) -> None:
    kept, other = (
        firm(desk, "常州模拟甲有限公司", CODES[1]),
        firm(desk, "常州模拟乙有限公司", CODES[2], stat_unit="新北区"),
    )
    recording.save(desk, recording.read(desk, "enterprise", {"stat_unit": "天宁区"}, kept), valid_from="2021-01-01")
    plan = merging.plan(desk, "enterprise", kept, other)
    merging.merge(desk, plan, {"stat_unit": Side.OTHER})
    assert values(desk, "enterprise", kept)["stat_unit"] == "320411"


def test_two_evaluations_of_one_year_are_told_before_and_both_kept(desk: Desk) -> None:
    rows = []
    for place, name in enumerate(("常州模拟孵化器", "常州模拟孵化噐")):
        rows.append(
            saved(
                desk, "incubator", carrier_name=name, operator_uscc=CODES[1], operator_name="模拟运营公司", carrier_kind="孵化器",
                incubator_type="综合型", operator_nature="民营企业", contact_name="模拟", contact_phone=f"0519-8660000{place}",
                address="模拟路", stat_unit="武进区", established_date="2010", total_area="20000", controllable_area="10000",
                tenant_area="8000", run_status="正常",
            )
        )  # fmt: skip
    evaluations = [
        saved(
            desk, "annual_eval", subject_ref=f"#{one}", subject_name_then="模拟孵化器", scheme="国家级孵化器评价", eval_year="2021",
            stat_unit_then="武进区", grade="优秀（A类）",
        )
        for one in rows
    ]  # fmt: skip
    plan = merging.plan(desk, "incubator", *rows)
    assert len(plan.clashes) == 1
    assert f"#{evaluations[1]}" in plan.clashes[0]
    assert f"#{evaluations[0]}" in plan.clashes[0]
    merging.merge(desk, plan)
    assert all(values(desk, "annual_eval", one)["subject_ref"] == rows[0] for one in evaluations)


def test_not_the_same_is_remembered_and_can_be_taken_back(desk: Desk) -> None:
    first, second = firm(desk, "常州模拟科技有限公司", CODES[1]), firm(desk, "常州模拟科技有限公司 ", CODES[2])
    assert [(one.first, one.second) for one in finish(duplicates.search(desk, "enterprise")).pairs] == [(first, second)]
    duplicates.judge(desk, [(second, first)], "两块牌子")
    found = finish(duplicates.search(desk, "enterprise"))
    assert found.pairs == () and found.judged == 1
    assert [(one.first, one.second, one.author, one.reason) for one in duplicates.judged(desk)] == [
        (first, second, "测试", "两块牌子")
    ]
    duplicates.take_back(desk, [(first, second)])
    assert len(finish(duplicates.search(desk, "enterprise")).pairs) == 1


def test_judgements_are_steps_that_undo_and_redo_take_back_exactly(desk: Desk) -> None:
    first, second = firm(desk, "常州模拟科技有限公司", CODES[1]), firm(desk, "常州模拟科技有限公司 ", CODES[2])
    judging = duplicates.judge(desk, [(second, first)], "两块牌子")
    kept = duplicates.judged(desk)
    assert undoing.undo_label(desk) == judging.summary and "两块牌子" in judging.summary
    undoing.undo(desk)
    assert duplicates.judged(desk) == []
    redone = undoing.redo(desk)
    assert redone is not None and duplicates.judged(desk) == kept
    forgetting = duplicates.take_back(desk, [(first, second)])
    with pytest.raises(Trouble, match="后来又改过"):
        undoing.undo(desk, redone.batch)
    undoing.undo(desk, forgetting.batch)
    assert duplicates.judged(desk) == kept


def test_a_merge_in_a_closed_year_is_a_correction_and_undo_restores_both(desk: Desk) -> None:
    kept, other = firm(desk, "常州模拟甲有限公司", CODES[1]), firm(desk, "常州模拟乙有限公司", CODES[2])
    certificate = title(desk, CODES[2], "常州模拟乙有限公司", "2020-12-01")
    closing.close(desk, 2021)
    before = everything(desk)
    plan = merging.plan(desk, "enterprise", kept, other)
    with pytest.raises(closing.Closed):
        merging.merge(desk, plan)
    assert everything(desk) == before
    with closing.correcting(desk, "同一家登记了两次"):
        merging.merge(desk, plan, reason="核对执照")
    assert recording.history(desk, other)[0].reason == "更正：同一家登记了两次（核对执照）"
    assert values(desk, "qualification", certificate)["uscc"] == CODES[1]
    with pytest.raises(closing.Closed):
        undoing.undo(desk)
    with closing.correcting(desk, "并错了"):
        undoing.undo(desk)
    assert everything(desk) == before


def test_a_merge_that_would_take_a_thirds_code_is_refused_and_changes_nothing(desk: Desk) -> None:
    kept, other = firm(desk, "常州模拟甲有限公司", CODES[1]), firm(desk, "常州模拟乙有限公司", CODES[2])
    plan = merging.plan(desk, "enterprise", kept, other)
    recording.delete(desk, [kept])
    before = everything(desk)
    with pytest.raises(Trouble, match="已经删除"):
        merging.merge(desk, plan)
    assert everything(desk) == before


def test_a_name_being_typed_meets_those_that_are_registered(desk: Desk) -> None:
    one = firm(desk, "江苏模拟精密机械股份有限公司", CODES[1])
    assert duplicates.near(desk, "enterprise", "常州模拟精密机械有限公司") == [(one, "江苏模拟精密机械股份有限公司")]
    assert duplicates.near(desk, "enterprise", "常州模拟精密机械有限公司", one) == []
    assert duplicates.near(desk, "enterprise", "常州别的有限公司") == []


def test_who_types_a_name_that_is_much_like_another_is_told_and_not_kept_from_saving(desk: Desk) -> None:
    one = firm(desk, "江苏模拟精密机械股份有限公司", CODES[1])
    draft = recording.read(desk, "enterprise", {"name": "常州模拟精密机械有限公司"})
    told = [problem for problem in draft.problems if problem.code == "near_name"]
    assert len(told) == 1 and f"#{one}" in told[0].message and told[0].field == "name"
    other = firm(desk, "常州模拟精密机械有限公司", CODES[2])
    assert not any(
        problem.code == "near_name" for problem in recording.read(desk, "enterprise", {"tags": "甲"}, other).problems
    )


def test_the_richer_of_two_is_kept(desk: Desk) -> None:
    first, second = (
        firm(desk, "常州模拟甲有限公司", CODES[1], contact_name="模拟"),
        firm(desk, "常州模拟乙有限公司", CODES[2]),
    )
    assert merging.richer(desk, "enterprise", first, second) == (first, second)
    saved(desk, "event", subject=f"#{second}", event_kind="迁移", event_date="2020-05-01", after="新北区")
    assert merging.richer(desk, "enterprise", first, second) == (second, first)


@pytest.mark.parametrize("child_kept", [True, False])
def test_merging_a_firm_with_its_own_parent_makes_no_firm_its_own_parent(desk: Desk, child_kept: bool) -> None:
    parent, child = firm(desk, "模拟甲有限公司", CODES[1]), firm(desk, "模拟甲股份有限公司", CODES[2])
    third = firm(desk, "模拟丙有限公司", CODES[3])
    for one in (child, third):
        recording.save(desk, recording.read(desk, "enterprise", {"parent_uscc": f"#{parent}"}, one))
    kept, other = (child, parent) if child_kept else (parent, child)
    merging.merge(desk, merging.plan(desk, "enterprise", kept, other))
    rows = browsing.rows(desk, "enterprise", [kept, third])
    assert rows[kept].values.get("parent_uscc") is None, "nothing belongs to itself"
    assert rows[third].values.get("parent_uscc") == kept, "other children follow"
    undoing.undo(desk)
    assert browsing.rows(desk, "enterprise", [child])[child].values.get("parent_uscc") == parent
