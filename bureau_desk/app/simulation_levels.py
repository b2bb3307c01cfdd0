"""How simulated carriers came by their levels: recognitions, changes and revocations as dated events."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from bureau_desk.app.seeding_rows import SeedRef, SeedRow
from bureau_desk.app.simulation_names import MARK, day


@dataclass(slots=True)
class Step:
    """One event of a carrier: day, kind, level before and after."""

    on: str
    kind: str
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Ladder:
    """The steps of one carrier and the level it stands on after all of them."""

    steps: list[Step] = field(default_factory=list)
    level: str = ""

    def rise(self, on: str, level: str) -> None:
        """A title of a higher level was granted; lower ones stay."""
        self.steps.append(Step(on, "认定", after=level))
        self.level = level

    def lose(self, on: str, level: str, left: str) -> None:
        """A title was taken away and `left` is what remains."""
        self.steps.append(Step(on, "撤销", before=level))
        self.level = left

    def change(self, on: str, before: str, after: str) -> None:
        """One title became another."""
        self.steps.append(Step(on, "级别变更", before, after))
        self.level = after

    def rows(self, register: str, key: str) -> list[SeedRow]:
        """The steps as rows of the `event` register."""
        subject = SeedRef(register, key)
        return [
            {
                **MARK, "subject": subject, "event_kind": step.kind, "event_date": step.on, "entered_at": step.on,
                **({"before": step.before} if step.before else {}), **({"after": step.after} if step.after else {}),
                "doc_no": f"模拟〔{step.on[:4]}〕{1 + place + len(key)}号",
            }
            for place, step in enumerate(self.steps)
        ]  # fmt: skip


def climb(random: Random, titles: tuple[str, ...], first: int, last: int) -> Ladder:
    """A carrier that rose title by title, the top one not before `first` and not after `last` (years)."""
    ladder = Ladder()
    top = random.randint(first, last)
    years = [
        top - 2 * (len(titles) - 1 - place) - random.randrange(2) * (place < len(titles) - 1)
        for place in range(len(titles))
    ]
    for year, title in zip(years, titles, strict=True):
        ladder.rise(day(year, 1 + random.randrange(12), 1 + random.randrange(28)), title)
    return ladder
