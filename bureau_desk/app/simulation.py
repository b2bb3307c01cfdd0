"""Rows that are plainly simulated, made so that counting them gives the published figures.

The same rows each time: one seed, no clock. Every row carries `simulated`, says 模拟 in its name, and points only at
rows of earlier batches.
"""

from __future__ import annotations

from random import Random

from bureau_desk.app.seeding_rows import SeedBatch, SeedRow
from bureau_desk.app.simulation_bodies import centre_batch, institute_batch, instrument_batch, service_batch
from bureau_desk.app.simulation_evaluations import evaluation_batch, returns_batch
from bureau_desk.app.simulation_firms import firm_batch, firm_events, make_firms
from bureau_desk.app.simulation_incubators import incubator_batch, make_incubators
from bureau_desk.app.simulation_institutions import institution_batch
from bureau_desk.app.simulation_names import SEED
from bureau_desk.app.simulation_projects import contract_batch, talent_batch
from bureau_desk.app.simulation_spaces import make_spaces, space_batch
from bureau_desk.app.simulation_titles import growth_lists, high_tech, other_titles, technology_smes


def simulated_batches() -> list[SeedBatch]:
    """All simulated rows, entities before what refers to them, events last."""
    random = Random(SEED)
    firms = make_firms(random)
    titles = [*high_tech(firms, random), *technology_smes(firms, random), growth_lists(firms, random)]
    incubators, spaces = make_incubators(random), make_spaces(random)
    events: list[SeedRow] = firm_events(firms)
    for register, carriers in (("incubator", incubators), ("maker_space", spaces)):
        for carrier in carriers:
            events += carrier.ladder.rows(register, carrier.key)
    events.sort(key=lambda row: str(row["event_date"]))
    return [
        firm_batch(firms, random),
        incubator_batch(incubators, random),
        space_batch(spaces, random),
        institution_batch(firms, random),
        institute_batch(random),
        centre_batch(firms, random),
        service_batch(random),
        instrument_batch(random),
        *titles,
        other_titles(firms),
        evaluation_batch(incubators, random),
        returns_batch(incubators, random),
        talent_batch(firms, random),
        contract_batch(firms, random),
        SeedBatch("event", events, [""] * len(events)),
    ]
