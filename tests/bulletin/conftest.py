"""The sample issue composed once over the seed rows, and a hostile galley."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bureau_desk.app.schemas import load_schema
from bureau_desk.app.seeding import resolve, seed_batches
from bureau_desk.bulletin.compose import compose
from bureau_desk.domain.figure import Figure, FigureKind, Series
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, GalleyColumn, Span, TableSheet
from bureau_desk.domain.issue import Masthead
from bureau_desk.domain.record import Row
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.places import SEEDS
from tests.bench.big_issue import make_big_issue


class SeedRows:
    """A snapshot over the seed rows, which hold since always."""

    def __init__(self, schema, rows, on):
        self.schema, self._rows, self.as_of = schema, rows, AsOf(on)

    def rows(self, register):
        return self._rows.get(register, ())

    def at(self, on):
        return SeedRows(self.schema, self._rows, on)


@pytest.fixture(scope="session")
def seed_rows():
    schema = load_schema()
    known, rows, number = {}, defaultdict(list), 0
    for batch in seed_batches(schema):
        for values, key in zip(batch.rows, batch.keys, strict=True):
            number += 1
            rows[batch.register].append(Row(number, resolve(values, known)))
            if key:
                known[batch.register, key] = number
    return SeedRows(schema, rows, date(2022, 2, 28))


@pytest.fixture(scope="session")
def sample(seed_rows):
    return compose(read_issue(SEEDS / "issue")[0], seed_rows)


@pytest.fixture(scope="session")
def big_folder(tmp_path_factory):
    """An issue of 26 articles as large as the model magazine, with small photographs."""
    folder = make_big_issue(tmp_path_factory.mktemp("big") / "issue", scale=0.1)
    plan = folder / "issue.toml"
    board = """
[[board]]
role = "副主任"
order = "以姓氏笔画为序"
names = ["戴志明", "欧阳雪", "王小山", "王欣", "丁一凡", "李木"]
[[board]]
role = "主编"
names = ["戴志明", "丁一凡"]
[[columns]]"""
    text = plan.read_text(encoding="utf-8").replace("message =", "figure_index = true\nmessage =", 1)
    plan.write_text(text.replace("[[columns]]", board, 1), encoding="utf-8")
    article = next(folder.glob("articles/a05*.md"))
    head, body = article.read_text(encoding="utf-8").split("\n+++\n\n", 1)
    body = body.replace("。", "（另见第{{page a08-report}}页）。", 1)
    article.write_text(f"{head}\n+++\n\n{body}", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def big(big_folder, seed_rows):
    return compose(read_issue(big_folder)[0], seed_rows)


def line(text):
    return (Span(text),)


NASTY = "A & B < C > ]]> “引号” —— …… \x07\x00 😀 {甲} =1+1"


def hostile(columns=9, articles=3):
    """Many columns, nasty text, empty and broken blocks, nothing in the masthead but a title."""
    figure = Figure(
        "图", FigureKind.BAR, NASTY, "", ("甲", "乙"), (Series("数", (Decimal(1), None)),), "家", "", date(2022, 1, 1)
    )
    sheet = TableSheet(
        "表", NASTY, "", "家", "", "2022-01-01", tuple(f"列{n}" for n in range(12)), (tuple("123456789012"),),
        numeric=(False, *(True for _ in range(11))),
    )  # fmt: skip
    empty = replace(sheet, name="空表", rows=())
    blocks = (
        GalleyBlock("paragraph", (line(NASTY),)),
        GalleyBlock("paragraph", ((),)),
        GalleyBlock("heading", (line(NASTY), line("第二行"))),
        GalleyBlock("picture", path="/没有/这张.png", caption=line("缺图")),
        GalleyBlock("quote", (), source="出处"),
        GalleyBlock("names", tuple(line(f"模拟单位{n}") for n in range(60)), title=line("附：名单")),
        GalleyBlock("names", (), title=line("附：空名单")),
        GalleyBlock("number", (line(NASTY),), title=line("1234567890123"), unit="家", arrow="↑"),
        GalleyBlock("number"),
        GalleyBlock("chart", figure=figure),
        GalleyBlock("table", table=sheet),
        GalleyBlock("table", table=empty),
        GalleyBlock("list", (line("一"), line(NASTY)), ordered=True),
    )
    made = []
    for place in range(columns):
        inside = tuple(
            GalleyArticle(
                f"a{place}-{number}", f"栏目{place}", (line("很长的题目" * 12),), line(NASTY),
                blocks if (place, number) == (0, 0) else (GalleyBlock("paragraph", (line("只有一句话。"),)),),
            )
            for number in range(articles)
        )  # fmt: skip
        made.append(GalleyColumn(f"栏目{place}", "", inside))
    return Galley(Masthead("模拟刊", 2022, 1, date(2022, 2, 28)), tuple(made), ())


@pytest.fixture
def nasty():
    return hostile()
