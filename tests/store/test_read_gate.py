"""Readers pass side by side; while the tables change their columns nobody reads."""

from __future__ import annotations

import threading
import time

from bureau_desk.store import read_gate
from bureau_desk.store.read_gate import ReadGate


def test_readers_pass_side_by_side_and_a_reader_within_a_reader_is_let_through():
    gate, both = ReadGate(), threading.Barrier(2, timeout=5)

    def read():
        with gate.passing(), gate.passing():
            both.wait()

    other = threading.Thread(target=read)
    other.start()
    read()
    other.join(5)
    assert not other.is_alive()


def test_who_shuts_the_gate_waits_for_readers_and_lets_none_in_but_itself():
    gate, told, reads, ends = ReadGate(), [], threading.Event(), threading.Event()

    def early():
        with gate.passing():
            reads.set()
            ends.wait(5)
            told.append("early")

    def late():
        with gate.passing():
            told.append("late")

    first, second = threading.Thread(target=early), threading.Thread(target=late)
    first.start()
    reads.wait(5)
    threading.Timer(0.05, ends.set).start()
    with gate.shut():
        told.append("shut")
        second.start()
        with gate.passing():
            time.sleep(0.05)
            told.append("own")
    first.join(5)
    second.join(5)
    assert told == ["early", "shut", "own", "late"]


def test_a_reader_that_does_not_end_is_not_waited_for_long(monkeypatch):
    monkeypatch.setattr(read_gate, "PATIENCE", 0.05)
    gate, reads, ends = ReadGate(), threading.Event(), threading.Event()

    def slow():
        with gate.passing():
            reads.set()
            ends.wait(5)

    reader = threading.Thread(target=slow)
    reader.start()
    reads.wait(5)
    with gate.shut():
        shut = True
    ends.set()
    reader.join(5)
    assert shut
