"""Make the pictures of the documentation from the running reader: `uv run python docs/pictures/make.py`.

The demo edition is opened in a throw-away home, driven by keys as a person would, and drawn as SVG.
"""

import asyncio
import os
import tempfile
from pathlib import Path

from tuinews.config import Config
from tuinews.demo import edition
from tuinews.paths import Home
from tuinews.ui.app import ReaderApp

HERE = Path(__file__).parent
PATIENCE = 600
"""Looks at the screen, 0.05 s apart, before a picture is given up."""

PICTURES = (
    ("reader.svg", "late-show", (160, 45), ("enter", "s", "J", "J", "s", "J")),
    ("reader-light.svg", "matinee", (160, 45), ("enter", "J", "J")),
    ("small.svg", "late-show", (80, 24), ()),
)


async def draw(name: str, theme: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    """Draw one picture."""
    with tempfile.TemporaryDirectory() as folder:
        app = ReaderApp(
            Home.below(Path(folder)),
            Config(theme=theme, motion=False),
            serve=edition.serve,
            first_sources=edition.SOURCES,
            demo=True,
        )
        async with app.run_test(size=size) as pilot:
            for key in ("", *keys):
                if key:
                    await pilot.press(key)
                for _ in range(PATIENCE):
                    await pilot.pause(0.05)
                    desk = app.main.desk
                    settled = all(worker.is_finished for worker in app.workers)
                    if settled and desk is not None and desk.listing.stories:
                        break
            await asyncio.sleep(4)  # What is said in passing passes.
            await pilot.pause()
            (HERE / name).write_text(app.export_screenshot(title="tuinews"), encoding="utf-8")


if __name__ == "__main__":
    os.environ["TERM"] = "xterm-256color"  # Whatever terminal this is called from.
    for picture in PICTURES:
        asyncio.run(draw(*picture))
