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
from tuinews.model import Mosaic, Plate

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 20_000_000
LEAST_SIDE = 48
"""Pixels. What is smaller is no picture of a story but a sign, or counts readers."""
CELL = (10, 20)
"""Pixels of a cell in the terminals that draw pictures, about; they scale what is sent to the cells that they have."""
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
