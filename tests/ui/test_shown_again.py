"""A widget that draws itself line by line is laid out whichever way it comes onto the screen."""

import asyncio
from datetime import UTC, datetime

from textual.app import App, ComposeResult

from reading_room import PATIENCE
from tuinews.model import Document, Reading, Story
from tuinews.ui.widgets.article_view import ArticleView

STORY = Story(
    place=1,
    id=1,
    source_id=1,
    source="Reel Daily",
    title="Nightjar returns",
    url="https://a.example/1",
    author="",
    published_at=None,
    first_seen_at=0,
    read=False,
    saved=False,
    hidden=False,
    muted=False,
    words=5,
    group=None,
    beat_lines="",
    topic_lines="",
    summary="",
)
NOW = datetime(2026, 3, 14, tzinfo=UTC)


class Stage(App[None]):
    """An article alone."""

    def compose(self) -> ComposeResult:
        self.article = ArticleView()
        self.article.display = False
        yield self.article


def test_a_story_that_was_hidden_when_it_came_is_drawn() -> None:
    async def play() -> None:
        app = Stage()
        async with app.run_test(size=(60, 20)) as pilot:
            article = app.article
            article.show(Reading(STORY, Document("Some words of a story.")), NOW)
            await pilot.pause()
            article.display = True
            # Something asks where it is before it was arranged, so that nothing has changed when it is.
            app.screen._compositor.update_widgets({article})
            assert article.size.width == 60
            text = ""
            for _ in range(PATIENCE):
                text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
                if "Some words of a story." in text:
                    return
                await pilot.pause(0.005)
            raise AssertionError(f"it stays empty:\n{text}")

    asyncio.run(play())
