import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from made import made_story
from tuinews.commands.prose import as_html, as_markdown, as_text, page_as_markdown
from tuinews.model import Document, Reading
from tuinews.text import cells

WHEN = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)

MARKDOWN = """\
The *harbour* cinema [reopened](https://reel.example/open) with a **print** that nobody had seen since the flood of the
spring, and the [queue](https://reel.example/open) was long.

## What they showed

- one
- two
  - deeper

3. third
4. fourth

> A quote of some length that goes on for long enough to be broken into several lines of text by anybody.
>
> Its end.

```
code   stays
  as it is
```

| Film | Year |
|------|------|
| Reel | 1931 |

![A queue](https://reel.example/queue.jpg)

---

`last` line\\
broken
"""


def reading(
    markdown: str = MARKDOWN, title: str = "A [SPOILER] in *Reel*", dek: str = "", language: str = ""
) -> Reading:
    story = made_story(
        id=7,
        source_id=1,
        source="Reel Harbour",
        title=title,
        url="https://reel.example/7",
        author="Ann Archer",
        published=WHEN,
        first_seen=WHEN,
        summary="A summary.",
    )
    return Reading(story, Document(markdown, words=40, dek=dek, language=language))


def test_markdown_has_headline_byline_dek_and_text() -> None:
    lines = as_markdown(reading(dek="What *nobody* saw.")).split("\n")
    assert lines[0] == r"# A \[SPOILER\] in \*Reel\*"
    assert lines[1] == ""
    assert lines[2].startswith("By Ann Archer · Reel Harbour · 2026-03-14 ")
    assert lines[2].endswith(" · <https://reel.example/7>")
    assert lines[4] == r"*What \*nobody\* saw.*"
    assert "\n".join(lines[6:]) == MARKDOWN


def test_markdown_shows_the_headline_as_it_is_when_rendered() -> None:
    for title in ("A [b](c) <i>d</i> `e` *f* _g_ ~~h~~ &amp; \\ #9", "1. not a list", "plain"):
        shown = MarkdownIt("commonmark").enable("strikethrough").render(as_markdown(reading(title=title)))
        heading = re.search("<h1>(.*)</h1>", shown)
        assert heading
        assert heading[1] == (
            title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        )


def test_a_story_without_text_shows_its_summary() -> None:
    assert as_markdown(reading("")).endswith("\n\nA summary.")
    assert "A summary." in as_text(reading(""), 80)
    assert "<p>A summary.</p>" in as_html(reading(""))


def test_a_page_that_says_nothing_about_itself_is_only_its_text() -> None:
    assert page_as_markdown(Document("Text.")) == "Text."
    assert page_as_markdown(Document("Text.", byline="Ann")) == "By Ann\n\nText."


def test_plain_text_is_wrapped_and_numbers_its_links() -> None:
    text = as_text(reading(), 60)
    lines = text.split("\n")
    assert all(cells(line) <= 60 for line in lines)
    assert "The harbour cinema reopened [1] with a print that nobody had" in lines
    assert "and the queue [1] was long." in text.replace("\n", " ")
    assert "\n\nWhat they showed\n\n- one\n- two\n  - deeper\n\n3. third\n4. fourth\n\n> A quote" in text
    assert "\n>\n> Its end.\n" in text
    assert "\n    code   stays\n      as it is\n" in text
    assert "\nFilm | Year\nReel | 1931\n" in text
    assert "\n[Picture: A queue]\n\n* * *\n\nlast line\nbroken\n" in text
    assert text.endswith("\n\n[1] https://reel.example/open\n\nhttps://reel.example/7")


def test_plain_text_is_never_wider_than_a_page_of_prose() -> None:
    assert max(map(cells, as_text(reading("word " * 200), 200).split("\n"))) <= 78


def test_plain_text_breaks_what_has_no_blanks() -> None:
    text = as_text(reading("映" * 100 + " " + "x" * 100), 40)
    assert max(map(cells, text.split("\n"))) <= 40
    assert text.replace("\n", "").count("映") == 100
    assert text.replace("\n", "").count("x" * 100) == 1


@given(st.text(st.sampled_from("a b\n#->*_[]()`|1.\t!<"), max_size=200), st.integers(1, 100))
def test_no_markdown_breaks_any_form(markdown: str, columns: int) -> None:
    told = reading(markdown)
    assert as_text(told, columns)
    assert as_markdown(told)
    assert as_html(told)


def test_html_runs_nothing() -> None:
    page = as_html(
        reading(
            "<script>alert(1)</script> [a](javascript:alert(1)) [b](data:text/html,x) [c](https://c.example/) <img>",
            title="</title><script>alert(2)</script>",
            dek="<b onclick=x>",
            language='"><script>',
        )
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "<b " not in page
    assert re.findall('href="([^"]*)"', page) == ["https://c.example/", "https://reel.example/7"]
    assert page.startswith("<!doctype html>\n<html lang=")
    assert page.endswith("</html>")
