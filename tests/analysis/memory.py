"""A small desk in memory for tests: registers, code lists and rows that tests state themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bureau_desk.domain.question import Condition, Count, Operator, Question
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Code, CodeList, Counting, Field, FieldType, Kind, Need, Register, Schema
from bureau_desk.domain.snapshot import AsOf

DISTRICTS = ("溧阳市", "金坛区", "武进区", "新北区", "天宁区", "钟楼区", "常州经开区")


def codelist(key: str, *labels: str, ordered: bool = False, tiers: Mapping[str, str] | None = None) -> CodeList:
    codes = tuple(
        Code(f"{key}{place}", label, rank=place, tier=(tiers or {}).get(label, ""))
        for place, label in enumerate(labels, 1)
    )
    return CodeList(key, key, codes, ordered)


CODELISTS = {
    one.key: one
    for one in (
        codelist("district", *DISTRICTS),
        codelist("region", "常州市", "江苏省", "苏州市", *DISTRICTS),
        codelist(
            "carrier_level",
            "部级卓越级", "部级标准级", "国家级（原科技部）", "省标杆", "省级", "市级认定", "区级",
            ordered=True,
            tiers={"部级卓越级": "国家级", "部级标准级": "国家级", "国家级（原科技部）": "国家级", "省标杆": "省级",
                   "省级": "省级", "市级认定": "市级", "区级": "区级"},
        ),
        codelist("level", "国家级", "省级", "市级", "区级", ordered=True),
        codelist("carrier_kind", "孵化器", "加速器"),
        codelist("qual_type", "高新技术企业", "科技型中小企业", "瞪羚", "独角兽"),
        codelist("stage", "推荐", "公示（拟认定）", "认定公告"),
        codelist("event_kind", "认定", "续期", "更名", "迁移", "级别变更", "合并", "取消", "撤销", "注销"),
        codelist("grade", "A优秀", "B良好", "C合格", "D不合格", ordered=True),
        codelist("value_type", "实际", "预计", "累计", "推算", "目标"),
        codelist("qualifier", "确数", "超", "近", "约", "至少", "至多", "区间"),
    )
}  # fmt: skip


def _choice(key: str, title: str, codes: str, kind: FieldType = FieldType.CHOICE) -> Field:
    return Field(key, title, kind, codelist=codes)


def _text(key: str, title: str) -> Field:
    return Field(key, title, FieldType.TEXT)


def _day(key: str, title: str) -> Field:
    return Field(key, title, FieldType.DATE)


INCUBATOR = Register(
    "incubator", "科技企业孵化器", Kind.ENTITY,
    (
        _text("carrier_name", "孵化器名称"), _choice("carrier_kind", "载体类别", "carrier_kind"),
        _choice("stat_unit", "所属辖市区", "district"), _day("operate_since", "实际运营日期"),
        Field("total_area", "孵化场地总面积", FieldType.DECIMAL, unit="㎡"),
        Field("incubation_fund", "孵化资金规模", FieldType.MONEY, unit="万元"),
        Field("staff_count", "机构从业人员", FieldType.INTEGER, unit="人"),
        _choice("highest_level", "最高有效级别", "carrier_level", FieldType.LEVEL),
        Field("last_eval_year", "最近评价年度", FieldType.YEAR, Need.AUTO),
        _choice("last_eval_grade", "最近评价等级", "grade"),
    ),
    "carrier_name",
    counting=Counting("家", start=("operate_since",), level="highest_level", district="stat_unit", name="carrier_name",
                      subject_events=True),
)  # fmt: skip

QUALIFICATION = Register(
    "qualification", "企业资质", Kind.ENTITY,
    (
        Field("uscc", "统一社会信用代码", FieldType.CREDIT_CODE), _text("name_then", "认定时名称"),
        _choice("qual_type", "资质类型", "qual_type"), _choice("level", "级别", "level", FieldType.LEVEL),
        _choice("publish_stage", "名单阶段", "stage"), _day("valid_from", "有效期起"), _day("valid_to", "有效期止"),
        _day("end_date", "终止日期"), _choice("stat_unit_then", "认定时所属辖区", "district"),
        Field("prev_id", "上一次认定", FieldType.REFERENCE, targets=("qualification",)),
        Field("is_renewal", "是否重新认定", FieldType.BOOLEAN, Need.AUTO),
        Field("is_counted", "计入统计", FieldType.BOOLEAN),
        Field("tags", "标签", FieldType.CHOICES),
    ),
    "name_then",
    counting=Counting("家", start=("valid_from",), end=("valid_to",), stop=("end_date",), identity=("uscc",),
                      level="level", district="stat_unit_then", name="name_then", include={"publish_stage": ("认定公告",)},
                      exclude={"is_counted": ("false",)}, renewal_of="prev_id", subject_events=True,
                      revocation_ends=True, owners="enterprise", title="qual_type"),
)  # fmt: skip

ENTERPRISE = Register(
    "enterprise", "企业", Kind.ENTITY,
    (
        _text("name", "企业名称"), Field("uscc", "统一社会信用代码", FieldType.CREDIT_CODE), _text("alt_id", "旧代码"),
        Field("former_names", "曾用名", FieldType.CHOICES), _choice("stat_unit", "所属辖市区", "district"),
    ),
    "name",
    counting=Counting("家", district="stat_unit", name="name", subject_events=True),
)  # fmt: skip

EVENT = Register(
    "event", "事件", Kind.EVENT,
    (
        Field("subject", "对象", FieldType.REFERENCE, targets=("incubator", "qualification", "enterprise")), _choice("event_kind", "事件", "event_kind"),
        _day("event_date", "日期"), _day("effective_date", "生效日期"), _text("before", "变更前"), _text("after", "变更后"),
    ),
    "event_kind",
)  # fmt: skip

EVALUATION = Register(
    "annual_eval", "年度绩效评价", Kind.EVENT,
    (
        Field("subject_ref", "被评价对象", FieldType.REFERENCE, targets=("incubator",)), _text("scheme", "评价体系"),
        Field("eval_year", "评价年度", FieldType.YEAR), _day("publish_date", "公布日期"), _choice("grade", "评价等级", "grade"),
    ),
    "subject_ref", counting=Counting("家", start=("publish_date",)),
)  # fmt: skip

INDICATOR = Register(
    "indicator_series", "指标序列", Kind.SERIES,
    (
        _text("indicator_code", "指标代码"), _text("indicator_name", "指标名称"), _text("unit", "计量单位"),
        _text("scope", "统计范围"), _choice("region", "地区", "region"), _day("period_end", "期末"),
        Field("value", "数值", FieldType.DECIMAL), _choice("value_type", "数值类型", "value_type"),
        _choice("qualifier", "限定", "qualifier"), Field("yoy_reported", "公布同比", FieldType.DECIMAL),
        Field("yoy_pp", "同比变动百分点", FieldType.DECIMAL), Field("rank_reported", "公布排名", FieldType.INTEGER),
        _text("rank_base", "排名范围"), Field("target", "年度目标", FieldType.DECIMAL), _text("source_org", "数据来源部门"),
        _text("source_doc", "来源文件"), _day("release_date", "发布日期"), Field("revision", "修订版次", FieldType.INTEGER),
        Field("confidential", "未公开", FieldType.BOOLEAN),
    ),
    "indicator_name",
)  # fmt: skip

SCHEMA = Schema(
    {one.key: one for one in (INCUBATOR, QUALIFICATION, ENTERPRISE, EVENT, EVALUATION, INDICATOR)},
    CODELISTS,
    indicator_aliases={"研发投入强度": "全社会研发经费占GDP"},
    regions=("常州市",),
)


@dataclass(frozen=True)
class Desk:
    """A snapshot whose rows are the same on every day."""

    tables: Mapping[str, Sequence[Row]]
    on: date = date(2021, 12, 31)
    schema: Schema = SCHEMA
    asked: list[date] = field(default_factory=list)

    @property
    def as_of(self) -> AsOf:
        return AsOf(self.on)

    def rows(self, register: str) -> Sequence[Row]:
        return self.tables.get(register, ())

    def at(self, on: date) -> Desk:
        self.asked.append(on)
        return Desk(self.tables, on, self.schema, self.asked)


def desk(on: str = "2021-12-31", **tables: Sequence[Mapping[str, Any]]) -> Desk:
    """Rows given as mappings; choices by label; ids run 1, 2, ... through all tables unless `id` is given."""
    number = 0
    built: dict[str, list[Row]] = {}
    for key, rows in tables.items():
        register = SCHEMA.registers[key]
        for values in rows:
            number += 1
            record = int(values.get("id", number))
            cells = {name: _stored(register, name, value) for name, value in values.items() if name != "id"}
            built.setdefault(key, []).append(Row(record, cells))
    return Desk(built, date.fromisoformat(on))


def _stored(register: Register, name: str, value: Any) -> Any:
    found = register.field(name)
    assert found is not None, name
    if found.type in (FieldType.CHOICE, FieldType.LEVEL) and value is not None:
        codes = CODELISTS[found.codelist].find(value)
        assert codes, value
        return codes[0].code
    if found.type is FieldType.DECIMAL and value is not None:
        return Decimal(str(value))
    return value


def hte(uscc: str, start: str, end: str = "", **more: Any) -> dict[str, Any]:
    """A certificate of a high-tech enterprise."""
    return {
        "uscc": uscc, "name_then": f"企业{uscc}", "qual_type": "高新技术企业", "level": "国家级",
        "publish_stage": "认定公告", "valid_from": start, "valid_to": end or None, **more,
    }  # fmt: skip


def question(name: str = "问", register: str = "qualification", **more: Any) -> Question:
    """A question; `where` maps fields to a value, a list, or (operator, value)."""
    where = []
    for key, value in more.pop("where", {}).items():
        operator = Operator.IN if isinstance(value, list) else Operator.EQUALS
        if isinstance(value, tuple):
            operator, value = Operator(value[0]), value[1]
        where.append(Condition(key, operator, value))
    if "series" in more:
        register = ""
    more["count"] = Count(more.get("count", "stock"))
    return Question(name, register, where=tuple(where), **more)


def indicator(name: str, end: str, value: str | None, **more: Any) -> dict[str, Any]:
    """One point of a series of the city."""
    return {
        "indicator_name": name, "unit": "亿元", "region": "常州市", "period_end": end, "value": value,
        "value_type": "实际", "qualifier": "确数", "source_org": "市统计局", "revision": 0, "confidential": False, **more,
    }  # fmt: skip
