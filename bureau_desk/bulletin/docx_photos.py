"""Photographs ready for the press: read once, cut to a shape, brought down to the dots that paper shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from bureau_desk.charts.drawn import drawn
from bureau_desk.charts.looked_at import look
from bureau_desk.charts.photographs import printable

TALL, FLAT = 0.87, 2.0
"""Width to height under which a picture is tall, over which it is flat."""
DOTS = 300
"""Dots to the inch that are printed; more are carried for nothing."""
_SPARE = 2.0  # below that a JPEG must be read whole and made anew, which costs more than the smaller file saves
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture file that can be printed: where it lies, its size upright in pixels, a digest of its bytes, and whether
    Word takes them as they are."""

    path: str
    width: int
    height: int
    digest: str
    plain: bool

    @property
    def ratio(self) -> float:
        """Width to height."""
        return self.width / max(1, self.height)

    def crop_to(self, ratio: float) -> tuple[float, float, float, float]:
        """The shares to cut off left, top, right, bottom so that it fills a shape (width / height) without being stretched."""
        own = self.ratio
        if own > ratio:
            side = (1 - ratio / own) / 2
            return (side, 0, side, 0)
        side = (1 - own / ratio) / 2
        # People stand in tall pictures: their heads are in the upper part.
        above = side * (0.4 if own < TALL else 1)
        return (0, above, 0, 2 * side - above)

    def printed(self, width: float, height: float) -> bytes:
        """Its bytes for a place of so many points, whole: Word cuts what does not show, so that staff may shift it."""
        scale = max(width / self.width, height / self.height) / 72 * DOTS
        content = _bytes(self.path)
        if scale * _SPARE >= 1:
            return content if self.plain else printable(content) or content
        size = (math.ceil(self.width * scale), math.ceil(self.height * scale))
        made = drawn(("photograph", self.digest, size, _QUALITY), (), lambda: _smaller(content, size), "jpg")
        return made or (content if self.plain else printable(content) or content)


def photo_of(path: str) -> Photo | None:
    """The picture of a file; None when it is missing or cannot be printed."""
    try:
        told = _place(path).stat()
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        return None
    return _read(path, told.st_mtime_ns, told.st_size)


# An issue that is laid out asks thousands of times for its pictures.
_place = lru_cache(maxsize=1024)(Path)


@lru_cache(maxsize=1024)
def _read(path: str, _changed: int, _size: int) -> Photo | None:
    try:
        content = _bytes(path)
    except OSError:
        return None
    # A JPEG tells by its end that it is whole, a PNG by its parts; what tells nothing is read to its end, as `check` does.
    ended = b"\xff\xd9" in content[-1024:] if content[:2] == b"\xff\xd8" else content[:4] == b"\x89PNG"
    seen = look(content, whole=not ended)
    return None if seen.fault else Photo(path, seen.width, seen.height, seen.digest, seen.plain)


def _bytes(path: str) -> bytes:
    return Path(path).read_bytes()


def _smaller(content: bytes, size: tuple[int, int]) -> bytes:
    """A photograph upright in so many pixels as JPEG; pictures that one can see through stay what they are (b'')."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content)) as image:
            if image.has_transparency_data or image.format == "GIF":
                return b""
            held = image.getexif().get(0x0112, 1)
            if image.format == "JPEG":
                image.draft("RGB", size[::-1] if held in (5, 6, 7, 8) else size)
            # Most pictures are upright and in colour already: a copy of each would take as long as reading it.
            upright = image if held == 1 else ImageOps.exif_transpose(image)
            coloured = upright if upright.mode == "RGB" else upright.convert("RGB")
            # Three times as fast as Lanczos; a screen of print shows no difference.
            small = coloured.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError):
        return b""
    out = BytesIO()
    small.save(out, "JPEG", quality=_QUALITY, dpi=(DOTS, DOTS))
    return out.getvalue()
