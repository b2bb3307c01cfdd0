"""How many rows of a register hold its two highest levels, in a few words."""

from __future__ import annotations

from bureau_desk.domain.register import Register
from bureau_desk.ui.session import Session

TOLD = ("国家级", "省级")


def level_words(session: Session, register: Register) -> str:
    """· 国家级 27 · 省级 34 on the day that is looked at; "" for a register without levels."""
    level = register.field(register.counting.level) if register.counting.level else None
    codes = session.schema.codelists.get(level.codelist) if level is not None and level.codelist else None
    if level is None or codes is None:
        return ""
    found: dict[str, int] = {}
    for code, _, number in session.facets(register.key, level.key):
        entry = codes.get(code)
        if entry is not None and entry.tier in TOLD:
            found[entry.tier] = found.get(entry.tier, 0) + number
    return "".join(f" · {tier} {found[tier]:,}" for tier in TOLD if tier in found)
