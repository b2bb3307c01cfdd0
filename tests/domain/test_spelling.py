"""What names are found by, and what is looked for when somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.domain.pinyin import readings
from bureau_desk.domain.spelling import found_by, holds, is_syllable, patterns


def finds(typed: str, name: str) -> bool:
    return holds(found_by(name)[0], typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("长三角国家技术创新中心", "csj"),
        ("长三角国家技术创新中心", "changsanjiao"),
        ("重庆路科技孵化器", "cq"),
        ("重庆路科技孵化器", "CQ"),
        ("重庆路科技孵化器", "chongqing"),
        ("单氏机械", "ss"),
        ("单氏机械", "shan"),
        ("单氏机械", "dan"),
        ("溧阳市高新技术创业中心", "li"),
        ("常州戴埭科技园", "dai"),
        ("滆湖小镇", "ge"),
        ("湟里机电", "huang"),
        ("武进洛阳潞城", "lu"),
        ("洮湖水务", "tao"),
        ("堰头机械", "yan"),
        ("奔牛机场", "benniu"),
        ("西安先锋", "xian"),
        ("西安先锋", "xi'an"),
        ("绿色动力", "lvse"),
        ("绿色动力", "lüse"),
        ("策略咨询", "celue"),
        ("天合光能", "tianheg"),
        ("天合光能", "tianhegu"),
        ("天合光能", "光"),
        ("天合光能", "合光"),
        ("天合光能", "合光 tian"),
        ("ABC（中国）3D打印", "abc"),
        ("ABC（中国）3D打印", "3d打"),
        ("ABC（中国）3D打印", "（中国）"),
        ("ＡＢＣ科技", "abc"),
    ],
)
def test_names_are_found_by_what_staff_type(name: str, typed: str) -> None:
    assert finds(typed, name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("度小满科技", "uo"),
        ("朵云", "oa"),
        ("常州星宇", "hangz"),
        ("常州星宇", "an"),
        ("天合光能", "hegn"),
        ("先锋机械", "xi'an"),
        ("天合光能", "光 csj"),
        ("天合光能", "光合"),
    ],
)
def test_letters_inside_a_syllable_and_words_that_are_not_there_find_nothing(name: str, typed: str) -> None:
    assert not finds(typed, name)


NAMES = st.text("重行长乐盛曾单厦朝藏科技有限公司常州江苏溧埭滆湟潞洮绿吕abc3", min_size=1, max_size=24)


@given(NAMES, st.data())
def test_any_one_or_two_characters_of_a_name_find_it(name: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(1, min(2, len(name))))
    start = data.draw(st.integers(0, len(name) - length))
    assert finds(name[start : start + length], name)


@given(st.text("科技创新机械电子光伏绿色武进溧阳湟里", min_size=1, max_size=12), st.data())
@settings(deadline=None)
def test_the_spelling_of_any_part_of_a_name_finds_it_however_far_it_is_typed(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    spelling = "".join(readings(sign)[0] for sign in name[start:end])[:40]
    typed = spelling[: data.draw(st.integers(1, len(spelling)))]
    assert finds(typed, name)
    assert finds("".join(readings(sign)[0][0] for sign in name[start:end]), name)


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_that_is_typed_or_named_breaks_the_search(name: str, typed: str) -> None:
    assert isinstance(finds(typed, name), bool)
    assert len(patterns(typed)) <= 14


def test_staffs_own_reading_of_a_word_goes_before_the_dictionary() -> None:
    own = {"单": ("shan",), "泊头": ("po", "tou")}
    assert found_by("单氏机械", own)[1].startswith("shan shi")
    assert holds(found_by("单氏机械", own)[0], "danshi"), "a single character keeps its other readings"
    key, order = found_by("常州泊头集团", own)
    assert order == "chang zhou po tou ji tuan"
    assert holds(key, "potou") and holds(key, "pt") and not holds(key, "botou")


def test_the_longest_of_staffs_own_words_wins() -> None:
    own = {"乐": ("yue",), "乐清": ("yue", "qing"), "乐清湾": ("le", "qing", "wan")}
    assert found_by("乐清湾港", own)[1] == "le qing wan gang"


def test_names_are_ordered_syllable_by_syllable() -> None:
    names = ["西安", "先锋", "常州", "长安"]
    assert sorted(names, key=lambda name: found_by(name)[1]) == ["长安", "常州", "西安", "先锋"]


def test_every_syllable_of_the_dictionary_can_be_typed() -> None:
    common = bytes(range(0xB0, 0xF8))
    signs = [bytes([row, cell]).decode("gb2312", "ignore") for row in common for cell in range(0xA1, 0xFF)]
    odd = {reading for sign in signs if sign for reading in readings(sign) if not is_syllable(reading)}
    assert odd <= {"m", "n", "ng", "hng", "hm", "ê", "yai", "lo", "cei", "kei", "nia", "fiao", "dia", "eng", "len"}
