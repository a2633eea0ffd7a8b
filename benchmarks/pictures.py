"""Pictures as cells, as files and as sixels: `python benchmarks/pictures.py [--quick] [--json FILE]`.

Each picture is made in each form in turns, in one process: what counts are the ratios of times, and the bytes. The pictures
are made here: smooth colours with more or less of the noise that photographs have, up to nothing but noise.
"""

import argparse
import io
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.style import Style
from textual.strip import Strip

from tuinews.model import Mosaic, Plate, Sixels, SixelScreen
from tuinews.pictures import MOST_SIXEL_BYTES, mosaic, plate, sixels
from tuinews.ui.widgets.picture_lines import PictureLines
from tuinews.workshop import SECONDS

COLUMNS, ROWS = 78, 14
GROUND = (21, 19, 28)
NOISE = {"drawing": 0.0, "photo": 0.1, "grain": 0.3, "noise": 1.0}
"""How much of each picture is noise."""
SCREENS = {"10x20": SixelScreen(10, 20), "20x40": SixelScreen(20, 40), "16 colours": SixelScreen(10, 20, 16)}
SHARE = 0.25
"""Of the time that a job may take, for the slowest picture."""
Made = Mosaic | Plate | Sixels


def photograph(noise: float) -> bytes:
    """Make a JPEG of 1,200 by 675 pixels, the same for the same share of noise."""
    chance = random.Random(1)
    size = (1_200, 675)
    smooth = Image.frombytes("RGB", (16, 9), chance.randbytes(16 * 9 * 3)).resize(
        size, Image.Resampling.BICUBIC
    )
    rough = Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))
    file = io.BytesIO()
    Image.blend(smooth, rough, noise).save(file, "JPEG", quality=90)
    return file.getvalue()


def forms() -> dict[str, Callable[[bytes], Made]]:
    """Give the forms in which pictures are made."""

    def of(screen: SixelScreen) -> Callable[[bytes], Made]:
        return lambda body: sixels(body, COLUMNS, ROWS, GROUND, screen)

    return {
        "cells": lambda body: mosaic(body, COLUMNS, ROWS, GROUND),
        "file": lambda body: plate(body, COLUMNS, ROWS, GROUND),
        **{f"sixels {name}": of(screen) for name, screen in SCREENS.items()},
    }


def written(made: Made, console: Console) -> int:
    """Count the bytes that bring a picture to the screen."""
    if isinstance(made, Plate):
        return -(-len(made.png) // 3) * 4
    if isinstance(made, Sixels):
        return sum(len(piece) for line in made.lines for _, piece in line)
    lines = PictureLines()
    lines.put("", made)
    strips = [Strip(lines.line("", row, COLUMNS, ROWS, Style())) for row in range(ROWS)]
    return sum(len(strip.render(console).encode()) for strip in strips)


def measure(rounds: int) -> dict[tuple[str, str], tuple[float, int, str]]:
    """Make each picture in each form in turns: median seconds, bytes, and what came of it."""
    console = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
    bodies = {name: photograph(noise) for name, noise in NOISE.items()}
    times: dict[tuple[str, str], list[float]] = {}
    last: dict[tuple[str, str], Made] = {}
    for _ in range(rounds):
        for form, make in forms().items():
            for name, body in bodies.items():
                began = time.perf_counter()
                last[form, name] = make(body)
                times.setdefault((form, name), []).append(time.perf_counter() - began)
    return {
        key: (statistics.median(times[key]), written(made, console), type(made).__name__.lower())
        for key, made in last.items()
    }


def report(figures: dict[tuple[str, str], tuple[float, int, str]]) -> list[dict[str, object]]:
    """Print a table; give the goals with what was reached."""
    print(f"{'form':18} {'picture':8} {'ms':>7} {'x cells':>8} {'bytes':>8}  comes as")
    for (form, name), (seconds, size, kind) in figures.items():
        ratio = seconds / figures["cells", name][0]
        print(f"{form:18} {name:8} {seconds * 1_000:7.0f} {ratio:8.1f} {size:8}  {kind}")
    drawn = [figure for figure in figures.items() if figure[0][0].startswith("sixels")]
    slowest = max(seconds for _, (seconds, _, _) in drawn)
    largest = max(size for _, (_, size, kind) in drawn if kind == "sixels")
    goals = [
        ("slowest sixels, share of the time of a job", slowest / SECONDS, "share", SHARE),
        ("largest sixels", largest, "bytes", MOST_SIXEL_BYTES),
    ]
    records: list[dict[str, object]] = []
    for metric, value, unit, goal in goals:
        print(f"{metric}: {value:.3g} {unit}, goal {goal:g}: {'holds' if value <= goal else 'missed'}")
        records.append(
            {
                "metric": metric,
                "value": value,
                "unit": unit,
                "goal": goal,
                "holds": value <= goal,
                "peers": {},
            }
        )
    return records


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, to see that it works")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    records = report(measure(1 if options.quick else 5))
    if options.json:
        options.json.write_text(json.dumps(records, indent=1) + "\n")


if __name__ == "__main__":
    main()
