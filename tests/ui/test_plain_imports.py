"""What importing the window leaves in memory."""

from __future__ import annotations

import subprocess
import sys

_LOOK = """
import linecache, sys
import bureau_desk.ui.main_window
modules = [one for one in sys.modules if one.startswith("bureau_desk.")]
print(len(modules), sum(one.endswith(".py") for one in linecache.cache))
"""


def test_no_source_of_a_module_is_kept_after_it_was_imported() -> None:
    """PySide6 reads the source of every module unless it is told not to."""
    done = subprocess.run([sys.executable, "-c", _LOOK], capture_output=True, text=True, check=True)
    modules, sources = map(int, done.stdout.split())
    assert modules > 100
    assert sources < 5
