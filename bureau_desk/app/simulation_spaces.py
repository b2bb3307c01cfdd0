"""Simulated maker spaces: 14 filed by the state, 87 at provincial level or above, 184 at city level or above.

With 111 incubators at city level or above they are the 295 carriers that were published for the end of 2022, and with
61 at provincial level or above the 148 published for 2021.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRow
from bureau_desk.app.simulation_incubators import Carrier
from bureau_desk.app.simulation_levels import climb
from bureau_desk.app.simulation_names import AREAS, MARK, UNITS, brands, credit_code

NATIONAL, PROVINCIAL, CITY, DISTRICT = "国家备案", "省级备案", "市级备案", "区级"
SIZES = {NATIONAL: 14, PROVINCIAL: 73, CITY: 97, DISTRICT: 5}
_TITLES = {
    NATIONAL: (CITY, PROVINCIAL, NATIONAL), PROVINCIAL: (CITY, PROVINCIAL), CITY: (CITY,), DISTRICT: (DISTRICT,),
}  # fmt: skip
_CANCELLED = 4


def make_spaces(random: Random) -> list[Carrier]:
    """All simulated maker spaces; some provincial ones lost a state filing for not reporting twice in a row."""
    names = brands(random)
    units = list(UNITS)
    spaces: list[Carrier] = []
    for level, many in SIZES.items():
        for place in range(many):
            number, brand = len(spaces), next(names)
            unit = random.choices(units, (10, 10, 26, 24, 10, 12, 8))[0]
            ladder = climb(random, _TITLES[level], 2016, 2020)
            if level == PROVINCIAL and place < _CANCELLED:
                ladder.rise("2020-04-02", NATIONAL)
                ladder.lose("2021-09-23", NATIONAL, PROVINCIAL)
            key = f"模拟众创空间{number + 1:03d}"
            name = f"模拟{brand}众创空间"
            operator = f"常州模拟{brand}众创服务有限公司"
            spaces.append(Carrier(key, name, operator, credit_code(6200 + number, AREAS[unit]), unit, ladder))
    return spaces


def space_batch(spaces: list[Carrier], random: Random) -> SeedBatch:
    """Rows of the `maker_space` register."""
    batch = SeedBatch("maker_space")
    for space in spaces:
        batch.add(_row(space, random), space.key)
    return batch


def _row(space: Carrier, random: Random) -> SeedRow:
    first = space.ladder.steps[0].on
    area = Decimal(random.randrange(8, 60) * 100)
    return {
        **MARK, "space_name": space.name, "operator_name": space.operator, "operator_uscc": space.code,
        "operator_nature": random.choice(("民营企业", "国有企业", "高校院所")),
        "space_type": random.choice(("综合型", "专业化", "校园")),
        "focus_field": random.choice(("智能制造", "新材料", "数字经济", "生命健康")),
        "address": f"{UNITS[space.unit]}模拟创客路{random.randrange(1, 200)}号", "stat_unit": space.unit,
        "operate_since": f"{int(first[:4]) - 2}{first[4:]}", "service_area": area, "seat_count": random.randrange(40, 200),
        "seat_public_area": (area * Decimal("0.8")).quantize(Decimal(1)), "team_in_count": random.randrange(12, 40),
        "startup_in_count": random.randrange(10, 40), "new_registered": random.randrange(10, 25),
        "financed_count": random.randrange(1, 8), "case_count": random.randrange(3, 7), "staff_count": random.randrange(4, 12),
        "mentor_count": random.randrange(5, 20), "event_count": random.randrange(12, 40),
        "highest_level": space.ladder.level, "run_status": "正常",
    }  # fmt: skip
