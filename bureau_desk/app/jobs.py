"""Long work as plain generators: the command line and the window drive the same job."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

Result = TypeVar("Result")
Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done and how far it is: `done` of `total` (0: unknown)."""

    what: str
    done: int = 0
    total: int = 0


Job = Generator[Progress, None, Result]
"""A job yields Progress and returns its result; closing it at a `yield` cancels and rolls back."""


def finish(job: Generator[Progress, None, Result], watch: Callable[[Progress], None] | None = None) -> Result:
    """Drive a job to its end and return what it returns; `watch` sees each step."""
    while True:
        try:
            step = next(job)
        except StopIteration as end:
            result: Result = end.value
            return result
        if watch:
            watch(step)


def at_once(job: Callable[Given, Job[Result]]) -> Callable[Given, Result]:
    """The job as a function that drives it to its end, with the same arguments."""

    @wraps(job)
    def does(*given: Given.args, **more: Given.kwargs) -> Result:
        return finish(job(*given, **more))

    return does
