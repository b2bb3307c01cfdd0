"""What is known of a picture file once it was looked at: an issue that is published again does not decode its
photographs again, and need not load what decodes them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from io import BytesIO

from bureau_desk.charts.drawn import drawn, was_drawn
from bureau_desk.charts.photographs import ORIENTATION, is_plain, picture_fault

_TURNED = (5, 6, 7, 8)
"""Values of the EXIF orientation by which width and height change places."""


@dataclass(frozen=True, slots=True)
class Look:
    """A picture file: the SHA-256 of its bytes in hex, why it cannot be printed ('' when it can), its size upright in
    pixels, and whether Word takes the bytes as they are."""

    digest: str
    fault: str
    width: int = 0
    height: int = 0
    plain: bool = False


def look(content: bytes, whole: bool = True) -> Look:
    """Look at the bytes of a picture, from what was kept when they were looked at before.

    `whole` reads them to their end, so that a picture cut off on its way is found; without it only head and checksums
    are read where nothing is known yet.
    """
    digest = hashlib.sha256(content).hexdigest()
    what = ("picture", digest)
    if not whole and not was_drawn(what, (), "json"):
        return _looked(content, digest, False)
    kept = drawn(what, (), lambda: json.dumps(asdict(_looked(content, digest, True))).encode(), "json")
    return Look(**json.loads(kept))


def _looked(content: bytes, digest: str, whole: bool) -> Look:
    if fault := picture_fault(content, whole):
        return Look(digest, fault)
    from PIL import Image

    with Image.open(BytesIO(content)) as image:
        width, height = image.size
        if content[:2] == b"\xff\xd8" and image.getexif().get(ORIENTATION, 1) in _TURNED:
            width, height = height, width
        return Look(digest, "", width, height, is_plain(content, image))
