"""The named questions of an issue: searched by name or pinyin, and new ones written into figures.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.domain.pinyin import pinyin_keys
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.exchange.figures_file import figures_of, figures_text

_SIGNS = "{}|@[]\n\"'"


def searched(names: Iterable[str], words: str) -> list[str]:
    """The names that hold all the words, by their characters, pinyin or initials; all of them without words."""
    wanted = [one.casefold() for one in words.split()]
    if not wanted:
        return list(names)
    found = []
    for name in names:
        keys = (name.casefold(), *pinyin_keys(name))
        if all(any(one in key for key in keys) for one in wanted):
            found.append(name)
    return found


def name_fault(name: str, known: Iterable[str]) -> str:
    """Why a question cannot be called so, '' when it can."""
    if not name.strip():
        return "请给问题起个名字。"
    if wrong := next((sign for sign in _SIGNS if sign in name), ""):
        return f"名称里不能有“{wrong.strip() or '换行'}”。"
    if name.split()[0] in ("page", "页码", "list", "名单") and len(name.split()) > 1:
        return "名称不能以 page、list 开头。"
    return f"已经有叫“{name}”的问题。" if name in known else ""


def add_question(desk: Desk, issue: int, name: str, question: Question) -> None:
    """Write a question into the figures of an issue under a name; what is in the file stays as it is.

    Misuse when the name cannot be used, or the file cannot be read so that a further table would not be found.
    """
    content = issue_shelf.content(desk, issue, issue_shelf.FIGURES) or b""
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    known, _ = figures_of(text)
    name = name.strip()
    if told := name_fault(name, known):
        raise Misuse(f"问题没有写入：{told}")
    named = replace(question, name=name)
    added = f"{text.rstrip()}\n\n{figures_text({name: named})}" if text.strip() else figures_text({name: named})
    if name not in figures_of(added)[0]:
        raise Misuse("问题没有写入：figures.toml 里有写法错误。", "请先改正校对里列出的问题。")
    issue_shelf.save(desk, issue, {issue_shelf.FIGURES: added.encode()}, f"新建问题“{name}”")
