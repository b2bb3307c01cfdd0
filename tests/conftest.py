"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import settings

# Speed is measured by tests/bench; a clock inside a test only tells how busy the machine was.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
