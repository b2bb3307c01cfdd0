"""A Word file as PDF by LibreOffice, with its own profile and the magazine's font names."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import datetime
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
_DATE = re.compile(rb"(/(?:CreationDate|ModDate)\(D:)\d{14}")
_IDENTIFIER = re.compile(rb"(?<=[</])[0-9A-F]{32}(?=[>\s])")
_FILTER = {
    "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
    "UseLosslessCompression": {"type": "boolean", "value": "true"},
    "ReduceImageResolution": {"type": "boolean", "value": "false"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
}


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


def convert(source: Path, folder: Path, clock: datetime, timeout: float = 180) -> Path:
    """The PDF of a Word file, written into a folder; the same bytes for the same file and clock.

    Trouble when LibreOffice is absent, fails or takes too long.
    """
    program = soffice()
    if program is None:
        raise Trouble(
            "本机没有 LibreOffice，不能生成 PDF。", "Word 和 Excel 不受影响；安装 LibreOffice 后重新发布即可得到 PDF。"
        )
    target = folder / f"{source.stem}.pdf"
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="bureau-desk-office-") as profile:
        command = [
            str(program), f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(_FILTER)}", "--outdir", str(folder), str(source),
        ]  # fmt: skip
        environment = os.environ | ({"FONTCONFIG_FILE": str(FONTS)} if sys.platform.startswith("linux") else {})
        try:
            status, errors = _run(command, environment, timeout)
        except subprocess.TimeoutExpired:
            raise Trouble(
                f"LibreOffice 转换 PDF 超过 {timeout:.0f} 秒，已停止。", "请关闭其他 LibreOffice 窗口后重试。"
            ) from None
        except OSError as error:
            raise Trouble(f"LibreOffice 启动失败（{error.strerror}）。", "请检查它的安装。") from None
    if not target.is_file():
        said = errors.decode(errors="replace").strip().splitlines()
        raise Trouble(f"LibreOffice 没有生成 PDF（{said[-1] if said else f'退出状态 {status}'}）。", "请重试。")
    target.write_bytes(_settled(target.read_bytes(), clock))
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
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=dict(environment), start_new_session=own
    ) as process:
        while True:
            try:
                _, errors = process.communicate(timeout=min(_LOOK, timeout) if stop is not None else timeout)
            except subprocess.TimeoutExpired:
                stopped = stop is not None and stop.is_set()
                if stopped or time.monotonic() >= until:
                    _end(process)
                    if stopped:
                        raise Trouble("已停止生成 PDF。", "") from None
                    raise
            else:
                return process.returncode, errors


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


def _settled(content: bytes, clock: datetime) -> bytes:
    """The same PDF with the clock's date, its language, and identifiers made from its content; every replacement keeps its
    length."""
    stamp = clock.strftime("%Y%m%d%H%M%S").encode()
    content = _DATE.sub(lambda match: match[1] + stamp, content)
    # LibreOffice tells the language of the Latin letters as that of the document.
    content = content.replace(b"/Lang(en-US)", b"/Lang(zh-CN)")
    blank = _IDENTIFIER.sub(b"0" * 32, content)
    digest = hashlib.sha256(blank).hexdigest().upper().encode()[:32]
    place = content.rfind(b"trailer")
    return content[:place] + _IDENTIFIER.sub(digest, content[place:])
