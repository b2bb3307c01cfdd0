"""Chips of an article: what they print, why they cannot, what they were, and how fast they are told anew."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.prepared import prepare
from bureau_desk.app import kept_answers
from bureau_desk.app.asking import snapshot
from bureau_desk.app.chips import Chips, numbers_in
from bureau_desk.app.kept_answers import rests_on
from bureau_desk.app.recording import read, save
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.issue import Article, Block, Column, Issue, Masthead, Run
from bureau_desk.exchange.figures_file import figures_of
from tests.app.small import make

FIGURES = """
["孵化器数"]
register = "incubator"
unit = "家"
["武进"]
register = "incubator"
where = { stat_unit = "武进区" }
unit = "家"
["早年"]
register = "incubator"
as_of = 2001-01-01
unit = "家"
["坏"]
register = "nobody"
"""


def issue(*texts: str) -> Issue:
    blocks = tuple(Block("paragraph", ((Run(text),),)) for text in texts)
    articles = {key: Article(key, f"标题{key}", blocks if key == "a" else ()) for key in "ab"}
    head = Masthead("模拟", 2022, 1, date(2022, 2, 28))
    return Issue(head, (Column("头条", ("a", "b")),), articles, figures_of(FIGURES)[0])


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr("bureau_desk.app.paths.data_folder", lambda: tmp_path)
    made = make(tmp_path)
    rows = [
        {"carrier_name": f"模拟{place}", "stat_unit": ("320412", "320411")[place % 2], "established_date": "2010-01-01"}
        for place in range(30)
    ]
    with made.database.writing() as connection:
        entries = add_many(connection, "incubator", rows)
    write(made, entries, "载入", "测试")
    yield made
    made.close()


def test_a_chip_tells_value_question_day_and_rows(desk):
    found = Chips(desk, issue()).read(["{{孵化器数}}", "{{武进 | 占比 孵化器数}}", "{{孵化器数 @ 2021-12-31 | 约数}}"])
    whole = found["{{孵化器数}}"]
    assert (whole.printed, whole.as_of, whole.register, len(whole.rows)) == ("30家", "2022-02-28", "incubator", 30)
    assert "科技企业孵化器" in whole.question and not whole.fault
    share = found["{{武进 | 占比 孵化器数}}"]
    assert share.printed == "占比50%" and share.fitted("其中武进占全市的") == "50%"
    assert found["{{孵化器数 @ 2021-12-31 | 约数}}"].as_of == "2021-12-31"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{孵化器}}", "孵化器数"),
        ("{{坏}}", "nobody"),
        ("{{孵化器数 | 同笔}}", "同比"),
        ("{{孵化器数 @ 去年}}", "2021-12-31"),
        ("{{list 孵化器数}}", "名单块"),
        ("{{page c}}", "没有文章"),
        ("{{}}", "没有写数字的名称"),
    ],
)
def test_what_cannot_be_answered_says_why(desk, text, words):
    chip = Chips(desk, issue()).read([text])[text]
    assert words in chip.fault


def test_a_page_reference_names_the_article(desk):
    chip = Chips(desk, issue()).read(["{{page b}}"])["{{page b}}"]
    assert chip.page == "b" and "标题b" in chip.question and not chip.fault


def test_numbers_are_asked_anew_only_when_their_registers_change(desk, monkeypatch):
    asked = []
    real = kept_answers.tallied
    monkeypatch.setattr(
        kept_answers, "tallied", lambda question, data: asked.append(question.name) or real(question, data)
    )
    chips = Chips(desk, issue())
    texts = ["{{孵化器数}}", "{{武进}}"]
    chips.read(texts)
    assert chips.ready(texts) and asked == ["孵化器数", "武进"]
    chips.forget(["policy"])
    chips.read(texts)
    assert asked == ["孵化器数", "武进"]
    save(
        desk,
        read(
            desk, "incubator", {"carrier_name": "模拟新", "stat_unit": "武进区", "established_date": "2011-01-01"}, None
        ),
    )
    chips.forget(["incubator"])
    assert not chips.ready(texts)
    assert [one.printed for one in chips.read(texts).values()] == ["31家", "16家"]
    chips.use(replace(issue(), questions={}))
    assert "没有“孵化器数”" in chips.read(texts)["{{孵化器数}}"].fault


def test_a_number_that_was_another_when_the_article_was_saved_says_what_it_was(desk):
    chips, before = Chips(desk, issue()), {}
    before = chips.read(["{{孵化器数}}", "{{武进}}"])
    save(
        desk,
        read(
            desk, "incubator", {"carrier_name": "模拟新", "stat_unit": "新北区", "established_date": "2011-01-01"}, None
        ),
    )
    chips.forget(["incubator"])
    now = chips.compared(chips.read(before), before, "上次保存")
    assert (now["{{孵化器数}}"].was, now["{{孵化器数}}"].since) == ("30家", "上次保存")
    assert now["{{武进}}"].was == ""


def test_a_number_that_the_issue_printed_otherwise_says_so(desk):
    from bureau_desk.bulletin.compose import compose
    from bureau_desk.store import issues

    made = issue("{{孵化器数}}")
    galley = compose(made, snapshot(desk, date(2022, 2, 28)))
    with desk.database.writing() as connection:
        issues.archive(connection, galley, "{}", desk.now(), "编辑")
    save(
        desk,
        read(
            desk, "incubator", {"carrier_name": "模拟新", "stat_unit": "新北区", "established_date": "2011-01-01"}, None
        ),
    )
    chips = Chips(desk, made)
    chip = chips.compared(chips.read(["{{孵化器数}}"]), {}, "")["{{孵化器数}}"]
    assert (chip.printed, chip.was) == ("31家", "30家") and "2022年第1期" in chip.since


def test_what_was_known_at_a_moment_can_be_asked(desk):
    known = Chips(desk, issue(), datetime(2022, 2, 1))
    assert known.read(["{{孵化器数}}"])["{{孵化器数}}"].printed != "30家"


def test_an_answer_rests_on_no_other_register_than_is_said(desk):
    """What is not named there would go stale: every register that answering reads is named."""
    for question in issue().questions.values():
        if question.register not in desk.schema.registers:
            continue
        data = prepare(snapshot(desk, date(2022, 2, 28)))
        answer(question, data)
        assert set(data._rows) <= rests_on(question, desk.schema)


def test_a_hundred_numbers_known_before_are_told_in_a_tenth_of_a_second(desk):
    texts = [f"{{{{孵化器数 @ 20{year:02d}-{month:02d}-28}}}}" for year in range(10, 20) for month in range(1, 11)]
    chips = Chips(desk, issue())
    chips.read(texts)
    start = time.thread_time()  # what others do on the machine meanwhile does not count
    assert len(chips.read(texts)) == 100
    assert time.thread_time() - start < 0.1
    assert numbers_in(["甲{{a}}乙{{b | 同比}}", "{{a}}"]) == ["{{a}}", "{{b | 同比}}"]
