"""What staff type of a happening before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bureau_desk.app.event_kinds import EventKind


@dataclass(frozen=True, slots=True)
class Asked:
    """What staff typed: the same for all records, and of single records `own` {record: {after, cert_no, ...: text}}."""

    kind: EventKind
    event_date: str
    effective_date: str = ""
    before: str = ""
    after: str = ""
    doc_no: str = ""
    certificates: bool = True
    own: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def text(self, record: int, key: str) -> str:
        """What was typed for one record, else for all."""
        own = self.own.get(record, {}).get(key)
        return (own if own is not None else str(getattr(self, key, ""))).strip()
