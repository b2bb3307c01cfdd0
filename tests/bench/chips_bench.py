"""The numbers of an article under the hands: asked first, after another question, and after edits of the registers."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from bureau_desk.app import publishing
from bureau_desk.app.chips import Chips
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.issue import Issue, Masthead
from bureau_desk.exchange.figures_file import figures_of
from bureau_desk.places import SEEDS
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import record
from tests.bench import workbench_desk
from tests.bench.measure import Figure

_CLOCK = datetime(2022, 3, 1)
_BOUND = 0.1
_NUMBERS = re.compile(r"\{\{(?!\s*(?:list|page))[^}]*\}\}")
_EDITED = {"incubator": "孵化器", "enterprise": "企业", "qualification": "资质"}
_TIMES = 5
_LARGE = {
    "enterprise": {"remark": ["模拟一", "模拟二"], "stat_unit": ["320412", "320411"], "name": ["模拟新甲", "模拟新乙"]},
    "qualification": {"remark": ["模拟一", "模拟二"], "end_date": ["2025-06-30", None], "level": ["国家级", "省级"]},
}
_LARGE_EVENT = {"event_kind": "迁移", "event_date": "2024-05-06", "before": "武进区", "after": "新北区"}
_FIGURES = """
["高企数"]
register = "qualification"
where = { qual_type = "高新技术企业" }
["各区高企数"]
register = "qualification"
where = { qual_type = "高新技术企业" }
by = ["stat_unit_now"]
["新增高企数"]
register = "qualification"
where = { qual_type = "高新技术企业" }
count = "inflow"
["省级以上资质"]
register = "qualification"
where = { level = { at_least = "省级" } }
by = ["level"]
["企业数"]
register = "enterprise"
by = ["stat_unit"]
["注册资本"]
register = "enterprise"
measure = "sum:reg_capital"
unit = "亿元"
"""
"""What a bulletin tells of a city's firms."""
_TOLD = ("高企数", "高企数 | 同比", "各区高企数", "新增高企数", "省级以上资质", "企业数", "企业数 | 增减", "注册资本")


def run(folder: Path, desk: Path, issue: Path) -> list[Figure]:
    """CPU seconds of the thread that works numbers out; `issue` is the large one."""
    figures = []
    for name, place in (("整期", issue), ("示例期刊", SEEDS / "issue")):
        copy = folder / f"chips-{place.name}.desk"
        shutil.copyfile(desk, copy)
        opened = Desk.open(copy, "基准", lambda: _CLOCK)
        try:
            figures += _of_issue(name, place, opened)
        finally:
            opened.close()
    # The large desk takes minutes to make, so it is asked where one is kept from run to run.
    kept = os.environ.get(workbench_desk.KEPT, "")
    return figures + (run_large(workbench_desk.copy(Path(kept), folder / "large.desk")) if kept else [])


def _of_issue(name: str, folder: Path, desk: Desk) -> list[Figure]:
    texts = sorted({one for file in folder.glob("articles/*.md") for one in _NUMBERS.findall(file.read_text("utf-8"))})
    issue, _ = publishing.read(folder)
    chips = Chips(desk, issue)
    first = _spent(lambda: chips.read(texts))
    figures = [Figure(f"{name} {len(texts)} 种数字：首次", first, "s")]
    other = {key: replace(one, scope="口径另写") for key, one in issue.questions.items() if not one.series}
    chips.use(replace(issue, questions={**issue.questions, **dict(list(other.items())[:1])}))
    figures.append(Figure("同上，改一个问题后重算", _spent(lambda: chips.read(texts)), "s", _BOUND))
    chips.use(issue)
    desk.subscribe(lambda one: chips.forget(one.registers, one.schema, one.records))
    for register, title in _EDITED.items():
        with desk.database.reading() as connection:
            query = select(record.c.id).where(record.c.register == register).order_by(record.c.id).limit(_TIMES)
            numbers = list(connection.execute(query).scalars())
        spent = []
        for turn, number in enumerate(numbers):
            chips.read(texts)
            write(
                desk, [Entry(number, register, "edit", {_text_field(desk, register): f"模拟{turn}"}, "")], "改", "测速"
            )
            spent.append(_spent(lambda: chips.read(texts)))
        figures.append(Figure(f"同上，改一条{title}后重算", statistics.median(spent), "s", _BOUND))
    return figures


def run_large(desk: Path) -> list[Figure]:
    """The same on 100,000 firms and 300,000 titles; `desk` is a copy that may be written."""
    opened = Desk.open(desk, "基准", lambda: datetime(2026, 1, 15))
    try:
        return _of_large(opened)
    finally:
        opened.close()


def _of_large(desk: Desk) -> list[Figure]:
    issue = Issue(Masthead("模拟", 2025, 6, date(2025, 12, 31)), (), {}, figures_of(_FIGURES)[0])
    chips, texts = Chips(desk, issue), [f"{{{{{one}}}}}" for one in _TOLD]
    first = _spent(lambda: chips.read(texts))
    figures = [Figure(f"10 万家企业、30 万条资质，{len(texts)} 个数字：首次", first, "s")]
    desk.subscribe(lambda one: chips.forget(one.registers, one.schema, one.records))
    for register, fields in _LARGE.items():
        with desk.database.reading() as connection:
            query = select(record.c.id).where(record.c.register == register).order_by(record.c.id).limit(_TIMES)
            numbers = list(connection.execute(query).scalars())
        title = desk.schema.registers[register].title
        for field, values in fields.items():
            spent = [_renewed(desk, chips, texts, Entry(number, register, "edit", {field: values[place % 2]}))
                     for place, number in enumerate(numbers)]  # fmt: skip
            named = desk.schema.registers[register].field(field)
            told = named.title if named else field
            figures.append(Figure(f"同上，改一条《{title}》的{told}后", statistics.median(spent), "s", _BOUND))
    spent = []
    for number in numbers:
        with desk.database.writing() as connection:
            entry = add_many(connection, "event", [{"subject": number, **_LARGE_EVENT}])[0]
        spent.append(_renewed(desk, chips, texts, entry))
    return [*figures, Figure("同上，记一条资质的事件后", statistics.median(spent), "s", _BOUND)]


def _renewed(desk: Desk, chips: Chips, texts: list[str], entry: Entry) -> float:
    write(desk, [entry], "改", "测速")
    return _spent(lambda: chips.read(texts))


def _text_field(desk: Desk, register: str) -> str:
    fields = desk.schema.registers[register].fields
    return next(one.key for one in fields if one.key in ("remark", "address", "note"))


def _spent(work: Callable[[], object]) -> float:
    begin = time.thread_time()
    work()
    return time.thread_time() - begin
