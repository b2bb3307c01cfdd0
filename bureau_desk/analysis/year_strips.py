"""Evaluations of one organisation by year: a strip for each subject and scheme, in which missing years are seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bureau_desk.domain.record import Row


@dataclass(frozen=True, slots=True)
class YearMark:
    """One year of a strip: the grade, or why there is none; `record` is None where nothing is registered."""

    year: int
    grade: str = ""
    words: str = ""
    record: int | None = None

    @property
    def missing(self) -> bool:
        """Whether nothing at all is registered for the year."""
        return self.record is None


@dataclass(frozen=True, slots=True)
class YearStrip:
    """The years of one subject under one scheme, without holes; `said` names the missing ones in a sentence."""

    subject: int
    scheme: str
    years: tuple[YearMark, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """The years for which nothing is registered."""
        return tuple(one.year for one in self.years if one.missing)

    @property
    def said(self) -> str:
        """The missing years in words, '' when there are none."""
        return f"缺 {spans(self.missing)} 年" if self.missing else ""


def spans(years: Iterable[int]) -> str:
    """Years with neighbours drawn together: 2016—2018、2020."""
    parts: list[list[int]] = []
    for year in sorted(years):
        if parts and parts[-1][-1] == year - 1:
            parts[-1].append(year)
        else:
            parts.append([year])
    return "、".join(str(part[0]) if len(part) == 1 else f"{part[0]}—{part[-1]}" for part in parts)


def strips(rows: Iterable[Row], newest: Mapping[str, int], words: Callable[[Row], str]) -> tuple[YearStrip, ...]:
    """Strips from evaluation rows (subject_ref, scheme, eval_year, grade), subjects and schemes in order of first year.

    A strip begins with the first year registered and ends with the newest year that the scheme has for anybody
    (`newest`), so that the last years may be missing too. Of two rows of one year the later registered is shown.
    `words` tells why a row has no grade.
    """
    found: dict[tuple[int, str], dict[int, Row]] = {}
    for row in sorted(rows, key=lambda one: one.id):
        subject, scheme, year = row.get("subject_ref"), row.get("scheme"), row.get("eval_year")
        if isinstance(subject, int) and isinstance(year, int):
            found.setdefault((subject, str(scheme or "")), {})[year] = row
    made = [_strip(subject, scheme, years, newest, words) for (subject, scheme), years in found.items()]
    return tuple(sorted(made, key=lambda one: (one.years[0].year, one.subject, one.scheme)))


def _strip(
    subject: int, scheme: str, rows: Mapping[int, Row], newest: Mapping[str, int], words: Callable[[Row], str]
) -> YearStrip:
    last = max(max(rows), newest.get(scheme, 0))
    marks = []
    for year in range(min(rows), last + 1):
        row = rows.get(year)
        if row is None:
            marks.append(YearMark(year))
            continue
        grade = str(row.get("grade") or "")
        marks.append(YearMark(year, grade, "" if grade else words(row), row.id))
    return YearStrip(subject, scheme, tuple(marks))
