"""How each article is set so that it fills the pages planned for it: the look as designed where that does, else the
nearest look that does.

Looks are tried from the best to the least: lower pictures, a lower opening, pictures side by side where an article is too
long; a picture across both columns, taller pictures where its last page would stay half empty.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import product
from pathlib import Path

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_arrange import PAGE_COST, Arrangement, arrange, fewest_pages
from bureau_desk.bulletin.docx_blocks import pieces
from bureau_desk.bulletin.docx_density import densities
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_opening import COMPACT, FULL, LOWER, Opening, opening
from bureau_desk.bulletin.docx_photos import photo_of
from bureau_desk.bulletin.docx_pictures import PLAIN_SETTING, Setting
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.charts.drawn import drawn, was_drawn
from bureau_desk.domain.galley import GalleyArticle, GalleyColumn

_OVER, _UNDER = 150.0, 70.0
"""What a page beyond the plan, or one short of it, weighs."""
_OPENINGS = {FULL: 0.0, LOWER: 2.5, COMPACT: 7.0}
_ROWS = {1: 0.0, 2: 2.0, 3: 3.0}
_LINES = 1.1  # what each line weighs by which pictures are lower or taller than designed
_SPARE = 3 * measure.PITCH
"""What the first page of an article that took more lines than were reckoned is taken to have less."""
_TRIALS = 80
_WORTH = 1.0  # what another look must spare to be worth looking for
Found = tuple[Setting, tuple[int, ...]]
"""The setting of an article and the order of its pieces."""
_KEPT: dict[str, Found] = {}
"""What was found before: an issue is reckoned first and then written, often more than once."""
_MOST_KEPT = 2000


def fitted(
    press: Press, column: GalleyColumn, number: int, first: bool, article: GalleyArticle, marks: Marks
) -> tuple[Opening, Arrangement]:
    """An article's opening and its pieces in the setting that fits its plan best."""
    key = _key(press, column, first, article)
    known = _KEPT.get(key)
    if known is None:
        rough = press if press.rough else Press.reckoning(press)
        known = _remembered(key, lambda: _Fitting(rough, column, number, first, article, marks).found())
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = known
    setting, order = known
    head = opening(press, column, number, first, article, marks, setting.opener)
    return head, arrange(pieces(press, article, head.blocks, setting), room_under(head), order)


def is_known(press: Press, column: GalleyColumn, first: bool, article: GalleyArticle) -> bool:
    """Whether the setting of an article was found before, in whatever run of the program."""
    key = _key(press, column, first, article)
    return key in _KEPT or was_drawn(("setting", _programs(), key), (), "json")


def _key(press: Press, column: GalleyColumn, first: bool, article: GalleyArticle) -> str:
    closer = " closer" if article.id in press.closer else ""
    photos = [photo_of(block.path) for block in article.blocks if block.kind == "picture"]
    shapes = [photo and (photo.width, photo.height) for photo in photos]
    return f"{first} {shapes} {densities(press)} {column.name} {article!r}{closer}"


def _remembered(key: str, find: Callable[[], Found]) -> Found:
    """What was found when the article was set before, in whatever run of the program."""
    fresh: list[Found] = []

    def written() -> bytes:
        fresh.append(find())
        setting, order = fresh[0]
        return json.dumps({"setting": asdict(setting), "order": list(order)}).encode()

    kept = drawn(("setting", _programs(), key), (), written, "json")
    if fresh:
        return fresh[0]
    told = json.loads(kept)
    return Setting(**told["setting"]), tuple(told["order"])


@lru_cache(maxsize=1)
def _programs() -> str:
    """A digest of the modules that set pages."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("docx_*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def room_under(head: Opening) -> float:
    """The points that an opening leaves on its last page."""
    return measure.PAGE - head.height % measure.PAGE


@lru_cache(maxsize=16)
def _settings(pictures: int, charts: bool, density: int) -> Sequence[tuple[float, Setting]]:
    """Every setting with the weight of its look, the best first."""
    rows = [count for count in _ROWS if count <= max(1, pictures)]
    lines = range(-4, 5) if pictures else range(5) if charts else (0,)
    made = [
        (
            _OPENINGS[level] + _LINES * abs(tight) + _ROWS[row] + (1.5 if wide else 0),
            Setting(level, tight, row, wide, density),
        )
        for level, tight, row, wide in product(_OPENINGS, lines, rows, (False, True) if pictures else (False,))
    ]
    return sorted(made, key=lambda one: (one[0], one[1].opener, one[1].row, one[1].tight))


class _Fitting:
    """The settings of one article that were tried; everything is reckoned, nothing drawn."""

    def __init__(
        self, rough: Press, column: GalleyColumn, number: int, first: bool, article: GalleyArticle, marks: Marks
    ) -> None:
        self._rough, self._article = rough, article
        self._heads = {level: opening(rough, column, number, first, article, marks, level) for level in _OPENINGS}
        self._texts: dict[tuple[int, int], dict[int, list[Piece]]] = {}
        self._spare = _SPARE if article.id in rough.closer else 0.0

    def found(self) -> Found:
        """The best setting with the order of the pieces in it."""
        setting = self.best()
        laid = arrange(self._pieces(setting), self._room(self._heads[setting.opener]))
        return setting, tuple(laid.order)

    def _room(self, head: Opening) -> float:
        return room_under(head) - self._spare

    def best(self) -> Setting:
        """The setting with the least weight of look and pages together; the text is set closer where nothing else
        brings the article onto its pages."""
        plan, faces = self._article.pages, range(densities(self._rough))
        if plan > 0:
            # Where the words alone are too many for the plan, trying how they could be laid out is time lost.
            faces = range(next((one for one in faces if self._fewest(one) <= plan), 0), faces.stop)
        found, pages = self._best(faces.start)
        for density in faces[1:] if 0 < plan < pages else ():
            closer, taken = self._best(density)
            if taken < pages:
                found, pages = closer, taken
            if pages <= plan:
                break
        return found

    def _fewest(self, density: int) -> int:
        """The pages that the article fills at least with everything else as small as may be."""
        kinds = [block.kind for block in self._heads[COMPACT].blocks]
        found = 999
        for _, setting in _settings(kinds.count("picture"), "chart" in kinds, density):
            if setting.opener == COMPACT and setting.tight == 4 * ("picture" in kinds or "chart" in kinds):
                head = self._heads[setting.opener]
                more = int(head.height // measure.PAGE)
                found = min(found, fewest_pages(self._pieces(setting), self._room(head)) + more)
        return found

    def _best(self, density: int) -> tuple[Setting, int]:
        """The best setting with the text set so close, and the pages that it takes."""
        kinds = [block.kind for block in self._heads[COMPACT].blocks]
        found, least, left, pages = PLAIN_SETTING, float("inf"), _TRIALS, 0
        for look, setting in _settings(kinds.count("picture"), "chart" in kinds, density):
            if look >= least - _WORTH or left <= 0:
                break
            made, head = self._pieces(setting), self._heads[setting.opener]
            more = int(head.height // measure.PAGE)
            if look + self._pages_weigh(fewest_pages(made, self._room(head)) + more, least=True) >= least:
                continue
            left -= 1
            laid = arrange(made, self._room(head))
            total = look + laid.cost - PAGE_COST * (laid.pages - 1) + self._pages_weigh(laid.pages + more)
            if total < least - 0.01:
                found, least, pages = setting, total, laid.pages + more
        return found, pages

    def _pieces(self, setting: Setting) -> list[Piece]:
        texts = self._texts.setdefault((setting.opener, setting.density), {})
        return pieces(self._rough, self._article, self._heads[setting.opener].blocks, setting, texts)

    def _pages_weigh(self, pages: int, least: bool = False) -> float:
        """What so many pages weigh; as the `least` that there may be, too few are no fault yet."""
        plan = self._article.pages
        if plan <= 0:
            return PAGE_COST * (pages - 1)
        return _OVER * max(0, pages - plan) + (0 if least else _UNDER * max(0, plan - pages))
