"""Pictures drawn before: the same as drawn anew, and never an old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bureau_desk.charts import drawn as module
from bureau_desk.charts.drawn import drawn

PNG = b"\x89PNG picture IEND\xaeB`\x82"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "pictures"))
    return tmp_path / "pictures"


class Pen:
    """Counts how often it draws."""

    def __init__(self, content: bytes = PNG) -> None:
        self.content, self.times = content, 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.content


def test_the_same_picture_is_drawn_once(cache: Path) -> None:
    pen = Pen()
    assert [drawn("chart", "fonts", pen) for _ in range(3)] == [PNG] * 3
    assert pen.times == 1
    assert len(list(cache.iterdir())) == 1


def test_another_question_font_or_program_draws_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pen = Pen()
    drawn("chart", "fonts", pen)
    drawn("chart 2", "fonts", pen)
    drawn("chart", "other fonts", pen)
    monkeypatch.setattr(module, "_programs", lambda: "a later version")
    drawn("chart", "fonts", pen)
    assert pen.times == 4


def test_a_picture_cut_short_is_drawn_anew(cache: Path) -> None:
    pen = Pen()
    drawn("chart", "fonts", pen)
    kept = next(cache.iterdir())
    kept.write_bytes(PNG[:-5])
    assert drawn("chart", "fonts", pen) == PNG
    assert pen.times == 2
    assert kept.read_bytes() == PNG


def test_where_nothing_can_be_kept_everything_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    for place in (str(blocked / "pictures"), ""):
        monkeypatch.setenv("BUREAU_DESK_CACHE", place)
        pen = Pen()
        assert drawn("chart", "fonts", pen) == drawn("chart", "fonts", pen) == PNG
        assert pen.times == 2


def test_old_pictures_make_room(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 9)
    for number in range(12):
        drawn(number, "fonts", Pen())
    assert len(list(cache.iterdir())) <= 9


def test_a_chart_from_the_cache_is_the_chart_drawn_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bureau_desk.charts.render import render
    from bureau_desk.charts.theme import load_theme
    from tests.charts.samples import ALL

    figure, theme = ALL[0], load_theme("A")
    first, second = render(figure, theme), render(figure, theme)
    monkeypatch.setenv("BUREAU_DESK_CACHE", "")
    assert first == second == render(figure, theme)
    assert render(figure, load_theme("B")) != first
