"""An issue's files stay in its folder, and pictures that cannot be printed are told with file and line."""

from __future__ import annotations

import warnings
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bureau_desk.charts.photographs import picture_fault, printable
from bureau_desk.domain.inside import inside, outside_fault
from bureau_desk.domain.problem import Misuse, Problem, Severity
from bureau_desk.exchange.issue_folder import read_issue, write_issue

ISSUE = """format = 1
title = "模拟刊物"
year = 2022
number = 1
date = 2022-02-28
"""


def picture(form: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 120).save(out, form, **more)
    return out.getvalue()


def issue_at(folder: Path, path: str, extra: str = "") -> tuple[Problem, ...]:
    """The problems of an issue with one article that shows one picture."""
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    (folder / "images").mkdir(exist_ok=True)
    columns = '\n[[columns]]\nname = "要闻"\narticles = ["a"]\n'
    (folder / "issue.toml").write_text(ISSUE + extra + columns, encoding="utf-8")
    text = f'+++\ntitle = "一"\n+++\n\n正文一段。\n\n![说明]({path})\n'
    (folder / "articles" / "a.md").write_text(text, encoding="utf-8")
    return read_issue(folder)[1]


def only(problems: tuple[Problem, ...], code: str) -> Problem:
    found = [one for one in problems if one.code == code]
    assert len(found) == 1, problems
    return found[0]


def dotted(size: tuple[int, int]) -> bytes:
    """A PNG head that claims a size, with hardly any content."""
    data = bytearray(picture())
    data[16:24] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture at all", "不是能读取的图片"),
        (b"", "是空文件"),
        (picture()[:60], "已损坏或不完整"),
        (picture("JPEG", (400, 300))[:700], "已损坏或不完整"),
        (dotted((13_000, 13_000)), "太大（13000×13000 像素）"),
        (dotted((60_000, 60_000)), "太大"),
        (picture(size=(1, 1)), "太小（1×1 像素）"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC"),
    ],
)
def test_a_picture_that_cannot_be_printed_is_told_with_file_and_line(
    content: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "bad.png").write_bytes(content)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        told = only(issue_at(tmp_path, "images/bad.png"), "picture")
    assert not heard
    assert told.severity is Severity.HARD
    assert told.where == "articles/a.md 第 7 行"
    assert told.message.startswith("图片“images/bad.png”")
    assert words in told.message
    assert printable(content) is None or "不完整" in words


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_usual_pictures_are_printed_as_png_or_jpeg(form: str, tmp_path: Path) -> None:
    content = picture(form)
    assert picture_fault(content) == ""
    made = printable(content)
    assert made is not None
    with Image.open(BytesIO(made)) as image:
        assert image.format == ("JPEG" if form == "JPEG" else "PNG")
        assert image.size == (60, 40)


def test_photographs_for_the_press_are_turned_into_screen_colours() -> None:
    made = printable(picture("JPEG", mode="CMYK"))
    assert made is not None
    with Image.open(BytesIO(made)) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")


OUTSIDE = [
    "../secret/outside.png",
    "images/../../secret/outside.png",
    "C:/x.png",
    "C:x.png",
    "/etc/passwd",
    "..\\\\x.png",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_pictures_outside_the_folder_are_refused(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "outside.png").write_bytes(picture())
    told = only(issue_at(tmp_path / "issue", path), "outside")
    assert (told.severity, told.where) == (Severity.HARD, "articles/a.md 第 7 行")
    assert "没有使用" in told.message


def test_an_absolute_path_into_the_folder_itself_is_refused(tmp_path: Path) -> None:
    problems = issue_at(tmp_path, f"{tmp_path}/images/x.png")
    assert "绝对路径" in only(problems, "outside").message


def test_the_masthead_names_no_picture_outside(tmp_path: Path) -> None:
    told = only(issue_at(tmp_path, "images/x.png", 'qr = "../qr.png"\n'), "outside")
    assert told.where == "issue.toml 第 6 行"


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(picture())
    (tmp_path / "secret.md").write_text("+++\ntitle = '密'\n+++\n\n密。\n", encoding="utf-8")
    folder = tmp_path / "issue"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "x.png").symlink_to(tmp_path / "secret.png")
    issue_at(folder, "images/x.png")
    (folder / "articles" / "b.md").symlink_to(tmp_path / "secret.md")
    (folder / "figures.toml").symlink_to(tmp_path / "secret.md")
    issue, problems = read_issue(folder)
    assert [one.code for one in problems].count("outside") == 3
    assert set(issue.articles) == {"a"}
    assert outside_fault(folder, "images/x.png") and inside(folder, "images/x.png") is None


def test_an_issue_is_written_inside_its_folder_only(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "outside.png").write_bytes(picture())
    issue_at(tmp_path / "one", "../secret/outside.png")
    issue, _ = read_issue(tmp_path / "one")
    before = sorted(tmp_path.rglob("*"))
    target = tmp_path / "deep" / "two"
    with pytest.raises(Misuse, match="没有写出"):
        write_issue(issue, target)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_issue_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "one" / "images").mkdir(parents=True)
    (tmp_path / "one" / "images" / "x.png").write_bytes(picture())
    assert issue_at(tmp_path / "one", "images/x.png") == ()
    issue, _ = read_issue(tmp_path / "one")
    victim = tmp_path / "victim"
    victim.mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "images").symlink_to(victim)
    with pytest.raises(Misuse, match="经链接"):
        write_issue(issue, tmp_path / "two")
    assert list(victim.iterdir()) == []
    write_issue(issue, tmp_path / "three")
    assert (tmp_path / "three" / "images" / "x.png").read_bytes() == picture()
