"""One demo desk for all end-to-end tests, made once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from bureau_desk.app import demo
from bureau_desk.app.jobs import finish

EPOCH = "1646092800"  # 2022-03-01


@pytest.fixture(scope="session")
def demo_desk(tmp_path_factory) -> Path:
    """The demo desk; tests that write take a copy."""
    return finish(demo.make_demo(tmp_path_factory.mktemp("demo"), lambda: datetime(2022, 3, 1)))


@pytest.fixture
def desk(demo_desk, tmp_path) -> Path:
    """A copy of the demo desk that a test may change."""
    return Path(shutil.copy(demo_desk, tmp_path / "台账.desk"))


@pytest.fixture
def command(tmp_path):
    """Runs the program as staff run it and returns (status, stdout, stderr)."""

    def run(*words: object, **environment: str) -> tuple[int, str, str]:
        places = {name: str(tmp_path / "home") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        done = subprocess.run(
            [sys.executable, "-m", "bureau_desk", *map(str, words)],
            capture_output=True,
            env=os.environ | places | {"SOURCE_DATE_EPOCH": EPOCH} | environment,
            check=False,
            timeout=300,
        )
        stdout, stderr = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in stdout + stderr
        return done.returncode, stdout, stderr

    return run


@pytest.fixture
def answer(command):
    """Runs a command with --json and returns (status, data)."""

    def run(*words: object) -> tuple[int, object]:
        status, stdout, stderr = command(*words, "--json")
        assert stdout, stderr
        return status, json.loads(stdout)

    return run
