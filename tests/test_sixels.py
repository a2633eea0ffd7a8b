"""Sixels: what is painted is the picture, and no more than that."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from test_pictures import BLUE, GROUND, RED, halves, saved
from tuinews.errors import BadPicture
from tuinews.model import Mosaic, Sixels, SixelScreen
from tuinews.pictures import MOST_SIXEL_BYTES, mosaic, sixels
from tuinews.sixels import WIDEST, sixels_of

Colour = tuple[int, int, int]
SCREEN = SixelScreen(10, 20)
PLENTY = 10_000_000
WHOLE = re.compile('\x1bP7;1q"1;1;([0-9]+);([0-9]+)([!-~]*)\x1b\\\\')
TOKEN = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|(\$)|(-)")


def painting(sequence: str) -> tuple[int, int, dict[tuple[int, int], Colour]]:
    """Read sixels as a terminal does: width, height, and the colours, in percent, of the pixels that are painted."""
    whole = WHOLE.fullmatch(sequence)
    assert whole is not None, sequence[:60]
    colours: dict[int, Colour] = {}
    painted: dict[tuple[int, int], Colour] = {}
    body, at, x, top, colour = whole[3], 0, 0, 0, -1
    while at < len(body):
        token = TOKEN.match(body, at)
        assert token is not None, body[at : at + 20]
        at = token.end()
        number, red, green, blue, chosen, times, repeated, single, back, down = token.groups()
        if number:
            colours[int(number)] = (int(red), int(green), int(blue))
        elif chosen:
            colour = int(chosen)
        elif back:
            x = 0
        elif down:
            x, top = 0, top + 6
        else:
            bits = ord(repeated or single) - 63
            end = x + int(times or 1)
            for place in (
                (column, top + row) for column in range(x, end) for row in range(6) if bits >> row & 1
            ):
                assert place not in painted
                painted[place] = colours[colour]
            x = end
    return int(whole[1]), int(whole[2]), painted


def percent(colour: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(round(part / 2.55) for part in colour)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 7),
    st.integers(1, 3),
    st.integers(3, 13),
    st.integers(3, 25),
    st.integers(1, 256),
    st.integers(),
)
def test_a_terminal_paints_each_pixel_in_its_colour_and_none_beside(
    columns: int, rows: int, width: int, height: int, colours: int, seed: int
) -> None:
    chance = random.Random(seed)
    palette = chance.randbytes(3 * colours)
    pixels = bytes(
        colour
        for _ in range(columns * rows * width * height // 3 + 3)
        for colour in [chance.randrange(colours)] * chance.randrange(1, 6)
    )[: columns * rows * width * height]
    pixels = pixels.ljust(columns * rows * width * height, b"\0")
    lines = sixels_of(pixels, palette, columns, rows, SixelScreen(width, height), PLENTY)
    assert lines is not None
    assert len(lines) == rows
    for line, ((cell, sequence),) in enumerate(lines):
        assert cell == 0
        across, down, painted = painting(sequence)
        assert (across, down) == (columns * width, height)
        assert painted == {
            (x, y): percent(tuple(palette[3 * colour : 3 * colour + 3]))
            for y in range(height)
            for x in range(across)
            for colour in [pixels[(line * height + y) * across + x]]
        }


def test_a_line_is_cut_into_pieces_that_every_terminal_draws() -> None:
    screen = SixelScreen(24, 48)
    lines = sixels_of(bytes(78 * 24 * 48), bytes(3), 78, 1, screen, PLENTY)
    assert lines is not None
    sizes = [(cell, painting(sequence)[0]) for cell, sequence in lines[0]]
    assert sizes == [(0, 984), (41, 888)]
    assert all(width <= WIDEST for _, width in sizes)


def test_no_more_bytes_are_made_than_are_wanted() -> None:
    pixels = random.Random(3).randbytes(200 * 200)
    palette = bytes(range(256)) * 3
    made = sixels_of(pixels, palette, 20, 10, SCREEN, PLENTY)
    assert made is not None
    size = sum(len(sequence) for line in made for _, sequence in line)
    assert sixels_of(pixels, palette, 20, 10, SCREEN, size) == made
    assert sixels_of(pixels, palette, 20, 10, SCREEN, size - 1) is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize(("columns", "rows"), [(78, 14), (20, 5), (1, 2)])
def test_a_picture_has_sixels_over_exactly_its_cells(kind: str, columns: int, rows: int) -> None:
    body = saved(halves(400, 200), kind)
    made = sixels(body, columns, rows, GROUND, SCREEN)
    assert isinstance(made, Sixels)
    assert (made.columns, made.rows, len(made.lines), made.screen) == (columns, rows, rows, SCREEN)
    assert len(made.pixels) == len(mosaic(body, columns, rows, GROUND).pixels)
    painted = [painting(line[0][1]) for line in made.lines]
    assert {(width, height, len(pixels)) for width, height, pixels in painted} == {
        (10 * columns, 20, 200 * columns)
    }
    above, below = painted[0][2][0, 0], painted[-1][2][0, 19]
    assert above[0] > 80 > 25 > above[2]
    assert below[2] > 80 > 25 > below[0]


def test_a_tall_picture_has_the_ground_beside_it() -> None:
    made = sixels(saved(halves(100, 400)), 78, 14, GROUND, SCREEN)
    assert isinstance(made, Sixels)
    _, _, first = painting(made.lines[0][0][1])
    assert first[0, 0] == percent(GROUND)
    assert first[390, 5] == percent(RED)
    assert painting(made.lines[13][0][1])[2][390, 15] == percent(BLUE)


@pytest.mark.parametrize("most", [256, 100, 16])
def test_no_more_colours_are_used_than_the_terminal_has(most: int) -> None:
    noise = Image.frombytes("RGB", (300, 300), random.Random(5).randbytes(270_000)).resize((600, 600))
    made = sixels(saved(noise), 40, 7, GROUND, SixelScreen(10, 20, most))
    assert isinstance(made, Sixels)
    numbers = {
        int(number) for line in made.lines for _, each in line for number in re.findall(r"#(\d+)", each)
    }
    assert 8 < len(numbers) <= most


def test_what_would_be_too_much_has_fewer_colours_or_only_cells() -> None:
    noise = saved(Image.frombytes("RGB", (1600, 600), random.Random(7).randbytes(2_880_000)))
    fewer = sixels(noise, 78, 14, GROUND, SCREEN)
    assert isinstance(fewer, Sixels)
    assert sum(len(each) for line in fewer.lines for _, each in line) <= MOST_SIXEL_BYTES
    for screen in (SixelScreen(20, 40), SixelScreen(128, 128)):
        cells = sixels(noise, 78, 14, GROUND, screen)
        assert isinstance(cells, Mosaic)
        assert len(cells.pixels) == 78 * 14 * 6


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no picture",
        saved(halves(400, 200))[:200],
        b"\x1bP0q#0;2;0;0;0~\x1b\\" * 50,
        saved(Image.new("1", (9_400, 9_400))),
        saved(Image.new("RGB", (1, 1))),
    ],
    ids=["nothing", "words", "broken off", "sixels", "bomb", "counter"],
)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    with pytest.raises(BadPicture):
        sixels(body, 78, 14, GROUND, SCREEN)


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_damaged_picture_is_drawn_or_refused(data: st.DataObject) -> None:
    file = bytearray(saved(halves(90, 60), data.draw(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]))))
    for _ in range(data.draw(st.integers(1, 5))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = sixels(bytes(file), 8, 3, GROUND, SCREEN)
    except BadPicture:
        return
    assert isinstance(made, Sixels)
    assert all(painting(each)[:2] == (80, 20) for line in made.lines for _, each in line)
