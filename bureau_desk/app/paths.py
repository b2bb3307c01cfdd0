"""Where the user's desk, settings and log lie."""

from __future__ import annotations

import os
from pathlib import Path

APPLICATION = "bureau_desk"


def data_folder() -> Path:
    """The user's data folder, made when absent."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False, ensure_exists=True)


def config_folder() -> Path:
    """The user's settings folder, made when absent."""
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False, ensure_exists=True)


def log_folder() -> Path:
    """The folder of the program's log, made when absent."""
    from platformdirs import user_log_path

    return user_log_path(APPLICATION, appauthor=False, ensure_exists=True)


def cache_folder() -> Path:
    """Where things lie that can be made again; `BUREAU_DESK_CACHE` names another folder."""
    named = os.environ.get("BUREAU_DESK_CACHE")
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path(APPLICATION, appauthor=False, ensure_exists=True)


def default_desk() -> Path:
    """The desk that opens when none is named."""
    return data_folder() / "台账.desk"
