"""Emoji in titles, which the fonts of titles have not: they would be printed as boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bureau_desk.bulletin.compose_blocks import place_of
from bureau_desk.domain.issue import Article
from bureau_desk.domain.problem import Problem, Severity

# Beside the planes of pictures: older signs that are shown as pictures by themselves, or that a selector makes so.
_EMOJI = re.compile(
    "[0-9#*]\ufe0f?\u20e3|[\U0001f000-\U0001faff]|[\u2190-\u2bff\u3030-\u3299]\ufe0f|[⌚⌛⏩-⏬⏰⏳☔☕♿⚓⚡⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓-❕❗➕-➗➰➿⬛⬜⭐⭕]"
)


def emoji_slips(article: Article) -> Iterator[Problem]:
    """One problem for each title, heading or caption of a box that bears emoji."""
    heads = (
        ("标题", article.title),
        ("目录题名", article.contents_title),
        ("引题", article.kicker),
        ("副题", article.subtitle),
    )
    for what, text in heads:
        yield from _told(what, text, place_of(article))
    for block in article.blocks:
        if block.kind == "heading":
            text = "".join(run.text for line in block.lines for run in line)
            yield from _told("小标题", text, place_of(article, block.line))
        elif block.title:
            yield from _told("方框的标题", block.title, place_of(article, block.line))


def _told(what: str, text: str, where: str) -> Iterator[Problem]:
    found = "".join(dict.fromkeys(_EMOJI.findall(text)))
    if found:
        told = f"{what}里的表情符号“{found}”标题字体里没有，会印成方框，请删去或改成文字。"
        yield Problem("emoji", where, told, Severity.SOFT, value=found)
