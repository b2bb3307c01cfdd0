"""Opening the desk that a command works on."""

from __future__ import annotations

import argparse
import contextlib
import getpass
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from bureau_desk.app.clock import from_environment
from bureau_desk.app.desk import Desk
from bureau_desk.app.paths import default_desk
from bureau_desk.cli.output import tell
from bureau_desk.domain.problem import DeskInUse, Misuse


def author(arguments: argparse.Namespace) -> str:
    """Who is named in the journal."""
    if arguments.author:
        return str(arguments.author)
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "经办人"


def desk_path(arguments: argparse.Namespace) -> Path:
    """The desk file that is meant."""
    text = arguments.desk
    if text and "://" in text:
        if not text.startswith("sqlite:///"):
            raise Misuse(f"暂不支持这种台账地址：{text.split('://')[0]}。", "请给出 .desk 文件的路径。")
        text = text.removeprefix("sqlite:///")
    return Path(text) if text else default_desk()


@contextlib.contextmanager
def opened(arguments: argparse.Namespace, write: bool = False) -> Iterator[Desk]:
    """The desk, closed again whatever happens."""
    desk = Desk.open(desk_path(arguments), author(arguments), from_environment(), write)
    try:
        if write:
            desk.database.check_file()  # what is written into a damaged file is lost with it
        yield desk
    finally:
        desk.close()


@contextlib.contextmanager
def opened_or_new(arguments: argparse.Namespace) -> Iterator[Desk]:
    """The desk for writing; an import makes it when there is none, and says so.

    A desk that nothing was saved in is taken away again, so that a slip in its name leaves no file behind.
    """
    path = desk_path(arguments)
    if path.exists():
        with opened(arguments, write=True) as desk:
            yield desk
        return
    from bureau_desk.app import browsing

    desk = Desk.create(path, author(arguments), clock=from_environment())
    used = False
    try:
        yield desk
        used = any(one.records for one in browsing.registers(desk))
    finally:
        if used:
            desk.close()
        else:
            desk.database.discard()
    tell(f"没有台账“{path}”，{'已新建台账。' if used else '按空台账检查；没有导入内容，未新建台账。'}")


@contextlib.contextmanager
def opened_if_free(arguments: argparse.Namespace) -> Iterator[Desk]:
    """The desk for writing, or for reading alone while somebody else holds it."""
    clock = from_environment()
    try:
        desk = Desk.open(desk_path(arguments), author(arguments), clock)
    except DeskInUse:
        desk = Desk.open(desk_path(arguments), author(arguments), clock, write=False)
    try:
        yield desk
    finally:
        desk.close()


def day(text: str | None, first: bool = False) -> date | None:
    """A day as typed; year or month precision means its last day, or its first."""
    if not text:
        return None
    from bureau_desk.domain.values import first_day, last_day

    try:
        return (first_day if first else last_day)(text.strip().replace("/", "-").replace(".", "-"))
    except ValueError:
        raise Misuse(f"日期“{text}”读不懂。", "请写成 2021-12-31 这样的形式。") from None


def moment(text: str | None) -> datetime | None:
    """A moment of knowledge as typed; a bare day means its end."""
    if not text:
        return None
    if ":" not in text:
        known = day(text)
        return datetime.combine(known, time.max) if known else None
    try:
        return datetime.fromisoformat(text.strip().replace("/", "-")).replace(tzinfo=None)
    except ValueError:
        raise Misuse(f"时刻“{text}”读不懂。", "请写成 2021-12-31 或 2021-12-31T17:00 这样的形式。") from None
