"""Whatever is shown, at whatever width: every line of a line-drawing widget is exactly as wide as the widget."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.scroll_view import ScrollView
from textual.widget import Widget

from made import made_story
from tuinews.model import (
    Counts,
    Document,
    Picture,
    Reading,
    Related,
    SavedSearch,
    Source,
    Stance,
    Story,
    Topic,
    View,
)
from tuinews.text import clean_line
from tuinews.ui.screens.help import KeyList
from tuinews.ui.tokens import token_defaults
from tuinews.ui.widgets.article_head import Jotting
from tuinews.ui.widgets.article_view import ArticleView
from tuinews.ui.widgets.choice_list import Choice, ChoiceList
from tuinews.ui.widgets.context import Around, Context, context_rows
from tuinews.ui.widgets.row_list import RowList
from tuinews.ui.widgets.source_list import OwnFeeds, SourceList, source_rows
from tuinews.ui.widgets.story_list import StoryList

NOW = datetime(2025, 3, 14, 18, tzinfo=UTC)
WIDTHS = (20, 21, 34, 47, 80, 123, 200, 250)
HOSTILE = tuple(
    clean_line(text)
    for text in (
        "Plain words of a headline that goes on for long enough to be wrapped at most of these widths, twice",
        "映画祭で金獅子賞を受賞した監督が、嵐の中で行われた閉会式について語る。観客は立ち上がって拍手した",
        "👩‍🚀 Astronaut 👨‍👩‍👧‍👦 family 🏳️‍🌈 flag 👍🏽 thumbs 🎬🎞️🎭",
        "Ze\u0301ro\u0308 co\u0302mbining\u0327 é\u0323\u0302 marks a\u0300\u0301\u0302\u0303 on letters",
        "מבקר הקולנוע כותב על הסרט החדש והמפתיע של השנה",
        "[/b] [@click=app.quit]x[/] [link=https://x]y[/link] [SPOILER] [red]z",
        "`code` *stars* <b>tags</b> &amp; entities \\ backslash $HOME ${ink} ^ ~",
        "Supercalifragilisticexpialidocious" * 4,
        "ﷺ ﷽ ꧅ 𒐫 zalgo",
    )
)


class Stage(App[None]):
    """Shows one widget, alone."""

    CSS = "Stage Screen { overflow: hidden; }"

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        super().__init__()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return token_defaults(self.current_theme)

    def compose(self) -> ComposeResult:
        yield self._widget


def story(number: int, title: str, **more: object) -> Story:
    return made_story(
        id=number,
        source_id=1,
        source=title[:30],
        title=title,
        url=f"https://a.example/{number}",
        author=title[:20],
        published=NOW - timedelta(hours=7 * number),
        first_seen=NOW,
        read=number % 3 == 0,
        saved=number % 4 == 0,
        beats=("film", "awards", "streaming")[: number % 4],
        words=number * 313 if number % 2 else None,
        others=10 ** (number % 8) if number % 2 else 0,
    )


STORIES = [story(number, title) for number, title in enumerate(HOSTILE, 1)]
TOPICS = [Topic(title, 1.0, number * 700) for number, title in enumerate((*HOSTILE, "film"))]
MARKDOWN = "\n\n".join(
    [
        f"## {text}\n\n{text} {text}\n\n> {text}\n\n- {text}\n  1. {text}\n\n```\n{text}\t{text}\n```"
        for text in HOSTILE
    ]
    + [
        "| a | b | c |\n|---|---|---|\n"
        + "\n".join(f"| {text.replace('|', '')} | x | 世界 |" for text in HOSTILE)
    ]
    + ["> " * 30 + "deep", "- " * 1 + "x", "![alt](https://a.example/p.jpg)", "---"]
)


def story_list() -> tuple[ScrollView, object]:
    stories = StoryList()
    return stories, lambda: stories.show(STORIES, NOW, keep=False)


def roomy_story_list() -> tuple[ScrollView, object]:
    stories = StoryList()
    stories._density = "roomy"
    return stories, lambda: stories.show(STORIES, NOW, keep=False)


def dense_story_list() -> tuple[ScrollView, object]:
    stories = StoryList()
    stories._density = "dense"
    return stories, lambda: stories.show(STORIES, NOW, keep=False)


def source_list() -> tuple[ScrollView, object]:
    sources = [
        Source(number, f"https://{number}.example", title, folder=title[:12], streak=number % 2)
        for number, title in enumerate(HOSTILE)
    ]
    counts = Counts(99_999, 12_345, 678, 9, 5, {number: 10**number for number in range(8)})
    rows = SourceList()
    searches = [SavedSearch(number, title, title) for number, title in enumerate(HOSTILE)]
    followed = [Stance("topic", title, "follow") for title in (*HOSTILE, "film")]
    numbers = {f"search:{number}": 10**number for number in range(8)}
    own = OwnFeeds(searches, followed, numbers)
    return rows, lambda: rows.replace_rows(source_rows(sources, counts, TOPICS, View(), own))


def context() -> tuple[ScrollView, object]:
    rows = Context()
    stances: dict[str, Literal["follow", "mute"]] = {
        title.casefold(): "mute" if number % 2 else "follow" for number, title in enumerate(HOSTILE)
    }
    related = [Related(each, 0.5, f"Both name {each.title}") for each in STORIES]
    around = Around(TOPICS, STORIES, related, STORIES, stances)
    return rows, lambda: rows.replace_rows(context_rows(around, NOW))


def choices() -> tuple[ScrollView, object]:
    rows = ChoiceList()
    all_rows = [Choice(str(n), text, text, ticked=bool(n % 2)) for n, text in enumerate(HOSTILE)]
    return rows, lambda: rows.replace_rows(all_rows)


def keys() -> tuple[ScrollView, object]:
    rows = KeyList()
    return rows, lambda: rows.show_matching("")


def article() -> tuple[ScrollView, object]:
    view = ArticleView()
    document = Document(
        MARKDOWN, words=500, dek=HOSTILE[3], lead_image=Picture("https://a.example/l.jpg", HOSTILE[2])
    )
    jotting = Jotting(HOSTILE, "\n\n".join(HOSTILE))
    return view, lambda: view.show(Reading(STORIES[4], document, notice=HOSTILE[5]), NOW, jotting)


@pytest.mark.parametrize(
    "make", [story_list, roomy_story_list, dense_story_list, source_list, context, choices, keys, article]
)
def test_every_line_is_as_wide_as_its_widget(make: object) -> None:
    async def play() -> None:
        widget, fill = make()  # type: ignore[operator]
        async with Stage(widget).run_test(size=(80, 40)) as pilot:
            fill()
            for width in WIDTHS:
                await pilot.resize_terminal(width, 40)
                await pilot.pause()
                assert widget.size.width == width
                for top in range(0, widget.virtual_size.height, 37):
                    widget.scroll_to(y=top, animate=False, immediate=True)
                    for y in range(widget.size.height):
                        strip = widget.render_line(y)
                        drawn = sum(cell_len(segment.text) for segment in strip)
                        assert (strip.cell_length, drawn) == (width, width), strip.text

    asyncio.run(play())


def test_the_words_of_a_title_reach_the_screen_as_they_are() -> None:
    async def play() -> str:
        stories = StoryList()
        async with Stage(stories).run_test(size=(200, 40)) as pilot:
            stories.show(STORIES, NOW, keep=False)
            await pilot.pause()
            return "\n".join(stories.render_line(y).text for y in range(40))

    shown = asyncio.run(play())
    assert "[/b] [@click=app.quit]x[/] [link=https://x]y[/link] [SPOILER] [red]z" in shown
    assert "`code` *stars* <b>tags</b> & entities" in shown


def test_rows_are_drawn_in_the_colours_of_a_new_theme() -> None:
    async def play() -> tuple[object, object]:
        stories = StoryList()
        app = Stage(stories)
        async with app.run_test(size=(60, 20)) as pilot:
            stories.show(STORIES, NOW, keep=False)
            await pilot.pause()
            before = stories.render_line(1)
            app.theme = "textual-light"
            await pilot.pause()
            return before, stories.render_line(1)

    before, after = asyncio.run(play())
    assert before != after


def test_rows_are_drawn_on_the_ground_that_lies_under_them_now() -> None:
    async def play() -> tuple[object, object]:
        stories = StoryList()
        async with Stage(stories).run_test(size=(60, 20)) as pilot:
            stories.show(STORIES, NOW, keep=False)
            await pilot.pause()
            before = stories.render_lines(stories.size.region)
            stories.styles.background = "darkred"
            await pilot.pause()
            return before, stories.render_lines(stories.size.region)

    before, after = asyncio.run(play())
    assert before != after


def test_rowlist_cursor_keeps_to_its_row_and_line() -> None:
    async def play() -> None:
        stories = StoryList()
        async with Stage(stories).run_test(size=(60, 12)) as pilot:
            many = [story(number, f"Story {number}") for number in range(100, 0, -1)]
            stories.show(many[10:], NOW, keep=False)
            await pilot.pause()
            for _ in range(20):
                stories.move(1)
            wanted = stories.story
            assert wanted is not None
            line = stories._tops[stories.cursor or 0] - stories.scroll_offset.y
            stories.show(many, NOW, keep=True)
            assert stories.story == wanted
            assert stories._tops[stories.cursor or 0] - stories.scroll_offset.y == line
            # Its story goes: the cursor stays near.
            stories.show([one for one in many if one.id != wanted.id], NOW, keep=True)
            assert stories.story is not None
            assert abs(stories.story.id - wanted.id) <= 1

    asyncio.run(play())


@pytest.mark.parametrize("height", range(1, 8))
@pytest.mark.parametrize("density", ["dense", "cosy"])
def test_the_row_under_the_cursor_is_seen_however_low_the_list(
    height: int, density: Literal["dense", "cosy"]
) -> None:
    async def play() -> None:
        stories = StoryList()
        stories._density = density
        async with Stage(stories).run_test(size=(60, height)) as pilot:
            stories.show([story(n, f"Title {n}") for n in range(1, 30)], NOW, keep=False)
            for step in (1,) * 12 + (-1,) * 11:
                stories.move(step)
                await pilot.pause()
                assert stories.story is not None
                seen = [stories.render_line(y).text for y in range(height)]
                assert any(stories.story.title in line for line in seen), (stories.story.title, seen)

    asyncio.run(play())


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("least", [1, 2, 5, 9])
def test_what_is_left_of_a_long_list_is_seen(keep: bool, least: int) -> None:
    async def play() -> None:
        stories = StoryList()
        stories._density = "dense"
        rows = [story(n, f"Title {n}") for n in range(1, 60)]
        async with Stage(stories).run_test(size=(60, 12)) as pilot:
            stories.show(rows, NOW, keep=False)
            stories.to_edge(1)
            await pilot.pause()
            stories.show(rows[-least:], NOW, keep=keep)
            await pilot.pause()
            seen = [stories.render_line(y).text for y in range(12)]
            assert all(any(row.title in line for line in seen) for row in rows[-least:]), seen

    asyncio.run(play())


def test_keys_may_come_before_a_list_is_on_the_screen() -> None:
    async def play() -> None:
        stories = StoryList()
        stories.display = False
        async with Stage(stories).run_test(size=(60, 12)) as pilot:
            stories.show([story(n, f"Title {n}") for n in range(1, 60)], NOW, keep=False)
            for direction in (1, -1):
                stories.page(direction)
                stories.move(direction)
                stories.to_edge(direction)
                stories.page(direction)
            stories.display = True
            await pilot.pause()
            assert stories.story is not None
            assert stories.story.title == "Title 1"

    asyncio.run(play())


def test_the_end_of_a_list_is_where_it_ends_however_many_pages_follow() -> None:
    async def play() -> None:
        stories = StoryList()
        async with Stage(stories).run_test(size=(60, 12)) as pilot:
            stories.show(
                [story(number, f"Story {number}") for number in range(400, 300, -1)], NOW, keep=False
            )
            await pilot.pause()
            stories.to_edge(1)
            for page in (300, 200):
                stories.extend([story(number, f"Story {number}") for number in range(page, page - 100, -1)])
            assert stories.story is not None
            assert stories.story.id == 101
            stories.move(-1)
            stories.extend([story(number, f"Story {number}") for number in range(100, 0, -1)])
            assert stories.story.id == 102

    asyncio.run(play())


def test_near_the_end_more_rows_are_asked_for() -> None:
    asked: list[RowList.NearEnd] = []

    class Asking(Stage):
        def on_row_list_near_end(self, event: RowList.NearEnd) -> None:
            asked.append(event)

    async def play() -> None:
        stories = StoryList()
        async with Asking(stories).run_test(size=(60, 12)) as pilot:
            stories.show([story(number, f"Story {number}") for number in range(200, 0, -1)], NOW, keep=False)
            await pilot.pause()
            stories.move(1)
            await pilot.pause()
            assert not asked
            while stories.story is not None and stories.story.id > 20:
                stories.page(1)
            await pilot.pause()
            assert asked

    asyncio.run(play())
