"""A bulletin as a folder: issue.toml, figures.toml, articles and images; read and written without loss."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import read_day
from bureau_desk.domain.inside import outside_fault
from bureau_desk.domain.issue import Article, Board, Column, Issue, Masthead
from bureau_desk.domain.problem import Misuse, Problem, Severity
from bureau_desk.domain.question import Question
from bureau_desk.exchange.article_file import article_of, article_text
from bureau_desk.exchange.brief_table import brief_text, read_brief
from bureau_desk.exchange.figures_file import figures_text, read_figures
from bureau_desk.exchange.issue_files import (
    check_masthead_files,
    check_targets,
    copy_pictures,
    named_pictures,
    picture_problems,
)
from bureau_desk.exchange.toml_text import TomlFile, key_text, read_text, written

__all__ = ["issue_files_of", "plan_text", "read_figures", "read_issue", "write_issue"]

FORMAT = 1
KEYS = (
    "format", "title", "latin", "year", "number", "total", "frequency", "date", "publisher", "distribution", "permit",
    "website", "slogans", "greetings", "mottos", "headlines", "message", "imprint", "board", "columns", "theme", "qr",
    "brief", "figure_index", "page_fillers",
)  # fmt: skip
_LISTS = ("distribution", "slogans", "greetings", "mottos", "headlines")
_TEXTS = ("title", "latin", "frequency", "publisher", "permit", "website", "message", "qr")
_SAFE = re.compile(r"^[^/\\:*?\"<>|.][^/\\:*?\"<>|]*$")


def read_issue(folder: Path) -> tuple[Issue, tuple[Problem, ...]]:
    """The issue of a folder and every fault in it, with file and line. Misuse when there is no such folder."""
    if not folder.is_dir():
        raise Misuse(f"没有找到刊物文件夹“{folder}”。", "请检查路径。")
    path = folder / "issue.toml"
    problems: list[Problem] = []
    text = ""
    if fault := outside_fault(folder, "issue.toml"):
        problems.append(Problem("outside", "issue.toml", f"issue.toml {fault}，没有读入。"))
    elif path.is_file():
        text, problems = read_text(path, "issue.toml")
    else:
        problems.append(Problem("missing_file", "issue.toml", "文件夹里没有 issue.toml。"))
    file = TomlFile(text, "issue.toml")
    if not problems or text:
        file.unknown(file.data, KEYS, "issue.toml ")
    masthead = _masthead(file, bool(text))
    columns = _columns(file)
    questions, found = _questions(folder)
    problems += file.problems
    problems += found
    articles = _articles(folder, _wanted(masthead, columns), file, problems)
    masthead = replace(masthead, brief=read_brief(file, articles))
    _check_ids(folder, masthead, columns, articles, file, problems)
    problems += [one for one in file.problems if one not in problems]
    return Issue(masthead, columns, articles, questions, str(folder)), tuple(problems)


def _questions(folder: Path) -> tuple[Mapping[str, Question], tuple[Problem, ...]]:
    path = folder / "figures.toml"
    if fault := outside_fault(folder, "figures.toml"):
        return {}, (Problem("outside", "figures.toml", f"figures.toml {fault}，没有读入。"),)
    return read_figures(path) if path.is_file() else ({}, ())


def _masthead(file: TomlFile, given: bool) -> Masthead:
    data = file.data
    version = data.get("format")
    if given and data and version != FORMAT:
        told = (
            f"format 应是 {FORMAT}，写的是“{version}”，按 {FORMAT} 读。"
            if version is not None
            else "没有写 format = 1。"
        )
        file.tell("format", "format", told, Severity.SOFT if version is None else Severity.HARD)
    if given and data:
        for key in ("title", "year", "number", "date"):
            if key not in data:
                file.tell("required", key, f"没有写“{key}”。")
        if not data.get("columns") and "brief" not in data:
            file.tell("required", "columns", "没有写栏目（[[columns]]），没有文章可印。")
    year = file.number(data, "year")
    if "year" in data and not 1900 <= year <= 9998 and all(one.field != "year" for one in file.problems):
        file.tell("wrong_type", "year", f"year“{year}”不是年份，请写四位数字，如 2022。")
    texts = {key: file.text(data, key) for key in _TEXTS}
    file.unquoted("title")
    lists = {key: file.texts(data, key) for key in _LISTS}
    return Masthead(
        title=texts["title"],
        latin=texts["latin"],
        frequency=texts["frequency"],
        publisher=texts["publisher"],
        permit=texts["permit"],
        website=texts["website"],
        message=texts["message"],
        qr=texts["qr"],
        distribution=lists["distribution"],
        slogans=lists["slogans"],
        greetings=lists["greetings"],
        mottos=lists["mottos"],
        headlines=lists["headlines"],
        year=year,
        number=file.number(data, "number"),
        total=file.number(data, "total"),
        date=_day(file, data, year),
        imprint={str(key): _imprint(file, str(key), value) for key, value in file.table(data, "imprint").items()},
        board=_board(file),
        theme=file.text(data, "theme", "A") or "A",
        figure_index=file.flag(data, "figure_index"),
        page_fillers=file.flag(data, "page_fillers", default=True),
    )


def _day(file: TomlFile, data: Mapping[str, Any], year: int) -> date:
    value = data.get("date")
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if value is not None:
        try:
            return read_day(str(value))
        except ValueError:
            file.tell("date", "date", f"date“{value}”不是日期，请写 2022-02-28。")
    return date(year if 1900 <= year <= 9998 else 2000, 12, 31)


def _imprint(file: TomlFile, key: str, value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(one, dict | list | bool) for one in parts):
        file.tell("wrong_type", key, f"“{key}”应是文字，或方括号里的一列文字，没有印出。", after="imprint")
    return tuple(str(one) for one in parts if not isinstance(one, dict | list | bool))


def _board(file: TomlFile) -> tuple[Board, ...]:
    board = []
    for one in file.tables(file.data, "board"):
        file.unknown(one, ("role", "order", "names"), "编委会")
        board.append(Board(file.text(one, "role"), file.texts(one, "names"), file.text(one, "order")))
    return tuple(board)


def _columns(file: TomlFile) -> tuple[Column, ...]:
    columns = []
    for one in file.tables(file.data, "columns"):
        file.unknown(one, ("name", "latin", "articles"), "栏目")
        columns.append(Column(file.text(one, "name"), file.texts(one, "articles"), file.text(one, "latin")))
        if not columns[-1].name:
            file.tell("required", "columns", "有一个栏目没有写 name。")
    return tuple(columns)


def _wanted(masthead: Masthead, columns: tuple[Column, ...]) -> list[str]:
    ids = [masthead.message] if masthead.message else []
    return [*ids, *(key for column in columns for key in column.articles)]


def _articles(folder: Path, wanted: list[str], file: TomlFile, problems: list[Problem]) -> dict[str, Article]:
    """The articles named in issue.toml in their order, then those that lie in the folder unnamed."""
    found: dict[str, Article] = {}
    spare = sorted(path.stem for path in (folder / "articles").glob("*.md")) if (folder / "articles").is_dir() else []
    for key in [*dict.fromkeys(wanted), *(one for one in spare if one not in wanted)]:
        where = f"articles/{key}.md"
        path = folder / where
        if not _SAFE.match(key) or not path.is_file():
            is_folder = _SAFE.match(key) and path.is_dir()
            why = f"文章“{where}”是文件夹，不是文件。" if is_folder else f"没有找到文章“{where}”{near(key, spare)}。"
            file.tell_at(_line_of(file, key), "missing_file", "articles", why, key)
            continue
        if fault := outside_fault(folder, where):
            why = f"文章“{where}”{fault}，没有读入。"
            file.tell_at(_line_of(file, key), "outside", "articles", why, key)
            continue
        text, told = read_text(path, where)
        article, more = article_of(text, key, where)
        problems += [*told, *more]
        found[key] = article
    return found


def _line_of(file: TomlFile, key: str, last: bool = False) -> int:
    """The line on which the columns name an article, else the first that names it at all."""
    found = file.lines_naming(key, "columns") or file.lines_naming(key) or [1]
    return found[-1 if last else 0]


def _check_ids(
    folder: Path,
    masthead: Masthead,
    columns: tuple[Column, ...],
    articles: Mapping[str, Article],
    file: TomlFile,
    problems: list[Problem],
) -> None:
    wanted = _wanted(masthead, columns)
    for key in dict.fromkeys(key for key in wanted if wanted.count(key) > 1):
        told = f"文章“{key}”列了不止一次，只印第一处。"
        file.tell_at(_line_of(file, key, last=True), "twice", "articles", told, key)
    listed = [key for column in columns for key in column.articles]
    for key in masthead.headlines:
        if key not in listed:
            told = f"封面要目“{key}”不是本期栏目里的文章{near(key, listed)}。"
            file.tell_at((file.lines_naming(key) or [file.line_of("headlines")])[0], "headline", "headlines", told, key)
    for key, article in articles.items():
        if key not in wanted:
            told = "没有列入 issue.toml 的任何栏目，不会印出。"
            problems.append(Problem("unlisted", article.path, told, Severity.NOTE))
        problems += picture_problems(folder, article)
    check_masthead_files(folder, masthead, file)


def issue_files_of(issue: Issue) -> dict[str, bytes]:
    """The files that `write_issue` would write, by their path inside the folder, pictures of its own folder with them."""
    files = {"issue.toml": plan_text(issue).encode()}
    if issue.questions:
        files["figures.toml"] = figures_text(issue.questions).encode()
    files |= {f"articles/{key}.md": article_text(article).encode() for key, article in issue.articles.items()}
    if issue.folder:
        source = Path(issue.folder)
        for name in named_pictures(issue):
            if not outside_fault(source, name) and (source / name).is_file():
                files[name] = (source / name).read_bytes()
    return files


def write_issue(issue: Issue, folder: Path) -> None:
    """Write the issue as a folder with its pictures; reading it back gives an equal issue but for places.

    Raises Misuse, before anything is written, when an article or a link would lead out of the folder. Pictures that
    stand outside the issue's own folder are not copied.
    """
    check_targets(issue, folder)
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    _write(folder / "issue.toml", plan_text(issue))
    if issue.questions:
        _write(folder / "figures.toml", figures_text(issue.questions))
    for key, article in issue.articles.items():
        _write(folder / "articles" / f"{key}.md", article_text(article))
    if issue.folder and Path(issue.folder).resolve() != folder.resolve():
        copy_pictures(issue, folder)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def plan_text(issue: Issue) -> str:
    """Masthead and columns as the text of an issue.toml."""
    masthead = issue.masthead
    lines = [f"format = {FORMAT}"]
    for key in KEYS[1:]:
        value = getattr(masthead, key, None)
        if key in ("imprint", "board", "columns", "brief") or (key == "theme" and value == "A"):
            continue
        if key == "page_fillers":
            lines += [] if value else [f"{key} = false"]
            continue
        if value or key in ("title", "year", "number"):
            lines.append(f"{key} = {written(value)}")
    if masthead.imprint:
        lines += ["", "[imprint]"]
        lines += [f"{key_text(key)} = {written(value)}" for key, value in masthead.imprint.items()]
    for board in masthead.board:
        lines += ["", "[[board]]", f"role = {written(board.role)}"]
        lines += [f"order = {written(board.order)}"] if board.order else []
        lines.append(f"names = {written(board.names)}")
    for column in issue.columns:
        lines += ["", "[[columns]]", f"name = {written(column.name)}"]
        lines += [f"latin = {written(column.latin)}"] if column.latin else []
        lines.append(f"articles = {written(column.articles)}")
    if masthead.brief is not None:
        lines += brief_text(masthead.brief)
    return "\n".join(lines) + "\n"
