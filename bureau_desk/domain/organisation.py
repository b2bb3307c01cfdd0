"""Organisations: credit codes by GB 32100-2015 and keys under which two spellings of one name meet."""

from __future__ import annotations

import re
import unicodedata

from bureau_desk.domain.pinyin import Readings, pinyin_keys

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: place for place, character in enumerate(_ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_OLD_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DEPARTMENTS = {
    "1": ("机构编制", "1239"), "2": ("外交", "19"), "3": ("司法行政", "123459"), "4": ("文化", "19"), "5": ("民政", "12349"),
    "6": ("旅游", "129"), "7": ("宗教", "129"), "8": ("工会", "19"), "9": ("市场监管", "1239"), "A": ("军队编制", "19"),
    "N": ("农业农村", "1239"), "Y": ("其他", "1"),
}  # fmt: skip
"""First characters of GB 32100-2015 with the registering department, and the kinds that it registers."""
_PROVINCES = frozenset((
    "10", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
))  # fmt: skip
"""Provinces of GB/T 2260; 10 stands for registrations by the state itself (100000)."""
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U 或 Y"}
_INVISIBLE = re.compile(r"[\s\u00a0\u00ad\u200b-\u200f\u2060\ufeff_\-‐‑‒–—―−－﹣]+")


def normal_credit_code(text: str) -> str:
    """A credit code as it is stored: half-width, upper case, without blanks and hyphens."""
    code = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()
    # leaving a blank out can bring a letter and an accent together; sound codes are ASCII and done at once
    return code if code.isascii() or code == text else normal_credit_code(code)


def check_character(code: str) -> str:
    """The 18th character that belongs to the first 17 of a credit code (GB 32100-2015, annex A).

    A remainder of 0 gives the character 0; many programs fail there.
    """
    total = sum(_VALUE[character] * weight for character, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def credit_code_problem(text: str) -> str:
    """What is wrong with a 统一社会信用代码, as one Chinese sentence; '' when it is sound.

    The first two characters are those of the standard's table (1–9, A, N, Y and their kinds); an old 组织机构代码 (9) or 注册号 (15) is named as such.
    """
    code = normal_credit_code(text)
    if len(code) == 9 and re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return _old_code_problem(code)
    if len(code) == 15 and code.isdecimal():
        return "这是 15 位的旧工商注册号，请换成 18 位统一社会信用代码。"
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，这里是 {len(code)} 位，请与营业执照核对。"
    for place, character in enumerate(code, start=1):
        if character not in _VALUE:
            return _strange_character(place, character)
    if code[0] not in _DEPARTMENTS:
        named = "、".join(f"{sign} {name}" for sign, (name, _) in _DEPARTMENTS.items())
        return f"第 1 位是登记管理部门，没有“{code[0]}”，只有 {named}，请与营业执照核对。"
    if not code[2:8].isdecimal():
        return "第 3 至 8 位是登记机关区划码，应全为数字，请与营业执照核对。"
    expected = check_character(code)
    if code[17] != expected:
        return f"第 18 位校验码应为 {expected}，请与营业执照核对。"
    return ""


def credit_code_doubt(text: str) -> str:
    """What is odd about a sound code, as one Chinese sentence; '' when nothing is.

    The department registers no such kind (kinds have been added since 2015), no province has the division code, or the
    organisation code inside (characters 9–17) has another check character by GB 11714. A code with any of these may have
    been printed on a licence all the same.
    """
    code = normal_credit_code(text)
    if credit_code_problem(code):
        return ""
    department, kinds = _DEPARTMENTS[code[0]]
    if code[1] not in kinds:
        return f"第 2 位是机构类别，{department}（{code[0]}）通常是 {'、'.join(kinds)}，这里是 {code[1]}，请与营业执照核对。"
    if code[2:4] not in _PROVINCES:
        return f"第 3 至 8 位区划码“{code[2:8]}”不属于任何省份，请与营业执照核对。"
    expected = _old_check_character(code[8:16])
    if code[16] != expected:
        return f"第 9 至 17 位主体标识码的校验码应为 {expected}，这里是 {code[16]}，请与营业执照核对。"
    return ""


def _strange_character(place: int, character: str) -> str:
    likely = _LOOKALIKES.get(character)
    guess = f"，可能是 {likely}" if likely else ""
    return f"第 {place} 位“{character}”不用于统一社会信用代码{guess}，请与营业执照核对。"


def _old_code_problem(code: str) -> str:
    """An old organisation code always draws a remark; a wrong check character of its own (GB 11714) is told too."""
    expected = _old_check_character(code[:8])
    wrong = "" if code[8] == expected else f"（其第 9 位校验码应为 {expected}）"
    return f"这是 9 位的旧组织机构代码{wrong}，请换成 18 位统一社会信用代码。"


def _old_check_character(body: str) -> str:
    """The ninth character that belongs to eight of an organisation code (GB 11714)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _OLD_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


_BRACKETS = str.maketrans({
    "【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")", "{": "(", "}": ")", "〖": "(", "〗": ")",
    "•": "·", "・": "·", "‧": "·", "●": "·", "∙": "·", ".": "·", "—": "-", "–": "-", "－": "-", "‐": "-",
})  # fmt: skip
_PLACES = (
    "中国", "江苏", "江苏省", "常州", "常州市", "南京", "无锡", "徐州", "苏州", "南通", "连云港", "淮安", "盐城", "扬州", "镇江",
    "泰州", "宿迁", "溧阳", "金坛", "武进", "新北", "天宁", "钟楼", "经开区", "江阴", "宜兴", "昆山", "张家港", "常熟", "太仓",
    "北京", "上海", "天津", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "浙江", "安徽", "福建", "江西", "山东", "河南",
    "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏",
    "新疆", "香港", "澳门", "深圳", "广州", "杭州", "宁波", "合肥", "武汉", "长三角", "华东", "集团", "股份",
)  # fmt: skip
_BRACKETED_PLACE = re.compile(r"\(((?:" + "|".join(sorted(_PLACES, key=len, reverse=True)) + r")[省市区]?)\)")
_LEGAL_FORM = re.compile(r"(?:\(集团\)|集团|股份|有限责任公司|有限公司|总公司|公司)$")
_LEADING_PLACE = re.compile(r"^(?:江苏省?|常州市?)")


def name_key(text: str, level: int = 1) -> str:
    """The key under which spellings of one name meet; two names with one key are taken for one at that level.

    1: width, case, blanks, brackets and dots alike: the same organisation. 2: 有限责任公司 as 有限公司, brackets around
    places left out: to be proposed. 3: place before and legal form after left out: to be proposed with care, for
    siblings differ by one character. Branches, institutes and works stay themselves.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).upper()
    key = "".join(character for character in folded if character.isprintable() and character != " ")
    if level >= 2:
        key = _BRACKETED_PLACE.sub(r"\1", key.replace("有限责任公司", "有限公司"))
    return _stripped(key) if level >= 3 else key


def stripped_name(text: str) -> str:
    """A name without 江苏 or 常州 before it and its legal form after it: 常州星宇车灯股份有限公司 becomes 星宇车灯."""
    return name_key(text, 3)


def _stripped(key: str) -> str:
    for pattern in (_LEGAL_FORM, _LEADING_PLACE):
        while True:
            shorter = pattern.sub("", key)
            # a name that is nothing but place and form keeps it
            if shorter == key or len(shorter) < 2:
                break
            key = shorter
    return key


def search_text(text: str) -> str:
    """Typed words as they are looked for in a search key: half-width, small letters, no blanks."""
    return name_key(text).replace("|", "").lower()


def search_key(text: str, own: Readings | None = None) -> str:
    """What a name is found by: `name|full pinyin|initials|more initials…|more full pinyin…`, small letters.

    All readings of characters with several readings are there for initials (at most 16 strings in all); look for
    `search_text(words)` inside it. '' for an empty name. `own` holds the readings of staff.
    """
    name = search_text(text)
    return "|".join((name, *pinyin_keys(name, own))) if name else ""
