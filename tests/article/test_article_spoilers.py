"""Words that a page marks as giving something away: kept as such in Markdown, and told from bars that are words."""

import pytest

from tuinews.article.render import render_fragment

AROUND = "It was a long film with many songs, and nobody left the room before the last of them had been sung twice."


def markdown(markup: str) -> str:
    return render_fragment(
        f"<div><p>{markup}</p><p>{AROUND}</p></div>", "https://forum.example/t/1"
    ).markdown.split("\n\n")[0]


@pytest.mark.parametrize(
    "name",
    ["md-spoiler-text", "spoiler", "bold SPOILER", "spoilers", "spoiler-text", "spoilertext", "markdown_spoiler", "spoiled"],
)  # fmt: skip
def test_what_a_page_calls_a_spoiler_is_marked(name: str) -> None:
    assert markdown(f'In the end <span class="{name}">the ship sinks</span>, says Ann.') == (
        "In the end ||the ship sinks||, says Ann."
    )


@pytest.mark.parametrize("name", ["tag-spoilers", "no-spoiler", "spoiler-free", "spoilerfree", "spoil", ""])
def test_what_only_speaks_of_spoilers_is_not(name: str) -> None:
    assert markdown(f'In the end <span class="{name}">the ship sinks</span>.') == "In the end the ship sinks."


def test_emphasis_links_and_code_stand_inside() -> None:
    found = markdown(
        'So <span class="spoiler">the <em>ship</em> <a href="https://a.example/x">sinks</a> in <code>two</code></span>.'
    )
    assert found == "So ||the *ship* [sinks](https://a.example/x) in `two`||."
    assert markdown('So <a class="spoiler" href="https://a.example/x">it sinks</a>.') == (
        "So ||[it sinks](https://a.example/x)||."
    )
    assert (
        markdown('So <em class="spoiler">it <span class="spoiler">sinks</span></em>.') == "So ||*it sinks*||."
    )


def test_bars_that_are_words_stay_words() -> None:
    assert markdown("Film || TV || Music") == r"Film \|| TV \|| Music"
    assert markdown("Film | TV") == "Film | TV"
    assert markdown('A|<span class="spoiler">b || c|</span>|d') == r"A\|||b \|| c\||||d"


def test_blanks_go_out_of_it_and_nothing_marks_nothing() -> None:
    assert markdown('So<span class="spoiler"> it sinks </span>.') == "So ||it sinks|| ."
    assert markdown('So <span class="spoiler">  </span>it sinks.') == "So it sinks."
    assert markdown('<span class="spoiler">It sinks.</span>') == "||It sinks.||"


def test_a_whole_block_is_never_hidden() -> None:
    found = render_fragment(
        f'<div class="spoiler"><p>{AROUND}</p><p class="spoiler">{AROUND}</p></div>', "https://a.example/"
    )
    assert "||" not in found.markdown
