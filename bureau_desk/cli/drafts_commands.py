"""draft."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bureau_desk.app import draft_placing, register_drafts
from bureau_desk.app.desk import Desk
from bureau_desk.app.register_drafts import Draft
from bureau_desk.cli.opening import opened
from bureau_desk.cli.output import emit, say
from bureau_desk.domain.problem import Misuse

_OPTIONS = {"from": "--from", "to": "--to", "district": "--district", "year": "--year"}


def run_draft(arguments: argparse.Namespace) -> int:
    """Draft an article and put it into an issue folder, or list the kinds; status 0."""
    with opened(arguments) as desk:
        folder = Path(arguments.out) if arguments.out else None
        day = _day(folder)
        if not arguments.kind:
            _list(desk, day, arguments.json)
            return 0
        data = register_drafts.data_of(desk, day)
        made = register_drafts.draft(desk, arguments.kind, _parameters(arguments), day, data)
        text = "\n".join(register_drafts.lines(register_drafts.preview(desk, made, day, data)))
        identity = draft_placing.put(desk, folder, made, arguments.column) if folder else made.article.id
        _tell(made, identity, text, folder, arguments.json)
    return 0


def _day(folder: Path | None) -> date | None:
    """The day of the issue that the draft is for."""
    if folder is None or not (folder / "issue.toml").is_file():
        return None
    from bureau_desk.exchange.issue_folder import read_issue

    return read_issue(folder)[0].masthead.date


def _parameters(arguments: argparse.Namespace) -> Mapping[str, str]:
    given = {
        "from": arguments.first, "to": arguments.last, "district": arguments.district, "year": arguments.year
    }  # fmt: skip
    found = {key: value for key, value in given.items() if value}
    for one in arguments.more:
        key, equals, value = one.partition("=")
        if not equals:
            raise Misuse(f"“--set {one}”看不懂。", "请写成 --set 参数=值，如 --set park=中以常州创新园。")
        found[key.strip()] = value.strip()
    return found


def _list(desk: Desk, day: date | None, json: bool) -> None:
    kinds = register_drafts.kinds(desk, day)
    if json:
        emit({"kinds": [
            {"key": kind.key, "title": kind.title, "needs": kind.about, "parameters": [
                {"key": one.key, "title": one.title, "type": one.type, "optional": one.optional,
                 "default": kind.defaults[one.key], "choices": list(kind.choices.get(one.key, ()))}
                for one in kind.parameters
            ]}
            for kind in kinds
        ]})  # fmt: skip
        return
    for kind in kinds:
        say(f"{kind.key:<16}{kind.title}（用到：{kind.about}）")
        for one in kind.parameters:
            how = _OPTIONS.get(one.key, f"--set {one.key}=")
            usual = f"，缺省 {kind.defaults[one.key]}" if kind.defaults[one.key] else "，可不填" if one.optional else ""
            say(f"    {how}  {one.title}{usual}")


def _tell(made: Draft, identity: str, text: str, folder: Path | None, json: bool) -> None:
    if json:
        emit({
            "article": identity, "file": str(folder / "articles" / f"{identity}.md") if folder else None, "text": text,
            "questions": list(made.questions), "notes": list(made.notes),
        })  # fmt: skip
        return
    say(text)
    say("")
    for note in made.notes:
        say(f"· {note}")
    if folder:
        say(f"已放入：{folder / 'articles' / f'{identity}.md'}，数 {len(made.questions)} 个。")
