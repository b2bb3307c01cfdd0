"""Time axes: days stand at true distances, and missing years are told, in pictures and in native charts."""

from __future__ import annotations

import io
import itertools

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bureau_desk.charts.chart_xml import CHART, DRAWING
from bureau_desk.charts.drawing import Drawing, Label, Polyline
from bureau_desk.charts.native_word import chart_parts
from bureau_desk.charts.picture import draw
from bureau_desk.charts.theme import load_theme
from bureau_desk.charts.time_marks import BRIDGE_DASH
from bureau_desk.charts.timeline import BRIDGE_NOTE, LEFT_OUT, filled, moment, timeline
from bureau_desk.domain.figure import Figure, FigureKind
from tests.charts.samples import COLUMN, LINE, MIXED_DAYS, SPARSE, SPARSE_YEARS, YEARS, figure, series

THEME = load_theme("A")
SPARSE_LINE, MIXED_LINE, SPARSE_RANK, SPARSE_COLUMN, SPARSE_STACK, SPARSE_COLUMN_LINE = SPARSE


def tag(name: str) -> str:
    return f"{{{CHART}}}{name}"


def centres(drawing: Drawing, *words: str) -> list[float]:
    """The middles of these labels; the last one stands where it is not pushed inwards."""
    found = {label.text: label for label in drawing.labels}
    return [(found[word].box.left + found[word].box.right) / 2 for word in words]


def lines_in(drawing: Drawing, colour: str) -> list[Polyline]:
    return [shape for shape in drawing.shapes if isinstance(shape, Polyline) and shape.stroke == colour]


def native(one: Figure) -> etree._Element:
    return etree.fromstring(chart_parts(one, THEME).xml)


def test_points_of_a_line_stand_at_true_distances() -> None:
    bridge, solid = lines_in(draw(SPARSE_LINE, THEME), THEME.series[0])
    (first, second), (again, third) = bridge.points, solid.points
    assert second == again
    assert (second[0] - first[0]) / (third[0] - second[0]) == pytest.approx(4)
    assert bridge.dash == BRIDGE_DASH and solid.dash == ()


def test_years_are_named_under_their_points() -> None:
    drawing = draw(SPARSE_LINE, THEME)
    bridge, solid = lines_in(drawing, THEME.series[0])
    xs = [bridge.points[0][0], *(x for x, _ in solid.points)]
    assert centres(drawing, *SPARSE_YEARS) == pytest.approx(xs)


def test_every_missing_year_has_its_tick() -> None:
    ticks = [
        line.points[0][0]
        for line in lines_in(draw(SPARSE_LINE, THEME), THEME.grey)
        if len(line.points) == 2 and line.points[0][0] == line.points[1][0]
    ]
    steps = [after - before for before, after in itertools.pairwise(ticks)]
    assert len(ticks) == 6 and steps == pytest.approx([steps[0]] * 5)


def test_ranks_stand_at_true_distances_with_dots_between() -> None:
    drawing = draw(SPARSE_RANK, THEME)
    assert all(line.dash == BRIDGE_DASH for line in lines_in(drawing, THEME.accent))
    assert BRIDGE_NOTE in [label.text for label in drawing.labels]


def test_days_within_a_year_take_their_part_of_it() -> None:
    (line,) = lines_in(draw(MIXED_LINE, THEME), THEME.series[0])
    xs = [x for x, _ in line.points]
    assert line.dash == ()
    assert (xs[3] - xs[2]) / (xs[2] - xs[1]) == pytest.approx(2 / 12)
    assert (xs[1] - xs[0]) == pytest.approx(xs[2] - xs[1])


@pytest.mark.parametrize("one", [SPARSE_COLUMN, SPARSE_STACK, SPARSE_COLUMN_LINE], ids=lambda one: one.kind.value)
def test_evenly_spaced_columns_break_their_base_line_where_years_are_missing(one: Figure) -> None:
    grey = lines_in(draw(one, THEME), THEME.grey)
    level = [line for line in grey if line.points[0][1] == line.points[1][1]]
    slanted = [line for line in grey if line.points[0][1] != line.points[1][1]]
    assert len(level) == 2 and len(slanted) == 2
    assert level[0].points[1][0] < level[1].points[0][0]
    assert all(level[0].points[1][0] - 2 < x < level[1].points[0][0] + 2 for line in slanted for x, _ in line.points)


def test_columns_of_following_years_keep_one_base_line() -> None:
    assert len(lines_in(draw(COLUMN, THEME), THEME.grey)) == 1


def test_a_line_over_a_broken_axis_is_dotted_there_alone() -> None:
    drawn = lines_in(draw(SPARSE_COLUMN_LINE, THEME), THEME.accent)
    assert [line.dash for line in drawn if len(line.points) == 2 and line.dash] == [BRIDGE_DASH]


def test_a_whole_row_of_years_has_no_note_and_no_ticks() -> None:
    one = figure(FigureKind.LINE, YEARS, series("全市", 1, 2, 3, 4, 5))
    drawing = draw(one, THEME)
    assert BRIDGE_NOTE not in [label.text for label in drawing.labels]
    assert all(line.points[0][0] != line.points[1][0] for line in lines_in(drawing, THEME.grey))


@pytest.mark.parametrize(
    ("categories", "gaps"),
    [
        (("2017", "2021"), {1}),
        (("2017", "2021", "2022"), {1}),
        (("2019", "2020", "2021"), set()),
        (("2015", "2020", "2025"), set()),
        (MIXED_DAYS, set()),
        (("2021-03-31", "2021-06-30", "2021"), {2}),
        (("2021-03-31", "2021-06-30", "2021-09-30", "2021"), set()),
        (("2021年", "2022年"), set()),
    ],
)
def test_gaps_are_steps_longer_than_the_rhythm(categories: tuple[str, ...], gaps: set[int]) -> None:
    line = timeline(categories)
    assert line is not None and line.gaps == gaps


@pytest.mark.parametrize("categories", [("武进区", "新北区"), ("2021",), ("2022", "2021"), ("2021", "2021年上半年")])
def test_other_names_are_no_timeline(categories: tuple[str, ...]) -> None:
    assert timeline(categories) is None


@pytest.mark.parametrize("word", ["2021-13", "2021-02-30", "21", "武进区", "2021年上半年", ""])
def test_what_is_no_day_has_no_moment(word: str) -> None:
    assert moment(word) is None


@given(st.sets(st.integers(1950, 2060), min_size=2, max_size=12))
def test_places_are_in_proportion_to_years(years: set[int]) -> None:
    ordered = sorted(years)
    line = timeline(tuple(str(year) for year in ordered))
    assert line is not None
    places = line.places(10.0, 210.0)
    scale = 200.0 / (ordered[-1] - ordered[0])
    assert places == pytest.approx([10.0 + (year - ordered[0]) * scale for year in ordered])


def test_native_lines_get_empty_rows_for_missing_years() -> None:
    parts = chart_parts(SPARSE_LINE, THEME)
    sheet = openpyxl.load_workbook(io.BytesIO(parts.workbook))["数据"]
    assert [[cell.value for cell in row] for row in sheet["A2:B7"]] == [
        ["2017", 2.77], ["2018", None], ["2019", None], ["2020", None], ["2021", 3.28], ["2022", 3.33],
    ]  # fmt: skip
    assert [point.get("idx") for point in native(SPARSE_LINE).find(f".//{tag('val')}").iter(tag("pt"))] == [  # type: ignore[union-attr]
        "0", "4", "5",
    ]  # fmt: skip


def test_the_native_part_that_leads_over_a_gap_is_dotted() -> None:
    root = native(SPARSE_LINE)
    assert root.find(f".//{tag('dispBlanksAs')}").get("val") == "span"  # type: ignore[union-attr]
    (point,) = root.iter(tag("dPt"))
    assert point.find(tag("idx")).get("val") == "4"  # type: ignore[union-attr]
    assert point.find(f"{tag('spPr')}/{{{DRAWING}}}ln/{{{DRAWING}}}prstDash").get("val") == "sysDot"  # type: ignore[union-attr]
    assert [child.tag.split("}")[1] for child in point] == ["idx", "marker", "bubble3D", "spPr"]


def test_native_columns_put_an_ellipsis_between_years_that_do_not_follow() -> None:
    for one in (SPARSE_COLUMN, SPARSE_STACK):
        names = [point.findtext(tag("v")) for point in native(one).find(f".//{tag('cat')}").iter(tag("pt"))]  # type: ignore[union-attr]
        assert names == ["2017", LEFT_OUT, "2021", "2022"]


def test_native_days_at_uneven_distances_stand_on_an_axis_of_dates() -> None:
    root = native(MIXED_LINE)
    axis = root.find(f".//{tag('dateAx')}")
    assert axis is not None and axis.find(tag("baseTimeUnit")).get("val") == "days"  # type: ignore[union-attr]
    days = [int(point.findtext(tag("v"), "")) for point in root.find(f".//{tag('cat')}").iter(tag("pt"))]  # type: ignore[union-attr]
    assert [after - before for before, after in itertools.pairwise(days)] == [366, 365, 59]


@pytest.mark.parametrize("one", [LINE, COLUMN], ids=["line", "column"])
def test_a_figure_without_missing_years_is_not_touched(one: Figure) -> None:
    assert filled(one) is one


@pytest.mark.parametrize("one", SPARSE, ids=[one.title for one in SPARSE])
def test_filling_twice_changes_nothing_more_and_keeps_every_number(one: Figure) -> None:
    once = filled(one)
    assert filled(once) == once
    for before, after in zip(one.series, once.series, strict=True):
        kept = dict(zip(once.categories, after.values, strict=True))
        assert {name: kept[name] for name in one.categories} == dict(zip(one.categories, before.values, strict=True))


def test_uneven_names_that_would_touch_are_left_out_but_never_the_ends() -> None:
    years = ("1980", *(str(year) for year in range(2005, 2023)))
    one = figure(FigureKind.LINE, years, series("全市", *range(len(years))))
    named = [label.text for label in draw(one, THEME).labels if isinstance(label, Label) and label.text in years]
    assert named[0] == "1980" and named[-1] == "2022" and len(named) < len(years)
