"""From the first key to the last: what somebody does in the reader, and what they see."""

import asyncio
from pathlib import Path

import pytest
from textual import events

from printed import home, printed
from reading_room import reader
from small_edition import FIRST_TITLE, NOW, SOURCES, STORIES, serve
from tuinews.config import Config
from tuinews.model import Story, View

SIZES = [(80, 24), (160, 45)]


@pytest.mark.parametrize("size", SIZES)
def test_open_read_save_undo_leave(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            await room.sees(
                "Top stories", f"{STORIES} unread", "Lighthouse Keeper’s", "Reel Daily · 12m", "film"
            )
            await room.open_first()
            await room.sees("Mara Okonkwo", "Friday 14 March 2025", "The lights went out twice")
            # Opening marks read; the story stays in the list, quietly.
            await room.until(lambda: room.row(FIRST_TITLE).read)
            await room.sees(f"{STORIES - 1} unread")
            await room.press("s")
            await room.until(lambda: room.row(FIRST_TITLE).saved)
            await room.press("4")
            await room.sees("RELATED TOPICS")
            await room.press("G")
            await room.sees("SAVED FOR LATER", "★")
            await room.press("escape", "escape")
            assert room.main.pane == "stories"
            await room.press("u")
            await room.until(lambda: not room.row(FIRST_TITLE).saved)
            await room.press("u")
            await room.until(lambda: not room.row(FIRST_TITLE).read)
            await room.press("q")
            await room.left()
        assert room.app.return_code == 0

    asyncio.run(play())


@pytest.mark.parametrize("size", SIZES)
def test_space_reads_through_everything(home: Path, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with reader(home, size=size) as room:
            expected = room.titles
            read: list[str] = []
            for _ in range(200):
                await room.press("space")
                await room.arrived()
                if "All caught up" in room.text:
                    break
                if room.title not in read:
                    read.append(room.title)
            assert read == expected
            await room.sees("All caught up", "Nothing unread is left in Top stories")

    asyncio.run(play())


def test_a_held_space_bar_stops_at_the_end_of_the_story(home: Path) -> None:
    async def play() -> None:
        async with reader(home, size=(80, 24)) as room:
            await room.open_first()
            first = room.title
            await room.hold("space", 12)
            assert room.title == first
            await room.until(lambda: room.main.article.at_end)
            await room.sees("end · space for next")
            await room.press("space")
            await room.until(lambda: room.title != first)
            second = room.title
            await room.hold("space", 12)
            assert room.title == second

    asyncio.run(play())


def test_n_p_and_the_capitals_go_from_story_to_story(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            order = room.titles
            await room.opens("n", order[0])
            await room.opens("J", order[1])
            await room.opens("n", order[2])
            await room.opens("K", order[1])
            # All above are read: the search for an unread one goes round.
            await room.opens("p", order[-1])
            await room.press("J")
            await room.sees("That was the last story here.")

    asyncio.run(play())


def test_what_is_typed_in_one_go_goes_where_it_belongs(home: Path) -> None:
    async def play() -> None:
        for size in ((80, 24), (160, 45)):
            async with reader(home, size=size) as room:
                await room.open_first()
                for key in "/sAnA":
                    room.app.post_message(events.Key({"/": "slash"}.get(key, key), key))
                await room.sees("“sAnA”")
                assert room.main.search.value == "sAnA"
                await room.press("escape")
                await room.misses("“sAnA”")
                assert any(not story.read for story in room.main.stories.rows if isinstance(story, Story))
                assert not any(story.saved for story in room.main.stories.rows if isinstance(story, Story))

    asyncio.run(play())


def test_search_while_typing(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            everything = room.titles
            await room.press("slash")
            await room.press(*"choir")
            await room.until(
                lambda: room.titles == ["How a village choir ended up on the year’s strangest dance record"]
            )
            await room.sees("“choir”")
            await room.press(*"xyz")
            await room.sees("Nothing found")
            await room.press("escape")
            await room.until(lambda: room.titles == everything)
            await room.misses("Search all stories")
            # Enter goes to the hits, and they open like all stories.
            await room.press("slash", *"owls", "enter", "enter")
            await room.until(lambda: room.title.startswith("Nightjar"))

    asyncio.run(play())


def test_filters_and_mark_all_read_with_undo(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("a")
            await room.sees("Top stories · unread")
            await room.press("A")
            await room.sees(f"{STORIES} stories marked as read", "All caught up")
            await room.press("u")
            await room.until(lambda: len(room.titles) == STORIES)
            await room.press("a")
            await room.sees("Top stories · saved", "Nothing saved yet")
            await room.press("a")
            await room.until(lambda: len(room.titles) == STORIES)

    asyncio.run(play())


def test_a_read_story_stays_in_the_unread_view_until_that_changes(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("a")
            await room.sees("Top stories · unread")
            await room.open_first()
            await room.until(lambda: room.row(FIRST_TITLE).read)
            assert room.titles[0] == FIRST_TITLE
            await room.press("2", "a", "a", "a")
            await room.until(lambda: room.main.top_bar.view == "Top stories · unread")
            await room.until(lambda: len(room.titles) == STORIES - 1)
            assert FIRST_TITLE not in room.titles

    asyncio.run(play())


def test_sources_and_topics_list_their_stories(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("1")
            await room.sees("SMART FEEDS", "Film & TV", "Pitch & Tone")
            room.main.sources.go_to("folder:Music")
            await room.press("enter")
            await room.until(lambda: len(room.titles) == 3)
            await room.sees("Music", "3 unread")
            await room.open_first()
            await room.press("4")
            await room.until(lambda: any(row.kind == "topic" for row in room.main.context.rows))
            topic = next(row.label for row in room.main.context.rows if row.kind == "topic")
            room.main.context.go_to(f"topic:{topic}")
            await room.press("enter")
            await room.until(lambda: room.main.top_bar.view == topic)
            assert room.titles
            # Back leads to what was listed before.
            await room.press("q")
            await room.until(lambda: room.main.top_bar.view == "Music")

    asyncio.run(play())


def test_help_is_searchable_and_runs_commands(home: Path) -> None:
    async def play() -> None:
        async with reader(home, size=(80, 24)) as room:
            await room.press("question_mark")
            await room.sees("Keys", "Open the next unread story.")
            await room.press(*"everything again")
            await room.misses("Open the next unread story.")
            await room.press("enter")
            await room.until(lambda: room.main.has_class("zen"))
            await room.press("escape")
            await room.until(lambda: not room.main.has_class("zen"))

    asyncio.run(play())


def test_the_palette_offers_every_command(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            offered = {command.title for command in room.app.get_system_commands(room.app.screen)}
            assert {"Starter packs", "Mark all read", "Theme"} <= offered
            await room.press("ctrl+p", *"save")
            await room.sees("Keep the story, or let it go again. (s)")
            await room.press("enter")
            await room.until(lambda: room.row(FIRST_TITLE).saved)

    asyncio.run(play())


def test_a_theme_is_seen_at_once_and_remembered(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.press("T", "j")
            await room.until(lambda: room.app.theme == "projection-room")
            await room.press("escape")
            await room.until(lambda: room.app.theme == "late-show")
            await room.press("T", "j", "enter")
            await room.until(lambda: room.app.screen is room.main)
            await room.until(lambda: all(worker.is_finished for worker in room.app.workers))
        async with reader(home) as room:
            assert room.app.theme == "projection-room"
        # A newer word in the settings goes before an older choice on the screen.
        async with reader(home, config=Config(theme="nord")) as room:
            assert room.app.theme == "nord"

    asyncio.run(play())


def test_new_stories_wait_in_a_pill_and_never_move_the_cursor(tmp_path: Path) -> None:
    async def play() -> None:
        async with reader(tmp_path, first=SOURCES[1:], filled=False) as room:
            await room.until(lambda: len(room.titles) == STORIES - 4)
            await room.until(lambda: room.main.top_bar.progress is None)
            await room.press("j", "j")
            here = room.main.stories.story
            assert here is not None
            assert room.main.desk is not None
            room.main.start(room.main.desk._newsroom.add_sources(SOURCES[:1]), "deed")
            await room.until(lambda: any(row.label == "Reel Daily" for row in room.main.sources.rows))
            await room.arrived()
            await room.press("r")
            await room.sees("4 new · press .")
            assert room.main.stories.story is not None
            assert room.main.stories.story.id == here.id
            assert len(room.titles) == STORIES - 4
            await room.press("full_stop")
            await room.until(lambda: len(room.titles) == STORIES)
            assert room.main.stories.story is not None
            assert room.main.stories.story.id == here.id
            await room.misses("4 new · press")

    asyncio.run(play())


def test_context_is_told_what_is_saved_elsewhere(home: Path) -> None:
    async def play() -> None:
        async with reader(home, size=(200, 50)) as room:
            await room.press("j", "s")
            await room.until(lambda: any(row.kind == "saved" for row in room.main.context.rows))
            saved = next(row.story for row in room.main.context.rows if row.kind == "saved")
            assert saved is not None
            await room.press("4")
            room.main.context.go_to(f"saved:{saved.id}")
            await room.press("enter")
            await room.until(lambda: room.title == saved.title)

    asyncio.run(play())


def test_panes_follow_the_width_and_the_place_in_the_story_is_kept(home: Path) -> None:
    async def play() -> None:
        async with reader(home, size=(200, 50)) as room:
            await room.open_first()
            await room.sees("1  Sources", "2  Stories", "3  Reader", "4  Context")
            await room.press("space")
            await room.pilot.resize_terminal(80, 24)
            await room.sees("1 Sources", "3 Reader")
            await room.misses("2  Stories")
            await room.press("h")
            await room.sees("Nightjar renewed")
            for size in ((100, 30), (20, 8), (160, 45), (41, 13)):
                await room.pilot.resize_terminal(*size)
                await room.pilot.pause()
                for pane in "1234":
                    await room.press(pane)

    asyncio.run(play())


def test_hostile_titles_change_nothing_but_their_row(tmp_path: Path) -> None:
    def hostile(url: str, headers: object) -> tuple[int, dict[str, str], bytes]:
        body = (
            b'<?xml version="1.0"?><rss version="2.0"><channel><title>[/b] x</title><item><title>[/b] [@click=app.quit]x[/]'
            b"</title><link>https://a.example/1</link><description>[red]y[/] &lt;b&gt;z&lt;/b&gt;</description></item>"
            b"</channel></rss>"
        )
        return 200, {"content-type": "application/rss+xml"}, body

    async def play() -> None:
        async with reader(tmp_path, answers=hostile, first=SOURCES[:1], filled=False) as room:
            await room.sees("[/b] [@click=app.quit]x[/]")
            await room.press("enter")
            await room.sees("[red]y[/]")
            await room.press("s", "1", "4", "question_mark", "escape", "slash", *"[/b]")
            await room.sees("“[/b]”")

    asyncio.run(play())


def test_leaving_while_sources_are_asked_is_prompt_and_closes_the_library(home: Path) -> None:
    async def play() -> None:
        async with reader(home, filled=False) as room:
            await room.until(lambda: room.main.desk is not None)
            await room.press("ctrl+q")
        # The library can be opened again at once: nothing holds it.
        async with reader(home) as room:
            assert len(room.titles) == STORIES

    asyncio.run(play())


def test_a_story_whose_page_cannot_be_had_says_so(tmp_path: Path) -> None:
    def teaser(url: str, headers: object) -> tuple[int, dict[str, str], bytes]:
        if url != SOURCES[0].url:
            return 503, {"content-type": "text/html"}, b"busy"
        body = (
            b'<?xml version="1.0"?><rss version="2.0"><channel><title>Reel Daily</title><item><title>Short</title>'
            b"<link>https://reeldaily.example/1</link><description>Only the opening of it &#8230;</description></item>"
            b"</channel></rss>"
        )
        return 200, {"content-type": "application/rss+xml"}, body

    async def play() -> None:
        async with reader(tmp_path, answers=teaser, first=SOURCES[:1], filled=False) as room:
            await room.sees("Short")
            await room.press("enter")
            await room.sees("503", "Only the opening of it")

    asyncio.run(play())


def test_the_days_and_counts_are_those_of_the_clock(home: Path) -> None:
    async def play() -> None:
        async with reader(home) as room:
            await room.sees("Today", "Yesterday")
            assert room.main.desk is not None
            counted = await room.main.desk._newsroom.count(View(since=NOW.replace(hour=0, minute=0)))
            assert 0 < counted <= STORIES

    asyncio.run(play())


def test_serve_knows_nothing_else() -> None:
    assert serve("https://elsewhere.example/", {})[0] == 404
