"""The rows a demo desk starts with: facts from the shipped CSV files and rows that are plainly simulated."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from bureau_desk.app.seeding_rows import SeedBatch, SeedRef, SeedRow, SeedValue
from bureau_desk.app.simulation import simulated_batches
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import CodeList, Field, FieldType, Kind, Register, Schema
from bureau_desk.domain.units import in_yuan
from bureau_desk.places import SEEDS

__all__ = ["SeedBatch", "SeedRef", "SeedRow", "SeedValue", "fact_batches", "resolve", "seed_batches", "seed_rows"]

# the order in which rows may refer to one another: things first, then titles and evaluations, events last
_ORDER = (
    "science_park", "enterprise", "incubator", "maker_space", "ent_rd_org", "new_rd_org", "major_platform", "service_org",
    "instrument", "qualification", "annual_eval", "annual_stats", "talent_project", "coop_contract", "award", "policy",
    "indicator_series", "event",
)  # fmt: skip
_SOURCE = "source"  # the extra column that tells where a fact stands; not a field of any register


def seed_batches(schema: Schema, folder: Path = SEEDS / "facts") -> list[SeedBatch]:
    """Facts and simulated rows as typed values, in an order in which every SeedRef points backwards.

    Raises Trouble naming file and line when a shipped CSV cannot be read.
    """
    facts = fact_batches(schema, folder)
    together = [*facts, *simulated_batches()]
    return sorted(together, key=lambda batch: _ORDER.index(batch.register))


def seed_rows(schema: Schema) -> Iterator[tuple[str, SeedRow, str]]:
    """Every seed row as register, values and the day from which it holds ('' for always)."""
    for batch in seed_batches(schema):
        for row in batch.rows:
            yield batch.register, row, ""


def resolve(row: SeedRow, known: Mapping[tuple[str, str], int]) -> dict[str, SeedValue]:
    """A row with its references replaced by record ids; `known` maps (register, key) to the id."""
    return {
        key: known[value.register, value.key] if isinstance(value, SeedRef) else value for key, value in row.items()
    }


def fact_batches(schema: Schema, folder: Path = SEEDS / "facts") -> list[SeedBatch]:
    """One batch for each CSV file named after a register; rows of entities are keyed by their names."""
    return [
        _read(schema, schema.registers[key], folder / f"{key}.csv")
        for key in _ORDER
        if key in schema.registers and (folder / f"{key}.csv").is_file()
    ]


def _read(schema: Schema, register: Register, path: Path) -> SeedBatch:
    batch = SeedBatch(register.key)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            row: SeedRow = {}
            for key, text in line.items():
                if key == _SOURCE or not text:
                    continue
                field = register.field(key)
                if field is None:
                    raise Trouble(f"演示数据{path.name}有不认识的列“{key}”。", "请重新安装程序。")
                row[key] = _value(field, text, schema, f"{path.name}第{number}行“{field.title}”")
            batch.add(row, str(row.get(register.name_field, "")) if register.kind is Kind.ENTITY else "")
    return batch


def _value(field: Field, text: str, schema: Schema, place: str) -> SeedValue:
    reader = _READERS.get(field.type)
    try:
        if reader is not None:
            return reader(text)
        if field.type is FieldType.REFERENCE:
            register, _, key = text.partition(":")
            return SeedRef(register, key)
        if field.type is FieldType.MONEY:
            return int(in_yuan(Decimal(text), field.unit))
        return _choice(field, text, schema.codelists.get(field.codelist))
    except (ValueError, InvalidOperation) as error:
        raise Trouble(f"演示数据{place}的值“{text}”读不懂。", "请重新安装程序。") from error


def _choice(field: Field, text: str, codelist: CodeList | None) -> SeedValue:
    texts = text.split("；") if field.type is FieldType.CHOICES else [text]
    if codelist is None:
        return tuple(texts)
    codes = []
    for one in texts:
        found = codelist.find(one)
        if len(found) != 1:
            raise ValueError(one)
        codes.append(found[0].code)
    return tuple(codes) if field.type is FieldType.CHOICES else codes[0]


def _yes(text: str) -> bool:
    if text not in ("是", "否"):
        raise ValueError(text)
    return text == "是"


_READERS: Mapping[FieldType, Callable[[str], SeedValue]] = {
    **dict.fromkeys((FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CODE, FieldType.CREDIT_CODE, FieldType.DATE), str),
    **dict.fromkeys((FieldType.INTEGER, FieldType.YEAR), int),
    **dict.fromkeys((FieldType.DECIMAL, FieldType.PERCENT), Decimal),
    FieldType.BOOLEAN: _yes,
}
