"""The sample issue composes without a fault, and what its notices print are the published figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from bureau_desk.app.schemas import load_schema
from bureau_desk.app.seeding import resolve, seed_batches
from bureau_desk.bulletin.compose import compose
from bureau_desk.domain.figure import FigureKind
from bureau_desk.domain.galley import Galley, GalleyArticle, plain
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.places import SEEDS

FOLDER = SEEDS / "issue"


class Rows:
    """A snapshot over the seed rows; they hold from always."""

    def __init__(self, schema: Schema, rows: Mapping[str, Sequence[Row]], on: date) -> None:
        self.schema, self._rows, self.as_of = schema, rows, AsOf(on)

    def rows(self, register: str) -> Sequence[Row]:
        return self._rows.get(register, ())

    def at(self, on: date) -> Rows:
        return Rows(self.schema, self._rows, on)


@pytest.fixture(scope="module")
def read() -> tuple[Issue, tuple[Problem, ...]]:
    return read_issue(FOLDER)


@pytest.fixture(scope="module")
def galley(read: tuple[Issue, tuple[Problem, ...]]) -> Galley:
    schema = load_schema()
    known: dict[tuple[str, str], int] = {}
    rows: dict[str, list[Row]] = defaultdict(list)
    number = 0
    for batch in seed_batches(schema):
        for values, key in zip(batch.rows, batch.keys, strict=True):
            number += 1
            rows[batch.register].append(Row(number, resolve(values, known)))  # type: ignore[arg-type]
            if key:
                known[batch.register, key] = number
    return compose(read[0], Rows(schema, rows, read[0].masthead.date))


def words(article: GalleyArticle) -> str:
    """Everything an article prints as words."""
    parts = [plain(line) for line in article.title]
    parts.append(plain(article.lead))
    for block in article.blocks:
        parts += [plain(block.title), *(plain(line) for line in block.lines)]
    return "\n".join(parts)


def article(galley: Galley, key: str) -> GalleyArticle:
    found = [one for one in (galley.message, *galley.articles()) if one is not None and one.id == key]
    return found[0]


def test_the_folder_reads_without_a_problem(read: tuple[Issue, tuple[Problem, ...]]) -> None:
    issue, problems = read
    assert problems == ()
    assert (issue.masthead.year, issue.masthead.number, issue.masthead.total) == (2022, 1, 163)
    assert len(issue.columns) >= 6
    assert len(issue.articles) >= 9


def test_composing_tells_nothing_worse_than_a_note(galley: Galley) -> None:
    told = [problem for problem in galley.problems if problem.severity is not Severity.NOTE]
    assert told == []
    assert not [one for one in galley.articles() if "〔" in words(one).replace("〔2018〕", "")]


def test_the_issue_shows_every_element_of_the_magazine(galley: Galley) -> None:
    kinds = {figure.kind for figure in galley.figures}
    assert {FigureKind.BAR, FigureKind.STACKED, FigureKind.COLUMN_LINE, FigureKind.PROGRESS, FigureKind.RANK} <= kinds
    assert len(galley.figures) >= 4
    assert len(galley.tables) >= 3
    blocks = [block.kind for one in galley.articles() for block in one.blocks]
    for kind, least in (("quote", 2), ("number", 2), ("names", 2), ("picture", 3), ("heading", 8)):
        assert blocks.count(kind) >= least, kind


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("fuhuaqi-a", ("等6家运营主体", "A类总数居全省第4位", "等8家获评良好", "B类总数居全省第3位", "达61家", "国家级27家", "超40家")),
        ("yanfa-jigou", ("达1875家", "国家级16家", "省级802家", "企业70家")),
        ("dujiaoshou", (
            "全市3家企业入选独角兽企业，同比增长50%，数量居全省第4位", "21家企业入选潜在独角兽企业，同比增长133%",
            "74家企业入选高新区瞪羚企业，数量居全省第3位", "潜在独角兽企业8家、瞪羚企业27家", "4747人次、597万元",
        )),
        ("lianhe-zhongxin", ("创新中心19家", "累计40家", "居全省第1位", "武进区5家", "超600项", "7亿元", "20项")),
        ("chuangye-dasai", ("10个项目晋级", "一等奖1项、二等奖2项、三等奖7项", "21个优质项目", "4个闯进", "6届", "1083个", "超1.5亿元")),
        ("gaoxinqu-paiming", ("全国第23位", "全国第38位", "居全省第1位")),
        ("gaoqi-zengzhang", ("2915家", "预计认定高新技术企业1048家", "836家", "3357户", "157.63亿元", "469万元，居全省第2位", "2233家，同比增长60%", "8000家")),
        ("zhongyi-yuan", ("155家", "40个", "38家", "12家", "26场", "215家", "180个", "10亿元和1亿元", "近30个")),
        ("dongli-dianchi", ("超40家，数量居全省第1位", "20%", "44%", "超50家", "约1000亿元")),
        ("wunian-duizhao", (
            "3.33%", "2.77%", "3.28%", "44.8件", "28.6件", "48.5%", "46.6%", "66.7%", "62.8%",
            "3680家，比上年末增加765家，同比增长26.2%", "295家", "众创空间14家", "38家", "52家",
        )),
        ("xinnian", ("3.28%", "预计达48%", "超2900家", "新增19家、累计40家", "居全省第1位", "超600项", "7亿元", "106条", "46家")),
        ("fuhua-tixi", ("61家", "27家", "148家", "6家获评优秀", "8家获评良好", "7家获评A类", "515家", "46家", "106条")),
    ],
)  # fmt: skip
def test_each_printed_number_is_the_published_one(galley: Galley, key: str, printed: tuple[str, ...]) -> None:
    text = words(article(galley, key))
    for piece in printed:
        assert piece in text, piece


def test_the_attached_list_names_the_six_operators(galley: Galley) -> None:
    box = next(block for block in article(galley, "fuhuaqi-a").blocks if block.kind == "names")
    assert len(box.lines) == 6
    assert plain(box.lines[0]) == "常州三晶世界科技产业发展有限公司"


def test_no_digit_of_an_article_is_typed_by_hand_but_dates_and_terms(read: tuple[Issue, tuple[Problem, ...]]) -> None:
    allowed = re.compile(
        r"\d{4}年(\d{1,2}月(\d{1,2}日)?)?(度|末|年末|年初)?|\d{4}—?\d{0,4}年?|2021年前三季度|10亿美元|5000万元|第十届|50强"
    )
    for one in read[0].articles.values():
        texts = [one.title, one.lead]
        for block in one.blocks:
            texts += [block.title, *("".join(run.text for run in line) for line in block.lines)]
        for text in texts:
            bare = allowed.sub("", re.sub(r"\{\{[^}]*\}\}", "", text))
            assert not re.search(r"\d", bare), (one.id, bare)


def test_house_words_are_kept(galley: Galley) -> None:
    for one in (galley.message, *galley.articles()):
        assert one is not None
        text = words(one)
        for wrong in ("截止", "本刊", "本报", "记者", "目前", "增长-"):
            assert wrong not in text, (one.id, wrong)


def test_leads_titles_and_lengths_fit_the_page(galley: Galley) -> None:
    for column in galley.columns:
        first = column.articles[0]
        assert 60 <= len(plain(first.lead)) <= 130, first.id
    for one in galley.articles():
        assert len(one.title) <= 2
        assert all(len(plain(line)) <= 24 for line in one.title), one.id
        assert 480 <= len(words(one)) <= 2600, one.id


def test_pictures_are_there_and_drawn_for_the_column(galley: Galley) -> None:
    from PIL import Image

    for one in galley.articles():
        for block in one.blocks:
            if block.kind == "picture":
                with Image.open(Path(block.path)) as image:
                    assert image.width / image.height == pytest.approx(231 / 152.5, abs=0.01)
                assert block.credit
