"""A reading context for dates that staff type outside any record, and for texts that are only shown."""

from __future__ import annotations

from datetime import date

from bureau_desk.domain import fieldtypes
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import first_day, last_day
from bureau_desk.ui.session import Session


class PlainContext:
    """Knows the schema and the day; looks nothing up."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.schema = session.schema
        self.today = session.today

    def resolve(self, targets: tuple[str, ...], text: str) -> tuple[int, ...]:  # noqa: ARG002
        """Nothing is looked up here."""
        return ()

    def name(self, record: int) -> str:
        """A record's name, the bare number of one that has none."""
        return self._session.record_name(record) or f"#{record}"


def read_day(session: Session, text: str, first: bool = False) -> date | None:
    """The last (or first) day that a typed date may mean; None when it is not a date."""
    reading = fieldtypes.parse(Field("day", "日期", FieldType.DATE), text.strip(), PlainContext(session))
    if not isinstance(reading.value, str) or not reading.value:
        return None
    try:
        return first_day(reading.value) if first else last_day(reading.value)
    except ValueError:
        return None
