"""A reading context for dates that staff type outside any record, and for texts that are only shown."""

from __future__ import annotations

from datetime import date, datetime, time

from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import first_day, last_day
from bureau_desk.ui.session import Session


class PlainContext:
    """Knows the schema and the day that is looked at; looks nothing up."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.schema = session.schema
        self.today = session.as_of or session.today

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


def read_known(session: Session, text: str) -> datetime | None:
    """The end of a typed day, or a typed moment; None for an empty text, Trouble for what is neither."""
    text = text.strip()
    if not text:
        return None
    if ":" in text:
        try:
            return datetime.fromisoformat(text.replace("/", "-")).replace(tzinfo=None)
        except ValueError:
            pass
    elif (day := read_day(session, text)) is not None:
        return datetime.combine(day, time.max)
    raise Trouble(f"“按 {text} 所知”读不懂。", "请写成 2022-03-01 或 2022-03-01 17:00 的样子。")


def known_words(known: datetime) -> str:
    """A moment of knowledge as staff write it: the day alone for its end."""
    return known.date().isoformat() if (known.hour, known.minute) == (23, 59) else known.isoformat(" ")[:16]
