"""LibreOffice as a program that may hang, be stopped, or leave something running behind."""

from __future__ import annotations

import sys
import threading
import time
from datetime import datetime

import pytest

from bureau_desk.bulletin import pdf
from bureau_desk.domain.problem import Trouble

CLOCK = datetime(2022, 3, 1)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for LibreOffice")


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Puts a script in the place of LibreOffice; `$OUT` is the PDF that it has to make."""

    def put(script):
        program = tmp_path / "soffice"
        program.write_text(f'#!/bin/sh\nOUT="{tmp_path}/x.pdf"\n{script}\n', encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("BUREAU_DESK_SOFFICE", str(program))
        return tmp_path / "x.docx"

    return put


def test_a_service_that_goes_on_running_is_not_waited_for(office, tmp_path):
    source = office("sleep 60 &\nprintf '%%PDF-1.7 trailer' > \"$OUT\"\n")
    start = time.monotonic()
    assert pdf.convert(source, tmp_path, CLOCK).read_bytes().startswith(b"%PDF-1.7")
    assert time.monotonic() - start < 30


def test_what_it_said_last_stands_in_the_sentence(office, tmp_path):
    source = office("echo first >&2; echo 'no such filter' >&2; exit 3")
    with pytest.raises(Trouble, match="no such filter"):
        pdf.convert(source, tmp_path, CLOCK)


def test_a_program_that_hangs_goes_with_all_its_children(office, tmp_path):
    source = office(f"(sleep 2; touch {tmp_path}/late) &\nsleep 60")
    with pytest.raises(Trouble, match="已停止"):
        pdf.convert(source, tmp_path, CLOCK, timeout=0.3)
    time.sleep(2.5)
    assert not (tmp_path / "late").exists()


def test_it_is_stopped_at_once(office, tmp_path):
    source, stop = office("sleep 60"), threading.Event()
    threading.Timer(0.3, stop.set).start()
    start = time.monotonic()
    with pdf.stoppable(stop), pytest.raises(Trouble, match="已停止生成"):
        pdf.convert(source, tmp_path, CLOCK)
    assert time.monotonic() - start < 30
