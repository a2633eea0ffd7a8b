"""Sources to begin with. Where each address is written down in public stands in docs/starter-packs.md."""

from dataclasses import dataclass

from tuinews.model import NewSource


@dataclass(frozen=True, slots=True)
class Pack:
    """A choice of sources for one field, to be taken as a whole."""

    key: str
    """What the command line and the preferences call it."""
    title: str
    sources: tuple[NewSource, ...]


def _pack(key: str, title: str, *sources: tuple[str, str, str]) -> Pack:
    """Make a pack of (name, feed address, site address) whose sources stand in a folder of its title."""
    return Pack(key, title, tuple(NewSource(url, name, title, site) for name, url, site in sources))


_FILM = _pack(
    "film",
    "Film",
    ("Variety Film", "https://variety.com/v/film/feed/", "https://variety.com/v/film/"),
    ("Deadline Film", "https://deadline.com/v/film/feed/", "https://deadline.com/v/film/"),
    (
        "The Hollywood Reporter Movies",
        "https://www.hollywoodreporter.com/c/movies/feed/",
        "https://www.hollywoodreporter.com/c/movies/",
    ),
    ("IndieWire", "https://www.indiewire.com/feed/", "https://www.indiewire.com/"),
    ("/Film", "https://www.slashfilm.com/feed/", "https://www.slashfilm.com/"),
    ("Collider", "https://collider.com/feed/", "https://collider.com/"),
    ("ScreenRant", "https://screenrant.com/feed/", "https://screenrant.com/"),
    ("The Guardian Film", "https://www.theguardian.com/film/rss", "https://www.theguardian.com/film"),
    ("RogerEbert.com", "https://www.rogerebert.com/feed", "https://www.rogerebert.com/"),
    ("FirstShowing.net", "https://www.firstshowing.net/feed/", "https://www.firstshowing.net/"),
    ("Little White Lies", "https://lwlies.com/feed/", "https://lwlies.com/"),
)

_TV = _pack(
    "tv",
    "TV",
    ("TVLine", "https://tvline.com/feed/", "https://tvline.com/"),
    ("Variety TV", "https://variety.com/v/tv/feed/", "https://variety.com/v/tv/"),
    ("Deadline TV", "https://deadline.com/v/tv/feed/", "https://deadline.com/v/tv/"),
    (
        "The Hollywood Reporter TV",
        "https://www.hollywoodreporter.com/c/tv/feed/",
        "https://www.hollywoodreporter.com/c/tv/",
    ),
    (
        "The Guardian Television & radio",
        "https://www.theguardian.com/tv-and-radio/rss",
        "https://www.theguardian.com/tv-and-radio",
    ),
    ("Den of Geek", "https://www.denofgeek.com/feed/", "https://www.denofgeek.com/"),
    ("TV Insider", "https://www.tvinsider.com/feed/", "https://www.tvinsider.com/"),
    ("The A.V. Club", "https://www.avclub.com/rss.xml", "https://www.avclub.com/"),
    ("Decider", "https://decider.com/feed/", "https://decider.com/"),
    ("What’s on Netflix", "https://www.whats-on-netflix.com/feed/", "https://www.whats-on-netflix.com/"),
)

_GAMES = _pack(
    "games",
    "Games",
    ("Eurogamer", "https://www.eurogamer.net/feed", "https://www.eurogamer.net/"),
    ("Rock Paper Shotgun", "https://www.rockpapershotgun.com/feed", "https://www.rockpapershotgun.com/"),
    ("PC Gamer", "https://www.pcgamer.com/rss/", "https://www.pcgamer.com/"),
    ("Polygon", "https://www.polygon.com/feed/", "https://www.polygon.com/"),
    ("Kotaku", "https://kotaku.com/feed", "https://kotaku.com/"),
    ("IGN", "https://feeds.feedburner.com/ign/all", "https://www.ign.com/"),
    ("GameSpot", "https://www.gamespot.com/feeds/mashup/", "https://www.gamespot.com/"),
    ("Game Informer", "https://gameinformer.com/rss.xml", "https://gameinformer.com/"),
    ("Nintendo Life", "https://www.nintendolife.com/feeds/latest", "https://www.nintendolife.com/"),
    (
        "Video Games Chronicle",
        "https://www.videogameschronicle.com/feed/",
        "https://www.videogameschronicle.com/",
    ),
    ("The Guardian Games", "https://www.theguardian.com/games/rss", "https://www.theguardian.com/games"),
)

_MUSIC = _pack(
    "music",
    "Music",
    ("Pitchfork", "https://pitchfork.com/feed/feed-news/rss", "https://pitchfork.com/"),
    ("Stereogum", "https://stereogum.com/feed", "https://stereogum.com/"),
    (
        "Rolling Stone Music",
        "https://www.rollingstone.com/music/feed/",
        "https://www.rollingstone.com/music/",
    ),
    ("NME", "https://www.nme.com/feed", "https://www.nme.com/"),
    ("Billboard", "https://www.billboard.com/feed/", "https://www.billboard.com/"),
    ("Consequence", "https://consequence.net/feed/", "https://consequence.net/"),
    ("NPR Music", "https://feeds.npr.org/1039/rss.xml", "https://www.npr.org/music/"),
    ("BrooklynVegan", "https://www.brooklynvegan.com/feed/", "https://www.brooklynvegan.com/"),
    ("The Line of Best Fit", "https://www.thelineofbestfit.com/feed", "https://www.thelineofbestfit.com/"),
    ("Bandcamp Daily", "https://daily.bandcamp.com/feed", "https://daily.bandcamp.com/"),
    ("The Guardian Music", "https://www.theguardian.com/music/rss", "https://www.theguardian.com/music"),
)

_STAGE = _pack(
    "stage",
    "Stage",
    ("Playbill", "https://playbill.com/rss/news", "https://playbill.com/"),
    ("Broadway News", "https://www.broadwaynews.com/rss/", "https://www.broadwaynews.com/"),
    ("TheaterMania", "https://www.theatermania.com/feed/", "https://www.theatermania.com/"),
    ("WhatsOnStage", "https://www.whatsonstage.com/feed/", "https://www.whatsonstage.com/"),
    ("American Theatre", "https://www.americantheatre.org/feed/", "https://www.americantheatre.org/"),
    ("Variety Legit", "https://variety.com/v/legit/feed/", "https://variety.com/v/legit/"),
    (
        "The New York Times Theater",
        "https://rss.nytimes.com/services/xml/rss/nyt/Theater.xml",
        "https://www.nytimes.com/section/theater",
    ),
    ("Theatre Weekly", "https://theatreweekly.com/feed/", "https://theatreweekly.com/"),
    ("The Guardian Stage", "https://www.theguardian.com/stage/rss", "https://www.theguardian.com/stage"),
)

_BUSINESS = _pack(
    "business",
    "Business",
    ("TheWrap", "https://www.thewrap.com/feed/", "https://www.thewrap.com/"),
    (
        "Music Business Worldwide",
        "https://www.musicbusinessworldwide.com/feed/",
        "https://www.musicbusinessworldwide.com/",
    ),
    ("GamesIndustry.biz", "https://www.gamesindustry.biz/feed", "https://www.gamesindustry.biz/"),
)

_ACROSS = _pack(
    "culture",
    "Culture",
    (
        "BBC Entertainment & Arts",
        "https://feeds.bbci.co.uk/news/entertainment_and_arts/rss.xml",
        "https://www.bbc.co.uk/news/entertainment_and_arts",
    ),
    (
        "The Guardian Culture",
        "https://www.theguardian.com/culture/rss",
        "https://www.theguardian.com/culture",
    ),
)

_FIELDS = (_FILM, _TV, _GAMES, _MUSIC, _STAGE)

PACKS: tuple[Pack, ...] = (
    *_FIELDS,
    Pack(
        "everything",
        "Everything",
        tuple(source for pack in (*_FIELDS, _BUSINESS, _ACROSS) for source in pack.sources),
    ),
)
"""The packs in the order in which they are offered. The last holds all the others, with trade papers and the arts
pages of newspapers besides."""
