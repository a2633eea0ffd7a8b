"""A newcomer without a network: the demo edition from the first story to the last key."""

import asyncio
from pathlib import Path

import pytest

from reading_room import reader
from small_edition import now
from tuinews.demo.edition import SOURCES, Edition
from tuinews.demo.junk import JUNK

TITLE = "“The Lighthouse Keeper’s Daughter”"


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_the_demo_edition_is_read_saved_and_left(tmp_path: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        edition = Edition(now())
        async with reader(
            tmp_path, size=size, answers=edition.serve, first=SOURCES, demo=True, filled=False
        ) as room:
            await room.sees("demo edition", f"● {TITLE}")
            await room.arrived()  # With the others behind it, or they would wait for a key.
            await room.open_first()
            await room.sees("By Mara Okonkwo", "The lights went out twice")
            await room.press("J")  # A source that gives teasers only: its page is fetched and cleaned.
            await room.arrived()
            await room.sees("All the winners at the Lido")
            reading = room.main.article.reading
            assert reading is not None
            assert reading.document.origin == "page"
            assert [words for words in JUNK if words in reading.document.markdown] == []
            await room.press("K", "s")
            await room.arrived()
            await room.press("4")
            await room.sees("RELATED TOPICS", "Golden Gull")
            await room.press("G")
            await room.sees("SAVED FOR LATER", f"★ {TITLE}")
            await room.press("g", "g")
            await room.press("enter")
            await room.sees("Golden Gull")
            await room.until(lambda: 1 < len(room.main.stories.rows) < 20)
            await room.press("2", "escape", "slash", *"nightjar")
            await room.sees("“nightjar”", "Nightjar renewed")
            await room.press("escape", "u", "u", "u")
            await room.arrived()
            await room.sees(f"● {TITLE}")
            await room.press("2", "q")
            await room.left()
        assert room.app.return_code == 0

    asyncio.run(play())
