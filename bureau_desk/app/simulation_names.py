"""Names, credit codes and districts of organisations that do not exist; every name says 模拟."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from bureau_desk.app.seeding_rows import SeedValue
from bureau_desk.domain.organisation import check_character

SEED = 163
MARK: Mapping[str, SeedValue] = {
    "simulated": True, "data_source": "模拟数据", "verify_status": "已核", "secrecy": "公开",
}  # fmt: skip
"""The common block of every simulated row."""

LIYANG, JINTAN, WUJIN, XINBEI = "320481", "320413", "320412", "320411"
TIANNING, ZHONGLOU, JINGKAI, CITY = "320402", "320404", "3204E1", "320400"
UNITS: Mapping[str, str] = {
    LIYANG: "溧阳市", JINTAN: "金坛区", WUJIN: "武进区", XINBEI: "新北区", TIANNING: "天宁区", ZHONGLOU: "钟楼区",
    JINGKAI: "常州经开区",
}  # fmt: skip
"""The seven statistical units by code, in display order."""
AREAS: Mapping[str, str] = {**{code: code for code in UNITS}, JINGKAI: "320412", CITY: "320400"}
"""GB/T 2260 area of each unit: 常州经开区 has no code of its own."""

FIRST = "启衡昊辰睿博瀚锐恒宇钧睦朗晟励澄凯泰弘毅翔坤瑞铭诺鼎盈卓骏嘉汇元方科景润源佳迈鑫腾维创信华光盛远"
SECOND = "拓源晖邦远达川岳峰林澜泽岚恺程航驰灏森洋霖璟宁安平康健和裕丰益伟杰力勤思哲文韬奕辉轩晨曦明"
TRADES: tuple[tuple[str, str, str, str], ...] = (
    ("新材料", "新材料", "新材料", "新材料"), ("精密机械", "先进制造与自动化", "高端装备制造", "高端装备"),
    ("智能装备", "先进制造与自动化", "高端装备制造", "工业机器人"), ("新能源", "新能源与节能", "新能源", "太阳能光伏"),
    ("电池材料", "新材料", "新能源汽车", "动力电池"), ("汽车部件", "先进制造与自动化", "新能源汽车", "新能源汽车"),
    ("轨道装备", "先进制造与自动化", "高端装备制造", "轨道交通"), ("电子", "电子信息", "新一代信息技术", "集成电路"),
    ("信息技术", "电子信息", "新一代信息技术", "其他"), ("生物医药", "生物与新医药", "生物", "新医药"),
    ("医疗器械", "生物与新医药", "生物", "新医药"), ("环保科技", "资源与环境", "节能环保", "其他"),
    ("电气", "先进制造与自动化", "高端装备制造", "智能电网"), ("碳材料", "新材料", "新材料", "碳材料"),
    ("检测技术", "高技术服务", "相关服务", "其他"), ("机器人", "先进制造与自动化", "高端装备制造", "工业机器人"),
)  # fmt: skip
"""Trade word, 高新技术领域, 战略性新兴产业, 市产业链."""
INDUSTRY_CODES = (
    "C3985", "C3525", "C3569", "C3825", "C3985", "C3670", "C3720", "C3973", "I6513", "C2760", "C3589", "M7721", "C3821",
    "C3091", "M7452", "C3491",
)  # fmt: skip
"""GB/T 4754-2017 class beside each trade."""
_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def brands(random: Random) -> Iterator[str]:
    """Two-character brand names, each once, in a mixed but repeatable order."""
    characters = list(dict.fromkeys(FIRST + SECOND))
    pairs = [one + other for one in characters for other in characters if one != other]
    random.shuffle(pairs)
    yield from pairs


def credit_code(number: int, area: str = CITY, kind: str = "91") -> str:
    """A sound credit code that belongs to nobody: organisation part MATX and the number (GB 32100-2015, GB 11714)."""
    body = f"MATX{number:04d}"
    total = sum(int(character, 36) * weight for character, weight in zip(body, _OLD_WEIGHTS, strict=True))
    head = f"{kind}{AREAS.get(area, area)}{body}{'0123456789X0'[11 - total % 11]}"
    return head + check_character(head)


def spread(random: Random, quotas: Mapping[str, int]) -> list[str]:
    """A mixed list holding each unit exactly as often as its quota says."""
    units = [unit for unit, many in quotas.items() for _ in range(many)]
    random.shuffle(units)
    return units


def day(year: int, month: int, number: int) -> str:
    """An ISO day."""
    return f"{year:04d}-{month:02d}-{number:02d}"
