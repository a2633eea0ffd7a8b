"""Bytes of a page -> text, and the refusal of bytes that are no page."""

import codecs
import re

from tuinews.errors import NotHtml

PAGE_BYTES = 3_000_000
"""Bytes of a page that are looked at; the fetcher's own limit is the same."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes that are valid UTF-8 and hold more than ASCII are UTF-8, whatever their label says: the chance that text in
# another encoding looks so is nil beyond a few words. Only encodings that write everything in ASCII need their label.
_ASCII_ENCODINGS = frozenset({"iso2022_jp", "iso2022_kr", "hz"})
# What a label means on the web: the supersets that browsers use (WHATWG Encoding Standard, section 4.2).
_WEB_ENCODINGS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_META_BYTES = 4_096

# The beginnings of what is often found where a page was expected.
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a file to download"),
    (b"\x1f\x8b", "a file to download"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"\x1aE\xdf\xa3", "a video"),
)
_MEDIA_TYPES = (
    ("application/pdf", "a PDF file"),
    ("image/", "a picture"),
    ("audio/", "a sound file"),
    ("video/", "a video"),
    ("font/", "a font"),
    ("application/zip", "a file to download"),
    ("application/rss", "a feed"),
    ("application/atom", "a feed"),
    ("text/css", "a style sheet"),
    ("text/javascript", "a program"),
    ("application/javascript", "a program"),
)
_FEED_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF)\b", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z!/]")


def decode_page(body: bytes, content_type: str) -> str:
    """Turn the bytes of a page into text.

    The byte order mark decides, then whether the bytes are valid UTF-8, then the encoding that the header or the page
    names, then Windows-1252, in which every byte means something.

    Args:
        body: The bytes, without transfer encodings.
        content_type: The header's value, empty when there was none.

    Returns:
        The text, not cleaned yet.

    Raises:
        NotHtml: The bytes are empty or something else than a page; the summary says what.
    """
    body = body[:PAGE_BYTES]
    if not body.strip(b" \t\r\n\x00"):
        raise NotHtml("The page is empty. It may be there in the browser, or later.")
    media_type = content_type.partition(";")[0].strip().lower()
    _refuse_files(body, media_type)
    text = _text(body, content_type)
    _refuse_data(text, media_type)
    return text


def _refuse_files(body: bytes, media_type: str) -> None:
    kind = next((kind for start, kind in _SIGNATURES if body.startswith(start)), "")
    if body[4:8] == b"ftyp":
        kind = "a video"
    if body[:4] == b"RIFF" and body[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        kind = "a picture" if body[8:12] == b"WEBP" else "a recording"
    if not kind and not _TAG.search(body[:_META_BYTES].decode("latin-1").replace("\x00", "")):
        # A wrong label on a real page is forgiven.
        kind = next((kind for start, kind in _MEDIA_TYPES if media_type.startswith(start)), "")
    if kind:
        raise NotHtml(f"That address leads to {kind}, not to a page. Open it in the browser.", media_type)


def _refuse_data(text: str, media_type: str) -> None:
    opening = text[:_META_BYTES]
    if _FEED_START.match(opening):
        raise NotHtml("That address leads to a feed, not to a page. It can be added as a source.", media_type)
    if ("json" in media_type or opening.lstrip()[:1] in ("{", "[")) and not _TAG.search(opening):
        raise NotHtml("That address leads to data for programs (JSON), not to a page.", media_type)
    odd = sum(1 for character in opening if character < " " and character not in "\t\n\r\f\x1b")
    if odd > len(opening) // 50 + 2:
        raise NotHtml("That address leads to a file, not to a page. Open it in the browser.", media_type)


def _text(body: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = _declared(body, content_type)
    if declared.startswith("utf-16") and b"\x00" not in body[:_META_BYTES]:
        declared = ""  # A page that could be read far enough to find this label is not in UTF-16.
    if declared not in _ASCII_ENCODINGS and not declared.startswith("utf-16"):
        try:
            # Not final: the limit may have cut a character in two.
            return codecs.getincrementaldecoder("utf-8")("strict").decode(body)
        except UnicodeDecodeError:
            if declared == "utf-8" and _mostly_utf8(body):
                return body.decode("utf-8", "replace")
    return body.decode(declared if declared not in ("", "utf-8") else "cp1252", "replace")


def _mostly_utf8(body: bytes) -> bool:
    broken = body.decode("utf-8", "replace").count("\ufffd")
    beyond_ascii = sum(1 for byte in body if byte >= 0xC2)
    return broken * 4 <= beyond_ascii


def _declared(body: bytes, content_type: str) -> str:
    labels = [found[1] for found in [_HEADER_CHARSET.search(content_type)] if found]
    labels += [
        found[1].decode("ascii", "replace")
        for found in (_META_CHARSET.search(body[:_META_BYTES]), _XML_ENCODING.match(body[:_META_BYTES]))
        if found
    ]
    for label in labels:
        try:
            codec = codecs.lookup(label)
        except (LookupError, ValueError):
            continue
        # Python also has codecs that turn text into text or bytes (rot13, zip): they are no encodings.
        if getattr(codec, "_is_text_encoding", True) and codec.name not in ("idna", "punycode", "mbcs"):
            return _WEB_ENCODINGS.get(codec.name, codec.name)
    return ""
