"""Small issues for the tests of the studio: written as a folder, taken into the desk, opened in its room."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pytestqt.qtbot import QtBot

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.studio.page import StudioPage
from bureau_desk.ui.studio.room import IssueRoom

INCUBATORS = '["孵化器数"]\nregister = "incubator"\nunit = "家"\n'
IN_WUJIN = '["武进孵化器数"]\nregister = "incubator"\nwhere = { stat_unit = "武进区" }\nunit = "家"\n'


def plan(*articles: str, head: str = "", day: str = "2022-02-28", title: str = "模拟期刊", more: str = "") -> str:
    """The issue.toml of an issue with one column; `head` are further lines of the masthead, `more` further columns."""
    listed = ", ".join(f'"{one}"' for one in articles)
    lines = f'format = 1\ntitle = "{title}"\nyear = 2022\nnumber = 1\ndate = {day}\n{head}'
    return f'{lines}[[columns]]\nname = "头条"\narticles = [{listed}]\n{more}'


def take_in(desk: Desk, folder: Path, plan: str, articles: Mapping[str, str], figures: str = "") -> int:
    """Write an issue with these articles at `folder` and take it into the desk; its number there."""
    (folder / "articles").mkdir(parents=True)
    texts = {"issue.toml": plan, **({"figures.toml": figures} if figures else {})}
    texts |= {f"articles/{key}.md": text for key, text in articles.items()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return finish(issue_shelf.take_in(desk, folder))


def open_room(window: MainWindow, number: int, qtbot: QtBot) -> IssueRoom:
    """The room of an issue of the desk, as soon as it is read."""
    page = window.show_place("issue")
    assert isinstance(page, StudioPage)
    room = page.open_issue(number)
    qtbot.waitUntil(lambda: room.open.overview is not None, timeout=15_000)
    return room


def text_of(room: IssueRoom, key: str) -> str:
    """The text of an article as it stands in the desk."""
    return (issue_shelf.content(room._session.desk, room.open.number, f"articles/{key}.md") or b"").decode()
