"""Sample figures of every kind; the numbers are made up for the layout and say so in their source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bureau_desk.domain.figure import Figure, FigureKind, Series

DAY = date(2021, 12, 31)
SOURCE = "市科技局；数字为版面示意。"
DISTRICTS = ("武进区", "新北区", "溧阳市", "常州经开区", "金坛区", "天宁区", "钟楼区")
YEARS = ("2017", "2018", "2019", "2020", "2021")


def numbers(*values: str | int | None) -> tuple[Decimal | None, ...]:
    """Values as exact decimals, None kept."""
    return tuple(None if value is None else Decimal(value) for value in values)


def series(name: str, *values: str | int | None, role: str = "value", unit: str = "", digits: int = 0) -> Series:
    """A series of exact decimals."""
    return Series(name, numbers(*values), role, unit, digits)


def figure(kind: FigureKind, categories: tuple[str, ...], *rows: Series, title: str = "", **more: object) -> Figure:
    """A figure with the words a printed one has."""
    made = Figure(
        name=title or kind.value,
        kind=kind,
        title=title,
        subtitle="市级以上企业研发机构，单位：家，2021年12月31日",
        categories=categories,
        series=rows,
        unit="家",
        source=SOURCE,
        as_of=DAY,
        alt=f"{title}。",
    )
    return replace(made, **more)  # type: ignore[arg-type]


BAR = figure(
    FigureKind.BAR,
    DISTRICTS,
    series("研发机构", 521, 436, 268, 214, 196, 128, 112),
    title="武进、新北研发机构过半",
    highlight="武进区",
    height=187.0,
)
COLUMN = figure(
    FigureKind.COLUMN,
    YEARS,
    series("高企", 1210, 1386, 1527, 1706, 2497),
    title="有效高企一年增加近八百家",
    highlight="2021",
)
STACKED = figure(
    FigureKind.STACKED,
    YEARS,
    series("国家级", 17, 19, 21, 24, 27, role="level"),
    series("省级", 24, 26, 28, 31, 34, role="level"),
    title="五年间孵化器增加二十家",
    height=187.0,
)
LINE = figure(
    FigureKind.LINE,
    YEARS,
    series("武进区", "2.61", "2.74", "2.96", "3.15", "3.36", role="line", unit="%", digits=2),
    series("全市", "2.72", "2.80", "2.90", "3.06", "3.28", role="line", unit="%", digits=2),
    series("新北区", "2.80", "2.84", "2.85", "2.98", "3.10", role="line", unit="%", digits=2),
    series("金坛区", "2.52", "2.55", None, "2.71", "2.84", role="line", unit="%", digits=2),
    series("目标", None, None, None, None, "3.20", role="target", unit="%", digits=2),
    title="研发投入强度跨过3.2%",
    highlight="全市",
    unit="%",
    height=187.0,
)
COLUMN_LINE = figure(
    FigureKind.COLUMN_LINE,
    YEARS,
    series("有效高企", 1210, 1386, 1527, 1706, 2497),
    series("增速", "12.1", "14.5", "10.2", "11.7", "46.4", role="line", unit="%", digits=1),
    title="有效高企一年增加近八百家",
    subtitle="有效期内高新技术企业（柱，家）与增速（线）",
    highlight="2021",
    height=187.0,
)
PROGRESS = figure(
    FigureKind.PROGRESS,
    ("高新技术企业", "省级以上孵化器", "省级以上研发机构", "众创空间", "技术转移机构"),
    series("实际", 2497, 61, 802, 312, 43),
    series("目标", 5000, 80, 1200, 500, 50, role="target"),
    title="五项目标走到哪一步",
    highlight="高新技术企业",
    height=187.0,
)
RANK = figure(
    FigureKind.RANK,
    YEARS,
    series("新北区", 1, 1, 2, 2, 2, role="line"),
    series("武进区", 2, 2, 1, 1, 1, role="line"),
    series("金坛区", 3, 3, 3, 4, 5, role="line"),
    series("经开区", 4, 5, 5, 5, 4, role="line"),
    series("溧阳市", 5, 4, 4, 3, 3, role="line"),
    title="溧阳研发机构数升至第三",
    highlight="溧阳市",
    height=187.0,
)
SHARE = figure(
    FigureKind.SHARE,
    ("电子信息", "先进制造与自动化", "新材料", "生物与新医药", "新能源与节能", "资源与环境", "高技术服务", "航空航天"),
    series("高企", 612, 998, 441, 187, 121, 64, 58, 16),
    title="先进制造占高企四成",
    highlight="先进制造与自动化",
    height=150.0,
)
ALL = (BAR, COLUMN, STACKED, LINE, COLUMN_LINE, PROGRESS, RANK, SHARE)

LONG = (
    "江苏省产业技术研究院先进材料与高端装备制造协同创新研究所",
    "常州市武进区国家高新技术产业开发区管理委员会",
    "甲",
    "乙园区",
)
FOURTEEN_YEARS = tuple(str(y) for y in range(2012, 2026))
FORTY = tuple(f"第{i}园区" for i in range(40))
SPARSE_YEARS = ("2017", "2021", "2022")
MIXED_DAYS = ("2019", "2020", "2021", "2022-02-28")
SPARSE = (
    figure(FigureKind.LINE, SPARSE_YEARS, series("研发投入强度", "2.77", "3.28", "3.33", digits=2), title="缺年折线"),
    figure(
        FigureKind.LINE,
        MIXED_DAYS,
        series("有效高企", 1978, 2497, 2915, 3000),
        series("目标", None, None, 3000, 3200, role="target"),
        title="年末与月末",
    ),
    figure(
        FigureKind.RANK,
        ("2017", "2021"),
        series("常州高新", 25, 23),
        series("武进高新", 51, 38),
        title="缺年位次",
        highlight="武进高新",
    ),
    figure(FigureKind.COLUMN, SPARSE_YEARS, series("高企", 1210, 2915, 3680), title="缺年柱", highlight="2022"),
    figure(
        FigureKind.STACKED,
        SPARSE_YEARS,
        series("国家级", 10, 12, 14, role="level"),
        series("省级", 11, 20, 22, role="level"),
        title="缺年堆",
    ),
    figure(
        FigureKind.COLUMN_LINE,
        ("2017", "2018", "2021", "2022"),
        series("高企", 1210, 1386, 2915, 3680),
        series("增速", "12.1", "14.5", "16.7", "26.2", role="line", unit="%", digits=1),
        title="缺年柱线",
    ),
)
HOSTILE = (
    figure(FigureKind.BAR, ("武进区",), series("a", 12), title="一类"),
    figure(FigureKind.BAR, FORTY, series("a", *[400 - 9 * i for i in range(40)]), title="四十类"),
    figure(FigureKind.BAR, DISTRICTS, series("a", *[None] * 7), title="全空"),
    figure(FigureKind.BAR, DISTRICTS, series("a", 12, -8, 0, None, -30, 5, 5), title="负数零空", highlight="金坛区"),
    figure(FigureKind.BAR, LONG, series("a", 1234567, 2345678, 1000000, 3), title="长名大数"),
    figure(
        FigureKind.BAR,
        DISTRICTS,
        series("2020", 12, 8, 7, 5, 3, 2, 1),
        series("2021", 14, 9, 7, 6, 3, 3, 2),
        title="两组",
        height=187.0,
    ),
    figure(FigureKind.BAR, DISTRICTS, series("a", *[0] * 7), title="全零"),
    figure(FigureKind.COLUMN, ("武进区",), series("a", 12), title="一类"),
    figure(FigureKind.COLUMN, FORTY, series("a", *[400 - 9 * i for i in range(40)]), title="四十类"),
    figure(FigureKind.COLUMN, DISTRICTS, series("a", 12, -8, 0, None, -30, 5, 5), title="负"),
    figure(FigureKind.COLUMN, LONG, series("a", 1234567, 2345678, 1000000, 3), title="长名大数"),
    figure(
        FigureKind.COLUMN,
        DISTRICTS,
        series("2020", 12, 8, 7, 5, 3, 2, 1),
        series("2021", 14, 9, 7, 6, 3, 3, 2),
        title="两组",
    ),
    figure(
        FigureKind.COLUMN,
        FOURTEEN_YEARS,
        series("a", *range(100000, 1500000, 100000)),
        title="年多数大",
        highlight="2025",
    ),
    figure(
        FigureKind.STACKED, ("2021",), series("国家级", 3, role="level"), series("省级", 5, role="level"), title="一堆"
    ),
    figure(
        FigureKind.STACKED,
        DISTRICTS,
        series("国家级", 10, 8, 1, 2, 1, 2, 3, role="level"),
        series("省级", 11, 8, 3, 3, 2, 4, 3, role="level"),
        series("市级", 1, 0, None, 5, 30, 2, 1, role="level"),
        title="三级",
    ),
    figure(
        FigureKind.STACKED,
        FORTY,
        series("国家级", *range(40), role="level"),
        series("省级", *range(40), role="level"),
        title="四十堆",
    ),
    figure(
        FigureKind.STACKED,
        YEARS,
        series("甲", 1, 2, 3, 4, 1),
        series("乙", 100, 120, 130, 150, 1),
        series("丙", 1, 2, 3, 1, 1),
        series("丁", 1, 2, 3, 1, 1),
        series("戊", 3, 3, 3, 3, 170),
        title="小块在上",
    ),
    figure(
        FigureKind.STACKED,
        DISTRICTS,
        series("国家级", 10, -8, 1, 2, 1, 2, 3, role="level"),
        series("省级", -11, 8, 3, 3, 2, 4, 3, role="level"),
        title="负堆",
    ),
    figure(FigureKind.LINE, YEARS, *[series(n, *[3, 3, 3, 3, 3], role="line") for n in DISTRICTS], title="七线相等"),
    figure(
        FigureKind.LINE,
        YEARS,
        series("武进区", 1, None, None, 4, None, role="line"),
        series("新北", None, 2, None, None, 5, role="line"),
        title="缺年",
    ),
    figure(
        FigureKind.LINE, ("2021",), series("武进区", 3, role="line"), series("新北区", 4, role="line"), title="一年"
    ),
    figure(
        FigureKind.LINE,
        FOURTEEN_YEARS,
        *[series(n, *[i * 1234567 + j * 300000 for i in range(14)], role="line") for j, n in enumerate(LONG)],
        title="长名大数线",
    ),
    figure(
        FigureKind.LINE,
        FOURTEEN_YEARS,
        *[series(f"第{j}线", *[i * (j + 1) - 9 for i in range(14)], role="line") for j in range(30)],
        title="三十线",
    ),
    figure(
        FigureKind.LINE,
        YEARS,
        series("全市", 0, 0, 0, 0, 0, role="line"),
        series("目标", 1, 2, 3, 4, 5, role="target"),
        title="零线",
        highlight="全市",
    ),
    figure(
        FigureKind.COLUMN_LINE,
        FOURTEEN_YEARS,
        series("高企数", *range(1000, 2400, 100)),
        series(
            "增速",
            *[str(x) + ".5" for x in (3, 40, 2, -5, 30, 2, 8, 9, 10, 12, 4, 80, 2, 1)],
            role="line",
            unit="%",
            digits=1,
        ),
        title="柱线多年",
    ),
    figure(
        FigureKind.COLUMN_LINE,
        YEARS,
        series("高企数", None, 3, 0, 1234567, 2),
        series("增速", None, None, "5", None, "7", role="line", unit="%", digits=1),
        title="柱线缺",
    ),
    figure(
        FigureKind.COLUMN_LINE,
        YEARS,
        series("净增", -5, 3, 0, 12, 2),
        series("增速", *[3] * 5, role="line", unit="%", digits=1),
        title="柱线负",
    ),
    figure(
        FigureKind.COLUMN_LINE,
        DISTRICTS,
        series("高企数", 5, 6, 7, 8, 9, 10, 11),
        series("增速", 9, 5, 1, 5, 9, 1, 9, role="line", unit="%", digits=1),
        title="区柱线",
    ),
    figure(FigureKind.PROGRESS, ("高企",), series("实际", 10), series("目标", 8, role="target"), title="一项超额"),
    figure(
        FigureKind.PROGRESS,
        FORTY,
        series("实际", *range(40)),
        series("目标", *[40] * 40, role="target"),
        title="四十项",
    ),
    figure(
        FigureKind.PROGRESS,
        ("甲项（家）", "乙项（亿元）", "丙项目标未定（件）", "丁项零目标（个）"),
        series("实际", 10, "1234567.5", None, 3, digits=1),
        series("目标", None, "3000000", 5, 0, role="target", digits=1),
        title="缺目标",
        unit="",
    ),
    figure(
        FigureKind.PROGRESS,
        DISTRICTS + LONG,
        series("实际", *range(11)),
        series("目标", *[8] * 11, role="target"),
        title="十一项",
    ),
    figure(
        FigureKind.RANK,
        YEARS,
        *[series(n, i + 1, i + 1, None, i + 1, i + 1, role="line") for i, n in enumerate(DISTRICTS * 2)],
        title="十四市",
    ),
    figure(
        FigureKind.RANK,
        YEARS,
        series("甲", 1, 1, 1, 1, 1),
        series("乙", 1, 1, 2, 2, 2),
        series("丙", 3, 3, 2, 2, 2),
        series("丁", None, None, 4, 4, 4),
        title="并列",
        highlight="丙",
    ),
    figure(FigureKind.RANK, ("2021",), series("甲", 1), series("乙", 2), title="一年"),
    figure(
        FigureKind.RANK, YEARS, *[series(f"第{i}市", i + 1, i, i + 1, i + 1, 40 - i) for i in range(40)], title="四十"
    ),
    figure(FigureKind.SHARE, ("全部",), series("a", 100), title="一份"),
    figure(FigureKind.SHARE, LONG, series("a", 1234567, 2345678, 1000000, 3), title="长名"),
    figure(FigureKind.SHARE, DISTRICTS, series("a", 0, 0, None, -5, 0, 0, 0), title="无"),
    figure(FigureKind.SHARE, ("国家级", "省级", "市级"), series("a", 27, 34, 90, role="level"), title="级别"),
    *SPARSE,
)
