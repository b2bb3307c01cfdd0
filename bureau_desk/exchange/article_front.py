"""The front matter of an article changed with its body kept letter by letter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bureau_desk.exchange.article_file import KEYS, TEXTS, article_of, article_text
from bureau_desk.exchange.markdown_text import plain_escaped
from bureau_desk.exchange.toml_text import written

_FENCE = "+++"


def changed_front(text: str, identity: str, values: Mapping[str, Any]) -> str:
    """The text of an article with some keys of its front matter changed; '' and 0 take a key out.

    Only the lines of these keys change. Where the front matter cannot be changed line by line it is written anew by
    what could be read of it.
    """
    lines = text.split("\n")
    marks = [place for place, line in enumerate(lines) if line.strip() == _FENCE]
    if len(marks) < 2 or any(line.strip() for line in lines[: marks[0]]):
        article, _ = article_of(text, identity, identity)
        return article_text(replace(article, **values))
    first, end = marks[0], marks[1]
    front, body = lines[first + 1 : end], lines[end:]
    changed = _by_lines(front, values)
    if changed is None:
        article, _ = article_of(text, identity, identity)
        whole = article_text(replace(article, blocks=(), **values)).split("\n")
        changed = whole[1 : whole.index(_FENCE, 1)]
    return "\n".join([*lines[: first + 1], *changed, *body])


def _by_lines(front: list[str], values: Mapping[str, Any]) -> list[str] | None:
    """The lines with these keys changed, None when the result is not what was meant."""
    before = _data(front)
    if before is None or any(key not in KEYS for key in values):
        return None
    wanted, made = dict(before), list(front)
    for key, value in values.items():
        said = plain_escaped(value) if key in TEXTS else value
        place = next((at for at, line in enumerate(made) if re.match(rf"\s*{key}\s*=", line)), None)
        if value or (key == "end_mark" and value is False):
            line = f"{key} = {written(said)}"
            if place is None:
                made.append(line)
            else:
                made[place] = line
            wanted[key] = said
        else:
            wanted.pop(key, None)
            if place is not None:
                del made[place]
    return made if _data(made) == wanted else None


def _data(lines: list[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines), parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return None
