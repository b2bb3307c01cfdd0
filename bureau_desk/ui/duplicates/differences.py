"""Where two texts differ, character by character, for colouring."""

from __future__ import annotations

Span = tuple[int, int]


def differing(first: str, second: str) -> tuple[list[Span], list[Span]]:
    """The (start, end) spans of each text that the other does not have."""
    from rapidfuzz.distance import Levenshtein

    mine: list[Span] = []
    theirs: list[Span] = []
    for step in Levenshtein.opcodes(first, second):
        if step.tag == "equal":
            continue
        if step.src_end > step.src_start:
            mine.append((step.src_start, step.src_end))
        if step.dest_end > step.dest_start:
            theirs.append((step.dest_start, step.dest_end))
    return mine, theirs
