"""An indexed picture: flat colours and blended edges share one palette, so pages draw and pack quickly."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw

from bureau_desk.charts.theme import mix

PIXELS_PER_MM = 8  # 203 dpi: fine enough for flat shapes in print, small enough to send about
DPI = PIXELS_PER_MM * 25.4
FINE = 3  # shapes are drawn this much larger and reduced, which softens their edges
_STEPS = 6  # steps of softness between ground and figure; more cannot be told apart at 203 dpi
_CELL = 6  # blended colours within a cell this wide in every channel share a palette entry
_LEVELS = [round(value * _STEPS / 255) for value in range(256)]
_SELECTORS = [[255 * (level == step) for level in _LEVELS] for step in range(_STEPS + 1)]


def millimetres(length: float) -> int:
    """A length in millimetres as whole pixels."""
    return round(length * PIXELS_PER_MM)


class Canvas:
    """A picture of palette indices; positions and sizes are pixels, colours RRGGBB."""

    def __init__(self, size: tuple[int, int], ground: str) -> None:
        self._colours: list[str] = []
        self._channels: list[bytes] = []
        self._known: dict[str, int] = {}
        self._cells: dict[tuple[int, ...], int] = {}
        self._blends: dict[tuple[int, str, int], int] = {}
        self.size = size
        self._image = Image.new("L", size, self._index(ground))
        self._draw = ImageDraw.Draw(self._image)

    def rectangle(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        """Fill a rectangle with one colour; edges fall on whole pixels."""
        if width > 0 and height > 0:
            self._draw.rectangle((x, y, x + width - 1, y + height - 1), fill=self._index(colour))

    def stamp(self, mask: Image.Image, x: int, y: int, colour: str) -> None:
        """Lay a colour through a coverage mask (0 to 255) over whatever is there, its upper left corner at x, y."""
        left, top = max(x, 0), max(y, 0)
        right, bottom = min(x + mask.width, self.size[0]), min(y + mask.height, self.size[1])
        if left >= right or top >= bottom:
            return
        if (right - left, bottom - top) != mask.size:
            mask = mask.crop((left - x, top - y, right - x, bottom - y))
        region = self._image.crop((left, top, right, bottom))
        present = [index for index, count in enumerate(region.histogram()) if count]
        if len(present) == 1:
            self._image.paste(self._over_flat(mask, present[0], colour), (left, top))
            return
        # the masked paste of each step reads the region as it was, so steps never blend with each other
        for step in range(1, _STEPS + 1):
            table = [0] * 256
            for index in present:
                table[index] = self._blend(index, colour, step)
            self._image.paste(region.point(table), (left, top), mask.point(_SELECTORS[step]))

    def _over_flat(self, mask: Image.Image, under: int, colour: str) -> Image.Image:
        steps = [self._blend(under, colour, step) for step in range(_STEPS + 1)]
        return mask.point([steps[level] for level in _LEVELS])

    def repeat(self, mask: Image.Image, box: tuple[int, int, int, int], colour: str) -> None:
        """Lay a colour through a mask repeated over a box (left, top, width, height) of one flat colour."""
        left, top, width, height = box
        under = self._image.getpixel((left, top))
        patch = self._over_flat(mask, int(under) if isinstance(under, int | float) else 0, colour)
        row = Image.new("L", (width, patch.height))
        for x in range(0, width, patch.width):
            row.paste(patch, (x, 0))
        for y in range(0, height, patch.height):
            part = row if y + patch.height <= height else row.crop((0, 0, width, height - y))
            self._image.paste(part, (left, top + y))

    def png(self) -> bytes:
        """The picture as PNG bytes with 8 palette bits and its resolution, nothing else."""
        picture = self._image.copy()
        picture.putpalette(b"".join(bytes.fromhex(colour) for colour in self._colours))
        buffer = io.BytesIO()
        # fixed compression settings keep the bytes equal from run to run; 5 takes twice as long for a tenth less
        picture.save(buffer, "PNG", compress_level=3, dpi=(DPI, DPI))
        return buffer.getvalue()

    def _blend(self, under: int, colour: str, step: int) -> int:
        if step == 0:
            return under
        if step == _STEPS:
            return self._index(colour)
        key = (under, colour, step)
        if key not in self._blends:
            self._blends[key] = self._near(mix(self._colours[under], colour, step / _STEPS))
        return self._blends[key]

    def _index(self, colour: str) -> int:
        if colour not in self._known:
            self._known[colour] = self._add(colour)
        return self._known[colour]

    def _near(self, colour: str) -> int:
        """The entry of a blended colour: one of the same small cell of the colour cube, or a new one."""
        cell = tuple(channel // _CELL for channel in bytes.fromhex(colour))
        found = self._cells.get(cell)
        if found is not None:
            return found
        # the last entries are kept for flat colours still to come
        if len(self._colours) < 236:
            return self._add(colour)
        red, green, blue = bytes.fromhex(colour)
        distances = [abs(r - red) + abs(g - green) + abs(b - blue) for r, g, b in self._channels]
        self._cells[cell] = distances.index(min(distances))
        return self._cells[cell]

    def _add(self, colour: str) -> int:
        if len(self._colours) == 256:
            raise ValueError("a picture holds at most 256 colours")
        self._colours.append(colour)
        self._channels.append(bytes.fromhex(colour))
        index = len(self._colours) - 1
        self._cells.setdefault(tuple(channel // _CELL for channel in bytes.fromhex(colour)), index)
        return index


class Pen:
    """Draws one coverage mask at three times its size; coordinates are pixels of the finished mask, from 0, 0."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("L", (width * FINE, height * FINE), 0)
        self._draw = ImageDraw.Draw(self._image)

    def disc(self, x: float, y: float, radius: float, value: int = 255) -> None:
        """A filled disc about x, y."""
        self.oval(x - radius, y - radius, x + radius, y + radius, value)

    def circle(self, x: float, y: float, radius: float, width: float, value: int = 255) -> None:
        """The outline of a circle, `width` thick inside its radius."""
        box = _box(x - radius, y - radius, x + radius, y + radius)
        self._draw.ellipse(box, outline=value, width=round(width * FINE))

    def oval(self, left: float, top: float, right: float, bottom: float, value: int = 255) -> None:
        """A filled ellipse in the box from left, top to right, bottom."""
        self._draw.ellipse(_box(left, top, right, bottom), fill=value)

    def box(self, left: float, top: float, right: float, bottom: float, value: int = 255) -> None:
        """A filled rectangle from left, top to right, bottom."""
        self._draw.rectangle(_box(left, top, right, bottom), fill=value)

    def rounded(self, left: float, top: float, right: float, bottom: float, radius: float, value: int = 255) -> None:
        """A filled rectangle with round corners."""
        self._draw.rounded_rectangle(_box(left, top, right, bottom), radius * FINE, fill=value)

    def polygon(self, points: Sequence[tuple[float, float]], value: int = 255) -> None:
        """A filled polygon."""
        self._draw.polygon([(round(x * FINE - 0.5), round(y * FINE - 0.5)) for x, y in points], fill=value)

    def line(self, points: Sequence[tuple[float, float]], width: float, value: int = 255) -> None:
        """A line through the points with round ends and joints."""
        fine = [(round(x * FINE), round(y * FINE)) for x, y in points]
        self._draw.line(fine, fill=value, width=round(width * FINE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, value)

    def overlap(self, first: Pen, second: Pen) -> None:
        """Take over what two other drawings of the same size have in common."""
        self._image.paste(ImageChops.darker(first._image, second._image))

    def mask(self) -> Image.Image:
        """The mask at its real size."""
        return self._image.reduce(FINE)


def drawn(width: int, height: int, draw: Callable[[Pen], None]) -> Image.Image:
    """A mask of that size which the given function has drawn."""
    pen = Pen(width, height)
    draw(pen)
    return pen.mask()


def _box(left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    # Pillow counts the right and lower edge in, so they stand one fine pixel back
    x, y = round(left * FINE), round(top * FINE)
    return x, y, max(x, round(right * FINE) - 1), max(y, round(bottom * FINE) - 1)
