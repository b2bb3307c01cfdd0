"""What a Word paragraph refers to in other parts of the file: its numbering, its notes."""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def number_format(document: Any, identity: str, level: str) -> str:
    """bullet or number: what the numbering of an id sets before the paragraphs of a level."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return "bullet"
    found = numbering.xpath(f'./w:num[@w:numId="{identity}"]/w:abstractNumId/@w:val')
    if not found:
        return "bullet"
    kind = numbering.xpath(f'./w:abstractNum[@w:abstractNumId="{found[0]}"]/w:lvl[@w:ilvl="{level}"]/w:numFmt/@w:val')
    return "bullet" if not kind or kind[0] in ("bullet", "none") else "number"


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
