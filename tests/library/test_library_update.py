"""Storing what a source said."""

import sqlite3
from datetime import timedelta

from msgspec.structs import replace

from newsstand import FEEDS, NOW, ids, index_all, keyed, known, opened, stocked, stories, titles, update
from tuinews.model import Change, Document, Enclosure, Known, Topic, View
from tuinews.paths import Home


def test_a_story_comes_back_as_it_was_stored(home: Home) -> None:
    given = keyed(
        "a",
        title="Nightjar renewed",
        author="Ida Vale",
        beats=("film", "awards"),
        topics=(Topic("Nightjar", 1.0),),
    )
    with stocked(home) as library:
        change = library.apply(update(given))
        (story,) = stories(library)
        assert change == Change(frozenset({story.id}), frozenset({1}), new=1)
        assert library.story(story.id) == story
        assert (story.title, story.author, story.source, story.source_id) == (
            "Nightjar renewed",
            "Ida Vale",
            "Backlot",
            1,
        )
        assert (story.published, story.first_seen, story.words) == (NOW, NOW, 2)
        assert (story.beats, story.topics) == (("film", "awards"), ("Nightjar",))
        assert (story.read, story.saved, story.summary) == (False, False, "Some words.")


def test_a_body_comes_back_as_it_was_stored(home: Home) -> None:
    given = keyed("a")
    files = (
        Enclosure("https://backlot.example/a.mp3", "audio/mpeg", 12, "Episode"),
        Enclosure("https://b.example/"),
    )
    entry = replace(
        given.entry, categories=("Film", "News"), enclosures=files, image_url="https://b.example/i.png"
    )
    with stocked(home, replace(given, entry=entry)) as library:
        body = library.body(stories(library)[0].id)
        assert (body.content_html, body.categories, body.enclosures) == (
            "<p>Some words.</p>",
            ("Film", "News"),
            files,
        )
        assert body.image_url == "https://b.example/i.png"


def test_a_date_in_the_future_pins_nothing_to_the_top(home: Home) -> None:
    with stocked(
        home, keyed("future", minutes=-600), keyed("now", minutes=-1), keyed("old", minutes=5)
    ) as library:
        assert [story.sort_time for story in stories(library)] == [NOW, NOW, NOW - timedelta(minutes=5)]
        assert titles(library) == ["Story future", "Story now", "Story old"]


def test_undated_stories_keep_the_order_of_their_feed(home: Home) -> None:
    with stocked(home, *(keyed(name, dated=False) for name in "abc")) as library:
        assert titles(library) == ["Story a", "Story b", "Story c"]


def test_one_row_that_cannot_be_stored_leaves_the_others(home: Home) -> None:
    surrogate = keyed("bad", title="Lone \ud800 surrogate")
    overflow = keyed("big")
    overflow = replace(overflow, entry=replace(overflow.entry, words=2**70))
    with stocked(home, keyed("a"), surrogate, overflow, keyed("b", minutes=1)) as library:
        assert titles(library) == ["Story a", "Story b"]
        assert len(known(library, *map(keyed, ("a", "bad", "big", "b"))).hashes) == 2
        assert library.count(View(query="story")) == 2
        change = library.apply(
            update(changed=[keyed("a", title="\udfff", version="2"), keyed("b", version="2")])
        )
        assert change.stories == {stories(library)[1].id}
        assert titles(library) == ["Story a", "Story b"]


def test_a_change_rewrites_the_row_and_keeps_the_marks(home: Home) -> None:
    with stocked(home, keyed("a", minutes=5), keyed("b", minutes=1)) as library:
        story_id = ids(library)["Story a"]
        library.set_read([story_id], True)
        changed = keyed("a", title="Corrected", version="2", text="<p>Other words about otters.</p>")
        assert library.apply(update(changed=[changed])) == Change(frozenset({story_id}), frozenset({1}))
        story = library.story(story_id)
        assert (story.title, story.read, story.published) == ("Corrected", True, NOW)
        assert titles(library) == ["Corrected", "Story b"]
        assert library.body(story_id).content_html == "<p>Other words about otters.</p>"
        index_all(library)
        assert titles(library, View(query="otters")) == ["Corrected"]
        assert titles(library, View(query="story a")) == []
        assert library.counts(NOW).unread == 1


def test_the_same_document_twice_stores_nothing_twice(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        assert library.apply(update(keyed("a"), changed=[keyed("a")])) == Change(sources=frozenset({1}))
        assert titles(library) == ["Story a"]


def test_a_changed_body_drops_the_text_made_from_the_feed_but_not_the_pages(home: Home) -> None:
    with stocked(home, keyed("feed"), keyed("page"), keyed("same")) as library:
        by_title = ids(library)
        for name, origin in (("feed", "feed"), ("page", "page"), ("same", "feed")):
            document = Document(
                markdown=f"words of {name}", words=30, origin="page" if origin == "page" else "feed"
            )
            library.keep_document(by_title[f"Story {name}"], document, [Topic(name.title(), 1.0)])
        others = {name: keyed(name, version="2", text="<p>Different now</p>") for name in ("feed", "page")}
        library.apply(update(changed=[*others.values(), keyed("same", title="Story same", version="2")]))
        assert library.document(by_title["Story feed"]) is None
        assert library.story(by_title["Story feed"]).words == 2
        page = library.document(by_title["Story page"])
        assert page is not None
        assert page.markdown == "words of page"
        assert library.story(by_title["Story page"]).words == 30
        assert [topic.name for topic in library.topics(by_title["Story page"])] == ["Page"]
        assert library.document(by_title["Story same"]) is not None
        index_all(library)
        assert titles(library, View(query="different")) == ["Story feed"]


def test_an_update_without_entries_takes_nothing_away(home: Home) -> None:
    with stocked(home, keyed("a")) as library:
        assert library.apply(update()) == Change(sources=frozenset({1}))
        assert titles(library) == ["Story a"]


def test_one_guid_in_two_sources_is_two_stories(home: Home) -> None:
    with stocked(home, keyed("same")) as library:
        library.apply(update(keyed("same"), source_id=2))
        first, second = stories(library)
        assert {first.source, second.source} == {"Backlot", "Green Room"}
        library.set_read([first.id], True)
        library.set_saved([first.id], True)
        assert not library.story(second.id).read
        assert not library.story(second.id).saved


def test_known_tells_hashes_and_aliases(home: Home) -> None:
    with stocked(home, keyed("a", alias="link and title"), keyed("b")) as library:
        a, b = keyed("a", alias="link and title"), keyed("b")
        both = known(library, a, b)
        assert both.hashes == {a.key: a.hash, b.key: b.hash}
        assert both.aliases == {a.alias: a.key, b.alias: b.key}
        assert known(library, keyed("new guid", alias="link and title")).aliases == {a.alias: a.key}
        assert known(library, keyed("c")) == known(library, a, b, source_id=2) == Known()


def test_marks_find_their_story_by_alias_when_the_cache_and_the_guid_are_gone(home: Home) -> None:
    with stocked(home, keyed("old guid", alias="same"), keyed("other", minutes=1)) as library:
        story_id = ids(library)["Story old guid"]
        library.set_read([story_id], True)
    home.cache_db.unlink()
    with opened(home) as library:
        library.apply(update(keyed("new guid", alias="same", title="It"), keyed("other", minutes=1)))
        (story, other) = stories(library)
        assert (story.id, story.title, story.read) == (story_id, "It", True)
        assert not other.read
        assert library.undo() == ("“It” is unread again", Change(frozenset({story_id}), frozenset({1})))
        assert not library.story(story_id).read


def test_story_ids_are_never_given_twice(home: Home) -> None:
    seen: set[int] = set()
    for number in range(3):
        with opened(home) as library:
            library.add_sources(FEEDS)
            change = library.apply(update(*(keyed(f"{number} {name}") for name in "abc")))
            assert len(change.stories) == 3
            assert not change.stories & seen
            seen |= change.stories
        home.cache_db.unlink()


def test_ids_go_on_beyond_a_block(home: Home) -> None:
    with stocked(home, *(keyed(str(number)) for number in range(998))) as library:
        library.apply(update(*(keyed(str(number)) for number in range(998, 1_003))))
        assert sorted(story.id for story in stories(library)) == list(range(1, 1_004))
    with sqlite3.connect(home.library_db) as connection:
        assert connection.execute("SELECT reserved_id FROM meta").fetchone() == (2_000,)
    connection.close()
