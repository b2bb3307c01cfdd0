"""Pictures drawn before: an editor who publishes an issue for the tenth time does not wait for the same charts again.

A picture is known by everything that makes it: what is asked, the drawing programs themselves, the fonts. The folder is
the user's cache folder; `BUREAU_DESK_CACHE` names another one, or none when it is empty.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

_ENDS = {"png": b"IEND\xaeB`\x82", "jpg": b"\xff\xd9", "json": b"}"}  # how every whole file ends
_MOST = 900  # files kept; some 20 MB


def drawn(what: object, fonts: object, draw: Callable[[], bytes], kind: str = "png") -> bytes:
    """The picture of `draw`, from the cache when it was drawn before; `what` and `fonts` must say all that it depends on.

    `kind` is png, jpg or json (what was reckoned); what ends otherwise is handed on and not kept.
    """
    folder = _folder()
    if folder is None:
        return draw()
    path = folder / f"{hashlib.sha256(repr((_programs(), what, fonts)).encode()).hexdigest()[:40]}.{kind}"
    with contextlib.suppress(OSError):
        content = path.read_bytes()
        if content.endswith(_ENDS[kind]):
            return content
    content = draw()
    if content.endswith(_ENDS[kind]):
        with contextlib.suppress(OSError):
            _keep(path, content)
    return content


def _folder() -> Path | None:
    named = os.environ.get("BUREAU_DESK_CACHE")
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path

    return user_cache_path("bureau_desk", appauthor=False) / "pictures"


@lru_cache(maxsize=1)
def _programs() -> str:
    """A digest of the modules that draw, and of the libraries below them."""
    from importlib.metadata import version

    here = Path(__file__).parent
    found = hashlib.sha256(f"{version('matplotlib')} {version('Pillow')}".encode())
    for path in sorted((*here.glob("*.py"), *here.parent.glob("bulletin/art/*.py"))):
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
    kept = [one for kind in _ENDS for one in path.parent.glob(f"*.{kind}")]
    if len(kept) > _MOST:
        for old in sorted(kept, key=lambda one: one.stat().st_mtime)[: _MOST // 3]:
            old.unlink(missing_ok=True)
