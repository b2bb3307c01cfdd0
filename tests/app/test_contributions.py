"""A contributed Word file becomes an article of an issue: in the desk as one step, in a folder without losing comments."""

from __future__ import annotations

import shutil
from datetime import datetime

import pytest

from bureau_desk.app import contributions, issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.bulletin.office import converted, soffice
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.places import SEEDS
from tests.app.small import SMALL
from tests.exchange.test_word_article import as_clerks_send_it


@pytest.fixture
def word(tmp_path):
    path = tmp_path / "来稿.docx"
    as_clerks_send_it().save(path)
    return path


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "期"
    shutil.copytree(SEEDS / "issue", made)
    text = (made / "issue.toml").read_text(encoding="utf-8")
    (made / "issue.toml").write_text("# 编辑部的备注\n" + text, encoding="utf-8")
    return made


def test_a_folder_gets_article_and_pictures_and_keeps_its_comments(word, folder):
    before = (folder / "issue.toml").read_text(encoding="utf-8")
    found = finish(contributions.read(word, read_issue(folder)[0].articles))
    target = contributions.put_in_folder(folder, found, "创新头条")
    issue, problems = read_issue(folder)
    assert issue.columns[0].articles[-1] == found.article.id == target.stem
    assert issue.articles[target.stem].title == "石墨烯企业与锂电企业\n面对面"
    assert not [one for one in problems if target.name in one.where]
    after = (folder / "issue.toml").read_text(encoding="utf-8")
    assert after.replace(f', "{target.stem}"', "") == before
    with pytest.raises(Misuse, match="已经有了"):
        contributions.put_in_folder(folder, found, "创新头条")


def test_a_new_column_is_added_for_it(word, folder):
    found = finish(contributions.read(word))
    contributions.put_in_folder(folder, found, "来稿选登")
    issue, _ = read_issue(folder)
    assert issue.columns[-1].name == "来稿选登" and issue.columns[-1].articles == (found.article.id,)


def test_ids_come_from_the_title_and_are_never_taken_twice(word):
    found = finish(contributions.read(word))
    assert found.article.id.isascii()
    second = finish(contributions.read(word, {found.article.id}))
    assert second.article.id == f"{found.article.id}-2"
    assert set(second.pictures) == {f"images/{second.article.id}-1.png"}
    assert [one.path for one in second.article.blocks if one.path] == list(second.pictures)
    for bad in ("../x", "a:b", ".x", found.article.id):
        with pytest.raises(Misuse):
            finish(contributions.read(word, {found.article.id}, bad))


def test_files_that_cannot_be_read_are_told_and_the_others_taken(word, tmp_path):
    bad = tmp_path / "坏.docx"
    bad.write_bytes(b"x")
    found, faults = finish(contributions.read_all([bad, word, word], ()))
    assert len(found) == 2 and found[0].article.id != found[1].article.id
    assert len(faults) == 1 and "坏.docx" in faults[0]


def test_an_issue_of_the_desk_takes_it_as_one_step(word, tmp_path, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    desk = Desk.create(tmp_path / "t.desk", "编辑", "模拟", clock=lambda: datetime(2022, 3, 1), schema=SMALL)
    try:
        number = finish(issue_shelf.take_in(desk, SEEDS / "issue"))
        before = issue_shelf.read(desk, number)[0]
        found = finish(contributions.read(word, before.articles))
        column = next(place for place, one in enumerate(before.columns) if one.name == "科技动态")
        finish(contributions.put_all(desk, number, [found], column, 0))
        after = issue_shelf.read(desk, number)[0]
        assert after.articles[found.article.id].status == "来稿"
        assert next(one for one in after.columns if one.name == "科技动态").articles[0] == found.article.id
        assert issue_shelf.content(desk, number, next(iter(found.pictures))) is not None
        assert "收入来稿" in issue_shelf.undo(desk, number)
        assert issue_shelf.read(desk, number)[0].columns == before.columns
    finally:
        desk.close()


@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
def test_an_old_format_goes_through_libreoffice_and_a_damaged_one_ends_in_a_sentence(word, tmp_path):
    converted(word, tmp_path / "old", "doc")
    found = finish(contributions.read(tmp_path / "old" / "来稿.doc"))
    assert found.article.title.startswith("石墨烯企业") and len(found.pictures) == 1
    assert any("旧格式" in one.message for one in found.notes)


def test_without_libreoffice_an_old_format_is_told(word, tmp_path, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_SOFFICE", "")
    old = tmp_path / "旧.doc"
    old.write_bytes(word.read_bytes())
    with pytest.raises(Trouble, match=r"不是 \.docx"):
        finish(contributions.read(old))
