"""What the studio calls the kinds and states of articles, and the tone of each state."""

from __future__ import annotations

from bureau_desk.domain.issue import KINDS

KIND_WORDS = {
    "notice": "通知公告", "message": "献辞致辞", "interview": "访谈", "report": "工作综述", "interpretation": "政策解读",
    "feature": "通讯", "park": "园区特写", "brief": "快讯", "enterprise": "企业探访", "activity": "活动报道",
    "visit": "调研报道", "person": "人物", "meeting": "会议报道", "research": "调查研究",
}  # fmt: skip
STATUS_TOKENS = {"约稿": "quiet", "来稿": "primary", "编辑": "warning", "校对": "warning", "定稿": "good"}
STATUS_MARKS = {"约稿": "○", "来稿": "◔", "编辑": "◑", "校对": "◕", "定稿": "●"}
"""A filled circle grows with the work, so that the state is read without colours."""


def kind_words(kind: str) -> str:
    """A kind of article as staff read it."""
    return KIND_WORDS.get(kind, kind)


def kind_choices() -> list[tuple[str, str]]:
    """(key, words) of every kind in its order."""
    return [(key, kind_words(key)) for key in KINDS]


def status_words(status: str) -> str:
    """A state with its mark; a dash where none is told."""
    return f"{STATUS_MARKS.get(status, '')}\u00a0{status}".strip() if status else "—"
