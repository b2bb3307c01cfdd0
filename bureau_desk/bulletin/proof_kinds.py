"""What sort of slip each code is, as a Chinese word for summaries and filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bureau_desk.domain.problem import Problem

KINDS = {
    "用词": (
        "until", "own_paper", "doubled", "de_adverb", "de_degree", "plan_quotes", "level_order", "term", "form", "undated",
        "recently", "repeated", "near_repeated", "printed_paragraph", "long_sentence", "stage", "level_scope", "unbound_level",
    ),
    "标点": (
        "brackets", "half_brackets", "half_marks", "document_brackets", "document_number", "doubled_marks", "mixed_marks",
        "ellipsis", "dash", "straight_quotes", "listed_quotes", "spaces", "unseen", "control", "inside_stop", "unpaired",
        "nested_pair", "wide_digits", "heading_end", "caption_stop",
    ),
    "数字": (
        "negative_growth", "times_less", "points_unit", "points_verb", "ratio_percent", "points", "growth", "direction", "share", "shares",
        "parts", "stacked_estimate", "exact_estimate", "mixed_numeral", "range_percent", "range_mark", "years_of_two",
        "separator", "separator_mix", "large_unit", "small_unit", "zero_year", "no_such_day", "no_year", "unit_mix", "unbound",
        "later", "placeholder", "unknown_number", "contradiction", "number", "note",
    ),
    "前后一致": (
        "same_figure", "same_noun", "title_figure", "list_count", "chart_text", "numbering", "count_claim", "figure_number",
        "contents_title", "same_title", "printed_before", "page_reference",
    ),
    "名称职务": ("former_name", "near_name", "post"),
    "版面": (
        "title_lines", "title_long", "heading_long", "lead", "caption", "credit", "alt", "coarse", "budget", "page", "pages", "ending", "headline",
        "quote_long", "emoji", "headlines", "empty_column", "empty_article", "unlisted",
    ),
}  # fmt: skip
_BY_CODE = {code: kind for kind, codes in KINDS.items() for code in codes}
REST = "文件与写法"


def kind_of(code: str) -> str:
    """The sort of slip a code tells."""
    return _BY_CODE.get(code, REST)


def by_kind(problems: Iterable[Problem]) -> dict[str, int]:
    """How many slips of each sort, in the order of the sorts."""
    counts = Counter(kind_of(one.code) for one in problems)
    return {kind: counts[kind] for kind in (*KINDS, REST) if counts[kind]}
