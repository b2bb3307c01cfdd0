"""What was typed over a number in Word, written into the article: from then on the text stands and follows no register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bureau_desk.analysis.placeholders import Placeholder, split
from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.mending import article_texts
from bureau_desk.app.rechecking import Altered, Recheck, recheck
from bureau_desk.domain.problem import Misuse
from bureau_desk.exchange.markdown_text import escaped

_AROUND = 6  # characters on either side by which one of several places is known
_LED = re.compile(r"^\s*(?:[:：]{3,}\s*\S+\s+|#{1,6}\s+|>\s*|[-*+]\s+|\d+[.)]\s+|\w+\s*=\s*\")+")
"""What stands before the words of a line: marks of Markdown, a container's name, a key of the front matter."""
_APART = re.compile(r"^\s*(?:[:：]{3}|\+{3}|#|$)|\\$")
_OWN = re.compile(r"^\s*(?:[:：]{3}|#|\w+\s*=\s*\")")
_CUT = re.compile(r"[。！？!?][”’」』）)]*|\}\}|\{\{|\\n")
_CLOSING = "”’」』）)"


def read_back(desk: Desk, path: Path) -> Job[Recheck]:
    """Hold a Word file against the publication and the registers, see `rechecking.recheck`."""
    yield Progress("读取 Word 文件")
    return recheck(desk, path)


def take_over(desk: Desk, number: int, altered: Altered) -> str:
    """Put what Word has now in the place of a number in its article, as one step; returns the step's words.

    Misuse when the article or the place is not there any more, or is one of several that cannot be told apart.
    """
    issue, _ = issue_shelf.read(desk, number)
    name = f"{issue_shelf.ARTICLES}/{altered.article}.md"
    text = article_texts(desk, number, issue).get(name)
    if text is None or not altered.now:
        raise Misuse(f"没有写进稿件：本期没有文章“{altered.article}”。", "请先打开这份 Word 所属的那一期。")
    places = list(_places(text, altered))
    found = [one for one in places if _stands_in(text, one, altered)] if len(places) > 1 else places
    if len(found) != 1:
        why = (
            "稿件里没有这个数字（可能在图表标题里，或稿件已经改过）"
            if not places
            else "同一篇里有几处写法相同，分不清是哪一处"
        )
        raise Misuse(f"没有写进稿件：{why}。", "请按“到稿件”打开后手工改。")
    ((start, end),) = found
    now = altered.now if altered.now.endswith(altered.unit) else f"{altered.now}{altered.unit}"
    summary = f"按 Word 改“{altered.name}”为{now}"
    issue_shelf.save(desk, number, {name: f"{text[:start]}{_written(text, start, now)}{text[end:]}".encode()}, summary)
    return summary


def _places(text: str, altered: Altered) -> Iterator[tuple[int, int]]:
    """Start and end of every `{{...}}` of that name and form."""
    at = 0
    for piece in split(text):
        length = len(piece) if isinstance(piece, str) else len(piece.text)
        if isinstance(piece, Placeholder) and not piece.page and _called(piece) == (altered.name, altered.form):
            yield at, at + length
        at += length


def _called(piece: Placeholder) -> tuple[str, str]:
    return piece.name, f"{piece.form} {piece.other}".strip()


def _stands_in(text: str, place: tuple[int, int], altered: Altered) -> bool:
    """Whether the words around a place are those around the printed number in its sentence."""
    before, begins = _before(text[: place[0]])
    after, ends = _after(text[place[1] :], bool(_OWN.match(text[: place[0]].rpartition("\n")[2])))
    found = f"{before}{altered.was}{altered.unit}{after}"
    sentence = _bare(altered.sentence).rstrip(_CLOSING)
    if begins and not sentence.startswith(found):
        return False
    return sentence.endswith(found) if ends else found in sentence


def _before(text: str) -> tuple[str, bool]:
    """The last words of a text in their sentence, and whether the sentence begins with them."""
    lines = text.split("\n")
    words = lines.pop()
    while lines and not _LED.match(words) and not _APART.search(lines[-1]):
        words = lines.pop() + words
    words = _LED.sub("", words)
    cut = list(_CUT.finditer(words))
    bare = _bare(words[cut[-1].end() :] if cut else words)
    return bare[-_AROUND:], len(bare) <= _AROUND and not (cut and cut[-1].group() == "}}")


def _after(text: str, alone: bool) -> tuple[str, bool]:
    """The first words of a text in their sentence, and whether the sentence ends with them, as it does at the end of a
    line that stands `alone`."""
    line, _, rest = text.partition("\n")
    line = line.rstrip(' "↑↓')
    cut = _CUT.search(line)
    marks = cut.group() if cut else ""
    bare = _bare(line[: cut.start()] + marks.strip("{}\\n") if cut else line).rstrip(_CLOSING)
    ended = marks != "{{" if cut else alone or bool(_APART.search(rest.partition("\n")[0]))
    return bare[:_AROUND], ended and len(bare) <= _AROUND


def _bare(text: str) -> str:
    return "".join(text.replace("**", "").split())


def _written(text: str, at: int, words: str) -> str:
    """The words as a writer types them in the body, or between the quotes of the front matter."""
    fence = text.find("\n+++", text.find("+++") + 3)
    if at > fence:
        return escaped(words)
    if any(mark in words for mark in '"\\'):
        raise Misuse("没有写进稿件：改后的文字里有引号或反斜杠。", "请按“到稿件”打开后手工改。")
    return words
