"""A picture as a few coloured cells, or as large as a terminal draws it: read with Pillow, which is the extra `images`.

Runs in a worker process. The header is looked at before anything is unpacked: a picture of ten kilobytes may claim a
hundred million pixels.
"""

from __future__ import annotations

import importlib.util
import io
import warnings
from typing import TYPE_CHECKING

from tuinews.errors import BadPicture
from tuinews.model import Mosaic, Plate, Sixels, SixelScreen
from tuinews.sixels import sixels_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 20_000_000
LEAST_SIDE = 48
"""Pixels. What is smaller is no picture of a story but a sign, or counts readers."""
CELL = (10, 20)
"""Pixels of a cell in the terminals that draw pictures, about; they scale what is sent to the cells that they have."""
MOST_SIXEL_PIXELS = 1_500_000
"""Of a picture as sixels: as many as a screen of very small pixels needs, and no more than a worker encodes in some two seconds."""
MOST_SIXEL_BYTES = 500_000
"""Of a picture as sixels, which is sent again whenever it was covered or has moved."""
_COLOURS = (256, 64, 16)
"""How many colours sixels are tried with until they are small enough."""
_SAMPLE = (200, 100)
"""Pixels that its colours are chosen from: four times as quick as from all, and hardly worse."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


def available() -> bool:
    """Tell whether Pillow is installed, without importing it."""
    return importlib.util.find_spec("PIL") is not None


def mosaic(body: bytes, columns: int, rows: int, ground: tuple[int, int, int]) -> Mosaic:
    """Make a picture as wide as the text and exactly `rows` lines high.

    A broad picture fills that space and loses what stands over at the edges; a tall one is shown whole, with the ground at
    its sides.

    Args:
        body: The file.
        columns: Cells.
        rows: Lines; each has two pixels, one above the other, about as broad as high.
        ground: Red, green and blue of what lies behind it, 0 to 255.

    Raises:
        BadPicture: It is none, or none to show.
    """
    fitted = _fitted(body, columns, 2 * rows, ground)
    return Mosaic(columns, rows, fitted.tobytes())


def plate(body: bytes, columns: int, rows: int, ground: tuple[int, int, int]) -> Plate:
    """Make the same for a terminal that draws pictures. See `mosaic`."""
    fitted = _fitted(body, columns * CELL[0], rows * CELL[1], ground)
    file = io.BytesIO()
    fitted.save(file, "PNG", compress_level=3)
    return Plate(columns, rows, file.getvalue())


def sixels(
    body: bytes, columns: int, rows: int, ground: tuple[int, int, int], screen: SixelScreen
) -> Sixels | Mosaic:
    """Make the same for a terminal that draws sixels; cells alone if it would be too much for it. See `mosaic`."""
    from PIL import Image

    width, height = columns * screen.width, rows * screen.height
    if width * height > MOST_SIXEL_PIXELS:
        return mosaic(body, columns, rows, ground)
    fitted = _fitted(body, width, height, ground)
    cells = fitted.resize((columns, 2 * rows), Image.Resampling.BOX).tobytes()
    sample = fitted.resize(_SAMPLE, Image.Resampling.NEAREST)
    for colours in [most for most in _COLOURS if most <= screen.colours]:
        palette = sample.quantize(colours, Image.Quantize.MEDIANCUT)
        few = fitted.quantize(palette=palette, dither=Image.Dither.NONE)
        named = bytes(palette.getpalette("RGB") or ())
        lines = sixels_of(few.tobytes(), named, columns, rows, screen, MOST_SIXEL_BYTES)
        if lines is not None:
            return Sixels(columns, rows, cells, screen, lines)
    return Mosaic(columns, rows, cells)


def _fitted(body: bytes, width: int, height: int, ground: tuple[int, int, int]) -> Image:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
                _check(*image.size)
                # JPEG is unpacked at an eighth of its size where that is enough.
                image.draft("RGB", (2 * width, 2 * height))
                upright = ImageOps.exif_transpose(image)
                flat = Image.new("RGB", upright.size, ground)
                layered = upright.convert("RGBA")
                flat.paste(layered, mask=layered.getchannel("A"))
                if flat.width >= flat.height:
                    return ImageOps.fit(flat, (width, height), Image.Resampling.BOX)
                return ImageOps.pad(flat, (width, height), Image.Resampling.BOX, color=ground)
    except BadPicture:
        raise
    except Exception as error:
        # Pillow's readers raise whatever a broken file makes them stumble over.
        raise BadPicture("The picture can’t be read.", repr(error)) from error


def _check(width: int, height: int) -> None:
    if min(width, height) < LEAST_SIDE:
        raise BadPicture("The picture is too small to be one.")
    if width * height > MOST_PIXELS:
        raise BadPicture("The picture is too large.")
