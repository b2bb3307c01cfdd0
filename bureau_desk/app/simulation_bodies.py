"""Simulated institutions that are bodies of their own: joint innovation centres, new R&D institutions, service
organisations and their instruments.

Joint innovation centres: 21, 40 and 52 at the ends of 2020, 2021 and 2022. With the two that the facts name, 38 new
R&D institutions at provincial level or above at the end of 2022. Service organisations on file: 388 at the end of
2019, 515 at the end of 2021. 46 institutions share instruments on the provincial network.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRow
from bureau_desk.app.simulation_firms import Firms
from bureau_desk.app.simulation_names import (
    AREAS,
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

CENTRES = {2018: 4, 2019: 7, 2020: 10, 2021: 19, 2022: 12}
_WUJIN_2021 = 5
NEW_INSTITUTES = {2017: 6, 2018: 6, 2019: 7, 2020: 7, 2021: 6, 2022: 4}
CITY_INSTITUTES = 14
SERVICES = {2017: 150, 2018: 124, 2019: 114, 2020: 61, 2021: 66, 2022: 22}
SHARING, INSTRUMENTS_EACH, UNSHARED = 46, 3, 20
_SERVICE_KINDS = (
    "研究开发", "技术转移", "检验检测认证", "创业孵化", "知识产权", "科技咨询", "科技金融", "科学技术普及",
)  # fmt: skip
_SERVICE_WORDS = (
    "研发服务",
    "技术转移",
    "检测认证",
    "创业服务",
    "知识产权服务",
    "科技咨询",
    "科技金融服务",
    "科普服务",
)
_INSTRUMENTS = (
    ("场发射扫描电子显微镜", 320), ("X射线衍射仪", 180), ("透射电子显微镜", 620), ("液相色谱质谱联用仪", 260),
    ("三坐标测量机", 95), ("工业CT", 410), ("电池充放电测试系统", 88), ("环境可靠性试验箱", 62),
)  # fmt: skip


def centre_batch(firms: Firms, random: Random) -> SeedBatch:
    """Joint innovation centres with the provincial research institute, in the `major_platform` register."""
    batch = SeedBatch("major_platform")
    wujin = [firm for firm in firms.cohort_2020[100:400] if firm.unit == WUJIN]
    other = [firm for firm in firms.cohort_2019[100:400] if firm.unit != WUJIN]
    hosts = [*other[:16], *wujin[:_WUJIN_2021], *other[16:]]
    place = 0
    for year, many in CENTRES.items():
        for number in range(many):
            firm = hosts[place]
            place += 1
            trade, _, _, _ = TRADES[firm.trade]
            row: SeedRow = {
                **MARK, "platform_name": f"江苏省产研院—模拟{firm.brand}{trade}企业联合创新中心",
                "platform_kind": "联合创新中心", "level": "省级", "competent_dept": "科技", "stage": "运行",
                "approve_date": day(year, 3 + number % 10, 5 + number), "host_name": firm.name,
                "host_uscc": firm.code, "co_units": ("江苏省产业技术研究院",), "stat_unit": firm.unit,
                "direction": f"{trade}关键技术（模拟）", "staff_total": random.randrange(12, 60),
                "projects_prov": random.randrange(0, 5), "served_ent": random.randrange(5, 80),
            }  # fmt: skip
            batch.add(row, str(row["platform_name"]))
    return batch


def institute_batch(random: Random) -> SeedBatch:
    """Rows of the `new_rd_org` register: filed by the province year by year, and the city's own."""
    batch, names = SeedBatch("new_rd_org"), brands(random)
    years = [year for year, many in NEW_INSTITUTES.items() for _ in range(many)]
    plan = [(year, "省级备案") for year in years] + [(2018 + n % 5, "市级") for n in range(CITY_INSTITUTES)]
    units = spread(random, {WUJIN: 17, XINBEI: 12, LIYANG: 6, JINTAN: 5, TIANNING: 4, ZHONGLOU: 3, JINGKAI: 3})
    for number, ((year, level), unit) in enumerate(zip(plan, units, strict=True)):
        trade, hi_tech, _, _ = TRADES[number % len(TRADES)]
        private = number % 3 == 0
        staff, income = random.randrange(25, 180), random.randrange(500, 9000)
        form, kind = ("科技类民办非企业单位", "52") if private else ("企业", "91")
        row: SeedRow = {
            **MARK, "org_name": f"江苏模拟{next(names)}{trade}研究院" + ("" if private else "有限公司"),
            "uscc": credit_code(6500 + number, AREAS[unit], kind), "legal_form": form, "level": level,
            "filed_date": day(year, 2 + number % 9, 1 + number % 28), "founders": ("模拟高校", f"{UNITS[unit]}（模拟）"),
            "co_univ": ("模拟高校",), "stat_unit": unit, "address": f"{UNITS[unit]}模拟研发路{number + 1}号",
            "floor_area": Decimal(random.randrange(15, 150) * 100), "hi_tech_field": hi_tech, "staff_total": staff,
            "rd_staff": staff * 2 // 3, "rd_spend": income * 6000, "income_total": income * 10_000,
            "tech_income": income * 5000, "incubated_total": random.randrange(2, 40), "ip_valid": random.randrange(4, 90),
            "run_status": "有效",
        }  # fmt: skip
        batch.add(row, str(row["org_name"]))
    return batch


def service_batch(random: Random) -> SeedBatch:
    """Rows of the `service_org` register by the year of their filing."""
    batch, names = SeedBatch("service_org"), brands(random)
    for year, many in SERVICES.items():
        for place in range(many):
            number = len(batch.rows)
            kind = random.randrange(len(_SERVICE_KINDS))
            unit = random.choices(list(UNITS), (8, 8, 26, 26, 12, 12, 8))[0]
            staff = random.randrange(6, 90)
            second = _SERVICE_KINDS[(kind + 1) % len(_SERVICE_KINDS)]
            row: SeedRow = {
                **MARK, "org_name": f"常州模拟{next(names)}{_SERVICE_WORDS[kind]}有限公司",
                "uscc": credit_code(6700 + number, AREAS[unit]), "service_kind": (_SERVICE_KINDS[kind], second),
                "main_kind": _SERVICE_KINDS[kind], "level": "市", "filed_date": day(year, 3 + place % 10, 1 + place % 28),
                "filing_no": f"CZFW{year}{place + 1:04d}", "legal_form": "企业",
                "established_date": day(year - 1 - random.randrange(12), 1 + place % 12, 1 + place % 28),
                "address": f"{UNITS[unit]}模拟服务路{number + 1}号", "stat_unit": unit, "staff_count": staff,
                "tech_manager_count": staff // 8, "revenue": random.randrange(50, 4000) * 10_000,
                "served_ent": random.randrange(10, 600), "voucher": place % 4 == 0, "run_status": "正常",
            }  # fmt: skip
            batch.add(row, str(row["uscc"]))
    return batch


def instrument_batch(random: Random) -> SeedBatch:
    """Rows of the `instrument` register: 46 owners share theirs on the provincial network, some are not shared."""
    batch, names = SeedBatch("instrument"), brands(random)
    for owner in range(SHARING + UNSHARED):
        shared, brand = owner < SHARING, next(names)
        unit = random.choices(list(UNITS), (8, 8, 30, 26, 10, 10, 8))[0]
        for _ in range(INSTRUMENTS_EACH if shared else 1):
            number = len(batch.rows) + 1
            name, price = random.choice(_INSTRUMENTS)
            total = random.randrange(600, 2400)
            row: SeedRow = {
                **MARK, "asset_no": f"MN{number:06d}", "name_cn": f"{name}（模拟）", "original_value": price * 10_000,
                "buy_date": day(2012 + number % 9, 1 + number % 12, 10), "use_date": day(2013 + number % 9, 1 + number % 12, 10),
                "fund_source": "混合", "owner_name": f"常州模拟{brand}检测技术研究院",
                "owner_uscc": credit_code(7400 + owner, AREAS[unit]), "owner_kind": "检测机构",
                "place": f"{UNITS[unit]}模拟检测楼", "stat_unit": unit, "shared": shared, "hours_total": total,
                "hours_external": total // 3 if shared else 0, "samples": total // 2, "served_units": total // 60,
                "service_income": total * 180, "instrument_status": "在用",
            }  # fmt: skip
            if shared:
                row["share_level"] = "省"
            batch.add(row, str(row["asset_no"]))
    return batch
