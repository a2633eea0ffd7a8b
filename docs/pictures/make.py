"""Make the pictures of the documentation from the running reader: `uv run python docs/pictures/make.py [NAME …]`.

The demo edition is opened in a throw-away home, driven by keys as a person would, and drawn as SVG.
"""

import asyncio
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tuinews.config import Config
from tuinews.demo import edition
from tuinews.paths import Home
from tuinews.ui.app import ReaderApp

HERE = Path(__file__).parent
PATIENCE = 600
"""Looks at the screen, 0.05 s apart, before a picture is given up."""


@dataclass(frozen=True)
class Picture:
    """What is drawn: a window, and the keys that lead there."""

    name: str
    keys: tuple[str, ...] = ()
    theme: str = "late-show"
    size: tuple[int, int] = (120, 35)
    first_run: bool = False
    """Without any sources, as it opens for somebody new."""


PICTURES = (
    Picture("reader", ("enter", "s", "J", "J", "s", "J"), size=(160, 45)),
    Picture("reader-light", ("enter", "J", "J"), "matinee", (160, 45)),
    Picture("small", size=(80, 24)),
    Picture("welcome", first_run=True),
    Picture("story", ("enter", "J"), size=(100, 35)),
    Picture("search", ("/", *"film")),
    Picture("go", ("g",)),
    Picture("topics", ("enter", "t")),
    Picture("manage", ("E",)),
    Picture("themes", ("T", "down", "down")),
    Picture("help", ("question_mark",)),
)


async def draw(picture: Picture) -> None:
    """Draw one picture."""
    with tempfile.TemporaryDirectory() as folder:
        app = ReaderApp(
            Home.below(Path(folder)),
            Config(theme=picture.theme, motion=False),
            serve=edition.serve,
            first_sources=() if picture.first_run else edition.SOURCES,
            demo=not picture.first_run,
        )
        async with app.run_test(size=picture.size) as pilot:
            for key in ("", *picture.keys):
                if key:
                    await pilot.press(key)
                for _ in range(PATIENCE):
                    await pilot.pause(0.05)
                    desk = app.main.desk
                    settled = all(worker.is_finished for worker in app.workers)
                    there = picture.first_run or (desk is not None and bool(desk.listing.stories))
                    if settled and there:
                        break
            await asyncio.sleep(4)  # What is said in passing passes.
            await pilot.pause()
            drawn = app.export_screenshot(title="tuinews")
            (HERE / f"{picture.name}.svg").write_text(without_addresses(drawn), encoding="utf-8")


def without_addresses(svg: str) -> str:
    """Take the addresses of fonts out: a picture is to ask no server for anything."""
    return re.sub(r',?\s*url\("https?://[^"]*"\) format\("[a-z0-9]+"\)', "", svg)


if __name__ == "__main__":
    os.environ["TERM"] = "xterm-256color"  # Whatever terminal this is called from.
    wanted = sys.argv[1:]
    for each in PICTURES:
        if not wanted or each.name in wanted:
            asyncio.run(draw(each))
