"""Picture files that staff give: whether they can be printed, and the form in which Word takes them."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_PIXELS = 80_000_000
MOST_BYTES = 60_000_000
LEAST_SIDE = 16
"""Pixels below which a side is a dot: spacers of web pages, pictures cut by mistake."""
ORIENTATION = 0x0112
"""The EXIF tag that tells how a camera was held."""
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_SVG = re.compile(rb"<svg[\s>]")
_PHONE = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"avif")


def picture_fault(content: bytes, whole: bool = True) -> str:
    """Why a picture cannot be printed, as the end of a Chinese sentence after its name; '' when it can.

    `whole` reads it to its end, so that one cut off on its way is found; without it only head and checksums are read.
    """
    if told := _other_kind(content):
        return told
    import warnings

    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # its limit is ours, told in our words
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_FORMATS) as image:
                if told := _size_fault(*image.size):
                    return told
                image.verify()
            if whole:
                with Image.open(BytesIO(content), formats=_FORMATS) as image:
                    # a JPEG is read to its end at an eighth of its size just as well
                    image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
                    image.load()
    except Image.DecompressionBombError:
        return f"太大，超过 {MOST_PIXELS // 10_000_000} 千万像素，请缩小后再用"
    except UnidentifiedImageError:
        return "不是能读取的图片，请用 PNG 或 JPEG"
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError):
        return "已损坏或不完整，请换一份"
    return ""


def _other_kind(content: bytes) -> str:
    if not content:
        return "是空文件，请换一份"
    if len(content) > MOST_BYTES:
        return f"超过 {MOST_BYTES // 1_000_000} MB，请缩小后再用"
    if content[4:8] == b"ftyp" and content[8:12].lower() in _PHONE:
        return "是手机的 HEIC 格式，请另存为 JPEG 后再用"
    if _SVG.search(content[:2000]):
        return "是 SVG 矢量图，请导出为 PNG 后再用"
    return ""


def _size_fault(width: int, height: int) -> str:
    if width * height > MOST_PIXELS:
        return f"太大（{width}×{height} 像素），请缩小到 {MOST_PIXELS // 10_000_000} 千万像素以内"
    if min(width, height) < LEAST_SIDE:
        return f"太小（{width}×{height} 像素），请换一张"
    return ""


def is_plain(content: bytes, image: Picture) -> bool:
    """Whether Word takes the bytes of an opened picture as they are: PNG, and JPEG upright in the colours of screens."""
    if content[:4] == b"\x89PNG":
        return True
    return content[:2] == b"\xff\xd8" and image.getexif().get(ORIENTATION, 1) == 1 and image.mode in ("RGB", "L")


def printable(content: bytes) -> bytes | None:
    """The picture as Word takes it: PNG, and JPEG upright in RGB, as they are; others as PNG; None when it has a fault."""
    if picture_fault(content, whole=False):
        return None
    from PIL import Image

    try:
        with Image.open(BytesIO(content)) as image:
            if is_plain(content, image):
                return content
            if content[:2] == b"\xff\xd8":
                return _upright(image)
            out = BytesIO()
            image.convert("RGBA" if image.has_transparency_data else "RGB").save(out, "PNG")
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError):
        return None


def _upright(image: Picture) -> bytes:
    """A photograph as its camera was held, in colours of the screen: Word turns no picture, and prints CMYK at odds."""
    from PIL import ImageOps

    out = BytesIO()
    ImageOps.exif_transpose(image).convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue()
