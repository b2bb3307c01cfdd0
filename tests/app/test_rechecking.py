"""Word files edited by hand are held against the publication and the registers; issues published again tell what changed."""

from __future__ import annotations

import copy
import json
import re
import zipfile
from datetime import datetime, timedelta

import docx
import openpyxl
import pytest

from bureau_desk.app import publishing, recording
from bureau_desk.app.briefing import publish_brief
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.rechecking import recheck
from bureau_desk.bulletin.galley_json import from_json
from bureau_desk.cli.parser import build
from bureau_desk.cli.recheck_output import _tell, as_json
from bureau_desk.domain.problem import Misuse
from bureau_desk.store import issues
from tests.app.small import SMALL

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLAN = """format = 1
title = "模拟科技"
year = 2022
number = 1
date = 2022-03-31
headlines = ["a"]
[[columns]]
name = "动态"
articles = ["a"]
"""
FIGURES = """["家数"]
register = "incubator"
unit = "家"
["新北家数"]
register = "incubator"
where = { stat_unit = "新北区" }
unit = "家"
["各区"]
register = "incubator"
by = ["stat_unit"]
unit = "家"
chart = { kind = "bar", title = "各区{{家数}}" }
table = { title = "各区孵化器" }
"""
ARTICLE = """+++
title = "孵化器达{{家数}}"
lead = "全市现有{{家数}}，其中新北{{新北家数}}。"
+++
台账里共有{{家数}}孵化器在册，新北区有{{新北家数}}，另有12家正在申报。

::: 图表 各区
:::

::: 表格 各区
:::
"""


class Ticking:
    """A clock that a test may turn on."""

    def __init__(self) -> None:
        self.now = datetime(2022, 4, 1, 9)

    def __call__(self) -> datetime:
        return self.now


def enter(desk, name, district, record=None):
    typed = {"carrier_name": name, "stat_unit": district, "established_date": "2015-06-01"}
    return recording.save(desk, recording.read(desk, "incubator", typed, record))


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def desk(tmp_path, clock, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    desk = Desk.create(tmp_path / "台账.desk", "测试员", clock=clock, schema=SMALL)
    for place in range(5):
        enter(desk, f"模拟孵化器{place}", "新北区" if place < 2 else "武进区")
    yield desk
    desk.close()


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "期"
    (made / "articles").mkdir(parents=True)
    for name, text in (("issue.toml", PLAN), ("figures.toml", FIGURES), ("articles/a.md", ARTICLE)):
        (made / name).write_text(text, encoding="utf-8")
    return made


def publish(desk, folder, out, **more):
    return finish(publishing.publish(desk, folder, out, pdf=False, **more))


@pytest.fixture
def word(desk, folder, tmp_path):
    return publish(desk, folder, tmp_path / "out").files["docx"]


def controls(document, text=""):
    for node in document.element.iter(f"{W}sdt"):
        if not text or "".join(one.text or "" for one in node.iter(f"{W}t")) == text:
            yield node


def set_text(control, text):
    first, *others = list(control.iter(f"{W}t"))
    first.text = text
    for one in others:
        one.text = ""


def without(path, out, *patterns):
    """The document without some of its parts or XML."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            if "customXml" in patterns and name.startswith("customXml"):
                continue
            content = archive.read(name)
            if name == "word/document.xml":
                for pattern in patterns:
                    content = re.sub(pattern.encode(), b"", content)
            if name.endswith("document.xml.rels"):
                content = (
                    re.sub(rb"<Relationship [^>]*customXml[^>]*/>", b"", content)
                    if "customXml" in patterns
                    else content
                )
            made.writestr(name, content)
    return out


def test_an_untouched_document_agrees(desk, word):
    found = recheck(desk, word)
    assert found.agrees and not found.typed and not found.unasked
    # two in the lead, two in the text, title, contents, the title of the chart, and the four cells of the table
    assert found.unchanged == found.total == 10


def test_what_was_changed_removed_and_typed_by_hand_is_told(desk, word, tmp_path):
    document = docx.Document(word)
    new, other = list(controls(document, "2家"))[:2]
    set_text(new, "3家")
    other.getparent().getparent().remove(other.getparent())  # the whole paragraph with two numbers
    document.add_paragraph("模拟补记一句，今年新增88家。")
    document.save(tmp_path / "b.docx")
    found = recheck(desk, tmp_path / "b.docx")
    assert [(one.name, one.was, one.now) for one in found.changed] == [("新北家数", "2家", "3家")]
    assert {(one.name, one.was) for one in found.removed} == {("家数", "5家"), ("新北家数", "2家")}
    assert found.typed == (("88家", "模拟补记一句，今年新增88家。"),)
    assert found.unchanged == 7 and not found.differing and not found.agrees


def test_split_doubled_and_unwrapped_controls_are_understood(desk, word, tmp_path):
    document = docx.Document(word)
    split = list(controls(document, "2家"))[1]
    twin = copy.deepcopy(split)
    split.addnext(twin)
    set_text(split, "2")
    set_text(twin, "家")
    lone = next(one for one in controls(document, "2家"))
    for run in reversed(list(lone.iter(f"{W}r"))):
        lone.addnext(run)
    lone.getparent().remove(lone)
    whole = list(controls(document, "5家"))[-1]
    whole.getparent().getparent().append(copy.deepcopy(whole.getparent()))
    document.save(tmp_path / "b.docx")
    found = recheck(desk, tmp_path / "b.docx")
    assert found.agrees and found.unchanged == found.total


def test_a_document_that_lost_its_controls_is_searched_by_the_words_around(desk, word, tmp_path):
    patterns = (r"<w:sdt>.*?<w:sdtContent>", "</w:sdtContent></w:sdt>")
    path = without(word, tmp_path / "b.docx", *patterns)
    document = docx.Document(path)
    for node in document.element.iter(f"{W}t"):
        if node.text == "2家" and "另有" in "".join(
            one.text or "" for one in node.getparent().getparent().iter(f"{W}t")
        ):
            node.text = "9家"
    document.save(path)
    found = recheck(desk, path)
    assert [(one.name, one.was, one.now) for one in found.changed] == [("新北家数", "2家", "9家")]
    assert not found.removed
    # cells have no sentence to be known by: nobody can say
    assert {one.name for one in found.unsure} >= {"各区"}


def test_a_document_that_lost_its_list_is_known_by_the_archive(desk, word, tmp_path):
    path = without(word, tmp_path / "b.docx", "customXml")
    found = recheck(desk, path)
    assert not found.changed and not found.differing
    document = docx.Document(path)
    set_text(next(controls(document, "2家")), "4家")
    document.save(path)
    assert [(one.was, one.now) for one in recheck(desk, path).changed] == [("2家", "4家")]


def test_a_foreign_or_broken_file_ends_in_a_sentence(desk, tmp_path):
    docx.Document().save(tmp_path / "外来.docx")
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    for name, told in (("外来.docx", "数字清单"), ("坏.docx", "损坏"), ("没有.docx", "没有找到")):
        with pytest.raises(Misuse, match=told):
            recheck(desk, tmp_path / name)


def test_what_the_registers_say_now_is_told_with_the_rows_that_came_and_went(desk, word):
    enter(desk, "模拟新进孵化器", "新北区")
    recording.delete(desk, recording.find(desk, "incubator", "模拟孵化器4"))
    found = recheck(desk, word)
    assert not found.changed and not found.agrees
    told = {(one.name, one.was, one.now) for one in found.differing}
    assert ("新北家数", "2家", "3家") in told
    assert ("各区", "3", "2") in told and ("各区", "2", "3") in told
    new = next(one for one in found.differing if one.name == "新北家数")
    assert new.why == "增加1条：模拟新进孵化器"
    # 5 stays 5: one came, one went
    assert "家数" not in {one.name for one in found.differing}


def test_the_command_tells_it_for_people_and_machines(desk, word, capsys):
    words = ["--desk", str(desk.path), "check", str(word)]
    enter(desk, "模拟新进孵化器", "新北区")
    found = recheck(desk, word)
    _tell(found)
    told = capsys.readouterr().out
    assert "台账已变：“新北家数”（截至 2022-03-31）发布时为 2家，现为 3家。增加1条：模拟新进孵化器。" in told
    assert f"未动 {found.total}，手工改动 0" in told
    data = as_json(found)
    assert {"changed", "removed", "unsure", "differing", "typed", "unasked", "unchanged", "total", "issue"} == set(data)
    assert json.loads(json.dumps(data, ensure_ascii=False))["differing"][0]["now"]
    assert build().parse_args(words).issue == str(word)


def test_publishing_again_marks_and_lists_what_changed(desk, folder, word, tmp_path, clock):
    clock.now += timedelta(days=1)
    enter(desk, "模拟新进孵化器", "新北区")
    plain = publish(desk, folder, tmp_path / "b")
    notes = [one.message for one in plain.problems if one.code == "redraft"]
    assert "“新北家数”上次发布为 2家，现为 3家：增加1条：模拟新进孵化器。印在导语。" in notes
    assert "“新北家数”上次发布为 2家，现为 3家：增加1条：模拟新进孵化器。印在正文。" in notes
    assert any(one.startswith("“家数”") and one.endswith("印在标题。") for one in notes)
    assert any(one.startswith("“各区”") and one.endswith("印在表格。") for one in notes)
    text = zipfile.ZipFile(plain.files["docx"]).read("word/document.xml").decode()
    assert "<w:ins " not in text
    # title, contents, cover, two in the lead, two in the text, the title of the chart, a cell and the total
    marked = publish(desk, folder, tmp_path / "c", since="1")
    text = zipfile.ZipFile(marked.files["docx"]).read("word/document.xml").decode()
    assert text.count("<w:ins ") == text.count("<w:del ") == 10
    assert 'w:author="测试员" w:date="2022-04-02T09:00:00Z"' in text
    sheet = openpyxl.load_workbook(marked.files["audit"])["变动"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    new = next(line for line in lines if line[1] == "新北家数")
    assert (new[3], new[4], new[9], new[10], new[11]) == ("2家", "3家", 1, "模拟新进孵化器", 0)
    assert new[8].startswith("03")
    heads = [cell.value for cell in sheet[4]]
    assert heads[14] == "出现的各处" and new[14] == "第03页 导语《孵化器达6家》"
    title = next(line for line in lines if line[1] == "家数" and "目录" in line[14])
    assert "封面《孵化器达6家》" in title[14] and "目录《孵化器达6家》" in title[14]
    assert all(line[14] for line in lines)
    unchanged = publish(desk, folder, tmp_path / "d", since="last")
    assert "<w:ins " not in zipfile.ZipFile(unchanged.files["docx"]).read("word/document.xml").decode()
    with pytest.raises(Misuse, match="第“99”次"):
        publish(desk, folder, tmp_path / "e", since="99")


def test_an_issue_comes_out_as_it_was_by_the_knowledge_of_then(desk, folder, tmp_path, clock):
    publish(desk, folder, tmp_path / "a")
    then, clock.now = clock.now, clock.now + timedelta(days=30)
    enter(desk, "模拟新进孵化器", "新北区")
    recording.delete(desk, recording.find(desk, "incubator", "模拟孵化器4"))
    enter(desk, "模拟孵化器2", "新北区", *recording.find(desk, "incubator", "模拟孵化器2"))
    publish(desk, folder, tmp_path / "b")
    publish(desk, folder, tmp_path / "c", known=then)
    with desk.database.reading() as connection:
        made = [from_json(issues.galley(connection, one.id)) for one in issues.kept(connection, "模拟科技", 2022, 1)]
    # the third publication is the very galley of the first, so the archive keeps but two
    assert len(made) == 2
    assert [one.text for one in made[0].numbers] != [one.text for one in made[1].numbers]
    first, third = (
        zipfile.ZipFile(tmp_path / name / "模拟科技2022年第1期.docx").read("word/document.xml") for name in "ac"
    )
    assert first == third


def test_a_brief_sent_out_again_marks_and_lists_what_changed_with_its_places(desk, folder, tmp_path, clock):
    plan = (folder / "issue.toml").read_text(encoding="utf-8")
    (folder / "issue.toml").write_text(f'{plan}[brief]\ntitle = "模拟简报"\nnumber = 3\n', encoding="utf-8")

    def send(name, **more):
        return finish(publish_brief(desk, folder, tmp_path / name, pdf=False, **more))

    first = send("a")
    assert not [one for one in first.problems if one.code == "redraft"]
    publish(desk, folder, tmp_path / "issue")  # the issue itself is another publication
    clock.now += timedelta(days=1)
    enter(desk, "模拟新进孵化器", "新北区")
    plain = send("b")
    notes = [one.message for one in plain.problems if one.code == "redraft"]
    assert "“新北家数”上次发布为 2家，现为 3家：增加1条：模拟新进孵化器。印在正文。" in notes
    text = zipfile.ZipFile(plain.files["docx"]).read("word/document.xml").decode()
    assert "3家" in text and "<w:ins " not in text
    with desk.database.reading() as connection:
        editions = [one.id for one in issues.kept(connection, "模拟简报", 2022, 3)]
    marked = send("c", since=str(editions[-1]))
    text = zipfile.ZipFile(marked.files["docx"]).read("word/document.xml").decode()
    assert text.count("<w:ins ") == text.count("<w:del ") > 2
    assert ">2家</w:delText>" in text
    sheet = openpyxl.load_workbook(marked.files["audit"])["变动"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert {(line[1], line[3], line[4]) for line in lines} >= {("新北家数", "2家", "3家"), ("家数", "5家", "6家")}
    assert all("《孵化器达6家》" in line[14] for line in lines)
    found = recheck(desk, marked.files["docx"])
    assert found.agrees and found.issue == "模拟简报 2022 年第 3 期"
    with pytest.raises(Misuse, match="第“99”次"):
        send("d", since="99")
    assert not (tmp_path / "d").exists()
    (folder / "issue.toml").write_text(f'{plan}[brief]\ntitle = "模拟简报"\nnumber = 4\n', encoding="utf-8")
    assert not [one for one in send("e").problems if one.code == "redraft"]  # the next brief, no edition of this one


def test_the_unit_of_a_big_number_belongs_to_it_and_a_list_goes_on_with_its_number(desk, folder, tmp_path):
    text = "\n\n1. 先做\n\n::: 大数字 {{家数}}↑\n省级以上\n:::\n\n中间一段。\n\n2. 再做\n3. 后做\n"
    (folder / "articles" / "a.md").write_text(ARTICLE + text, encoding="utf-8")
    document = docx.Document(publish(desk, folder, tmp_path / "out").files["docx"])
    said = [one.text for one in document.paragraphs]
    assert [one for one in said if one.endswith(("先做", "再做", "后做\u2060◆"))] == [
        "1.\t先做",
        "2.\t再做",
        "3.\t后做\u2060◆",
    ]
    set_text(list(controls(document, "5"))[-1], "6")  # after those of the table
    document.save(tmp_path / "b.docx")
    found = recheck(desk, tmp_path / "b.docx")
    assert [(one.name, one.was, one.now, one.unit) for one in found.changed] == [("家数", "5", "6", "家")]
