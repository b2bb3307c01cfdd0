"""What the window remembers between starts, on top of the app floor's settings file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bureau_desk.app import settings as settings_file

RECENT = 8


class Memory:
    """The settings of this user, written when something changes and once more when the window closes."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.settings = settings_file.load(path)

    def save(self) -> None:
        """Write the settings."""
        settings_file.save(self.settings, self._path)

    def note_desk(self, path: Path) -> None:
        """Put a desk at the head of the recent ones."""
        self.settings.recent_desks = _headed(self.settings.recent_desks, str(path))
        self.save()

    def forget_desk(self, path: str) -> None:
        """Drop a desk that is gone from the recent ones."""
        self.settings.recent_desks = [one for one in self.settings.recent_desks if one != path]
        self.save()

    def note_issue(self, folder: Path) -> None:
        """Put an issue folder at the head of the known ones."""
        self.settings.recent_issues = _headed(self.settings.recent_issues, str(folder))
        self.save()

    def forget_issue(self, folder: str) -> None:
        """Take an issue folder off the list; the folder itself stays."""
        self.settings.recent_issues = [one for one in self.settings.recent_issues if one != folder]
        self.save()

    def get(self, key: str, default: Any) -> Any:
        """A further small thing remembered; a value of another type than the default is ignored."""
        value = self.settings.other.get(key, default)
        return value if isinstance(value, type(default)) else default

    def put(self, key: str, value: Any) -> None:
        """Remember a further small thing; written when the window closes."""
        self.settings.other[key] = value


def _headed(known: list[str], first: str) -> list[str]:
    return [first, *(one for one in known if one != first)][:RECENT]
