"""Libraries to play with."""

import asyncio
import shutil
from pathlib import Path

import pytest

from small_edition import SOURCES, now, serve
from tuinews.model import View
from tuinews.newsroom import Newsroom
from tuinews.paths import Home


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with every story of the small edition and its text, so that journeys need no worker processes."""
    folder = tmp_path_factory.mktemp("printed")

    async def print_it() -> None:
        newsroom = await Newsroom.open(Home.below(folder), serve=serve, now=now)
        await newsroom.add_sources(SOURCES)
        await newsroom.refresh()
        for story in (await newsroom.page(View())).stories:
            await newsroom.read(story.id)
        await newsroom.aclose()

    asyncio.run(print_it())
    return folder


@pytest.fixture
def home(printed: Path, tmp_path: Path) -> Path:
    """A copy of the printed library."""
    return Path(shutil.copytree(printed, tmp_path / "home"))
