"""The `[brief]` table of issue.toml: how articles of the issue are sent out as a brief."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bureau_desk.analysis.near import near
from bureau_desk.domain.issue import Brief
from bureau_desk.exchange.toml_text import TomlFile, written

_TEXTS = ("title", "sender", "printed_by", "preset")
_NUMBERS = ("number", "total", "copies")
_LISTS = ("report_to", "send_to", "deliver_to", "articles")
KEYS = ("title", "number", "total", "sender", "date", "report_to", "send_to", "deliver_to", "printed_by", "copies",
        "articles", "preset")  # fmt: skip


def read_brief(file: TomlFile, known: Iterable[str]) -> Brief | None:
    """The brief of an issue, None when it has none; `known` are the ids of the issue's articles.

    Its problems name their field `brief.KEY`: the keys of the issue itself have the same names.
    """
    if "brief" not in file.data:
        return None
    begun = len(file.problems)
    brief = _brief(file, file.table(file.data, "brief"), list(known))
    file.problems[begun:] = [replace(one, field=f"brief.{one.field}") for one in file.problems[begun:]]
    return brief


def _brief(file: TomlFile, data: Mapping[str, Any], ids: list[str]) -> Brief:
    file.unknown(data, KEYS, "简报", after="brief")
    texts = {key: file.text(data, key, after="brief") for key in _TEXTS}
    numbers = {key: file.number(data, key, after="brief") for key in _NUMBERS}
    lists = {key: file.texts(data, key, after="brief") for key in _LISTS}
    if not texts["title"]:
        file.tell("required", "brief", "简报没有写名称（title）。")
    for key in lists["articles"]:
        if key not in ids:
            file.tell("brief", "articles", f"简报里的“{key}”不是本期的文章{near(key, ids)}。", after="brief")
    day = data.get("date")
    if day is not None and not isinstance(day, date):
        file.tell("date", "date", f"简报的 date“{day}”不是日期，请写 2022-02-28。", after="brief")
        day = None
    return Brief(
        title=texts["title"],
        number=numbers["number"],
        total=numbers["total"],
        sender=texts["sender"],
        day=date(day.year, day.month, day.day) if day is not None else None,
        report_to=lists["report_to"],
        send_to=lists["send_to"],
        deliver_to=lists["deliver_to"],
        printed_by=texts["printed_by"],
        copies=numbers["copies"],
        articles=lists["articles"],
        preset=texts["preset"],
    )


def brief_text(brief: Brief) -> list[str]:
    """The table's lines, read back to an equal brief."""
    values = {key: brief.day if key == "date" else getattr(brief, key) for key in KEYS}
    return ["", "[brief]", *(f"{key} = {written(value)}" for key, value in values.items() if value or key == "title")]
