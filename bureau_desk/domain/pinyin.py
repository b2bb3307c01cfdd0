"""Names in pinyin: full spelling and initials with every reading, quick enough for a whole import."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bureau_desk.domain.pinyin_table import marked

Readings = Mapping[str, tuple[str, ...]]
"""Syllables of words as staff read them, one to a character."""

MOST_INITIALS = 12
MOST_SPELLINGS = 4
LONGEST_SPELLED = 200
"""So many characters of a name are spelled in pinyin; nobody types more of one to find it."""

# words whose reading is never in doubt, so that their rare readings do not use up the strings a name may have
_SETTLED = {
    "有限": ("you", "xian"), "公司": ("gong", "si"), "股份": ("gu", "fen"), "责任": ("ze", "ren"), "技术": ("ji", "shu"),
    "科技": ("ke", "ji"), "能源": ("neng", "yuan"), "智能": ("zhi", "neng"), "中心": ("zhong", "xin"),
    "研究": ("yan", "jiu"), "工程": ("gong", "cheng"), "信息": ("xin", "xi"), "大学": ("da", "xue"),
    "众创": ("zhong", "chuang"), "空间": ("kong", "jian"), "孵化": ("fu", "hua"), "企业": ("qi", "ye"),
}  # fmt: skip

# words whose first reading differs from that of their characters; the other readings stay for the initials
_PREFERRED = {
    "重庆": ("chong", "qing"), "长三角": ("chang", "san", "jiao"), "长江": ("chang", "jiang"), "长城": ("chang", "cheng"),
    "长兴": ("chang", "xing"), "长荣": ("chang", "rong"), "银行": ("yin", "hang"), "行业": ("hang", "ye"),
    "厦门": ("xia", "men"), "西藏": ("xi", "zang"), "音乐": ("yin", "yue"), "朝阳": ("chao", "yang"),
    "奔牛": ("ben", "niu"), "重工": ("zhong", "gong"), "长期": ("chang", "qi"), "创新": ("chuang", "xin"),
    "会计": ("kuai", "ji"), "调研": ("diao", "yan"), "校验": ("jiao", "yan"),
}  # fmt: skip

# local, company and surname characters and every common one with two living readings, the likelier first. Other common
# characters (GB 2312 level 1) keep their first reading only: the dictionary also lists readings last heard long ago
# (团 qiu, 能 tai), which would crowd out the real ones
_TABLE = """
    溧li 埭dai 箦ze 渚zhu 堰yan 湟huang 潞lu 洮tao 滆ge 奔ben 重zhong/chong 行hang/xing/heng 长chang/zhang 乐le/yue
    盛sheng/cheng 曾zeng/ceng 单dan/shan/chan 厦xia/sha 朝chao/zhao 藏zang/cang 阿a/e 艾ai/yi 泊bo/po 堡bao/pu/bu
    暴bao/pu 被bei/pi 辟pi/bi 扁bian/pian 便bian/pian 参can/shen/cen 查cha/zha 颤chan/zhan 车che/ju 乘cheng/sheng
    澄cheng/deng 匙chi/shi 仇chou/qiu 传chuan/zhuan 弹dan/tan 调diao/tiao 恶e/wu 番fan/pan 否fou/pi 镐gao/hao 给gei/ji
    龟gui/jun/qiu 合he/ge 会hui/kuai 稽ji/qi 缉ji/qi 贾jia/gu 见jian/xian 将jiang/qiang 降jiang/xiang 解jie/xie 句ju/gou
    卡ka/qia 壳ke/qiao 咳ke/hai 溃kui/hui 率lv/shuai 纶lun/guan 蔓man/wan 秘mi/bi 泌mi/bi 弄nong/long 屏ping/bing
    埔pu/bu 曝bao/pu 期qi/ji 栖qi/xi 其qi/ji 奇qi/ji 铅qian/yan 强qiang/jiang 茄qie/jia 圈quan/juan 沈shen/chen
    省sheng/xing 石shi/dan 识shi/zhi 属shu/zhu 术shu/zhu 说shuo/shui 宿su/xiu 汤tang/shang 提ti/di 万wan/mo 尾wei/yi
    蔚wei/yu 尉wei/yu 涡wo/guo 系xi/ji 纤xian/qian 巷xiang/hang 校xiao/jiao 畜xu/chu 叶ye/xie 遗yi/wei 栅zha/shan
    粘zhan/nian 折zhe/she 殖zhi/shi 区qu/ou 都du/dou 佛fo/fu 还huan/hai 勒le/lei 了liao/le 牟mu/mou 什shi/shen 似si/shi
    仔zi/zai 柞zuo/zha 翟zhai/di 种zhong/chong 员yuan/yun 缪miao/mou 朴pu/piao 洗xi/xian 繁fan/po 召zhao/shao 黑hei/he
    冯feng/ping 隗wei/kui 郇xun/huan 冼xian 覃qin/tan 宓mi/fu 女nv 吕lv 绿lv/lu 角jiao/jue 薄bo/bao 血xue/xie 六liu/lu
    吓xia/he 咖ka/ga 模mo/mu 晟sheng/cheng 甄zhen 禅chan/shan 娜na/nuo 琢zhuo 湛zhan 侗dong/tong 粤yue 骁xiao 珏jue
"""
_READINGS = {entry[0]: tuple(entry[1:].split("/")) for entry in _TABLE.split()}
_CONTESTED = frozenset("重行长乐盛曾单厦朝藏传弹区会车调强校石沈查解降")

_PLAIN = str.maketrans("āáǎàēéěèêếềīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeeeeiiiioooouuuuvvvvvnnnm", "\u0304\u030c\u0300")
_FIRST_CHARACTERS = frozenset(word[0] for word in (*_SETTLED, *_PREFERRED))


def pinyin_keys(name: str, own: Readings | None = None) -> tuple[str, ...]:
    """Full pinyin, then strings of initials, then other full spellings of a name in small letters; no doubles.

    At most 16 strings of the first 200 characters; where a name has more readings than that, company characters are
    varied first and every other reading stands in at least one string as long as there is room. The readings of `own`
    go before all others.
    """
    full, initials = spelled(name, own)
    spellings = ["".join(one) for one in full]
    return tuple(dict.fromkeys((spellings[0], *initials, *spellings[1:])))


def spelled(name: str, own: Readings | None = None) -> tuple[list[tuple[str, ...]], list[str]]:
    """At most four full spellings as syllables ("" for a sign) and twelve strings of initials, the likeliest first.

    The readings of `own` go before all others.
    """
    name = name[:LONGEST_SPELLED]
    syllables = _syllables(name, own or {})
    initials = [tuple(dict.fromkeys(reading[:1] for reading in one)) for one in syllables]
    short = _combined(initials, name, MOST_INITIALS, only_contested=False)
    full = _combined(syllables, name, MOST_SPELLINGS, only_contested=True)
    return full, ["".join(one) for one in short]


def _syllables(name: str, own: Readings) -> list[tuple[str, ...]]:
    """The readings of each character, the likeliest first; a sign has the one reading of nothing."""
    found: list[tuple[str, ...]] = []
    place = 0
    longest = max(map(len, own), default=0)
    while place < len(name):
        word, settled = _own_word(name, place, own, longest) if own else ((), False)
        if not word and name[place] in _FIRST_CHARACTERS:
            word, settled = _word_at(name, place)
        for offset, syllable in enumerate(word):
            others = () if settled else readings(name[place + offset])
            found.append((syllable, *(other for other in others if other != syllable)))
        if not word:
            found.append(readings(name[place]) or ("",))
        place += len(word) or 1
    return found


def _own_word(name: str, place: int, own: Readings, longest: int) -> tuple[tuple[str, ...], bool]:
    """The longest word of staff's own here; a word settles its readings, a single character only puts one first."""
    for length in range(min(longest, len(name) - place), 0, -1):
        word = own.get(name[place : place + length])
        if word:
            return word, length > 1
    return (), False


def _word_at(name: str, place: int) -> tuple[tuple[str, ...], bool]:
    for length in (3, 2):
        word = name[place : place + length]
        if word in _SETTLED:
            return _SETTLED[word], True
        if word in _PREFERRED:
            return _PREFERRED[word], False
    return (), False


@cache
def readings(character: str) -> tuple[str, ...]:
    """The readings of a character without tones; letters and digits read as themselves, signs not at all."""
    if character.isascii():
        return (character,) if character.isalnum() else ()
    if character in _READINGS:
        return _READINGS[character]
    plain = tuple(dict.fromkeys(reading.translate(_PLAIN) for reading in marked(character).split(",") if reading))
    return plain[:1] if _is_common(character) else plain


def _is_common(character: str) -> bool:
    """Whether a character stands among the 3755 of GB 2312 level 1."""
    encoded = character.encode("gb2312", "ignore")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7


def _combined(options: list[tuple[str, ...]], name: str, most: int, only_contested: bool) -> list[tuple[str, ...]]:
    """Sequences of one option per position: all combinations of the most doubtful positions, then single changes."""
    doubtful = [place for place, option in enumerate(options) if len(option) > 1]
    if not doubtful:
        return [tuple([option[0] for option in options])]
    contested = [place for place in doubtful if name[place] in _CONTESTED]
    rest = [] if only_contested else [place for place in doubtful if name[place] not in _CONTESTED]
    varied, single, size = set(), [], 1
    # room is kept for one string per reading that the combinations leave out
    spare = sum(len(options[place]) - 1 for place in contested + rest)
    for place in contested + rest:
        others = len(options[place]) - 1
        if size * (others + 1) + spare - others <= most:
            size *= others + 1
            spare -= others
            varied.add(place)
        else:
            single.append(place)
    strings = _product(options, varied)
    for place in single:
        # every string is as long as the name: making more than are kept would cost the square of its length
        if len(strings) >= most:
            break
        strings += _product(options, {place})[1:]
    return strings[:most]


def _product(options: list[tuple[str, ...]], places: set[int]) -> list[tuple[str, ...]]:
    """Every sequence that takes any option at these places and the first one elsewhere; all firsts go before."""
    first = [option[0] for option in options]
    made = [first]
    for place in sorted(places):
        made = [
            one if choice == one[place] else [*one[:place], choice, *one[place + 1 :]]
            for one in made
            for choice in options[place]
        ]
    return [tuple(one) for one in made]
