"""Addresses: what is understood, what is refused, what is left alone."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tuinews import urls
from tuinews.errors import UsageError
from tuinews.text import is_clean
from tuinews.urls import HOST_CHARACTERS, URL_CHARACTERS, join, redacted, typed_url, web_url, without_tracking

PARTS = st.sampled_from(
    [
        *(
            "http:",
            "https:",
            "HTTP://",
            "//",
            "/",
            "\\",
            "@",
            ":",
            ":80",
            ":99999",
            "[::1]",
            "[",
            "]",
            "?",
            "#",
            "&",
            "=",
        ),
        *(
            "feed:",
            "feed://",
            "javascript:",
            "data:",
            "file:///",
            "user:pw@",
            "example.com",
            "localhost",
            "127.0.0.1",
        ),
        *(
            "bücher",
            "faß.de",
            "☃.net",
            "xn--fa-hia.de",
            ".",
            "..",
            "-",
            "a",
            "%41",
            "%",
            " ",
            "\t",
            "\n",
            "\x1b",
            "\x00",
        ),
        *(
            "\u202e",
            "\ud800",
            "／",
            "。",
            "é",
            "utm_source=x",
            "id=1",
            "&amp;",
            "<",
            ">",
            '"',
            "'",
            "x" * 500,
        ),
    ]
)
HOSTILE = st.lists(PARTS | st.text(max_size=3), max_size=12).map("".join)


def assert_safe(address: str) -> None:
    """Check what every address that leaves must hold, by other means than the code does."""
    parts = urlsplit(address)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert len(parts.hostname) <= HOST_CHARACTERS
    assert parts.username is None
    assert parts.password is None
    assert is_clean(address)
    assert address.lower().startswith(("http://", "https://"))
    assert not set(address) & set(" \\\"<>\t\n\r\x1b\x00'"[:-1])
    assert len(address) <= URL_CHARACTERS


@given(HOSTILE)
@example("http://h\\@evil/")
@example("http://exa\nmple.com")
@example(f"http://{'music.' * 60}example/album")
def test_a_web_url_is_safe(text: str) -> None:
    address = web_url(text)
    if address is not None:
        assert_safe(address)
        assert web_url(address) == address


@given(HOSTILE, HOSTILE)
def test_a_joined_url_is_safe(base: str, reference: str) -> None:
    for start in (base, "https://example.com/a/b?c#d"):
        address = join(start, reference)
        if address is not None:
            assert_safe(address)


@given(HOSTILE)
def test_a_typed_url_is_safe_or_told(text: str) -> None:
    error: UsageError | None = None
    address = ""
    try:
        address = typed_url(text)
    except UsageError as told:
        error = told
    if error is None:
        assert_safe(address)
        assert not urlsplit(address).fragment
        assert typed_url(address) == address
    else:
        assert is_clean(error.summary)
        assert error.summary.endswith(".")
        assert len(error.summary) < 400


@given(HOSTILE)
def test_no_text_breaks_anything(text: str) -> None:
    for function in (urls.host, urls.origin, redacted, without_tracking):
        function(text)
    assert is_clean(redacted(text))
    assert "pw" not in redacted(f"https://user:pw@example.com/?{text}")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.com/feed", "https://example.com/feed"),
        ("  https://example.com/feed\n", "https://example.com/feed"),
        ("<https://example.com/feed>", "https://example.com/feed"),
        ("HTTPS://Example.com/Feed#top", "https://Example.com/Feed"),
        ("example.com/rss", "https://example.com/rss"),
        ("example.com:8080/rss", "https://example.com:8080/rss"),
        ("example.com:8080?feed=rss", "https://example.com:8080?feed=rss"),
        ("//example.com/rss", "https://example.com/rss"),
        ("feed://example.com/rss", "https://example.com/rss"),
        ("feed:https://example.com/rss", "https://example.com/rss"),
        ("feed:http://example.com/rss", "http://example.com/rss"),
        ("feed://https://example.com/rss", "https://example.com/rss"),
        ("FEED:example.com", "https://example.com"),
        ("feeds://example.com/rss", "https://example.com/rss"),
        ("feeds:https://example.com/rss", "https://example.com/rss"),
        ("itpc://example.com/rss", "https://example.com/rss"),
        ("pcast:example.com/rss", "https://example.com/rss"),
        ("podcast://example.com/rss", "https://example.com/rss"),
        ("rss://example.com", "https://example.com"),
        ("rss:8080/feed", "http://rss:8080/feed"),
        ("faß.de", "https://faß.de"),
        ("https://bücher.example/é?ü=1", "https://bücher.example/é?ü=1"),
        ("☃.net", "https://☃.net"),
        ("host:8080/feed", "http://host:8080/feed"),
        ("localhost", "http://localhost"),
        ("localhost:8080/feed", "http://localhost:8080/feed"),
        ("192.168.1.5/feed", "http://192.168.1.5/feed"),
        ("[::1]:8080/feed", "http://[::1]:8080/feed"),
        ("https://[2001:db8::1]/feed", "https://[2001:db8::1]/feed"),
        ("http://nas/feed", "http://nas/feed"),
        ("https://example.com/a feed", "https://example.com/a%20feed"),
        ("https://example.com/?a=1&section=2&copy=3&lt=4", "https://example.com/?a=1&section=2&copy=3&lt=4"),
        ("https://example.com/?a=1&amp;b=2", "https://example.com/?a=1&amp;b=2"),
        ("https://exa\u200bmple.com/", "https://example.com/"),
    ],
)
def test_what_is_typed_is_understood(text: str, address: str) -> None:
    assert typed_url(text) == address


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "No address"),
        (" \x00 ", "No address"),
        ("<>", "No address"),
        ("feed:", "not a web address"),
        ("variety", "not a web address"),
        ("entertainment news", "not a web address"),
        ("two words.com", "not a web address"),
        ("http://", "not a web address"),
        ("https://example.com:99999/", "not a web address"),
        ("https://[::1", "not a web address"),
        ("::1", "not a web address"),
        ("https://exam%70le.com/", "not a web address"),
        ("https://...", "not a web address"),
        ("https://example.com/" + "x" * 3000, "not a web address"),
        ("javascript:alert(1)", "starts with javascript:"),
        ("data:text/html,x", "starts with data:"),
        ("file:///etc/passwd", "starts with file:"),
        ("ftp://example.com/", "starts with ftp:"),
        ("mailto:a@example.com", "starts with mailto:"),
        ("http://h\\@evil/", "backslash"),
        ("https://user:pw@example.com/", "user name or password"),
        ("user@example.com", "user name or password"),
        ("ftp://user:pw@example.com/", "starts with ftp:"),
        ("user:pw@example.com/feed", "starts with user:"),
        ("https://user:pw@example.com:99999/", "not a web address"),
        ("https://user:my/pw@example.com/", "not a web address"),
    ],
)
def test_what_can_be_no_address_is_told(text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        typed_url(text)
    assert words in caught.value.summary
    assert "pw@" not in caught.value.summary


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        (' http://example.com/a b"c ', "http://example.com/a%20b%22c"),
        ("http://example.com/\x1b[2J", "http://example.com/%1B[2J"),
        ("https://example.com/one\n\ttwo", "https://example.com/onetwo"),
        ("https://example.com/日本", "https://example.com/日本"),
        ("https://example.com/%zz", "https://example.com/%zz"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://10.0.0.1/", "http://10.0.0.1/"),
        ("", None),
        ("/path", None),
        ("//example.com/", None),
        ("example.com", None),
        ("ftp://example.com/", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("--version", None),
        ("http:example.com", None),
        ("http:///path", None),
        ("http://:80/", None),
        ("http://h:port/", None),
        ("http://user@example.com/", None),
        ("http://@example.com/", None),
        ("http://exa mple.com/", None),
        ("http://example.com;x/", None),
        ("http://[v1.x]/", None),
        ("http://example.com\\@evil/", None),
        ("https://example.com/\u202egpj", None),
        ("https://example.com/\ud800", None),
        ("https://example.com/" + "x" * 2028, "https://example.com/" + "x" * 2028),
        ("https://example.com/" + "x" * 2029, None),
        ("https://example.com/" + " x" * 1000, None),
    ],
)
def test_web_url(text: str, address: str | None) -> None:
    assert web_url(text) == address


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("c", "https://example.com/a/c"),
        ("/c", "https://example.com/c"),
        (" ../c\n", "https://example.com/c"),
        ("//other.example/c", "https://other.example/c"),
        ("?q", "https://example.com/a/b?q"),
        ("http://other.example", "http://other.example"),
        ("javascript:alert(1)", None),
        ("//user@other.example/", None),
        ("http://[", None),
        ("x" * 3000, None),
    ],
)
def test_join(reference: str, address: str | None) -> None:
    assert join("https://example.com/a/b", reference) == address


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.com/?utm_source=rss&id=1&fbclid=x", "https://example.com/?id=1"),
        ("https://example.com/?UTM_Source=rss#top", "https://example.com/#top"),
        ("https://example.com/?a=%20+%2b&b&&utm_medium=x&c=é", "https://example.com/?a=%20+%2b&b&&c=é"),
        ("https://example.com/?utmost=1&reference=2", "https://example.com/?utmost=1&reference=2"),
        ("https://example.com/?a=%zz;b", "https://example.com/?a=%zz;b"),
        ("https://example.com/", "https://example.com/"),
        ("http://[", "http://["),
    ],
)
def test_without_tracking(url: str, kept: str) -> None:
    assert without_tracking(url) == kept


@pytest.mark.parametrize(
    ("url", "host", "origin"),
    [
        ("https://www.Example.com:8080/x", "example.com", "https://www.example.com:8080"),
        ("http://[::1]/x", "::1", "http://[::1]"),
        ("mailto:a@b.example", "", ""),
        ("http://h:port", "", ""),
    ],
)
def test_host_and_origin(url: str, host: str, origin: str) -> None:
    assert urls.host(url) == host
    assert urls.origin(url) == origin


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pw@example.com/path?token=1#x", "https://example.com/path?…"),
        ("https://example.com/&section", "https://example.com/&section"),
        ("https://example.com/\x1b]0;x", "https://example.com/]0;x"),
        ("user:pw@example.com", "(no address)"),
        ("http://h:port", "(no address)"),
        ("https://example.com/" + "x" * 300, "https://example.com/" + "x" * 179 + "…"),
    ],
)
def test_redacted(url: str, shown: str) -> None:
    assert redacted(url) == shown


@given(
    st.text(st.sampled_from("hHtps:/?#;.a%&=@[]\\ \t1"), max_size=12),
    st.sampled_from(["http://b.example/x", "https://b.example/"]),
)
def test_complete_addresses_are_joined_as_any_other(rest: str, base: str) -> None:
    reference = f"https://{rest}"
    try:
        wanted = web_url(urljoin(base, reference.strip()))
    except ValueError:
        wanted = None
    assert join(base, reference) == wanted


@given(
    st.lists(
        st.sampled_from(
            ["a", "-", ".", "com", "9", "/", "?", "&", "=", "%20", ":", "@", "//", "#", "é", " "]
        ),
        max_size=14,
    ).map("".join)
)
def test_usual_addresses_are_told_at_once_and_rightly(rest: str) -> None:
    address = f"https://{rest}"
    if urls._USUAL.fullmatch(address):
        parts = urlsplit(address)
        assert urls._is_host(parts)
        assert is_clean(address)
        assert "@" not in parts.netloc
        assert join("https://example.com/", address) == address
