"""What an edit brings up to date quickly is what rebuilding everything from the journal would give."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bureau_desk.analysis import dependence
from bureau_desk.app import bulk_recording, kin, recording, schemas, undoing, upkeep
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Need
from bureau_desk.store import journal
from tests.app import small
from tests.app.test_past_table import Moving
from tests.bench import workbench_rows as made

TEXTS = {
    "enterprise": {"stat_unit": ("天宁区", "武进区"), "scale": ("中", "微"), "established_date": ("2030-01-01", "2001-5"),
                   "reg_capital": ("", "300"), "remark": ("已核对", "")},
    "qualification": {"stat_unit_then": ("钟楼区", ""), "valid_to": ("2010-01-01", "2031-12-31"), "score": ("88", ""),
                      "valid_from": ("2024-06-30", ""), "level": ("国家级", "省级")},
    "ent_rd_org": {"stat_unit": ("武进区", ""), "level": ("市级", "省级"), "approve_date": ("2035-01-01", "2011-02-03")},
}  # fmt: skip


def contents(desk):
    """Every current table, the search texts and the stored problems."""
    found = {}
    with desk.database.reading() as connection:
        for key in desk.schema.registers:
            for name in (f"current_{key}", f"search_{key}"):
                found[name] = sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {name}")))
        columns = "record, register, field, code, severity, message, value, basis, other, suggestion, accepted, wide"
        found["problem"] = sorted(map(tuple, connection.exec_driver_sql(f"SELECT {columns} FROM problem")))
    return found


def edit_some(moving: Moving) -> None:
    random, register = moving.random, moving.random.choice(list(TEXTS))
    living = [one for one in moving.made[register] if recording_there(moving.desk, register, one)]
    chosen = random.sample(living, min(len(living), random.randrange(1, 4)))
    offered = TEXTS[register]
    typed = {key: random.choice(offered[key]) for key in random.sample(list(offered), random.randrange(1, 3))}
    try:
        bulk_recording.edit_many(
            moving.desk, register, chosen, typed, valid_from=random.choice((None, "", "2019-01-01", moving.day()))
        )
    except Trouble:
        return  # refused, and so nothing has changed
    if random.random() < 0.3:
        undoing.undo(moving.desk)


def recording_there(desk, register, number):
    with desk.database.reading() as connection:
        return desk.tables.version(connection, register, number) > 0


def once_held(moving: Moving) -> None:
    """What a field holds or ever held, looked up by rows and edits, is what the journal says."""
    with moving.desk.database.reading() as connection:
        for register, key in (("enterprise", "scale"), ("enterprise", "uscc"), ("qualification", "stat_unit_then")):
            numbers = set(moving.made[register])
            quick = kin.once_held(moving.desk, connection, register, numbers, key)
            assert quick == journal.ever(connection, numbers, key) - {None, ""}


@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.integers(0, 10**6), st.integers(6, 12))
def test_quick_edits_leave_what_a_rebuild_would_make(seed, steps):
    with tempfile.TemporaryDirectory() as folder:
        moving = Moving(Path(folder), seed, pace=1)  # messages name the day
        for number in range(3):
            moving.write("enterprise", "add", 0, made.firm(number, 2016))
            moving.write(
                "qualification", "add", 0, made.title(number, "高新技术企业", f"201{number}-03-05", number, None)
            )
            moving.write("ent_rd_org", "add", 0, made.institution(number, 2015))
        for _ in range(steps):
            moving.step()
            edit_some(moving)
        once_held(moving)
        quick = contents(moving.desk)
        with moving.desk.database.writing() as connection:
            upkeep.rebuild(moving.desk, connection)
        assert quick == contents(moving.desk)
        moving.desk.close()


def test_two_records_swap_what_only_one_may_hold_in_one_step(tmp_path):
    desk = small.make(tmp_path)
    try:
        numbers = []
        for name in ("甲孵化器", "乙孵化器"):
            draft = recording.read(desk, "incubator", {"carrier_name": name, "stat_unit": "武进区"}, None)
            numbers.append(recording.save(desk, draft).records[0])
        first, second = numbers
        swap = {first: {"carrier_name": "乙孵化器"}, second: {"carrier_name": "甲孵化器"}}
        drafts = bulk_recording.read_many(desk, "incubator", swap.items())
        assert [bulk_recording.blocking(one) for one in drafts] == [[], []]
        bulk_recording.save_many(desk, drafts)
        assert [recording.texts(desk, "incubator", one)["carrier_name"] for one in numbers] == ["乙孵化器", "甲孵化器"]
        undoing.undo(desk)
        assert [recording.texts(desk, "incubator", one)["carrier_name"] for one in numbers] == ["甲孵化器", "乙孵化器"]
    finally:
        desk.close()


def test_every_field_that_the_program_fills_in_by_a_rule_is_known_and_no_other_is_written():
    """What rows are spared because nothing computes their fields must not hide a rule that came later."""
    by_none = {"name_key", "name_pinyin", "report_failures", "hte_count", "listed_count", "ip_holder_ratio",
               "city_first", "city_unit_count"}  # fmt: skip
    for register in schemas.load_schema().registers.values():
        filled = {field.key for field in register.fields if field.need is Need.AUTO}
        assert filled - set(dependence.computed_keys(register)) <= by_none
