"""Simulated evaluations and yearly returns of incubators; national and provincial schemes stay apart.

With the facts: national evaluation of data year 2020, 6 A and 8 B; provincial evaluation of 2021, 7 A.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRef, SeedRow
from bureau_desk.app.simulation_incubators import LATE_NATIONAL, NATIONAL_LEVEL, PROVINCIAL, Carrier
from bureau_desk.app.simulation_names import MARK

NATIONAL_SCHEME, PROVINCIAL_SCHEME = "国家级科技企业孵化器绩效评价", "省科技企业孵化器绩效评价"
NATIONAL_B, PROVINCIAL_A, PROVINCIAL_B = 7, 6, 16
_SCORES = {"A优秀": 880, "B良好": 760, "C合格": 620}


def evaluation_batch(carriers: list[Carrier], random: Random) -> SeedBatch:
    """Rows of the `annual_eval` register."""
    batch = SeedBatch("annual_eval")
    national = [one for one in carriers if one.ladder.level == NATIONAL_LEVEL]
    for place, carrier in enumerate(national[:-LATE_NATIONAL]):
        grade = "B良好" if place < NATIONAL_B else "C合格"
        batch.add(_evaluation(carrier, NATIONAL_SCHEME, 2020, "2022-01", grade, random))
    both = [one for one in carriers if one.ladder.level in (NATIONAL_LEVEL, PROVINCIAL)]
    for place, carrier in enumerate(random.sample(both, len(both))):
        grade = "A优秀" if place < PROVINCIAL_A else "B良好" if place < PROVINCIAL_A + PROVINCIAL_B else "C合格"
        batch.add(_evaluation(carrier, PROVINCIAL_SCHEME, 2021, "2021-12", grade, random))
    return batch


def _evaluation(carrier: Carrier, scheme: str, year: int, published: str, grade: str, random: Random) -> SeedRow:
    score = Decimal(_SCORES[grade] + random.randrange(90)).scaleb(-1)
    return {
        **MARK, "subject_ref": SeedRef("incubator", carrier.key), "subject_name_then": carrier.name, "scheme": scheme,
        "scheme_level": "国家级" if scheme == NATIONAL_SCHEME else "省级", "eval_year": year, "publish_date": published,
        "participated": "参评", "grade": grade, "score": score, "score_service": (score * 3 / 10).quantize(Decimal("0.1")),
        "score_perf": (score * 5 / 10).quantize(Decimal("0.1")), "score_sustain": (score * 2 / 10).quantize(Decimal("0.1")),
        "stat_unit_then": carrier.unit,
    }  # fmt: skip


def returns_batch(carriers: list[Carrier], random: Random) -> SeedBatch:
    """Rows of the `annual_stats` register: two yearly returns of each carrier at provincial level or above."""
    batch = SeedBatch("annual_stats")
    for carrier in carriers:
        if carrier.ladder.level not in (NATIONAL_LEVEL, PROVINCIAL):
            continue
        graduated = random.randrange(20, 160)
        tenants = random.randrange(45, 120)
        first: SeedRow = {}
        for year in (2020, 2021):
            new = random.randrange(3, 15)
            graduated += new
            tenants += random.randrange(-4, 9)
            drawn = _return(carrier, year, tenants, new, graduated, random)
            batch.add(_year_later(first, drawn, len(batch.rows)) if first else drawn)
            first = drawn
    return batch


_STEADY = (
    "service_income", "property_income", "invest_income", "other_income", "tax_paid", "fund_total", "staff_count",
    "mentor_count", "incubatee_employees", "incubatee_income", "incubatee_rd", "ip_valid",
)  # fmt: skip
_SLIPS = {17: ("incubatee_income", 1000), 41: ("tax_paid", 10), 63: ("incubatee_rd", 10)}  # rows typed in a wrong unit
_JUMPS = {9: "mentor_count", 25: "ip_valid", 33: "service_income", 55: "staff_count", 77: "property_income"}


def _year_later(first: SeedRow, drawn: SeedRow, place: int) -> SeedRow:
    """A carrier's next return: near the first one, as real ones are, but for a few slips that checking must find."""
    row = dict(drawn)
    for key in _STEADY:
        old, new = first[key], drawn[key]
        assert isinstance(old, int) and isinstance(new, int)
        unit = 1000 if old >= 1000 and key not in ("ip_valid", "incubatee_employees") else 1
        growth = 85 + new // unit % 36
        value = old // unit * growth // 100 * unit
        slipped, times = _SLIPS.get(place, ("", 1))
        row[key] = old * 2 if _JUMPS.get(place) == key else old * times if slipped == key else value
    incomes = [row[key] for key in _STEADY[:4]]
    whole = [one for one in incomes if isinstance(one, int)]
    row["total_income"], row["operating_cost"] = sum(whole), sum(whole[:2]) // 1000 * 700
    staff, rights = row["staff_count"], row["ip_valid"]
    assert isinstance(staff, int) and isinstance(rights, int)
    return row | {"staff_trained": staff - staff // 5, "ip_invention": rights // 6}


def _return(carrier: Carrier, year: int, tenants: int, left: int, graduated: int, random: Random) -> SeedRow:
    service, rent = random.randrange(900, 9000) * 1000, random.randrange(600, 7000) * 1000
    invest, other = random.randrange(0, 1500) * 1000, random.randrange(0, 800) * 1000
    staff, property_rights = random.randrange(8, 30), tenants * random.randrange(3, 12)
    return {
        **MARK, "subject_ref": SeedRef("incubator", carrier.key), "year": year, "period": "年报",
        "total_income": service + rent + invest + other, "service_income": service, "property_income": rent,
        "invest_income": invest, "other_income": other, "operating_cost": (service + rent) // 1000 * 700,
        "net_profit": random.randrange(-400, 2500) * 1000, "tax_paid": random.randrange(50, 900) * 1000,
        "fiscal_support": random.randrange(0, 2000) * 1000, "fund_total": random.randrange(5, 80) * 1_000_000,
        "staff_count": staff, "staff_trained": staff - staff // 5, "mentor_count": random.randrange(8, 40),
        "incubatee_count": tenants, "incubatee_new": random.randrange(8, 30), "graduated_year": left,
        "graduated_total": graduated, "incubatee_hte": random.randrange(2, 14), "incubatee_sme": random.randrange(8, 30),
        "incubatee_employees": tenants * random.randrange(8, 20),
        "incubatee_income": tenants * random.randrange(2000, 9000) * 1000,
        "incubatee_rd": tenants * random.randrange(150, 900) * 1000, "financed_count": random.randrange(1, 9),
        "financed_amount": random.randrange(2000, 60000) * 1000, "ip_valid": property_rights,
        "ip_invention": property_rights // 6,
    }  # fmt: skip
