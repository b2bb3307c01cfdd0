"""Style files that staff keep for themselves: offered, used, told where they lack something."""

from __future__ import annotations

import zipfile
from datetime import datetime

import pytest

from bureau_desk.app import styles
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.stylesheet import shipped_path
from bureau_desk.domain.problem import Misuse
from tests.bulletin import galleys
from tests.bulletin.word_file import faults

CLOCK = datetime(2022, 3, 1)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(styles, "config_folder", lambda: tmp_path)
    return tmp_path / "styles"


def changed(path, old, new, target=None):
    """A style file with its styles changed as words."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["word/styles.xml"].decode()
    assert old in text
    parts["word/styles.xml"] = text.replace(old, new).encode()
    with zipfile.ZipFile(target or path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def printed_styles(theme, path):
    write_docx(galleys.single(), theme, path, CLOCK)
    assert faults(path) == []
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/styles.xml").decode()


def test_a_copy_that_staff_edit_stands_in_for_the_shipped_file(folder, tmp_path):
    assert [choice.own for choice in styles.choices()] == [False, False]
    copy = styles.copy_to_edit("A")
    changed(copy, '<w:color w:val="0F3560"/>', '<w:color w:val="7A0000"/>')
    assert styles.copy_to_edit("A") == copy  # what staff changed is not written over
    assert "7A0000" in printed_styles(styles.resolved("A"), tmp_path / "a.docx")
    assert "7A0000" not in printed_styles(styles.resolved("B"), tmp_path / "b.docx")
    assert [choice.own for choice in styles.choices()] == [True, False]


def test_a_file_of_another_name_is_a_choice_of_its_own(folder, tmp_path):
    folder.mkdir()
    changed(shipped_path("B"), 'w:val="献辞正文"', 'w:val="献辞正文"', folder / "我局-B.docx")
    names = [choice.name for choice in styles.choices()]
    assert names == ["A", "B", "我局-B"]
    theme = styles.resolved("我局-B")
    assert (theme.name, theme.styles) == ("B", str(folder / "我局-B.docx"))
    printed_styles(theme, tmp_path / "a.docx")
    with pytest.raises(Misuse, match="没有名为") as told:
        styles.resolved("外局-B")
    assert "我局-B" in told.value.hint


def test_a_style_that_is_missing_is_told_and_the_body_stands_in(folder, tmp_path):
    copy = styles.copy_to_edit("A")
    changed(copy, 'w:val="导语"', 'w:val="别的"')
    (problem,) = styles.style_slips(styles.resolved("A"))
    assert "导语" in problem.message
    assert problem.where == "magazine-A.docx"
    printed_styles(styles.resolved("A"), tmp_path / "a.docx")
    copy.unlink()
    assert styles.style_slips(styles.resolved("A")) == []


def test_a_style_that_word_calls_its_own_way_is_found(folder, tmp_path):
    copy = styles.copy_to_edit("A")
    changed(copy, 'w:val="正文缩进"', 'w:val="Normal Indent"')
    changed(copy, 'w:val="列表"', 'w:val="列表1"')
    assert styles.style_slips(styles.resolved("A")) == []
    printed_styles(styles.resolved("A"), tmp_path / "a.docx")
