"""What a name is found by, and what is looked for when somebody types: text, syllables of pinyin, initials."""

from __future__ import annotations

from functools import cache

from bureau_desk.domain.organisation import search_text
from bureau_desk.domain.pinyin import Readings, spelled

_TABLE = """
    a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha
    chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui
    cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er
    fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha
    hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong
    jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang
    lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai man mang mao me mei
    men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning
    niu nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian
    qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai
    san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui shun
    shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun
    tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao
    ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen
    zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
"""
_SYLLABLES = frozenset(_TABLE.split())
_BEGINNINGS = frozenset(one[:length] for one in _SYLLABLES for length in range(1, len(one) + 1))
_LONGEST = 6
_MOST_PATTERNS = 12
_MOST_LETTERS = 60
_PART = "'"  # typed between two syllables: xi'an
_WRITTEN = {"lue": "lve", "nue": "nve", "lyu": "lv", "nyu": "nv"}
"""Syllables with ü as they are typed and as they are kept."""

MARK = "\x1f"
"""Stands before every syllable of a full spelling, whose letters are capital: no other text of a key is, so that letters
typed inside a syllable (`oa` of 度 duo) are found nowhere."""


def is_syllable(text: str) -> bool:
    """Whether letters are one whole syllable, ü written as v."""
    return text in _SYLLABLES


def found_by(name: str, own: Readings | None = None) -> tuple[str, str]:
    """(search key, sort key) of a name.

    The search key is `name|initials|more initials…|FULL PIN YIN|…` with a mark before each syllable: all but the
    spellings in small letters, with every reading of characters of several readings in the initials as long as there
    is room. The sort key is the first spelling, syllable by syllable. `own` holds the readings of staff, which go before the dictionary.
    """
    text = search_text(name)
    if not text:
        return "", ""
    full, initials = spelled(text, own)
    spellings = dict.fromkeys("".join([f"{MARK}{one}" for one in syllables if one]).upper() for syllables in full)
    return "|".join((text, *initials, *spellings)), " ".join(filter(None, full[0]))


@cache
def patterns(word: str) -> tuple[str, ...]:
    """What to look for in search keys for one typed word: a row is found that holds any of these texts.

    Letters are also read as pinyin: whole syllables and a begun one at the end, in every way they can be divided
    (xian is 先 and 西安; xi'an is 西安 alone).
    """
    plain = search_text(word)
    texts = [one for one in dict.fromkeys((plain, word.lower().replace("|", ""))) if one]
    letters = plain.replace("ü", "v").replace("’", _PART)
    if 1 < len(letters) <= _MOST_LETTERS and letters.isascii() and letters.replace(_PART, "").isalpha():
        texts += [one.upper() for one in _divided(letters) if one]
    return tuple(texts)


def _divided(letters: str) -> tuple[str, ...]:
    """The ways to write letters as marked syllables; a sign typed between two parts them."""
    *whole, last = filter(None, letters.split(_PART))
    ways: tuple[str, ...] = ("",)
    for part, begun in (*((one, False) for one in whole), (last, True)):
        ways = tuple(before + after for before in ways for after in _ways(part, begun))[:_MOST_PATTERNS]
    return ways


@cache
def _ways(letters: str, begun: bool) -> tuple[str, ...]:
    """Whole syllables, with `begun` also the beginning of one at the end; the longest first."""
    if not letters:
        return ("",)
    found = [f"{MARK}{letters}"] if begun and letters in _BEGINNINGS else []
    for length in range(min(_LONGEST, len(letters)), 0, -1):
        part = letters[:length]
        kept = _WRITTEN.get(part, part)
        if kept in _SYLLABLES:
            found += [f"{MARK}{kept}{after}" for after in _ways(letters[length:], begun)]
    return tuple(dict.fromkeys(found))[:_MOST_PATTERNS]


def holds(key: str, typed: str) -> bool:
    """Whether a search key is found by every word of what was typed."""
    return all(any(one in key for one in patterns(word)) for word in typed.split())
