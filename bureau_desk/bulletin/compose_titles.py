"""Titles of charts and tables to which their editors gave none: what they count, never the name of a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bureau_desk.analysis.describe import readable_title
from bureau_desk.domain.question import Question
from bureau_desk.domain.register import Schema

_ITEMS = 3
"""So many items a title names."""


def is_titled(question: Question, part: str) -> bool:
    """Whether the editors gave a chart or table (`part`) a title; that of its chart serves a table too."""
    return bool(question.chart.get("title") or (part == "table" and question.table.get("title")))


def with_title(question: Question, part: str, questions: Mapping[str, Question], schema: Schema) -> Question:
    """The question with a title; its own name is for the editors' files alone."""
    if is_titled(question, part):
        return question
    told = _items(question, questions, schema) if part == "chart" else ""
    # A chart counts the rows of a list, it does not name them.
    own = replace(question, list_fields=()) if part == "chart" else question
    return replace(question, chart={**question.chart, "title": told or readable_title(own, schema)})


def _items(question: Question, questions: Mapping[str, Question], schema: Schema) -> str:
    items = [str(one) for one in question.chart.get("items") or ()]
    labels = [str(one) for one in question.chart.get("labels") or ()]
    if len(items) == 1 and not labels and items[0] in questions:
        return readable_title(questions[items[0]], schema)
    told = [*labels[: len(items)], *items[len(labels) :]]
    return "、".join(told[:_ITEMS]) + ("等" if len(told) > _ITEMS else "")
