"""The shipped registers and code lists, read from their TOML files into one Schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import tomli  # reads as tomllib does, compiled: every command waits for a hundred such files

from bureau_desk.app.schema_rules import check_rules
from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.domain.register import Code, CodeList, Counting, Field, FieldType, Kind, Need, Register, Schema
from bureau_desk.domain.rules import Rule, RuleKind, Yearly
from bureau_desk.places import RESOURCES

_T = TypeVar("_T")
# these two files stand among the code lists but hold plain names, not codes
_ALIASES = "indicator_aliases"
_REGIONS = "regions"
_ENUMERATIONS: Mapping[str, type[StrEnum]] = {one.__name__: one for one in (Kind, FieldType, Need, RuleKind, Severity)}


def load_schema(folder: Path = RESOURCES) -> Schema:
    """Read every register and code list below `folder`.

    Takes `registers/*.toml` and `codelists/*.toml`; registers stand in their `order`. Raises Trouble that names the
    file and the key when a file is missing, is no TOML, holds an unknown or missing key, or points at a field, code
    list or register that does not exist.
    """
    lists: dict[str, CodeList] = {}
    aliases: Mapping[str, str] = {}
    regions: tuple[str, ...] = ()
    for path in _files(folder / "codelists"):
        raw = _toml(path)
        if path.stem == _ALIASES:
            aliases = dict(_taken(raw, "aliases", dict, path))
        elif path.stem == _REGIONS:
            regions = _texts(raw.get("regions"), "regions", path)
        else:
            entry = _codelist(raw, path)
            lists[entry.key] = entry
    registers = [(_register(_toml(path), path), path) for path in _files(folder / "registers")]
    keys = {register.key for register, _ in registers}
    for register, path in registers:
        _check_names(register, path)
        _check_links(register, keys, lists, path)
    ordered = sorted((register for register, _ in registers), key=lambda register: (register.order, register.key))
    return Schema({register.key: register for register in ordered}, lists, aliases, regions)


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise Trouble(f"没有找到台账定义：{folder}", "请重新安装程序。")
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _broken(path, "", f"不是合格的TOML：{error}") from error
    except OSError as error:
        raise Trouble(f"{path.name}打不开：{error.strerror or error}", "请检查文件权限，或重新安装程序。") from error


def _broken(path: Path, key: str, reason: str) -> Trouble:
    place = f"{path.parent.name}/{path.name}" + (f"的{key}" if key else "")
    return Trouble(f"台账定义有误：{place}，{reason}。", "请更正该文件，或重新安装程序。")


def _codelist(raw: Mapping[str, Any], path: Path) -> CodeList:
    codes = _taken(raw, "codes", list, path)
    built = _build(CodeList, {**raw, "codes": tuple(_build(Code, code, path, "codes") for code in codes)}, path)
    doubles = _doubles(code.code for code in built.codes)
    if doubles:
        raise _broken(path, "codes", f"代码{doubles[0]}重复")
    _check_stem(built.key, path)
    return built


def _register(raw: Mapping[str, Any], path: Path) -> Register:
    made = dict(raw)
    made["fields"] = tuple(_build(Field, one, path, "fields") for one in _taken(raw, "fields", list, path))
    made["counting"] = _build(Counting, raw.get("counting", {}), path, "counting")
    made["unique"] = tuple(_texts(one, "unique", path) for one in raw.get("unique", ()))
    made["rules"] = tuple(_build(Rule, one, path, "rules") for one in raw.get("rules", ()))
    if "yearly" in raw:
        made["yearly"] = _build(Yearly, raw["yearly"], path, "yearly")
    register = _build(Register, made, path)
    _check_stem(register.key, path)
    return register


def _check_stem(key: str, path: Path) -> None:
    # the file is named after its key, so that a message naming one finds the other
    if key != path.stem:
        raise _broken(path, "key", f"应与文件名相同，现为{key}")


@lru_cache(maxsize=16)
def _fields_of(kind: type[Any]) -> Mapping[str, Any]:
    return {one.name: one for one in fields(kind)}


def _build(kind: type[_T], raw: object, path: Path, place: str = "") -> _T:
    """A dataclass from a TOML table; every key must be one of its fields and every field without default given."""
    if not isinstance(raw, Mapping):
        raise _broken(path, place, "应是一张表")
    known = _fields_of(kind)  # type: ignore[arg-type]
    name = str(raw.get("key", raw.get("code", "")))
    here = " ".join(part for part in (place, name) if part)
    for key in raw:
        if key not in known:
            raise _broken(path, f"{here} {key}".strip(), "不认识这个键")
    for key, one in known.items():
        if key not in raw and one.default is MISSING and one.default_factory is MISSING:
            raise _broken(path, f"{here} {key}".strip(), "缺少这个键")
    return kind(**{key: _value(key, value, known[key].type, path, here) for key, value in raw.items()})


def _value(key: str, value: object, annotation: object, path: Path, here: str) -> object:
    place = f"{here} {key}".strip()
    if str(annotation) in _ENUMERATIONS and isinstance(value, str):
        try:
            return _ENUMERATIONS[str(annotation)](value)
        except ValueError as error:
            raise _broken(path, place, f"不认识“{value}”") from error
    if annotation == "tuple[str, ...]":
        return value if isinstance(value, tuple) else _texts(value, place, path)
    if str(annotation).startswith("Mapping[str, "):
        if not isinstance(value, Mapping):
            raise _broken(path, place, "应是一张表")
        inside = str(annotation).removeprefix("Mapping[str, ").removesuffix("]")
        return {name: _value(name, one, inside, path, here) for name, one in value.items()}
    wanted = {"str": str, "int": int, "bool": bool, "date | None": date}.get(str(annotation))
    if wanted is not None and (not isinstance(value, wanted) or (wanted is int and isinstance(value, bool))):
        raise _broken(path, place, f"类型不对（{value!r}）")
    return value


def _texts(value: object, place: str, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _broken(path, place, "应是一列文字")
    return tuple(value)


def _taken(raw: Mapping[str, Any], key: str, kind: type[_T], path: Path) -> _T:
    value = raw.get(key)
    if not isinstance(value, kind):
        raise _broken(path, key, "缺少这一部分")
    return value


def _doubles(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def _check_names(register: Register, path: Path) -> None:
    """Every name that the register's own settings use must be one of its fields."""
    keys = {one.key for one in register.fields}
    doubles = _doubles(one.key for one in register.fields)
    if doubles:
        raise _broken(path, "fields", f"字段{doubles[0]}重复")
    counting = register.counting
    used: list[tuple[str, Iterable[str]]] = [
        ("name_field", (register.name_field,)),
        ("code_field", (register.code_field,)),
        ("match", register.match),
        ("columns", register.columns),
        ("unique", (name for names in register.unique for name in names)),
        ("counting", (*counting.start, *counting.end, *counting.stop, *counting.identity)),
        ("counting", (counting.level, counting.district, counting.name, counting.renewal_of, counting.title)),
        ("counting include", counting.include),
        ("counting exclude", counting.exclude),
    ]
    used += [(f"fields {one.key}", (one.maximum_field, *one.required_when)) for one in register.fields]
    for place, names in used:
        for name in names:
            if name and name not in keys:
                raise _broken(path, place, f"没有字段{name}")
    for place, reason in check_rules(register):
        raise _broken(path, place, reason)


def _check_links(register: Register, keys: set[str], lists: Mapping[str, CodeList], path: Path) -> None:
    """Choices must name a code list, references and owners a register."""
    if register.counting.owners and register.counting.owners not in keys:
        raise _broken(path, "counting owners", f"没有台账{register.counting.owners}")
    for one in register.fields:
        place = f"fields {one.key}"
        if one.codelist and one.codelist not in lists:
            raise _broken(path, place, f"没有代码表{one.codelist}")
        if one.type in (FieldType.CHOICE, FieldType.LEVEL) and not one.codelist:
            raise _broken(path, place, "选项字段须指明代码表")
        if one.type is FieldType.LEVEL and not lists[one.codelist].ordered:
            raise _broken(path, place, f"代码表{one.codelist}没有次序")
        if one.type is FieldType.REFERENCE and not one.targets:
            raise _broken(path, place, "引用字段须指明目标台账")
        for target in one.targets:
            if target not in keys:
                raise _broken(path, place, f"没有台账{target}")
