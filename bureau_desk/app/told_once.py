"""What the reader of an issue's files told with its line is not told again by those who meet it later."""

from __future__ import annotations

from collections.abc import Iterable

from bureau_desk.domain.problem import Problem

_READ = {"article": ("missing_file", "outside"), "headline": ("headline",)}


def told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in their order, each once: of a missing article or headline the one that names the line."""
    found = tuple(dict.fromkeys(problems))
    read = {(one.code, one.value) for one in found if one.where.startswith("issue.toml ") and one.value}
    return tuple(
        one
        for one in found
        if one.where != "issue.toml" or all((code, one.value) not in read for code in _READ.get(one.code, ()))
    )
