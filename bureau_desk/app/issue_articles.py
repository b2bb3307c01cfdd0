"""Articles and issues of the desk made, renamed, moved between issues and deleted: each of these is one step of its issue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bureau_desk.analysis.placeholders import PAGE_WORDS
from bureau_desk.app import issue_plan, issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_shelf import ARTICLES, FIGURES, PLAN
from bureau_desk.domain.attachment import safe_name
from bureau_desk.domain.issue import Article, Issue
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.store import issue_files

_WORDS = {"status": "状态", "holder": "经手", "kind": "种类", "pages": "计划页数", "page": "起始页"}


def save_plan(desk: Desk, number: int, issue: Issue, summary: str, typing: bool = False) -> int:
    """Write masthead and columns as one step; `typing` goes on with the last step of the same words."""
    from bureau_desk.exchange.issue_folder import plan_text

    return issue_shelf.save(desk, number, {PLAN: plan_text(issue).encode()}, summary, typing)


def add_article(desk: Desk, number: int, issue: Issue, article: Article, column: int, place: int) -> Issue:
    """Keep a new article at a place of a column (UNLISTED: in none), plan and file in one step; returns the issue."""
    from bureau_desk.exchange.article_file import article_text
    from bureau_desk.exchange.issue_folder import plan_text

    issue_plan.check_id(article.id, issue.articles)
    path = _path(article.id)
    held = replace(issue, articles={**issue.articles, article.id: replace(article, path=path)})
    made = issue_plan.place_article(held, article.id, column, place)
    contents = {path: article_text(article).encode(), PLAN: plan_text(made).encode()}
    issue_shelf.save(desk, number, contents, f"新建《{issue_plan.told_title(article)}》")
    return made


def change_front(desk: Desk, number: int, key: str, values: Mapping[str, Any]) -> int:
    """Change what stands before an article's text (status, holder, kind, pages ...); the text stays letter by letter."""
    from bureau_desk.exchange.article_file import article_of
    from bureau_desk.exchange.article_front import changed_front

    text = _text(desk, number, key)
    article, _ = article_of(text, key, _path(key))
    title = issue_plan.told_title(article)
    said = "、".join(f"{_WORDS.get(name, name)}{f'改为{value}' if value else '清除'}" for name, value in values.items())
    made = changed_front(text, key, values)
    return issue_shelf.save(desk, number, {_path(key): made.encode()}, f"《{title}》{said}")


def rename_article(desk: Desk, number: int, issue: Issue, old: str, new: str) -> Issue:
    """Call an article by another id, in the plan, in its file's name and in the page references of other articles."""
    from bureau_desk.exchange.issue_folder import plan_text

    made = issue_plan.rename_article(issue, old, new)
    contents: dict[str, bytes | None] = {PLAN: plan_text(made).encode(), _path(old): None}
    reference = re.compile(r"\{\{\s*(" + "|".join(PAGE_WORDS) + r")\s+" + re.escape(old) + r"\s*\}\}")
    for key in issue.articles:
        text = _text(desk, number, key)
        told = reference.sub(lambda found: f"{{{{{found[1]} {new}}}}}", text)
        if key == old:
            contents[_path(new)] = told.encode()
        elif told != text:
            contents[_path(key)] = told.encode()
    issue_shelf.save(desk, number, contents, f"文章编号“{old}”改为“{new}”")
    return made


def delete_article(desk: Desk, number: int, issue: Issue, key: str) -> Issue:
    """Take an article out of plan and issue with the pictures that nothing else uses; undo brings back all of it."""
    from bureau_desk.exchange.issue_folder import plan_text

    title = issue_plan.title_of(issue, key)
    bare = issue_plan.take_out(issue, key)
    made = replace(bare, articles={other: one for other, one in bare.articles.items() if other != key})
    contents: dict[str, bytes | None] = {PLAN: plan_text(made).encode()}
    if key in issue.articles:
        contents[_path(key)] = None
        contents |= dict.fromkeys(_pictures_of_its_own(desk, number, made, issue.articles[key]))
    issue_shelf.save(desk, number, contents, f"删除《{title}》")
    return made


def _pictures_of_its_own(desk: Desk, number: int, others: Issue, article: Article) -> list[str]:
    """The pictures of an article that no other file of the issue names, in whatever way."""
    own = {block.path for block in article.blocks if block.kind == "picture" and block.path}
    with desk.database.reading() as connection:
        kept = issue_files.files(connection, number)
    own &= set(kept)
    texts = [path for path in kept if path.endswith((".md", ".toml")) and path != _path(article.id)]
    for path in texts if own else ():
        text = (issue_shelf.content(desk, number, path) or b"").decode("utf-8-sig", errors="replace")
        own = {one for one in own if one not in text}
    return sorted(own - {others.masthead.qr})


def move_article(desk: Desk, number: int, issue: Issue, key: str, target: int) -> tuple[Issue, str]:
    """Move an article to another issue with its pictures and the figures it names; returns this issue and its id there.

    One step in each issue. It comes to the end of the column of the same name, else of the last one.
    """
    from bureau_desk.exchange.issue_folder import plan_text

    there, _ = issue_shelf.read(desk, target)
    text, contents = _text(desk, number, key), dict[str, bytes | None]()
    here = issue_plan.column_of(issue, key)
    name = issue.columns[here].name if here >= 0 else ""
    names = [one.name for one in there.columns]
    column = names.index(name) if name in names else len(names) - 1
    known = {one.lower() for one in there.articles}
    identity = key if key.lower() not in known else issue_plan.free_id(key, there.articles)
    text = _with_pictures(desk, number, target, issue.articles[key], text, contents)
    contents[_path(identity)] = text.encode()
    if more := _figures(desk, target, issue.questions, there.questions, text):
        contents[FIGURES] = more
    article = replace(issue.articles[key], id=identity, path=_path(identity))
    held = replace(there, articles={**there.articles, identity: article})
    made = issue_plan.place_article(held, identity, column if names else issue_plan.UNLISTED, 10_000)
    contents[PLAN] = plan_text(made).encode()
    title = issue_plan.title_of(issue, key)
    issue_shelf.save(desk, target, contents, f"移入《{title}》")
    return delete_article(desk, number, issue, key), identity


def _with_pictures(
    desk: Desk, number: int, target: int, article: Article, text: str, contents: dict[str, bytes | None]
) -> str:
    """Take an article's pictures along; one whose name means another picture there is given a new name."""
    for path in dict.fromkeys(block.path for block in article.blocks if block.kind == "picture" and block.path):
        picture = issue_shelf.content(desk, number, path)
        if picture is None:
            continue
        there, named = issue_shelf.content(desk, target, path), path
        if there is not None and there != picture:
            stem, dot, ending = path.rpartition(".")
            named = f"{stem}-{issue_files.digest(picture)[:6]}{dot}{ending}"
            text = text.replace(path, named)
        contents[named] = picture
    return text


def _figures(
    desk: Desk, target: int, here: Mapping[str, Question], there: Mapping[str, Question], text: str
) -> bytes | None:
    """The figures file of the target with the questions added that a text names and the target lacks."""
    from bureau_desk.exchange.figures_file import figures_text

    wanted: dict[str, Question] = {}
    looked = [text]
    while looked:
        words = looked.pop()
        for name, question in here.items():
            if name in words and name not in wanted:
                wanted[name] = question
                looked.append(figures_text({name: question}))
    missing = {name: one for name, one in here.items() if name in wanted and name not in there}
    if not missing:
        return None
    before = (issue_shelf.content(desk, target, FIGURES) or b"").decode("utf-8-sig", errors="replace").rstrip("\n")
    return (f"{before}\n\n" if before else "").encode() + figures_text(missing).encode()


def add_following(desk: Desk, number: int) -> int:
    """A new issue after one of the desk: masthead, board, imprint, columns and figures taken over; returns its id."""
    issue, _ = issue_shelf.read(desk, number)
    made = issue_plan.follow_issue(issue)
    kept = [path for path in (FIGURES, issue.masthead.qr) if path]
    return _added(desk, made, {path: issue_shelf.content(desk, number, path) for path in kept})


def add_empty(desk: Desk, issue: Issue) -> int:
    """A new issue that follows none; returns its id."""
    return _added(desk, issue, {})


def _added(desk: Desk, issue: Issue, more: Mapping[str, bytes | None]) -> int:
    from bureau_desk.exchange.issue_folder import plan_text

    head = issue.masthead
    if not head.title.strip():
        raise Misuse("期刊没有刊名。", "请写明刊名。")
    name = safe_name(f"{head.title}{head.year}年第{head.number}期")
    contents = {path: one for path, one in more.items() if one is not None}
    contents[PLAN] = plan_text(issue).encode()
    return issue_shelf.keep(desk, name, contents, f"新建{name}")


def _path(key: str) -> str:
    return f"{ARTICLES}/{key}.md"


def _text(desk: Desk, number: int, key: str) -> str:
    content = issue_shelf.content(desk, number, _path(key))
    if content is None:
        raise Misuse(f"本期没有文章“{key}”。", "它可能已被删除，请重新读取。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
