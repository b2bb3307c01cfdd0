"""Documents kept inside the desk: added, renamed, removed, taken back, checked, and safe when the process dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bureau_desk.app import attaching, browsing, maintenance, merging, recording, undoing, yearly
from bureau_desk.app.browsing import View
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.domain.attachment import Attached, attached, free_name, read_entry, safe_name
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field, FieldType, Schema
from bureau_desk.store.tables import attachment
from tests.app import small

FILES = Field("attachments", "附件", FieldType.FILES)
WITH_FILES = Schema(
    {
        "incubator": replace(small.INCUBATOR, fields=(*small.INCUBATOR.fields, FILES)),
        "event": replace(small.EVENT, fields=(*small.EVENT.fields, FILES)),
    },
    small.SMALL.codelists,
    {},
    ("常州市",),
)


def opened(path: Path, write: bool = True) -> Desk:
    return Desk.open(path, "测试", small.clock_at("2022-03-02T09:00:00"), write=write, schema=WITH_FILES)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = small.clock_at("2022-03-01T09:00:00")
    made = Desk.create(tmp_path / "附件台账.desk", "测试", clock=clock, schema=WITH_FILES)
    yield made
    made.close()


@pytest.fixture
def record(desk: Desk) -> int:
    draft = recording.read(desk, "incubator", {"carrier_name": "模拟孵化器", "stat_unit": "武进区"})
    return recording.save(desk, draft).records[0]


def file(folder: Path, name: str = "批复.pdf", content: bytes = b"%PDF-1.4 approved") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def add(desk: Desk, record: int, *paths: Path) -> attaching.Added:
    return finish(attaching.add(desk, record, paths))


def names(desk: Desk, record: int) -> list[str]:
    return [one.attached.name for one in attaching.documents(desk, record)]


def test_a_document_is_kept_and_read_back_byte_for_byte(desk: Desk, record: int, tmp_path: Path) -> None:
    content = bytes(range(256)) * 40
    added = add(desk, record, file(tmp_path, "批复〔2021〕5号.pdf", content))
    assert added.changes.summary == "添加附件“批复〔2021〕5号.pdf”（模拟孵化器）"
    (document,) = attaching.documents(desk, record)
    assert (document.attached.name, document.words) == ("批复〔2021〕5号.pdf", "10 KB")
    out = attaching.save_as(desk, document.attached, tmp_path / "另存.pdf")
    assert out.read_bytes() == content
    assert not list(tmp_path.glob("*.part"))
    row = recording.rows_of(desk, "incubator", [record])[record]
    field = desk.register("incubator").field("attachments")
    assert field is not None and browsing.display(desk, field, row.get("attachments")) == "批复〔2021〕5号.pdf"


def test_undo_takes_the_entry_and_redo_brings_it_back_with_its_contents(
    desk: Desk, record: int, tmp_path: Path
) -> None:
    add(desk, record, file(tmp_path))
    (document,) = attaching.documents(desk, record)
    undoing.undo(desk)
    assert names(desk, record) == []
    assert attaching.read(desk, document.attached) == b"%PDF-1.4 approved"
    undoing.redo(desk)
    assert names(desk, record) == ["批复.pdf"]
    attaching.remove(desk, record, [document.attached])
    assert names(desk, record) == []
    undoing.undo(desk)
    assert attaching.read(desk, attaching.documents(desk, record)[0].attached) == b"%PDF-1.4 approved"
    assert maintenance.check(desk) == []


def test_history_and_other_edits_leave_documents_alone(desk: Desk, record: int, tmp_path: Path) -> None:
    add(desk, record, file(tmp_path))
    recording.save(desk, recording.read(desk, "incubator", {"carrier_name": "模拟孵化器二"}, record))
    assert names(desk, record) == ["批复.pdf"]
    told = [change for entry in recording.history(desk, record) for change in entry.changes]
    assert ("附件", "", "批复.pdf") in told
    # a document belongs to the record since always, so a look back shows it too
    past = browsing.rows(desk, "incubator", [record], date(2021, 12, 31))[record]
    assert [one.name for one in attached(past.get("attachments"))] == ["批复.pdf"]
    assert "attachments" not in recording.texts(desk, "incubator", record)


def test_the_same_contents_are_kept_once_and_told(desk: Desk, record: int, tmp_path: Path) -> None:
    other = recording.save(
        desk, recording.read(desk, "incubator", {"carrier_name": "模拟乙", "stat_unit": "新北区"})
    ).records[0]
    add(desk, record, file(tmp_path))
    with pytest.raises(Trouble, match=r"与已有的附件“批复\.pdf”内容相同"):
        add(desk, record, file(tmp_path, "副本.pdf"))
    add(desk, other, file(tmp_path, "副本.pdf"))
    add(desk, record, file(tmp_path, "批复.pdf", b"another"))
    assert names(desk, record) == ["批复.pdf", "批复 (2).pdf"]
    with desk.database.reading() as connection:
        assert len(connection.execute(select(attachment.c.sha256)).all()) == 2


def test_what_cannot_be_attached_is_named_and_the_rest_is_taken(desk: Desk, record: int, tmp_path: Path) -> None:
    attaching.set_limits(desk, attaching.Limits(1, 500))
    empty, missing = file(tmp_path, "空.pdf", b""), tmp_path / "没有.pdf"
    large, folder = file(tmp_path, "大.zip", b"x" * (1024 * 1024 + 1)), tmp_path / "文件夹"
    folder.mkdir()
    added = add(desk, record, empty, missing, large, folder, file(tmp_path))
    assert names(desk, record) == ["批复.pdf"]
    words = "".join(added.left_out)
    for part in ("“空.pdf”是空文件", "找不到文件“没有.pdf”", "“大.zip”超过单个附件的上限 1 MB", "“文件夹”是文件夹"):
        assert part in words
    with pytest.raises(Trouble, match="空文件"):
        add(desk, record, empty)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named(desk: Desk, record: int, tmp_path: Path) -> None:
    locked = file(tmp_path, "锁.pdf")
    locked.chmod(0)
    with pytest.raises(Trouble, match=r"“锁\.pdf”读不出来"):
        add(desk, record, locked)


def test_a_desk_takes_only_so_much_and_stays_as_it_was(desk: Desk, record: int, tmp_path: Path) -> None:
    attaching.set_limits(desk, attaching.Limits(1, 1))
    add(desk, record, file(tmp_path, "一.bin", b"a" * 700_000))
    before = desk.path.stat().st_size
    with pytest.raises(Trouble, match=r"合计将达 1\.3 MB，超过上限 1 MB"):
        add(desk, record, file(tmp_path, "二.bin", b"b" * 700_000))
    assert names(desk, record) == ["一.bin"] and maintenance.check(desk) == []
    assert desk.path.stat().st_size <= before + 100_000
    with pytest.raises(Trouble, match="1 至 200 MB"):
        attaching.set_limits(desk, attaching.Limits(0, 500))


def test_a_document_is_renamed_and_keeps_its_ending(desk: Desk, record: int, tmp_path: Path) -> None:
    add(desk, record, file(tmp_path), file(tmp_path, "b.pdf", b"b"))
    first = attaching.documents(desk, record)[0].attached
    attaching.rename(desk, record, first, "../证书")
    assert names(desk, record) == ["证书.pdf", "b.pdf"]
    with pytest.raises(Trouble, match="刚刚在别处"):
        attaching.rename(desk, record, first, "又改")
    assert undoing.undo(desk) is not None and names(desk, record)[0] == "批复.pdf"


def test_missing_damaged_and_orphaned_contents_are_found_and_name_the_record(
    desk: Desk, record: int, tmp_path: Path
) -> None:
    add(desk, record, file(tmp_path), file(tmp_path, "证书.jpg", b"jpg"))
    first, second = (one.attached for one in attaching.documents(desk, record))
    with desk.database.writing() as connection:
        connection.execute(attachment.delete().where(attachment.c.sha256 == first.sha256))
        connection.execute(attachment.update().where(attachment.c.sha256 == second.sha256).values(content=b"gpj"))
        line = {"sha256": "0" * 64, "size": 1, "added_at": "", "author": "", "content": b"x"}
        connection.execute(attachment.insert().values(line))
    told = "\n".join(f"{one.where}：{one.message}" for one in maintenance.check(desk))
    assert f"#{record}：附件“批复.pdf”的内容不见了" in told
    assert f"#{record}：附件“证书.jpg”的内容已损坏" in told
    assert "没有任何记录提到" in told
    with pytest.raises(Trouble, match="不在台账里"):
        attaching.read(desk, first)
    with pytest.raises(Trouble, match="已损坏"):
        attaching.read(desk, second)
    assert attaching.documents(desk, record)[0].words == "内容缺失"


def test_a_backup_brings_documents_back(desk: Desk, record: int, tmp_path: Path) -> None:
    add(desk, record, file(tmp_path))
    copy = maintenance.backup(desk, tmp_path / "备份.desk")
    (document,) = attaching.documents(desk, record)
    kept = opened(copy, write=False)
    try:
        assert attaching.read(kept, document.attached) == b"%PDF-1.4 approved"
    finally:
        kept.close()


def test_export_tells_names_and_import_leaves_documents_alone(desk: Desk, record: int, tmp_path: Path) -> None:
    from bureau_desk.app import exporting, importing

    add(desk, record, file(tmp_path))
    out = tmp_path / "全部.csv"
    finish(exporting.export(desk, View("incubator"), out, True))
    text = out.read_text(encoding="utf-8-sig")
    assert "批复.pdf" in text and "|" not in text
    out.write_text(text.replace("批复.pdf", "别的.pdf"), encoding="utf-8-sig")
    plan = importing.plan(desk, "incubator", out)
    finish(importing.apply(desk, plan))
    assert len(recording.history(desk, record)) == 2
    assert names(desk, record) == ["批复.pdf"]


def test_typed_text_is_no_document(desk: Desk, record: int) -> None:
    draft = recording.read(desk, "incubator", {"attachments": "批复.pdf"}, record)
    assert draft.refused and "添加文件" in draft.problems[0].message


def test_a_process_killed_while_attaching_leaves_all_or_nothing(desk: Desk, record: int, tmp_path: Path) -> None:
    path = file(tmp_path, "大.bin", b"z" * 3_000_000)
    desk.close()
    script = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from bureau_desk.app import attaching, writing
        from bureau_desk.app.jobs import finish
        from tests.app.test_attaching import opened
        from bureau_desk.store import journal
        desk = opened(Path({str(desk.path)!r}))
        real = attaching.put_entries
        def dies(*arguments):
            yield from real(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)
        attaching.put_entries = dies
        finish(attaching.add(desk, {record}, [Path({str(path)!r})]))
        """
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, timeout=60)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    again = opened(desk.path)
    try:
        assert names(again, record) == [] and maintenance.check(again) == []
        add(again, record, path)
        assert names(again, record) == ["大.bin"]
    finally:
        again.close()


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\台账\\批复.pdf", "批复.pdf"),
        ("a|b<c>:d?.doc", "a_b_c__d_.doc"),
        ("...", "附件"),
        ("CON.txt", "_CON.txt"),
        ("批\u202e复\x00.pdf", "批复.pdf"),
        ("名" * 300 + ".pdf", None),
        ("末尾. .", "末尾"),
    ],
)
def test_file_names_do_no_harm(typed: str, safe: str | None) -> None:
    made = safe_name(typed)
    assert made == safe if safe is not None else (made.endswith(".pdf") and len(made.encode()) <= 230)


@given(st.text(max_size=300))
def test_every_name_becomes_one_that_every_system_takes(text: str) -> None:
    made = safe_name(text)
    assert made and safe_name(made) == made
    assert not set(made) & set('/\\<>:"|?*\n\r\0') and not made.startswith(".") and made[-1] not in ". "
    assert len(made.encode("utf-8", "surrogatepass")) <= 230
    entry = Attached("a" * 64, made)
    assert read_entry(entry.entry) == entry
    assert free_name(made, (made,)) != made


def test_a_full_disk_while_attaching_is_told_and_leaves_the_desk_whole(desk: Desk, record: int, tmp_path: Path) -> None:
    finish(attaching.add(desk, record, [file(tmp_path)]))
    with desk.database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 8}")
    with pytest.raises(Trouble, match="磁盘已满"):
        finish(attaching.add(desk, record, [file(tmp_path, "扫描件.pdf", os.urandom(900_000))]))
    assert [one.attached.name for one in attaching.documents(desk, record)] == ["批复.pdf"]
    desk.close()
    again = opened(desk.path)
    assert maintenance.check(again) == []
    assert [one.words for one in attaching.documents(again, record)] == ["17 B"]
    with again.database.reading() as connection:
        assert len(connection.execute(select(attachment.c.sha256)).all()) == 1
    again.close()


def test_a_merge_unites_documents_the_same_contents_once_and_each_name_once(
    desk: Desk, record: int, tmp_path: Path
) -> None:
    draft = recording.read(desk, "incubator", {"carrier_name": "模拟孵化器二", "stat_unit": "武进区"})
    other = recording.save(desk, draft).records[0]
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
    same = file(tmp_path, "年报.pdf", b"same")
    finish(attaching.add(desk, record, [file(tmp_path / "甲"), same]))
    finish(attaching.add(desk, other, [file(tmp_path / "乙", content=b"another"), same]))
    made = merging.plan(desk, "incubator", record, other)
    proposed = next(one for one in made.fields if one.key == "attachments")
    assert proposed.proposed is merging.Side.BOTH and proposed.joinable
    merging.merge(desk, made)
    held = [one.attached for one in attaching.documents(desk, record)]
    assert [one.name for one in held] == ["批复.pdf", "年报.pdf", "批复 (2).pdf"]
    assert [attaching.read(desk, one) for one in held] == [b"%PDF-1.4 approved", b"same", b"another"]
    undoing.undo(desk)
    assert [len(attaching.documents(desk, one)) for one in (record, other)] == [2, 2]


def test_a_copied_record_leaves_its_documents_behind_and_says_so(desk: Desk, record: int, tmp_path: Path) -> None:
    assert yearly.copied(desk, "incubator", record).documents == 0
    finish(attaching.add(desk, record, [file(tmp_path)]))
    made = yearly.copied(desk, "incubator", record)
    assert made.documents == 1 and not made.texts.get("attachments")
