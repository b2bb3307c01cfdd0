"""What is typed and not yet saved, written down at once beside the desk: it survives a crash, also of the machine's power."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bureau_desk.app import paths
from bureau_desk.app.desk import Desk
from bureau_desk.store.database import read_meta

Key = tuple[str, int | None]
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Kept:
    """The typed texts of one record (None: a new one) that differ from what is saved.

    `base` holds what was saved in these fields when the typing began, `since` the moment of it.
    """

    register: str
    record: int | None
    texts: dict[str, str]
    base: dict[str, str] = field(default_factory=dict)
    since: str = ""


class Drafts:
    """The drafts of one desk by register and record, each change written to a small file of the user's own.

    The file lies in the user's data folder, not in the desk: neither a running job nor a desk on a slow share hinders it.
    Written beside and renamed, so that it is always whole; without waiting for the disk, because what a program has
    handed to the system survives the program.
    """

    def __init__(self, path: Path, now: str = "") -> None:
        self.path = path
        self._now = now
        self._kept: dict[Key, Kept] = {}
        self._read()
        self.found = tuple(self._kept.values())  # what an earlier run left

    def _read(self) -> None:
        try:
            raw = json.loads(self.path.read_text(encoding="utf-8"))
            for one in raw["drafts"]:
                kept = Kept(**one)
                if kept.texts and all(isinstance(text, str) for text in kept.texts.values()):
                    self._kept[kept.register, kept.record] = kept
        except FileNotFoundError:
            return
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            _log.warning("drafts could not be read: %s", self.path, exc_info=True)
            self._set_aside()

    def _set_aside(self) -> None:
        """An unreadable file is kept under another name: it may still be mended by hand."""
        try:
            self.path.replace(self.path.with_suffix(".unreadable.json"))
        except OSError:
            _log.warning("drafts could not be set aside", exc_info=True)

    def __len__(self) -> int:
        """How many records have typed texts."""
        return len(self._kept)

    def __iter__(self) -> Iterator[Key]:
        """Register and record of each draft, the oldest first."""
        return iter(sorted(self._kept, key=lambda key: self._kept[key].since))

    def __contains__(self, key: object) -> bool:
        """Whether a record has a draft."""
        return key in self._kept

    def get(self, register: str, record: int | None) -> Kept | None:
        """The draft of a record."""
        return self._kept.get((register, record))

    def all(self) -> list[Kept]:
        """Every draft, the oldest first."""
        return [self._kept[key] for key in self]

    def put(
        self, register: str, record: int | None, texts: Mapping[str, str], stored: Mapping[str, str], now: str
    ) -> None:
        """Keep the texts that differ from what is saved; none that differ drops the draft."""
        typed = {key: text for key, text in texts.items() if text != stored.get(key, "")}
        before = self._kept.get((register, record))
        if not typed:
            self.drop(register, record)
            return
        if before is not None and before.texts == typed:
            return
        base = {key: (before.base if before else {}).get(key, stored.get(key, "")) for key in typed}
        self._kept[register, record] = Kept(register, record, typed, base, before.since if before else now)
        self._write()

    def add(self, register: str, record: int | None, key: str, text: str, stored: str, now: str) -> None:
        """Keep one more typed text of a record (a cell), beside those that are kept already."""
        before = self._kept.get((register, record))
        texts, base = dict(before.texts if before else {}), dict(before.base if before else {})
        if text == stored:
            texts.pop(key, None)
        else:
            texts[key] = text
        if not texts:
            self.drop(register, record)
        elif before is None or before.texts != texts:
            base.setdefault(key, stored)
            base = {one: words for one, words in base.items() if one in texts}
            self._kept[register, record] = Kept(register, record, texts, base, before.since if before else now)
            self._write()

    def drop(self, register: str, record: int | None, key: str = "") -> None:
        """Forget a draft, or one field of it: it was saved or given up."""
        kept = self._kept.get((register, record))
        if kept is None:
            return
        if key:
            if key not in kept.texts:
                return
            kept.texts.pop(key)
            kept.base.pop(key, None)
        if not key or not kept.texts:
            del self._kept[register, record]
        self._write()

    def clear(self) -> None:
        """Forget every draft."""
        if self._kept:
            self._kept.clear()
            self._write()

    def _write(self) -> None:
        try:
            if not self._kept:
                self.path.unlink(missing_ok=True)
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_suffix(f".{os.getpid()}.part")
            text = json.dumps({"drafts": [asdict(one) for one in self._kept.values()]}, ensure_ascii=False)
            part.write_text(text, encoding="utf-8")
            part.replace(self.path)
        except OSError:
            # typing goes on without its safety net rather than being hindered by it
            _log.warning("drafts could not be written: %s", self.path, exc_info=True)


def open_drafts(desk: Desk) -> Drafts:
    """The drafts of a desk."""
    return Drafts(paths.data_folder() / "drafts" / f"{desk_mark(desk)}.json")


def desk_mark(desk: Desk) -> str:
    """A name for a desk, by what it is and not where it lies: a desk that was moved keeps its drafts."""
    with desk.database.reading() as connection:
        told = "|".join(read_meta(connection, key) for key in ("created_at", "title"))
    return hashlib.sha256(told.encode()).hexdigest()[:16]
