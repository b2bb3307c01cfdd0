"""Simulated titles of firms: high-tech certificates with renewals and lapses, library entries, yearly lists.

Counted by date they give the published figures: 2,497 high-tech enterprises at the end of 2020, 2,915 at the end of
2021 (1,048 certificates in the year), 3,680 at the end of 2022; 1,396 and 2,233 technology SMEs in 2020 and 2021.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRef, SeedRow
from bureau_desk.app.simulation_firms import (
    COHORT_2019,
    COHORT_2020,
    RENEWED_2021,
    RENEWED_2022,
    RETURNED_2021,
    RETURNED_2022,
    STOPPED_2021,
    STOPPED_2022_OLD,
    STOPPED_2022_YOUNG,
    Firm,
    Firms,
)
from bureau_desk.app.simulation_names import AREAS, JINTAN, LIYANG, MARK, TIANNING, TRADES, WUJIN, XINBEI, ZHONGLOU, day

CERTIFIED_2016, CERTIFIED_2017 = 400, 420
ISSUES = {
    2016: ("2016-11-30",), 2017: ("2017-11-17", "2017-12-07"), 2018: ("2018-10-24", "2018-11-28", "2018-11-30"),
    2019: ("2019-11-07", "2019-11-22", "2019-12-05"), 2020: ("2020-12-02",), 2021: ("2021-11-03", "2021-11-30"),
    2022: ("2022-10-12", "2022-11-18", "2022-12-12"),
}  # fmt: skip
"""Days on which high-tech certificates of a year were issued (simulated)."""
SMES = {2020: 1396, 2021: 2233}
_SME_DAYS = {2020: ("2020-04-24", "2020-07-15", "2020-11-20"), 2021: ("2021-04-16", "2021-07-09", "2021-11-12")}
UNICORN_LISTS = {2020: "2020-12-10", 2021: "2021-11-25"}
_POTENTIAL_2021 = {WUJIN: 8, XINBEI: 5, LIYANG: 2, JINTAN: 2, TIANNING: 1, ZHONGLOU: 1}
_GAZELLES_2021 = {WUJIN: 27, XINBEI: 21, LIYANG: 7, JINTAN: 7, TIANNING: 5, ZHONGLOU: 6}


class Certificates:
    """The high-tech certificates issued so far; the newest of each firm is what a renewal points at."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._newest: dict[str, tuple[str, SeedRow]] = {}
        self._number = 1000

    def issue(self, year: int, firms: Iterable[Firm]) -> SeedBatch:
        """One certificate of a year for each firm: three years less a day, old number never used again."""
        batch = SeedBatch("qualification")
        for firm in firms:
            self._number += 1 + self._random.randrange(3)
            issued = self._random.choice(ISSUES[year])
            number = f"GR{year}32{self._number:06d}"
            row = _title(firm, issued, "高新技术企业", "国家级", "全国高新技术企业认定管理工作领导小组办公室")
            row.update(
                cert_no=number,
                batch=f"{year}年",
                valid_to=_three_years(issued),
                hi_tech_field_then=TRADES[firm.trade][1],
            )
            if firm.code in self._newest:
                row["prev_id"] = SeedRef("qualification", self._newest[firm.code][0])
            self._newest[firm.code] = (number, row)
            batch.add(row, number)
        return batch

    def lapse(self, firms: Iterable[Firm]) -> None:
        """The newest certificates of these firms ran out and were not renewed."""
        for firm in firms:
            row = self._newest[firm.code][1]
            over = date.fromisoformat(str(row["valid_to"])) + timedelta(days=1)
            row.update(end_event="到期未续", end_date=over.isoformat())

    def stop(self, year: int, firms: Sequence[Firm]) -> None:
        """The newest certificates of these firms were cancelled, given up or moved away within a year."""
        for place, firm in enumerate(firms):
            event = ("取消", "注销", "迁出")[place % 3]
            on = day(year, 4 + place % 8, 1 + 2 * place % 28)
            self._newest[firm.code][1].update(end_event=event, end_date=on, end_doc_no=f"模拟〔{year}〕{place + 1}号")
            if event != "取消":
                firm.status, firm.status_date = event, on


def high_tech(firms: Firms, random: Random) -> list[SeedBatch]:
    """All high-tech certificates, a batch a year, and a batch of names that were only proposed."""
    certificates = Certificates(random)
    old_2019, old_2020 = COHORT_2019 - STOPPED_2021, COHORT_2020 - STOPPED_2021
    batches = [
        certificates.issue(2016, firms.cohort_2019[:CERTIFIED_2016]),
        certificates.issue(2017, [*firms.cohort_2020[:CERTIFIED_2017], *firms.lapsed_2020]),
        certificates.issue(2018, firms.cohort_2018),
        certificates.issue(2019, firms.cohort_2019),
        certificates.issue(2020, firms.cohort_2020),
    ]
    certificates.lapse(firms.lapsed_2020)
    certificates.lapse(firms.cohort_2018[RENEWED_2021:])
    certificates.stop(2021, [*firms.cohort_2019[old_2019:], *firms.cohort_2020[old_2020:]])
    renewed = firms.cohort_2018[:RENEWED_2021]
    batches.append(certificates.issue(2021, [*renewed, *firms.lapsed_2020[:RETURNED_2021], *firms.new_2021]))
    certificates.lapse(firms.cohort_2019[RENEWED_2022:old_2019])
    certificates.stop(2022, [*firms.cohort_2020[:STOPPED_2022_OLD], *firms.new_2021[:STOPPED_2022_YOUNG]])
    returned = firms.cohort_2018[RENEWED_2021 : RENEWED_2021 + RETURNED_2022]
    batches.append(certificates.issue(2022, [*firms.cohort_2019[:RENEWED_2022], *returned, *firms.new_2022]))
    batches.append(_proposed(firms.others[:30]))
    return batches


def _proposed(firms: Iterable[Firm]) -> SeedBatch:
    """Names on a list that was only published for comment: never counted as recognised."""
    batch = SeedBatch("qualification")
    for firm in firms:
        row = _title(firm, "2021-11-05", "高新技术企业", "国家级", "全国高新技术企业认定管理工作领导小组办公室")
        row.update(
            publish_stage="公示(拟认定)", is_counted=False, valid_to="2024-11-04", remark="公示后未获认定（模拟）"
        )
        batch.add(row)
    return batch


def _three_years(issued: str) -> str:
    start = date.fromisoformat(issued)
    return (start.replace(year=start.year + 3) - timedelta(days=1)).isoformat()


def _title(firm: Firm, on: str, kind: str, level: str, issuer: str) -> SeedRow:
    return {
        **MARK, "uscc": firm.code, "name_then": firm.name_on(on), "qual_type": kind, "level": level, "issuer": issuer,
        "publish_stage": "认定/备案公告", "cert_date": on, "valid_from": on, "stat_unit_then": firm.unit_on(on),
        "is_counted": True,
    }  # fmt: skip


def technology_smes(firms: Firms, random: Random) -> list[SeedBatch]:
    """Entries of the technology SME library: valid to the end of their year (国科火字〔2019〕87号)."""
    pool = {
        2020: [*firms.others, *firms.new_2021, *firms.new_2022, *firms.cohort_2020],
        2021: [*firms.others, *firms.new_2022, *firms.new_2021, *firms.cohort_2018, *firms.cohort_2020],
    }
    batches = []
    for year, many in SMES.items():
        batch = SeedBatch("qualification")
        for place, firm in enumerate(random.sample(pool[year], many)):
            row = _title(firm, random.choice(_SME_DAYS[year]), "科技型中小企业", "国家级", "江苏省科学技术厅")
            row.update(
                cert_no=f"{year}{AREAS[firm.unit]}A8{place + 1:06d}", batch=f"{year}年", valid_to=f"{year}-12-31",
                score=Decimal(random.randrange(600, 985)).scaleb(-1),
            )  # fmt: skip
            batch.add(row)
        batches.append(batch)
    return batches


def growth_lists(firms: Firms, random: Random) -> SeedBatch:
    """Unicorns, potential unicorns and gazelles of the provincial lists: one list a year, valid within the year.

    With the firms that the facts name, 2021 holds 3, 21 and 74, and 2020 holds 2, 9 and 52.
    """
    batch = SeedBatch("qualification")
    pool = firms.cohort_2020[40:] + firms.new_2021[40:]
    in_unit = {unit: [firm for firm in pool if firm.unit == unit] for unit in _GAZELLES_2021}
    for unit, many in _POTENTIAL_2021.items():
        _list(batch, in_unit[unit][:many], 2021, "潜在独角兽", random)
    for unit, many in _GAZELLES_2021.items():
        _list(batch, in_unit[unit][10 : 10 + many], 2021, "瞪羚", random)
    _list(batch, in_unit[XINBEI][40:42], 2020, "独角兽", random)
    _list(batch, [*in_unit[WUJIN][:4], *in_unit[XINBEI][:5]], 2020, "潜在独角兽", random)
    _list(batch, [*in_unit[WUJIN][10:34], *in_unit[XINBEI][12:40]], 2020, "瞪羚", random)
    return batch


def _list(batch: SeedBatch, firms: Iterable[Firm], year: int, kind: str, random: Random) -> None:
    for firm in firms:
        row = _title(firm, UNICORN_LISTS[year], kind, "省级", "省生产力促进中心")
        row.update(valid_to=f"{year}-12-31", remark="一年一评，当年有效（模拟）")
        if kind != "瞪羚":
            low = 105 if kind == "独角兽" else 8
            row.update(valuation=(low + random.randrange(20)) * 10_000_000, valuation_date=f"{year}-06-30")
        batch.add(row)


def other_titles(firms: Firms) -> SeedBatch:
    """专精特新小巨人, 单项冠军 and 省专精特新: six and eight of them in 武进区 as published for 2021."""
    batch = SeedBatch("qualification")
    valid = firms.cohort_2020[:-STOPPED_2021]
    wujin = [firm for firm in valid if firm.unit == WUJIN]
    other = [firm for firm in valid if firm.unit != WUJIN]
    plan = (
        (wujin[60:66], "专精特新小巨人", "国家级", "工业和信息化部", "2021-07-19"),
        (other[60:74], "专精特新小巨人", "国家级", "工业和信息化部", "2021-07-19"),
        (other[80:92], "专精特新小巨人", "国家级", "工业和信息化部", "2020-11-13"),
        (wujin[70:78], "单项冠军", "国家级", "工业和信息化部", "2020-12-18"),
        (other[100:106], "单项冠军", "国家级", "工业和信息化部", "2020-12-18"),
        (wujin[80:105], "省专精特新", "省级", "江苏省工业和信息化厅", "2021-12-10"),
        (other[120:165], "省专精特新", "省级", "江苏省工业和信息化厅", "2021-12-10"),
    )
    for chosen, kind, level, issuer, on in plan:
        for firm in chosen:
            row = _title(firm, on, kind, level, issuer)
            row["valid_to"] = _three_years(on)
            batch.add(row)
    return batch
