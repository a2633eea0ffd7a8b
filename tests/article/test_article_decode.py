"""Bytes of pages: in which encoding they are, and what is no page at all."""

import pytest

from tuinews.article.decode import decode_page
from tuinews.article.render import render_page
from tuinews.errors import NotHtml, Unreadable

URL = "https://lamp.example/x"
MARKUP = "<html><body><p>Fjærå – “naïve” café</p></body></html>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (MARKUP.encode(), ""),
        (MARKUP.encode(), "text/html; charset=iso-8859-1"),
        (b"\xef\xbb\xbf" + MARKUP.encode(), "text/html; charset=windows-1252"),
        (MARKUP.encode("utf-16"), "text/html"),
        (MARKUP.encode("utf-16-le"), "text/html; charset=utf-16le"),
        (MARKUP.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (MARKUP.encode("cp1252"), "text/html; charset=no-such-thing"),
        (MARKUP.encode("cp1252"), "text/html; charset=rot13"),
        (MARKUP.encode("cp1252"), ""),
    ],
)
def test_encodings(body: bytes, content_type: str) -> None:
    assert "Fjærå – “naïve” café" in decode_page(body, content_type)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("shift_jis", "灯台の火事"),
        ("euc-kr", "등대 화재"),
        ("gb2312", "灯塔火灾"),
        ("koi8-r", "пожар"),
        ("iso-2022-jp", "灯台の火事"),
    ],
)
def test_encodings_named_in_the_page(encoding: str, text: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body>{text}</body></html>'
    assert text in decode_page(page.encode(encoding), "text/html")


def test_one_broken_character_does_not_change_the_encoding() -> None:
    body = MARKUP.encode().replace(b"<p>", b"<p>\xff")
    assert "Fjærå" in decode_page(body, "text/html; charset=utf-8")


def test_page_cut_in_the_middle_of_a_character_is_still_utf8() -> None:
    assert decode_page("<p>é".encode()[:-1], "") == "<p>"


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        (b"", "text/html", "empty"),
        (b" \n\t ", "text/html", "empty"),
        (b"%PDF-1.7 ...", "text/html", "PDF"),
        (b"anything", "application/pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "", "picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "picture"),
        (b"\x00\x00\x00\x20ftypmp42", "", "video"),
        (b"ID3\x04", "audio/mpeg", "sound"),
        (b"PK\x03\x04", "", "file"),
        (bytes(range(1, 32)) * 20, "", "file"),
        (b'{"a": 1}', "application/json", "JSON"),
        (b"[1, 2]", "text/plain", "JSON"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "text/html", "feed"),
        (b"<!-- x --><feed xmlns='http://www.w3.org/2005/Atom'></feed>", "", "feed"),
    ],
)
def test_other_things_are_named(body: bytes, content_type: str, word: str) -> None:
    with pytest.raises(NotHtml, match=word) as caught:
        render_page(body, content_type, URL)
    assert caught.value.summary.endswith(".")
    assert "!" not in caught.value.summary


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("<html><body></body></html>", "No story"),
        ("<html><body><h1>Hello</h1><p>Short.</p></body></html>", "No story"),
        ("<html><body><form><h1>Sign in to continue</h1><input type='password'><button>Log in</button><p>Forgot your password?</p></form></body></html>", "signed in"),
        ("<html><body><div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript><script src='/a.js'></script></body></html>", "scripts"),
        ("<html><body><div><p>We value your privacy. We and our 843 partners store and access information on your device, such as cookies.</p><button>Accept all</button></div></body></html>", "cookies"),
        ("<html><body><h1>Attention required</h1><p>Please verify you are a human by completing the captcha below, and then wait for a moment while we check.</p></body></html>", "person"),
        ("<html><body><h1>404</h1><p>Page not found. It may have been moved or it may never have been there at all, we are sorry to say.</p></body></html>", "not there"),
    ],
)  # fmt: skip
def test_pages_without_a_story_say_what_they_are(page: str, word: str) -> None:
    with pytest.raises(Unreadable, match=word) as caught:
        render_page(page.encode(), "text/html", URL)
    assert caught.value.summary.endswith(".")


def test_story_that_speaks_of_passwords_is_a_story() -> None:
    sentence = "She had to sign in to the theatre with a password that nobody else had been told, and nobody believed her. "
    page = f"<html><body><article><h1>Doors</h1><p>{sentence * 6}</p><p>{sentence * 4}</p></article></body></html>"
    assert render_page(page.encode(), "text/html", URL).words > 150
