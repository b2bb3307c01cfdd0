"""A finished file put in its place whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bureau_desk.domain.problem import Trouble


def save(out: Path, data: bytes) -> None:
    """Write the bytes beside `out`, then rename; Trouble with a hint when the file is open elsewhere or there is no room."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(out)
    except PermissionError as error:
        _forget(part)
        raise Trouble(
            f"无法写入“{out.name}”：文件正被别的程序打开，或没有写入权限。",
            "请关闭 Word、Excel 或 WPS 里的这个文件，或换一个文件夹，再试一次。",
        ) from error
    except OSError as error:
        _forget(part)
        raise Trouble(f"无法写入“{out}”：{error.strerror or error}。", "请检查磁盘空间和文件夹后再试一次。") from error


def _forget(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink()
