"""Parts of a Word file: what a paragraph refers to elsewhere, and what stands inside tables and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
AROUND = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
"""Elements that stand around others and mean nothing here: content controls, what was put in or moved here."""


def note_text(document: Any, kind: str, identity: str) -> str:
    """The words of a note; `kind` is footnotes or endnotes; '' when it is not there."""
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
            for one in root.iterchildren():
                if one.get(f"{_W}id") == identity:
                    return "".join(part.text or "" for part in one.iter(f"{_W}t")).strip()
    return ""


def parts_of(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls among them, not those of tables inside."""
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in AROUND:
            yield from parts_of(child, tag)


def chosen(element: Any) -> Any:
    """Of several ways to write the same thing the first, unless it is a sign whose text only the last one has."""
    ways = list(element.iterchildren(f"{_MC}Choice", f"{_MC}Fallback"))
    if not ways:
        return element
    signs = any(str(one.tag).endswith("}symEx") for one in ways[0].iter())
    return ways[-1] if signs else ways[0]


def shown(element: Any) -> Iterator[Any]:
    """Everything in a drawing, each thing once: text boxes are not opened, and of several ways one is taken."""
    yield element
    if element.tag == f"{_W}txbxContent":
        return
    for child in chosen(element).iterchildren() if element.tag == f"{_MC}AlternateContent" else element.iterchildren():
        yield from shown(child)
