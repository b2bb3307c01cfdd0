"""The plan of an issue changed: articles and columns moved, added, renamed, taken out; the issue that follows another."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bureau_desk.domain.issue import Article, Column, Issue, Masthead
from bureau_desk.domain.pinyin import pinyin_keys
from bureau_desk.domain.problem import Misuse

MOST_HEADLINES = 3
UNLISTED, MESSAGE = -1, -2
"""Places that are no column: articles that are not printed, and the message before the contents."""
USUAL_COLUMNS = (
    ("创新头条", "TOP STORIES"), ("产业观察", "INDUSTRY"), ("创新园区", "INNOVATION PARKS"), ("创新项目", "PROJECTS"),
    ("创新企业", "COMPANIES"), ("科技长征", "ON THE ROAD"), ("双创人才", "TALENTS"), ("科技动态", "NEWS"),
    ("调查研究", "RESEARCH"),
)  # fmt: skip
"""The columns of the model magazine, for an issue that follows none."""
_MONTHS = {"月刊": 1, "双月刊": 2, "季刊": 3, "半年刊": 6, "年刊": 12}
_DAYS = {"周刊": 7, "旬刊": 10, "双周刊": 14, "半月刊": 15}
_FIGURE = re.compile(r"\{\{\s*([^{}|@]+?)\s*(?:[|@][^{}]*)?\}\}")
_UNFIT = re.compile(r"[/\\:*?\"<>|\x00-\x1f]")


def column_of(issue: Issue, key: str) -> int:
    """The place of the column that holds an article; MESSAGE for the message, UNLISTED when none does."""
    if key and key == issue.masthead.message:
        return MESSAGE
    return next((place for place, one in enumerate(issue.columns) if key in one.articles), UNLISTED)


def unlisted(issue: Issue) -> tuple[str, ...]:
    """The articles that stand in no column and are not printed."""
    return tuple(key for key in issue.articles if column_of(issue, key) == UNLISTED)


def place_article(issue: Issue, key: str, column: int, place: int) -> Issue:
    """Put an article before the one that stands at a place of a column now, or at its end; UNLISTED takes it out.

    As the message it comes in the stead of the former one, which then stands in no column.
    """
    if column == MESSAGE:
        return set_message(issue, key)
    if column == UNLISTED:
        return take_out(issue, key)
    if not 0 <= column < len(issue.columns):
        raise Misuse(f"没有第 {column + 1} 个栏目。")
    articles = list(issue.columns[column].articles)
    place = min(max(place, 0), len(articles))
    if key in articles and articles.index(key) < place:
        place -= 1
    bare = _without(issue, key)
    articles = list(bare.columns[column].articles)
    articles.insert(place, key)
    return _with_articles(bare, column, articles)


def push_article(issue: Issue, key: str, step: int) -> Issue:
    """Move an article up or down by one place, over the bounds of columns; the same issue where there is no way."""
    column = column_of(issue, key)
    if column < 0:
        return place_article(issue, key, 0, 0) if step > 0 and column == MESSAGE and issue.columns else issue
    articles = issue.columns[column].articles
    place = articles.index(key) + step
    if 0 <= place < len(articles):
        return place_article(issue, key, column, place + (step > 0))
    target = column + step
    if not 0 <= target < len(issue.columns):
        return issue
    return place_article(issue, key, target, 0 if step > 0 else len(issue.columns[target].articles))


def take_out(issue: Issue, key: str) -> Issue:
    """Take an article out of columns, cover lines and message; its file stays."""
    head = issue.masthead
    lines = tuple(one for one in head.headlines if one != key)
    bare = _without(issue, key)
    brief = head.brief
    if brief is not None and key in brief.articles:
        brief = replace(brief, articles=tuple(one for one in brief.articles if one != key))
    return replace(bare, masthead=replace(bare.masthead, headlines=lines, brief=brief))


def rename_article(issue: Issue, old: str, new: str) -> Issue:
    """Call an article by another id wherever the plan names it. Misuse for an id that is taken or no file name."""
    check_id(new, [key for key in issue.articles if key != old])
    head = issue.masthead

    def named(keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(new if key == old else key for key in keys)

    columns = tuple(replace(one, articles=named(one.articles)) for one in issue.columns)
    masthead = replace(head, headlines=named(head.headlines), message=new if head.message == old else head.message)
    if head.brief is not None:
        masthead = replace(masthead, brief=replace(head.brief, articles=named(head.brief.articles)))
    articles = {new if key == old else key: one for key, one in issue.articles.items()}
    if new in articles and old != new:
        articles[new] = replace(articles[new], id=new, path=f"articles/{new}.md")
    return replace(issue, columns=columns, masthead=masthead, articles=articles)


def check_id(key: str, known: Collection[str]) -> None:
    """Misuse when an id cannot be a file name or is taken, also where only the case of letters differs."""
    if not key.strip() or _UNFIT.search(key) or key.startswith(".") or key != key.strip() or key.endswith("."):
        raise Misuse(
            f"“{key}”不能作文章编号。", "编号也是文件名，请用字母、数字、连字符或汉字，不要用 / \\ : * ? 等符号。"
        )
    if len(key.encode()) > 120:
        raise Misuse("文章编号太长。", "请控制在 40 个字以内。")
    if key.lower() in {one.lower() for one in known}:
        raise Misuse(f"编号“{key}”已有别的文章在用。", "请换一个编号。")


def free_id(title: str, known: Collection[str]) -> str:
    """An id for an article by the pinyin of its title's first words, not taken yet."""
    words = "".join(re.findall(r"[0-9A-Za-z\u4e00-\u9fff]+", title))[:4]
    spelled = next(iter(pinyin_keys(words)), "") if words else ""
    stem = re.sub(r"[^0-9a-z]+", "", spelled) or "gaojian"
    taken = {one.lower() for one in known}
    if stem not in taken:
        return stem
    return next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)


# columns
def add_column(issue: Issue, name: str, latin: str = "", place: int | None = None) -> Issue:
    """Add an empty column at a place, else at the end. Misuse when the name is empty or taken."""
    _check_name(issue, name, None)
    columns = list(issue.columns)
    columns.insert(len(columns) if place is None else place, Column(name.strip(), (), latin.strip()))
    return replace(issue, columns=tuple(columns))


def change_column(issue: Issue, place: int, name: str, latin: str) -> Issue:
    """Give a column another name and Latin name. Misuse when the name is empty or taken."""
    _check_name(issue, name, place)
    columns = list(issue.columns)
    columns[place] = replace(columns[place], name=name.strip(), latin=latin.strip())
    return replace(issue, columns=tuple(columns))


def move_column(issue: Issue, place: int, target: int) -> Issue:
    """Put a column before the one that stands at a place now, or at the end."""
    columns = list(issue.columns)
    moved = columns.pop(place)
    columns.insert(target - (place < target), moved)
    return replace(issue, columns=tuple(columns))


def push_column(issue: Issue, place: int, step: int) -> Issue:
    """Move a column up or down by one place; the same issue where there is no way."""
    if not 0 <= place + step < len(issue.columns):
        return issue
    return move_column(issue, place, place + step + (step > 0))


def remove_column(issue: Issue, place: int) -> Issue:
    """Take a column away; its articles go to the end of the one before it (of the first: to the head of the next).

    Those of the only column stand in none afterwards.
    """
    columns = list(issue.columns)
    gone = columns.pop(place)
    if columns and gone.articles:
        heir = max(place - 1, 0)
        kept = columns[heir].articles
        joined = (*kept, *gone.articles) if place else (*gone.articles, *kept)
        columns[heir] = replace(columns[heir], articles=joined)
    return replace(issue, columns=tuple(columns))


def _check_name(issue: Issue, name: str, place: int | None) -> None:
    if not name.strip():
        raise Misuse("栏目没有名称。", "请写明栏目名称。")
    if any(one.name == name.strip() for other, one in enumerate(issue.columns) if other != place):
        raise Misuse(f"已有栏目“{name.strip()}”。", "请换一个名称，或把稿件放进那个栏目。")


# cover lines and message
def set_headlines(issue: Issue, keys: Sequence[str]) -> Issue:
    """The cover lines in their order. Misuse for more than three, or for one that no column prints."""
    if len(set(keys)) > MOST_HEADLINES:
        raise Misuse(f"封面要目最多 {MOST_HEADLINES} 条。", "请先去掉一条。")
    for key in keys:
        if column_of(issue, key) < 0:
            raise Misuse(f"“{title_of(issue, key)}”不在任何栏目里，不能作封面要目。", "请先把它放进一个栏目。")
    return replace(issue, masthead=replace(issue.masthead, headlines=tuple(dict.fromkeys(keys))))


def turn_headline(issue: Issue, key: str) -> Issue:
    """Put an article on the cover, or take it off."""
    lines = issue.masthead.headlines
    return set_headlines(issue, [one for one in lines if one != key] if key in lines else [*lines, key])


def set_message(issue: Issue, key: str) -> Issue:
    """Print an article as the message before the contents; '' for none. The former message stands in no column then."""
    bare = take_out(issue, key) if key else issue
    return replace(bare, masthead=replace(bare.masthead, message=key))


def title_of(issue: Issue, key: str) -> str:
    """An article's title on one line, figures in it by their names; its id when it has none."""
    article = issue.articles.get(key)
    return key if article is None else told_title(article)


def told_title(article: Article) -> str:
    """An article's title on one line, figures in it by their names; its id when it has none."""
    return _FIGURE.sub(r"〔\1〕", " ".join(article.title.split())) or article.id


def _without(issue: Issue, key: str) -> Issue:
    """The issue whose columns and message do not name an article."""
    columns = tuple(
        replace(one, articles=tuple(other for other in one.articles if other != key)) if key in one.articles else one
        for one in issue.columns
    )
    head = issue.masthead
    return replace(issue, columns=columns, masthead=replace(head, message="") if head.message == key else head)


def _with_articles(issue: Issue, column: int, articles: Sequence[str]) -> Issue:
    columns = list(issue.columns)
    columns[column] = replace(columns[column], articles=tuple(articles))
    return replace(issue, columns=tuple(columns))


# the next issue
def follow_issue(issue: Issue) -> Issue:
    """The issue after this one: masthead, board, imprint, columns and figures taken over, no articles, number and date next."""
    head = issue.masthead
    day = following_day(head.date, head.frequency)
    number = head.number + 1 if day.year == head.year else 1
    total = head.total + 1 if head.total else 0
    brief = head.brief
    if brief is not None:
        count = brief.total + 1 if brief.total else 0
        brief = replace(brief, number=brief.number + 1 if number > 1 else 1, total=count, day=None, articles=())
    masthead = replace(head, year=day.year, number=number, total=total, date=day, headlines=(), message="", brief=brief)
    columns = tuple(replace(one, articles=()) for one in issue.columns)
    return Issue(masthead, columns, {}, issue.questions)


def empty_issue(title: str, day: date, number: int = 1, articles: Sequence[Article] = ()) -> Issue:
    """An issue with the columns of the magazine and nothing in them."""
    columns = tuple(Column(name, (), latin) for name, latin in USUAL_COLUMNS)
    masthead = Masthead(title=title, year=day.year, number=number, date=day)
    return Issue(masthead, columns, {one.id: one for one in articles}, {})


def following_day(day: date, frequency: str) -> date:
    """The day of the next issue by how often it comes; the last day of a month stays the last. Unknown: a month later."""
    if frequency in _DAYS:
        return day + timedelta(days=_DAYS[frequency])
    months = day.year * 12 + day.month - 1 + _MONTHS.get(frequency, 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    ends = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if ends else min(day.day, last))
