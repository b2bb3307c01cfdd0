"""What the program remembers of its user: recent desks and issues, sizes, theme, author."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from bureau_desk.app.paths import config_folder


@dataclass(slots=True)
class Settings:
    """Plain settings; unknown keys of a newer program are kept in `other`."""

    author: str = ""
    theme: str = "system"  # light | dark | system
    scale: int = 100  # percent, 90 to 150
    recent_desks: list[str] = field(default_factory=list)
    recent_issues: list[str] = field(default_factory=list)
    geometry: str = ""
    splitter: list[int] = field(default_factory=list)
    widths: dict[str, dict[str, int]] = field(default_factory=dict)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    sort: dict[str, list[Any]] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)


def _file() -> Path:
    return config_folder() / "settings.json"


def load(path: Path | None = None) -> Settings:
    """Settings from the file; a missing or damaged file gives the defaults, a damaged entry its own default."""
    try:
        raw = json.loads((path or _file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    settings = Settings()
    if not isinstance(raw, dict):
        return settings
    names = {one.name for one in fields(Settings)}
    for key, value in raw.items():
        if key not in names:
            settings.other[key] = value
        elif isinstance(value, type(getattr(settings, key))):
            setattr(settings, key, value)
    return settings


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all; a full disk or a read-only folder must not stop the program."""
    target = path or _file()
    content = asdict(settings)
    content |= content.pop("other")
    part = target.with_suffix(".part")
    try:
        part.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
