"""What changed between two publications as rich text: what went is struck through, what came stands on a tint."""

from __future__ import annotations

import difflib
from html import escape

from bureau_desk.app import issue_archive
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_archive import CHANGED, ArticleChange, NumberChange
from bureau_desk.ui.theme import theme


def number_html(desk: Desk, one: NumberChange) -> str:
    """What a number said then and now, and the rows that came in or went out between."""
    sentences = [
        f"<p><b>{words}</b>　{escape(number.sentence or number.text)}<br>"
        f"{_quiet(escape(f'截至 {number.as_of}；{number.source}；{number.scope}'))}</p>"
        for words, number in (("原来", one.before), ("现在", one.after))
        if number is not None
    ]
    lines = []
    changes = issue_archive.rows_behind(desk, one) if len(one.came) + len(one.went) <= 200 else []
    for row in changes:
        name = escape(row.name)
        shown = f"＋ {_fresh(name)}" if row.came else f"− <s>{name}</s>"
        lines.append(f"<li>{shown}　{_quiet(escape(row.why))}</li>")
    if not changes and (one.came or one.went):
        lines.append(f"<li>新增 {len(one.came):,} 条，减少 {len(one.went):,} 条，按“查看明细”在台账里看。</li>")
    return "".join(sentences) + (f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{escape(one.why)}</p>")


def _quiet(text: str) -> str:
    return f'<span style="color:{theme.tokens.quiet}">{text}</span>'


def _fresh(text: str) -> str:
    return f'<span style="background-color:{theme.tokens.tint}">{text}</span>'


def _gone(text: str) -> str:
    return f'<s style="color:{theme.tokens.quiet}">{text}</s>'


def article_html(one: ArticleChange) -> str:
    """Two readings of an article as one: what stayed in short, what changed letter by letter."""
    if one.kind != CHANGED:
        return "".join(f"<p>{escape(text)}</p>" for text in one.after or one.before)
    lines = []
    matcher = difflib.SequenceMatcher(a=one.before, b=one.after, autojunk=False)
    for kind, first, end, second, last in matcher.get_opcodes():
        if kind == "equal":
            lines += [
                f"<p>{_quiet(escape(text[:40]) + ('…' if len(text) > 40 else ''))}</p>"
                for text in one.before[first:end]
            ]
            continue
        old, new = one.before[first:end], one.after[second:last]
        for was, now in zip(old, new, strict=False):
            lines.append(f"<p>{_letters(was, now)}</p>")
        lines += [f"<p>{_gone(escape(text))}</p>" for text in old[len(new) :]]
        lines += [f"<p>{_fresh(escape(text))}</p>" for text in new[len(old) :]]
    return "".join(lines)


def _letters(was: str, now: str) -> str:
    """Two paragraphs as one: what went struck through, what came on a tint."""
    if len(was) * len(now) > 4_000_000:
        return f"{_gone(escape(was))}{_fresh(escape(now))}"
    parts = []
    for kind, first, end, second, last in difflib.SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(escape(was[first:end]))
            continue
        parts.append(_gone(escape(was[first:end])) if end > first else "")
        parts.append(_fresh(escape(now[second:last])) if last > second else "")
    return "".join(parts)
