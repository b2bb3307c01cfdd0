"""A Word file as parts: relationships, pictures, headers, charts; the same parts give the same bytes."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from bureau_desk.bulletin.docx_xml import NAMESPACES, NEWER_NAMESPACES, clean

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = {
    "styles": "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml",
    "settings": "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml",
    "header": "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
    "footer": "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "itemProps": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
}
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Links:
    """The relationships of one part; the same target is linked once."""

    def __init__(self) -> None:
        self._links: dict[tuple[str, str], str] = {}

    def to(self, kind: str, target: str) -> str:
        """The relationship id of a target."""
        return self._links.setdefault((kind, target), f"rId{len(self._links) + 1}")

    def xml(self) -> str:
        """The part's .rels."""
        lines = "".join(
            f'<Relationship Id="{number}" Type="{kind}" Target="{escape(target)}"/>'
            for (kind, target), number in self._links.items()
        )
        return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'

    def __bool__(self) -> bool:
        return bool(self._links)


class Package:
    """The parts of one document while it is being written."""

    def __init__(self, styles: str, settings: str, clock: datetime) -> None:
        self._clock = clock
        self._media: dict[str, bytes] = {}
        self._others: dict[str, bytes] = {}
        self._links: dict[str, Links] = {"document": Links()}
        self._numbers: dict[str, int] = {}
        self.put("word/styles.xml", styles.encode())
        self.put("word/settings.xml", settings.encode())
        self.links("document").to(f"{_OFFICE}/styles", "styles.xml")
        self.links("document").to(f"{_OFFICE}/settings", "settings.xml")

    def put(self, name: str, content: bytes) -> None:
        """Add or replace a part."""
        self._others[name] = content

    def links(self, part: str) -> Links:
        """The relationships of a part (document, header1, chart2 ...)."""
        return self._links.setdefault(part, Links())

    def number(self, kind: str = "drawing") -> int:
        """The next number of a kind: drawings, bookmarks, headers."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return self._numbers[kind]

    def picture(self, content: bytes, part: str = "document") -> str:
        """A picture's relationship from a part; equal pictures are stored once."""
        ending = "jpeg" if content[:2] == b"\xff\xd8" else "png"
        name = f"media/{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
        self._media[f"word/{name}"] = content
        return self.links(part).to(f"{_OFFICE}/image", name)

    def edge(self, kind: str, inner: str, part: str = "") -> str:
        """A header or footer part; returns its relationship from the document. `part` is a name got from `reserve`."""
        name = part or self.reserve(kind)
        tag = "hdr" if kind == "header" else "ftr"
        self.put(f"word/{name}.xml", f"{_HEAD}<w:{tag} {NAMESPACES}>{inner}</w:{tag}>".encode())
        return self.links("document").to(f"{_OFFICE}/{kind}", f"{name}.xml")

    def reserve(self, kind: str) -> str:
        """A name for a header or footer whose pictures must be linked before it is written."""
        return f"{kind}{self.number(kind)}"

    def chart(self, xml: bytes, workbook: bytes) -> str:
        """An editable chart with its workbook; returns its relationship from the document."""
        number = self.number("chart")
        self.put(f"word/charts/chart{number}.xml", xml)
        self.put(f"word/embeddings/chart{number}.xlsx", workbook)
        self.links(f"charts/chart{number}").to(f"{_OFFICE}/package", f"../embeddings/chart{number}.xlsx")
        return self.links("document").to(f"{_OFFICE}/chart", f"charts/chart{number}.xml")

    def parts(self, body: str, title: str) -> dict[str, bytes]:
        """Every file of the document, [Content_Types].xml first."""
        newer = NEWER_NAMESPACES if "<w15:" in body else ""
        document = f"{_HEAD}<w:document {NAMESPACES}{newer}><w:body>{body}</w:body></w:document>".encode()
        core = self._core(title)
        files = {"word/document.xml": document, **self._others, **self._media, "docProps/core.xml": core}
        for part, links in self._links.items():
            if links:
                folder, _, name = part.rpartition("/")
                place = f"word/{folder}/" if folder else "word/"
                files[f"{place}_rels/{name}.xml.rels"] = links.xml().encode()
        root = Links()
        root.to(f"{_OFFICE}/officeDocument", "word/document.xml")
        root.to(
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"
        )
        files["_rels/.rels"] = root.xml().encode()
        return {"[Content_Types].xml": _content_types(files).encode(), **dict(sorted(files.items()))}

    def _core(self, title: str) -> bytes:
        stamp = self._clock.strftime("%Y-%m-%dT%H:%M:%SZ")
        return (
            f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{clean(title)}</dc:title><dc:language>zh-CN</dc:language>"
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
            f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
        ).encode()


def _content_types(files: Mapping[str, bytes]) -> str:
    special = {
        "word/document.xml": _DOCUMENT,
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    for name in files:
        stem = name.rpartition("/")[2].rstrip("0123456789.xml")
        if name.endswith(".xml") and stem in _TYPES:
            special[name] = _TYPES[stem]
    plain = (("jpeg", "image/jpeg"), ("png", "image/png"), ("xlsx", _SHEET), ("xml", "application/xml"))
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in (*plain, ("rels", rels))
    )
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in sorted(special.items())
    )
    return f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{defaults}{overrides}</Types>'


def write_zip(files: Mapping[str, bytes], out: Path, clock: datetime) -> None:
    """Write parts as a zip whose bytes depend on the parts and the clock alone."""
    moment = max(clock.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.create_system = 0
            # Pictures are compressed already; packing them again costs time and saves nothing.
            packed = name.endswith((".png", ".jpeg", ".xlsx"))
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
