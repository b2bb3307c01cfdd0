"""Which values are shown as quiet tags, and in which tone; the words stand in the tag, colour only helps."""

from __future__ import annotations

from datetime import date, timedelta

from bureau_desk.domain.register import CodeList, Field, FieldType
from bureau_desk.domain.values import Value, last_day

EXPIRING_DAYS = 90
_GOOD = (
    "有效",
    "正常",
    "在库",
    "在营",
    "在业",
    "存续",
    "已认定",
    "优秀",
    "通过",
    "已完成",
    "已验收",
    "已兑现",
    "现行",
    "在用",
)
_WARNING = (
    "整改",
    "公示",
    "推荐",
    "待",
    "到期",
    "申报",
    "受理",
    "限期",
    "暂停",
    "在建",
    "培育",
    "进行",
    "修订",
    "更名",
)
_BAD = (
    "撤销",
    "取消",
    "注销",
    "过期",
    "停运",
    "不合格",
    "失效",
    "废止",
    "终止",
    "迁出",
    "停用",
    "报废",
    "未通过",
    "吊销",
)
_GRADES = {"A": "good", "B": "primary", "C": "warning", "D": "bad"}
_GRADE_WORDS = {"优秀": "good", "良好": "primary", "合格": "warning", "不合格": "bad"}
_TIERS = {"国家级": "primary", "部级": "primary", "省级": "neutral"}
_STATUS_KEYS = ("status", "stage", "state")
_GRADE_KEYS = ("grade", "result", "star")
ENDS = ("valid_to", "expiry", "valid_until")


def tone(field: Field, value: Value, text: str, codes: CodeList | None) -> str:
    """The tone of a value's tag: primary, neutral, good, warning, bad; '' when it is plain text."""
    if not text or field.type not in (FieldType.CHOICE, FieldType.LEVEL):
        return ""
    if field.type is FieldType.LEVEL:
        entry = codes.get(str(value)) if codes else None
        return _TIERS.get(entry.tier if entry else text, "neutral")
    if any(key in field.key for key in _GRADE_KEYS):
        return _GRADES.get(str(value)[:1], _GRADE_WORDS.get(text, "neutral"))
    if any(key in field.key for key in _STATUS_KEYS):
        return _status(text)
    return ""


def _status(text: str) -> str:
    for words, found in ((_BAD, "bad"), (_WARNING, "warning"), (_GOOD, "good")):
        if any(word in text for word in words):
            return found
    return "neutral"


def expiry(field: Field, value: Value, today: date) -> tuple[str, str]:
    """(words, tone) beside a title's last day: 已过期, or how many days are left; ('', '') otherwise."""
    if field.type is not FieldType.DATE or not isinstance(value, str) or not value:
        return "", ""
    if not any(field.key.endswith(key) for key in ENDS):
        return "", ""
    try:
        end = last_day(value)
    except (ValueError, IndexError):
        return "", ""
    if end < today:
        return "已过期", "bad"
    if end <= today + timedelta(days=EXPIRING_DAYS):
        return f"余{(end - today).days}天", "warning"
    return "", ""
