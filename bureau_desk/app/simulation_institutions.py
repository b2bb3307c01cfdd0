"""Simulated R&D institutions of firms: 1,875 at city level or above on 2022-02-28 (16 national, 802 provincial)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRow
from bureau_desk.app.simulation_firms import Firm, Firms
from bureau_desk.app.simulation_names import MARK, TRADES, day

NATIONAL, PROVINCIAL, CITY = 16, 802, 1057
REVOKED, LATER = 36, 48
_ENGINEERING, _TECHNOLOGY, _RESEARCH = "工程技术研究中心", "企业技术中心", "工程研究中心"
_DEPARTMENTS = {_ENGINEERING: "科技", _TECHNOLOGY: "工信", _RESEARCH: "发改"}
_OWNERS = {"国家级": "国家", "省级": "江苏省", "市级": "常州市"}


@dataclass(frozen=True, slots=True)
class _Kind:
    level: str
    kind: str
    many: int
    first: int
    last: int


_PLAN = (
    _Kind("国家级", _TECHNOLOGY, 11, 2004, 2021), _Kind("国家级", _RESEARCH, 3, 2008, 2020),
    _Kind("国家级", _ENGINEERING, 2, 2006, 2015),
    _Kind("省级", _ENGINEERING, 431, 2006, 2021), _Kind("省级", _TECHNOLOGY, 312, 2005, 2021),
    _Kind("省级", _RESEARCH, 59, 2008, 2021),
    _Kind("市级", _ENGINEERING, 648, 2010, 2021), _Kind("市级", _TECHNOLOGY, 409, 2010, 2021),
)  # fmt: skip


def institution_batch(firms: Firms, random: Random) -> SeedBatch:
    """Rows of the `ent_rd_org` register: those valid on 2022-02-28, some revoked before, some approved later."""
    hosts = [*firms.cohort_2018[:500], *firms.cohort_2019[:760], *firms.cohort_2020[STAYING], *firms.new_2021[20:400]]
    random.shuffle(hosts)
    batch = SeedBatch("ent_rd_org")
    for kind in _PLAN:
        for number, host in enumerate(random.sample(hosts, kind.many)):
            _add(batch, host, kind, _approved(kind, random), number, random)
    for kind, host in _extra(random.sample(firms.others[:300], REVOKED)):
        _add(batch, host, kind, _approved(kind, random), 0, random, "撤销")
    late = _Kind("市级", _ENGINEERING, LATER, 2022, 2022)
    for number, host in enumerate(random.sample(firms.others[300:], LATER)):
        _add(batch, host, late, day(2022, 9, 1 + number % 28), number, random)
    return batch


STAYING = slice(5, 990)
"""Firms of 2020 that neither lost nor gave up their title."""


def _extra(hosts: list[Firm]) -> Iterator[tuple[_Kind, Firm]]:
    for place, host in enumerate(hosts):
        yield (_PLAN[3] if place % 3 == 0 else _PLAN[6]), host


def _approved(kind: _Kind, random: Random) -> str:
    # the last batch of each year was approved in December, that of the city's own in January 2022 too
    if kind.level == "市级" and random.random() < 0.04:
        return day(2022, 1, 10 + random.randrange(15))
    year = kind.first + int((kind.last - kind.first + 1) * max(random.random(), random.random()))
    return day(year, 6 + random.randrange(7), 1 + random.randrange(28))


def _add(batch: SeedBatch, host: Firm, kind: _Kind, on: str, number: int, random: Random, status: str = "有效") -> None:
    trade, hi_tech = TRADES[host.trade][:2]
    name = f"{_OWNERS[kind.level]}（模拟{host.brand}）{trade}{kind.kind}"
    staff = random.randrange(15, 160)
    row: SeedRow = {
        **MARK, "org_name": name, "org_kind": kind.kind, "host_uscc": host.code, "host_name": host.name_on(on),
        "level": kind.level, "competent_dept": _DEPARTMENTS[kind.kind],
        "approve_doc_no": f"模拟〔{on[:4]}〕{1 + number % 40}号", "approve_date": on,
        "build_status": "撤销" if status == "撤销" else "运行", "field": trade, "hi_tech_field": hi_tech,
        "floor_area": random.randrange(4, 60) * 100, "staff_total": staff, "staff_doctor": staff // 30,
        "staff_senior": staff // 9, "equip_value": random.randrange(30, 4000) * 100_000,
        "rd_spend_last": random.randrange(20, 3000) * 100_000, "stat_unit": host.unit, "run_status": status,
    }  # fmt: skip
    batch.add(row, f"{host.code}|{name}")
