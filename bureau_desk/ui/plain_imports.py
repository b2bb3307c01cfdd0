"""Keeps PySide6 from reading the source of every module that is imported after it.

It looks there for its own name, for those who write `from __feature__ import snake_case`; nobody here does. The sources
would stay in memory (24 MB with all rooms), and reading them takes a fifth of the time of loading.
"""

from __future__ import annotations

import sys
from types import ModuleType

import PySide6.QtCore  # noqa: F401  # brings the module along that is told below

_ASKED = "_mod_uses_pyside"


def leave_sources_alone() -> bool:
    """Answer for every module that it asks for no feature; whether this PySide6 has that question at all."""
    found = sys.modules.get("shibokensupport.feature")
    if found is None or not hasattr(found, _ASKED):
        return False
    setattr(found, _ASKED, _without_features)
    return True


def _without_features(_module: ModuleType) -> bool:
    return False
