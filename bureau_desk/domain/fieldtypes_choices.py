"""Choices from code lists, several choices, yes and no, and references to other records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from bureau_desk.domain.fieldtypes_base import EMPTY, Context, Reading, clean_text, fault, half_width, refused
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Code, CodeList, Field
from bureau_desk.domain.values import Value

_STRONG = re.compile(r"[;；|｜\n]")
_WEAK = re.compile(r"[、,，]")
_YES = frozenset(("是", "有", "1", "TRUE", "YES", "Y", "√", "✓", "✔", "☑", "对", "1.0"))
_NO = frozenset(("否", "无", "0", "FALSE", "NO", "N", "×", "✗", "✘", "☐", "不是", "没有", "0.0", "X"))
_LONGEST_CHOICES = 2000
_BY_ID = re.compile(r"#(\d{1,18})")

Index = tuple[dict[str, tuple[Code, ...]], ...]
_indexes: dict[int, tuple[CodeList, Index]] = {}
_valid_codes: dict[int, tuple[CodeList, date, frozenset[str]]] = {}


def find_code(codelist: CodeList, text: str, today: date) -> tuple[Code, ...]:
    """Entries that a text names, by code, label, alias, tier, then the same without regard to width, case and blanks.

    Where several match, those valid on the day go before.
    """
    for names in _index(codelist):
        found = names.get(text) or names.get(_folded(text))
        if found:
            valid = tuple(code for code in found if code.is_valid(today)) if len(found) > 1 else found
            return valid or found
    return ()


def _index(codelist: CodeList) -> Index:
    """Names to entries, made once per code list (50,000 rows ask for the same few words); kept for few lists only."""
    kept = _indexes.get(id(codelist))
    if kept is not None and kept[0] is codelist:
        return kept[1]
    kinds: tuple[list[tuple[str, Code]], ...] = (
        [(code.code, code) for code in codelist.codes],
        [(code.label, code) for code in codelist.codes],
        [(alias, code) for code in codelist.codes for alias in code.aliases],
        [(code.tier, code) for code in codelist.codes if code.tier],
    )
    index = tuple(_grouped(pairs) for pairs in kinds) + tuple(
        _grouped([(_folded(name), code) for name, code in pairs]) for pairs in kinds
    )
    if len(_indexes) > 200:
        _indexes.clear()
    _indexes[id(codelist)] = (codelist, index)
    return index


def _valid(codelist: CodeList, today: date) -> frozenset[str]:
    """The codes that are valid on the day."""
    kept = _valid_codes.get(id(codelist))
    if kept is not None and kept[0] is codelist and kept[1] == today:
        return kept[2]
    if len(_valid_codes) > 200:
        _valid_codes.clear()
    codes = frozenset(entry.code for entry in codelist.codes if entry.is_valid(today))
    _valid_codes[id(codelist)] = (codelist, today, codes)
    return codes


def _grouped(pairs: Iterable[tuple[str, Code]]) -> dict[str, tuple[Code, ...]]:
    groups: dict[str, dict[str, Code]] = {}
    for name, code in pairs:
        groups.setdefault(name, {}).setdefault(code.code, code)  # of a code that stands twice the first entry holds
    return {name: tuple(codes.values()) for name, codes in groups.items()}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _choice(field: Field, text: str, codelist: CodeList, today: date) -> Code | Reading:
    found = find_code(codelist, text, today)
    if len(found) == 1:
        return found[0]
    if found:
        labels = "、".join(code.label for code in found)
        return refused(field, "ambiguous", f"“{text}”可以指{labels}，请写明是哪一个。", text)
    labels_now = [code.label for code in codelist.codes if code.is_valid(today)]
    close = get_close_matches(text, labels_now, n=1, cutoff=0.5)
    several = f"{'、'.join(labels_now[:8])}{'等' if len(labels_now) > 8 else ''}"
    hint = f"是否为“{close[0]}”？" if close else f"可选：{several}。"
    return refused(field, "choice", f"“{text}”不在“{codelist.title}”的选项中。{hint}", text)


def codelist_of(field: Field, context: Context) -> CodeList | None:
    """The code list a field chooses from, None for free entries."""
    return context.schema.codelists.get(field.codelist) if field.codelist else None


def parse_choice(field: Field, text: str, context: Context) -> Reading:
    """One choice by code, label or alias; free text where the field has no code list."""
    typed = clean_text(text)
    codelist = codelist_of(field, context)
    if not typed or codelist is None:
        return Reading(typed or None)
    found = _choice(field, typed, codelist, context.today)
    return Reading(found.code) if isinstance(found, Code) else found


def parse_choices(field: Field, text: str, context: Context) -> Reading:
    """Several choices or free entries, each once, in the order written.

    ；;| and line ends part them; 、，, only where none of those stands, so that an entry may hold 、 itself.
    """
    typed = clean_text(text, lines=True)
    if not typed:
        return EMPTY
    codelist = codelist_of(field, context)
    if codelist is None:
        return Reading(tuple(dict.fromkeys(_parts(typed))) or None)
    if len(typed) > _LONGEST_CHOICES:
        # a whole page in the wrong column would be refused word by word
        return refused(field, "choice", f"“{typed}”不是“{codelist.title}”的选项。", typed)
    codes: dict[str, None] = {}
    problems: list[Problem] = []
    for part in [typed] if find_code(codelist, typed, context.today) else _parts(typed):
        whole = find_code(codelist, part, context.today)
        for word in [part] if whole else _split(_WEAK, part):
            found = _choice(field, word, codelist, context.today)
            if isinstance(found, Code):
                codes[found.code] = None
            else:
                problems += found.problems
    return Reading(None if problems else tuple(codes) or None, tuple(problems))


def _parts(text: str) -> list[str]:
    return _split(_STRONG if _STRONG.search(text) else _WEAK, text)


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in pattern.split(text) if part.strip()]


def check_choice(field: Field, value: Value, context: Context) -> tuple[Problem, ...]:
    """Warn of choices that are not valid today; refuse codes the list does not know."""
    codelist = codelist_of(field, context)
    if codelist is None or value is None or (isinstance(value, str) and value in _valid(codelist, context.today)):
        return ()
    problems = []
    for code in value if isinstance(value, tuple) else (str(value),):
        entry = codelist.entry_on(code, context.today)
        if entry is None:
            problems.append(fault(field, "choice", f"“{code}”不在“{codelist.title}”的选项中。", code))
        elif not entry.is_valid(context.today):
            message = f"“{entry.label}”现在不是有效选项{_validity(entry)}，请确认。"
            problems.append(fault(field, "expired", message, entry.label, Severity.SOFT))
    return tuple(problems)


def _validity(code: Code) -> str:
    first = f"自 {code.valid_from}" if code.valid_from else ""
    last = f"至 {code.valid_to}" if code.valid_to else ""
    return f"（有效期{first}{last}）"


def edit_choice(field: Field, code: str, context: Context) -> str:
    """The label of a code where the label leads back to it, else the code itself."""
    codelist = codelist_of(field, context)
    if codelist is None:
        return code
    label = codelist.label(code, context.today)
    found = find_code(codelist, clean_text(label), context.today)
    return label if len(found) == 1 and found[0].code == code else code


def edit_choices(field: Field, codes: tuple[str, ...], context: Context) -> str:
    """Several choices joined so that they are read back; a lone entry holding 、 ends with ；."""
    words = [edit_choice(field, code, context) for code in codes]
    joined = "；".join(words)
    return f"{joined}；" if len(words) == 1 and not field.codelist and _WEAK.search(joined) else joined


def parse_boolean(field: Field, text: str, _context: Context) -> Reading:
    """Yes or no in the usual ways: 是 否 有 无 1 0 true false √ ×."""
    typed = half_width(text).upper()
    if not typed:
        return EMPTY
    if typed in _YES:
        return Reading(True)
    if typed in _NO:
        return Reading(False)
    return refused(field, "boolean", f"“{text.strip()}”应填“是”或“否”。", text.strip())


def parse_reference(field: Field, text: str, context: Context) -> Reading:
    """The record that a name or code means; `#123`, alone or after its name, means the record with that id.

    After another name than the record's own the number comes from another desk, and the name alone must tell. Where
    several registers know a name, the title of one before it tells which is meant: 科技企业：某某有限公司.
    """
    typed = clean_text(text)
    if not typed:
        return EMPTY
    by_id = _BY_ID.search(typed)
    if by_id and by_id.end() == len(typed) and by_id.start() in (0, typed.rfind(" #") + 1):
        name = typed[: by_id.start()].strip()
        typed = by_id.group() if not name or clean_text(context.name(int(by_id[1]))) == name else name
    found = tuple(dict.fromkeys(context.resolve(field.targets, typed))) or _in_register(field, typed, context)
    if len(found) == 1:
        return Reading(found[0])
    where = "、".join(_titles(field, context))
    if not found:
        return refused(field, "reference", f"{where}台账里没有“{typed}”，请先登记或核对名称。", typed)
    ids = "、".join(f"#{record}" for record in found[:5])
    message = (
        f"台账里有 {len(found)} 条记录都叫“{typed}”，请改填代码或编号（{ids}{'…' if len(found) > 5 else ''}），"
        f"或在前面写明台账，如“{where.split('、')[0]}：{typed}”。"
    )
    return refused(field, "ambiguous", message, typed)


def _in_register(field: Field, typed: str, context: Context) -> tuple[int, ...]:
    """The records of one register that a text after the register's title names."""
    title, _, rest = typed.partition("：")
    for key in field.targets if rest else ():
        register = context.schema.registers.get(key)
        if register is not None and (title == register.title or title in register.synonyms):
            return tuple(dict.fromkeys(context.resolve((key,), rest)))
    return ()


def _titles(field: Field, context: Context) -> list[str]:
    registers = context.schema.registers
    return [registers[target].title for target in field.targets if target in registers]


def edit_reference(field: Field, record: int, context: Context, code: str = "") -> str:
    """The name of a record where it leads back to that record alone, else with its register, else with its id.

    `code` is the record's own code where somebody knows it; it goes before the id, which tells the record in one desk
    only.
    """
    name = clean_text(context.name(record))
    if name == f"#{record}":
        return name
    for text in (name, code):
        if not text or _BY_ID.search(text):
            continue
        if tuple(dict.fromkeys(context.resolve(field.targets, text))) == (record,):
            return text
        for told in _titled(field, record, text, context):
            if parse_reference(field, told, context).value == record:
                return told
    return f"{name} #{record}".strip()


def _titled(field: Field, record: int, text: str, context: Context) -> Iterator[str]:
    """The text after the title of the register in which it names the record alone; none where there is one register."""
    for key in field.targets if len(field.targets) > 1 else ():
        found = tuple(dict.fromkeys(context.resolve((key,), text)))
        if found == (record,) and key in context.schema.registers:
            yield f"{context.schema.registers[key].title}：{text}"
