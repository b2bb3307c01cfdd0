"""Makes the workbench's desk: 100,000 firms, 300,000 titles, 1,000,000 revisions over ten years; every row is simulated.

python -m tests.bench.workbench_desk FILE [--share 1.0] makes one; `copy` keeps one in a folder and hands out copies.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from sqlalchemy import Connection

from bureau_desk.app import upkeep
from bureau_desk.app.clock import from_environment
from bureau_desk.app.collection import uncollected
from bureau_desk.app.desk import Desk
from bureau_desk.domain.values import Values
from bureau_desk.store import journal
from bureau_desk.store.bulk import insert_many
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import record
from tests.bench import workbench_rows as made

KEPT = "WORKBENCH_DESKS"  # names a folder where the desk is kept from run to run
FIRST, LAST = 2016, 2025
FIRMS, TITLES, REVISIONS = 100_000, 300_000, 1_000_000
INSTITUTIONS, EVENTS, DELETIONS = 3_000, 20_000, 2_000
_PORTION = 1000


@dataclass(slots=True)
class _State:
    """What stands so far: record ids of firms, of titles with their owners, of institutions; the last id and moment."""

    random: Random
    last: int = 0
    firms: list[int] = field(default_factory=list)
    titles: list[tuple[int, int]] = field(default_factory=list)
    newest: dict[tuple[int, str], tuple[int, str]] = field(default_factory=dict)
    institutions: list[tuple[int, int]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    def fresh(self) -> int:
        self.last += 1
        return self.last


def make(path: Path, share: float = 1.0) -> Desk:
    """A desk at `path` with that share of the rows; an existing file is opened as it is."""
    clock = from_environment()
    if path.exists():
        return Desk.open(path, "基准", clock)
    desk = Desk.create(path, "基准", "工作台基准", clock)
    state = _State(Random(163))
    with desk.database.writing() as connection, uncollected():
        for year in range(FIRST, LAST + 1):
            _write_year(desk, connection, state, year, share)
        upkeep.rebuild(desk, connection)
    with desk.database.writing() as connection:
        connection.exec_driver_sql("PRAGMA optimize=0x10002")
    return desk


def copy(folder: Path, path: Path, share: float = 1.0) -> Path:
    """A copy at `path` of the desk kept in `folder`, which is made when it is not there."""
    kept = folder / f"workbench-{share:g}.desk"
    if not kept.exists():
        part = kept.with_suffix(".part.desk")
        part.unlink(missing_ok=True)
        desk = make(part, share)
        desk.close()
        part.replace(kept)
    shutil.copyfile(kept, path)
    return path


def _write_year(desk: Desk, connection: Connection, state: _State, year: int, share: float) -> None:
    adds = [*_firms(state, year, share), *_titles(state, year, share), *_others(state, year, share)]
    insert_many(connection, record, [{"id": one.record, "register": one.register} for one in adds])
    wanted = round(REVISIONS * share / (LAST - FIRST + 1))
    edits = list(_edits(state, year, max(0, wanted - len(adds)), share))
    steps = [(f"导入 {year} 年名单", adds[at : at + _PORTION]) for at in range(0, len(adds), _PORTION)]
    at = 0
    while at < len(edits):
        many = state.random.choice((1, 1, 1, 5, 20, 200, 500))
        steps.append((f"修改 {len(edits[at : at + many])} 条", edits[at : at + many]))
        at += many
    begin, whole = datetime(year, 1, 2, 9).timestamp(), 360 * 86400
    for place, (summary, entries) in enumerate(steps):
        now = datetime.fromtimestamp(begin + whole * place / len(steps)).replace(microsecond=0).isoformat()
        number = journal.open_batch(connection, now, "基准", summary)
        journal.append(connection, desk.schema, entries, number, now, "基准", "")


def _add(state: _State, register: str, values: Values) -> Entry:
    return Entry(state.fresh(), register, "add", values)


def _firms(state: _State, year: int, share: float) -> Iterator[Entry]:
    for number in range(len(state.firms), round(FIRMS * share * (year - FIRST + 1) / (LAST - FIRST + 1))):
        entry = _add(state, "enterprise", made.firm(number, year))
        state.firms.append(entry.record)
        yield entry


def _titles(state: _State, year: int, share: float) -> Iterator[Entry]:
    goal = round(TITLES * share * (year - FIRST + 1) / (LAST - FIRST + 1))
    while len(state.titles) < goal:
        owner, kind = int(len(state.firms) * state.random.random() ** 1.5), made.kind_of_title(state.random)
        day = f"{year}-{state.random.randrange(1, 13):02d}-{state.random.randrange(1, 29):02d}"
        before, since = state.newest.get((owner, kind), (None, ""))
        if day <= since:
            continue
        entry = _add(state, "qualification", made.title(owner, kind, day, len(state.titles), before))
        state.newest[owner, kind] = entry.record, day
        state.titles.append((entry.record, owner))
        yield entry


def _others(state: _State, year: int, share: float) -> Iterator[Entry]:
    years = LAST - FIRST + 1
    for number in range(len(state.institutions), round(INSTITUTIONS * share * (year - FIRST + 1) / years)):
        entry = _add(state, "ent_rd_org", made.institution(number, year))
        state.institutions.append((entry.record, number))
        yield entry
    for subject, number in state.institutions:
        if (number + year) % 2:
            yield _add(state, "annual_eval", made.evaluation(subject, number, year))
    seen: set[int] = set()
    for _ in range(round(EVENTS * share / years)):
        day = f"{year}-{state.random.randrange(1, 13):02d}-{state.random.randrange(1, 29):02d}"
        kind = state.random.choice(("更名", "更名", "迁移", "取消"))
        if kind == "取消":
            subject, owner = state.titles[state.random.randrange(len(state.titles))]
        else:
            owner = state.random.randrange(len(state.firms))
            subject = state.firms[owner]
        if subject not in seen:
            seen.add(subject)
            yield _add(state, "event", made.event(subject, owner, kind, day))


def _edits(state: _State, year: int, many: int, share: float) -> Iterator[Entry]:
    random = state.random
    for _ in range(round(DELETIONS * share / (LAST - FIRST + 1))):
        number = state.titles.pop(random.randrange(len(state.titles)))[0]
        state.gone.append(number)
        yield Entry(number, "qualification", "delete", None)
        if random.random() < 0.2:
            yield Entry(state.gone.pop(0), "qualification", "restore", None)
            many -= 1
        many -= 1
    for _ in range(max(0, many)):
        day = f"{year}-{random.randrange(1, 13):02d}-{random.randrange(1, 29):02d}"
        if random.random() < 0.45:
            values, since = made.firm_edit(random, day)
            yield Entry(state.firms[random.randrange(len(state.firms))], "enterprise", "edit", values, since)
        else:
            values, since = made.title_edit(random, day)
            yield Entry(state.titles[random.randrange(len(state.titles))][0], "qualification", "edit", values, since)


def main() -> None:
    """Make a desk at the given place."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workbench_desk")
    parser.add_argument("file", type=Path)
    parser.add_argument("--share", type=float, default=1.0)
    chosen = parser.parse_args()
    begin = time.perf_counter()
    make(chosen.file, chosen.share).close()
    print(f"{chosen.file}: {time.perf_counter() - begin:.1f} s, {chosen.file.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
