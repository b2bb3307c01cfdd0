"""Whether a file lies on a disk of this machine: write-ahead logging is unsafe on network shares."""

from __future__ import annotations

import sys
from pathlib import Path

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.smbnetfs", "9p", "afpfs", "davfs", "ncpfs"}


def is_local(path: Path) -> bool:
    """False when the file's folder is on a network file system as far as the system tells."""
    if sys.platform == "win32":
        return _is_local_windows(path)
    return _mount_type(path.resolve()) not in _NETWORK


def _mount_type(path: Path) -> str:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    mounts = [(line.split(" ")[1].replace("\\040", " "), line.split(" ")[2]) for line in lines if line.count(" ") > 2]
    within = [(mount, kind) for mount, kind in mounts if path.is_relative_to(mount)]
    return max(within, key=lambda pair: len(pair[0]))[1] if within else ""


def _is_local_windows(path: Path) -> bool:
    import ctypes

    text = str(path.resolve())
    if text.startswith("\\\\"):
        return False
    windll = getattr(ctypes, "windll", None)
    remote = 4  # DRIVE_REMOTE
    return windll is None or windll.kernel32.GetDriveTypeW(path.resolve().anchor) != remote
