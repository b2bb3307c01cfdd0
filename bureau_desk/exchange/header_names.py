"""Header words as fields and units: 孵化资金规模（万元）*, 其中：博士, 研发投入/千元."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bureau_desk.domain.fieldtypes import NUMERIC
from bureau_desk.domain.register import Field, FieldType, Register

_MARKS = re.compile(r"[*★☆※]+|\((?:必填|选填|必填项|可不填|下拉选择|选择)\)")
_TAIL = re.compile(r"(.+)\(([^()]*)\)")
_SLASH = re.compile(r"(.+?)[/:,_|-]([^/:,_|-]+)")
_PART = re.compile(r"^(?:其中|其:中)[:,]?")
_UNIT = re.compile(
    r"(?:计量|金额)?(?:单位:?)?((?:[十百千万亿]*(?:元|圆|人民币|人民币元|RMB|美元|美金|USD|欧元|港元|港币|日元|英镑|m2|平方米|平米|亩|公顷|平方公里|km2"
    r"|平方千米|吨|公斤|千克|人次?|个|家次?|件|项|台|套|台/?套|场次?|次|小时|分|位|期|名|篇|%|个?百分点))|[千万亿]|百万|千万)",
    re.IGNORECASE,
)


@lru_cache(maxsize=5000)
def folded(text: str) -> str:
    """A header as it is compared: half-width, no blanks or line ends, no stars and 必填 marks, small letters."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    plain = plain.replace("【", "(").replace("】", ")").replace("[", "(").replace("]", ")")
    return _MARKS.sub("", plain).strip(":,;、").lower()


def header_readings(text: str) -> Iterator[tuple[str, str]]:
    """The ways to read a header as (name, unit), the most literal first; a bracket that is no unit is a remark."""
    name = folded(text)
    yield name, ""
    for cut in (_TAIL.fullmatch(name), _SLASH.fullmatch(name)):
        if cut is None:
            continue
        unit = _UNIT.fullmatch(cut[2])
        if unit is not None:
            yield cut[1], unit[1]
            yield from ((base, unit[1]) for base, _ in header_readings(cut[1]) if base != cut[1])
        elif cut.re is _TAIL:
            yield cut[1], ""


def header_text(field: Field, unit: str = "") -> str:
    """The header under which a field leaves the program and comes back: title with the unit of its numbers."""
    told = unit or field.unit or ("%" if field.type is FieldType.PERCENT else "")
    is_number = field.type in NUMERIC
    return f"{field.title}（{told}）" if told and is_number and not field.title.endswith(f"（{told}）") else field.title


class FieldNames:
    """The fields of a register by every name they go under; a name that two fields share names neither."""

    def __init__(self, register: Register) -> None:
        self._exact = _by_name(register, loose=False)
        self._loose = _by_name(register, loose=True)

    def find(self, name: str) -> Field | None:
        """The field of a folded name: by key, title or synonym, else by the title without brackets or 其中."""
        return self._exact.get(name) or self._loose.get(_PART.sub("", name))


def _by_name(register: Register, loose: bool) -> dict[str, Field | None]:
    found: dict[str, Field | None] = {}
    files = [field for field in register.fields if field.type is FieldType.FILES]
    others = [field for field in register.fields if field.type is not FieldType.FILES]
    for field in others:
        names = {folded(name) for name in (field.key, field.title, *field.synonyms)}
        for name in {_bare(name) for name in names} if loose else names:
            found[name] = None if name in found and found[name] is not field else field
    # a title is stronger than another field's synonym; documents never come from a column and stand back
    for field in others if not loose else ():
        found[folded(field.title)] = field
    for field in files if not loose else ():
        for name in (field.key, field.title):
            found.setdefault(folded(name), field)
    return found


def _bare(name: str) -> str:
    tail = _TAIL.fullmatch(name)
    return _PART.sub("", tail[1] if tail else name)
