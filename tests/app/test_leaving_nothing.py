"""Large work leaves nothing behind that only a search for garbage would find, and makes none of others wait."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bureau_desk.analysis.prepared import Prepared
from bureau_desk.app import browsing, comparing
from bureau_desk.app.browsing import View
from bureau_desk.app.collection import uncollected
from bureau_desk.app.jobs import finish
from bureau_desk.domain.snapshot import AsOf
from tests.app.test_past_table import REGISTERS, Moving


@pytest.fixture
def moving(tmp_path: Path) -> Iterator[Moving]:
    """A desk of some years, without collections while it is looked at."""
    made = Moving(tmp_path, 5)
    for _ in range(120):
        made.step()
    gc.collect()
    gc.disable()
    yield made
    gc.enable()
    made.desk.close()


def _left() -> int:
    return sum(isinstance(one, Prepared) for one in gc.get_objects())


@pytest.mark.parametrize(
    "look",
    [
        lambda desk, key: browsing.ids(desk, View(key, as_of=date(2022, 6, 30))),
        lambda desk, key: finish(comparing.compare(desk, key, AsOf(date(2020, 6, 30)), AsOf(date(2023, 6, 30)))),
    ],
    ids=["as of", "compared"],
)
def test_a_past_day_leaves_no_snapshot_that_points_at_itself(moving: Moving, look: Callable[..., object]) -> None:
    for key in REGISTERS:
        look(moving.desk, key)
    assert _left() == 0


def test_an_edit_leaves_no_snapshot_that_points_at_itself(moving: Moving) -> None:
    for _ in range(20):
        moving.step()
    assert _left() == 0


def test_what_stays_of_large_work_is_not_looked_through_at_once() -> None:
    gc.unfreeze()  # a window that was opened in this process has set things aside
    with uncollected():
        made = [[number] for number in range(30_000)]
        assert not gc.isenabled()
    assert gc.isenabled()
    young = {id(one) for one in gc.get_objects(generation=0)}
    assert not any(id(one) in young for one in made)
    assert gc.get_freeze_count() == 0, "nothing is set aside for good where nothing was"


def test_work_that_begins_while_other_work_ends_leaves_collections_on(monkeypatch: pytest.MonkeyPatch) -> None:
    other, was = uncollected(), gc.isenabled
    other.__enter__()
    ends = [other]

    def asked() -> bool:
        found = was()
        if ends:  # the other thread ends just when this one has looked
            ends.pop().__exit__(None, None, None)
        return found

    monkeypatch.setattr(gc, "isenabled", asked)
    with uncollected():
        assert not was()
    if ends:
        ends.pop().__exit__(None, None, None)
    assert was()
