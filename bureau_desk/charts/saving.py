"""A finished file put in its place whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bureau_desk.domain.disk import disk_trouble


def save(out: Path, data: bytes) -> None:
    """Write the bytes beside `out`, then rename; Trouble with a hint when the file is open elsewhere or there is no room."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(out)
    except OSError as error:
        _forget(part)
        raise disk_trouble(out.name, error) from error


def _forget(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink()
