"""Little pictures for the edition: a sky, a sun or moon and something on the horizon, painted from a name."""

import struct
import zlib
from functools import lru_cache
from hashlib import blake2s
from math import sin

WIDTH, HEIGHT = 96, 54

# Sky at the top, sky at the horizon, sun or moon, foreground.
_PALETTES = (
    ((66, 20, 160), (226, 50, 130), (255, 214, 110), (18, 16, 30)),
    ((12, 28, 70), (60, 140, 170), (240, 240, 220), (8, 18, 32)),
    ((240, 150, 90), (250, 220, 160), (255, 250, 235), (90, 40, 40)),
    ((20, 60, 60), (130, 190, 120), (250, 240, 170), (14, 34, 30)),
    ((90, 20, 40), (220, 110, 60), (255, 200, 120), (30, 8, 16)),
    ((40, 40, 70), (150, 140, 190), (250, 210, 220), (22, 20, 40)),
)


@lru_cache(maxsize=64)
def paint(name: str) -> bytes:
    """Paint the picture of a name, the same for the same name.

    Args:
        name: Anything.

    Returns:
        A PNG of 96 by 54 pixels.
    """
    seed = blake2s(name.encode(), digest_size=32).digest()
    above, below, disc, ground = _PALETTES[seed[0] % len(_PALETTES)]
    centre, height, radius = 12 + seed[1] % 72, 10 + seed[2] % 18, 5 + seed[3] % 8
    horizon = [_horizon(seed, x) for x in range(WIDTH)]
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)  # PNG filter type "none"
        share = y / HEIGHT
        sky = tuple(round(a + (b - a) * share) for a, b in zip(above, below, strict=True))
        for x in range(WIDTH):
            if y >= horizon[x]:
                rows.extend(ground)
            elif (x - centre) ** 2 + (y - height) ** 2 <= radius * (radius + 1):
                rows.extend(disc)
            else:
                rows.extend(sky)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)  # 8 bits, RGB
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _horizon(seed: bytes, x: int) -> int:
    """Give the row where the ground begins in a column: a skyline, hills or a sea."""
    match seed[4] % 3:
        case 0:
            return HEIGHT - 8 - seed[5 + x // 6] % 24
        case 1:
            return HEIGHT - 16 - round(7 * sin(x / (7 + seed[5] % 6)) + 4 * sin(x / 5 + seed[6]))
        case _:
            return HEIGHT - 14 - round(1.5 * sin(x / 4 + seed[5]))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
