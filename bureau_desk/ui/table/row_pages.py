"""Pages of rows for a table: with small registers read when they are painted, with large ones beside the window."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from bureau_desk.domain.register import FieldType, Register
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.marks import RowMark

if TYPE_CHECKING:
    from bureau_desk.app.browsing import View
    from bureau_desk.ui.table.colours import TableColours

PAGE = 100
KEPT = 16
FORMER = 8  # pages read last that are still shown as they were while they are read anew
AROUND = 30  # rows above and below the current one that may be in view with it
AT_A_TIME = 4  # pages that are read in one go: what was asked for last is seen, the rest was scrolled past


class Page(NamedTuple):
    """Rows by record, what the rules say of them, and the names of the records they refer to."""

    rows: Mapping[int, Any]
    marks: Mapping[int, RowMark]
    names: Mapping[int, str]


NOTHING = Page({}, {}, {})


def read_page(session: Session, register: Register, colours: TableColours | None, wanted: Sequence[int]) -> Page:
    """Everything that is painted of some records; it may be called in any thread."""
    from bureau_desk.app.record_names import record_names

    rows = dict(session.rows(register.key, wanted))
    keys = [field.key for field in register.fields if field.type is FieldType.REFERENCE]
    held = {value for row in rows.values() for key in keys if isinstance(value := row.get(key), int)}
    return Page(rows, colours.marks(wanted) if colours is not None else {}, record_names(session.desk, held))


def split(ids: Sequence[int], numbers: Sequence[int]) -> dict[int, list[int]]:
    """The records of some pages."""
    return {one: [int(record) for record in ids[one * PAGE : (one + 1) * PAGE]] for one in numbers}


def read_view(
    session: Session,
    register: Register,
    colours: TableColours | None,
    view: View,
    seen: Collection[int],
    current: int | None = None,
) -> Callable[[], tuple[Sequence[int], dict[int, Page]]]:
    """What reads the records of a view, and the pages of the rows that are seen: those are seen again, in other order.

    Where the current record has gone in that order the table goes as well.
    """

    def read() -> tuple[Sequence[int], dict[int, Page]]:
        ids = session.ids(view)
        last = max(0, len(ids) - 1)
        rows = set(seen)
        if seen and current is not None and current in ids:
            place = ids.index(current)
            rows |= {max(0, place - AROUND), place, place + AROUND}
        wanted = split(ids, sorted({min(row, last) // PAGE for row in rows}) if len(ids) else [])
        return ids, {number: read_page(session, register, colours, some) for number, some in wanted.items()}

    return read


def read_first(
    session: Session, register: Register, colours: TableColours | None, view: View
) -> Callable[[], tuple[Sequence[int], dict[int, Page]]]:
    """What reads the first page of a view without its other records; nothing where that is not quicker."""

    def read() -> tuple[Sequence[int], dict[int, Page]]:
        from bureau_desk.app.browsing import first_ids

        ids = first_ids(session.desk, view, PAGE)
        return ids, {0: read_page(session, register, colours, ids)} if len(ids) else {}

    return read


class RowPages(QObject):
    """Keeps the pages read last. Until a page of a large register is there, its rows are as before, or empty."""

    arrived = Signal()  # pages that were missed are there

    def __init__(self, session: Session, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._register = session, register
        self.ids: Sequence[int] = ()
        self.colours: TableColours | None = None
        self.queries: Queries | None = None
        self.beside = False  # whether pages are read by `queries`, in a thread of their own
        self.kept: OrderedDict[int, Page] = OrderedDict()
        self._former: dict[int, Page] = {}
        self._missed: OrderedDict[int, None] = OrderedDict()
        self._age = 0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    def begin(self, ids: Sequence[int], known: Mapping[int, Page]) -> None:
        """Serve other records, of which some pages are known already."""
        self.ids = ids
        self.forget()
        self._former.clear()
        self.kept.update(known)

    def forget(self, known: Mapping[int, Page] | None = None) -> None:
        """Read every page anew when it is next wanted; until then it is shown as it was."""
        self._age += 1
        if self.beside:
            held = {**self._former, **self.kept}
            self._former = {number: held[number] for number in list(held)[-FORMER:]}
        self.kept.clear()
        self._missed.clear()
        if known:
            self.kept.update(known)

    def page(self, number: int, at_once: bool = False) -> Page:
        """A page; with `at_once`, or of a small register, it is read where it is missing."""
        found = self.kept.get(number)
        if found is not None:
            return found
        if self.beside and self.queries is not None and not at_once:
            self._missed[number] = None
            self._missed.move_to_end(number)
            self._soon.start()
            return self._former.get(number, NOTHING)
        wanted = split(self.ids, [number])[number]
        self._keep({number: read_page(self._session, self._register, self.colours, wanted)})
        return self.kept[number]

    def _keep(self, found: Mapping[int, Page]) -> None:
        self.kept.update(found)
        for number in found:
            self._former.pop(number, None)
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)

    def _ask(self) -> None:
        if self.queries is None or not self._missed or self.queries.waits("rows"):
            return  # what is missed meanwhile is asked for when the answer is there
        wanted = split(self.ids, list(self._missed)[-AT_A_TIME:])
        self._missed.clear()
        session, register, colours, age = self._session, self._register, self.colours, self._age

        def read() -> dict[int, Page]:
            return {number: read_page(session, register, colours, some) for number, some in wanted.items()}

        self.queries.ask("rows", read, lambda found: self._take(found, age), rows=1_000_000)

    def _take(self, found: Mapping[int, Page], age: int) -> None:
        if age == self._age:
            self._keep(found)
        self.arrived.emit()
        if self._missed:
            self._soon.start()
