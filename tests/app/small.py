"""A small schema for tests of the desk: incubators, events on them, and qualifications."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bureau_desk.app.desk import Desk
from bureau_desk.domain.register import (
    Code,
    CodeList,
    Counting,
    Field,
    FieldType,
    Kind,
    Need,
    Register,
    Schema,
)

LEVELS = CodeList(
    "carrier_level",
    "载体级别",
    (
        Code("国家级", "国家级", 1, "国家级"),
        Code("省级", "省级", 2, "省级"),
        Code("市级认定", "市级认定", 3, "市级"),
    ),
    ordered=True,
)
UNITS = CodeList("stat_unit", "辖市区", (Code("320412", "武进区", 1), Code("320411", "新北区", 2, aliases=("高新区",))))
KINDS = CodeList("event_kind", "事件", tuple(Code(one, one) for one in ("认定", "续期", "更名", "取消", "撤销")))

INCUBATOR = Register(
    "incubator",
    "科技企业孵化器",
    Kind.ENTITY,
    (
        Field("carrier_name", "孵化器名称", FieldType.TEXT, Need.REQUIRED),
        Field("operator_uscc", "统一社会信用代码", FieldType.CREDIT_CODE),
        Field("stat_unit", "所属辖市区", FieldType.CHOICE, Need.REQUIRED, codelist="stat_unit"),
        Field("established_date", "成立日期", FieldType.DATE),
        Field("total_area", "总面积", FieldType.DECIMAL, unit="㎡", digits=2),
        Field("incubation_fund", "孵化资金规模", FieldType.MONEY, unit="万元"),
        Field("tags", "标签", FieldType.CHOICES),
        Field("highest_level", "最高有效级别", FieldType.LEVEL, Need.AUTO, codelist="carrier_level"),
    ),
    name_field="carrier_name",
    match=("carrier_name",),
    unique=(("carrier_name",),),
    columns=("carrier_name", "highest_level", "stat_unit", "established_date"),
    counting=Counting(start=("established_date",), level="highest_level", district="stat_unit", subject_events=True),
)
EVENT = Register(
    "event",
    "认定与变更",
    Kind.EVENT,
    (
        Field("subject", "对象", FieldType.REFERENCE, Need.REQUIRED, targets=("incubator",)),
        Field("event_kind", "事件", FieldType.CHOICE, Need.REQUIRED, codelist="event_kind"),
        Field("event_date", "日期", FieldType.DATE, Need.REQUIRED),
        Field("effective_date", "生效日期", FieldType.DATE),
        Field("before", "之前", FieldType.TEXT),
        Field("after", "之后", FieldType.TEXT),
    ),
    name_field="event_kind",
    columns=("subject", "event_kind", "event_date"),
)
SMALL = Schema(
    {"incubator": INCUBATOR, "event": EVENT}, {one.key: one for one in (LEVELS, UNITS, KINDS)}, {}, ("常州市",)
)


def clock_at(text: str):
    """A clock that stands still."""
    return lambda: datetime.fromisoformat(text)


def make(folder: Path, moment: str = "2022-03-01T09:00:00") -> Desk:
    """An empty desk with the small schema."""
    return Desk.create(folder / "小台账.desk", "测试", clock=clock_at(moment), schema=SMALL)


def reopen(desk: Desk, moment: str = "2022-03-01T09:00:00") -> Desk:
    """The same desk, closed and opened again at a moment."""
    desk.close()
    return Desk.open(desk.path, "测试", clock=clock_at(moment), schema=SMALL)
