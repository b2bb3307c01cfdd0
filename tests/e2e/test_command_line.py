"""The command line as staff and other programs use it: statuses, JSON, bad input, undo, restore."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from bureau_desk.domain.organisation import check_character
from tests.e2e.conftest import EPOCH


def sheet(path: Path, rows) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


HEAD = ["企业名称", "统一社会信用代码", "成立日期", "所属辖市区（统计口径）", "主体类型", "注册地址", "经营状态"]


def code(number: int) -> str:
    """A sound synthetic credit code that the demo desk does not use."""
    body = f"91320411MAY{number:06d}"
    return body + check_character(body)


def wrong(text: str) -> str:
    """The same code with a check character that does not fit."""
    return text[:-1] + ("1" if text[-1] != "1" else "2")


GOOD = ["模拟甲有限公司", code(1), "2015-06-01", "武进区", "企业", "常州市模拟路1号", "在业"]


def test_registers_lists_every_register_with_its_records(answer, demo_desk):
    status, data = answer("--desk", demo_desk, "registers")
    assert status == 0
    assert len(data) == 18
    assert all(set(one) == {"key", "title", "kind", "records", "problems"} for one in data)
    assert all(one["records"] > 0 for one in data)


def test_an_import_is_balanced_repeatable_and_undone_as_a_whole(answer, command, desk, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [HEAD, GOOD, [None] * 7, ["坏行有限公司", 913204110000045600, "2015", "武进区"]])
    status, first = answer("--desk", desk, "import", "enterprise", path)
    assert status == 1
    assert first["rows"] == sum(first[key] for key in ("added", "updated", "same", "refused", "blank"))
    assert (first["added"], first["refused"], first["blank"]) == (1, 1, 1)
    bad = [one for one in first["problems"] if one["severity"] == "hard"]
    assert bad[0]["row"] == 4
    assert bad[0]["column"] == "B"
    assert answer("--desk", desk, "import", "enterprise", path)[1]["same"] == 1
    status, undone = answer("--desk", desk, "undo", first["batch"])
    assert (status, undone["records"]) == (0, 1)
    assert command("--desk", desk, "verify")[0] == 0
    assert answer("--desk", desk, "import", "enterprise", path, "--dry-run")[1]["added"] == 1


def test_the_error_workbook_can_be_corrected_and_imported(answer, command, desk, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [HEAD, GOOD, [*GOOD[:1], wrong(code(2)), *GOOD[2:]]])
    errors = tmp_path / "错误.xlsx"
    status, _ = answer("--desk", desk, "import", "enterprise", path, "--errors", errors)
    assert status == 1
    page = openpyxl.load_workbook(errors).active
    assert "原因" in [cell.value for cell in page[1]]
    assert page.max_row == 2


def test_the_first_import_makes_the_desk(answer, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [HEAD, GOOD])
    new = tmp_path / "新台账.desk"
    _, data = answer("--desk", new, "import", "enterprise", path)
    assert data["added"] == 1
    assert answer("--desk", new, "verify")[1]["sound"] is True


@pytest.mark.parametrize("register", ["incubator", "indicator_series", "annual_eval", "event", "policy"])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_every_register_exported_reads_back_to_the_same_records(answer, demo_desk, tmp_path, register, ending):
    out = tmp_path / f"{register}.{ending}"
    _, written = answer("--desk", demo_desk, "export", register, out, "--all-fields")
    _, data = answer("--desk", demo_desk, "import", register, out, "--dry-run")
    assert data["rows"] == written["rows"]
    assert (data["same"], data["refused"], data["added"], data["updated"]) == (written["rows"], 0, 0, 0)


def test_personal_data_stays_in_the_bureau_unless_asked_for(command, demo_desk, tmp_path):
    for flag, held in (((), False), (("--all-fields",), True)):
        out = tmp_path / f"{len(flag)}.xlsx"
        command("--desk", demo_desk, "export", "incubator", out, *flag)
        heads = [str(cell.value) for cell in openpyxl.load_workbook(out).active[1]]
        assert any(head.startswith("联系电话") for head in heads) is held


WRONG = [
    (("registers",), 3, "找不到台账"),
    (("ask", "nosuch.toml", "甲"), 2, "找不到数字文件"),
    (("frobnicate",), 2, "不能是"),
    (("import", "enterprise"), 2, "缺少参数"),
    (("undo", "甲"), 2, "批次"),
]


@pytest.mark.parametrize(("words", "status", "said"), WRONG)
def test_wrong_use_ends_in_one_sentence(command, tmp_path, words, status, said):
    found, stdout, stderr = command("--desk", tmp_path / "没有.desk", *words)
    assert (found, stdout) == (status, "")
    assert said in stderr


def test_unknown_register_field_and_name_are_told_with_what_there_is(command, demo_desk, tmp_path):
    figures = tmp_path / "f.toml"
    figures.write_text('["孵化器数"]\nregister = "incubator"\nwhere = { carrier_kin = "孵化器" }\n', encoding="utf-8")
    for words, said in (
        (("export", "incubators", tmp_path / "a.xlsx"), "科技企业孵化器"),
        (("export", "incubator", tmp_path / "a.xlsx", "--where", "没有=1"), "没有字段"),
        (("export", "incubator", tmp_path / "a.pdf"), ".xlsx"),
        (("ask", figures, "孵化器"), "孵化器数"),
        (("ask", figures, "孵化器数"), "carrier_kin"),
        (("history", "incubator", "没有这一家"), "找不到"),
        (("ask", figures, "孵化器数", "--as-of", "去年"), "日期"),
    ):
        status, _, stderr = command("--desk", demo_desk, *words)
        assert status == 2, stderr
        assert said in stderr


def test_a_desk_held_by_another_program_can_still_be_read(command, desk, tmp_path):
    path = sheet(tmp_path / "a.xlsx", [HEAD, GOOD])
    code = (
        "import sys, time; from pathlib import Path; from bureau_desk.app.desk import Desk;"
        "d = Desk.open(Path(sys.argv[1]), '高新处'); print('OPEN', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(desk)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert b"OPEN" in holder.stdout.readline()
        status, _, stderr = command("--desk", desk, "undo")
        assert status == 3
        assert "高新处" in stderr
        assert command("--desk", desk, "registers")[0] == 0
        holder.send_signal(signal.SIGKILL)
    assert command("--desk", desk, "import", "enterprise", path)[0] <= 1
    status, _, stderr = command("--desk", desk, "undo")
    assert status == 0, stderr
    # What a demo desk begins with is no change of anybody's.
    assert command("--desk", desk, "undo")[0] == 2


def test_kill_in_the_middle_of_an_import_leaves_a_desk_that_verify_accepts(command, answer, desk, tmp_path):
    rows = [[f"模拟第{n}有限公司", code(n), "2015-06-01", "武进区", "企业", "模拟路", "在业"] for n in range(15000)]
    path = sheet(tmp_path / "many.xlsx", [HEAD, *rows])
    before = answer("--desk", desk, "registers")[1]
    words = [
        sys.executable,
        "-m",
        "bureau_desk",
        "--desk",
        str(desk),
        "import",
        "enterprise",
        str(path),
        "--match",
        "name",
    ]
    log = desk.with_name(desk.name + "-wal")
    with subprocess.Popen(words, env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH}, stderr=subprocess.PIPE) as child:
        # Killed once the write-ahead log has grown: rows are being written and nothing is committed yet.
        while child.poll() is None and not (log.exists() and log.stat().st_size > 500_000):
            pass
        assert child.poll() is None
        child.kill()
    assert command("--desk", desk, "verify")[0] == 0
    assert answer("--desk", desk, "registers")[1] == before


def test_a_backup_is_checked_and_restores(command, answer, desk, tmp_path):
    copy = tmp_path / "备份.desk"
    assert command("--desk", desk, "backup", copy)[0] == 0
    path = sheet(tmp_path / "a.xlsx", [HEAD, GOOD])
    answer("--desk", desk, "import", "enterprise", path)
    assert command("--desk", desk, "restore", copy)[0] == 0
    assert command("--desk", desk, "verify")[0] == 0
    assert answer("--desk", desk, "import", "enterprise", path, "--dry-run")[1]["added"] == 1
    assert list(tmp_path.glob("*恢复前*"))


def test_a_desk_in_a_read_only_place_or_of_a_wrong_kind(command, tmp_path):
    folder = tmp_path / "夹.desk"
    folder.mkdir()
    text = tmp_path / "文本.desk"
    text.write_text("不是台账", encoding="utf-8")
    for path, said in ((folder, "找不到"), (text, "不是台账文件")):
        status, _, stderr = command("--desk", path, "registers")
        assert status == 3
        assert said in stderr


def test_help_is_chinese(command):
    status, stdout, _ = command("--help")
    assert status == 0
    assert "用法" in stdout
    assert "positional" not in stdout
