"""LibreOffice as a program: found, run beside everything else with a profile of its own, and ended when it hangs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path

from bureau_desk.domain.problem import Trouble
from bureau_desk.places import RESOURCES

FONTS = RESOURCES / "fonts" / "preview-fonts.conf"
_WINDOWS = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_OTHERS = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)
_LOOK = 0.1  # seconds between two looks at whether to stop


def soffice() -> Path | None:
    """LibreOffice's program, None when this machine has none."""
    named = os.environ.get("BUREAU_DESK_SOFFICE")
    if named is not None:
        return Path(named) if named and Path(named).is_file() else None
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    places = _WINDOWS if sys.platform == "win32" else _OTHERS
    return next((Path(place) for place in places if Path(place).is_file()), None)


def converted(source: Path, folder: Path, kind: str, timeout: float = 180) -> Path:
    """What LibreOffice makes of a file in a folder, under the file's name; `kind` is the new ending, or `ending:filter`.

    Trouble when LibreOffice is absent, fails or takes too long.
    """
    program, ending = soffice(), kind.partition(":")[0]
    if program is None:
        raise Trouble(
            f"本机没有 LibreOffice，不能生成 {ending.upper()}。", "请先安装 LibreOffice；没有它时其余功能不受影响。"
        )
    target = folder / f"{source.stem}.{ending}"
    if target != source:
        target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="bureau-desk-office-", ignore_cleanup_errors=True) as profile:
        command = [
            str(program), f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", kind, "--outdir", str(folder), str(source),
        ]  # fmt: skip
        environment = os.environ | ({"FONTCONFIG_FILE": str(FONTS)} if sys.platform.startswith("linux") else {})
        try:
            status, errors = _run(command, environment, timeout)
        except subprocess.TimeoutExpired:
            raise Trouble(
                f"LibreOffice 转换 {ending.upper()} 超过 {timeout:.0f} 秒，已停止。",
                "请关闭其他 LibreOffice 窗口后重试。",
            ) from None
        except OSError as error:
            raise Trouble(f"LibreOffice 启动失败（{error.strerror}）。", "请检查它的安装。") from None
    if not target.is_file():
        said = errors.decode(errors="replace").strip().splitlines()
        raise Trouble(
            f"LibreOffice 没有生成 {ending.upper()}（{said[-1] if said else f'退出状态 {status}'}）。", "请重试。"
        )
    return target


@contextlib.contextmanager
def stoppable(stop: threading.Event) -> Iterator[None]:
    """What is converted inside, in this thread, is broken off with Trouble as soon as `stop` is set."""
    before = _STOP.get()
    _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.set(before)  # no token: a job may be closed in another context than it ran in


def _run(command: list[str], environment: Mapping[str, str], timeout: float) -> tuple[int, bytes]:
    """Exit status and error output of a program; it goes with all its children when it takes too long or is stopped."""
    stop, until = _STOP.get(), time.monotonic() + timeout
    own = sys.platform != "win32"
    with tempfile.TemporaryFile() as said, subprocess.Popen(
        # No pipe: a service that LibreOffice started would keep it open, and its end would never be read.
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, env=dict(environment), start_new_session=own
    ) as process:  # fmt: skip
        while process.poll() is None:
            stopped = stop is not None and stop.is_set()
            if stopped or time.monotonic() >= until:
                _end(process)
                if stopped:
                    raise Trouble("已停止生成 PDF。", "")
                raise subprocess.TimeoutExpired(command, timeout)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK)
        said.seek(0)
        return process.returncode, said.read()


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:  # its program is a child of the one that was started
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                ["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, timeout=10, check=False
            )
    process.kill()
    process.wait()
