"""The numbers of an article under the hands: asked first, after another question, and after edits of the registers."""

from __future__ import annotations

import re
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bureau_desk.app import publishing
from bureau_desk.app.chips import Chips
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import write
from bureau_desk.places import SEEDS
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import record
from tests.bench.measure import Figure

_CLOCK = datetime(2022, 3, 1)
_BOUND = 0.1
_NUMBERS = re.compile(r"\{\{(?!\s*(?:list|page))[^}]*\}\}")
_EDITED = {"incubator": "孵化器", "enterprise": "企业", "qualification": "资质"}
_TIMES = 5


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
    return figures


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


def _text_field(desk: Desk, register: str) -> str:
    fields = desk.schema.registers[register].fields
    return next(one.key for one in fields if one.key in ("remark", "address", "note"))


def _spent(work: Callable[[], object]) -> float:
    begin = time.thread_time()
    work()
    return time.thread_time() - begin
