"""Settings that all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

# Speed is measured by tests/bench; a clock inside a test only tells how busy the machine was.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Tests look at what is drawn now, never at a picture kept from an earlier run.
os.environ["BUREAU_DESK_CACHE"] = ""
