"""Slips of wording that a proofreader looks for, as patterns: GB/T 15834, GB/T 15835 and office habit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.bulletin.proof_rules import HAN, NUMBER, PROSE, slip
from bureau_desk.domain.problem import Problem, Severity

_DATED = re.compile(r"\d{4}年|\d{1,2}月|截至|今年|去年|上年|年底|月底|季度|当年|“十[三四五]五”")
_NOW = re.compile(r"目前|现在|现有|眼下|迄今|至今")
_MEASURED = re.compile(rf"{NUMBER}\s*(?:万|亿)?(?:家|个|项|件|人|名|台|户|元|亩|㎡|平方米|%|％)")


def _wide(found: re.Match[str]) -> str:
    """Brackets of the width that what stands in them asks for."""
    text = found.group()
    if not re.search(rf"[{HAN}]", text):
        return text
    return text.translate(str.maketrans("()", "（）"))


def _marks(found: re.Match[str]) -> str:
    return found.group().translate(str.maketrans(",;:?!", "，；：？！"))


def _narrow(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found.group())


def _until(found: re.Match[str]) -> str:
    return re.sub(r"^截止(?:到|至|于)?", "截至", found.group())


def _document(found: re.Match[str]) -> str:
    return f"{found['before']}〔{found['year']}〕{found['number']}号"


WORDING = (
    slip("until", r"截止(?!日期|时间|期|日)(?:到|至|于)?\s*(?:\d{2,4}\s*年|\d{1,2}\s*月|目前|今年|去年|上年|年底|月底|本月|当年)",
         "“{}”：日期前用“截至”，不用“截止”。", mend=_until),
    slip("negative_growth", rf"(?:增长|增加|提高|上升|下降|减少|降低)\s*[-－−–]\s*{NUMBER}",
         "“{}”：方向已由动词说明，数字不带负号。", Severity.HARD),
    slip("times_less", rf"(?:下降|减少|降低|缩小|缩减)了?\s*(?:约|近|超过?)?\s*(?:{NUMBER}|[一两二三四五六七八九十几数]+)\s*倍",
         "“{}”：减少不能用“倍”，请改用百分数。", Severity.HARD),
    slip("points_unit", rf"({NUMBER})\s*百分点", "“{}”缺“个”，应写“个百分点”。", mend=r"\1个百分点"),
    slip("points_verb", rf"(?:增长|减少|增加)了?\s*{NUMBER}\s*个百分点", "“{}”：百分点的变化用“提高”“下降”。"),
    slip("ratio_percent",
         rf"(?:占比|比重|比例|占有率|优秀率|认定率|通过率|增速|增幅|强度)[^，。；、\d]{{0,8}}(?:提高|提升|上升|下降|降低|回落|增加)了?\s*{NUMBER}\s*[%％]",
         "“{}”：比率或增速的变化应写“个百分点”，请核对。"),
    slip("brackets", r"（[^（）()]*\)|\([^（）()]*）", "“{}”：括号一半全角一半半角。", mend=_wide),
    slip("half_brackets", rf"[{HAN}]\([^()（）]*[{HAN}][^()（）]*\)", "“{}”：中文里的括号用全角。", Severity.NOTE, _wide),
    slip("half_marks", rf"[{HAN}][,;:?!](?=[{HAN}])", "“{}”：中文里的标点用全角。", mend=_marks),
    slip("wide_digits", r"[０-９Ａ-Ｚａ-ｚ％．]*[０-９Ａ-Ｚａ-ｚ％]", "“{}”：数字和字母用半角。", mend=_narrow),
    slip("document_brackets",
         rf"(?P<before>[{HAN}])\s*[\[(（【［]\s*(?P<year>(?:19|20)\d{{2}})\s*[\])）】］]\s*第?\s*0*(?P<number>\d+)\s*号",
         "“{}”：发文字号的年份用六角括号〔〕。", mend=_document),
    slip("document_number", r"(?P<before>)〔(?P<year>(?:19|20)\d{2})〕\s*(?:第\s*0*(?P<third>\d+)|0+(?P<second>\d+))\s*号",
         "“{}”：发文字号不写“第”，也不补 0。",
         mend=lambda found: f"〔{found['year']}〕{found['third'] or found['second']}号"),
    slip("own_paper", r"本刊|本报(?!告|送|名|表|价|备)|本杂志", "“{}”：内部资料不自称“本刊”“本报”。"),
    slip("stacked_estimate", rf"(?:约|近|大约|将近|超过?|逾)\s*{NUMBER}\s*(?:万|亿)?[余多]", "“{}”：约数的词不要叠用。"),
    slip("exact_estimate", r"约\s*\d+\.\d{2,}", "“{}”：精确到小数的数不写“约”。", Severity.NOTE),
    slip("mixed_numeral", r"\d+千\d+百|\d+万\d+千(?!瓦|米|克|伏)", "“{}”：数字和“千”“百”不要混写。"),
    slip("range_percent", rf"(?<![\d.%％年月日-])({NUMBER})\s*([~～—－-])\s*({NUMBER})\s*[%％]", "“{}”：范围的两端都要带%。",
         mend=r"\1%\2\3%"),
    slip("range_mark", rf"(?<![\d.%年月日-]){NUMBER}%?\s*(?:-|－|--|——)\s*{NUMBER}(?:%|家|个|项|件|人|名|万|亿|元|倍|公里)",
         "“{}”：数值的范围用“～”，不用短横线。", Severity.NOTE,
         lambda found: re.sub(r"\s*(?:——|--|-|－)\s*", "～", found.group(), count=1)),
    slip("years_of_two", r"(?<!\d)\d{2}年(?:来|度)?(?=全市|我市|全省)", "“{}”：年份要写四位数。", Severity.NOTE),
    slip("years_of_two", r"(?<![\d近前后过])[0-3]\d年(?:\d{1,2}月|底|初|末)", "“{}”：年份要写四位数。"),
    # “的”等字的叠用：词典里确有的叠字不算（目的的、为了了解、对对口……）。
    slip("doubled", r"(?<![目标有无端众的])的的(?![确士话])|(?<![为除了])了了(?![解结望然却])|是是(?![非否])|和和(?![气美平谐睦])|与与(?![会时])"
         r"|及及(?![时格])|为为(?![民了人])|将将(?![军来士])|(?<![实自])在在(?![孵建校职线岗册研场座位读编地])|被被(?![告动子])|把把(?![关握脉])"
         r"|从从(?![严事业未前容此而头])|就就(?![业近地医读])|都都(?![市是])|也也|而而(?!立)|地地(?![道方处区])",
         "“{}”：字重复了。", mend=lambda found: found.group()[0]),
    slip("doubled", rf"((?<!\d)\d{{4}}年|(?!([{HAN}])\2)[{HAN}]{{3,8}})\1", "“{}”：词重复了。", mend=r"\1"),
    slip("doubled", r"(截至|同比|其中|分别|全市|全省|企业|孵化器|累计|共计|目前|已经|进行|通过|推动|以及|并且|但是|因此)\1", "“{}”：词重复了。",
         mend=r"\1"),
    slip("de_adverb", r"(?:大力|逐步|稳步)的(?=推动|推进|开展|加强|落实|提升|促进|支持|发展|实施|完善|优化|提高|培育|引进)",
         "“{}”：动词前用“地”。", mend=lambda found: found.group()[:-1] + "地"),
    slip("de_degree", r"[走跑做干抓办搞写](?:的)(?:很好|更好|很实|更实|很快|更快|很稳|更稳|很紧|更紧|不错|很远|更远)(?!的)",
         "“{}”：动词后补充程度用“得”。", mend=lambda found: found.group()[0] + "得" + found.group()[2:]),
    slip("plan_quotes", r"(?<![“「『《])十[一二三四五]五(?=规划|期间|时期|末|以来|开局|发展|科技创新)(?![”」』》])", "“{}”：规划期的名称加引号。",
         Severity.NOTE, lambda found: f"“{found.group()}”"),
    slip("level_order", r"国家级以上", "“{}”：国家级之上没有别的级别，写“国家级”。", mend="国家级"),
)  # fmt: skip


def word_slips(passage: Passage) -> Iterator[Problem]:
    """What the patterns find in one text, and 目前 with a number but no date."""
    for one in WORDING:
        if one.kinds and passage.kind not in one.kinds:
            continue
        for found in one.find(passage.text):
            yield passage.found(found)
    if passage.kind in PROSE:
        yield from _undated(passage)


def _undated(passage: Passage) -> Iterator[Problem]:
    for _, sentence in sentences(passage.text):
        now = _NOW.search(sentence)
        if now and _MEASURED.search(sentence[now.start() :]) and not _DATED.search(sentence):
            told = f"“{now.group()}”后面有数字，却没有写明日期，请写“截至某年某月某日”。"
            yield passage.problem("undated", told, Severity.SOFT, now.group())
