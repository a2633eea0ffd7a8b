import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuinews.feeds.discover import FoundFeed, find_feeds
from tuinews.feeds.known_sites import feed_of_site
from tuinews.text import is_clean

URL = "https://www.example.com/film/"


def find(page: str, content_type: str = "text/html") -> tuple[FoundFeed, ...]:
    return find_feeds(page.encode(), content_type, URL)


def urls(page: str) -> list[str]:
    return [feed.url for feed in find(page)]


def test_declared_feeds_come_in_order_and_those_of_comments_last() -> None:
    page = """
      <link rel="alternate" type="application/rss+xml" title="The Wire » Comments Feed" href="/comments/feed/">
      <LINK REL='Alternate' TYPE='application/atom+xml' TITLE='Film &amp; TV' HREF='atom.xml'>
      <link href=/feed.json type=application/feed+json rel="alternate home" />
      <link rel="alternate" type="application/rss+xml" title="Again" href="https://www.example.com/film/atom.xml">
    """
    assert find(page) == (
        FoundFeed("https://www.example.com/film/atom.xml", "Film & TV"),
        FoundFeed("https://www.example.com/feed.json", ""),
        FoundFeed("https://www.example.com/comments/feed/", "The Wire » Comments Feed"),
    )


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="stylesheet alternate" type="text/xml" href="/a.xml">',
        '<link rel="alternate" hreflang="de" href="/de/">',
        '<link rel="alternate" type="text/html" href="/amp">',
        '<link rel="alternate" type="application/activity+json" href="/users/1">',
        '<link rel="alternate" type="application/xhtml+xml" href="/x">',
        '<link rel="alternate" type="application/json+oembed" href="/o">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->',
        """<script>var x = '<link rel="alternate" type="application/rss+xml" href="/s.xml">'</script>""",
        '<a href="/feedback">Feedback</a>',
        '<a href="/sitemap.xml">Sitemap</a>',
        '<a href="https://elsewhere.example/feed/">Another site</a>',
        '<a href="/login?next=/feed/">Log in</a>',
        '<a href="/login?next=/?feed=rss2x">Log in</a>',
        '<a href="/physics/atom/helium">Atom</a>',
        '<a href="https://elsewhere.example/about">RSS</a>',
        '<a href="https://feeds.elsewhere.example/show">A podcast that we like</a>',
        '<link rel="alternate" href="/de/">',
        '<link rel="feed" type="text/html" href="/blog">',
        "<a>RSS</a>",
    ],
)
def test_what_only_looks_like_a_feed(link: str) -> None:
    assert find(link) == ()


@pytest.mark.parametrize(
    "address",
    [
        "/feed/",
        "/feed",
        "/feeds/news",
        "/rss",
        "/rss.xml",
        "/film.rss",
        "/news.atom",
        "/index.xml",
        "/rss/film?x=1",
        "/rss2",
        "/atom",
        "/index.rdf",
        "/syndication.axd",
        "/?feed=rss2",
        "/index.php?x=1&format=feed",
        "/index.php?format=feed&type=atom",
    ],
)
def test_links_of_the_body_that_look_like_feeds(address: str) -> None:
    assert find(f'<a class="x" href="{address}">Our <b>feed</b></a>') == (
        FoundFeed("https://www.example.com" + address, "Our feed"),
    )


def test_declared_feeds_stand_before_links_and_subdomains_are_the_same_site() -> None:
    page = '<a href="https://feeds.example.com/rss">One</a><link rel=alternate type=text/xml href=/two.xml>'
    assert urls(page) == ["https://www.example.com/two.xml", "https://feeds.example.com/rss"]


def test_the_base_of_the_page_is_where_links_start() -> None:
    page = '<base href="/sub/"><base href="/other/"><link rel="feed" type="application/rss+xml" href="f.xml">'
    assert urls(page) == ["https://www.example.com/sub/f.xml"]
    assert urls('<base href="javascript:x"><a href="feed/">x</a>') == ["https://www.example.com/film/feed/"]


@pytest.mark.parametrize(
    "element",
    [
        '<link rel="feed" href="/f">',
        '<link rel="alternate feed" href="/f">',
        '<link rel="alternate" type="application/rss+xml" href="feed://www.example.com/f">',
        '<link rel="alternate" type="application/rss+xml" href="feed:https://www.example.com/f">',
        '<a href="/f" type="application/rss+xml">Subscribe</a>',
        '<a href="https://www.example.com/f" type="application/atom+xml"><svg/></a>',
    ],
)
def test_ways_to_say_that_something_is_a_feed(element: str) -> None:
    assert urls(element) == ["https://www.example.com/f"]


def test_a_link_without_type_counts_by_its_address() -> None:
    assert urls('<link rel="alternate" title="RSS" href="/f.xml">') == ["https://www.example.com/f.xml"]


def test_a_feed_that_is_kept_elsewhere_counts_where_there_is_none_at_home() -> None:
    show = (
        '<a href="https://feeds.megaphone.example/ABC123">RSS</a><a href="https://pod.example/s/1/podcast/rss"'
        ' aria-label="RSS feed"><svg/></a><a href="podcast://rss.art.example/show">Atom feed</a>'
    )
    assert urls(show) == [
        "https://feeds.megaphone.example/ABC123",
        "https://pod.example/s/1/podcast/rss",
        "https://rss.art.example/show",
    ]
    assert urls(show + '<a href="/feed/">Blog</a>') == ["https://www.example.com/feed/"]


def test_a_page_of_youtube_names_its_channel() -> None:
    page = b'<meta itemprop="channelId" content="UCi8e0iOVk1fEOogdfu4YgfA"><title>A trailer</title>'
    feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UCi8e0iOVk1fEOogdfu4YgfA"
    found = find_feeds(page, "text/html", "https://www.youtube.com/watch?v=x")
    assert [each.url for each in found] == [feed]
    assert find_feeds(page, "text/html", "https://youtube.com.evil.example/watch?v=x") == ()


def test_a_feed_that_stands_twice_by_two_addresses_is_offered_once() -> None:
    page = (
        "<link rel=alternate type=application/rss+xml title=News href=http://example.com/feed/>"
        '<a href="https://www.example.com/feed">RSS</a>'
    )
    assert find(page) == (FoundFeed("https://www.example.com/feed", "News"),)


def test_the_page_itself_is_not_offered() -> None:
    assert find_feeds(b'<a href="">x</a><a href="/rss">y</a>', "", "https://example.com/rss") == ()


def test_at_most_twenty_are_offered() -> None:
    assert len(find("".join(f'<a href="/feed/{number}">x</a>' for number in range(50)))) == 20


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        ("<a href='/feed/' title='Amélie'>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("<meta charset=windows-1252><a href='/feed/' title='Amélie'>".encode("cp1252"), ""),
        (
            "<meta http-equiv=x content='text/html; charset=koi8-r'><a href='/feed/' title='Amélie'>".encode(),
            "charset=utf-8",
        ),
        ("<a href='/feed/' title='Amélie'>".encode("utf-16"), "text/html; charset=latin-1"),
        (
            "<meta charset='unicode_escape'><a href='/feed/' title='Amélie'>".encode(),
            "text/html; charset=nonsense",
        ),
    ],
)
def test_titles_are_decoded_as_declared(page: bytes, content_type: str) -> None:
    assert find_feeds(page, content_type, URL)[0].title == "Amélie"


def test_titles_are_cleaned() -> None:
    (feed,) = find('<a href="/feed/" title="&#27;]0;x&#7; \u202egro">y</a>')
    assert feed.title == "]0;x gro"


LINKS = [
    "<link ",
    "<a ",
    "<base ",
    'rel="alternate" ',
    'type="application/rss+xml" ',
    "href=",
    '"/feed/',
    "</a>",
]
OTHERS = [
    "'",
    '"',
    ">",
    "=",
    "x",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<![CDATA[",
    "&#0;",
    "&amp;",
    "\ufffd",
]
PIECES = st.sampled_from([*LINKS, *OTHERS])


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_no_page_makes_it_fail(page: str) -> None:
    for feed in find_feeds(page.encode("utf-8", "replace"), "", URL):
        assert feed.url.startswith(("http://", "https://"))
        assert is_clean(feed.title)


@pytest.mark.parametrize(
    "piece", ["<a href='", "<link ", "<!--", "<![x", "<script>", '<a href="/feed/">', "<", '="']
)
def test_a_page_of_one_piece_over_and_over_is_scanned_to_its_end(piece: str) -> None:
    find(piece * 20_000)


@pytest.mark.parametrize(
    ("address", "feed"),
    [
        (
            "https://www.youtube.com/channel/UCi8e0iOVk1fEOogdfu4YgfA",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCi8e0iOVk1fEOogdfu4YgfA",
        ),
        (
            "https://m.youtube.com/channel/UCi8e0iOVk1fEOogdfu4YgfA/videos?view=0",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCi8e0iOVk1fEOogdfu4YgfA",
        ),
        (
            "https://www.youtube.com/playlist?list=PLZbXA4lyCtqpk2zYGNbZ0WxLDTT0vxRVj&si=x",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLZbXA4lyCtqpk2zYGNbZ0WxLDTT0vxRVj",
        ),
        ("https://www.reddit.com/r/movies", "https://www.reddit.com/r/movies/.rss"),
        (
            "https://old.reddit.com/r/movies+television/top/",
            "https://www.reddit.com/r/movies+television/top/.rss",
        ),
        ("https://reddit.com/u/somebody/", "https://www.reddit.com/u/somebody/.rss"),
        (
            "https://www.reddit.com/r/movies/comments/abc1/a_title/",
            "https://www.reddit.com/r/movies/comments/abc1/a_title/.rss",
        ),
        ("https://www.reddit.com/r/movies/top/?t=week", "https://www.reddit.com/r/movies/top/.rss?t=week"),
        (
            "https://www.reddit.com/r/movies/search?q=dune&restrict_sr=on&sort=new",
            "https://www.reddit.com/r/movies/search.rss?q=dune&restrict_sr=on&sort=new",
        ),
        (
            "https://np.reddit.com/r/movies/controversial",
            "https://www.reddit.com/r/movies/controversial/.rss",
        ),
        ("https://www.reddit.com/user/ann/m/films/new", "https://www.reddit.com/user/ann/m/films/new/.rss"),
        ("https://www.reddit.com/user/ann/submitted/", "https://www.reddit.com/user/ann/submitted/.rss"),
        ("https://www.reddit.com/r/movies/comments/", "https://www.reddit.com/r/movies/comments/.rss"),
        ("https://www.reddit.com/domain/imdb.com/", "https://www.reddit.com/domain/imdb.com/.rss"),
        ("https://www.reddit.com/r/movies.rss", None),
        ("https://www.reddit.com/r/movies/new.rss", None),
        ("https://www.reddit.com/r/movies/wiki/index", None),
        (
            "https://www.youtube.com/user/Somebody/videos",
            "https://www.youtube.com/feeds/videos.xml?user=Somebody",
        ),
        (
            "https://music.youtube.com/playlist/?list=PLZbXA4lyCtqpk2zYGNbZ0WxLDTT0vxRVj",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLZbXA4lyCtqpk2zYGNbZ0WxLDTT0vxRVj",
        ),
        ("https://www.youtube.com/@somebody", None),
        ("https://www.youtube.com/watch?v=x&list=PLZbXA4lyCtqpk2zYGNbZ0WxLDTT0vxRVj", None),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UCi8e0iOVk1fEOogdfu4YgfA", None),
        ("https://www.reddit.com/r/movies/.rss", None),
        ("https://www.reddit.com/", None),
        ("https://youtube.com.evil.example/channel/UCi8e0iOVk1fEOogdfu4YgfA", None),
    ],
)
def test_sites_that_document_where_their_feeds_are(address: str, feed: str | None) -> None:
    assert feed_of_site(address) == feed


def test_a_directory_of_podcasts_names_the_feed_in_its_data() -> None:
    page = (
        '<html><head><title>A podcast</title></head><body><script type="application/json">'
        '{"feedUrl":"https:\\/\\/pod.example\\/rss?a=1\\u0026b=2","x":{"feedUrl": "https://pod.example/rss?a=1&b=2"}}'
        '</script><script>{"feedUrl":"javascript:alert(1)","y":"feedUrl\\":"}</script></body></html>'
    )
    found = find_feeds(page.encode(), "text/html", "https://podcasts.example/show")
    assert [feed.url for feed in found] == ["https://pod.example/rss?a=1&b=2"]
