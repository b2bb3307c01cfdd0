"""What every part of an organisation's page works with; registers as tables; events in their order; documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection

from bureau_desk.analysis.histories import ENDS, EVENTS, REVOKES
from bureau_desk.app.attaching import Document, field_of
from bureau_desk.app.belonging import Belonging, Relation, pairs
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.organisation_parts import Cell, Happened, Line, OwnedDocument, Section
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.attachment import attached
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.store import attachments

NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)
_COLUMNS = 6


class Part:
    """An organisation with what belongs to it on a day, and the words for its values."""

    def __init__(self, desk: Desk, connection: Connection, found: Belonging, day: date) -> None:
        self._desk, self._connection, self._found, self._day = desk, connection, found, day
        self._context = DeskContext(desk, connection, day)

    def text(self, field: Field, row: Row) -> str:
        """A value as staff read it, '' when there is none."""
        value = row.get(field.key)
        return "" if value is None else fieldtypes.show(field, value, self._context)


class Sections(Part):
    """Tables of the registers that have something to tell."""

    def section(self, relation: Relation) -> Section:
        """One register as a table."""
        register = relation.register
        told = {one.key for pair in pairs(register) for one in pair if one and one.key != register.name_field}
        pointing = {one.key for one in register.fields if one.type is FieldType.REFERENCE}
        keys = [key for key in register.columns if key not in pointing and key not in told]
        keys = [register.name_field, *(key for key in keys if key != register.name_field)][:_COLUMNS]
        roles = {title for by in relation.by.values() for title in by}
        role = ("关系", lambda row: Cell("、".join(relation.by[row.id]), "quiet")) if len(roles) > 1 else None
        said = next(iter(roles)) if len(roles) == 1 else ""
        start = register.counting.start
        rows = sorted(relation.rows, key=lambda one: _first(one, start), reverse=True)
        return self.table(relation, rows, keys, said, role)

    def table(
        self,
        relation: Relation,
        rows: Sequence[Row],
        keys: Sequence[str],
        said: str,
        extra: tuple[str, Callable[[Row], Cell]] | None,
    ) -> Section:
        """Rows as a table; columns that hold nothing are left out."""
        register = relation.register
        fields = [one for key in keys if (one := register.field(key)) and any(row.get(key) is not None for row in rows)]
        columns = [_title(one) for one in fields]
        lines = []
        for row in rows:
            cells = [Cell(self.text(one, row).replace("\n", " ")) for one in fields]
            cells += [extra[1](row)] if extra else []
            lines.append(Line(row.id, tuple(cells)))
        numeric = frozenset(place for place, one in enumerate(fields) if one.type in NUMBERS)
        columns += [extra[0]] if extra else []
        return Section(register.key, register.title, said, tuple(columns), numeric, tuple(lines), relation.total)

    def timeline(self) -> tuple[Happened, ...]:
        """Events, newest first."""
        relation = self._found.relations.get(EVENTS)
        kind = relation.register.field("event_kind") if relation else None
        made = []
        for row in relation.rows if relation else ():
            day = str(row.get("effective_date") or row.get("event_date") or "")
            subject = row.get("subject")
            parts = [self._context.name(subject)] if isinstance(subject, int) and subject != self._found.row.id else []
            before, after = str(row.get("before") or ""), str(row.get("after") or "")
            parts += [f"{before} → {after}"] if before and after else [before or after] if before or after else []
            parts += [str(row.get("doc_no"))] if row.get("doc_no") else []
            word = self.text(kind, row) if kind else ""
            made.append(Happened(day, word, "　".join(parts), row.id, "bad" if word in (*REVOKES, *ENDS) else ""))
        return tuple(sorted(made, key=lambda one: (one.day, one.record), reverse=True))

    def documents(self) -> tuple[OwnedDocument, ...]:
        """The documents of all its records."""
        listed = [(self._found.register, self._found.row)]
        listed += [(one.register, row) for one in self._found.relations.values() for row in one.rows]
        named = []
        for register, row in listed:
            field = field_of(register)
            named += [(one, register, row) for one in attached(row.get(field.key) if field else None)]
        sizes = attachments.sizes(self._connection, {one.sha256 for one, _, _ in named}) if named else {}
        return tuple(
            OwnedDocument(Document(one, sizes.get(one.sha256)), row.id, register.key, self._told(register, row))
            for one, register, row in named
        )

    def _told(self, register: Register, row: Row) -> str:
        return "" if row.id == self._found.row.id else f"{register.title}：{self._context.name(row.id)}"


def _first(row: Row, keys: Sequence[str]) -> str:
    return next((str(value) for key in keys if (value := row.get(key)) is not None), "")


def _title(field: Field) -> str:
    return f"{field.title}（{field.unit}）" if field.unit and field.type in NUMBERS else field.title
