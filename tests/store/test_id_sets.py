"""Sets of ids answer alike whether they are few or many."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from bureau_desk.store import id_sets

NUMBERS = st.sets(st.integers(1, 300), max_size=60)
ENGINE = create_engine("sqlite://")


@given(NUMBERS, NUMBERS, NUMBERS)
def test_sets_of_few_and_of_many_ids_are_put_together_alike(one, other, third):
    found = []
    for few in (0, 10**6):
        before, id_sets.FEW = id_sets.FEW, few
        try:
            with ENGINE.connect() as connection:
                queries = [
                    f"SELECT value AS id FROM json_each('{json.dumps(list(some))}')" for some in (one, other, third)
                ]
                a, b, c = id_sets.read(connection, queries)
        finally:
            id_sets.FEW = before
        assert list(id_sets.ordered(a)) == sorted(one)
        found.append(
            [list(id_sets.ordered(each)) for each in (id_sets.without(a, b) | c, a & b, id_sets.without(c, a))]
        )
    assert found[0] == found[1] == [sorted(one - other | third), sorted(one & other), sorted(third - one)]
