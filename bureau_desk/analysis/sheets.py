"""A question and its answer become a table to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.describe import counted
from bureau_desk.analysis.groups import sorted_groups
from bureau_desk.analysis.labels import codelist_of, label_picked, level_lists, level_words, tier_words
from bureau_desk.analysis.listing import listed_fields, listed_rows
from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import OVER_PERIOD, day_words, question_year_before
from bureau_desk.analysis.prepared import Prepared, prepare
from bureau_desk.analysis.trends import NoGrowth, growth, ranks, rounded, shares_of_whole
from bureau_desk.domain.galley import TableSheet
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.register import FieldType
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Group, Table

Ask = Callable[[Question, Snapshot], Table]
TOTAL = "合计"
EXTRA = ("占比", "排名", "增减", "同比")
NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)


def sheet(
    question: Question,
    table: Table,
    snapshot: Snapshot,
    questions: Mapping[str, Question] | None = None,
    ask: Ask = answer,
) -> TableSheet:
    """The printable table of a question by its `table` mapping.

    One group field gives a row a group, two a cross table, a `list` a row a record. Keys: title, subtitle, note,
    total (yes/no), columns: printed heads, or further columns: 占比, 排名, 增减, 同比 or the names of other
    questions with the same groups.
    """
    prepared = prepare(snapshot)
    if question.list_fields:
        body = _listed(question, table, prepared)
    elif len(table.names) > 1:
        body = _crossed(question, table, prepared, ask)
        words = level_words(question, prepared.schema, body.columns[1:])
        body = _worded(replace(body, columns=tuple(words.get(name, name) for name in body.columns)), question, prepared)
    else:
        body = _worded(_grouped(question, table, prepared, questions or {}, ask), question, prepared)
    body = replace(body, columns=_heads(question, body.columns, questions or {}))
    note = str(question.table.get("note") or "")
    source = question.source or table.source
    return replace(
        body,
        title=str(question.table.get("title") or question.chart.get("title") or question.name),
        subtitle=str(question.table.get("subtitle") or _subtitle(table)),
        unit=table.unit,
        source="；".join(part for part in (source, note) if part),
        as_of=table.as_of.isoformat(),
        register=table.register,
    )


def _worded(body: TableSheet, question: Question, prepared: Prepared) -> TableSheet:
    """The table with the plain words of the levels that head its rows."""
    words = level_words(question, prepared.schema, [row[0] for row in body.rows])
    return replace(body, rows=tuple((words.get(row[0], row[0]), *row[1:]) for row in body.rows))


def _empty(question: Question) -> TableSheet:
    return TableSheet(question.name, "", "", "", "", "", (), ())


def _subtitle(table: Table) -> str:
    if table.question.count in OVER_PERIOD and table.period is not None:
        return f"{day_words(table.period.first)}至{day_words(table.period.last)}"
    return f"截至{day_words(table.as_of)}"


def cell(value: Decimal | None, digits: int) -> str:
    """A number in a table: fixed decimals, — for none."""
    return "—" if value is None else f"{rounded(value, digits):f}"


def _wants_total(question: Question, table: Table) -> bool:
    wanted = question.table.get("total")
    if isinstance(wanted, bool):
        return wanted and table.value is not None
    return table.value is not None and not question.measure.startswith("mean") and len(table.groups) > 1


def _grouped(
    question: Question, table: Table, prepared: Prepared, questions: Mapping[str, Question], ask: Ask
) -> TableSheet:
    sort = str(question.table.get("sort") or question.sort)
    alone = Group((counted(question, prepared.schema),), table.value, table.rows)
    groups = sorted_groups(table.groups, sort) if table.groups else [alone]
    unit = f"（{table.unit}）" if table.unit else ""
    columns = [
        table.names[0] if table.names else "项目",
        f"数量{unit}" if question.measure == "count" else f"数值{unit}",
    ]
    rows = [[group.keys[0], cell(group.value, table.digits)] for group in groups]
    total = _wants_total(question, table) and bool(table.groups)
    if total:
        rows.append([TOTAL, cell(table.value, table.digits)])
    for name in further_columns(question, questions):
        head, cells = _column(name, question, table, groups, total, prepared, questions, ask)
        columns.append(head)
        for row, text in zip(rows, cells, strict=True):
            row.append(text)
    ids = [group.rows for group in groups] + ([table.rows] if total else [])
    return replace(
        _empty(question),
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in rows),
        total=total,
        numeric=(False, *(True for _ in columns[1:])),
        ids=tuple(ids),
    )


def further_columns(question: Question, questions: Mapping[str, Question]) -> list[str]:
    """The columns asked for besides the first two: those that name something; plain heads are not columns."""
    names = [str(name) for name in question.table.get("columns") or ()]
    return [name for name in names if (name in EXTRA or name in questions) and name != question.name]


def _heads(question: Question, columns: tuple[str, ...], questions: Mapping[str, Question]) -> tuple[str, ...]:
    """The printed heads: those of the file when they are as many as the columns; Misuse for an unknown column."""
    names = [str(name) for name in question.table.get("columns") or ()]
    if not names or all(name in EXTRA or name in questions for name in names):
        return columns
    if len(names) == len(columns):
        return tuple(columns[place] if name in EXTRA else name for place, name in enumerate(names))
    unknown = next(name for name in names if name not in EXTRA and name not in questions)
    raise Misuse(
        f"表格“{question.name}”的列“{unknown}”没有{near(unknown, (*EXTRA, *questions))}，表头也与列数（{len(columns)}列）不合。",
        "请写占比、排名、增减、同比、其他问题的名称，或与列数一样多的表头。",
    )


def _column(
    name: str,
    question: Question,
    table: Table,
    groups: Sequence[Group],
    total: bool,
    prepared: Prepared,
    questions: Mapping[str, Question],
    ask: Ask,
) -> tuple[str, list[str]]:
    values = [group.value for group in groups]
    if name == "占比":
        parts = shares_of_whole([value or Decimal(0) for value in values])
        return "占比（%）", [cell(part, 1) for part in parts] + (["100.0"] if total else [])
    if name == "排名":
        found = [str(rank.place) if rank else "—" for rank in ranks(values)]
        return "排名", found + (["—"] if total else [])
    if name in questions:
        other = ask(replace(questions[name], as_of=questions[name].as_of or table.as_of), prepared)
        texts = _matched(other, groups, total)
        return f"{name}（{other.unit}）" if other.unit else name, [cell(value, other.digits) for value in texts]
    before = ask(question_year_before(replace(question, limit=0, sort=""), table.as_of), prepared)
    bases = _matched(before, groups, total)
    nows = [*values, *([table.value] if total else [])]
    if name == "增减":
        changes = [None if now is None else now - (base or Decimal(0)) for now, base in zip(nows, bases, strict=True)]
        return f"增减（{table.unit}）", [cell(change, table.digits) for change in changes]
    return "同比（%）", [cell(_growth(now, base), 1) for now, base in zip(nows, bases, strict=True)]


def _growth(now: Decimal | None, base: Decimal | None) -> Decimal | None:
    if now is None or base is None:
        return None
    try:
        return growth(now, base)
    except NoGrowth:
        return None


def _matched(other: Table, groups: Sequence[Group], total: bool) -> list[Decimal | None]:
    """The other answer's values for the same groups; a group it does not have counts nothing."""
    found = {group.keys: group.value for group in other.groups}
    values = [found.get(group.keys, Decimal(0)) for group in groups]
    return [*values, other.value] if total else values


def _crossed(question: Question, table: Table, prepared: Prepared, ask: Ask) -> TableSheet:
    groups = sorted_groups(table.groups, question.sort)
    heads = list(dict.fromkeys(group.keys[0] for group in groups))
    names = _second_labels(question, table, prepared, ask)
    found = {group.keys[:2]: group for group in groups}
    total = question.table.get("total") is not False and not question.measure.startswith("mean")
    rows: list[tuple[str, ...]] = []
    ids: list[tuple[int, ...]] = []
    for head in heads:
        members = [found.get((head, name)) for name in names]
        values = [one.value if one else Decimal(0) for one in members]
        summed = sum((value or Decimal(0) for value in values), Decimal(0))
        texts = [cell(value, table.digits) for value in values]
        rows.append((head, *texts, *([cell(summed, table.digits)] if total else [])))
        ids.append(tuple(dict.fromkeys(row for one in members if one for row in one.rows)))
    last = total and not question.dates
    if last:
        rows.append(_total_row(names, found, heads, table))
        ids.append(table.rows)
    columns = (table.names[0], *names, *((TOTAL,) if total else ()))
    numeric = (False, *(True for _ in columns[1:]))
    return replace(_empty(question), columns=columns, rows=tuple(rows), total=last, numeric=numeric, ids=tuple(ids))


def _second_labels(question: Question, table: Table, prepared: Prepared, ask: Ask) -> list[str]:
    """The labels of the second group field in the order of the printed heads, else of their code list.

    The order in which labels first appear will not do: a district without any 国家级 row would put 省级 first, under
    the head that says 国家级.
    """
    labels = dict.fromkeys(group.keys[1] for group in table.groups)
    if question.by:
        single = ask(replace(question, by=question.by[-1:], dates=(), sort="", limit=0), prepared)
        order = [group.keys[0] for group in single.groups if group.keys[0] in labels]
        labels = dict.fromkeys([*order, *labels])
    heads = [str(name) for name in question.table.get("columns") or ()][1:]
    words, lists = level_words(question, prepared.schema, labels), level_lists(question, prepared.schema)
    wanted = [label_picked(head, labels, words, lists) or _label_begun(head, labels) for head in heads]
    if heads and all(label is None for label in wanted):
        return list(labels)
    named = [label for label in wanted if label is not None]
    if heads and (len(named) != len(labels) or set(named) != set(labels)):
        missing = next((label for label in labels if label not in named), named[-1])
        raise Misuse(
            f"表格“{question.name}”的表头与各列对不上：没有“{missing}”这一列的表头。",
            f"各列为：{'、'.join(labels)}；请逐列写明表头，或去掉 columns。",
        )
    return named or list(labels)


def _label_begun(head: str, labels: Mapping[str, None]) -> str | None:
    """The one label that begins with a printed head (新北 for 新北区)."""
    begun = [label for label in labels if label.startswith(head)]
    return begun[0] if len(begun) == 1 else None


def _total_row(
    names: Sequence[str], found: Mapping[tuple[str, ...], Group], heads: Sequence[str], table: Table
) -> tuple[str, ...]:
    sums = []
    for name in names:
        groups = [found.get((head, name)) for head in heads]
        sums.append(sum((one.value or Decimal(0) for one in groups if one), Decimal(0)))
    return (TOTAL, *(cell(value, table.digits) for value in sums), cell(table.value, table.digits))


def _listed(question: Question, table: Table, prepared: Prepared) -> TableSheet:
    register = prepared.register(question.register, question.name)
    fields = listed_fields(question, register)
    lines = listed_rows(question, table, prepared)
    heads = [
        f"{field.title}（{field.unit}）" if field.unit and field.type in NUMBERS else field.title for field in fields
    ]
    words: list[dict[str, str]] = []
    for column, field in enumerate(fields):
        codelist = codelist_of(field, prepared.schema) if field.type is FieldType.LEVEL else None
        words.append(tier_words(codelist, [texts[column] for _, texts in lines]) if codelist else {})
    cells = [tuple(found.get(text, text) for found, text in zip(words, texts, strict=True)) for _, texts in lines]
    return replace(
        _empty(question),
        columns=("序号", *heads),
        rows=tuple((str(place), *texts) for place, texts in enumerate(cells, 1)),
        numeric=(False, *(field.type in NUMBERS for field in fields)),
        ids=tuple((record,) for record, _ in lines),
    )
