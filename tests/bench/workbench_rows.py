"""Simulated rows of the workbench's desk: firms, titles, institutions, evaluations, events, and edits of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import permutations
from random import Random

from bureau_desk.app.simulation_names import AREAS, FIRST, MARK, SECOND, TRADES, UNITS
from bureau_desk.domain.organisation import check_character
from bureau_desk.domain.values import Value

SPANS = {"高新技术企业": 3, "科技型中小企业": 1, "单项冠军": 3, "省专精特新": 3, "专精特新小巨人": 3, "瞪羚": 1}
_LEVELS = {"高新技术企业": "国家级", "专精特新小巨人": "国家级", "科技型中小企业": "国家级", "单项冠军": "国家级"}
_WEIGHTS = (10, 30, 6, 4, 1, 1)
_PLACES = list(UNITS)
_BRANDS = ["".join(pair) for pair in permutations(dict.fromkeys(FIRST + SECOND), 2)]
_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@lru_cache(maxsize=200_000)
def credit_code(number: int) -> str:
    """A sound credit code that belongs to nobody (GB 32100-2015, GB 11714), for numbers up to 999,999."""
    body = f"MA{number:06d}"
    total = sum(int(one, 36) * weight for one, weight in zip(body, _OLD_WEIGHTS, strict=True))
    head = f"91{AREAS[_PLACES[number % 7]]}{body}{'0123456789X0'[11 - total % 11]}"
    return head + check_character(head)


def firm_name(number: int) -> str:
    """A name with 模拟 in it; the first two hundred thousand differ."""
    trade = TRADES[(number // len(_BRANDS)) % 16][0]
    place = ("常州", "江苏", "溧阳", "金坛")[(number // (16 * len(_BRANDS))) % 4]
    return f"{place}模拟{_BRANDS[number * 37 % len(_BRANDS)]}{trade}有限公司"


def firm(number: int, year: int) -> dict[str, Value]:
    """One firm as it was first entered."""
    trade, hi_tech, emerging, chain = TRADES[number % 16]
    return {
        **MARK,  # type: ignore[dict-item]
        "uscc": credit_code(number), "name": firm_name(number), "entity_type": "企业",
        "established_date": f"{year - number % 19}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "reg_capital": (1 + number % 5000) * 10_000, "reg_type": "有限责任公司", "listing": "未上市",
        "reg_address": f"{UNITS[_PLACES[number % 7]]}模拟路 {number % 900 + 1} 号", "stat_unit": _PLACES[number % 7],
        "industry_code": "C3985", "hi_tech_field": hi_tech, "sei_field": emerging, "local_chain": chain,
        "scale": "大中小微"[min(3, number % 11)], "is_above_scale": "规下", "biz_status": "在业", "tags": (trade,),
    }  # fmt: skip


def title(owner: int, kind: str, day: str, number: int, before: int | None) -> dict[str, Value]:
    """One certificate, linked with the one before it of the same firm and kind."""
    year, rest = int(day[:4]), day[4:]
    until = f"{year + SPANS[kind] - 1}-12-31" if kind == "科技型中小企业" else f"{year + SPANS[kind]}{rest}"
    found: dict[str, Value] = {
        **MARK,  # type: ignore[dict-item]
        "name_then": firm_name(owner), "uscc": credit_code(owner), "stat_unit_then": _PLACES[owner % 7],
        "hi_tech_field_then": TRADES[owner % 16][1], "qual_type": kind, "level": _LEVELS.get(kind, "省级"),
        "issuer": "模拟认定机构", "batch": f"{year}年第{1 + number % 4}批", "publish_stage": "认定/备案公告",
        "cert_no": f"GR{year}32{number % 1_000_000:06d}" if kind == "高新技术企业" else f"{year}3204{number:010d}",
        "cert_date": day, "valid_from": day, "valid_to": until, "is_counted": True,
    }  # fmt: skip
    if before is not None:
        found["prev_id"] = before
    return found


def institution(number: int, year: int) -> dict[str, Value]:
    """One R&D institution of a firm."""
    return {
        **MARK,  # type: ignore[dict-item]
        "org_name": f"江苏省（{firm_name(number)[4:8]}{number}）工程技术研究中心", "org_kind": "工程技术研究中心",
        "host_name": firm_name(number), "host_uscc": credit_code(number), "stat_unit": _PLACES[number % 7],
        "level": ("国家级", "省级", "市级")[number % 3], "competent_dept": "科技", "approve_date": f"{year}-06-30",
        "build_status": "运行", "run_status": "有效",
    }  # fmt: skip


def evaluation(subject: int, number: int, year: int) -> dict[str, Value]:
    """The evaluation of an institution in a year."""
    return {
        **MARK,  # type: ignore[dict-item]
        "subject_ref": subject, "subject_name_then": f"江苏省（{firm_name(number)[4:8]}{number}）工程技术研究中心",
        "stat_unit_then": _PLACES[number % 7], "scheme": "省工程技术研究中心绩效评价", "scheme_level": "省级",
        "eval_year": year - 1, "publish_date": f"{year}-09-15", "participated": "参评",
        "grade": ("优秀", "合格", "合格", "不合格")[(number + year) % 4],
    }  # fmt: skip


def event(subject: int, owner: int, kind: str, day: str) -> dict[str, Value]:
    """Something that happened to a firm or to a title of it."""
    name = firm_name(owner)
    before, after = "", ""
    if kind == "更名":
        before, after = name, name.replace("有限公司", "股份有限公司")
    elif kind == "迁移":
        before, after = UNITS[_PLACES[owner % 7]], UNITS[_PLACES[(owner + 1) % 7]]
    found: dict[str, Value] = {**MARK, "subject": subject, "event_kind": kind, "event_date": day}  # type: ignore[dict-item]
    return {**found, **{key: text for key, text in (("before", before), ("after", after)) if text}}


def firm_edit(random: Random, day: str) -> tuple[dict[str, Value], str]:
    """Changed values of a firm, and from which day they hold ('' for a correction)."""
    kinds: tuple[tuple[Mapping[str, Value], str], ...] = (
        ({"scale": random.choice("大中小微")}, day),
        ({"reg_capital": random.randrange(1, 9000) * 10_000}, day),
        ({"is_above_scale": random.choice(("规上工业", "规下", "规上服务业"))}, day),
        ({"contact_name": f"模拟联系人{random.randrange(1000)}", "contact_phone": f"0519-8{random.randrange(10**7):07d}"}, ""),
        ({"reg_address": f"常州市模拟路 {random.randrange(1, 2000)} 号"}, ""),
        ({"remark": f"模拟核对 {day}"}, ""),
    )  # fmt: skip
    values, since = kinds[random.randrange(len(kinds))]
    return dict(values), since


def title_edit(random: Random, day: str) -> tuple[dict[str, Value], str]:
    """Changed values of a title, and from which day they hold."""
    kinds: tuple[tuple[Mapping[str, Value], str], ...] = (
        ({"score": random.randrange(60, 101)}, ""),
        ({"remark": f"模拟核对 {day}", "verify_status": "已核"}, ""),
        ({"doc_no": f"苏模拟〔{day[:4]}〕{random.randrange(1, 99)}号"}, ""),
        ({"end_event": "到期未续", "end_date": day}, day),
        ({"batch": f"{day[:4]}年补充"}, day),
    )
    values, since = kinds[random.randrange(len(kinds))]
    return dict(values), since


def kind_of_title(random: Random) -> str:
    """Which title a firm is given, the common ones most often."""
    return random.choices(tuple(SPANS), _WEIGHTS)[0]
