"""Listicles and galleries: one heading an item, in order, and how many of all there are."""

import json

import pytest

from reading_back import assert_safe, read_back
from tuinews.article.render import render_fragment, render_page
from tuinews.model import Document

URL = "https://site.example/a/story"
PROSE = "It burns slowly and says little, which is more than can be said of the others that we saw in this long and lightless year."


def page(body: str, title: str = "The 5 best lamps", head: str = "") -> Document:
    opening = f"<p>We looked at every lamp that was lit this year, and these are the ones that we would look at again. {PROSE}</p>"
    markup = f"<html><head><title>{title}</title><meta property='og:title' content='{title}'>{head}</head><body><article><h1>{title}</h1>{opening}{body}</article></body></html>"
    document = render_page(markup.encode(), "text/html; charset=utf-8", URL)
    assert_safe(document.markdown)
    return document


def headings(document: Document) -> list[str]:
    return read_back(document.markdown).headings


NUMBERED = [f"{number}. Lamp {number}" for number in range(1, 6)]
ITEMS = {
    "headings": "<h2>{n}. Lamp {n}</h2><p>{p}</p>",
    "brackets": "<h3>{n}) Lamp {n}</h3><p>{p}</p>",
    "number signs": "<h3>#{n} Lamp {n}</h3><p>{p}</p>",
    "words": "<h3>No. {n}: Lamp {n}</h3><p>{p}</p>",
    "bold lines": "<p><strong>{n}. Lamp {n}</strong></p><p>{p}</p>",
    "bold in parts": "<p><b>{n}. </b><b><i>Lamp {n}</i></b></p><p>{p}</p>",
    "numbers apart": "<div class='rank'>{n}</div><h2>Lamp {n}</h2><p>{p}</p>",
    "numbers apart, pictures between": "<span class='n'>{n}</span><figure><img src='/{n}.jpg' alt='Lamp'></figure><h2>Lamp {n}</h2><p>{p}</p>",
    "slides": "<div class='slide'><p>{n} of 5</p><h2>Lamp {n}</h2><p>{p}</p></div>",
}


def items(form: str, numbers: list[int]) -> str:
    return "".join(
        form.format(n=number, p=PROSE.replace("long", f"long, {number} times")) for number in numbers
    )


@pytest.mark.parametrize("form", ITEMS.values(), ids=ITEMS.keys())
def test_one_heading_an_item_in_order(form: str) -> None:
    document = page(items(form, [1, 2, 3, 4, 5]))
    found = headings(document)

    assert [heading.endswith(f"Lamp {number}") for number, heading in enumerate(found, 1)] == [True] * 5
    assert all(str(number) in heading.split("Lamp")[0] for number, heading in enumerate(found, 1))
    assert (document.items, document.items_in_all) == (5, 5)
    assert document.markdown.count("burns slowly") == 6


@pytest.mark.parametrize(
    ("numbers", "title", "head", "count"),
    [
        ([25, 24, 23, 22], "The 25 best lamps", "", (4, 25)),
        ([25, 24, 23, 22], "Lamps, ranked", "", (4, 25)),
        ([1, 2, 3, 4], "The 25 best lamps", '<link rel="next" href="?page=2">', (4, 25)),
        ([13, 14, 15], "The 15 best lamps", '<link rel="prev" href="?page=1">', (3, 15)),
        ([1, 2, 4, 5], "The 5 best lamps", "", (4, 5)),
        ([1, 2, 4, 5], "The best lamps", "", (4, 4)),
        ([5, 4, 3, 2, 1], "The 5 best lamps", "", (5, 5)),
        # Without a word that it goes on, a headline's number may count something else.
        ([1, 2, 3], "What the top 10 lamps have in common", "", (3, 3)),
        ([1, 2, 3], "Three things to do in 24 hours", '<link rel="next" href="?page=2">', (3, 3)),
        ([1, 2, 3], "The best lamps of the 90s", '<link rel="next" href="?page=2">', (3, 3)),
    ],
)
def test_count_of_a_part(numbers: list[int], title: str, head: str, count: tuple[int, int]) -> None:
    document = page(items(ITEMS["headings"], numbers), title, head)
    assert (document.items, document.items_in_all) == count


def item_list(names: list[str]) -> str:
    elements = [
        {"@type": "ListItem", "position": place, "item": {"@type": "Thing", "name": name}}
        for place, name in enumerate(names, 1)
    ]
    node = {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": elements}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_list_stated_for_machines_tells_what_is_missing() -> None:
    names = ["Moth light", "Wick end", "Oil song", "Glass eye", "Night watch"]
    body = "".join(f"<h2>{name}</h2><p>{PROSE} {name}.</p>" for name in names[:3])
    document = page(body, "Lamps we like", item_list(names))

    assert headings(document) == names[:3]
    assert (document.items, document.items_in_all) == (3, 5)


def test_list_of_other_stories_is_no_list_of_this_one() -> None:
    document = page(
        f"<p>{PROSE} Again.</p>",
        "A lamp",
        item_list(["Box office", "Trailers", "Festival news", "Obituaries"]),
    )
    assert (document.items, document.items_in_all) == (0, 0)


def test_cards_of_a_list_become_headings() -> None:
    cards = "".join(f"<li><h3>Lamp {n}</h3><p>{PROSE} {n}.</p></li>" for n in range(1, 4))
    assert headings(page(f"<ol>{cards}</ol>")) == ["1. Lamp 1", "2. Lamp 2", "3. Lamp 3"]
    assert headings(page(f"<ul class='cards'>{cards}</ul>")) == ["Lamp 1", "Lamp 2", "Lamp 3"]


def test_countdowns_keep_their_numbers() -> None:
    listing = "".join(f"<li>Lamp {letter}</li>" for letter in "abc")
    told = render_fragment(f"<p>Three lamps.</p><ol reversed>{listing}</ol>", URL).markdown
    assert told == "Three lamps.\n\n3\\. Lamp a\n\n2\\. Lamp b\n\n1\\. Lamp c"
    told = render_fragment('<ol><li value="4">a</li><li value="7">b</li><li>c</li></ol>', URL).markdown
    assert told == "4\\. a\n\n7\\. b\n\n8\\. c"


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{n}. {PROSE}</p>" for n in (1, 2, 3)),
        "".join(f"<p><b>{n}. Burn.</b> {PROSE}</p>" for n in (1, 2, 3)),
        "<ol><li>Light it.</li><li>Look at it.</li><li>Leave it.</li></ol>",
        f"<p>{PROSE}</p><p>4/5</p>",
        "".join(f"<p>{PROSE} {n}</p><p>{n}/5</p>" for n in (4, 2, 3)),
        f"<h2>2 lamps</h2><p>{PROSE}</p><h2>24 hours</h2><p>{PROSE}</p><h2>1984</h2><p>{PROSE}</p>",
        "<table><tr><th>Rank</th><th>Lamp</th></tr><tr><td>1</td><td>Moth</td></tr><tr><td>2</td><td>Wick</td></tr><tr><td>3</td><td>Oil</td></tr></table>",
    ],
)
def test_prose_ratings_and_plain_lists_stay_what_they_are(body: str) -> None:
    document = page(body, "Top 10 lamps of the week")
    assert (document.items, document.items_in_all) == (0, 0)
    assert not [heading for heading in headings(document) if "Burn" in heading]


@pytest.mark.parametrize("counter", ["<div>{n} of 25</div>", "<p class='count'>{n} / 25</p>"])
def test_slides_without_titles_are_headed_by_their_counters(counter: str) -> None:
    slides = "".join(
        f'<div class="slide">{counter.format(n=n)}<figure><img src="/{n}.jpg" alt="Lamp {n}"></figure><p>Lamp {n}. {PROSE}</p></div>'
        for n in range(1, 7)
    )
    document = page(slides, "Lamps of the year in pictures")
    assert [heading.split()[0] for heading in headings(document)] == [str(n) for n in range(1, 7)]
    assert (document.items, document.items_in_all) == (6, 25)


def test_gallery_of_captions_stays_in_order() -> None:
    figures = "".join(
        f'<figure><img src="/{n}.jpg" alt="Lamp {n}"><figcaption>Lamp {n}, lit at last.</figcaption></figure>'
        for n in range(1, 7)
    )
    found = read_back(page(figures).markdown)
    assert found.images == [f"https://site.example/{n}.jpg" for n in range(1, 7)]
    assert [f"Lamp {n}, lit at last." in found.text for n in range(1, 7)] == [True] * 6
