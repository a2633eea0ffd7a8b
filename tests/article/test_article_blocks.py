"""Pictures, captions, galleries, embeds, tables, lists and quotations: how each comes out."""

import re
from pathlib import Path

import pytest

from reading_back import assert_safe, read_back
from tuinews.article.render import render_fragment, render_page

URL = "https://site.example/a/story"
PAGES = Path(__file__).parent / "pages"


def written(markup: str) -> str:
    return render_fragment(markup, URL).markdown


# --- pictures -----------------------------------------------------------------------------------------------

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<img src="/b.jpg" alt="A">', "https://site.example/b.jpg"),
        (f'<img src="{DOT}" data-src="b.jpg" alt="A">', "https://site.example/a/b.jpg"),
        (f'<img src="{DOT}" data-lazy-src="//cdn.example/b.jpg" alt="A">', "https://cdn.example/b.jpg"),
        ('<img src="/img/placeholder.png" srcset="/s.jpg 300w, /l.jpg 1200w, /xl.jpg 4000w" alt="A">', "https://site.example/l.jpg"),
        ('<img src="/spacer.gif" data-srcset="/one.jpg 1x, /two.jpg 2x" alt="A">', "https://site.example/two.jpg"),
        (f'<img src="{DOT}" class="lazy" alt="A"><noscript><img src="/n.jpg" alt="A"></noscript>', "https://site.example/n.jpg"),
        ('<img data-src="/n-1024x576.jpg" alt="A"><noscript><img src="/n.jpg" alt="A"></noscript>', "https://site.example/n-1024x576.jpg"),
        ('<picture><source srcset="/w.webp 800w"><img alt="A"></picture>', "https://site.example/w.webp"),
        ('<amp-img src="/amp.jpg" alt="A"></amp-img>', "https://site.example/amp.jpg"),
        ('<a href="/full.jpg"><img src="/t.jpg?utm_source=x" alt="A"></a>', "https://site.example/t.jpg"),
    ],
)  # fmt: skip
def test_real_address_of_a_picture(markup: str, address: str) -> None:
    assert written(f"<p>Words before.</p>{markup}") == f"Words before.\n\n![A]({address})"


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/p.gif" width="1" height="1">',
        '<img src="http://feeds.feedburner.com/~r/x/~4/abc">',
        '<img src="https://pixel.wp.com/b.gif?host=x">',
        f'<img src="{DOT}">',
        '<img src="javascript:alert(1)">',
        '<img src="https://secure.example/me.jpg" class="avatar photo">',
        "<img>",
    ],
)
def test_pictures_that_show_nothing_go(markup: str) -> None:
    assert written(f"<p>Words {markup} here.</p>") == "Words here."


def test_emoji_pictures_become_their_characters() -> None:
    assert written('<p>Bravo <img class="wp-smiley" src="/s.svg" alt="🎭"> again.</p>') == "Bravo 🎭 again."


@pytest.mark.parametrize(
    "markup",
    [
        '<figure><img src="/b.jpg" alt="A"><figcaption>The lamp, lit.</figcaption></figure>',
        '<figure><a href="/b.jpg"><img src="/b.jpg" alt="A"></a><figcaption>The lamp, lit. <span class="credit">Photo: X</span></figcaption></figure>',
        '<figure><img src="/b.jpg" alt="A"><figcaption>The lamp, lit. (Image credit: Lamp Films)</figcaption></figure>',
        '<figure><img src="/b.jpg" alt="A"><figcaption>The lamp, lit. Jun Aoki/Getty Images</figcaption></figure>',
        '<div class="wp-caption"><img src="/b.jpg" alt="A"><p class="wp-caption-text">The lamp, lit.</p></div>',
        '<div><div><img src="/b.jpg" alt="A"></div><div class="image-caption">The lamp, <em>lit</em>.</div></div>',
    ],
)
def test_caption_follows_its_picture(markup: str) -> None:
    told = written(
        f"<p>Words before it, enough to be prose by any measure of it.</p>{markup}<p>Words after.</p>"
    )
    assert "![A](https://site.example/b.jpg)\n*The lamp, lit.*\n\nWords after." in told


def test_gallery_keeps_every_picture_with_its_caption() -> None:
    items = "".join(
        f'<li><figure><img src="/g{n}.jpg" alt="G{n}"><figcaption>Lamp {n}.</figcaption></figure></li>'
        for n in range(4)
    )
    document = render_fragment(f"<p>Four lamps.</p><ul class='blocks-gallery-grid'>{items}</ul>", URL)

    assert read_back(document.markdown).images == [f"https://site.example/g{n}.jpg" for n in range(4)]
    assert all(f"*Lamp {n}.*" in document.markdown for n in range(4))
    assert document.lead_image is not None
    assert document.lead_image.url == "https://site.example/g0.jpg"


def test_picture_between_words_stands_alone() -> None:
    told = written('<p>Before <img src="/b.jpg" alt="A"> after.</p>')
    assert told == "Before\n\n![A](https://site.example/b.jpg)\n\nafter."


# --- embeds -------------------------------------------------------------------------------------------------


def test_embeds_become_one_line_each() -> None:
    document = render_page((PAGES / "embeds.html").read_bytes(), "text/html", URL)
    assert_safe(document.markdown)
    lines = re.findall(r"^(?:> )?\[([^\]]+)\]\(([^)]+)\)$", document.markdown, re.MULTILINE)

    assert lines == [
        ("Video on YouTube: Moth Parade teaser", "https://www.youtube.com/watch?v=abcDEF12345"),
        ("Video on YouTube", "https://www.youtube.com/watch?v=zyxWVU98765"),
        ("Video on YouTube", "https://www.youtube.com/watch?v=hidden00001"),
        ("Video on YouTube", "https://www.youtube.com/watch?v=ampVIDEO001"),
        ("Post on X", "https://twitter.com/mothparade/status/1500000000000000001"),
        ("Album on Spotify: One Cello", "https://open.spotify.com/album/4aawyAB9vmqN3uQ7FjRGTy"),
        ("Music on Apple Music", "https://music.apple.com/us/album/one-cello/1440933460"),
        ("Music on Bandcamp: One Cello by Lone Cello", "https://lonecello.bandcamp.com/album/one-cello"),
        ("Music on SoundCloud", "https://api.soundcloud.com/tracks/293"),
        ("Post on Instagram", "https://www.instagram.com/reel/Cmothreel01/"),
        (
            "Video on TikTok by @mothparade: moths, again",
            "https://www.tiktok.com/@mothparade/video/7222000000000000001",
        ),
        ("Video on Dailymotion", "https://www.dailymotion.com/video/x8moth1"),
        (
            "Embedded page from charts.example.org: Box office chart",
            "https://charts.example.org/box-office/7",
        ),
        ("Video: The full teaser", "https://site.example/media/teaser.mp4"),
        ("Recording", "https://media.example.org/talk.mp3"),
        ("Post on Facebook", "https://www.facebook.com/mothparade/posts/42"),
    ]
    assert [link.url for link in document.media] == [address for _, address in lines]
    assert "> We cut the trailer on a ferry." in document.markdown
    assert "*The second teaser, with more moths.*" in document.markdown
    for absent in ("googletagmanager", "View this post", "javascript"):
        assert absent not in document.markdown


POST = "https://twitter.com/lamp/status/1500000000000000001"
SIGNED = f'&mdash; The Lamp (@lamp) <a href="{POST}?ref_src=twsrc">May 2, 2023</a>'


def test_post_keeps_its_words_its_pictures_and_who_signed_it() -> None:
    told = written(
        '<p>The lamp spoke.</p><blockquote class="twitter-tweet"><p>We are lit.<br><br>Still. '
        f'<a href="https://t.co/xx">pic.twitter.com/xx</a></p>{SIGNED}</blockquote><script src="w.js"></script><p>It was late.</p>'
    )

    assert told == (
        "The lamp spoke.\n\n> We are lit.\n>\n> Still. [pic.twitter.com/xx](https://t.co/xx)\n>\n"
        f"> — The Lamp (@lamp) [May 2, 2023]({POST})\n\n[Post on X]({POST})\n\nIt was late."
    )


@pytest.mark.parametrize(
    ("markup", "what", "address"),
    [
        (f"<blockquote><p>We are lit.</p>{SIGNED}</blockquote>", "Post on X", POST),
        (f'<amp-twitter data-tweetid="1500000000000000001"><blockquote placeholder><p>We are lit.</p>{SIGNED}</blockquote></amp-twitter>', "Post on X", POST),
        ('<blockquote class="bluesky-embed" data-bluesky-uri="at://x"><p>We are lit.</p>&mdash; Lamp (<a href="https://bsky.app/profile/did:plc:abc">@lamp.example</a>) <a href="https://bsky.app/profile/did:plc:abc/post/3k2?ref_src=embed">May 2, 2024</a></blockquote>', "Post on Bluesky", "https://bsky.app/profile/did:plc:abc/post/3k2"),
        ('<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/lamps/comments/1abc/lit/">We are lit.</a><br> by <a href="https://www.reddit.com/user/lamp/">u/lamp</a></blockquote>', "Post on Reddit", "https://www.reddit.com/r/lamps/comments/1abc/lit"),
        ('<blockquote class="mastodon-embed" data-embed-url="https://lamps.example/@lamp/110000000000000001/embed"><p>We are lit.</p></blockquote>', "Post on Mastodon", "https://lamps.example/@lamp/110000000000000001"),
    ],
)  # fmt: skip
def test_posts_of_each_network(markup: str, what: str, address: str) -> None:
    document = render_fragment(f"<p>Look at this.</p>{markup}", URL)

    assert [(link.text, link.url) for link in document.media] == [(what, address)]
    assert read_back(document.markdown).blocks.count("blockquote") == 1
    assert "We are lit." in document.markdown
    assert document.markdown.endswith(f"\n\n[{what}]({address})")


@pytest.mark.parametrize(
    "markup",
    [
        f'<blockquote class="twitter-tweet"><a href="{POST}"></a></blockquote>',
        '<amp-twitter data-tweetid="1500000000000000001"></amp-twitter>',
        '<iframe src="https://lamps.example/@lamp/110000000000000001/embed"></iframe>',
    ],
)
def test_post_without_words_is_one_line(markup: str) -> None:
    told = written(f"<p>Look at this.</p>{markup}")
    assert re.fullmatch(r"Look at this\.\n\n\[Post on (?:X|Mastodon)\]\(https://\S+\)", told)


def test_quotation_that_only_links_to_a_post_is_none() -> None:
    told = written(
        f'<p>Look at this.</p><blockquote><p>As <a href="{POST}">the lamp</a> said: lit.</p></blockquote>'
    )
    assert told == f"Look at this.\n\n> As [the lamp]({POST}) said: lit."


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://www.youtube-nocookie.com/embed/abcDEF12345?rel=0", "https://www.youtube.com/watch?v=abcDEF12345"),
        ("//www.youtube.com/embed/videoseries?list=PL1234567", "https://www.youtube.com/playlist?list=PL1234567"),
        ("https://platform.twitter.com/embed/Tweet.html?dnt=true&id=150000001", "https://x.com/i/status/150000001"),
        ("https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Flamp%2Fvideos%2F7%2F&show_text=0", "https://www.facebook.com/lamp/videos/7/"),
        ("https://player.twitch.tv/?video=v12345&parent=site.example", "https://www.twitch.tv/videos/12345"),
        ("https://embed.bsky.app/embed/did:plc:abc/app.bsky.feed.post/3k2", "https://bsky.app/profile/did:plc:abc/post/3k2"),
        ("https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fwww.youtube.com%2Fembed%2FabcDEF12345", "https://www.youtube.com/watch?v=abcDEF12345"),
        ("https://open.spotify.com/embed-podcast/episode/77aa", "https://open.spotify.com/episode/77aa"),
    ],
)  # fmt: skip
def test_frames_lead_to_what_they_show(source: str, address: str) -> None:
    for attribute in ("src", "data-src"):
        document = render_fragment(f'<p>Look at this.</p><iframe {attribute}="{source}"></iframe>', URL)
        assert [link.url for link in document.media] == [address]


# --- text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<p>0</p><h1>One</h1><p>a</p><h3>Two</h3><p>b</p><h6>Three</h6><p>c</p>", "0\n\n## One\n\na\n\n### Two\n\nb\n\n###### Three\n\nc"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li><p>a</p><p>b</p></li><li></li></ul>", "- a\n\n  b"),
        ("<ul>stray<ul><li>b</li></ul></ul>", "- stray\n  - b"),
        ("<blockquote>Said so.<cite>Ada</cite></blockquote>", "> Said so.*Ada*"),
        ("<blockquote><p>Said so.</p><footer>Ada</footer></blockquote>", "> Said so.\n>\n> Ada"),
        ("<p>a<br>b</p>", "a  \nb"),
        ("<p>a<br><br>b</p>", "a\n\nb"),
        ("<p>a<br><br>b <i>c</i><br><br>d<br><br><br>e</p>", "a\n\nb *c*\n\nd\n\ne"),
        ("<div>loose <b>words</b><p>block</p>and others</div>", "loose **words**\n\nblock\n\nand others"),
        ("<p><i>One</i><i>Two</i> and <b>Name:</b>text</p>", "*OneTwo* and Name:text"),
        ("<p><em> spaced </em>out</p>", "*spaced* out"),
        ('<p><a href="/x"><i>One</i><i>Two</i></a> <i>b</i> <i>c</i></p>', "[*OneTwo*](https://site.example/x) *b c*"),
        ('<p><a href="/x">One</a><a href="/x">two</a></p>', "[Onetwo](https://site.example/x)"),
        ("<p><em><b>One.</b></em><b><br></b>Two</p>", "***One.***  \nTwo"),
        ("<p>word<b><i>one</i></b></p>", "word***one***"),
        ("<p>a<b><br></b><br>b <em>c<br><br>d</em></p>", "a\n\nb *c  \nd*"),
        ("<p><em>a<br># b</em></p>", "*a  \n\\# b*"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>", "- a\n\n+ b\n\n- c"),
        ("<p>0</p><h2>12. One</h2><p>a</p><h2># b #</h2><p>c</p>", "0\n\n## 12. One\n\na\n\n## # b \\#\n\nc"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"),
        ("<ul><li><hr>a<hr>b</li></ul>", "- a\n\n  ---\n\n  b"),
        ("<table><tr><td>a|</td><td>\\|</td></tr><tr><td>b</td><td><code>c|d</code></td></tr></table>", "| a\\| | \\\\\\| |\n| --- | --- |\n| b | `c\\|d` |"),
        ('<p><a href="/x?utm_source=f&b=1">link</a></p>', "[link](https://site.example/x?b=1)"),
        ('<p><a href="#note">note</a> <a href="mailto:a@b.c">mail</a></p>', "note mail"),
        ("<p>one <code>x = `1`</code></p>", "one `` x = `1` ``"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><td colspan=2>A</td></tr><tr><td>1</td><td>2</td></tr></table>", "| A |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><th rowspan=2>A</th><th>B</th></tr><tr><td>1</td></tr></table>", "| A | B |\n| --- | --- |\n|  | 1 |"),
        ("<table><tr><td><p>All of the page.</p><p>In a box.</p></td></tr></table>", "All of the page.\n\nIn a box."),
        ("<table><caption>Takings</caption><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>", "| a | 1 |\n| --- | --- |\n| b | 2 |\n\n*Takings*"),
        ("<table><tr><th>Prize</th><th>Named</th></tr><tr><td>Best lamp</td><td><ul><li><b>Moth</b></li><li>Wick</li></ul></td></tr></table>", "| Prize | Named |\n| --- | --- |\n| Best lamp | **Moth** · Wick |"),
        ("<table><tr><td><ul><li>a</li></ul></td><td><ul><li>b</li></ul></td></tr><tr><td>c</td><td>d</td></tr></table>", "- a\n\n+ b\n\nc\n\nd"),
        ("<table><tr><th><h3>Film</h3></th><th>Poster</th></tr><tr><td>Moth</td><td><img src='/m.jpg' alt='A moth'></td></tr></table>", "| Film | Poster |\n| --- | --- |\n| Moth | ![A moth](https://site.example/m.jpg) |"),
        ("<table><tr><td></td><td>Mon</td><td>Tue</td></tr><tr><td>Moth</td><td><img src='/y.png'></td><td><img src='/y.png'></td></tr><tr><td>Wick</td><td><img src='/y.png'></td><td><img src='/n.png' alt='no'></td></tr><tr><td>Oil</td><td><img src='/y.png'></td><td><img src='/n.png' alt='no'></td></tr></table>", "|  | Mon | Tue |\n| --- | --- | --- |\n| Moth | ![•](https://site.example/y.png) | ![•](https://site.example/y.png) |\n| Wick | ![•](https://site.example/y.png) | ![no](https://site.example/n.png) |\n| Oil | ![•](https://site.example/y.png) | ![no](https://site.example/n.png) |"),
        ("<dl><dt>Term</dt><dd>What it means.</dd></dl>", "**Term**\n\nWhat it means."),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<p>He said <q>no</q>.</p>", "He said “no”."),
        ("<p>C&shy;ut&nbsp;and   dried</p>", "Cut and dried"),
    ],
)  # fmt: skip
def test_markup_as_markdown(markup: str, markdown: str) -> None:
    assert written(markup) == markdown


def test_links_are_listed_once() -> None:
    document = render_fragment('<p><a href="/x">one</a> <a href="/x">two</a> <a href="/y">three</a></p>', URL)
    assert [(link.url, link.text) for link in document.links] == [
        ("https://site.example/x", "one"),
        ("https://site.example/y", "three"),
    ]


def test_links_in_code_are_listed() -> None:
    document = render_fragment('<p>See:</p><pre>go <a href="/x">there</a></pre>', URL)
    assert document.markdown == "See:\n\n```\ngo there\n```"
    assert [(link.url, link.text) for link in document.links] == [("https://site.example/x", "there")]


@pytest.mark.parametrize(
    ("reference", "back"),
    [
        ('<sup><a href="#fn1">1</a></sup>', '<a href="#fnref1">↩</a>'),
        ('<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>', '<a href="#fnref:1" class="footnote-backref">↩\ufe0e</a>'),
        ('<a href="#_ftn1"><sup>[1]</sup></a>', '<a href="#_ftnref1">^</a>'),
        ('<sup class="reference"><a href="#cite_note-1"><span>[</span>1<span>]</span></a></sup>', '<b><a href="#cite_ref-1">^</a></b>'),
        ('<a class="footnote" href="#a1">1</a>', '<a href="#b1">↑</a>'),
    ],
)  # fmt: skip
def test_footnotes_are_told_from_the_words(reference: str, back: str) -> None:
    told = written(
        f'<p>It was lit{reference} by hand.</p><hr><ol><li id="fn1">With a match. {back}</li></ol>'
    )
    assert told == "It was lit\\[1\\] by hand.\n\n---\n\n1. With a match."


def test_other_raised_words_and_places_on_the_page_stay_as_they_are() -> None:
    told = written(
        '<p>On the 10<sup>th</sup>, see <a href="#part">part</a> <a href="#two">2</a> or go <a href="#top">back</a>.</p>'
    )
    assert told == "On the 10th, see part 2 or go back."
