"""Skeleton files (`resources/articles/*.toml`): read, and filled in with parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bureau_desk.domain.issue import KINDS
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.skeleton import PARAMETER_TYPES, Parameter, Pattern, Skeleton
from bureau_desk.exchange.figures_file import figures_of
from bureau_desk.exchange.toml_text import TomlFile, key_text, read_text, written

KEYS = (
    "title", "about", "order", "id", "kind", "column", "office", "source", "kicker", "subtitle", "signature",
    "end_mark", "titles", "lead", "needs", "qualifier", "parameters", "questions", "each", "blocks", "hints",
)  # fmt: skip
_VARIABLE = re.compile(r"\$\{(\w+)\}")

Values = Mapping[str, str | int]


def read_skeletons(folder: Path) -> dict[str, Skeleton]:
    """Every skeleton of a folder by key, in their order; Trouble names a file that cannot be read."""
    found = [_skeleton(path) for path in sorted(folder.glob("*.toml"))]
    return {one.key: one for one in sorted(found, key=lambda one: (one.order, one.key))}


def _skeleton(path: Path) -> Skeleton:
    text, problems = read_text(path, path.name)
    file = TomlFile(text, path.name)
    if problems or file.problems:
        told = (*problems, *file.problems)[0]
        raise Trouble(f"起稿样式“{path.name}”读不出来。{told.where}：{told.message}", "请改正或删去这个文件。")
    unknown = [key for key in file.data if key not in KEYS]
    parameters = tuple(_parameter(key, body) for key, body in file.data.get("parameters", {}).items())
    wrong = [one.type for one in parameters if one.type not in PARAMETER_TYPES]
    kind = file.data.get("kind", "notice")
    if unknown or wrong or kind not in KINDS:
        told_keys = "、".join([*unknown, *wrong, *([] if kind in KINDS else [str(kind)])])
        raise Trouble(f"起稿样式“{path.name}”里有不认识的项：{told_keys}。", "请改正这个文件。")
    data = file.data
    return Skeleton(
        path.stem, file.text(data, "title"), file.text(data, "about"), parameters, data, file.number(data, "order", 100)
    )


def _parameter(key: str, body: Mapping[str, Any]) -> Parameter:
    return Parameter(
        key,
        str(body.get("title", key)),
        str(body.get("type", "text")),
        str(body.get("default", "")),
        str(body.get("choices", "")),
        bool(body.get("optional", False)),
        str(body.get("note", "")),
    )


def filled(skeleton: Skeleton, values: Values, each: Sequence[Values] = ()) -> Pattern:
    """The skeleton with `${...}` replaced; what stands under `each` once for every item of it.

    A condition whose value comes out empty is left out. Trouble when the skeleton asks for an unknown variable or a
    question of it is written wrongly.
    """
    data = skeleton.data
    repeated = data.get("each", {})
    questions = {
        _text(key, values, skeleton): _filled(body, values, skeleton) for key, body in data.get("questions", {}).items()
    }
    for item in each:
        both = {**values, **item}
        for key, body in repeated.get("questions", {}).items():
            questions.setdefault(_text(key, both, skeleton), _filled(body, both, skeleton))
    blocks = [part for block in data.get("blocks", ()) for part in _blocks(block, values, each, skeleton)]
    texts = {
        key: _text(str(data.get(key, "")), values, skeleton)
        for key in ("kicker", "subtitle", "office", "source", "signature", "column", "qualifier")
    }
    return Pattern(
        identity=_text(str(data.get("id", skeleton.key)), values, skeleton),
        kind=str(data.get("kind", "notice")),
        titles=tuple(_texts(data.get("titles", ()), values, skeleton)),
        needs={_text(key, values, skeleton): _text(why, values, skeleton) for key, why in data.get("needs", {}).items()},
        blocks=blocks,
        questions=_questions(questions, skeleton),
        lead=tuple(_texts(data.get("lead", ()), values, skeleton)),
        end_mark=bool(data.get("end_mark", True)),
        hints=tuple(_texts(data.get("hints", ()), values, skeleton)),
        **texts,
    )  # fmt: skip


def _blocks(
    block: Mapping[str, Any], values: Values, each: Sequence[Values], skeleton: Skeleton
) -> list[dict[str, Any]]:
    if not block.get("each"):
        made: dict[str, Any] = _filled(block, values, skeleton)
        return [made]
    plain = {key: value for key, value in block.items() if key != "each"}
    return [_filled(plain, {**values, **item}, skeleton) for item in each]


def _texts(found: Iterable[str], values: Values, skeleton: Skeleton) -> list[str]:
    return [_text(one, values, skeleton) for one in found]


def _filled(value: Any, values: Values, skeleton: Skeleton) -> Any:
    if isinstance(value, str):
        whole = _VARIABLE.fullmatch(value)
        return values[whole[1]] if whole and whole[1] in values else _text(value, values, skeleton)
    if isinstance(value, list):
        return [_filled(one, values, skeleton) for one in value]
    if isinstance(value, dict):
        made = {_text(key, values, skeleton): _filled(one, values, skeleton) for key, one in value.items()}
        if "where" in made:
            made["where"] = {key: one for key, one in made["where"].items() if one != ""}
        return made
    return value


def _text(text: str, values: Values, skeleton: Skeleton) -> str:
    def put(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise Trouble(f"起稿样式“{skeleton.key}”用到了没有的参数“{found[1]}”。", "请改正这个文件。")
        return str(values[found[1]])

    return _VARIABLE.sub(put, text)


def _questions(bodies: Mapping[str, Mapping[str, Any]], skeleton: Skeleton) -> dict[str, Any]:
    lines: list[str] = []
    for name, body in bodies.items():
        lines += [f"[{key_text(name)}]", *(f"{key_text(key)} = {written(one)}" for key, one in body.items()), ""]
    questions, problems = figures_of("\n".join(lines), f"{skeleton.key}.toml")
    if problems:
        raise Trouble(f"起稿样式“{skeleton.key}”里的问题写得不对。{problems[0].message}", "请改正这个文件。")
    return questions
