"""A page that nobody sees is not read while others write; the next visit reads it once."""

from __future__ import annotations

import pytest

from bureau_desk.ui.seen_page import SeenPage

PLACES = ("register:incubator", "problems", "steps", "trash", "duplicates", "schema", "organisation")


@pytest.mark.parametrize("place", PLACES)
def test_a_hidden_page_is_read_once_when_it_is_seen_and_a_seen_one_at_once(window, page, qtbot, monkeypatch, place):
    if place == "organisation":
        place = f"organisation:{page.table.model.record_at(0)}"
    seen = window.show_place(place)
    assert isinstance(seen, SeenPage)
    qtbot.waitUntil(lambda: seen.queries is None or not seen.queries.waiting)
    read = type(seen)._read
    count = []

    def counted(self) -> None:
        if self is seen:
            count.append(1)
        read(self)

    monkeypatch.setattr(type(seen), "_read", counted)
    seen.refresh()
    assert len(count) == 1, "what is seen is read at once"

    window.show_place("settings")
    record = page.table.model.record_at(1)
    draft = window.session.read("incubator", {"address": "常州市模拟路甲一号"}, record)
    window.session.save(draft)
    seen.refresh()
    assert len(count) == 1, "nobody waits for what nobody sees"

    window.show_place(place)
    assert len(count) == 2
    window.show_place("settings")
    window.show_place(place)
    assert len(count) == 2, "nothing has changed since it was read"
