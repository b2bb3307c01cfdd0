"""The editorial board: a role, how its names are ordered, and the names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bureau_desk.domain.issue import Board
from bureau_desk.ui.studio.imprint_lines import TextLines


class BoardLines(TextLines):
    """The roles of the board with their names."""

    TITLES = ("职务，如 副主任", "次序说明，如 以姓氏笔画为序", "姓名，用顿号或空格隔开")
    STRETCH = (1, 2, 4)
    ADD = "加一个职务"
    _known: Mapping[tuple[str, str, str], Board] = {}  # what was not typed over stays as it was written

    def show_lines(self, board: Sequence[Board]) -> None:
        """Show a board."""
        self._known = {(one.role, one.order, "、".join(one.names)): one for one in board}
        self.put([(one.role, one.order, "、".join(one.names)) for one in board])

    def read(self) -> tuple[Board, ...]:
        """The board as typed. A name of two characters written apart stays one."""
        return tuple(
            self._known.get((role, order, names)) or Board(role, _names(names), order)
            for role, order, names in self.texts()
            if role or names
        )


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in re.split(r"[、,，;；\n]|(?<=\S{2})\s+(?=\S{2})", text) if one.strip())
