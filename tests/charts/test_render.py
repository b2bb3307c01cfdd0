"""Pictures of every kind: nothing overlaps, nothing leaves the sheet, colours come from the theme, bytes repeat."""

from __future__ import annotations

import io
import itertools
import re
import warnings
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from bureau_desk.charts import typesetting
from bureau_desk.charts.drawing import Dot, Drawing, Label, Polyline, Rectangle, Sector
from bureau_desk.charts.picture import broken_text, draw
from bureau_desk.charts.render import NARROW, WIDE, render, source_line
from bureau_desk.charts.theme import TOKENS, Theme, load_theme
from bureau_desk.charts.time_marks import BRIDGE_DASH
from bureau_desk.charts.timeline import BRIDGE_NOTE
from bureau_desk.charts.typesetting import typesetter
from bureau_desk.domain.figure import Figure, FigureKind
from bureau_desk.domain.problem import Misuse, Trouble
from tests.charts.samples import ALL, BAR, DISTRICTS, HOSTILE, LINE, STACKED, YEARS, figure, series

THEME = load_theme("A")
EVERY = [*ALL, *HOSTILE, *(replace(one, wide=True) for one in (*ALL, *HOSTILE))]


def titles(figures: list[Figure]) -> list[str]:
    return [f"{one.kind.value}-{one.title}-{'wide' if one.wide else 'narrow'}" for one in figures]


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    pairs = itertools.combinations(drawing.labels, 2)
    return [(one.text, other.text) for one, other in pairs if ink(one).overlaps(ink(other), 0.35)]


def ink(label: Label):  # type: ignore[no-untyped-def]
    """The box without the leading that a Chinese character keeps above and below itself."""
    return replace(label.box, top=label.box.top + 0.08 * label.size, bottom=label.box.bottom - 0.06 * label.size)


def colours(drawing: Drawing) -> set[str]:
    found = set()
    for shape in drawing.shapes:
        if isinstance(shape, Polyline):
            found.add(shape.stroke)
        elif isinstance(shape, Label):
            found.add(shape.colour)
        elif isinstance(shape, Rectangle | Dot | Sector):
            found.add(shape.fill)
    return found


@pytest.mark.parametrize("one", EVERY, ids=titles(EVERY))
@pytest.mark.parametrize("standalone", [False, True])
def test_no_label_stands_on_another_or_leaves_the_sheet(one: Figure, standalone: bool) -> None:
    drawing = draw(one, THEME, standalone)
    assert overlapping(drawing) == []
    for label in drawing.labels:
        assert label.box.left >= -0.6 and label.box.right <= drawing.width + 0.6, label.text
        assert label.box.top >= -2 and label.box.bottom <= drawing.height + 2, label.text


def allowed(theme: Theme) -> set[str]:
    steps = {colour for count in range(1, 41) for colour in theme.level_colours(count)}
    return {getattr(theme, token) for token in TOKENS} | set(theme.series) | steps | {"FFFFFF"}


@pytest.mark.parametrize("name", ["A", "B"])
def test_every_colour_is_the_themes(name: str) -> None:
    theme = load_theme(name)
    for one in EVERY:
        assert colours(draw(one, theme, True)) <= allowed(theme), one.title


def test_small_text_is_never_in_the_accent() -> None:
    for name in ("A", "B"):
        theme = load_theme(name)
        for one in EVERY:
            assert all(label.colour != theme.accent for label in draw(one, theme).labels)


@pytest.mark.parametrize("one", ALL, ids=titles(list(ALL)))
def test_the_same_figure_gives_the_same_bytes(one: Figure) -> None:
    for kind in ("png", "svg"):
        typesetter.cache_clear()
        first = render(one, THEME, kind, standalone=True)
        typesetter.cache_clear()
        assert render(one, THEME, kind, standalone=True) == first


@pytest.mark.parametrize(("wide", "width"), [(False, NARROW), (True, WIDE)])
def test_a_png_has_the_printed_size_at_300_dpi(wide: bool, width: float) -> None:
    image = Image.open(io.BytesIO(render(replace(BAR, wide=wide), THEME)))
    assert image.size == (-(-width * 300 // 72), -(-187 * 300 // 72))
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert set(image.info) <= {"dpi"}
    assert image.getpixel((2, 2)) == (255, 255, 255)


def test_a_png_holds_the_hot_bar_in_primary() -> None:
    image = Image.open(io.BytesIO(render(BAR, THEME)))
    counted = {pixel: count for count, pixel in image.getcolors(1 << 20)}  # type: ignore[union-attr]
    primary, light = (tuple(bytes.fromhex(colour)) for colour in (THEME.primary, THEME.light))
    assert counted[primary] > 5_000
    assert counted[light] > counted[primary]


def test_an_svg_is_well_formed_and_tells_its_words() -> None:
    one = replace(BAR, alt="武进区521家 & 新北区<436>家。")
    root = etree.fromstring(render(one, THEME, "svg"))
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.findtext("s:desc", namespaces=space) == "武进区521家 & 新北区<436>家。"
    assert root.get("width") == "231pt"
    names = set(root.xpath("//s:path/@aria-label", namespaces=space))
    assert {*DISTRICTS, "521", "112"} <= names
    assert not re.search(rb"\d{4}-\d\d-\d\dT", render(one, THEME, "svg"))


def test_no_glyph_is_missing_and_nothing_warns() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = [render(one, THEME, "png", standalone=True) for one in ALL]
    assert len(set(drawn)) == len(ALL)
    assert all(one.startswith(b"\x89PNG") for one in drawn)


def test_a_character_without_a_glyph_is_told_instead_of_a_box() -> None:
    one = figure(FigureKind.BAR, ("\ue000园区",), series("家", 3), title="私用字")
    with pytest.raises(Trouble) as caught:
        render(one, THEME)
    assert "\ue000" in caught.value.message


def test_a_machine_without_chinese_fonts_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "find_family", lambda names: None)
    typesetter.cache_clear()
    with pytest.raises(Trouble) as caught:
        render(BAR, THEME)
    typesetter.cache_clear()
    assert "微软雅黑" in caught.value.sentence()


def test_another_picture_format_is_refused() -> None:
    with pytest.raises(Misuse):
        render(BAR, THEME, "gif")


def test_bars_are_as_long_as_their_values() -> None:
    widths = [s.box.right - s.box.left for s in draw(BAR, THEME).shapes if isinstance(s, Rectangle)]
    values = [float(value or 0) for value in BAR.series[0].values]
    assert [width / widths[0] for width in widths] == pytest.approx([value / values[0] for value in values])


def test_a_stack_shows_parts_total_and_names() -> None:
    texts = [label.text for label in draw(STACKED, THEME).labels]
    assert {"27", "34", "61", "国家级", "省级", "合计"} <= set(texts)


def test_names_beside_a_stack_stand_in_its_order_even_where_the_last_stack_lacks_parts() -> None:
    names = ("国家级", "省级", "市级认定", "市级备案", "未填")
    parts = [series(name, 9, 4 if name == "国家级" else 0, role="level") for name in names]
    made = draw(figure(FigureKind.STACKED, ("武进区", "经开区"), *parts), THEME)
    places = {label.text: label.box.top for label in made.labels}
    from_the_top = sorted((*names, "合计"), key=lambda name: places[name])
    assert from_the_top == ["合计", *reversed(names)]


def test_one_line_alone_ends_in_its_last_number_without_a_name() -> None:
    texts = [
        label.text for label in draw(figure(FigureKind.LINE, YEARS, series("数量", 1, 2, 3, 4, 2915)), THEME).labels
    ]
    assert "2915" in texts
    assert not any("数量" in text for text in texts)


def test_a_missing_year_breaks_the_line_into_dots() -> None:
    one = figure(FigureKind.LINE, YEARS, series("金坛区", 1, 2, None, 4, 5, role="line"))
    drawing = draw(one, THEME)
    pieces = [s for s in drawing.shapes if isinstance(s, Polyline) and s.stroke == THEME.series[0]]
    assert [(len(piece.points), piece.dash) for piece in pieces] == [(2, BRIDGE_DASH), (2, ()), (2, ())]
    bridge, before, after = pieces
    assert bridge.points == (before.points[-1], after.points[0])
    assert BRIDGE_NOTE in [label.text for label in drawing.labels]


def test_targets_are_dashed() -> None:
    dashed = [shape for shape in draw(LINE, THEME).shapes if isinstance(shape, Polyline) and shape.dash]
    targets = [shape for shape in dashed if shape.stroke == THEME.grey]
    assert len(targets) == 1 and targets[0].dash != BRIDGE_DASH


def test_rows_that_find_no_room_are_told_of() -> None:
    texts = [label.text for label in draw(HOSTILE[1], THEME).labels]
    assert any(re.fullmatch(r"另有 \d+ 项未画出，见数据表。", text) for text in texts)


def test_a_source_is_introduced_once() -> None:
    assert source_line(BAR).startswith("来源：市科技局")
    assert source_line(replace(BAR, source="来源：统计局。")) == "来源：统计局。"


def test_broken_text_keeps_every_character() -> None:
    type_ = typesetter(THEME.fallbacks["structure"], THEME.fallbacks["latin_sans"])
    text = "截至2021年12月31日，全市省级以上科技企业孵化器，其中国家级、省级按最高有效级别各计一次。" * 2
    lines = broken_text(type_, text, 8, 231)
    assert "".join(lines) == text
    assert all(type_.width(line, 8) <= 231 for line in lines)
    assert not any(line[0] in "，。、" for line in lines)


def test_a_wide_total_does_not_run_into_the_names_beside_it() -> None:
    rows = (series("实际", None, None, None, -1000000), series("目标", -1000000, None, None, None))
    assert overlapping(draw(figure(FigureKind.STACKED, ("甲", "乙", "丙", "丁"), *rows), THEME)) == []


values = st.lists(st.none() | st.integers(-(10**7), 10**7), min_size=1, max_size=18)
words = st.text(st.sampled_from("武进区常州A1（&<研发"), min_size=1, max_size=14)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(FigureKind)), values, st.lists(words, min_size=18, max_size=18, unique=True), st.booleans())
def test_any_figure_can_be_drawn_without_overlap(
    kind: FigureKind, numbers: list[int | None], names: list[str], two: bool
) -> None:
    rows = [series("实际", *numbers)]
    if two:
        rows.append(series("目标", *reversed(numbers), role="target" if kind is FigureKind.PROGRESS else "line"))
    one = figure(kind, tuple(names[: len(numbers)]), *rows, title="任意")
    assert overlapping(draw(one, THEME)) == []
