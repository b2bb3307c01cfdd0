"""Galleys for the tests of the Word bulletin: one of every block, and the ones that editors send on a bad day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from bureau_desk.domain.figure import Figure, FigureKind, Series
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, GalleyColumn, Line, Span, TableSheet
from bureau_desk.domain.issue import Board, Masthead

SENTENCES = (
    "全市孵化载体本季度新增在孵企业，多数集中在新能源和智能装备两个方向。",
    "载体负责人介绍，入孵企业最看重的是中试场地和检验检测设备的共享。",
    "下一步将按季度核对名录，把名称、等级和认定日期逐条与文件对上。",
    "模拟园区一期已经投用，二期正在做设备安装，预计年内可以交付。",
    "科技镇长团走访了十余家单位，收集到的需求已经分送各责任科室办理。",
)


def line(*texts: str) -> Line:
    """Plain words as a line; the second text of a pair is bold."""
    return tuple(Span(text, bold=place % 2 == 1) for place, text in enumerate(texts) if text)


def text(count: int = 1, start: int = 0) -> tuple[GalleyBlock, ...]:
    """Paragraphs of three sentences each."""
    return tuple(
        GalleyBlock("paragraph", (line("".join(SENTENCES[(start + place + n) % 5] for n in range(3))),))
        for place in range(count)
    )


def figure(name: str = "图一", wide: bool = False) -> Figure:
    """A small chart of three districts, all simulated."""
    values = (Decimal(12), None, Decimal(7))
    return Figure(
        name, FigureKind.COLUMN, "模拟一区最多", "在孵企业数（家）", ("模拟一区", "模拟二区", "模拟三区"),
        (Series("企业", values),), "家", "模拟数据", date(2022, 2, 28), wide=wide, alt="柱形图：模拟一区 12 家",
    )  # fmt: skip


def sheet(columns: int = 4, rows: int = 3) -> TableSheet:
    """A table of numbers with a total."""
    body = tuple((f"模拟单位{row}", *(str(row * 10 + n) for n in range(columns - 1))) for row in range(rows))
    return TableSheet(
        "表一", "各单位载体数量", "季度末在册", "家", "模拟数据", "2022-02-28",
        tuple("单位" if n == 0 else f"第{n}项" for n in range(columns)), body, total=bool(rows),
        numeric=tuple(n > 0 for n in range(columns)),
    )  # fmt: skip


def article(key: str = "a", column: str = "创新头条", blocks: tuple[GalleyBlock, ...] | None = None) -> GalleyArticle:
    """An article with a title and, when not told otherwise, one sentence."""
    blocks = (GalleyBlock("paragraph", (line(SENTENCES[0]),)),) if blocks is None else blocks
    return GalleyArticle(key, column, (line("模拟园区二期开工"),), line("模拟园区二期开工"), blocks)


def masthead() -> Masthead:
    """The least that an issue may say of itself."""
    return Masthead("模拟科技", 2022, 3, date(2022, 9, 30))


def galley(*columns: GalleyColumn, head: Masthead | None = None, message: GalleyArticle | None = None) -> Galley:
    """An issue of some columns."""
    return Galley(head or masthead(), columns, (), message=message)


def single(*blocks: GalleyBlock) -> Galley:
    """One column with one article of these blocks, or of one sentence."""
    return galley(GalleyColumn("创新头条", "TOP STORIES", (article(blocks=blocks or None),)))


def crowded(columns: int = 9, articles: int = 25) -> Galley:
    """Many columns with many short articles, spread as evenly as may be; no message, no board, no headlines."""
    names = ("创新头条", "产业观察", "创新园区", "创新项目", "创新企业", "科技长征", "双创人才", "科技动态", "调查研究")
    made = []
    for place in range(columns):
        name = names[place % 9]
        inside = [
            replace(
                article(f"a{number:02d}", name, text(1 + number % 3, number)),
                title=(line(f"第{number + 1}篇：{SENTENCES[number % 5][:14]}"),),
                contents_title=line(f"第{number + 1}篇：{SENTENCES[number % 5][:14]}"),
                kicker=line(SENTENCES[(number + 1) % 5][:12]) if number % 3 == 0 else (),
                subtitle=line(SENTENCES[(number + 2) % 5][:16]) if number % 4 == 0 else (),
                office="模拟科室" if number % 2 else "",
            )
            for number in range(place, articles, columns)
        ]
        made.append(GalleyColumn(name, "", tuple(inside)))
    return galley(*made)


def picture_bytes(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """A plain picture."""
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", size, (20, 80, 160)).save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def everything(folder: Path) -> Galley:
    """One of every block, message, board, headlines, imprint: the issue as it should be."""
    path = folder / "photo.png"
    path.write_bytes(picture_bytes())
    picture = GalleyBlock("picture", path=str(path), caption=line("模拟园区外景"), credit="模拟供图", alt="厂房")
    blocks = (
        *text(2),
        GalleyBlock("heading", (line("先看总量"), line("再看结构"))),
        GalleyBlock("chart", figure=figure()),
        *text(1),
        GalleyBlock("heading", (line("小标题"),), level=3),
        GalleyBlock("list", (line("第一条：", "摸清底数"), line("第二条")), ordered=True),
        picture,
        GalleyBlock("quote", (line("把数字核对清楚，再谈变化。"),), source="编辑部"),
        GalleyBlock("number", (line("家模拟企业在孵"),), title=line("6300"), unit="家", arrow="↑"),
        GalleyBlock("names", tuple(line(f"模拟单位{n}") for n in range(14)), title=line("附：模拟名单")),
        GalleyBlock("chart", figure=figure("图二", wide=True)),
        GalleyBlock("table", table=sheet()),
        *text(1),
    )
    first = replace(article("a", blocks=blocks), kicker=line("季度观察"), subtitle=line("来自名录的核对"),
                    lead=line(SENTENCES[1]), byline="本刊编辑部", office="模拟科室", source="名录")  # fmt: skip
    second = replace(article("b", blocks=(picture, *text(2))), kind="report")
    message = GalleyArticle("m", "", (line("致读者"),), (), text(2), signature="编辑部")
    head = replace(
        masthead(), latin="SIMULATED SCIENCE", total=9, frequency="季刊", publisher="模拟科技局", permit="模拟字001号",
        distribution=("免费交流",), website="example.invalid", slogans=("核对每一个数",), greetings=("HELLO", "您好"),
        mottos=("求实记录", "求真核对"), headlines=("b", "a", "没有这篇"), imprint={"主办单位": ("模拟科技局",), "编辑": ("编辑部",)},
        board=(Board("成员单位", ("模拟甲处", "模拟乙处")), Board("顾问", ("甲乙",), "排名不分先后")),
    )  # fmt: skip
    columns = (
        GalleyColumn("创新头条", "TOP STORIES", (first, second)),
        GalleyColumn("科技动态", "", (article("c", "科技动态"),)),
    )
    return galley(*columns, head=head, message=message)


def three_columns(folder: Path) -> Galley:
    """Three columns with articles of one to three pages, for one real layout."""
    whole = everything(folder)
    long = replace(article("d", "调查研究", text(20)), kind="research")
    return replace(whole, columns=(*whole.columns, GalleyColumn("调查研究", "RESEARCH", (long, article("e")))))


def hostile_galleys(folder: Path) -> dict[str, Galley]:
    """What editors send on a bad day, by what is wrong with it."""
    nasty = "甲 & 乙 < 丙 > ]]> 😀 \x00\x07\x0b\ud800\uffff \"引\" '号' {{数}} <w:p/>"
    broken, note = folder / "broken.png", folder / "note.jpg"
    broken.write_bytes(picture_bytes()[:40])
    note.write_text("这不是图片")
    whole = everything(folder)
    parts = (GalleyBlock("chart", figure=figure()), GalleyBlock("table", table=sheet()), whole.articles()[0].blocks[7])
    title = "六" * 60
    dirty = replace(whole.masthead, title=nasty, latin=nasty, publisher=nasty, slogans=(nasty,), mottos=(nasty, ""),
                    board=(Board(nasty, (nasty,), nasty), Board("空", ())), imprint={nasty: (nasty,), "空": ()},
                    permit=nasty, website=nasty, distribution=(nasty,), greetings=(nasty,), frequency=nasty)  # fmt: skip
    first = whole.articles()[0]
    filthy = replace(first, title=(line(nasty),), contents_title=line(nasty), kicker=line(nasty), subtitle=line(nasty),
                     lead=line(nasty), byline=nasty, office=nasty, source=nasty)  # fmt: skip
    words = replace(sheet(3, 2), title=nasty, subtitle=nasty, unit=nasty, source=nasty, columns=(nasty, "", nasty))
    texts = (
        GalleyBlock("paragraph", (line(nasty, nasty),)),
        GalleyBlock("heading", (line(nasty),)),
        GalleyBlock("list", (line(nasty),)),
        GalleyBlock("quote", (line(nasty),), source=nasty),
        GalleyBlock("number", (line(nasty),), title=line(nasty), unit=nasty, arrow="↓"),
        GalleyBlock("names", (line(nasty),), title=line(nasty)),
        GalleyBlock("picture", path=str(folder / "photo.png"), caption=line(nasty), credit=nasty, alt=nasty),
        GalleyBlock("chart", figure=replace(figure(), title=nasty, subtitle=nasty, source=nasty, alt=nasty)),
        GalleyBlock("table", table=words),
    )
    bare = ("paragraph", "heading", "list", "picture", "quote", "names", "number", "chart", "table")
    return {
        "one sentence": single(),
        "no columns at all": galley(),
        "a column without articles": galley(GalleyColumn("空栏目", "", ()), *single().columns),
        "an article without blocks": galley(GalleyColumn("创新头条", "", (article(blocks=()),))),
        "nine columns with 25 articles": crowded(),
        "one column with 30 articles": crowded(1, 30),
        "a title of sixty characters": galley(GalleyColumn("一", "", (replace(
            article(), title=(line(title),), contents_title=line(title), kicker=line(title), subtitle=line(title)),))),
        "an article without title": galley(GalleyColumn("一", "", (replace(article(), title=(), contents_title=()),)),
                                           head=replace(masthead(), headlines=("a",))),
        "an article with an empty title line": galley(GalleyColumn("一", "", (replace(article(), title=((),)),))),
        "twelve charts, tables and pictures": single(*text(1), *(parts * 4)),
        "a table of twelve columns": single(GalleyBlock("table", table=sheet(12, 20))),
        "a table of forty columns": single(GalleyBlock("table", table=sheet(40, 2))),
        "a table without rows": single(GalleyBlock("table", table=sheet(4, 0))),
        "a table without columns": single(GalleyBlock("table", table=replace(sheet(), columns=(), rows=(), numeric=()))),
        "a table of ragged rows": single(
            GalleyBlock("table", table=replace(sheet(), rows=(("只有一格",), ("一", "2", "3", "4", "多出"))))),
        "a list of sixty names": single(
            GalleyBlock("names", tuple(line(f"模拟单位{n}") for n in range(60)), title=line("附：名单"))),
        "blocks with nothing in them": single(*(GalleyBlock(kind) for kind in bare)),
        "an empty paragraph": single(GalleyBlock("paragraph", ((),)), GalleyBlock("paragraph", (line(""),))),
        "a block of an unknown kind": single(GalleyBlock("video")),
        "pictures that are missing or none": single(*(
            GalleyBlock("picture", path=path, caption=line("图"))
            for path in ("/没有/这张.png", "", str(folder), str(broken), str(note), "带\x00空.png"))),
        "nasty words everywhere": galley(GalleyColumn(nasty, nasty, (filthy, article("n", nasty, texts))), head=dirty,
                                         message=replace(filthy, id="m", signature=nasty, blocks=texts)),
        "a year of one figure and an issue of zero": galley(
            *single().columns, head=replace(masthead(), title="", year=7, number=0)),
    }  # fmt: skip
