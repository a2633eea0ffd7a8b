"""Pictures as coloured cells."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tuinews.errors import BadPicture
from tuinews.pictures import mosaic

GROUND = (21, 19, 28)
RED, BLUE = (255, 0, 0), (0, 0, 255)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def halves(width: int, height: int) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


def pixel(made: bytes, columns: int, x: int, y: int) -> tuple[int, ...]:
    at = 3 * (y * columns + x)
    return tuple(made[at : at + 3])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize(("columns", "rows"), [(78, 14), (20, 5), (1, 2)])
def test_a_picture_takes_exactly_the_cells_that_it_was_given(kind: str, columns: int, rows: int) -> None:
    made = mosaic(saved(halves(400, 200), kind), columns, rows, GROUND)
    assert (made.columns, made.rows, len(made.pixels)) == (columns, rows, columns * rows * 6)
    above, below = pixel(made.pixels, columns, 0, 0), pixel(made.pixels, columns, 0, 2 * rows - 1)
    assert above[0] > 200 > 60 > above[2]
    assert below[2] > 200 > 60 > below[0]


def test_a_tall_picture_is_shown_whole_with_the_ground_beside_it() -> None:
    made = mosaic(saved(halves(100, 400)), 78, 14, GROUND)
    assert pixel(made.pixels, 78, 0, 0) == GROUND
    assert pixel(made.pixels, 78, 39, 0) == RED
    assert pixel(made.pixels, 78, 39, 27) == BLUE


def test_what_is_transparent_lets_the_ground_through() -> None:
    clear = Image.new("RGBA", (100, 100), (255, 255, 255, 0))
    assert pixel(mosaic(saved(clear), 10, 5, GROUND).pixels, 10, 3, 3) == GROUND


def test_a_picture_stands_upright_as_its_camera_was_held() -> None:
    turned = halves(400, 200)
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    made = mosaic(saved(turned, "JPEG", exif=exif), 20, 5, GROUND)
    assert pixel(made.pixels, 20, 3, 0)[2] > 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>no</html>",
        saved(halves(400, 200))[:200],
        saved(halves(1, 1)),
        saved(halves(600, 20)),
        saved(Image.new("1", (9_400, 9_400))),  # ten kilobytes that would take 440 MB
        saved(halves(400, 200), "TIFF"),
        saved(halves(400, 200), "BMP"),
    ],
    ids=["empty", "header", "svg", "html", "cut", "pixel", "strip", "bomb", "tiff", "bmp"],
)
def test_what_is_no_picture_of_a_story_is_refused(body: bytes) -> None:
    with pytest.raises(BadPicture):
        mosaic(body, 78, 14, GROUND)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF0000WEBP", b"GIF89a", b""]),
)
def test_garbage_is_refused(body: bytes, head: bytes) -> None:
    with pytest.raises(BadPicture):
        mosaic(head + body, 10, 5, GROUND)


@given(st.data())
def test_a_damaged_picture_is_drawn_or_refused(data: st.DataObject) -> None:
    body = bytearray(saved(halves(64, 64), data.draw(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]))))
    for _ in range(data.draw(st.integers(1, 5))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = mosaic(bytes(body), 10, 5, GROUND)
    except BadPicture:
        return
    assert len(made.pixels) == 10 * 5 * 6
