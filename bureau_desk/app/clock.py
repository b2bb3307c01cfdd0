"""The clock as an argument: SOURCE_DATE_EPOCH makes every output repeatable."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bureau_desk.domain.problem import Misuse

Clock = Callable[[], datetime]


def from_environment(environment: Mapping[str, str] | None = None) -> Clock:
    """A clock that stands at SOURCE_DATE_EPOCH (seconds, UTC) when set, else the machine's local time."""
    text = (os.environ if environment is None else environment).get("SOURCE_DATE_EPOCH", "")
    if not text:
        return lambda: datetime.now().replace(microsecond=0)
    try:
        moment = datetime.fromtimestamp(int(text), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise Misuse(f"环境变量 SOURCE_DATE_EPOCH 应为整数秒，现为“{text}”。") from None
    return lambda: moment
