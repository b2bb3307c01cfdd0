"""What lists paint of their cells."""

from __future__ import annotations

from bureau_desk.app.organisation_parts import Cell, Line
from bureau_desk.ui.organisation.section_table import LineModel
from bureau_desk.ui.plain_table import look_of
from bureau_desk.ui.theme import theme


def test_the_tones_of_a_section_are_painted(qapp):
    model = LineModel()
    model.show_lines(("名称", "状态"), [Line(1, (Cell("模拟证书"), Cell("已到期", "bad")))])
    looks = [look_of(model.index(0, column)) for column in range(2)]
    assert [one.text for one in looks] == ["模拟证书", "已到期"]
    assert looks[0].ink is None and looks[1].ink == theme.color("bad")
