"""The one command of the README: makes the demo once for each state of the program, and never twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a script for bash")

INSTALLER = Path(__file__).resolve().parents[2] / "installer"
PROGRAM = """#!/usr/bin/env bash
echo "$@" >> "$(dirname "$0")/calls"
[ "$1" = demo ] || exit 0
[ -e "$2/busy" ] && exit 3
mkdir -p "$2" && echo made > "$2/演示台账.desk" && echo made > "$2/期刊.docx"
exit 1
"""


@pytest.fixture
def root(tmp_path) -> Path:
    """A checkout in which setting up is done, and the program only notes how it was called."""
    for folder in ("installer", "bureau_desk", "resources", "seeds", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(INSTALLER / "run.sh", tmp_path / "installer")
    (tmp_path / "installer/setup.sh").write_text(
        'say() { printf "%s\\n" "$*"; }\nSYSTEM_PACKAGES=""\nset_up() { :; }\n'
    )
    (tmp_path / "bureau_desk/一个 模块.py").write_text("one = 1\n")
    (tmp_path / "pyproject.toml").write_text('version = "1"\n')
    program = tmp_path / ".venv/bin/bureau-desk"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    return tmp_path


def run(root, display="") -> tuple[int, str]:
    environment = {key: value for key, value in os.environ.items() if key != "WAYLAND_DISPLAY"}
    command = ["bash", str(root / "installer/run.sh")]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=environment | {"DISPLAY": display}, check=False
    )
    return done.returncode, done.stdout


def demos(root) -> int:
    calls = root / ".venv/bin/calls"
    return calls.read_text().count("demo ") if calls.exists() else 0


def test_the_demo_is_made_once_as_long_as_the_program_stays_the_same(root):
    assert run(root)[0] == 0
    status, told = run(root)
    assert (status, demos(root)) == (0, 1)
    assert "已在 out/ 中" in told
    (root / "bureau_desk/__pycache__").mkdir()
    (root / "bureau_desk/__pycache__/x.pyc").write_bytes(b"x")
    run(root)
    assert demos(root) == 1


@pytest.mark.parametrize("name", ["bureau_desk/一个 模块.py", "resources/新.toml", "seeds/新.csv", "pyproject.toml"])
def test_a_newer_program_makes_the_demo_anew(root, name):
    run(root)
    (root / name).write_text("changed\n")
    status, told = run(root)
    assert (status, demos(root)) == (0, 2)
    assert "程序有更新" in told


def test_a_demo_that_was_made_before_there_were_stamps_is_made_anew(root):
    run(root)
    (root / "out/.program-stamp").unlink()
    run(root)
    assert demos(root) == 2


def test_a_demo_desk_in_use_is_opened_as_it_is_and_made_anew_next_time(root):
    run(root)
    (root / "seeds/新.csv").write_text("x")
    (root / "out/busy").touch()
    status, told = run(root, display=":9")
    assert status == 0
    assert "没有更新" in told
    assert (root / ".venv/bin/calls").read_text().splitlines()[-1] == f"--desk {root}/out/演示台账.desk"
    (root / "out/busy").unlink()
    run(root)
    assert demos(root) == 3


def test_a_demo_that_could_not_be_made_at_all_ends_the_command(root):
    (root / "out").mkdir()
    (root / "out/busy").touch()
    assert run(root)[0] == 3
