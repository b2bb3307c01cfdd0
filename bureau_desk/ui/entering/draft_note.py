"""The line over a form that says since when it holds texts that are not saved."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLabel, QWidget

from bureau_desk.app.drafts import Kept
from bureau_desk.domain.register import Register
from bureau_desk.ui.theme import theme

LONGEST = 24  # characters of a text that is quoted


class DraftNote(QLabel):
    """Tells of a draft that came back, and of what has changed in the record meanwhile."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("draft_note")
        self.setProperty("kind", "draft")
        self.setWordWrap(True)
        self.setMargin(theme.px(8))
        self.hide()

    def tell(self, kept: Kept | None, stored: Mapping[str, str], register: Register) -> None:
        """Speak of a draft; None hides the line."""
        self.setVisible(kept is not None)
        if kept is None:
            return
        moved = [key for key, text in kept.base.items() if stored.get(key, "") != text]
        words = f"有未保存的草稿（{moment(kept.since)} 起）。保存后生效，或放弃修改。"
        if moved:
            words += (
                "之后记录已改：" + "；".join(_difference(register, key, stored.get(key, "")) for key in moved) + "。"
            )
        self.setText(words)


def _difference(register: Register, key: str, now: str) -> str:
    field = register.field(key)
    return f"{field.title if field else key}现为“{short(now) or '空'}”"


def short(text: str) -> str:
    """A text in one line, the start of a long one."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def moment(since: str) -> str:
    """A moment as staff say it: 03-01 09:31."""
    return since[5:16].replace("T", " ") if len(since) >= 16 else since
