"""A title renewed is another certificate, tied to the one it renews: its texts grow from those of the old one."""

from __future__ import annotations

from datetime import date, timedelta

from bureau_desk.app import browsing
from bureau_desk.app.desk import Desk
from bureau_desk.app.event_asked import Asked
from bureau_desk.app.recording import texts as texts_of
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value, last_day

_NOT_KEPT = ("end_event", "end_date", "end_doc_no", "doc_no", "batch", "score", "remark", "source_doc_no", "as_of_date")
"""Fields that tell of the old certificate alone."""
LONG_GAP = 183
"""Days between the end of the old and the start of the new after which it is hardly a renewal."""


def certificate_texts(
    desk: Desk, register: Register, row: Row, asked: Asked, record: int
) -> tuple[dict[str, str], list[Problem], tuple[str, str]]:
    """(texts of the new row, problems, (old validity, new validity)) of a certificate that is renewed.

    The new one begins on the effective day and is valid as long as the old one was (三年减一天 stays 三年减一天),
    unless staff typed other days; number and document are those typed.
    """
    counting = register.counting
    start_key, end_key = counting.start[0], counting.end[0]
    texts = {key: text for key, text in texts_of(desk, register.key, record).items() if key not in _NOT_KEPT and text}
    start = asked.text(record, start_key) or asked.effective_date.strip() or asked.event_date.strip()
    end = asked.text(record, end_key) or _end(row.get(start_key), row.get(end_key), start)
    texts |= {
        start_key: start, end_key: end, counting.renewal_of: f"#{record}", "doc_no": asked.text(record, "doc_no"),
        register.code_field: asked.text(record, register.code_field),
    }  # fmt: skip
    if register.field("cert_date"):
        texts["cert_date"] = asked.event_date.strip()
    now = row.get("stat_unit_now")
    if now and register.field(counting.district):
        described = register.field("stat_unit_now")
        texts[counting.district] = browsing.display(desk, described, now) if described else texts[counting.district]
    known = {key: text for key, text in texts.items() if register.field(key)}
    spans = (_span(row.get(start_key), row.get(end_key)), f"{start} ～ {end}".strip(" ～"))
    return known, list(_problems(desk, register, row, record, start)), spans


def _span(start: Value, end: Value) -> str:
    return f"{start or ''} ～ {end or ''}".strip(" ～")


def _end(old_start: Value, old_end: Value, start: str) -> str:
    """The last day of a certificate that is valid as long as the old one: whole years less a day where it was so."""
    try:
        first, last, fresh = (last_day(str(one)) for one in (old_start, old_end, start))
    except ValueError:
        return ""
    years = round(((last - first).days + 1) / 365.25)
    if years and abs((_later(first, years) - timedelta(days=1) - last).days) <= 1:
        return (_later(fresh, years) - timedelta(days=1)).isoformat()
    return (fresh + (last - first)).isoformat()


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _problems(desk: Desk, register: Register, row: Row, record: int, start: str) -> list[Problem]:
    counting = register.counting
    name = str(row.get(register.name_field) or f"#{record}")
    with desk.database.reading() as connection:
        later = desk.tables.find(connection, register.key, {counting.renewal_of: record})
    if later:
        told = f"这张证书已经续过期（#{later[0]}），请从最近的一张续。"
        return [Problem("event", name, told, Severity.HARD, counting.renewal_of)]
    try:
        fresh, ended = last_day(start), last_day(str(row.get(counting.end[0])))
    except ValueError:
        return []
    found = []
    if fresh <= last_day(str(row.get(counting.start[0]) or start)):
        told = "新证的起始日不晚于旧证的起始日。"
        found.append(Problem("event", name, told, Severity.HARD, counting.start[0]))
    elif (fresh - ended).days > LONG_GAP:
        told = f"旧证 {ended.isoformat()} 到期，到新证起始已隔 {(fresh - ended).days} 天，通常算重新认定，请核对。"
        found.append(Problem("event", name, told, Severity.SOFT, counting.start[0]))
    return found
