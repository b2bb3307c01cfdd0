"""A folder beside the cache that holds an issue of the desk as files, brought up to date by what differs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bureau_desk.app.paths import cache_folder
from bureau_desk.domain.inside import outside_fault
from bureau_desk.store.issue_files import digest

Content = Callable[[str, str], bytes]
"""Gives the contents of a digest; the second argument is the path, for messages."""


_BRINGING = threading.Lock()  # the window and a worker may want the same folder at the same time


class IssueMirror:
    """The mirror of one issue. It may be thrown away at any time; what is changed in it by hand is lost."""

    def __init__(self, desk: Path, number: int) -> None:
        whose = hashlib.sha256(str(desk.resolve()).encode()).hexdigest()[:12]
        self.folder = cache_folder() / "issues" / whose / str(number)
        self._notes = self.folder.with_name(f"{number}.json")

    def bring_up(self, named: Mapping[str, str], content: Content) -> Path:
        """Write the files that differ and take out those that are no more; returns the folder."""
        with _BRINGING:
            return self._brought_up(named, content)

    def _brought_up(self, named: Mapping[str, str], content: Content) -> Path:
        notes = self._read()
        stamps: dict[str, Any] = dict(notes.get("files", {}))
        for path, name in named.items():
            place = self.folder / path
            if outside_fault(self.folder, path) or (stamps.get(path) == [name, *_stamp(place)]):
                continue
            if not (place.is_file() and digest(place.read_bytes()) == name):
                place_file(place, content(name, path))
            stamps[path] = [name, *_stamp(place)]
        for path in files_in(self.folder) if self.folder.is_dir() else ():
            if path not in named:
                (self.folder / path).unlink(missing_ok=True)
        kept = {path: stamp for path, stamp in stamps.items() if path in named}
        if kept != notes.get("files"):
            self._write({**notes, "files": kept})
        return self.folder

    def summary(self, step: int) -> Mapping[str, Any] | None:
        """What was noted of the issue as a step left it."""
        noted = self._read().get("summary", {})
        return noted if noted.get("step") == step else None

    def note(self, step: int, summary: Mapping[str, Any]) -> None:
        """Note something of the issue as a step left it."""
        self._write({**self._read(), "summary": {**summary, "step": step}})

    def _read(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):
            found = json.loads(self._notes.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
        return {}

    def _write(self, notes: Mapping[str, Any]) -> None:
        with contextlib.suppress(OSError):  # only a saving of time
            place_file(self._notes, json.dumps(notes, ensure_ascii=False).encode())


def _stamp(path: Path) -> list[int]:
    with contextlib.suppress(OSError):
        told = path.stat()
        return [told.st_size, told.st_mtime_ns]
    return [-1, -1]


def files_in(folder: Path) -> list[str]:
    """Everything that may belong to an issue; hidden files, links out of the folder and lock files do not."""
    found = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith((".", "~$")) for part in name.split("/"))
        if path.is_file() and not hidden and not outside_fault(folder, name):
            found.append(name)
    return found


def place_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
