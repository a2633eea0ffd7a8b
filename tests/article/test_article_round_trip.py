"""Our Markdown, read by a CommonMark parser, is the story again: whatever the page held, nothing turns into something else."""

import html

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reading_back import assert_safe
from round_trip import assert_round_trip
from tuinews.article.compose import Composition, compose
from tuinews.article.embeds import resolve_embeds
from tuinews.article.images import resolve_images
from tuinews.article.markdown import to_markdown
from tuinews.article.paragraphs import make_paragraphs
from tuinews.article.tree import body_of, flatten, parse, prune_unseen

URL = "https://site.example/a/story"


def composed(markup: str, url: str) -> Composition:
    """All of a page as a safe tree, nothing taken for junk."""
    page = body_of(parse(markup))
    prune_unseen(page)
    resolve_images(page, url)
    resolve_embeds(page, url)
    make_paragraphs(page)
    flatten(page)
    return compose(page, url)


WORDS = st.lists(
    st.sampled_from(
        [
            "word", "Ä", "1.", "2)", "#", "# a", "-", "- a", "+", "*", "**", "_", "__a__", "`", "```", "~~~", "~~", "|", "| a |", "--- | ---", ":--",
            "===", "---", ">", "> a", "[", "]", "](", "[a](http://b.example)", "![", "!", "<b>", "</p>", "<!--", "&amp;", "&#35;", "&", "\\", "\\|", "\\*",
            "http://a.example/x_y_z", "“q”", "(", ")", ".", ",", "—", "don’t", "a*b", "a_b_c", "\u00a0", "  ", "\n", "\t", ":", "§", "語", "[^1]", "[x]: y",
        ]
    ),
    max_size=4,
).map(lambda words: html.escape("".join(words)) if len(words) % 2 else html.escape(" ".join(words)))  # fmt: skip
HREF = st.sampled_from(
    [
        "/x", "/x?a=1&b=2", "https://h.example/(a)", "https://h.example/a)b", "https://h.example/&copy;x", "https://h.example/a b", "https://h.example/a|b",
        "https://h.example/*a*_b_", "https://h.example/[a]<b>", "https://h.example/\\)", "#note", "javascript:alert(1)", "mailto:a@b.example", "",
    ]
)  # fmt: skip
INLINE_TAGS = st.sampled_from(["em", "i", "strong", "b", "code", "span", "q", "cite", "small", "sup"])
BLOCK_TAGS = st.sampled_from(
    ["p", "div", "blockquote", "section", "h1", "h2", "h4", "pre", "figure", "figcaption", "dt", "dd"]
)


def _tagged(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"


def _inline(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(_tagged, INLINE_TAGS, inside),
        st.builds(lambda href, text: f'<a href="{html.escape(href)}">{text}</a>', HREF, inside),
        st.builds(lambda href, alt: f'<img src="{html.escape(href)}" alt="{alt}">', HREF, WORDS),
        st.just("<br>"),
        st.builds(lambda one, other: one + other, inside, inside),
    )


INLINE = st.recursive(WORDS, _inline, max_leaves=6)


def _list(items: list[str], name: str) -> str:
    return _tagged(name, "".join(_tagged("li", item) for item in items))


def _table(rows: list[list[str]]) -> str:
    return _tagged(
        "table", "".join(_tagged("tr", "".join(_tagged("td", cell) for cell in row)) for row in rows)
    )


def _blocks(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inside, max_size=3).map("".join)
    return st.one_of(
        st.builds(_tagged, BLOCK_TAGS, several),
        st.builds(_list, st.lists(several, max_size=3), st.sampled_from(["ul", "ol", "ol"])),
        st.just("<hr>"),
        several,
    )


TREE = st.recursive(
    st.one_of(
        INLINE,
        st.builds(_tagged, BLOCK_TAGS, INLINE),
        st.builds(_table, st.lists(st.lists(INLINE, min_size=1, max_size=3), min_size=1, max_size=3)),
    ),
    _blocks,
    max_leaves=8,
)


@given(TREE)
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_tree_comes_back(markup: str) -> None:
    composition = composed(markup, URL)
    markdown = to_markdown(composition)

    assert_round_trip(composition, markdown)
    assert_safe(markdown)
