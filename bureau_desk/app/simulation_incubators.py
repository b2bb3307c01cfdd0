"""Simulated incubators and accelerators.

With the seven national ones that the facts name, 61 stand at provincial level or above on 2022-02-28: 27 national and
34 provincial; in 武进区 29 stand at city level or above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRow
from bureau_desk.app.simulation_levels import Ladder, climb
from bureau_desk.app.simulation_names import (
    JINGKAI,
    JINTAN,
    LIYANG,
    MARK,
    TIANNING,
    UNITS,
    WUJIN,
    XINBEI,
    ZHONGLOU,
    brands,
    credit_code,
    day,
    spread,
)

NATIONAL_LEVEL, PROVINCIAL, RECOGNISED, FILED, DISTRICT = "国家级（原科技部）", "省级", "市级认定", "市级备案", "区级"
NATIONAL_UNITS = {WUJIN: 8, XINBEI: 6, LIYANG: 1, JINTAN: 1, TIANNING: 2, ZHONGLOU: 1, JINGKAI: 1}
PROVINCIAL_UNITS = {WUJIN: 6, XINBEI: 9, LIYANG: 4, JINTAN: 4, TIANNING: 4, ZHONGLOU: 4, JINGKAI: 3}
CITY_UNITS = {WUJIN: 14, XINBEI: 10, LIYANG: 6, JINTAN: 6, TIANNING: 5, ZHONGLOU: 5, JINGKAI: 4}
LOWER_UNITS = {WUJIN: 8, XINBEI: 3, LIYANG: 2, JINTAN: 2, TIANNING: 1}
ACCELERATORS, LATE_NATIONAL, ENDED = 4, 3, 3
_FIELDS = ("新材料", "智能制造", "新能源", "生物医药", "电子信息", "碳材料", "轨道交通", "节能环保")
_PLATFORMS = ("检验检测平台", "小试中试平台", "工业设计平台", "知识产权服务平台", "算力与数据平台")


@dataclass(slots=True)
class Carrier:
    """One simulated carrier: key and name, operator, district, level history."""

    key: str
    name: str
    operator: str
    code: str
    unit: str
    ladder: Ladder
    status: str = "正常"
    kind: str = "孵化器"


def make_incubators(random: Random) -> list[Carrier]:
    """All simulated incubators: national first, then provincial, city, lower ones and those that ended."""
    names = brands(random)
    carriers: list[Carrier] = []
    for units, ladders in (
        (NATIONAL_UNITS, _national(random)),
        (PROVINCIAL_UNITS, _provincial(random)),
        (CITY_UNITS, _city(random)),
        (LOWER_UNITS, _lower(random)),
    ):
        for unit, ladder in zip(spread(random, units), ladders, strict=True):
            carriers.append(_carrier(len(carriers), next(names), unit, ladder))
    for status in ("停运", "迁出", "更名并入")[:ENDED]:
        ladder = climb(random, (RECOGNISED,), 2010, 2013)
        carriers.append(_carrier(len(carriers), next(names), XINBEI, ladder))
        carriers[-1].status = status
    for carrier in [one for one in carriers if one.ladder.level == FILED][:ACCELERATORS]:
        carrier.kind = "加速器"
        carrier.name = carrier.name.replace("孵化器", "加速器")
    return carriers


def _carrier(number: int, brand: str, unit: str, ladder: Ladder) -> Carrier:
    name = f"{UNITS[unit][:2] if unit != JINGKAI else '经开'}模拟{brand}科技企业孵化器"
    operator = f"常州模拟{brand}创业服务有限公司"
    return Carrier(f"模拟孵化器{number + 1:03d}", name, operator, credit_code(6000 + number, unit), unit, ladder)


def _national(random: Random) -> Iterator[Ladder]:
    many = sum(NATIONAL_UNITS.values())
    for _ in range(many - LATE_NATIONAL):
        yield climb(random, (RECOGNISED, PROVINCIAL, NATIONAL_LEVEL), 2009, 2018)
    for _ in range(LATE_NATIONAL):
        ladder = climb(random, (RECOGNISED, PROVINCIAL), 2012, 2016)
        ladder.rise("2021-03-26", NATIONAL_LEVEL)
        yield ladder


def _provincial(random: Random) -> Iterator[Ladder]:
    many = sum(PROVINCIAL_UNITS.values())
    for place in range(many):
        ladder = climb(random, (RECOGNISED, PROVINCIAL), 2010, 2019)
        if place < 2:  # lost the national title after two years at grade D (国科发区〔2018〕300号)
            ladder.rise("2014-12-30", NATIONAL_LEVEL)
            ladder.lose("2019-05-20", NATIONAL_LEVEL, PROVINCIAL)
        elif place >= many - 5:
            ladder = climb(random, (RECOGNISED,), 2014, 2018)
            ladder.rise("2021-10-29", PROVINCIAL)
        yield ladder


def _city(random: Random) -> Iterator[Ladder]:
    for place in range(sum(CITY_UNITS.values())):
        ladder = climb(random, (RECOGNISED if place < 32 else FILED,), 2012, 2020)
        if place < 6:  # fell back in the provincial review
            ladder = climb(random, (RECOGNISED, PROVINCIAL), 2011, 2015)
            ladder.lose("2020-11-18", PROVINCIAL, RECOGNISED)
        elif 32 <= place < 36:
            ladder = climb(random, (DISTRICT,), 2015, 2018)
            ladder.change("2021-06-15", DISTRICT, FILED)
        yield ladder


def _lower(random: Random) -> Iterator[Ladder]:
    for place in range(sum(LOWER_UNITS.values())):
        ladder = climb(random, (RECOGNISED if place < 9 else DISTRICT,), 2012, 2018)
        if place < 9:  # the city's review of 2020 and 2021 took the title away
            ladder.lose(day(2020 + place % 2, 12, 10), RECOGNISED, "")
        yield ladder


def incubator_batch(carriers: list[Carrier], random: Random) -> SeedBatch:
    """Rows of the `incubator` register."""
    batch = SeedBatch("incubator")
    for carrier in carriers:
        batch.add(_row(carrier, random), carrier.key)
    return batch


def _row(carrier: Carrier, random: Random) -> SeedRow:
    first = carrier.ladder.steps[0].on
    founded, since = f"{int(first[:4]) - 3}{first[4:]}", f"{int(first[:4]) - 2}{first[4:]}"
    total = Decimal(random.randrange(70, 420) * 100)
    own = (total * Decimal("0.9")).quantize(Decimal(1))
    tenants = (own * Decimal("0.8")).quantize(Decimal(1))
    staff = random.randrange(8, 30)
    special = random.random() < 0.45
    row: SeedRow = {
        **MARK, "carrier_name": carrier.name, "carrier_kind": carrier.kind,
        "incubator_type": "专业型" if special else "综合型", "operator_name": carrier.operator,
        "operator_uscc": carrier.code, "operator_nature": random.choice(("国有企业", "民营企业", "混合所有制")),
        "contact_name": "（模拟）", "contact_phone": f"0519-0000{random.randrange(1000, 9999)}",
        "address": f"{UNITS[carrier.unit]}模拟科创路{random.randrange(1, 300)}号", "stat_unit": carrier.unit,
        "established_date": founded, "operate_since": since, "total_area": total, "controllable_area": own,
        "tenant_area": tenants, "public_service_area": (tenants / 10).quantize(Decimal(1)),
        "incubation_fund": random.randrange(5, 60) * 1_000_000, "fund_mode": random.choice(("自有", "合作")),
        "staff_count": staff, "pro_staff_count": staff - staff // 6, "mentor_count": random.randrange(8, 40),
        "public_platform": random.choice(_PLATFORMS), "highest_level": carrier.ladder.level or "未认定",
        "run_status": carrier.status,
    }  # fmt: skip
    if special:
        row["specialty_field"] = random.choice(_FIELDS)
    if carrier.ladder.level in (RECOGNISED, FILED):
        row["municipal_filing_no"] = f"CZFH{carrier.code[-6:]}"
    return row
