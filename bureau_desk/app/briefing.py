"""Articles of an issue sent out as a brief: Word, PDF and the workbook of its numbers."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app import publishing
from bureau_desk.app.asking import snapshot
from bureau_desk.app.collection import uncollected
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.paths import config_folder
from bureau_desk.app.publishing import Published
from bureau_desk.app.told_once import told_once
from bureau_desk.domain.issue import Brief, Column, Issue
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble

if TYPE_CHECKING:
    from bureau_desk.analysis.prepared import Prepared
    from bureau_desk.app.redrafting import Redraft
    from bureau_desk.bulletin.brief_preset import Preset
    from bureau_desk.domain.galley import Galley

_STEPS = 5


def own_presets() -> Path:
    """Where staff keep layouts of their own, beside the settings."""
    return config_folder() / "briefs"


def brief_of(issue: Issue) -> Brief:
    """How an issue wants to be sent out; without a `[brief]` a plain one with the magazine's own words."""
    head = issue.masthead
    return head.brief or Brief(f"{head.title}简报", head.number, head.total, head.publisher)


def brief_issue(issue: Issue, brief: Brief) -> Issue:
    """The issue with nothing but the articles of its brief, in their order. Misuse when there are none."""
    printed = [key for column in issue.columns for key in column.articles] or list(issue.articles)
    ids = tuple(key for key in brief.articles or printed if key in issue.articles)
    if not ids:
        raise Misuse("简报里没有文章。", "请在 issue.toml 的 [brief] 里用 articles 写明文章。")
    # in the archive a brief goes by its own number: the next one is no new edition of this one
    number = brief.number or issue.masthead.number
    head = replace(issue.masthead, title=brief.title, number=number, message="", headlines=())
    return replace(issue, masthead=head, columns=(Column(brief.title, ids),))


def publish_brief(
    desk: Desk,
    folder: Path,
    out: Path,
    as_of: date | None = None,
    pdf: bool = True,
    preset: str = "",
    known: datetime | None = None,
    since: str = "",
) -> Job[Published]:
    """Publish the brief of an issue folder; files appear in `out` whole or not at all.

    `preset` goes before the one that the issue names; `since` marks numbers that changed since an earlier edition.
    Misuse for an unknown layout, a brief without articles, or an edition that is not there.
    """
    from bureau_desk.analysis.prepared import prepare
    from bureau_desk.app.proofreading import check_issue
    from bureau_desk.app.redrafting import change_notes, redraft
    from bureau_desk.bulletin import brief_preset

    yield Progress("读取简报", 0, _STEPS)
    issue, found = publishing.read(folder)
    publishing.refuse_unread(found, ("brief.number", "brief.total", "brief.date"))
    brief = brief_of(issue)
    if brief.day is None:  # a brief of its own day and number needs none of the issue
        publishing.refuse_unread(found, ("date",))
    layout = brief_preset.preset(preset or brief.preset, own_presets())
    chosen = brief_issue(issue, brief)
    yield Progress("计算数字", 1, _STEPS)
    with uncollected():
        data = prepare(snapshot(desk, as_of or brief.day or issue.masthead.date, known))
        galley = _composed(issue, chosen, data)
    problems = [*_of_the_brief(found, chosen), *galley.problems, *check_issue(desk, chosen, galley)]
    draft = redraft(desk, galley, since)
    made = _Brief(galley, brief, layout, issue.masthead.theme, data, draft, desk.clock())
    files, told = yield from _written(made, out, pdf)
    problems += [*told, *change_notes(draft, data, galley), *publishing.archive(desk, galley, folder)]
    yield Progress("完成", _STEPS, _STEPS)
    return Published(files, len(galley.articles()), len(galley.numbers), told_once(problems))


@dataclass(frozen=True, slots=True)
class _Brief:
    """Everything that is laid out."""

    galley: Galley
    brief: Brief
    layout: Preset
    theme: str
    data: Prepared
    draft: Redraft
    clock: datetime


def _composed(issue: Issue, chosen: Issue, data: Prepared) -> Galley:
    """The galley of the brief; what it says of pages of other articles names their titles."""
    from bureau_desk.bulletin.compose import compose
    from bureau_desk.bulletin.folios import with_titles
    from bureau_desk.exchange.figures_file import figures_text

    galley = replace(compose(chosen, data), asked=figures_text(issue.questions))
    titles = {key: "".join(one.title.split("\n")) for key, one in issue.articles.items() if "{{" not in one.title}
    return with_titles(galley, titles)


def _written(made: _Brief, out: Path, pdf: bool) -> Job[tuple[dict[str, Path], list[Problem]]]:
    """The files by their kind, put into place when all are there, and what is to be told of the PDF."""
    from bureau_desk.bulletin.audit import write_audit
    from bureau_desk.bulletin.audit_lists import printing_of_brief
    from bureau_desk.bulletin.brief_writer import write_brief
    from bureau_desk.charts.theme import load_theme

    galley, brief, theme, clock = made.galley, made.brief, load_theme(made.theme), made.clock
    told: list[Problem] = []
    publishing.make_folder(out)
    with tempfile.TemporaryDirectory(prefix=".发布-", dir=out) as work:
        name = publishing.safe_stem(f"{brief.title}第{brief.number}期" if brief.number else brief.title)
        files = {"docx": Path(work) / f"{name}.docx", "audit": Path(work) / f"{name} 数字出处.xlsx"}
        yield Progress("排版 Word", 2, _STEPS)
        write_brief(galley, brief, made.layout, theme, files["docx"], clock, made.draft.revision)
        if pdf:
            yield Progress("生成 PDF", 3, _STEPS)
            copy = Path(work) / "pdf" / f"{name}.docx"
            copy.parent.mkdir()
            write_brief(galley, brief, made.layout, theme, copy, clock, plain_numbers=True)
            told = _add_pdf(files, copy, clock)
        yield Progress("写数字出处", 4, _STEPS)
        printing = printing_of_brief(galley, files.get("pdf"), made.draft.told)
        write_audit(galley, made.data, files["audit"], clock, lambda: printing)
        return {kind: publishing.place(path, out) for kind, path in files.items()}, told


def _of_the_brief(found: tuple[Problem, ...], chosen: Issue) -> list[Problem]:
    """Problems of files that the brief prints, and of the plan; those of other articles are told with the issue."""
    printed = {f"articles/{key}.md" for key in chosen.columns[0].articles}
    return [one for one in found if not one.where.startswith("articles/") or one.where.split(" ")[0] in printed]


def _add_pdf(files: dict[str, Path], copy: Path, clock: datetime) -> list[Problem]:
    from bureau_desk.bulletin import pdf

    if pdf.soffice() is None:
        told = "本机没有 LibreOffice，没有生成 PDF。安装后重新发布即可。"
        return [Problem("pages", "PDF", told, Severity.NOTE)]
    try:
        files["pdf"] = pdf.convert(copy, copy.parent, clock)
    except Trouble as trouble:
        return [Problem("pdf", "PDF", f"没有生成 PDF：{trouble.message}", Severity.SOFT)]
    return []
