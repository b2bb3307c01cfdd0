"""The tables of a desk: the fixed ones, and one typed current table for each register."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import CreateIndex, CreateTable, SchemaItem

from bureau_desk.domain.register import Field, FieldType, Register

FORMAT = 4
APPLICATION_ID = 0x42445348  # "BDSH": tells a desk from any other SQLite file

fixed = MetaData()

meta = Table("meta", fixed, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

batch = Table(
    "batch",
    fixed,
    Column("id", Integer, primary_key=True),
    Column("recorded_at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("kind", Text, nullable=False),  # do | undo | redo | base | close | reopen
    Column("summary", Text, nullable=False),
    Column("target", Integer),  # the batch that an undo or redo takes back
    Column("undone", Integer, nullable=False, default=0),
)

record = Table(
    "record",
    fixed,
    Column("id", Integer, primary_key=True),
    Column("register", Text, nullable=False),
)

revision = Table(
    "revision",
    fixed,
    Column("seq", Integer, primary_key=True),
    Column("record", Integer, nullable=False),
    Column("register", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("batch", Integer, nullable=False),
    Column("values", Text),  # JSON: all values of an addition, the changed ones of an edit, NULL for a deletion
    Index("revision_record", "record", "seq"),
    Index("revision_register", "register", "record", "seq"),
    Index("revision_batch", "batch", "register", "record"),  # since format 3 it counts a step's rows by itself
    Index("revision_valid_from", "valid_from"),  # since format 2: what turned since the desk was last opened
)

# since format 3: what was ever deleted, which is little beside the rest
Index(
    "revision_gone",
    revision.c.register,
    revision.c.record,
    sqlite_where=revision.c.action == "delete",
)

# since format 3: edits beside their values, by which past days are folded without touching the additions
Index(
    "revision_edit",
    revision.c.register,
    revision.c.record,
    revision.c.valid_from,
    revision.c.seq,
    revision.c.action,
    revision.c["values"],
    sqlite_where=revision.c.action != "add",
)

# since format 3: additions that hold from a day on, which are few
Index(
    "revision_begun",
    revision.c.register,
    revision.c.valid_from,
    revision.c.record,
    sqlite_where=(revision.c.action == "add") & (revision.c.valid_from != ""),
)

correction = Table(  # since format 3: the steps that changed a closed year, and why
    "correction",
    fixed,
    Column("batch", Integer, primary_key=True),
    Column("closed_to", Text, nullable=False),  # the last closed ISO day when it was written
    Column("reason", Text, nullable=False),
)

problem = Table(
    "problem",
    fixed,
    Column("record", Integer, nullable=False),
    Column("register", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("basis", Text, nullable=False, server_default=""),  # since format 3: all values the finding rests on
    Column("other", Integer, nullable=False, server_default="0"),  # since format 3: the other record it speaks of
    Column("suggestion", Text, nullable=False, server_default=""),  # since format 3: the text that would mend the field
    Column("accepted", Integer, nullable=False, server_default="0"),  # since format 3: the step that let it stand
    Column("wide", Integer, nullable=False, server_default="0"),  # since format 3: 1 for findings of the whole desk
    Index("problem_record", "record"),
    Index("problem_register", "register"),
    Index("problem_other", "other"),
)

published = Table(
    "published",
    fixed,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("published_at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("galley", Text, nullable=False),
)

printed_number = Table(
    "printed_number",
    fixed,
    Column("published", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Index("printed_number_name", "name", "as_of"),
)

saved_view = Table(  # since format 3: named views of a register, shared by all who open the desk
    "saved_view",
    fixed,
    Column("id", Integer, primary_key=True),
    Column("register", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON: search, filter tree, sort, columns, frozen, groups, sums, widths
    Column("author", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    Index("saved_view_name", "register", "name", unique=True),
)

attachment = Table(  # since format 3: contents of attached documents; which record has which, its revisions tell
    "attachment",
    fixed,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

not_same = Table(  # since format 3: pairs that staff found to be two organisations; the smaller id first
    "not_same",
    fixed,
    Column("first", Integer, primary_key=True),
    Column("second", Integer, primary_key=True),
    Column("author", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

accepted_problem = Table(  # since format 3: what staff let stand or took back, step by step; the last word holds
    "accepted_problem",
    fixed,
    Column("batch", Integer, primary_key=True),
    Column("record", Integer, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("value", Text, nullable=False),  # the values that were let stand; with others the finding is a new one
    Column("reason", Text, nullable=False),
    Column("holds", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Index("accepted_problem_record", "record", "field", "code", "batch"),
)

own_reading = Table(  # since format 3: pinyin of words as staff read them, before the dictionary
    "own_reading",
    fixed,
    Column("word", Text, primary_key=True),
    Column("syllables", Text, nullable=False),
)

noted = Table(  # since format 3: what steps changed beside the records (judgements, readings), before and after
    "noted",
    fixed,
    Column("batch", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),  # not_same | reading
    Column("key", Text, primary_key=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
)

schema_line = Table(  # since format 3: what staff made of the shipped registers, whole after each step; the last holds
    "schema_line",
    fixed,
    Column("batch", Integer, primary_key=True),
    Column("body", Text, nullable=False),  # JSON
)

issue = Table(  # since format 4: bulletins that are being made in the desk
    "issue",
    fixed,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # of its folder when it is written out
    Column("created_at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("gone", Integer, nullable=False),
)

issue_step = Table(  # since format 4: what was done to an issue; as `batch` for the registers
    "issue_step",
    fixed,
    Column("id", Integer, primary_key=True),
    Column("issue", Integer, nullable=False, index=True),
    Column("kind", Text, nullable=False),  # base | do | undo | redo
    Column("summary", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("target", Integer),
    Column("undone", Integer, nullable=False),
)

issue_file = (
    Table(  # since format 4: the files of an issue's folder as each step left them; the last line of a path holds
        "issue_file",
        fixed,
        Column("seq", Integer, primary_key=True),
        Column("issue", Integer, nullable=False),
        Column("step", Integer, nullable=False),
        Column("path", Text, nullable=False),
        Column("sha256", Text, nullable=False),  # '' for a file taken out
        Index("issue_file_path", "issue", "path"),
        Index("issue_file_content", "sha256"),
    )
)

issue_content = Table(  # since format 4: contents of these files, each once
    "issue_content",
    fixed,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

_INTEGERS = {
    FieldType.INTEGER,
    FieldType.MONEY,
    FieldType.YEAR,
    FieldType.REFERENCE,
    FieldType.DECIMAL,
    FieldType.PERCENT,
    FieldType.BOOLEAN,
}


def create(connection: Connection, table: Table) -> None:
    """Make a table and its indexes in the order of their names: SQLAlchemy's own order changes from run to run."""
    connection.execute(CreateTable(table))
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        if connection.dialect.name == "postgresql":
            # Not said with the index: naming that dialect there imports all of it at every start of the program.
            index.dialect_kwargs["postgresql_where"] = index.dialect_options["sqlite"].get("where")
        connection.execute(CreateIndex(index))


def column_name(field: Field) -> str:
    """The column of a field; a prefix keeps field keys clear of the table's own columns."""
    return f"f_{field.key}"


def current_table(register: Register, name: str = "", temporary: bool = False, schema: str = "") -> Table:
    """The typed table of a register's living rows: money as 元, decimals scaled to integers, dates and codes as text.

    `sort_name` orders names by pinyin; `version` is the journal's last seq of the row; `faults` counts its stored
    problems. A temporary table, which holds a past day, has the `search` text in itself, as has one in another database
    that is attached under the name of `schema`; see `search_table`.
    """
    title = name or f"current_{register.key}"
    columns: list[SchemaItem] = [
        Column("id", Integer, primary_key=True),
        Column("version", Integer, nullable=False),
        Column("faults", Integer, nullable=False, default=0),
        Column("sort_name", Text, nullable=False),
        *([Column("search", Text, nullable=False)] if temporary or schema else []),
        *(Column(column_name(field), BigInteger if field.type in _INTEGERS else Text) for field in register.fields),
    ]
    prefixes = ["TEMPORARY"] if temporary else []
    table: Table = Table(title, MetaData(), *columns, prefixes=prefixes, schema=schema or None)
    if not temporary and not schema:
        for key in indexed_fields(register):
            Index(f"{title}_{key}", table.c[f"f_{key}"])
        Index(f"{title}_sort_name", table.c.sort_name)
    return table


def search_table(register: Register) -> Table:
    """The search texts (name, codes, pinyin, initials) of a register's living rows.

    Apart from the rows, because a search reads all of it: narrow as it is, that takes a fraction of the time; and every
    other reading of the rows is quicker without it.
    """
    columns: list[SchemaItem] = [Column("id", Integer, primary_key=True), Column("search", Text, nullable=False)]
    table: Table = Table(f"search_{register.key}", MetaData(), *columns)
    return table


def indexed_fields(register: Register) -> tuple[str, ...]:
    """Fields worth an index: what the table shows first, what identifies a row, and what leads to other records."""
    keys = [*register.columns, *register.match, register.code_field, register.name_field]
    leading = (FieldType.REFERENCE, FieldType.CREDIT_CODE)
    keys += [field.key for field in register.fields if field.type in leading]
    keys += [key for unique in register.unique for key in unique]
    return tuple(dict.fromkeys(key for key in keys if key and register.field(key)))
