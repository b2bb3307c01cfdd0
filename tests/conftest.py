"""Settings that all tests share."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Speed is measured by tests/bench; a clock inside a test only tells how busy the machine was.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Tests look at what is drawn now, never at a picture kept from an earlier run.
os.environ["BUREAU_DESK_CACHE"] = ""

_LONG_FIRST = ("e2e", "bulletin", "app")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of few long tests come first: begun last, they would leave the other processors idle at the end."""

    def place(item: pytest.Item) -> int:
        floor = item.path.parent.name
        return _LONG_FIRST.index(floor) if floor in _LONG_FIRST else len(_LONG_FIRST)

    items.sort(key=place)
