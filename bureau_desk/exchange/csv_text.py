"""CSV as Chinese offices exchange it: GBK or UTF-8 in, UTF-8 with BOM out, and no text that turns into a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bureau_desk.domain.problem import Trouble

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = (",", "\t", ";")


def decode(data: bytes, name: str) -> str:
    """Bytes as text: by their BOM, else strict UTF-8, else GB18030 (what Excel writes in China).

    Raises Trouble when none fits; a guesser is never asked.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, (encoding,), name)
    return _decoded(data, ("utf-8", "gb18030"), name)


def _decoded(data: bytes, encodings: tuple[str, ...], name: str) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Trouble(
        f"“{name}”不是能读取的文字表格（编码既不是 UTF-8 也不是 GB18030，或文件已损坏）。",
        "请用 Excel 或 WPS 打开原表，另存为 .xlsx 后再导入。",
    )


def delimiter(text: str) -> str:
    """The sign that parts the cells: the one of comma, tab and semicolon that parts the first lines most evenly."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    best, best_score = ",", (0, 0)
    for sign in _DELIMITERS:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=sign)]
        # most lines with at least one cut first, then the widest line: titles above a table hold no cut
        score = (sum(1 for count in counts if count > 0), max(counts, default=0))
        if score > best_score:
            best, best_score = sign, score
    return best


def read_rows(text: str, name: str) -> list[list[str]]:
    """The rows of a CSV text, the guard before formula-like text taken off."""
    source = io.StringIO(text, newline="")
    try:
        return [[unguarded(cell) for cell in row] for row in csv.reader(source, delimiter=delimiter(text))]
    except csv.Error as reason:
        raise Trouble(
            f"“{name}”的引号或换行不完整，无法分列（{reason}）。", "请在 Excel 或 WPS 中另存为 .xlsx 后再导入。"
        ) from None


def guarded(text: str) -> str:
    """A text that a spreadsheet will not take for a formula: an apostrophe goes before = + - @ and before itself."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) or _is_guarded(text) else text


def unguarded(text: str) -> str:
    """A text without the apostrophe that `guarded` set before it."""
    return text[1:] if _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    return text.startswith("'") and text.lstrip("'").startswith(_FORMULA_STARTS)


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV with BOM and Windows line ends, so that Excel and WPS open it by a double click."""
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + target.getvalue().encode("utf-8")
