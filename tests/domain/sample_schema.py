"""A small schema with every field type, and a context over it, for the tests of the domain and the exchange."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import Code, CodeList, Counting, Field, FieldType, Kind, Need, Register, Schema
from bureau_desk.domain.rules import Rule, RuleKind

STATUS = CodeList(
    "run_status",
    "运营状态",
    (
        Code("normal", "正常", aliases=("在营", "正常运营")),
        Code("rectify", "整改"),
        Code("stopped", "停运", valid_to=date(2023, 12, 31)),
        Code("merged", "更名并入"),
    ),
)
LEVEL = CodeList(
    "carrier_level",
    "载体级别",
    (
        Code("mc", "部级卓越级", 10, "国家级", valid_from=date(2025, 1, 1)),
        Code("n0", "国家级（原科技部）", 20, "国家级", ("国家级孵化器",), valid_to=date(2024, 12, 31)),
        Code("p1", "省级", 30, "省级"),
        Code("c1", "市级认定", 40, "市级"),
        Code("c2", "市级备案", 50, "市级"),
    ),
    ordered=True,
)
UNITS = CodeList(
    "stat_unit",
    "辖市区",
    tuple(
        Code(f"3204{number:02d}", name)
        for number, name in ((2, "天宁区"), (11, "新北区"), (12, "武进区"), (81, "溧阳市"))
    ),
)
THEMES = CodeList(
    "theme", "主题", (Code("a", "企业培育"), Code("b", "载体"), Code("c", "金融、奖补"), Code("d", "人才"))
)

PARK = Register(
    "park", "科技园区", Kind.ENTITY, (Field("park_name", "园区名称", FieldType.TEXT, Need.REQUIRED),), "park_name"
)
CARRIER = Register(
    "carrier",
    "科技企业孵化器",
    Kind.ENTITY,
    (
        Field("name", "孵化器名称", FieldType.TEXT, Need.REQUIRED, synonyms=("载体名称",), width=30),
        Field("uscc", "统一社会信用代码", FieldType.CREDIT_CODE, Need.REQUIRED, synonyms=("信用代码",)),
        Field("old_uscc", "旧单位信用代码", FieldType.CREDIT_CODE, rule="GB 32100 check (warning, not block)"),
        Field("filing_no", "备案号", FieldType.CODE, pattern=r"^\d{6}$"),
        Field("kind", "孵化器类型", FieldType.TEXT),
        Field("specialty", "专业方向", FieldType.TEXT, Need.CONDITIONAL, required_when={"kind": ("专业型",)}),
        Field("stat_unit", "所属辖市区（统计口径）", FieldType.CHOICE, Need.REQUIRED, codelist="stat_unit"),
        Field("park", "所在园区", FieldType.REFERENCE, targets=("park",)),
        Field("established_date", "成立日期", FieldType.DATE, Need.REQUIRED),
        Field("operate_since", "实际运营日期", FieldType.DATE),
        Field("valid_from", "有效期起", FieldType.DATE),
        Field("valid_to", "有效期止", FieldType.DATE),
        Field("total_area", "孵化场地总面积", FieldType.DECIMAL, Need.REQUIRED, unit="㎡", minimum=">0"),
        Field("tenant_area", "其中：在孵企业使用面积", FieldType.DECIMAL, unit="㎡", maximum_field="total_area"),
        Field("fund", "孵化资金规模", FieldType.MONEY, unit="万元", minimum="0"),
        Field("income", "总收入", FieldType.MONEY, unit="千元"),
        Field("valuation", "估值", FieldType.MONEY, unit="亿美元"),
        Field("staff_count", "从业人员", FieldType.INTEGER, unit="人"),
        Field("pro_staff", "其中：专业孵化服务人员", FieldType.INTEGER, unit="人", maximum_field="staff_count"),
        Field("share", "出租率", FieldType.PERCENT, unit="%", maximum="100"),
        Field("stat_year", "统计年度", FieldType.YEAR),
        Field("run_status", "运营状态", FieldType.CHOICE, Need.REQUIRED, codelist="run_status"),
        Field("level", "最高有效级别", FieldType.LEVEL, Need.AUTO, codelist="carrier_level"),
        Field("hte_count", "高企数", FieldType.INTEGER, Need.AUTO, unit="家"),
        Field("themes", "主题", FieldType.CHOICES, codelist="theme"),
        Field("founders", "共建方", FieldType.CHOICES),
        Field("shared", "是否共享", FieldType.BOOLEAN),
        Field("remark", "备注", FieldType.LONG_TEXT),
    ),
    name_field="name",
    code_field="uscc",
    match=("name", "uscc"),
    rules=(Rule("order", RuleKind.DATES_IN_ORDER, ("established_date", "operate_since"), severity=Severity.HARD),),
    unique=(("name", "uscc"), ("filing_no",)),
    columns=("name", "stat_unit", "level"),
    counting=Counting(start=("established_date",), level="level", district="stat_unit", name="name"),
)
SCHEMA = Schema(
    {register.key: register for register in (CARRIER, PARK)},
    {codelist.key: codelist for codelist in (STATUS, LEVEL, UNITS, THEMES)},
)


@dataclass
class SampleContext:
    """Answers from a small table of records: id to register and name."""

    records: dict[int, tuple[str, str]] = field(
        default_factory=lambda: {7: ("park", "常州科教城"), 8: ("park", "重名园区"), 9: ("park", "重名园区")}
    )
    today: date = date(2024, 6, 30)
    schema: Schema = SCHEMA

    def resolve(self, targets: tuple[str, ...], text: str) -> tuple[int, ...]:
        return tuple(
            number
            for number, (register, name) in self.records.items()
            if register in targets and text in (name, f"#{number}")
        )

    def name(self, record: int) -> str:
        return self.records.get(record, ("", ""))[1]


def field_of(key: str) -> Field:
    """A field of the sample carrier register."""
    found = CARRIER.field(key)
    assert found is not None
    return found
