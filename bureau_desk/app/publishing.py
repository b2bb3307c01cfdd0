"""An issue folder becomes Word, Excel, the audit workbook and PDF; what was printed is kept in the desk."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app.asking import snapshot
from bureau_desk.app.beside import Handed, beside
from bureau_desk.app.collection import uncollected
from bureau_desk.app.desk import Desk
from bureau_desk.app.drawing_ahead import drawn_ahead
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.told_once import told_once
from bureau_desk.app.workbooks_beside import KINDS, Workbooks
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.store import issues

if TYPE_CHECKING:
    from bureau_desk.app.redrafting import Redraft
    from bureau_desk.charts.theme import Theme

_STEPS = 7


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing wrote: files by kind (docx, xlsx, audit, pdf), and what was found on the way."""

    files: Mapping[str, Path]
    articles: int
    numbers: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How to publish: as of which day (None: the issue's own), with PDF, in which theme, with editable charts.

    `known` leaves out what was entered after a moment; `since` is the earlier edition whose changed numbers are marked
    as revisions in Word: its number in the archive, or `last`. `xlsx_template`
    is a workbook of the staff's own to be filled. `word_only` leaves the workbooks of tables and of rows out.
    """

    as_of: date | None = None
    pdf: bool = True
    theme: str = ""
    native_charts: bool = False
    known: datetime | None = None
    since: str = ""
    xlsx_template: Path | None = None
    word_only: bool = False


def read(folder: Path) -> tuple[Issue, tuple[Problem, ...]]:
    """The issue of a folder with what is wrong with its files; Misuse when there is no issue at all."""
    from bureau_desk.exchange.issue_folder import read_issue

    if not folder.is_dir():
        raise Misuse(f"期刊文件夹不存在：{folder}。", "请检查路径。")
    if not (folder / "issue.toml").is_file():
        raise Misuse(f"“{folder}”不是期刊文件夹：里面没有 issue.toml。", "请选择含有 issue.toml 的文件夹。")
    return read_issue(folder)


def composed(
    desk: Desk, folder: Path, as_of: date | None, known: datetime | None = None
) -> tuple[Issue, Snapshot, Galley, tuple[Problem, ...]]:
    """The issue with every number answered, and all problems of files, figures and wording."""
    from bureau_desk.app.issue_proof import proofread

    issue, found = read(folder)
    data, galley = _answered(desk, issue, as_of, known)
    found = (*found, *galley.problems, *proofread(desk, issue, lambda: galley))
    return issue, data, galley, told_once(found)


def _answered(desk: Desk, issue: Issue, as_of: date | None, known: datetime | None) -> tuple[Snapshot, Galley]:
    """The issue with every number answered, not yet proofread."""
    from bureau_desk.analysis.prepared import prepare
    from bureau_desk.bulletin.compose import compose
    from bureau_desk.exchange.figures_file import figures_text

    # Prepared once: composing and auditing ask the same days.
    data = prepare(snapshot(desk, as_of or issue.masthead.date, known))
    return data, replace(compose(issue, data), asked=figures_text(issue.questions))


def check(desk: Desk, folder: Path, as_of: date | None = None) -> tuple[Problem, ...]:
    """Everything a proofreader would say of an issue, in print order; pages are reckoned."""
    from bureau_desk.app.proofreading import in_print_order

    issue, _, galley, problems = composed(desk, folder, as_of)
    return in_print_order((*problems, *_wrong_theme(galley), *_wished_pages(galley)), issue)


def _wrong_theme(galley: Galley) -> list[Problem]:
    from bureau_desk.app.styles import resolved

    try:
        resolved(galley.masthead.theme)
    except Misuse as misuse:
        return [Problem("theme", "issue.toml", misuse.sentence(), field="theme", value=galley.masthead.theme)]
    return []


def _wished_pages(galley: Galley) -> list[Problem]:
    from bureau_desk.bulletin.contents import estimate_pages
    from bureau_desk.bulletin.proof_pages import page_slips

    if not any(one.page or one.pages for one in galley.articles()):
        return []
    with contextlib.suppress(Misuse):  # a wrong theme has been told
        endings: dict[str, float] = {}
        return list(page_slips(galley, estimate_pages(galley, endings), reckoned=True, endings=endings))
    return []


def publish(
    desk: Desk,
    folder: Path,
    out: Path,
    as_of: date | None = None,
    pdf: bool = True,
    theme: str = "",
    native_charts: bool = False,
    known: datetime | None = None,
    since: str = "",
    xlsx_template: Path | None = None,
    word_only: bool = False,
    reading: Callable[[], tuple[Issue, tuple[Problem, ...]]] | None = None,
) -> Job[Published]:
    """Publish an issue: files appear in `out` whole or not at all; closing the job leaves nothing behind.

    `as_of` overrides the issue's own day, `theme` its theme; `native_charts` puts editable charts into Word;
    `known` leaves out what was entered after a moment, so that an issue comes out as it then was; `since` (the number
    of an earlier edition, or `last`) marks changed numbers as revisions in Word. Misuse when there is no such edition.
    `xlsx_template` is filled with the issue's numbers and comes out as a further workbook (kind `filled`).
    `word_only` writes no workbook of tables and none of rows.
    `reading` gives what `read` gives of the folder, where that was begun before.
    """
    from bureau_desk.app.issue_proof import proofread
    from bureau_desk.app.redrafting import change_notes, redraft
    from bureau_desk.app.styles import resolved, style_slips

    chosen = Options(as_of, pdf, theme, native_charts, known, since, xlsx_template, word_only)
    yield Progress("读取期刊", 0, _STEPS)
    if xlsx_template is not None and not xlsx_template.is_file():
        raise Misuse(f"没有找到模板“{xlsx_template}”。", "请检查路径。")
    issue, found = (reading or (lambda: read(folder)))()
    refuse_unread(found)
    with tempfile.TemporaryDirectory(prefix="bureau-desk-") as aside, uncollected():
        # The reader takes up its rules and names while the numbers are answered.
        handed: Handed[Galley] = Handed(Path(aside) / "galley")
        shared: Sequence[str] = ("bureau_desk.bulletin.compose",)
        with beside(lambda: proofread(desk, issue, handed.taken), desk.database.forked, shared) as reader:
            data, galley = _answered(desk, issue, chosen.as_of, chosen.known)
            handed.give(galley)
            found = (*found, *galley.problems)
            draft = redraft(desk, galley, chosen.since)
            yield Progress("计算数字", 1, _STEPS)
            theme_chosen = resolved(chosen.theme or issue.masthead.theme)  # refuses before a folder is made
            make_folder(out)
            with tempfile.TemporaryDirectory(prefix=".发布-", dir=out) as work:
                files, notes, galley, text = yield from _write(
                    desk, issue, data, galley, chosen, draft, Path(work), folder
                )
                problems = told_once((*found, *reader.finish()))
                placed = {kind: place(path, out) for kind, path in files.items()}
    notes += style_slips(theme_chosen)
    notes += change_notes(draft, data, galley)
    notes += archive(desk, galley, folder, text)
    yield Progress("完成", _STEPS, _STEPS)
    return Published(placed, len(galley.articles()), len(galley.numbers), (*problems, *notes))


def refuse_unread(problems: tuple[Problem, ...], needed: Sequence[str] = ("year", "number", "date")) -> None:
    """Raise Misuse when the plan of an issue could not be read, or says not which issue it is and of which day.

    Without a plan nothing is worth printing; without its day every number would be asked of a day that nobody wrote.
    """
    wrong = [
        one
        for one in problems
        if one.where.startswith("issue.toml")
        and (one.code == "toml" or (one.code in ("required", "wrong_type", "date") and one.field in needed))
    ]
    if wrong:
        told = "".join(f"{one.where}：{one.message}" for one in wrong)
        raise Misuse(f"期刊没有发布。{told}", "请改正后再发布。")


def make_folder(out: Path) -> None:
    """Make the folder for what is published; Misuse when a file bears its name."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Misuse(f"“{out}”不是文件夹。", "请换一个输出位置。") from None


def _write(
    desk: Desk,
    issue: Issue,
    data: Snapshot,
    galley: Galley,
    options: Options,
    draft: Redraft,
    work: Path,
    folder: Path,
) -> Generator[Progress, None, tuple[dict[str, Path], list[Problem], Galley, str]]:
    from bureau_desk.app.styles import resolved
    from bureau_desk.bulletin.folios import with_folios

    theme = resolved(options.theme or issue.masthead.theme)
    clock = desk.clock()
    name = file_stem(issue)
    files = {"docx": work / f"{name}.docx"}
    files |= {} if options.word_only else {kind: work / f"{name}{more}.xlsx" for kind, more in KINDS.items()}
    books = Workbooks(issue, galley, data, theme, clock, {kind: files[kind] for kind in KINDS if kind in files}, work)
    with books.begun(desk), drawn_ahead(galley, theme, clock, options.native_charts, work):
        yield Progress("排版 Word", 2, _STEPS)
        pages, pdf, notes = _write_word(galley, theme, files["docx"], clock, options, draft, work)
        books.hand(pages, pdf, draft.told)
        galley = with_folios(galley, pages)
        if pdf:
            files["pdf"] = pdf
        yield Progress("写 Excel", 4, _STEPS)
        text = _archived(galley, folder)  # while the workbooks are being written beside
        books.finish("xlsx")
        if options.xlsx_template is not None:
            files["filled"], told = _filled(issue, data, options.xlsx_template, work)
            notes += told
        yield Progress("写数字出处", 5, _STEPS)
        books.finish("audit")
    yield Progress("存档", 6, _STEPS)
    return files, notes, galley, text


def _filled(issue: Issue, data: Snapshot, template: Path, work: Path) -> tuple[Path, tuple[Problem, ...]]:
    """The staff's own workbook with the numbers in it, under its own name and that of the issue."""
    from bureau_desk.bulletin.xlsx_template import fill_template

    out = work / f"{file_stem(issue)} {safe_stem(template.stem)}{template.suffix.lower()}"
    return out, fill_template(template, issue, data, out)


def _write_word(
    galley: Galley, theme: Theme, docx: Path, clock: datetime, options: Options, draft: Redraft, work: Path
) -> tuple[Mapping[str, int], Path | None, list[Problem]]:
    from bureau_desk.bulletin import contents, pdf
    from bureau_desk.bulletin.docx_writer import write_docx
    from bureau_desk.bulletin.proof_pages import page_slips

    endings: dict[str, float] = {}
    if options.pdf and pdf.soffice() is not None:
        try:
            kept: dict[str, bytes] = {}
            closer: set[str] = set()
            pages, made = contents.paginate(galley, theme, docx.stem, clock, work, kept, endings, closer)
            write_docx(
                galley, theme, docx, clock, pages, options.native_charts,
                kept=kept, revision=draft.revision, closer=frozenset(closer),
            )  # fmt: skip
            slips = page_slips(galley, pages, counted=lambda: contents.estimate_pages(galley), endings=endings)
            return pages, made, list(slips)
        except Trouble as trouble:
            note = Problem("pdf", "PDF", f"没有生成 PDF：{trouble.message}目录页码为估算值。", Severity.SOFT)
    else:
        why = "未要求生成 PDF" if not options.pdf else "本机没有 LibreOffice，没有生成 PDF"
        hint = "" if not options.pdf else "安装 LibreOffice 后重新发布即可。"
        note = Problem("pages", "目录", f"{why}，目录页码为估算值。{hint}", Severity.NOTE)
    pages = contents.estimate_pages(galley, endings)
    write_docx(galley, theme, docx, clock, pages, options.native_charts, revision=draft.revision)
    return pages, None, [note, *page_slips(galley, pages, reckoned=True, endings=endings)]


def file_stem(issue: Issue) -> str:
    """The name of an issue's files, without characters that a file system refuses."""
    head = issue.masthead
    return safe_stem(f"{head.title}{head.year}年第{head.number}期")


def safe_stem(text: str) -> str:
    """A text as the name of a file."""
    return "".join("_" if letter in '\\/:*?"<>|\n\t' else letter for letter in text).strip(". ") or "期刊"


def place(path: Path, out: Path) -> Path:
    """Move a finished file to where it belongs; Trouble when the one there is open elsewhere."""
    target = out / path.name
    try:
        path.replace(target)
    except PermissionError:
        raise Trouble(f"“{target.name}”没有写成：它正被另一个程序（如 WPS）打开。", "请关闭它后重新发布。") from None
    return target


def archive(desk: Desk, galley: Galley, folder: Path, text: str = "") -> list[Problem]:
    """Keep the galley in the desk, as `text` where that was made already; a desk held by somebody else is told, not
    forced."""
    if desk.read_only:
        return [Problem("archive", "存档", "台账正由别处使用，本次发布没有存档。", Severity.NOTE)]
    with desk.database.writing() as connection:
        issues.archive(connection, galley, text or _archived(galley, folder), desk.now(), desk.author)
    return []


def _archived(galley: Galley, folder: Path) -> str:
    """The galley as it is kept; where the folder lies on this machine is no part of what was printed."""
    from bureau_desk.bulletin.galley_json import to_json

    return to_json(galley, indent=None).replace(json.dumps(f"{folder}/", ensure_ascii=False)[1:-1], "")
