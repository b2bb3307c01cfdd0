"""`ask` on the demo desk returns each published figure by counting rows."""

from __future__ import annotations

import pytest

FIGURES = """
["省级以上孵化器"]
register = "incubator"
where = { carrier_kind = "孵化器", highest_level = { at_least = "省级" } }
["国家级孵化器"]
register = "incubator"
where = { carrier_kind = "孵化器", highest_level = "国家级" }
["省级孵化器"]
register = "incubator"
where = { carrier_kind = "孵化器", highest_level = "省级" }
["国家评价A"]
register = "annual_eval"
where = { scheme = "国家级科技企业孵化器绩效评价", eval_year = 2020, grade = "A" }
["国家评价B"]
register = "annual_eval"
where = { scheme = "国家级科技企业孵化器绩效评价", eval_year = 2020, grade = "B良好" }
["省评价A"]
register = "annual_eval"
where = { scheme = "省科技企业孵化器绩效评价", eval_year = 2021, grade = "A" }
["研发机构"]
register = "ent_rd_org"
where = { level = { at_least = "市级" } }
["研发机构按级别"]
register = "ent_rd_org"
by = ["level"]
["联合创新中心"]
register = "major_platform"
where = { platform_kind = "联合创新中心" }
["联合创新中心新增"]
register = "major_platform"
where = { platform_kind = "联合创新中心" }
count = "inflow"
["独角兽"]
register = "qualification"
where = { qual_type = "独角兽" }
["潜在独角兽"]
register = "qualification"
where = { qual_type = "潜在独角兽" }
["瞪羚"]
register = "qualification"
where = { qual_type = "瞪羚" }
["有效高企"]
register = "qualification"
where = { qual_type = "高新技术企业" }
["高企净增"]
register = "qualification"
where = { qual_type = "高新技术企业" }
count = "net"
["研发投入强度"]
series = "全社会研发经费占GDP"
"""

PUBLISHED = [
    ("省级以上孵化器", "2022-02-28", 61),
    ("国家级孵化器", "2022-02-28", 27),
    ("省级孵化器", "2022-02-28", 34),
    ("国家评价A", "2022-02-28", 6),
    ("国家评价B", "2022-02-28", 8),
    ("省评价A", "2022-02-28", 7),
    ("研发机构", "2022-02-28", 1875),
    ("联合创新中心", "2020-12-31", 21),
    ("联合创新中心", "2021-12-31", 40),
    ("联合创新中心新增", "2021-12-31", 19),
    ("独角兽", "2021-12-31", 3),
    ("潜在独角兽", "2021-12-31", 21),
    ("瞪羚", "2021-12-31", 74),
    ("独角兽", "2020-12-31", 2),
    ("潜在独角兽", "2020-12-31", 9),
    ("有效高企", "2021-12-31", 2915),
    ("有效高企", "2022-12-31", 3680),
    ("高企净增", "2022-12-31", 765),
    ("研发投入强度", "2021-12-31", 3.28),
]


@pytest.fixture
def figures(tmp_path):
    path = tmp_path / "figures.toml"
    path.write_text(FIGURES, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "day", "value"), PUBLISHED)
def test_each_published_figure_is_counted(answer, demo_desk, figures, name, day, value):
    status, data = answer("--desk", demo_desk, "ask", figures, name, "--as-of", day)
    assert status == 0
    assert data["value"] == value
    assert data["as_of"] == day
    assert data["unit"] in ("家", "%")
    assert data["source"]
    if name not in ("高企净增", "研发投入强度"):
        assert len(data["rows"]) == len(set(data["rows"])) == value


def test_levels_stand_beside_each_other_and_add_up(answer, demo_desk, figures):
    _, data = answer("--desk", demo_desk, "ask", figures, "研发机构按级别", "--as-of", "2022-02-28")
    assert data["value"] is None
    assert [line["value"] for line in data["table"]] == [16, 802, 1057]


def test_the_six_a_class_operators_are_the_named_ones(answer, demo_desk, figures, command):
    _, data = answer("--desk", demo_desk, "ask", figures, "国家评价A", "--as-of", "2022-02-28")
    names = set()
    for row in data["rows"]:
        _, stdout, _ = command("--desk", demo_desk, "history", "annual_eval", f"#{row}", "--json")
        names.update(one for one in NAMED if one in stdout)
    assert names == NAMED


NAMED = {
    "常州三晶世界科技产业发展有限公司",
    "常州龙琥高新技术创业服务有限公司",
    "大连理工江苏研究院有限公司",
    "常州华睿新能源汽车发展有限公司",
    "溧阳市高新技术创业中心",
    "常州拨云科技有限公司",
}


def test_the_growth_of_high_tech_enterprises_is_the_published_one(answer, demo_desk, figures):
    values = {}
    for day in ("2021-12-31", "2022-12-31"):
        _, data = answer("--desk", demo_desk, "ask", figures, "有效高企", "--as-of", day)
        values[day] = data["value"]
    assert round((values["2022-12-31"] / values["2021-12-31"] - 1) * 100, 1) == 26.2
