"""Publishing the sample issue end to end: same bytes, contents equal pages, files reopen, bad issues end in a sentence."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

from bureau_desk.bulletin.pdf import soffice
from bureau_desk.places import SEEDS
from tests.e2e.conftest import EPOCH

office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_demo_made_twice_by_one_clock_has_the_same_bytes(command, tmp_path):
    for name, seed in (("a", "1"), ("b", "2")):
        status, _, stderr = command("demo", tmp_path / name, "--no-pdf", PYTHONHASHSEED=seed)
        assert status == 0, stderr
    first = digests(tmp_path / "a")
    assert first == digests(tmp_path / "b")
    assert {Path(name).suffix for name in first} >= {".desk", ".docx", ".xlsx", ".png", ".svg", ".md"}


def test_what_is_published_reopens_and_proves_every_number(answer, desk, tmp_path):
    status, data = answer("--desk", desk, "publish", SEEDS / "issue", tmp_path / "out", "--no-pdf")
    assert status == 0, data["problems"]
    assert data["articles"] >= 7
    assert data["files"]["pdf"] is None
    document = docx.Document(data["files"]["docx"])
    words = "\n".join(node.text or "" for node in document.element.iter() if node.tag.endswith("}t"))
    assert "{{" not in words
    assert "〔未知数字" not in words
    book = openpyxl.load_workbook(data["files"]["audit"], data_only=True)
    sheet = book["数字清单"]
    heads = [cell.value for cell in sheet[4]]
    agreed = [row[heads.index("相符")].value for row in sheet.iter_rows(min_row=5) if row[0].value]
    assert len(agreed) == data["numbers"]
    assert set(agreed) <= {"相符", "—"}
    assert openpyxl.load_workbook(data["files"]["xlsx"]).sheetnames[0]


@office
def test_the_page_numbers_of_the_contents_are_those_of_the_pdf(answer, desk, tmp_path):
    from pypdf import PdfReader

    _, data = answer("--desk", desk, "publish", SEEDS / "issue", tmp_path / "out")
    reader = PdfReader(data["files"]["pdf"])
    places = {
        name.removeprefix("/"): reader.get_destination_page_number(target) + 1
        for name, target in reader.named_destinations.items()
    }
    document = docx.Document(data["files"]["docx"])
    xml = document.element.xml
    fields = re.findall(r"PAGEREF (art\d+) .*?fldCharType=\"separate\".*?<w:t[^>]*>(\d\d)</w:t>", xml, re.DOTALL)
    assert len(set(fields)) == data["articles"]
    # Cover and message stand before the page that bears folio 01.
    before = places.pop("folio001") - 1
    assert before == 2
    begins = {name: page - before for name, page in places.items() if name.startswith("art")}
    assert {name: int(page) for name, page in fields} == begins
    assert max(begins.values()) < places["behind001"] - before == len(reader.pages) - before


def test_without_libreoffice_everything_but_the_pdf_is_made_and_told(command, desk, tmp_path):
    words = ("--desk", desk, "publish", SEEDS / "issue", tmp_path / "out", "--json")
    status, stdout, _ = command(*words, BUREAU_DESK_SOFFICE="")
    data = json.loads(stdout)
    assert status == 0
    assert data["files"]["pdf"] is None
    assert any("LibreOffice" in one["message"] for one in data["problems"])


def test_an_issue_folder_with_faults_names_file_and_line_and_still_publishes(answer, desk, tmp_path):
    folder = tmp_path / "期刊"
    shutil.copytree(SEEDS / "issue", folder)
    article = next((folder / "articles").glob("yanfa*.md"))
    article.write_text(
        article.read_text(encoding="utf-8") + "\n\nA & B < C {甲} 共{{没有这个数}}。\n", encoding="utf-8"
    )
    status, data = answer("--desk", desk, "publish", folder, tmp_path / "out", "--no-pdf")
    assert status == 1
    assert any("没有这个数" in one["message"] and "yanfa" in one["where"] for one in data["problems"])
    words = "".join(
        node.text or "" for node in docx.Document(data["files"]["docx"]).element.iter() if node.tag.endswith("}t")
    )
    assert "A & B < C {甲}" in words


@pytest.mark.parametrize(("made", "said"), [("", "issue.toml"), ("file", "不存在"), ("bad", "issue.toml")])
def test_what_is_no_issue_folder_ends_in_a_sentence(command, desk, tmp_path, made, said):
    folder = tmp_path / "期刊"
    if made != "file":
        folder.mkdir()
    if made == "bad":
        (folder / "issue.toml").write_text('title = "常州科技\n', encoding="utf-8")
    status, _, stderr = command("--desk", desk, "publish", folder, tmp_path / "out", "--no-pdf")
    assert status in (1, 2)
    assert said in stderr


def test_what_was_entered_later_is_not_in_a_bulletin_by_the_knowledge_of_then(answer, command, desk, tmp_path):
    issue = tmp_path / "期刊"
    (issue / "articles").mkdir(parents=True)
    masthead = 'format = 1\ntitle = "模拟"\nyear = 2022\nnumber = 1\ndate = 2022-02-28\n'
    (issue / "issue.toml").write_text(masthead + '[[columns]]\nname = "动态"\narticles = ["a"]\n', "utf-8")
    (issue / "figures.toml").write_text('["家数"]\nregister = "incubator"\nunit = "家"\n', "utf-8")
    (issue / "articles" / "a.md").write_text('+++\ntitle = "家数"\n+++\n共{{家数}}。\n', "utf-8")
    sheet = tmp_path / "new.csv"
    sheet.write_text(
        "孵化器名称,载体类别,运营机构名称,成立日期\n模拟后补孵化器,孵化器,模拟运营公司,2015-06-01\n", "utf-8"
    )
    assert command("--desk", desk, "import", "incubator", sheet, SOURCE_DATE_EPOCH=str(int(EPOCH) + 5 * 86400))[0] <= 1

    def printed(*more: str) -> str:
        _, data = answer("--desk", desk, "publish", issue, tmp_path / f"out{len(more)}", "--no-pdf", *more)
        document = docx.Document(data["files"]["docx"])
        text = "".join(node.text or "" for node in document.element.iter() if node.tag.endswith("}t"))
        return re.search(r"共(\d+)家", text)[1]

    assert int(printed()) == int(printed("--known", "2022-03-02")) + 1
