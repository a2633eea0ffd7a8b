"""A newspaper stand for the tests of the screens: invented outlets, served without a network, at a fixed hour."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from tuinews.model import NewSource

NOW = datetime(2025, 3, 14, 18, 5, tzinfo=UTC)

_TITLES = {
    "reeldaily": (
        "“The Lighthouse Keeper’s Daughter” takes the Golden Gull as the Lido festival closes in a storm",
        "First look: Tilda Marchetti as the Clockmaker in “Brass & Bone”",
        "Ten debut directors to watch before the year runs out",
        "Gull jury president: “We argued for eleven hours and I would do it again”",
    ),
    "streamline": (
        "Nightjar renewed for a third season; showrunner promises “fewer owls, more dread”",
        "Cancelled after one season, “Ferry to Anywhere” finds a second life on stage",
        "Saoirse Bellweather to host the Lanterns in February",
    ),
    "pitchandtone": (
        "Vesper Lane’s surprise album is eleven songs, one take each, and no choruses at all",
        "How a village choir ended up on the year’s strangest dance record",
        "The long tail of the short song",
    ),
    "respawn": (
        "Hollow Knightfall speedrun falls under an hour for the first time",
        "Review: “The Quiet Arcade” is a puzzle game about listening",
    ),
}

SOURCES = (
    NewSource("https://reeldaily.example/feed", "Reel Daily", "Film & TV"),
    NewSource("https://streamline.example/feed", "Streamline", "Film & TV"),
    NewSource("https://pitchandtone.example/feed", "Pitch & Tone", "Music"),
    NewSource("https://respawn.example/feed", "Respawn", "Games"),
)
STORIES = sum(len(titles) for titles in _TITLES.values())
FIRST_TITLE = _TITLES["reeldaily"][0]

_OPENING = (
    "<p>The lights went out twice during the closing ceremony, and nobody on the Lido seemed to mind. By the time the"
    " jury read the last envelope the rain was coming sideways, and <em>{title}</em> had everyone talking.</p>"
    "<p>Director <strong>Inês Calloway</strong> accepted the prize by torchlight. “We made this film in the dark,” she"
    " said. “It seems right to be handed it in the dark.”</p>"
    "<h2>A film that almost wasn’t</h2>"
    "<p>Calloway spent six years looking for money. Two financiers walked away; a third asked for <a"
    ' href="https://reeldaily.example/ending">a happier ending</a>. She kept the ending and lost the budget.</p>'
    "<blockquote><p>We had a lighthouse, a generator, and forty cans of film. When the generator died, we had a"
    " lighthouse.</p></blockquote>"
    "<h2>What happens next</h2>"
    "<ul><li><strong>Release:</strong> cinemas on 6 November.</li><li><strong>Awards:</strong> the early favourite.</li></ul>"
    "<table><tr><th>Prize</th><th>Film</th><th>Winner</th></tr>"
    "<tr><td>Golden Gull</td><td>The Lighthouse Keeper’s Daughter</td><td>Inês Calloway</td></tr>"
    "<tr><td>Silver Gull</td><td>Orbit of Glass</td><td>Teo Marsh</td></tr></table>"
)
_PARAGRAPH = (
    "<p>The result is a spare, salt-stung drama about a woman who keeps a lamp lit for ships that no longer come, and"
    " about the people who tell her to stop. Critics called it the quietest film to ever make a room stand up, and the"
    " score by Vesper Lane is out on the same day. Calloway says she will spend the prize money on a new generator.</p>"
)


def serve(url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    """Answer for every outlet."""
    for number, source in enumerate(SOURCES):
        if url == source.url:
            return 200, {"content-type": "application/rss+xml"}, _feed(number, source)
    return 404, {"content-type": "text/plain"}, b"not here"


def unreachable(url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    """Answer as a machine without a network."""
    raise OSError("Network is unreachable")


def now() -> datetime:
    """Give the hour at which these tests are played."""
    return NOW


def _feed(number: int, source: NewSource) -> bytes:
    key = source.url.removeprefix("https://").partition(".")[0]
    items = []
    for place, title in enumerate(_TITLES[key]):
        published = NOW - timedelta(hours=place * 9, minutes=12 + 14 * number)
        body = _OPENING.format(title=escape(title)) + _PARAGRAPH * 3
        items.append(
            f"<item><title>{escape(title)}</title><link>https://{key}.example/{place}</link>"
            f"<guid>https://{key}.example/{place}</guid><pubDate>{format_datetime(published)}</pubDate>"
            f"<author>mara@example (Mara Okonkwo)</author><category>{escape(source.folder)}</category>"
            f"<description>{escape(body)}</description></item>"
        )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(source.title)}</title>{"".join(items)}</channel></rss>'
    return feed.encode()
