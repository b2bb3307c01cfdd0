"""One writer at a time, whatever the order in which programs come and go."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bureau_desk.domain.problem import DeskInUse
from bureau_desk.store.locking import DeskLock, LockWatch

TRY = (
    "import sys; from pathlib import Path; from bureau_desk.store.locking import DeskLock; "
    "from bureau_desk.domain.problem import DeskInUse\n"
    "try: DeskLock(Path(sys.argv[1]), '丙', '2022-03-01T09:00:02'); print('free')\n"
    "except DeskInUse as trouble: print(trouble.message)"
)


def other_program(desk: Path) -> str:
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", TRY, str(desk)], capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_the_holder_is_named_to_everybody_else(tmp_path: Path) -> None:
    desk = tmp_path / "台账.desk"
    lock = DeskLock(desk, "高新处", "2022-03-01T09:00:00")
    told = other_program(desk)
    assert "高新处" in told and "2022-03-01 09:00" in told
    lock.release()
    assert other_program(desk) == "free"


def test_a_lock_given_up_late_does_not_let_two_write(tmp_path: Path) -> None:
    desk = tmp_path / "台账.desk"
    first = DeskLock(desk, "甲", "2022-03-01T09:00:00")
    file = Path(first._lock.lock_file)
    inode = file.stat().st_ino
    first.release()
    second = DeskLock(desk, "乙", "2022-03-01T09:00:01")
    assert file.stat().st_ino == inode, "both lock the same file"
    first.release()
    assert "乙" in other_program(desk), "the note is still that of the holder"
    second.release()


def test_a_note_left_by_a_killed_program_keeps_nobody_out(tmp_path: Path) -> None:
    desk = tmp_path / "台账.desk"
    (tmp_path / "~$台账.desk.json").write_text(json.dumps({"user": "走了的人"}), "utf-8")
    lock = DeskLock(desk, "乙", "2022-03-01T09:00:00")
    told = other_program(desk)
    assert "乙" in told and "走了的人" not in told
    lock.release()


def test_a_broken_note_still_refuses_in_a_sentence(tmp_path: Path) -> None:
    desk = tmp_path / "台账.desk"
    lock = DeskLock(desk, "甲", "2022-03-01T09:00:00")
    (tmp_path / "~$台账.desk.json").write_text("{", "utf-8")
    code = "import sys; from pathlib import Path; from bureau_desk.store.locking import DeskLock; DeskLock(Path(sys.argv[1]), '乙', '')"
    done = subprocess.run([sys.executable, "-c", code, str(desk)], capture_output=True)
    assert done.returncode != 0 and DeskInUse.__name__.encode() in done.stderr
    lock.release()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")


def test_who_only_reads_is_told_when_a_desk_becomes_free_and_when_it_is_held_again(tmp_path: Path) -> None:
    desk = tmp_path / "台账.desk"
    desk.touch()
    lock, watch = DeskLock(desk, "甲", "2022-03-01T09:00:00"), LockWatch(desk)
    assert [watch.is_free() for _ in range(10)] == [False] * 10
    lock.release()
    assert [watch.is_free() for _ in range(10)] == [True] * 10
    assert other_program(desk) == "free", "to look is not to hold"
    again = DeskLock(desk, "乙", "2022-03-01T09:00:01")
    assert [watch.is_free() for _ in range(10)] == [False] * 10
    again.release()


def test_a_desk_whose_holder_was_killed_is_found_free_in_a_few_looks(tmp_path: Path) -> None:
    desk = tmp_path / "台账.desk"
    (tmp_path / "~$台账.desk.json").write_text(json.dumps({"user": "走了的人"}), "utf-8")
    desk.touch()
    watch = LockWatch(desk)
    assert True in [watch.is_free() for _ in range(5)]


def test_a_desk_in_a_folder_that_is_gone_is_not_free(tmp_path: Path) -> None:
    watch = LockWatch(tmp_path / "没有" / "台账.desk")
    assert not any(watch.is_free() for _ in range(10))
    assert not (tmp_path / "没有").exists()
