"""Documents on the command line: a check of the desk tells what has become of their contents."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bureau_desk.app import attaching
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, write
from bureau_desk.cli.dispatch import run
from bureau_desk.cli.parser import build
from bureau_desk.store.tables import attachment


def test_verify_names_the_record_whose_document_is_missing_or_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk.create(tmp_path / "台账.desk", "测试", clock=lambda: datetime(2026, 3, 1))
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [{"carrier_name": "模拟孵化器"}])
    record = write(desk, entries, "载入").records[0]
    for name in ("批复.pdf", "证书.jpg"):
        attaching.add_contents(desk, record, name, name.encode())
    verify = build().parse_args(["--desk", str(desk.path), "verify", "--json"])
    desk.close()
    assert run(verify) == 0 and json.loads(capsys.readouterr().out)["sound"]
    again = Desk.open(desk.path, "测试", lambda: datetime(2026, 3, 1))
    first, second = (one.attached.sha256 for one in attaching.documents(again, record))
    with again.database.writing() as connection:
        connection.execute(attachment.delete().where(attachment.c.sha256 == first))
        connection.execute(attachment.update().where(attachment.c.sha256 == second).values(content=b"other"))
    again.close()
    assert run(verify) == 1
    told = json.dumps(json.loads(capsys.readouterr().out)["problems"], ensure_ascii=False)
    assert "“批复.pdf”的内容不见了" in told and "“证书.jpg”的内容已损坏" in told and f"#{record}" in told
    assert run(build().parse_args(["--desk", str(desk.path), "verify"])) == 1
    assert "批复.pdf" in "".join(capsys.readouterr())
