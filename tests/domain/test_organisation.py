"""Credit codes are checked by the standard; names meet under their keys and are found by pinyin."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.domain import pinyin
from bureau_desk.domain.fieldtypes import check
from bureau_desk.domain.organisation import (
    check_character,
    credit_code_doubt,
    credit_code_problem,
    name_key,
    normal_credit_code,
    search_key,
    search_text,
    stripped_name,
)
from bureau_desk.domain.pinyin import pinyin_keys, readings
from bureau_desk.domain.problem import Severity
from tests.domain.sample_schema import SampleContext, field_of

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

# the first five have a remainder of 0 (check character 0), where careless programs fail; the last two are printed samples
SOUND = (
    "91320411MATX004560", "91320412MATX0035X0", "12320400MATX002960", "52320400MATX001650", "N2320412MATX001570",
    "91320402MATX0000XA", "Y1320400MATX0000XP", "91350100M000100Y43", "91110000600037341L",
)  # fmt: skip


@pytest.mark.parametrize("code", SOUND)
def test_sound_codes_of_every_department_pass(code: str) -> None:
    assert credit_code_problem(code) == ""
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code.lower())
    assert credit_code_problem(f" {wide[:8]}-{wide[8:]} ") == ""
    assert normal_credit_code(f"{code[:6]} {code[6:]}\u200b") == code


@given(
    st.sampled_from(["91", "12", "52", "A1", "N2", "Y1"]),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
def test_exactly_one_check_character_is_right(kind: str, area: str, body: str) -> None:
    first = kind + area + body
    right = [last for last in ALPHABET if credit_code_problem(first + last) == ""]
    assert right == [check_character(first)]
    wrong = "0" if right[0] != "0" else "1"
    assert f"应为 {right[0]}，" in credit_code_problem(first + wrong)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91320411MATX004561", "第 18 位校验码应为 0，请与营业执照核对。"),
        ("91320411MATXOO4560", "第 13 位“O”不用于统一社会信用代码，可能是 0"),
        ("91320411MATX00456", "这里是 17 位"),
        ("9132041AMATX004560", "第 3 至 8 位"),
        ("13717352-7", "9 位的旧组织机构代码"),
        ("320400000012345", "15 位的旧工商注册号"),
        ("", "这里是 0 位"),
    ],
)
def test_faulty_codes_say_what_to_do(code: str, words: str) -> None:
    assert words in credit_code_problem(code)


def with_check(body: str) -> str:
    return body + check_character(body)


@pytest.mark.parametrize("first", "0BCDEFGHJKLMPQRTUWX")
def test_first_characters_of_no_department_are_refused_with_those_that_exist(first: str) -> None:
    told = credit_code_problem(with_check(f"{first}1320411MATX00456"))
    assert f"没有“{first}”，只有 1 机构编制、2 外交" in told
    assert "9 市场监管、A 军队编制、N 农业农村、Y 其他" in told


@pytest.mark.parametrize("kind", ["96", "90", "14", "57", "Y2", "N4", "A3"])
def test_kinds_that_a_department_does_not_register_are_doubted_for_kinds_are_added(kind: str) -> None:
    code = with_check(f"{kind}320411MATX00456")
    assert credit_code_problem(code) == ""
    assert "第 2 位是机构类别" in credit_code_doubt(code)


@pytest.mark.parametrize(
    "kind",
    ["11", "12", "13", "31", "35", "51", "52", "53", "54", "62", "71", "81", "91", "92", "93", "A1", "N1", "N3", "Y1"],
)
def test_every_kind_of_the_table_passes(kind: str) -> None:
    assert credit_code_problem(with_check(f"{kind}320411MATX00456")) == ""


def test_odd_places_and_organisation_codes_are_doubts_not_faults() -> None:
    assert [credit_code_doubt(code) for code in SOUND] == [""] * len(SOUND)
    nowhere, odd = with_check("91999999MATX00456"), with_check("91320411123456789")
    assert credit_code_problem(nowhere) == credit_code_problem(odd) == ""
    assert "“999999”不属于任何省份" in credit_code_doubt(nowhere)
    assert "校验码应为 8，这里是 9" in credit_code_doubt(odd)
    assert credit_code_doubt("0132041") == ""
    field = field_of("uscc")
    assert [(one.severity, one.value) for one in check(field, odd, SampleContext())] == [(Severity.SOFT, odd)]


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(credit_code_problem(text), str)
    assert normal_credit_code(normal_credit_code(text)) == normal_credit_code(text)
    for level in (1, 2, 3):
        name_key(text, level)
    search_key(text)


def test_spellings_of_one_name_meet_at_the_first_level() -> None:
    spellings = (
        "常州某某（中国）有限公司",
        "常州某某(中国)有限公司",
        " 常州某某【中国】 有限\u200b公司",
        "常州某某（中国）\ufeff有限公司",
    )
    assert len({name_key(name) for name in spellings}) == 1
    assert name_key("ａｂc•科技") == name_key("ABC·科技")


def test_legal_forms_and_bracketed_places_meet_at_the_second_level() -> None:
    assert name_key("某某（常州）有限责任公司", 2) == name_key("某某常州有限公司", 2)
    assert name_key("某某（常州）有限责任公司") != name_key("某某常州有限公司")
    assert name_key("某某（有限合伙）", 2) != name_key("某某有限合伙", 2)


@pytest.mark.parametrize(
    ("name", "stripped"),
    [
        ("常州星宇车灯股份有限公司", "星宇车灯"),
        ("江苏省常州市某某新材料集团有限公司", "某某新材料"),
        ("常州大学", "大学"),
        ("江苏有限公司", "江苏"),
        ("常州某某有限公司金坛分公司", "某某有限公司金坛分"),
        ("江苏某某研究院", "某某研究院"),
    ],
)
def test_the_third_level_strips_place_and_form(name: str, stripped: str) -> None:
    if "分公司" in name:
        assert stripped_name(name) != stripped_name("常州某某有限公司")
    else:
        assert stripped_name(name) == stripped


def test_siblings_never_meet() -> None:
    for level in (1, 2, 3):
        assert name_key("常州某某新材料有限公司", level) != name_key("常州某某新能源有限公司", level)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆长三角研究院", "cqcsj"),
        ("重庆长三角研究院", "chongqing"),
        ("长三角中轴孵化器", "changsanjiao"),
        ("单氏科技", "sskj"),
        ("单氏科技", "dskj"),
        ("溧阳天目湖", "liyang"),
        ("薛埭", "xuedai"),
        ("箦桥", "zeqiao"),
        ("渚头", "zhutou"),
        ("横堰", "hengyan"),
        ("湟里镇", "huanglizhen"),
        ("潞城街道", "lucheng"),
        ("洮湖", "taohu"),
        ("滆湖", "gehu"),
        ("奔牛机场", "benniujichang"),
        ("奔牛机场", "bnjc"),
        ("行健职业", "xj"),
        ("同行科技", "th"),
        ("乐凯", "lk"),
        ("乐凯", "yk"),
        ("盛虹", "sh"),
        ("曾氏", "zs"),
        ("曾氏", "cs"),
        ("厦门", "xm"),
        ("朝阳", "cy"),
        ("西藏", "xz"),
        ("绿色动力", "lvse"),
        ("常州科教城", "教城"),
        ("ABC（中国）3D打印", "abc"),
        ("ABC（中国）3D打印", "3ddy"),
        ("常州市 科教城", "常州市科教城"),
    ],
)
def test_names_are_found_by_what_staff_type(name: str, typed: str) -> None:
    assert search_text(typed) in search_key(name)


@given(st.text("重行长乐盛曾单厦朝藏科技有限公司常州江苏车会系", min_size=2, max_size=30), st.data())
def test_every_two_characters_of_a_name_find_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    assert search_text(name[start : start + 2]) in search_key(name)


@given(st.text("重行长乐盛曾单厦朝藏传弹调区会系车", min_size=1, max_size=40))
def test_names_full_of_doubtful_characters_stay_short(name: str) -> None:
    key, *strings = search_key(name).split("|")
    assert key == name
    assert 2 <= len(strings) <= 16
    assert len(strings[1]) == len(name)
    assert strings[0].isascii()
    # every reading's initial stands somewhere as long as there is room
    if len(name) <= 4:
        for place, character in enumerate(name):
            found = {string[place] for string in strings[1:] if len(string) == len(name)}
            assert {reading[0] for reading in readings(character)} <= found


def test_common_characters_keep_no_readings_last_heard_long_ago() -> None:
    assert readings("团") == ("tuan",)
    assert readings("能") == ("neng",)
    assert "s" in {reading[0] for reading in readings("单")}


@pytest.mark.parametrize("length", [201, 5000, 100_000])
def test_a_long_name_is_spelled_by_its_start_only(length: int) -> None:
    strings = pinyin_keys("重" * length)
    assert len(strings) <= 16
    assert strings == pinyin_keys("重" * 200)


def test_no_more_strings_are_made_than_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    product = pinyin._product

    def counted(*words: Any) -> list[str]:
        strings = product(*words)
        made.extend(strings)
        return strings

    monkeypatch.setattr(pinyin, "_product", counted)
    pinyin_keys("重庆长江银行音乐" * 25)
    # two calls, each ending within one step of its limit
    assert len(made) <= 2 * (pinyin.MOST_INITIALS + pinyin.MOST_SPELLINGS) + 10


def test_an_empty_name_has_no_key() -> None:
    assert search_key("") == search_key(" \u3000") == ""


def test_full_width_names_are_found_by_plain_letters() -> None:
    assert unicodedata.normalize("NFKC", "ＡＢＣ科技").lower() in search_key("ＡＢＣ科技")


def test_nothing_heavy_is_imported_before_a_name_is_spelled() -> None:
    code = (
        "import sys, bureau_desk.domain.organisation, bureau_desk.domain.fieldtypes;"
        "print([name for name in ('pypinyin', 'openpyxl', 'xlsxwriter', 'python_calamine') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
