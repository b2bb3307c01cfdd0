"""Blocks pasted, fields edited in bulk, texts replaced, years begun, drafts kept: the app's half of entering."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.app import bulk_edit, choosing, drafts, edit_plan, pasting, recording, replacing, undoing
from bureau_desk.app.bulk_edit import Setting
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.pasting import Rows, Target
from bureau_desk.app.replacing import Search
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Code, CodeList
from bureau_desk.exchange.clipboard import html_block, parse_block, write_block
from tests.app.small import make


@pytest.fixture
def desk(tmp_path: Path):
    made = make(tmp_path)
    for name, code in (("甲孵化器", "320412"), ("乙孵化器", "320411"), ("丙孵化器", "320412")):
        recording.save(made, recording.read(made, "incubator", {"carrier_name": name, "stat_unit": code}))
    yield made
    made.close()


def ids(desk: Desk) -> list[int]:
    from bureau_desk.app import browsing

    return list(browsing.ids(desk, browsing.View("incubator")))


def target(desk: Desk, *keys: str, first: int = 0, height: int = 1, width: int = 1) -> Target:
    register = desk.register("incubator")
    fields = tuple(field for key in keys if (field := register.field(key)))
    return Target(tuple(ids(desk)[first:]), fields, height, width)


def paste(desk: Desk, text: str, where: Target, rows: Rows = Rows.IN_PLACE, clear: bool = False) -> edit_plan.EditPlan:
    laid = pasting.lay(desk.register("incubator"), parse_block(text), where)
    return finish(pasting.plan(desk, laid, where, rows, clear))


def texts(desk: Desk, key: str) -> list[str]:
    return [recording.texts(desk, "incubator", one)[key] for one in ids(desk)]


@given(st.lists(st.lists(st.text("0aé中\t\n\" '，", max_size=6), min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_copied_out_is_read_back(rows: list[list[str]]) -> None:
    assert [list(row) for row in parse_block(write_block(rows))] == rows


@given(st.text("0é中\t\n\r ，", max_size=12), st.sampled_from(("", "\n", "\r\n", "\r")))
def test_cells_are_the_same_whether_or_not_a_quote_stands_in_the_block(text: str, end: str) -> None:
    body = text.rstrip("\r\n") + "x"
    quoted = parse_block(f'{body}\r\n"x')
    assert parse_block(body + end) == quoted[:-1] and quoted[-1][0] == '"x'


@given(st.from_regex(r"0\d{1,17}", fullmatch=True))
def test_codes_keep_their_zeros_on_the_clipboard(code: str) -> None:
    assert parse_block(write_block([[code, "甲"]])) == ((code, "甲"),)
    assert "mso-number-format" in html_block([[code]], [False]) and code in html_block([[code]], [False])


def test_quoted_cells_of_several_lines_and_the_last_line_end() -> None:
    assert parse_block('甲\t"第一行\n第二行"\r\n乙\t"说""好"""\r\n') == (("甲", "第一行\n第二行"), ("乙", '说"好"'))
    assert parse_block('"引号"开头\t"不成对\r\n') == (('"引号"开头', '"不成对'),)
    assert parse_block("一\t\r\n\t二") == (("一", ""), ("", "二"))


def test_a_block_is_laid_from_the_current_cell_and_adds_rows_below_the_last(desk: Desk) -> None:
    made = paste(
        desk,
        "乙二\t武进区\n丙孵化器\t武进区\n新一\t新北区\n新二\t没有这个区\n",
        target(desk, "carrier_name", "stat_unit", first=1),
    )
    assert made.counts == {"added": 1, "changed": 1, "same": 1, "refused": 1}
    assert "没有这个区" in made.lines[3].refusals[0].message
    changes = finish(edit_plan.write(desk, made, "粘贴"))
    assert "新增 1 条" in changes.summary and "修改 1 条" in changes.summary
    assert texts(desk, "carrier_name") == ["甲孵化器", "乙二", "丙孵化器", "新一"]
    undoing.undo(desk)
    assert texts(desk, "carrier_name") == ["甲孵化器", "乙孵化器", "丙孵化器"]
    undoing.redo(desk)
    assert texts(desk, "carrier_name")[3] == "新一"


def test_a_header_maps_columns_by_title_and_rows_by_name(desk: Desk) -> None:
    block = "所属辖市区\t孵化资金规模（千元）\t孵化器名称\t没有的栏\n新北区\t3000\t丙孵化器\tx\n武进区\t\t丁孵化器\ty\n"
    where = target(desk, "carrier_name", "stat_unit")
    laid = pasting.lay(desk.register("incubator"), parse_block(block), where)
    assert laid.has_header and laid.identifies()
    made = finish(pasting.plan(desk, laid, where, Rows.BY_NAME))
    assert made.counts == {"added": 1, "changed": 1, "same": 0, "refused": 0}
    assert any("没有的栏" in note for note in made.notes)
    finish(edit_plan.write(desk, made, "粘贴"))
    assert recording.texts(desk, "incubator", ids(desk)[2])["incubation_fund"] == "300"


def test_one_value_fills_the_selection_and_a_block_repeats_over_a_multiple_of_it(desk: Desk) -> None:
    made = paste(desk, "新北区\n", target(desk, "stat_unit", height=3))
    assert made.counts["changed"] == 2 and made.counts["same"] == 1
    made = paste(desk, "新北区\n武进区\n", target(desk, "stat_unit", height=4))
    assert len(made.lines) == 4


def test_blank_and_merged_cells_keep_what_stands_unless_they_shall_clear(desk: Desk) -> None:
    finish(edit_plan.write(desk, paste(desk, "2001-05\n2002\n2003\n", target(desk, "established_date")), "粘贴"))
    made = paste(desk, "2011\n\n2013\n", target(desk, "established_date"))
    assert made.counts["changed"] == 2 and len(made.lines) == 2
    two = paste(desk, "2011\t\n", target(desk, "established_date", "total_area"))
    assert any("保持原值" in note for note in two.notes)
    cleared = paste(desk, "2011\n\n2013\n", target(desk, "established_date"), clear=True)
    assert cleared.counts["changed"] == 3
    assert cleared.lines[1].values.get("established_date") is None


def test_a_code_in_scientific_notation_and_error_cells_are_refused_and_named(desk: Desk) -> None:
    made = paste(desk, "9.13204E+17\n#N/A\n######\n", target(desk, "operator_uscc"))
    assert made.counts["refused"] == 3
    assert "末尾数位可能已丢失" in made.lines[0].refusals[0].message
    assert "#N/A" in made.lines[1].refusals[0].message
    assert made.lines[0].place == 1


def test_a_name_that_another_record_bears_is_refused_on_paste_bulk_edit_and_replace(desk: Desk) -> None:
    pasted = paste(desk, "甲孵化器\n", target(desk, "carrier_name", first=2))
    bulk = finish(bulk_edit.plan(desk, "incubator", ids(desk), [Setting("carrier_name", "同名")]))
    name = desk.register("incubator").field("carrier_name")
    replaced = finish(replacing.plan(desk, "incubator", ids(desk), [name], Search("丙", "甲")))
    assert "甲孵化器" in pasted.lines[0].refusals[0].message
    assert [line.outcome for line in bulk.lines] == ["changed", "refused", "refused"]
    assert "甲孵化器" in replaced.lines[0].refusals[0].message


def test_names_may_change_places_in_one_paste(desk: Desk) -> None:
    made = paste(desk, "乙孵化器\n甲孵化器\n", target(desk, "carrier_name"))
    assert made.counts["changed"] == 2 and made.counts["refused"] == 0


def test_missing_required_fields_of_new_rows_are_told(desk: Desk) -> None:
    made = paste(desk, "只有名称\n", Target((), target(desk, "carrier_name").fields))
    assert any("所属辖市区" in note for note in made.notes)
    nameless = paste(desk, "新北区\n", Target((), target(desk, "stat_unit").fields))
    assert nameless.counts["refused"] == 1 and "孵化器名称" in nameless.lines[0].refusals[0].message


def test_a_bulk_edit_touches_only_the_named_fields(desk: Desk) -> None:
    before = [recording.texts(desk, "incubator", one) for one in ids(desk)]
    settings = [Setting("total_area", "1200"), Setting("established_date", "")]
    made = finish(bulk_edit.plan(desk, "incubator", ids(desk), settings))
    changes = finish(edit_plan.write(desk, made, "批量修改"))
    after = [recording.texts(desk, "incubator", one) for one in ids(desk)]
    assert [one | {"total_area": "1200"} for one in before] == after
    assert len(changes.records) == 3
    named = finish(bulk_edit.plan(desk, "incubator", ids(desk), [Setting("tags", source="carrier_name")]))
    assert named.lines[0].values["tags"] == ("甲孵化器",)


def test_a_fault_that_stood_before_does_not_hinder_another_field(desk: Desk) -> None:
    from bureau_desk.app.writing import add_many, write

    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [{"carrier_name": "旧", "stat_unit": "999999"}])
    write(desk, entries, "载入")
    made = finish(bulk_edit.plan(desk, "incubator", [entries[0].record], [Setting("total_area", "5")]))
    assert made.counts["changed"] == 1


def test_replacing_shows_what_changes_and_refuses_what_the_rules_refuse(desk: Desk) -> None:
    fields = list(desk.register("incubator").fields[:3])
    made = finish(replacing.plan(desk, "incubator", ids(desk), fields, Search("孵化器", "加速器")))
    assert made.counts["changed"] == 3
    finish(edit_plan.write(desk, made, "替换", places=[1, 3]))
    assert texts(desk, "carrier_name") == ["甲加速器", "乙孵化器", "丙加速器"]
    made = finish(replacing.plan(desk, "incubator", ids(desk), fields, Search("武进", "不知")))
    assert made.counts["refused"] == 2
    groups = Search(r"(.)(孵化|加速)器", r"\2\1", expression=True)
    made = finish(replacing.plan(desk, "incubator", ids(desk), fields, groups))
    assert made.lines[0].values["carrier_name"] == "加速甲"
    whole = finish(replacing.plan(desk, "incubator", ids(desk), fields, Search("甲", "x", whole=True)))
    assert not whole.lines


@pytest.mark.parametrize(
    ("search", "words"),
    [
        (Search("(甲", expression=True), "圆括号没有配对"),
        (Search("甲", r"\2", expression=True), "没有第 2 个分组"),
        (Search(""), "还没有填"),
    ],
)
def test_a_faulty_expression_is_told(search: Search, words: str) -> None:
    with pytest.raises(Trouble, match=words):
        replacing.compile_search(search)


def test_a_plan_made_before_another_change_is_not_written(desk: Desk) -> None:
    made = paste(desk, "丁\n", target(desk, "carrier_name"))
    recording.save(desk, recording.read(desk, "incubator", {"total_area": "7"}, ids(desk)[0]))
    with pytest.raises(Trouble, match="核对之后台账又有改动"):
        finish(edit_plan.write(desk, made, "粘贴"))


def options() -> CodeList:
    """5,000 choices as a long list of trades has them."""
    codes = [Code(f"{number:05d}", f"模拟行业{number:05d}制造") for number in range(4998)]
    codes += [Code("cq", "重庆路街道"), Code("old", "旧街道", valid_to=__import__("datetime").date(2020, 1, 1))]
    return CodeList("trade", "行业", tuple(codes))


def test_choices_are_found_by_text_pinyin_initials_and_code_in_under_50_ms() -> None:
    import datetime

    found = choosing.Choices(options(), datetime.date(2022, 3, 1))
    assert not found.prepare(0.001), "pinyin is worked out piece by piece"
    assert found.prepare()
    for typed in ("重庆", "chongqing", "cqljd", "cq"):
        assert found.find(typed)[0].text == "重庆路街道", typed
    assert found.find("04711")[0].text == "模拟行业04711制造"
    assert not found.find("旧街道"), "retired codes are not offered"
    assert all(
        _own_time(lambda typed=typed: found.find(typed)) < 0.05 for typed in ("m", "模拟", "mnhy", "行业00", "cq", "")
    )


def _own_time(do: Callable[[], object]) -> float:
    """Seconds that this thread worked at something: what others do on the machine meanwhile does not count.

    The least of three, for a machine whose cores are shared lends a thread's clock to its neighbours as well.
    """
    found = []
    for _ in range(3):
        started = time.thread_time()
        do()
        found.append(time.thread_time() - started)
    return min(found)


def test_choices_are_found_as_staff_read_them() -> None:
    import datetime

    codes = CodeList("street", "街道", (Code("1", "泊头街道"), Code("2", "单街")))
    found = choosing.Choices(codes, datetime.date(2022, 3, 1), {"泊头": ("po", "tou")})
    assert found.prepare()
    assert [one.text for one in found.find("potou")] == [one.text for one in found.find("ptjd")] == ["泊头街道"]
    assert not found.find("botou")


def test_drafts_are_on_the_disk_at_once_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    kept = drafts.Drafts(path)
    kept.put("incubator", 7, {"a": "新", "b": "旧"}, {"a": "老", "b": "旧"}, "2022-03-01T09:31:00")
    kept.add("incubator", 7, "c", "格", "", "2022-03-01T09:32:00")
    kept.add("incubator", None, "a", "没有保存的", "", "2022-03-01T09:33:00")
    again = drafts.Drafts(path)
    found = again.get("incubator", 7)
    assert found is not None
    assert (found.texts, found.base, found.since) == (
        {"a": "新", "c": "格"},
        {"a": "老", "c": ""},
        "2022-03-01T09:31:00",
    )
    assert [one.record for one in again.found] == [7, None]
    again.drop("incubator", 7, "c")
    again.drop("incubator", 7, "a")
    again.drop("incubator", None)
    assert not path.exists()


def test_an_unreadable_drafts_file_is_set_aside_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "drafts.json"
    path.write_text('{"drafts": [{"regi', encoding="utf-8")
    kept = drafts.Drafts(path)
    assert len(kept) == 0 and (tmp_path / "drafts.unreadable.json").read_text(encoding="utf-8").startswith("{")
    kept.add("incubator", 1, "a", "x", "", "")
    assert json.loads(path.read_text(encoding="utf-8"))["drafts"][0]["texts"] == {"a": "x"}


@pytest.mark.parametrize("text", ["(a+)+$", "(a|aa)+$", "(a{1,3})+$", "(?i:(a*))*b", "(?=(a+)+b)"])
def test_an_expression_that_may_never_end_is_refused_before_it_meets_a_cell(text: str) -> None:
    with pytest.raises(Trouble, match="重复"):
        replacing.compile_search(Search(text, "x", expression=True))


@pytest.mark.parametrize("text", [r"(\d{3,4}-)?\d{7,8}", "(有限|责任)?公司$", r"\s+$", "(a|b)*c", r"(\d+)年(\d+)月"])
def test_the_expressions_that_staff_write_are_taken(text: str) -> None:
    assert replacing.compile_search(Search(text, "x", expression=True))("甲") is None


def test_what_rules_say_between_fields_is_the_same_whether_all_is_checked_or_what_may_differ(tmp_path: Path) -> None:
    from bureau_desk.app.context import DeskContext
    from bureau_desk.domain import fieldtypes

    desk = Desk.create(tmp_path / "全.desk", "测试员", "测试台账")
    register = desk.register("incubator")
    values = {"carrier_name": "甲", "total_area": 10, "controllable_area": 20, "staff_count": 3, "contact_name": "王"}
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        before = fieldtypes.check_row(register, values, context)
        for field in register.fields:
            for value in (None, 1, "2020-01-01"):
                after = {**values, field.key: value}
                if not fieldtypes.may_differ(register, after, context, {field.key}):
                    told = [one for one in before if not (one.code == "required" and one.field == field.key)]
                    assert list(fieldtypes.check_row(register, after, context)) == told, (field.key, value)
        assert fieldtypes.may_differ(register, values, context, {"total_area"})
        assert not fieldtypes.may_differ(register, values, context, {"contact_name"})
    desk.close()


@pytest.mark.parametrize("text", ["9.13204E+17", "９.13204E+17", "9E+17", "9.13e17"])
def test_what_excel_shows_of_a_long_code_is_refused_when_it_is_typed_too(desk: Desk, text: str) -> None:
    from bureau_desk.app.context import DeskContext
    from bureau_desk.domain import fieldtypes
    from bureau_desk.domain.register import Field, FieldType

    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        for kind in (FieldType.CODE, FieldType.CREDIT_CODE):
            reading = fieldtypes.parse(Field("code", "代码", kind), text, context)
            assert reading.value is None and "末尾数位" in reading.problems[0].message
        for sound in ("012E5", "913204120000000007", "GR2E10"):
            assert fieldtypes.parse(Field("code", "代码", FieldType.CODE), sound, context).value == sound
