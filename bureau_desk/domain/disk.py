"""What the disk refused, as one sentence: where, why, what to do."""

from __future__ import annotations

import errno

from bureau_desk.domain.problem import Trouble

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)
_WRONG_KIND = (errno.ENOTDIR, errno.EISDIR)


def disk_trouble(name: str, error: OSError) -> Trouble:
    """The sentence for a file that could not be written; `name` is the file as the user knows it."""
    if error.errno in _FULL:
        return Trouble(f"磁盘已满，“{name}”没有写成。", "请清出空间或换一个位置后再试；台账未受影响。")
    if error.errno in _DENIED:
        return Trouble(
            f"“{name}”不能写入：没有权限，或正被另一个程序（如 WPS）打开。", "请关闭它，或换一个位置后再试。"
        )
    if error.errno == errno.ENOENT:
        return Trouble(f"“{name}”没有写成：文件夹不存在。", "请先建好文件夹，或换一个位置。")
    if error.errno in _WRONG_KIND:
        return Trouble(f"“{name}”没有写成：文件与文件夹弄反了。", "请检查路径。")
    if error.errno == errno.ENAMETOOLONG:
        return Trouble(f"“{name[:40]}…”没有写成：文件名太长。", "请换一个短些的名字。")
    return Trouble(f"“{name}”没有写成（{error.strerror or error}）。", "请检查磁盘和路径后再试。")
