"""Simulated talent projects and cooperation contracts; no person is named.

As published for the end of 2022: 316 projects of the city's own plan, 167 talents, 115 doctors and 30 teams of the
provincial plan; more than 600 contracts of 7 亿元 in 2021.
"""

from __future__ import annotations

from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRow
from bureau_desk.app.simulation_firms import Firm, Firms
from bureau_desk.app.simulation_names import AREAS, MARK, TRADES, WUJIN, day

TALENTS = {"龙城英才(创新)": 316, "省双创人才": 167, "省双创博士": 115, "省双创团队": 30}
DEPUTIES = 30
CONTRACTS_2021, AMOUNT_2021 = 596, 700_000_000
CONTRACTS_OTHER = {2020: 60, 2022: 40}
_CITY_PLAN = "龙城英才(创新)"


def talent_batch(firms: Firms, random: Random) -> SeedBatch:
    """Rows of the `talent_project` register: plans by the year of selection up to 2022, and 武进区's deputies of 2021."""
    batch = SeedBatch("talent_project")
    hosts = firms.cohort_2018[:RELIABLE] + firms.cohort_2019[:RELIABLE]
    for plan, many in TALENTS.items():
        for place in range(many):
            batch.add(_talent(plan, 2017 + place % 6, place, random.choice(hosts), random))
    wujin = [firm for firm in hosts if firm.unit == WUJIN]
    for place in range(DEPUTIES):
        batch.add(_talent("科技副总", 2021, place, wujin[place], random))
    return batch


RELIABLE = 400
"""How many firms of a cohort employ talents and sign contracts."""


def _talent(plan: str, year: int, place: int, firm: Firm, random: Random) -> SeedRow:
    trade, hi_tech = TRADES[firm.trade][:2]
    grant = random.choice((30, 50, 60, 100)) * 10_000
    done = year <= 2019
    return {
        **MARK, "project_name": f"模拟项目{plan[:4]}{year}—{place + 1:03d}（{trade}）", "plan_name": plan,
        "level": "市级" if plan == _CITY_PLAN else "省级", "batch": f"{year}年", "select_year": year,
        "category": "团队" if plan == "省双创团队" else "创新", "person_name": "（模拟，姓名略）",
        "degree": "博士" if plan == "省双创博士" else None, "employer_uscc": firm.code,
        "employer_name": firm.name_on(day(year, 6, 30)), "field": hi_tech, "stat_unit": firm.unit, "grant_total": grant,
        "grant_paid": grant if done else grant // 2, "contract_from": day(year, 7, 1), "contract_to": day(year + 3, 6, 30),
        "mid_check": "通过" if year <= 2020 else "未到期", "final_check": "通过" if done else None,
        "project_status": "已验收" if done else "在研",
    }  # fmt: skip


def contract_batch(firms: Firms, random: Random) -> SeedBatch:
    """Rows of the `coop_contract` register: agreements with colleges; those of 2021 add up to 7 亿元."""
    batch = SeedBatch("coop_contract")
    hosts = firms.cohort_2018[:RELIABLE] + firms.cohort_2020[30 : 30 + RELIABLE]
    amounts = [random.randrange(20, 210) * 10_000 for _ in range(CONTRACTS_2021 - 1)]
    amounts.append(AMOUNT_2021 - sum(amounts))
    for place, amount in enumerate(amounts):
        batch.add(_contract(2021, place, amount, random.choice(hosts)))
    for year, many in CONTRACTS_OTHER.items():
        for place in range(many):
            batch.add(_contract(year, place, random.randrange(20, 210) * 10_000, random.choice(hosts)))
    return batch


def _contract(year: int, place: int, amount: int, firm: Firm) -> SeedRow:
    trade, hi_tech = TRADES[firm.trade][:2]
    signed = day(year, 1 + place % 12, 1 + place % 28)
    return {
        **MARK, "contract_name": f"{trade}关键技术合作开发（模拟{year}—{place + 1:03d}）", "contract_kind": "产学研协议",
        "sign_date": signed, "seller_name": f"模拟高校{1 + place % 24}", "seller_region": "320100",
        "seller_nature": "高校", "buyer_name": firm.name_on(signed), "buyer_uscc": firm.code,
        "buyer_region": AREAS[firm.unit], "buyer_nature": "企业", "amount_total": amount, "paid_amount": amount // 2,
        "ip_type": "技术秘密", "plan_source": "计划外", "tech_field": hi_tech, "valid_from": signed,
        "valid_to": day(year + 2, 12, 31), "stat_unit": firm.unit, "contract_status": "登记",
    }  # fmt: skip
