"""A made issue of the size of the model magazine: 26 articles, some 41,000 characters, 40 pictures, 12 charts.

Its plan (columns, kinds, lengths, headings, pictures) follows the model issue of 2022 No. 1; its words are put together
from sentences of our own and say nothing of anybody. Marked 模拟 throughout.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from bureau_desk.places import SEEDS


@dataclass(frozen=True, slots=True)
class Plan:
    """One article to be made: characters, paragraphs, headings of one and of two lines, pictures, and what else it holds."""

    column: str
    kind: str
    title: str
    pages: int
    characters: int
    paragraphs: int
    headings: int = 0
    pictures: int = 0
    kicker: str = ""
    subtitle: str = ""
    extras: tuple[str, ...] = ()
    couplets: bool = False
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph to be made: its number in the issue and its size against print size."""

    number: int
    scale: float


PLANS = (
    Plan("", "message", "踔厉奋发开新局\\n笃行不怠向前行", 1, 1227, 7),
    Plan("创新头条", "interview", "把科技创新“关键变量”\\n变为发展“最大增量”", 2, 1043, 7, 4, 1, "媒体专访——", lead=True),
    Plan("创新头条", "report", "聚力科技服务\\n推进创新驱动", 2, 2225, 8, 3, 2, couplets=True),
    Plan("创新头条", "interpretation", "“十四五”\\n科技创新规划发布", 2, 1369, 14, 0, 1, extras=("chart:目标进度",)),
    Plan("创新头条", "feature", "科技创新引发智慧“云变革”\\n打造发展“最强引擎”", 4, 3601, 22, 4, 7, extras=("quote",)),
    Plan("产业观察", "interpretation", "数字经济布局\\n怎样落到车间", 2, 1806, 6, 0, 0, "规划解读——", extras=("points",), lead=True),
    Plan("产业观察", "feature", "“双碳”驱动\\n新能源汽车开新局", 2, 2738, 20, 3, 1, extras=("chart:有效高企",)),
    Plan("创新园区", "park", "高新区：\\n以开放创新谋合作共赢", 2, 2206, 20, 3, 2, "园区特写——", extras=("number:省级以上孵化器数",), lead=True),
    Plan("创新园区", "report", "打造“双创”升级版\\n培育发展新动能", 2, 2689, 10, 3, 0, extras=("chart:各辖市区高企", "table:各辖市区高企")),
    Plan("创新园区", "park", "创新园打造开放创新样板", 2, 1570, 13, 4, 3, "国际合作——", extras=("table:中以园规划目标",)),
    Plan("创新项目", "brief", "一项目\\n获创新创业大赛一等奖", 1, 764, 6, 0, 2, lead=True),
    Plan("创新项目", "brief", "动力及储能电池制造业创新中心启动建设", 1, 530, 4, 0, 2),
    Plan("创新企业", "feature", "智造「全流程」助力棉花丰产增收", 2, 1073, 5, 0, 4, "田间地头——", lead=True),
    Plan("创新企业", "enterprise", "15年：\\n12项国内第一", 4, 3391, 37, 3, 5, "", "——一家材料企业的坚持", extras=("quote",)),
    Plan("创新企业", "notice", "3家企业荣登\\n“独角兽”榜单", 1, 676, 5, extras=("chart:三张榜单",)),
    Plan("科技长征", "activity", "石墨烯企业与锂电企业应用技术专题精准对接", 1, 726, 5, 0, 2, lead=True),
    Plan("科技长征", "activity", "搭建交流平台\\n助力医疗产业", 1, 666, 4, 0, 1, "", "——高端装备论坛举行"),
    Plan("科技长征", "activity", "科技镇长团业务培训开班", 1, 503, 5, 0, 2),
    Plan("科技长征", "report", "对接创新资源\\n服务人才发展", 2, 1586, 7, 3, 3, "", "——镇长团工作侧记", extras=("points",)),
    Plan("双创人才", "visit", "更大力度建设创新引领\\n人才汇聚的现代化城市", 2, 1944, 8, 0, 1, "调研——", extras=("chart:各辖市区研发机构",), lead=True),
    Plan("双创人才", "person", "把液压阀做出点名堂来", 2, 1335, 12, 3, 1, "", "——一线技师速写", extras=("quote",)),
    Plan("科技动态", "meeting", "科技工作会议在南京召开", 1, 1127, 5, 0, 1, lead=True),
    Plan("科技动态", "interpretation", "六大工程增强创新第一动力", 1, 817, 6, 0, 1, extras=("bold",)),
    Plan("科技动态", "notice", "全市拥有{{市级以上研发机构数}}\\n市级以上研发机构", 1, 570, 5, extras=("table:研发机构级别与分布",)),
    Plan("科技动态", "notice", "6家国家级孵化器\\n绩效评价优秀", 1, 520, 3, extras=("names",)),
    Plan("调查研究", "research", "构建科技创新的“微生态”\\n探索融通创新的新路径", 3, 4072, 14, 2, 0, "", "——融通创新调查", extras=("chart:研发投入强度", "chart:贡献率", "table:五年对照表"), couplets=True, lead=True),
)  # fmt: skip

_WHO = ("调研组", "园区", "企业", "研发团队", "服务专员", "孵化载体", "科研院所", "产业联盟", "技术经理人", "检测平台",
        "高校实验室", "中试基地", "链主企业", "配套厂家", "街道和乡镇", "金融机构")  # fmt: skip
_WHEN = (
    "年初以来",
    "入冬之后",
    "在过去一年里",
    "项目落地那天",
    "到了季度盘点时",
    "汛期刚过",
    "第一批样机下线后",
    "方案定稿之前",
)
_DID = ("把需求写成清单，一项一项往下销", "把设备的空闲时段放到网上，谁先约谁先用", "请来同行坐在一起，当面把难题讲清楚",
        "把图纸改了又改，直到废品率降下来", "把车间里的老办法同新算法比了又比", "先做小试，再上中试，不跳步骤",
        "把每一笔补助花在哪里贴上墙", "给新来的年轻人配一位师傅", "把专利从抽屉里翻出来，逐件问一句能不能用",
        "把测试台搬到客户的产线旁边")  # fmt: skip
_THEN = ("两个月后，订单说明了一切", "数字不大，却一步一个脚印", "有人说这叫笨办法，笨办法却管用", "剩下的难处，也都摆到了桌面上",
         "这份账，年底还要再算一遍", "好的做法很快传到了别处", "大家记住的不是口号，而是结果", "这一步走稳了，后面就快了")  # fmt: skip
_WHY = ("道理并不复杂：离产线近一点，走弯路就少一点", "难处也看得见：人手紧、周期长、回报慢", "说到底，创新要有人肯坐冷板凳，也要有人肯搭梯子",
        "换一个角度看，服务本身也是一种基础设施", "好比修路，先通后畅，再讲风景", "这里面有技术的账，也有信任的账")  # fmt: skip
_HEADS = ("把难题摆上桌面", "让设备动起来", "从样品到产品", "一张清单管到底", "服务跟着项目走", "守住质量这条线", "算清三本账", "路在自己脚下",
          "把窗口开在车间", "年轻人挑大梁", "让数据多跑路", "合作不止一次")  # fmt: skip


def make_big_issue(folder: Path, articles: int = len(PLANS), seed: int = 20221, scale: float = 1.0) -> Path:
    """Write the issue folder; more than 26 articles repeat the plan under other ids. `scale` makes the photographs
    smaller. Returns the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "articles").mkdir(parents=True)
    (folder / "images").mkdir()
    shutil.copy(SEEDS / "issue" / "figures.toml", folder / "figures.toml")
    draw = random.Random(seed)
    pictures = (Shot(number, scale) for number in itertools.count(1))
    columns: dict[str, list[str]] = {}
    message = ""
    for place in range(articles):
        plan = PLANS[place] if place < len(PLANS) else PLANS[1 + (place - 1) % (len(PLANS) - 1)]
        key = f"a{place:02d}-{plan.kind}"
        (folder / "articles" / f"{key}.md").write_text(_article(plan, draw, pictures, folder), encoding="utf-8")
        if plan.column:
            columns.setdefault(plan.column, []).append(key)
        else:
            message = key
    lines = [
        'format = 1\ntitle = "常州科技"\nlatin = "CHANGZHOU"\nyear = 2022\nnumber = 2\ntotal = 164\nfrequency = "双月刊"',
        'date = 2022-02-28\npublisher = "常州市科学技术局"\ndistribution = ["内部资料", "免费交流"]\npermit = "准印证（模拟）"',
        'website = "kjj.changzhou.gov.cn"\nslogans = ["国际化智造名城", "长三角中轴枢纽"]',
        'greetings = ["HELLO, INNOVATOR!", "你好，创新常州"]',
        'mottos = ["解读创新政策", "展示创新成果", "服务创新主体", "弘扬创新精神"]',
        f"headlines = {[keys[0] for keys in list(columns.values())[:3]]!r}\nmessage = {message!r}",
        '[imprint]\n"主办单位" = ["常州市科学技术局"]\n"印数" = "3000本"\n"说明" = "文字与图片均为模拟"',
    ]
    lines += [f"[[columns]]\nname = {name!r}\narticles = {keys!r}" for name, keys in columns.items()]
    (folder / "issue.toml").write_text("\n".join(lines).replace("'", '"') + "\n", encoding="utf-8")
    return folder


def _article(plan: Plan, draw: random.Random, pictures: Iterator[Shot], folder: Path) -> str:
    front = [f'title = "{plan.title}"', f'kind = "{plan.kind}"', f"pages = {plan.pages}"]
    front += [f'{key} = "{text}"' for key, text in (("kicker", plan.kicker), ("subtitle", plan.subtitle)) if text]
    if plan.kind == "message":
        front.append('signature = "常州市科学技术局"')
    elif plan.kind in ("notice", "activity"):
        front.append('office = "高新处"')
    else:
        front.append('byline = "本期编写组（模拟）"')
    if plan.lead:
        front.append(f'lead = "{_paragraph(draw, 95)}"')
    body = list(_body(plan, draw, pictures, folder))
    return "+++\n" + "\n".join(front) + "\n+++\n\n" + "\n\n".join(body) + "\n"


def _body(plan: Plan, draw: random.Random, pictures: Iterator[Shot], folder: Path) -> Iterator[str]:
    share = plan.characters / plan.paragraphs
    heads = {1 + round(place * plan.paragraphs / (plan.headings + 0.5)) for place in range(plan.headings)}
    shown = {round((place + 0.5) * plan.paragraphs / max(1, plan.pictures)) for place in range(plan.pictures)}
    left = plan.pictures
    extras = list(plan.extras)
    for place in range(plan.paragraphs):
        if place in heads:
            yield "## " + ("\\\n".join(draw.sample(_HEADS, 2)) if plan.couplets else draw.choice(_HEADS))
        yield _styled(plan, draw, place, _paragraph(draw, share))
        if place in shown and left:
            left -= 1
            yield _picture(next(pictures), folder, draw)
        if extras and place >= 1 and (place % 2 == 1 or plan.paragraphs - place <= len(extras)):
            yield _extra(extras.pop(0), draw)
    for one in extras:
        yield _extra(one, draw)
    for _ in range(left):
        yield _picture(next(pictures), folder, draw)


def _styled(plan: Plan, draw: random.Random, place: int, text: str) -> str:
    if "bold" in plan.extras or plan.kind == "research":
        head, mark, rest = text.partition("，")
        return f"**{head}{mark}**{rest}" if place else text
    if plan.kind == "report" and place in (2, 4, 6):
        return f"{'一二三'[place // 2 - 1]}是{text}"
    if place == 1 and plan.column:
        return f"{text}截至本期，全市省级以上孵化器{{{{省级以上孵化器数}}}}，其中国家级{{{{国家级孵化器数}}}}。"
    return text


def _paragraph(draw: random.Random, length: float) -> str:
    text = ""
    while len(text) < length - 12:
        who, when, did = draw.choice(_WHO), draw.choice(_WHEN), draw.choice(_DID)
        shape = draw.randrange(3)
        if shape == 0:
            text += f"{when}，{who}{did}。{draw.choice(_THEN)}。"
        elif shape == 1:
            text += f"{draw.choice(_WHY)}。{when}，{draw.choice(_WHO)}和{who}一道，{did}。"
        else:
            text += f"{who}{did}；{draw.choice(_THEN)}。"
    return text


def _extra(extra: str, draw: random.Random) -> str:
    name, _, rest = extra.partition(":")
    if name == "chart":
        return f"::: 图表 {rest}\n:::"
    if name == "table":
        return f"::: 表格 {rest}\n:::"
    if name == "number":
        return f"::: 大数字 {{{{{rest}}}}}\n省级以上科技企业孵化器\n:::"
    if name == "quote":
        return f"> {draw.choice(_WHY)}。\n> —— 一位受访者（模拟）"
    if name == "names":
        return "::: 名单 附：评价优秀的孵化器名单\n{{list A类孵化器名单}}\n:::"
    if name == "points":
        return "\n".join(f"{place}. {draw.choice(_DID)}" for place in range(1, 5))
    return _paragraph(draw, 30)


def _picture(shot: Shot, folder: Path, draw: random.Random) -> str:
    """A made photograph: soft bands of colour with grain, large enough for print."""
    number = shot.number
    wide, high = (round(side * shot.scale) for side in ((1500, 990) if number % 7 else (1000, 1300)))
    noise = np.random.default_rng(number)
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    waves = sum(np.sin(x / noise.uniform(60, 400) + y / noise.uniform(60, 400) + noise.uniform(0, 6)) for _ in range(4))
    base = noise.uniform(40, 160, 3)
    cells = np.stack([base[k] + 22 * waves + noise.normal(0, 3, (high, wide)) for k in range(3)], axis=-1)
    name = f"photo-{number:02d}.jpg"
    Image.fromarray(cells.clip(0, 255).astype(np.uint8)).save(folder / "images" / name, quality=88)
    return f'![{draw.choice(_WHO)}现场（模拟图{number}）](images/{name} "供图：模拟")'
