"""A story's two texts: one is shown, the other is at hand, and both go with the story."""

import sqlite3
from contextlib import closing
from datetime import timedelta

from msgspec.structs import replace

from newsstand import NOW, keyed, opened, stocked, stories, update
from tuinews.library import Library
from tuinews.model import Document, Retention
from tuinews.paths import Home

FEED = Document(markdown="A teaser.", words=2, origin="feed", notice="The page could not be read.")
PAGE = Document(markdown="The whole page.", words=300, wall="subscription")


def texts(library: Library, story_id: int) -> tuple[Document | None, Document | None]:
    return library.document(story_id), library.other_document(story_id)


def first(library: Library) -> int:
    return stories(library)[0].id


def test_the_one_that_is_kept_is_shown_and_the_other_is_at_hand(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        story = first(library)
        assert texts(library, story) == (None, None)
        library.keep_document(story, PAGE, [])
        assert texts(library, story) == (PAGE, None)
        library.keep_document(story, PAGE, [], FEED)
        assert texts(library, story) == (PAGE, FEED)
        library.keep_document(story, FEED, [], PAGE)
        assert library.story(story).words == 2
    with opened(home) as library:
        assert texts(library, story) == (FEED, PAGE)
        better = replace(PAGE, markdown="The whole page, anew.")
        library.keep_document(story, better, [])
        assert texts(library, story) == (better, None)


def test_a_saved_story_has_both_whichever_was_saved(home: Home) -> None:
    for shown, other in ((FEED, PAGE), (PAGE, FEED)):
        with stocked(home, keyed(shown.origin)) as library:
            story = first(library)
            library.keep_document(story, shown, [], other)
            library.set_saved([story], True)
            assert texts(library, story) == (shown, other)
            library.keep_document(story, other, [], shown)
            assert texts(library, story) == (other, shown)
            library.keep_document(story, shown, [], other)
            assert texts(library, story) == (shown, other)
        home.cache_db.unlink()
        with opened(home) as library:
            # The copy takes the page's text in place of the feed's, and never loses it again.
            assert texts(library, story)[0] == PAGE


def test_a_changed_entry_takes_the_feeds_text_with_it(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        story = first(library)
        library.keep_document(story, PAGE, [], FEED)
        library.apply(update(changed=[keyed("a", text="<p>Something else.</p>", version="2")]))
        assert texts(library, story) == (PAGE, None)


def test_both_go_with_the_story(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        story = first(library)
        library.keep_document(story, PAGE, [], FEED)
        library.set_read([story], True)
    with opened(home, lambda: NOW + timedelta(days=1_000)) as library:
        assert library.prune(Retention(), (), None).removed == 1
        assert stories(library) == ()
    with closing(sqlite3.connect(home.cache_db)) as connection:
        for table in ("documents", "versions"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
