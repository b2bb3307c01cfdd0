"""One writer at a time, whatever the order in which programs come and go."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bureau_desk.domain.problem import DeskInUse
from bureau_desk.store.locking import DeskLock

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
