"""Pictures drawn before: an editor who publishes an issue for the tenth time does not wait for the same charts again.

A picture is known by everything that makes it: what is asked, the drawing programs themselves, the fonts. The folder is
the user's cache folder; `BUREAU_DESK_CACHE` names another one, or none when it is empty.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

_ENDS = {"png": b"IEND\xaeB`\x82", "jpg": b"\xff\xd9", "json": b"}"}  # how every whole file ends
_MOST = 1200  # files kept; some 20 MB
_HELD: dict[Path, int] = {}
"""How many files a folder holds, as far as this process knows: looking at all of them for each one takes its time."""
_HALF_LIFE = 3600.0
"""Seconds after which nobody is writing a file any more."""
_ASIDE: list[Path] = []


def drawn(what: object, fonts: object, draw: Callable[[], bytes], kind: str = "png") -> bytes:
    """The picture of `draw`, from the cache when it was drawn before; `what` and `fonts` must say all that it depends on.

    `kind` is png, jpg or json (what was reckoned); what ends otherwise is handed on and not kept.
    """
    path = _path(what, fonts, kind)
    if path is None:
        return draw()
    with contextlib.suppress(OSError):
        content = path.read_bytes()
        if content.endswith(_ENDS[kind]):
            return content
    content = draw()
    if content.endswith(_ENDS[kind]):
        with contextlib.suppress(OSError):
            _keep(path, content)
    return content


def was_drawn(what: object, fonts: object, kind: str = "png") -> bool:
    """Whether `drawn` would find that in the cache."""
    path = _path(what, fonts, kind)
    return path is not None and path.exists()


@contextlib.contextmanager
def kept_aside(folder: Path) -> Iterator[None]:
    """Meanwhile what is drawn is kept in a folder where there is no other, so that several processes share it."""
    _ASIDE.append(folder)
    try:
        yield
    finally:
        _ASIDE.pop()


def _path(what: object, fonts: object, kind: str) -> Path | None:
    folder = _folder()
    told = repr((_programs(), what, fonts)).encode() if folder else b""
    return folder / f"{hashlib.sha256(told).hexdigest()[:40]}.{kind}" if folder else None


def _folder() -> Path | None:
    named = os.environ.get("BUREAU_DESK_CACHE")
    if named is not None:
        return Path(named) if named else _ASIDE[-1] if _ASIDE else None
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
    held = _HELD.get(path.parent)
    if held is not None and held < _MOST:
        _HELD[path.parent] = held + 1
        return
    kept = [one for kind in _ENDS for one in path.parent.glob(f"*.{kind}")]
    old = sorted(kept, key=lambda one: one.stat().st_mtime)[: _MOST // 3] if len(kept) > _MOST else []
    for one in old:
        one.unlink(missing_ok=True)
    _HELD[path.parent] = len(kept) - len(old)
    for half in path.parent.glob("*.part"):  # of a process that was ended
        if half.stat().st_mtime < path.stat().st_mtime - _HALF_LIFE:
            half.unlink(missing_ok=True)
