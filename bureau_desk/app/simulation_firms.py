"""Simulated technology firms: who they are, where they sit, which of them were renamed or moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRef, SeedRow
from bureau_desk.app.simulation_names import (
    INDUSTRY_CODES,
    JINGKAI,
    JINTAN,
    LIYANG,
    MARK,
    TIANNING,
    TRADES,
    UNITS,
    WUJIN,
    XINBEI,
    ZHONGLOU,
    brands,
    credit_code,
    day,
    spread,
)

VALID_2021 = {WUJIN: 836, XINBEI: 972, LIYANG: 262, JINTAN: 256, TIANNING: 162, ZHONGLOU: 187, JINGKAI: 240}
"""Where the 2,915 high-tech enterprises valid at the end of 2021 sit; the 836 of 武进区 are published."""
COHORT_2018, COHORT_2019, COHORT_2020 = 618, 880, 999
LAPSED_2020, NEW_2021, NEW_2022, OTHERS = 60, 493, 854, 700
RENEWED_2021, RENEWED_2022 = 530, 760
RETURNED_2021, RETURNED_2022 = 25, 40
STOPPED_2021, STOPPED_2022_OLD, STOPPED_2022_YOUNG = 6, 5, 10
RENAMES, MOVES = 60, 24


@dataclass(slots=True)
class Firm:
    """One firm: credit code, names in time, district in time, trade, and how its business ended if it did."""

    number: int
    code: str
    name: str
    brand: str
    unit: str
    trade: int
    founded: str
    former: str = ""
    renamed: str = ""
    unit_before: str = ""
    moved: str = ""
    status: str = "在业"
    status_date: str = ""

    def name_on(self, on: str) -> str:
        """The registered name on an ISO day."""
        return self.former if self.former and on < self.renamed else self.name

    def unit_on(self, on: str) -> str:
        """The district on an ISO day."""
        return self.unit_before if self.unit_before and on < self.moved else self.unit


@dataclass(slots=True)
class Firms:
    """All firms by the group that their first known certificate puts them in."""

    cohort_2018: list[Firm] = field(default_factory=list)
    cohort_2019: list[Firm] = field(default_factory=list)
    cohort_2020: list[Firm] = field(default_factory=list)
    lapsed_2020: list[Firm] = field(default_factory=list)
    new_2021: list[Firm] = field(default_factory=list)
    new_2022: list[Firm] = field(default_factory=list)
    others: list[Firm] = field(default_factory=list)

    def all(self) -> list[Firm]:
        """Every firm in order of its number."""
        groups = (self.cohort_2018, self.cohort_2019, self.cohort_2020, self.lapsed_2020, self.new_2021, self.new_2022)
        return [firm for group in (*groups, self.others) for firm in group]

    def valid_2021(self) -> list[Firm]:
        """The firms whose certificate is valid at the end of 2021."""
        return [
            *self.cohort_2018[:RENEWED_2021],
            *self.cohort_2019[: COHORT_2019 - STOPPED_2021],
            *self.cohort_2020[: COHORT_2020 - STOPPED_2021],
            *self.lapsed_2020[:RETURNED_2021],
            *self.new_2021,
        ]


def make_firms(random: Random) -> Firms:
    """Firms with districts: exactly `VALID_2021` among those valid at the end of 2021, the rest by like shares."""
    firms = Firms()
    names = brands(random)
    number = 0
    for group, size, youngest in (
        (firms.cohort_2018, COHORT_2018, 2015), (firms.cohort_2019, COHORT_2019, 2015),
        (firms.cohort_2020, COHORT_2020, 2016), (firms.lapsed_2020, LAPSED_2020, 2014),
        (firms.new_2021, NEW_2021, 2018), (firms.new_2022, NEW_2022, 2019), (firms.others, OTHERS, 2019),
    ):  # fmt: skip
        for _ in range(size):
            group.append(_firm(number, next(names), youngest, random))
            number += 1
    _place(firms, random)
    _rename(firms, random)
    _move(firms, random)
    return firms


def _firm(number: int, brand: str, youngest: int, random: Random) -> Firm:
    trade = random.randrange(len(TRADES))
    place = "常州" if number % 3 else "江苏"
    founded = day(youngest - random.randrange(14), 1 + random.randrange(12), 1 + random.randrange(28))
    return Firm(number, "", f"{place}模拟{brand}{TRADES[trade][0]}有限公司", brand, "", trade, founded)


def _place(firms: Firms, random: Random) -> None:
    for firm, unit in zip(firms.valid_2021(), spread(random, VALID_2021), strict=True):
        firm.unit = unit
    units, weights = list(VALID_2021), list(VALID_2021.values())
    for firm in firms.all():
        firm.unit = firm.unit or random.choices(units, weights)[0]
        firm.code = credit_code(firm.number, firm.unit)


def _rename(firms: Firms, random: Random) -> None:
    """Some firms became companies limited by shares: the certificate number stayed (国科发火〔2016〕32号)."""
    pool = [*firms.cohort_2018[:RENEWED_2021], *firms.cohort_2019[:RENEWED_2022]]
    for firm in random.sample(pool, RENAMES):
        firm.former = firm.name
        firm.name = firm.name.replace("有限公司", "股份有限公司")
        firm.renamed = day(2019 + random.randrange(3), 1 + random.randrange(9), 1 + random.randrange(28))


def _move(firms: Firms, random: Random) -> None:
    still = [firm for firm in firms.cohort_2018[:RENEWED_2021] if not firm.former]
    for firm in random.sample(still, MOVES):
        firm.unit_before = random.choice([unit for unit in UNITS if unit != firm.unit])
        firm.moved = day(2019 + random.randrange(2), 1 + random.randrange(12), 1 + random.randrange(28))


def firm_batch(firms: Firms, random: Random) -> SeedBatch:
    """Rows of the `enterprise` register, keyed by credit code."""
    batch = SeedBatch("enterprise")
    for firm in firms.all():
        batch.add(_firm_row(firm, random), firm.code)
    return batch


def _firm_row(firm: Firm, random: Random) -> SeedRow:
    trade, hi_tech, emerging, chain = TRADES[firm.trade]
    large = random.random()
    row: SeedRow = {
        **MARK,
        "uscc": firm.code, "name": firm.name, "entity_type": "企业", "established_date": firm.founded,
        "reg_capital": random.randrange(2, 60) * 1_000_000,
        "reg_type": "股份有限公司" if "股份" in firm.name else "有限责任公司", "listing": "未上市",
        "reg_address": f"常州市{UNITS[firm.unit].removeprefix('常州')}模拟路{firm.number + 1}号", "stat_unit": firm.unit,
        "industry_code": INDUSTRY_CODES[firm.trade], "hi_tech_field": hi_tech, "sei_field": emerging,
        "local_chain": chain, "scale": "大" if large > 0.985 else "中" if large > 0.85 else "小" if large > 0.2 else "微",
        "is_above_scale": "规上工业" if large > 0.45 else "规下", "biz_status": firm.status, "tags": (trade,),
    }  # fmt: skip
    if firm.status_date:
        row["status_date"] = firm.status_date
    if firm.former:
        row["former_names"] = (firm.former,)
    return row


def firm_events(firms: Firms) -> list[SeedRow]:
    """Rows of the `event` register: renames and moves, in order of day."""
    rows: list[SeedRow] = []
    for firm in firms.all():
        subject = SeedRef("enterprise", firm.code)
        if firm.former:
            rows.append({
                **MARK, "subject": subject, "event_kind": "更名", "event_date": firm.renamed, "before": firm.former,
                "after": firm.name, "entered_at": firm.renamed, "remark": "证书编号与有效期不变（模拟）",
            })  # fmt: skip
        if firm.unit_before:
            rows.append({
                **MARK, "subject": subject, "event_kind": "迁移", "event_date": firm.moved,
                "before": UNITS[firm.unit_before], "after": UNITS[firm.unit], "entered_at": firm.moved,
            })  # fmt: skip
    return sorted(rows, key=lambda row: str(row["event_date"]))
