"""Small files of the user's own for what is typed and not saved: each always whole, and written without waiting for the disk.

Written beside and renamed: what a program has handed to the system survives the program.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bureau_desk.app import paths
from bureau_desk.app.desk import Desk
from bureau_desk.app.drafts import desk_mark

_log = logging.getLogger(__name__)


def draft_path(desk: Desk, kind: str, *names: object) -> Path:
    """The file of a draft of one kind in one desk; two files of a desk never meet."""
    mark = "|".join((desk_mark(desk), *map(str, names)))
    return paths.data_folder() / "drafts" / kind / f"{hashlib.sha256(mark.encode()).hexdigest()[:24]}.json"


def put_draft(path: Path, data: Mapping[str, Any]) -> None:
    """Write a draft down; typing goes on without its safety net rather than being hindered by it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        part.replace(path)
    except OSError:
        _log.warning("a draft could not be written: %s", path, exc_info=True)


def read_draft(path: Path) -> dict[str, Any] | None:
    """A draft, None when there is none or it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        _log.warning("a draft could not be read: %s", path, exc_info=True)
        return None
    return found if isinstance(found, dict) else None


def drop_draft(path: Path) -> None:
    """Forget a draft: it was saved, taken up or given up."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        _log.warning("a draft could not be removed: %s", path, exc_info=True)
