"""A block copied in Excel or WPS, laid upon a register: which cell goes where, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bureau_desk.app import edit_plan
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.edit_plan import Asked, EditPlan
from bureau_desk.app.jobs import Job
from bureau_desk.app.recording import editable
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.fieldtypes import NUMERIC, Cell, Context, Reading
from bureau_desk.domain.fieldtypes_base import refused
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.exchange.clipboard import Block
from bureau_desk.exchange.header_names import FieldNames, header_readings

_ERROR_CELL = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|#{3,}")


class Rows(StrEnum):
    """How the rows of a block find their records."""

    IN_PLACE = "in_place"  # one below the other from the current row; what is beyond the last row is new
    BY_NAME = "by_name"  # by the fields that identify a record; unknown ones are new
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a block is to go: records from the current row down, the columns from the current one to the right.

    `height` and `width` are the rows and columns that are selected: a smaller block is repeated over them.
    """

    records: tuple[int, ...]
    fields: tuple[Field, ...]
    height: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Laid:
    """A block with the field of each of its columns (None: left out), its rows below the header, and what to tell.

    `has_header` says that the first row holds titles; `units` are the units told in those titles.
    """

    register: Register
    fields: tuple[Field | None, ...]
    rows: Block
    has_header: bool
    units: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def used(self) -> tuple[Field, ...]:
        """The fields that are written."""
        return tuple(field for field in self.fields if field is not None)

    def identifies(self) -> bool:
        """Whether the block holds the fields by which records are told apart."""
        given = {field.key for field in self.used}
        return any(keys and given.issuperset(keys) for keys in identities(self.register))


def identities(register: Register) -> tuple[tuple[str, ...], ...]:
    """The sets of fields by which a row may be known, the strongest first."""
    return tuple(
        keys for keys in (register.match, (register.code_field,), (register.name_field,)) if keys and all(keys)
    )


def lay(register: Register, block: Block, target: Target, header: bool | None = None) -> Laid:
    """Say which column of a block goes into which field: by title where its first row holds titles, else by position.

    `header` overrules what the first row looks like. Computed fields are left out and told.
    """
    names = FieldNames(register)
    found = [_titled(names, text) for text in block[0]] if block else []
    titles = [text for text in block[0] if text.strip()] if block else []
    known = sum(1 for field, _ in found if field is not None)
    looks = len(block) > 1 and known > 0 and known >= max(1, len(titles) - known) and (known > 1 or len(titles) == 1)
    has_header = looks if header is None else header and bool(block)
    rows = block[1:] if has_header else _repeated(block, target)
    if has_header:
        fields, units = [field for field, _ in found], [unit for _, unit in found]
    else:
        width = len(rows[0]) if rows else 0
        fields = [*target.fields[:width], *[None] * (width - len(target.fields))]
        units = [""] * width
    notes = _notes(register, block, fields, has_header)
    writable = editable(register)
    kept: list[Field | None] = []
    for field in fields:
        kept.append(field if field in writable and field not in kept else None)
    return Laid(register, tuple(kept), rows, has_header, tuple(units), notes)


def _titled(names: FieldNames, text: str) -> tuple[Field | None, str]:
    for name, unit in header_readings(text):
        field = names.find(name)
        if field is not None:
            return field, unit
    return None, ""


def _repeated(block: Block, target: Target) -> Block:
    """A block repeated over a selection that is a whole number of times as large, as in Excel."""
    height, width = len(block), len(block[0]) if block else 0
    if not width:
        return ()
    down = target.height // height if target.height % height == 0 else 1
    across = target.width // width if target.width % width == 0 else 1
    if down <= 1 and across <= 1:
        return block
    return tuple(row * max(1, across) for row in block) * max(1, down)


def _notes(register: Register, block: Block, fields: Sequence[Field | None], has_header: bool) -> tuple[str, ...]:
    notes = []
    computed = [one.title for one in fields if one is not None and one not in editable(register)]
    if computed:
        notes.append(f"“{'、'.join(computed)}”由系统计算，不写入。")
    if has_header:
        unknown = [text.strip() for text, field in zip(block[0], fields, strict=True) if field is None and text.strip()]
        if unknown:
            notes.append(f"没有叫“{'、'.join(unknown)}”的栏目，这几列不写入。")
    elif any(field is None for field in fields):
        notes.append(f"右边多出 {sum(field is None for field in fields)} 列，表里没有对应的列，不写入。")
    return tuple(notes)


def plan(desk: Desk, laid: Laid, target: Target, rows: Rows = Rows.IN_PLACE, clear: bool = False) -> Job[EditPlan]:
    """What a paste would do, row by row; nothing is written.

    A blank cell keeps what its record holds, unless `clear`; the other cells of a merged one come as blanks. Blank rows
    are left out, so that a gap in the block makes no record.
    """
    asked, blanks = _asked(desk, laid, target, rows, clear)
    made = yield from edit_plan.plan(desk, laid.register.key, asked, read_cell)
    return replace(made, notes=(*laid.notes, *_told(laid, made, blanks, clear)))


def _asked(desk: Desk, laid: Laid, target: Target, rows: Rows, clear: bool) -> tuple[list[Asked], int]:
    known = _known(desk, laid) if rows is Rows.BY_NAME else {}
    asked, blanks = [], 0
    for place, row in enumerate(laid.rows):
        if not any(cell.strip() for cell in row) and not clear:
            continue
        record = target.records[place] if rows is Rows.IN_PLACE and place < len(target.records) else None
        refusal = ""
        if rows is Rows.BY_NAME:
            found = known.get(place, [])
            record = found[0] if found else None
            refusal = f"台账里有 {len(found)} 条记录与这一行对得上，无法确定是哪一条。" if len(found) > 1 else ""
        texts = {}
        for field, cell, unit in zip(laid.fields, row, laid.units, strict=True):
            if field is None or (not cell.strip() and (not clear or record is None)):
                blanks += field is not None and record is not None
                continue
            texts[field.key] = cell + unit if unit and cell.rstrip()[-1:].isdecimal() else cell
        if texts:
            asked.append(Asked(place + 1 + laid.has_header, record, texts, refusal))
    return asked, blanks


def _known(desk: Desk, laid: Laid) -> dict[int, list[int]]:
    """The records that the rows of a block name, by row."""
    given = {field.key for field in laid.used}
    keys = next((one for one in identities(laid.register) if given.issuperset(one)), ())
    places = [next(place for place, field in enumerate(laid.fields) if field and field.key == key) for key in keys]
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        wanted = {}
        for number, row in enumerate(laid.rows):
            found = (read_cell(_sure(laid.fields[place]), row[place], context).value for place in places)
            if keys and None not in (key := tuple(found)):
                wanted[number] = key
        holders = (
            edit_plan.find_keys(desk, connection, laid.register, keys, list(dict.fromkeys(wanted.values())))
            if wanted
            else {}
        )
    return {number: holders.get(key, []) for number, key in wanted.items()}


def _sure(field: Field | None) -> Field:
    assert field is not None
    return field


def read_cell(field: Field, text: str, context: Context) -> Reading:
    """Read a pasted cell: codes in scientific notation, error values and #### are refused as in a file."""
    if _ERROR_CELL.fullmatch(text.strip()):
        message = f"{field.title}在原表里显示为“{text.strip()}”，不是内容；请在原表中改好或把列拉宽后再复制。"
        return refused(field, "cell", message, text.strip())
    return fieldtypes.parse_cell(field, Cell(text, "text"), context)


def _told(laid: Laid, made: EditPlan, blanks: int, clear: bool) -> list[str]:
    notes = []
    if blanks and not clear:
        notes.append(f"{blanks:,} 个空白单元格（含合并单元格的其余部分）保持原值。")
    added = [line for line in made.lines if line.record is None]
    given = {field.key for field in laid.used}
    missing = [one.title for one in laid.register.fields if one.required and one.key not in given]
    if added and missing:
        notes.append(f"新增的 {len(added):,} 条没有这些必填栏目：{'、'.join(missing)}；能登记的先登记，列入待补。")
    return notes


def is_number(field: Field) -> bool:
    """Whether a field's cells are numbers in Excel."""
    return field.type in NUMERIC or field.type is FieldType.YEAR
