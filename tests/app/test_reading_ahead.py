"""An issue read ahead: the same as read in turn, faults of its files included, and nothing where there is no issue."""

from __future__ import annotations

import shutil
import sys

import pytest

from bureau_desk.app import beside, publishing
from bureau_desk.app.reading_ahead import reading_ahead
from bureau_desk.domain.problem import Misuse
from bureau_desk.places import SEEDS


@pytest.fixture(params=[True, False], ids=["child", "in turn"])
def way(request, monkeypatch):
    if request.param and sys.platform != "linux":
        pytest.skip("forks on Linux only")
    monkeypatch.setattr(beside, "_safe", lambda: request.param)


def test_an_issue_read_ahead_is_the_issue_with_the_faults_of_its_files(way, tmp_path):
    folder = tmp_path / "期刊"
    shutil.copytree(SEEDS / "issue", folder)
    article = next((folder / "articles").glob("*.md"))
    article.write_text(article.read_text("utf-8") + "\n\n![图](images/没有.png)\n", "utf-8")
    with reading_ahead(folder) as reading:
        assert reading is not None
        issue, found = reading()
    assert (issue, found) == publishing.read(folder)
    assert any("没有.png" in one.message for one in found)


def test_a_folder_without_an_issue_is_not_read_ahead(way, tmp_path):
    with reading_ahead(tmp_path / "没有") as reading:
        assert reading is None


def test_a_wrong_call_beside_stays_a_wrong_call(way):
    def refuse() -> None:
        raise Misuse("没有这一期。", "请检查编号。")

    with beside.beside(refuse) as begun, pytest.raises(Misuse, match="没有这一期"):
        begun.finish()


def test_what_the_work_comes_to_is_handed_back(way):
    with beside.beside(lambda: {"家": 3}) as begun:
        assert begun.finish() == {"家": 3}
