"""A Word file that was edited by hand, held against what was published and against the registers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Misuse
from bureau_desk.store import issues

if TYPE_CHECKING:
    from bureau_desk.bulletin.docx_readback import Held, Listed, WordNumbers
    from bureau_desk.domain.galley import Galley, Number


@dataclass(frozen=True, slots=True)
class Altered:
    """A number that the document does not hold as it was published; `now` is '' where it is gone or cannot be found.

    `unit` is what stands apart from the number in print but belongs to it: the 家 of a big number.
    """

    name: str
    form: str
    was: str
    now: str
    sentence: str
    article: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Differing:
    """A number that the registers give otherwise now; `why` tells the rows that came or went."""

    name: str
    form: str
    was: str
    now: str
    as_of: str
    why: str
    sentence: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Recheck:
    """What became of the numbers of a document.

    `changed` by hand; `removed`; `unsure`: neither found nor surely gone; `differing` from the registers;
    `unasked` could not be asked again; `typed`: figures in the text that are not bound, with their sentence (those
    that were not printed so, where the published issue is known); `unchanged` counts the others; `issue` is what the
    document was published as.
    """

    changed: tuple[Altered, ...]
    removed: tuple[Altered, ...]
    unsure: tuple[Altered, ...]
    differing: tuple[Differing, ...]
    unasked: tuple[str, ...]
    typed: tuple[tuple[str, str], ...]
    unchanged: int
    total: int
    issue: str = ""

    @property
    def agrees(self) -> bool:
        """Whether every number is as published and as the registers have it."""
        return not (self.changed or self.removed or self.unsure or self.differing)


def recheck(desk: Desk, path: Path) -> Recheck:
    """Hold a document against its own list of numbers and against the registers.

    Misuse when it is no Word document, or holds no numbers of this program.
    """
    from bureau_desk.bulletin.docx_readback import read_numbers

    numbers = read_numbers(path)
    published = _published(desk, numbers)
    if not numbers.listed:
        numbers = _listed_by(published, numbers, path)
    changed, removed, unsure, unchanged = _by_hand(numbers)
    differing, unasked = _against_registers(desk, numbers, published)
    return Recheck(
        tuple(changed),
        tuple(removed),
        tuple(unsure),
        tuple(differing),
        tuple(unasked),
        tuple(_typed(numbers, published)),
        unchanged,
        sum(1 for one in numbers.listed.values() if one.place != "chart"),
        _named(numbers, published),
    )


def _named(numbers: WordNumbers, published: Galley | None) -> str:
    head = published.masthead if published is not None else None
    title, year, count = (head.title, head.year, head.number) if head else (numbers.title, *numbers.issue)
    return f"{title} {year} 年第 {count} 期" if title else ""


def _published(desk: Desk, numbers: WordNumbers) -> Galley | None:
    """The archived issue that the document was published from; None when this desk has none that fits."""
    from bureau_desk.bulletin.galley_json import from_json

    named = (numbers.title, *numbers.issue) if numbers.listed else None
    with desk.database.reading() as connection:
        kept = issues.kept(connection, *named) if named else issues.kept(connection)
        for one in kept:
            galley = from_json(issues.galley(connection, one.id))
            if _fits(galley, numbers):
                return galley
    return None


def _fits(galley: Galley, numbers: WordNumbers) -> bool:
    from bureau_desk.bulletin.docx_controls import alias_of, key_of

    printed = {key_of(one.index): one for one in galley.numbers}
    if numbers.listed:
        texts = [one for one in numbers.listed.values() if one.place == "text"]
        return len(texts) == len(printed) and all(
            one.key in printed and (printed[one.key].name, printed[one.key].text) == (one.name, one.text)
            for one in texts
        )
    held = [one for one in numbers.held if one.key in printed]
    return bool(held) and all(alias_of(printed[one.key]) == one.alias for one in held)


def _listed_by(published: Galley | None, numbers: WordNumbers, path: Path) -> WordNumbers:
    """The document with the list of the archived issue, where its own was lost."""
    from bureau_desk.bulletin.docx_controls import listing_of
    from bureau_desk.bulletin.docx_readback import Listed

    if published is None:
        told = "里没有本程序的数字清单，本台账的存档里也没有与它相符的一期"
        raise Misuse(f"“{path.name}”{told}，无法核对。", "请选择由本程序发布的 Word 文件。")
    listed = {}
    for told_of in listing_of(published):
        rows = int(told_of.pop("rows"))
        told_of.pop("question")
        listed[told_of["key"]] = Listed(place=told_of.pop("in"), rows=rows, **told_of)
    places = [(one.key, one.text) for one in listed.values() if one.place == "text"]
    return replace(numbers, listed=listed, places=places, questions=published.asked, day=published.masthead.date)


def _by_hand(numbers: WordNumbers) -> tuple[list[Altered], list[Altered], list[Altered], int]:
    printed: dict[str, list[str]] = defaultdict(list)
    for key, text in numbers.places:
        printed[key].append(text)
    held: dict[str, list[str]] = defaultdict(list)
    for one in _joined(numbers.held, printed):
        held[one.key].append(one.text)
    changed: list[Altered] = []
    removed: list[Altered] = []
    unsure: list[Altered] = []
    unchanged = 0
    for key, texts in printed.items():
        listed = numbers.listed.get(key)
        if listed is None:
            continue
        others = [(place, now) for place, now in enumerate(held[key]) if _plain(now) not in map(_plain, texts)]
        changed += [_altered(listed, texts[min(place, len(texts) - 1)], now) for place, now in others]
        missing = len(texts) - len(held[key])
        found = _found_in_text(numbers, listed, texts) if missing > 0 else ""
        if missing > 0 and found is None:
            (unsure if not numbers.named else removed).append(_altered(listed, texts[-1], ""))
        elif missing > 0 and found:
            changed.append(_altered(listed, texts[-1], found))
        elif not others:
            unchanged += 1
    return changed, removed, unsure, unchanged


def _joined(held: Sequence[Held], printed: Mapping[str, Sequence[str]]) -> list[Held]:
    """Controls of one number that editing split are read as one, where together they hold what was printed."""
    made: list[Held] = []
    for one in held:
        last = made[-1] if made else None
        if (
            last is not None
            and (last.key, last.paragraph, last.start + len(last.text)) == (one.key, one.paragraph, one.start)
            and last.text not in printed.get(one.key, ())
        ):
            made[-1] = replace(last, text=last.text + one.text)
        else:
            made.append(one)
    return made


def _found_in_text(numbers: WordNumbers, listed: Listed, texts: Sequence[str]) -> str | None:
    """What stands between the words around a lost number: '' for what was printed, None when they are not found."""
    from bureau_desk.bulletin.docx_readback import searched

    if listed.place != "text":
        return None
    found = list(searched(numbers, listed))
    if any(_plain(one) in map(_plain, texts) for one in found):
        return ""
    return found[0] if found and found[0].strip() else None


def _plain(text: str) -> str:
    return "".join(text.split())


def _altered(listed: Listed, was: str, now: str) -> Altered:
    unit = listed.text.removeprefix(was) if listed.text.startswith(was) else ""
    return Altered(listed.name, listed.form, was, now, listed.sentence, listed.article, unit)


def _against_registers(desk: Desk, numbers: WordNumbers, published: Galley | None) -> tuple[list[Differing], list[str]]:
    from bureau_desk.bulletin.audit_rows import Evidence
    from bureau_desk.bulletin.docx_controls import key_of
    from bureau_desk.bulletin.number_changes import change_of, reason
    from bureau_desk.bulletin.renumber import numbers_now
    from bureau_desk.exchange.figures_file import figures_of

    listed = list(numbers.listed.values())
    if not numbers.questions or numbers.day is None:
        return [], [f"{one.name}（{one.text}）" for one in listed]
    questions, _ = figures_of(numbers.questions)
    data = snapshot(desk, numbers.day)
    now = numbers_now(listed, questions, data)
    evidence = Evidence(data)
    before: dict[str, Number] = {}
    if published is not None:
        before = {key_of(one.index): one for one in published.numbers}
        before |= {key_of(place, True): one.number for place, one in enumerate(published.points)}
    differing = []
    for one in listed:
        number = now.get(one.key)
        if number is None or number.value == one.value:
            continue
        if one.key in before:
            why = reason(change_of(one.key, before[one.key], number), evidence)
        else:
            why = f"依据的行由{one.rows}条变为{len(number.rows)}条（本台账没有这一期的存档，不能逐行说明）"
        differing.append(
            Differing(one.name, one.form, one.text, number.text, one.as_of, why, one.sentence, one.article)
        )
    return differing, [f"{one.name}（{one.text}）" for one in listed if one.key not in now]


def _typed(numbers: WordNumbers, published: Galley | None) -> list[tuple[str, str]]:
    from bureau_desk.bulletin.unbound import unbound_figures, unbound_in

    known: Counter[tuple[str, str]] = Counter()
    if published is not None:
        known = Counter((one.text, one.before) for one in unbound_in(published))
    bound: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in numbers.held:
        bound[one.paragraph].append((one.start, one.start + len(one.text)))
    found = []
    for place, text in enumerate(numbers.paragraphs):
        for figure in unbound_figures(text, bound[place]):
            if known[figure.text, figure.before] > 0:
                known[figure.text, figure.before] -= 1
            else:
                found.append((figure.text, figure.sentence))
    return found
