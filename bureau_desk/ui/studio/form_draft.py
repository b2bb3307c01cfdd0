"""What is typed into a form of an issue is written down with every key, and put back when the program ended before it was kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bureau_desk.app.desk import Desk
from bureau_desk.app.draft_files import draft_path, drop_draft, put_draft, read_draft


class FormDraft:
    """The texts of a form by field; `read` gives them as they stand, `put` writes one into its field."""

    def __init__(
        self, desk: Desk, issue: int, form: str, read: Callable[[], Mapping[str, str]], put: Callable[[str, str], None]
    ) -> None:
        self._desk, self._read, self._put = desk, read, put
        self.path = draft_path(desk, "forms", issue, form)
        self._base: dict[str, str] = {}
        self._looked = False

    def shown(self) -> tuple[list[str], dict[str, str]]:
        """The form shows what is kept; the first time what an earlier run typed is put back.

        Returns the fields that were put back, and the texts of those that were not because they have been changed since.
        """
        self._base = dict(self._read())
        if self._looked or self._desk.read_only:
            return [], {}
        self._looked = True
        back: list[str] = []
        refused: dict[str, str] = {}
        for key, said in (read_draft(self.path) or {}).items():
            if not isinstance(said, list) or len(said) != 2 or key not in self._base or said[1] == self._base[key]:
                continue
            if said[0] != self._base[key]:
                refused[key] = str(said[1])
                continue
            self._put(key, str(said[1]))
            back.append(key)
        if not back:
            drop_draft(self.path)
        return back, refused

    def typed(self) -> None:
        """Something was typed: the fields that differ from what is kept are written down."""
        if not self._desk.read_only:
            now = self._read()
            put_draft(self.path, {key: [self._base.get(key, ""), text] for key, text in now.items() if text != self._base.get(key, "")})  # fmt: skip

    def kept(self) -> None:
        """All that was typed is in the desk."""
        self._base = dict(self._read())
        drop_draft(self.path)


_SHOWN = 60  # characters of a text that are told


def refused_told(refused: Mapping[str, str], names: Mapping[str, str]) -> str:
    """What was typed and not put back, in words from which it can be typed again."""
    texts = (" ".join(text.split()) for text in refused.values())
    said = (f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”" for text in texts)
    told = "、".join(f"{names.get(key, key)}{text}" for key, text in zip(refused, said, strict=True))
    return f"上次没来得及保存的{told}没有补上：后来另外改过，需要时请照抄。"
