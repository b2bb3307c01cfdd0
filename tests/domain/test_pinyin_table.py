"""The dictionary of readings: the characters of pypinyin, without its phrases."""

from __future__ import annotations

import subprocess
import sys

from bureau_desk.domain.pinyin_table import marked


def test_every_character_reads_as_in_the_dictionary_itself() -> None:
    from pypinyin.pinyin_dict import pinyin_dict

    assert len(pinyin_dict) > 40_000
    assert all(marked(chr(code)) == text for code, text in pinyin_dict.items())
    assert [marked(one) for one in ("A", "。", "\U0010fffd")] == ["", "", ""]


def test_reading_a_name_does_not_load_the_phrases() -> None:
    code = (
        "import sys; from bureau_desk.domain.pinyin import pinyin_keys; "
        "print(pinyin_keys('溧阳市龑氏')[0], [m for m in sys.modules if m.startswith('pypinyin')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1) == ["liyangshiyanshi", "[]\n"]


def test_the_dictionary_is_imported_where_it_has_no_file(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from bureau_desk.domain import pinyin_table

    monkeypatch.setattr(pinyin_table, "_FILE", "none.json")
    assert pinyin_table._read()[ord("常")] == marked("常")
