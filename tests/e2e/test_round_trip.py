"""What a desk exports, another desk reads: every register, every row, every value."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bureau_desk.app import exporting, importing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.domain.register import FieldType, Register

# what others refer to goes in first; certificates lead to certificates of the same file
FIRST = ("enterprise", "science_park", "incubator")


def clock() -> datetime:
    return datetime(2022, 3, 1)


def in_order(desk: Desk) -> list[Register]:
    def place(register: Register) -> tuple[int, int, bool]:
        references = sum(field.type is FieldType.REFERENCE for field in register.fields)
        first = FIRST.index(register.key) if register.key in FIRST else len(FIRST)
        return first, references, register.key == "event"

    return sorted(desk.schema.registers.values(), key=place)


def exported(desk: Desk, folder: Path, ending: str) -> dict[str, Path]:
    folder.mkdir()
    files = {}
    for key in desk.schema.registers:
        files[key] = folder / f"{key}{ending}"
        finish(exporting.export(desk, exporting.view_of(desk, key), files[key], all_fields=True))
    return files


def test_every_register_is_read_back_into_an_empty_desk(demo_desk: Path, tmp_path: Path) -> None:
    origin = Desk.open(demo_desk, "测试", clock, write=False)
    fresh = Desk.create(tmp_path / "新.desk", "测试", clock=clock)
    try:
        before = exported(origin, tmp_path / "before", ".csv")
        books = exported(origin, tmp_path / "books", ".xlsx")
        assert len(before) == 18
        for register in in_order(origin):
            plan = importing.plan(fresh, register.key, before[register.key])
            counts = plan.counts
            assert counts["added"] == counts["rows"] > 0, (register.key, [p.message for p in plan.problems][:5])
            finish(importing.apply(fresh, plan))
            again = importing.plan(fresh, register.key, books[register.key]).counts
            assert again["same"] == again["rows"] == counts["rows"], register.key
        after = exported(fresh, tmp_path / "after", ".csv")
        for key, path in before.items():
            wanted, found = (one.read_text(encoding="utf-8-sig").splitlines() for one in (path, after[key]))
            assert len(found) == len(wanted), key
            assert [pair for pair in zip(wanted, found, strict=True) if pair[0] != pair[1]][:3] == [], key
    finally:
        origin.close()
        fresh.close()
