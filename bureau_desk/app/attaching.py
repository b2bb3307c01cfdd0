"""Documents attached to records: contents once in the desk, entries in the record's field, one step that undo takes back."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bureau_desk.app import validity
from bureau_desk.app.changes import Changes
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress, finish
from bureau_desk.app.recording import stored_values
from bureau_desk.app.writing import put_entries
from bureau_desk.domain.attachment import Attached, attached, free_name, safe_name, size_words
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.store import attachments, journal
from bureau_desk.store.database import guarded, read_meta, write_meta

_MEGABYTE = 1024 * 1024
_LIMITS = {"attachment_file_mb": 20, "attachment_desk_mb": 500}


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest document and the most of all documents of a desk, in megabytes."""

    file: int = _LIMITS["attachment_file_mb"]
    desk: int = _LIMITS["attachment_desk_mb"]


MOST = Limits(200, 20_000)
"""What can be set at most; contents are read whole, and a desk is one file."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a record as staff see it; `size` in bytes is None when its contents are gone."""

    attached: Attached
    size: int | None

    @property
    def words(self) -> str:
        """The size in words, or that the contents are gone."""
        return "内容缺失" if self.size is None else size_words(self.size)


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: the change, and a sentence for each file that was left out."""

    changes: Changes
    left_out: tuple[str, ...] = ()


def field_of(register: Register) -> Field | None:
    """The field that holds a register's documents."""
    return next((one for one in register.fields if one.type is FieldType.FILES), None)


def limits(desk: Desk) -> Limits:
    """The limits that hold in this desk."""
    with desk.database.reading() as connection:
        texts = [read_meta(connection, key) for key in _LIMITS]
    numbers = [int(text) if text.isdecimal() else least for text, least in zip(texts, _LIMITS.values(), strict=True)]
    return Limits(*numbers)


def set_limits(desk: Desk, wanted: Limits) -> None:
    """Change the limits for everybody who opens the desk; Trouble when they make no sense."""
    for value, most in ((wanted.file, MOST.file), (wanted.desk, MOST.desk)):
        if not 1 <= value <= most:
            raise Trouble(f"附件大小的上限应在 1 至 {most:,} MB 之间。", "请改填后再保存。")
    with desk.database.writing() as connection:
        for key, value in zip(_LIMITS, (wanted.file, wanted.desk), strict=True):
            write_meta(connection, key, str(value))


def total(desk: Desk) -> int:
    """The bytes of all documents in the desk, of removed ones too."""
    with desk.database.reading() as connection:
        return attachments.total(connection)


def documents(desk: Desk, record: int, entries: Sequence[str] | None = None) -> list[Document]:
    """The documents of a record by the journal, or of some entries (as of another day), with their sizes."""
    with desk.database.reading() as connection:
        if entries is None:
            register, field = _register(desk, connection, record)
            entries_value = stored_values(desk, connection, register.key, record).get(field.key)
        else:
            entries_value = tuple(entries)
        found = attached(entries_value)
        sizes = attachments.sizes(connection, [one.sha256 for one in found])
    return [Document(one, sizes.get(one.sha256)) for one in found]


def add(desk: Desk, record: int, paths: Sequence[Path], reason: str = "") -> Generator[Progress, None, Added]:
    """Attach files to a record as one step; files that cannot be taken are left out with a sentence each.

    Trouble when none can be taken, when the desk would grow beyond its limit, or when the record is gone. Contents and
    revision are written in one transaction.
    """
    allowed = limits(desk)
    taken: list[tuple[str, bytes]] = []
    left_out: list[str] = []
    for number, path in enumerate(paths):
        yield Progress(f"读取 {path.name}", number, len(paths))
        try:
            taken.append((safe_name(path.name), _contents(path, allowed)))
        except Trouble as trouble:
            left_out.append(str(trouble.message))
    if taken:
        yield Progress("写入附件", len(paths), len(paths))
    return _add(desk, record, taken, left_out, allowed, reason)


def add_contents(desk: Desk, record: int, name: str, content: bytes, reason: str = "") -> Added:
    """Attach contents that are no file yet (a picture from the clipboard)."""
    allowed = limits(desk)
    _refuse_size(name, len(content), allowed)
    return _add(desk, record, [(safe_name(name), content)], [], allowed, reason)


def _contents(path: Path, allowed: Limits) -> bytes:
    """A file's bytes; Trouble that names it when it cannot be taken."""
    name = f"“{path.name}”"
    if path.is_dir():
        raise Trouble(f"{name}是文件夹，不能作为附件。", "请选择其中的文件，或先压缩成一个文件。")
    try:
        if not path.is_file():
            raise Trouble(f"找不到文件{name}，没有添加。", "请核对它是否已移动或改名。")
        _refuse_size(path.name, path.stat().st_size, allowed)
        with path.open("rb") as file:
            content = file.read(allowed.file * _MEGABYTE + 1)
    except OSError as error:
        raise Trouble(
            f"{name}读不出来，没有添加（{error.strerror or error}）。", "请检查文件权限，或先复制到本机。"
        ) from error
    _refuse_size(path.name, len(content), allowed)  # it may have grown, or tell no size
    return content


def _refuse_size(name: str, size: int, allowed: Limits) -> None:
    if size == 0:
        raise Trouble(f"“{name}”是空文件，没有添加。", "请核对文件内容。")
    if size > allowed.file * _MEGABYTE:
        message = f"“{name}”超过单个附件的上限 {allowed.file} MB（现为 {size_words(size)}），没有添加。"
        raise Trouble(message, "请压缩或拆分后再添加，或在设置中调整上限。")


def _add(
    desk: Desk, record: int, files: Sequence[tuple[str, bytes]], left_out: list[str], allowed: Limits, reason: str
) -> Added:
    with desk.database.writing() as connection:
        register, field = _register(desk, connection, record)
        held = list(_held(desk, connection, register, field, record))
        fresh: list[Attached] = []
        for name, content in files:
            digest = attachments.digest(content)
            same = next((one for one in held if one.sha256 == digest), None)
            if same is not None:
                left_out.append(f"“{name}”与已有的附件“{same.name}”内容相同，没有重复添加。")
                continue
            if attachments.put(connection, content, desk.author, desk.now()) != digest:
                raise Misuse("附件的摘要算错了。")
            one = Attached(digest, free_name(name, tuple(other.name for other in held)))
            held.append(one)
            fresh.append(one)
        if not fresh:
            raise Trouble(left_out[0] if left_out else "没有选择文件。", "；".join(left_out[1:]))
        _refuse_total(connection, allowed)
        what = f"“{fresh[0].name}”" if len(fresh) == 1 else f"“{fresh[0].name}”等 {len(fresh)} 份"
        changes = _put(desk, connection, register, field, record, held, f"添加附件{what}", reason)
    desk.emit(changes)
    return Added(changes, tuple(left_out))


def _refuse_total(connection: Connection, allowed: Limits) -> None:
    size = attachments.total(connection)
    if size > allowed.desk * _MEGABYTE:
        message = f"没有添加：台账里的附件合计将达 {size_words(size)}，超过上限 {allowed.desk:,} MB。"
        raise Trouble(message, "移除的附件仍留在历史里，也计入合计。请压缩后再添加，或在设置中调整上限。")


def rename(desk: Desk, record: int, entry: Attached, name: str, reason: str = "") -> Changes:
    """Give a document another file name; the ending is kept when none is typed."""
    wanted = safe_name(name)
    if entry.ending and "." not in wanted:
        wanted = safe_name(f"{wanted}.{entry.ending}")
    with desk.database.writing() as connection:
        register, field = _register(desk, connection, record)
        held = _held(desk, connection, register, field, record)
        if entry not in held:
            raise _gone(entry)
        others = tuple(one.name for one in held if one != entry)
        renamed = Attached(entry.sha256, free_name(wanted, others))
        new = [renamed if one == entry else one for one in held]
        words = f"附件“{entry.name}”改名为“{renamed.name}”"
        changes = _put(desk, connection, register, field, record, new, words, reason)
    desk.emit(changes)
    return changes


def remove(desk: Desk, record: int, entries: Sequence[Attached], reason: str = "") -> Changes:
    """Take documents off a record; undo brings them back, because the contents stay as long as history names them."""
    with desk.database.writing() as connection:
        register, field = _register(desk, connection, record)
        held = _held(desk, connection, register, field, record)
        for one in entries:
            if one not in held:
                raise _gone(one)
        left = [one for one in held if one not in entries]
        what = f"“{entries[0].name}”" if len(entries) == 1 else f" {len(entries)} 份"
        changes = _put(desk, connection, register, field, record, left, f"移除附件{what}", reason)
    desk.emit(changes)
    return changes


def read(desk: Desk, entry: Attached) -> bytes:
    """A document's contents; Trouble when they are gone or no longer what was attached."""
    with desk.database.reading() as connection:
        content = attachments.get(connection, entry.sha256)
    if content is None:
        raise Trouble(f"附件“{entry.name}”的内容不在台账里。", "请从备份恢复，或重新添加这份文件。")
    if attachments.digest(content) != entry.sha256:
        raise Trouble(f"附件“{entry.name}”的内容已损坏。", "请从备份恢复，或重新添加这份文件。")
    return content


def save_as(desk: Desk, entry: Attached, out: Path) -> Path:
    """Write a document beside its temporary name, then give it its own: whole or not at all."""
    content = read(desk, entry)
    part = out.with_name(out.name + ".part")
    try:
        with guarded(out):
            part.write_bytes(content)
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return out


def _register(desk: Desk, connection: Connection, record: int) -> tuple[Register, Field]:
    key = DeskContext(desk, connection).register_of(record)
    if not key:
        raise Misuse(f"没有记录 #{record}。")
    register = desk.schema.registers[key]
    field = field_of(register)
    if field is None:
        raise Trouble(f"台账“{register.title}”没有附件一栏。", "请先在字段设置里添加。")
    return register, field


def _held(desk: Desk, connection: Connection, register: Register, field: Field, record: int) -> tuple[Attached, ...]:
    return attached(stored_values(desk, connection, register.key, record).get(field.key))


def _gone(entry: Attached) -> Trouble:
    return Trouble(f"附件“{entry.name}”刚刚在别处移除或改名。", "请重新读取后再试。")


def _put(
    desk: Desk,
    connection: Connection,
    register: Register,
    field: Field,
    record: int,
    held: Sequence[Attached],
    words: str,
    reason: str,
) -> Changes:
    value = tuple(one.entry for one in held) or None
    entries = validity.split(desk, connection, register, {record: {field.key: value}}, validity.CORRECTION)
    summary = f"{words}（{DeskContext(desk, connection).name(record)}）"
    number = journal.open_batch(connection, desk.now(), desk.author, summary)
    finish(put_entries(desk, connection, entries, number, reason))
    return Changes(frozenset({register.key}), (record,), number, summary)
