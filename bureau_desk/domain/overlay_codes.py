"""Steps on code lists: codes are added, renamed, dated and put in order; one that was ever used is never taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bureau_desk.domain.overlay import OWN, CodeListChange, Laid, Overlay, write_code
from bureau_desk.domain.overlay_fields import Step
from bureau_desk.domain.pinyin import readings
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Code, CodeList
from bureau_desk.domain.resting import OWN_PREFIX

_LONGEST_LABEL = 60


def add_list(laid: Laid, title: str, labels: Sequence[str], ordered: bool) -> tuple[Step, str]:
    """Make a code list of these labels in order; gives the step and the list's key. Misuse when names are taken."""
    title = _checked_label(title)
    if any(one.title == title for one in laid.schema.codelists.values()):
        raise Misuse(f"已有代码表“{title}”。", "请换一个名称。")
    spelled = "".join((readings(letter) or ("",))[0] for letter in title.lower())
    plain = "".join(letter for letter in spelled if letter.isascii() and letter.isalnum())[:32] or "list"
    key, number = f"{OWN_PREFIX}{plain}", 2
    while key in laid.schema.codelists:
        key, number = f"{OWN_PREFIX}{plain}_{number}", number + 1
    wanted = list(dict.fromkeys(_checked_label(label) for label in labels if label.strip()))
    codes = {label: [write_code(Code(label, label, place))] for place, label in enumerate(wanted, start=1)}
    change = CodeListChange(title, True, ordered, codes, tuple(wanted))
    return Step(laid.overlay.with_codelist(key, change), f"代码表：新建“{title}”，{len(wanted)} 个选项"), key


def rename_list(laid: Laid, key: str, title: str) -> Step:
    """Give a code list another title."""
    title, listed = _checked_label(title), laid.schema.codelists[key]
    if any(one.title == title for one in laid.schema.codelists.values() if one.key != key):
        raise Misuse(f"已有代码表“{title}”。", "请换一个名称。")
    made = laid.overlay.with_codelist(key, replace(laid.overlay.codelist(key), title=title))
    return Step(made, f"代码表：“{listed.title}”改名为“{title}”")


def add_code(laid: Laid, key: str, code: Code) -> Step:
    """Add a code at the end of its list, in an ordered list as the lowest; an empty code becomes its label."""
    listed = laid.schema.codelists[key]
    label = _checked_label(code.label)
    name = code.code.strip() or label
    if listed.get(name) is not None:
        raise Misuse(f"“{listed.title}”已有代码“{name}”。", "停用的代码可以恢复；另一事项请换一个名称。")
    _refuse_label(listed, name, label)
    rank = code.rank or max((one.rank for one in listed.codes), default=0) + 1
    made = replace(code, code=name, label=label, rank=rank)
    _check_dates(made)
    return Step(_with_entries(laid.overlay, key, name, [made], own=True), f"代码表：“{listed.title}”新增选项“{label}”")


def change_code(laid: Laid, key: str, code: Code, label_from: date | None = None) -> Step:
    """Change an entry. A former label stays as an alias; with `label_from` it goes on holding for the days before.

    `code` is the entry as it shall be; what is shown of past days follows the dates.
    """
    listed = laid.schema.codelists[key]
    entries = [one for one in listed.codes if one.code == code.code]
    if not entries:
        raise Misuse(f"“{listed.title}”没有代码“{code.code}”。")
    held = entries[0]
    made = replace(code, label=_checked_label(code.label))
    if made == held:
        return Step(laid.overlay, "没有改动")
    _check_dates(made)
    if made.label != held.label:
        _refuse_label(listed, made.code, made.label)
        made = replace(made, aliases=tuple(dict.fromkeys((*made.aliases, held.label))))
        if label_from is not None:
            return _renamed_from(laid, listed, entries, made, label_from)
    return Step(_with_entries(laid.overlay, key, made.code, [made, *entries[1:]]), _words(listed, held, made))


def _renamed_from(laid: Laid, listed: CodeList, entries: list[Code], made: Code, day: date) -> Step:
    held = entries[0]
    if held.valid_from is not None and day <= held.valid_from:
        raise Misuse(f"“{held.label}”自 {held.valid_from} 起有效，改名的日期须在此之后。")
    former = replace(held, valid_to=day - timedelta(days=1))
    new = replace(made, valid_from=day)
    _check_dates(new)
    step = _with_entries(laid.overlay, listed.key, made.code, [new, former, *entries[1:]])
    return Step(step, f"代码表：“{listed.title}”的“{held.label}”自 {day} 起改称“{made.label}”")


def remove_code(laid: Laid, key: str, code: str) -> Step:
    """Take away a code of staff's own; whoever calls makes sure that it was never used. Misuse for a shipped one."""
    listed, change = laid.schema.codelists[key], laid.overlay.codelist(key)
    entry = listed.get(code)
    if entry is None or not is_own_code(laid.overlay, key, code):
        raise Misuse(f"“{entry.label if entry else code}”是程序自带的选项，不能删除。", "可以设停用日期。")
    codes = {name: entries for name, entries in change.codes.items() if name != code}
    made = laid.overlay.with_codelist(key, replace(change, codes=codes))
    return Step(made, f"代码表：“{listed.title}”删除选项“{entry.label}”")


def is_own_code(overlay: Overlay, key: str, code: str) -> bool:
    """Whether staff added a code: it is marked so, or its list is their own."""
    change = overlay.codelist(key)
    entries = change.codes.get(code, ())
    return bool(entries) and (change.own or any(one.get(OWN) for one in entries))


def order_codes(laid: Laid, key: str, codes: Sequence[str]) -> Step:
    """Put codes in this order; in an ordered list the ranks go with the places."""
    listed = laid.schema.codelists[key]
    change = laid.overlay.codelist(key)
    made = laid.overlay.with_codelist(key, replace(change, order=tuple(codes)))
    if listed.ordered:
        ranks = sorted(one.rank for one in {one.code: one for one in reversed(listed.codes)}.values())
        for rank, name in zip(ranks, dict.fromkeys(codes), strict=True):
            entries = [one for one in listed.codes if one.code == name]
            if entries and entries[0].rank != rank:
                made = _with_entries(made, key, name, [replace(one, rank=rank) for one in entries])
    return Step(made, f"代码表：调整“{listed.title}”的次序")


def _with_entries(overlay: Overlay, key: str, name: str, entries: Sequence[Code], own: bool = False) -> Overlay:
    change = overlay.codelist(key)
    mark = {OWN: True} if own or any(one.get(OWN) for one in change.codes.get(name, ())) else {}
    written: list[dict[str, Any]] = [{**write_code(one), **mark} for one in entries]
    return overlay.with_codelist(key, replace(change, codes={**change.codes, name: written}))


def _checked_label(text: str) -> str:
    label = " ".join(text.split())
    if not label:
        raise Misuse("名称还没有填。", "请填写名称。")
    if len(label) > _LONGEST_LABEL:
        raise Misuse(f"名称有 {len(label)} 字，太长了。", f"请缩到 {_LONGEST_LABEL} 字以内。")
    return label


def _refuse_label(listed: CodeList, code: str, label: str) -> None:
    twin = next((one for one in listed.codes if one.code != code and label in (one.label, one.code)), None)
    if twin is not None:
        raise Misuse(f"“{listed.title}”已有选项“{twin.label}”。", "请换一个名称。")


def _check_dates(code: Code) -> None:
    if code.valid_from and code.valid_to and code.valid_from > code.valid_to:
        raise Misuse(f"“{code.label}”的启用日期（{code.valid_from}）晚于停用日期（{code.valid_to}）。")


def _words(listed: CodeList, held: Code, made: Code) -> str:
    if made.label != held.label:
        return f"代码表：“{listed.title}”的“{held.label}”改称“{made.label}”"
    if made.valid_to != held.valid_to:
        if made.valid_to is None:
            return f"代码表：“{listed.title}”恢复选项“{held.label}”"
        return f"代码表：“{listed.title}”的“{held.label}”有效至 {made.valid_to}"
    return f"代码表：修改“{listed.title}”的“{held.label}”"
