"""Mutated feeds through the parser: `python tests/feeds/fuzz.py [--feeds N] [--seed N] [--corpus FILE]`.

Every document must give a feed of clean text or a FeedError, and none may take two seconds of CPU. The same seed makes the
same documents. What goes wrong is written beside as `fuzz-SEED-NUMBER.xml`, and the exit code is 1.
"""

import argparse
import random
import sys
import tarfile
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import fields

from tuinews.demo.edition import SOURCES, Edition
from tuinews.errors import FeedError
from tuinews.feeds.parse import parse_feed
from tuinews.text import clean_markup, is_clean

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://example.com/news/feed.xml"
SLOWEST = 2.0
"""Seconds of CPU."""
SEEDS: tuple[bytes, ...] = (
    (
        b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"
        b" xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/'><channel>"
        b"<title>T &amp; U</title><link>https://e.com</link><ttl>60</ttl><skipHours><hour>3</hour></skipHours><item>"
        b"<title><![CDATA[One <b>bold</b>]]></title><link>https://e.com/1?a=1&amp;utm_source=x</link><guid>1</guid>"
        b"<pubDate>Sun, 22 Nov 2026 10:19:00 +0000</pubDate><dc:creator>Ann</dc:creator><category>Film</category>"
        b"<description>&lt;p&gt;S&lt;/p&gt;</description><content:encoded><![CDATA[<p>L</p>]]></content:encoded>"
        b"<enclosure url='/a.mp3' type='audio/mpeg' length='12'/><media:content url='x.jpg' medium='image'/></item>"
        b"<item><guid isPermaLink='false'>g2</guid><author>a@e.com (Bo)</author></item></channel></rss>"
    ),
    (
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en' xml:base='https://e.com/'><title type='html'>T</title>"
        b"<entry><id>tag:e.com,2026:1</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>D</div></title>"
        b"<link href='/1'/><link rel='enclosure' href='/v.mp4' type='video/mp4'/><published>2026-11-22T10:19:00Z</published>"
        b"<author><name>Ann</name></author><content type='html'>&lt;p&gt;x&lt;/p&gt;</content></entry></feed>"
    ),
    (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel"
        b" rdf:about='https://e.com'><title>R</title></channel><item rdf:about='https://e.com/1'><title>One</title>"
        b"<link>https://e.com/1</link></item></rdf:RDF>"
    ),
    (
        b'{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":1,"url":"https://e.com/1","title":"One",'
        b'"content_html":"<p>x</p>","date_published":"2026-11-22T10:19:00Z","authors":[{"name":"Ann"}],"tags":["a"],'
        b'"attachments":[{"url":"a.mp3","mime_type":"audio/mpeg","size_in_bytes":12}]}]}'
    ),
)
TOKENS: tuple[bytes, ...] = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *(
            "<",
            ">",
            "</item>",
            "<item>",
            "<entry>",
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "&",
            "&#0;",
            "&#27;",
            "&#x1b;",
            "&lt;",
        ),
        *(
            "&#xD800;",
            "&#x110000;",
            "&nosuch;",
            "<!DOCTYPE x [<!ENTITY a 'b'>]>",
            "<?xml version='1.0' encoding='x'?>",
        ),
        *(
            "\x00",
            "\x1b]0;x\x07",
            "\u202e",
            "\ud800",
            "\ufffe",
            "\u2028",
            "9" * 40,
            "-1",
            "0001-01-01T00:00:00+14:00",
        ),
        *(
            "9999-12-31T23:59:59-12:00",
            "javascript:alert(1)",
            "http://[::1",
            "http://h\\@evil/",
            "//",
            "xml:base=':'",
        ),
        *(
            'type="xhtml"',
            'mode="base64"',
            "<svg>",
            "<math>",
            "<source url=''>",
            "<image>",
            "<textInput>",
            "{",
            "[[[[",
            '"',
        ),
    )
)

Mutation = Callable[[random.Random, bytes], bytes]


def flip(chance: random.Random, body: bytes) -> bytes:
    """Change single bytes."""
    changed = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, body: bytes) -> bytes:
    """Take a piece out."""
    begin = chance.randrange(len(body))
    return body[:begin] + body[begin + chance.randint(1, 200) :]


def end(chance: random.Random, body: bytes) -> bytes:
    """Break off."""
    return body[: chance.randrange(len(body) + 1)]


def repeat(chance: random.Random, body: bytes) -> bytes:
    """Say a piece many times."""
    begin = chance.randrange(len(body))
    piece = body[begin : begin + chance.randint(1, 60)]
    return body[:begin] + piece * chance.choice((2, 3, 50, 400)) + body[begin:]


def insert(chance: random.Random, body: bytes) -> bytes:
    """Put something in that parsers trip over."""
    begin = chance.randrange(len(body) + 1)
    return body[:begin] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 30)) + body[begin:]


def swap(chance: random.Random, body: bytes) -> bytes:
    """Change two pieces for each other."""
    a, b, c = sorted(chance.randrange(len(body) + 1) for _ in range(3))
    return body[:a] + body[b:c] + body[a:b] + body[c:]


def recode(chance: random.Random, body: bytes) -> bytes:
    """Write it in another encoding than it says."""
    return body.decode("utf-8", "replace").encode(
        chance.choice(("utf-16", "utf-16-be", "utf-32", "cp037", "latin-1")), "replace"
    )


MUTATIONS: tuple[Mutation, ...] = (flip, cut, end, repeat, insert, insert, swap, recode)


def mutated(seed: int, number: int, documents: Sequence[bytes]) -> bytes:
    """Make the document of a number."""
    chance = random.Random(f"{seed} {number}")
    body = chance.choice(documents)
    for _ in range(chance.randint(1, 4)):
        body = chance.choice(MUTATIONS)(chance, body) or b"<"
    return body[:2_000_000]


def look(value: object, name: str = "") -> None:
    """See that every text of a result is clean."""
    if isinstance(value, str):
        clean = clean_markup(value) == value if name.endswith("_html") else is_clean(value)
        assert clean, f"{name} = {value[:200]!r}"
    elif isinstance(value, tuple):
        for part in value:
            look(part, name)
    elif isinstance(value, Struct):
        for each in fields(value):
            look(getattr(value, each.name), each.name)


def trouble_with(body: bytes) -> str:
    """Give what is wrong with the reading of a document, empty when all is well."""
    begun = time.process_time()
    try:
        look(parse_feed(body, "", URL, now=NOW))
    except FeedError as error:
        look(error.summary)
    except Exception:  # noqa: BLE001 - to find these is what this is for
        return traceback.format_exc()
    spent = time.process_time() - begun
    return f"took {spent:.1f} s" if spent > SLOWEST else ""


def documents_of(corpus: Path | None) -> list[bytes]:
    """Give what is mutated: our own, the demo edition's, and those of an archive of feeds."""
    found = list(SEEDS)
    found += [Edition(NOW).serve(source.url, {})[2] for source in SOURCES]
    if corpus:
        with tarfile.open(corpus) as tar:
            for member in tar:
                file = tar.extractfile(member)
                if file and 0 < member.size < 400_000 and not member.name.endswith((".tsv", ".json")):
                    found.append(file.read())
    return found


def main() -> int:
    """Mutate and read."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--feeds", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--corpus", type=Path, help="an archive of feeds to mutate besides our own")
    given = options.parse_args()
    documents = documents_of(given.corpus)
    failed = 0
    for number in range(given.feeds):
        body = mutated(given.seed, number, documents)
        if trouble := trouble_with(body):
            failed += 1
            path = Path(f"fuzz-{given.seed}-{number}.xml")
            path.write_bytes(body)
            print(f"{path}: {trouble}", file=sys.stderr)
    print(f"{given.feeds:,} feeds from {len(documents):,} documents, seed {given.seed}: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
