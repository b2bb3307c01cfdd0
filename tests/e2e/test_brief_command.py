"""`publish --brief`: a brief from an issue folder, with its workbook of numbers."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx

from bureau_desk.places import SEEDS
from tests.app.test_briefing import TABLE


def test_a_brief_is_published_with_every_number_proved(answer, command, desk, tmp_path):
    folder = tmp_path / "期"
    shutil.copytree(SEEDS / "issue", folder)
    with (folder / "issue.toml").open("a", encoding="utf-8") as file:
        file.write(TABLE)
    _, data = answer("--desk", desk, "publish", folder, tmp_path / "out", "--no-pdf", "--brief")
    assert data["articles"] == 2 and data["numbers"] > 10
    assert Path(data["files"]["docx"]).name == "常州科技工作简报第3期.docx"
    assert Path(data["files"]["audit"]).is_file()
    words = "\n".join(one.text for one in docx.Document(data["files"]["docx"]).paragraphs)
    assert "第3期（总第165期）" in words and "{{" not in words
    status, _, told = command("--desk", desk, "publish", folder, tmp_path / "out", "--brief", "没有这种")
    assert status == 2 and "gbt-9704" in told
