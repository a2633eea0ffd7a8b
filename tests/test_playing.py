"""What of a story can be played."""

from datetime import UTC, datetime

from made import made_story
from tuinews.model import Body, Document, Enclosure, Link, Story
from tuinews.newsroom.playing import playable

NOW = datetime(2025, 3, 14, tzinfo=UTC)


def story(url: str = "https://a.example/1") -> Story:
    return made_story(
        id=1, source_id=1, source="A", title="T", url=url, author="", published=NOW, first_seen=NOW
    )


def played(
    *enclosures: Enclosure, media: tuple[Link, ...] = (), url: str = "https://a.example/1"
) -> list[tuple[str, str]]:
    found = playable(story(url), Body(enclosures=enclosures), Document("", media=media))
    return [(link.url, link.text) for link in found]


def test_enclosures_are_played_by_their_type_or_their_end() -> None:
    assert played(
        Enclosure("https://a.example/talk", "audio/mpeg", title="Episode 7"),
        Enclosure("https://a.example/trailer.MP4?x=1"),
        Enclosure("https://b.example/say.ogg", "application/octet-stream"),
        Enclosure("https://a.example/poster.jpg", "image/jpeg"),
        Enclosure("https://a.example/paper.pdf", "application/pdf"),
    ) == [
        ("https://a.example/talk", "Recording: Episode 7"),
        ("https://a.example/trailer.MP4?x=1", "Video: a.example"),
        ("https://b.example/say.ogg", "Recording: b.example"),
    ]


def test_videos_of_the_page_are_played_its_posts_are_not() -> None:
    media = (
        Link("https://www.youtube.com/watch?v=abcdef", "Video on YouTube: Trailer"),
        Link("https://x.com/a/status/1", "Post on X: words"),
        Link("https://a.example/frame", "Embedded page"),
        Link("https://open.spotify.com/album/1", "Album on Spotify"),
    )
    assert [url for url, _ in played(media=media)] == [media[0].url, media[3].url]


def test_a_story_that_is_a_video_is_played_itself_and_once() -> None:
    url = "https://www.youtube.com/watch?v=abcdef"
    assert played(media=(Link(url, "Video on YouTube"),), url=url) == [(url, "Video: the story itself")]


def test_only_web_addresses_are_handed_on() -> None:
    assert (
        played(
            Enclosure("file:///etc/passwd.mp3", "audio/mpeg"),
            Enclosure("--script=x.mp4", "video/mp4"),
            Enclosure("javascript:x", "video/mp4"),
            Enclosure("", "video/mp4"),
        )
        == []
    )


def test_without_a_text_there_is_what_the_feed_encloses() -> None:
    body = Body(enclosures=(Enclosure("https://a.example/a.mp3", "audio/mpeg"),))
    assert len(playable(story(), body, None)) == 1
