"""Nothing harmful gets through, and nothing harmless is lost."""

import html
import re
import unicodedata
from html.entities import html5

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tuinews.text import (
    MARKS_PER_BASE,
    TITLE_CELLS,
    bare_text,
    cells,
    clean_line,
    clean_markup,
    clean_text,
    clip,
    count_words,
    drop_hazards,
    is_clean,
    one_line,
    plain_text,
    shorten,
)

ESC = "\x1b"
FORBIDDEN = frozenset(
    chr(number)
    for numbers in (
        (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0)),
        range(0xD800, 0xE000),
        (*range(0xFDD0, 0xFDF0), *(plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF))),
        (
            0x061C,
            0x200B,
            0x200E,
            0x200F,
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2065),
            *range(0x2066, 0x206A),
        ),
        (0xFEFF, *range(0xFFF9, 0xFFFC), 0x115F, 0x1160, 0x3164, *range(0xE0000, 0xE0080)),
    )
    for number in numbers
)
"""What reliability has to keep out, written down a second time on purpose: the newline is dealt with where it counts."""

# Pieces that grow into something when what stands between them is taken away.
PIECES = st.sampled_from(
    [
        *(
            "&",
            "#",
            "&#",
            "&#x",
            "x",
            "27;",
            "1b",
            "shy",
            "&shy;",
            "&shy",
            "&lrm;",
            "&zwj;",
            "&Tab;",
            "lr",
            "m;",
            ";",
        ),
        *(
            "&#8203;",
            "&#8205;",
            "&#x200d;",
            "&#768;",
            "&#27",
            "&#0000027;",
            "&#146;",
            "&#129;",
            "&#9;",
            "&#13;",
        ),
        *("&amp;", "&lt;", "&#10;", "&#65;", "&#x110000;", "&#xD800;", "&#9999999999999999;", "rm;"),
        *("<b>", "</b>", "<", ">", "<!--", "-->", "<script>", "</script>"),
        *(
            "\u200d",
            "\u200c",
            "\u0301",
            "\ufe0f",
            "👩",
            "é",
            "م",
            "a",
            "7",
            " ",
            "\u3000",
            "\u00a0",
            "\n",
            "\t",
            "\r",
        ),
        *(
            "\x00",
            ESC,
            "\x85",
            "\u2028",
            "\u200b",
            "\u202e",
            "\ud800",
            "\ufffe",
            "\U000e0041",
            "\u00ad",
            "\x1c",
        ),
    ]
)
HOSTILE = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)


def marks_in_a_row(text: str) -> int:
    most = now = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            now += 1
        elif character not in "\u200c\u200d":
            now = 0
        most = max(most, now)
    return most


@given(HOSTILE)
@example("a\u00a0\u200da")
@example("a\u200b \u200bb")
def test_a_line_holds_nothing_harmful(text: str) -> None:
    line = clean_line(text)
    assert not FORBIDDEN & set(line)
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()
    assert cells(line) <= TITLE_CELLS
    assert marks_in_a_row(line) <= MARKS_PER_BASE
    assert is_clean(line)


@given(HOSTILE)
def test_cleaning_a_line_again_changes_nothing(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    if "&" not in line:
        assert clean_line(line) == clip(line, TITLE_CELLS)
        assert clean_line(clean_line(line)) == clean_line(line)


@given(HOSTILE)
def test_running_text_holds_nothing_harmful(text: str) -> None:
    cleaned = clean_text(text)
    assert not FORBIDDEN & set(cleaned)
    assert "\n\n\n" not in cleaned
    assert "  " not in cleaned
    assert marks_in_a_row(cleaned) <= MARKS_PER_BASE
    assert len(cleaned) <= len(text)
    assert clean_text(cleaned) == cleaned


@given(HOSTILE)
@example("&#&#8203;27;")
@example("&l&shy;rm;")
@example("&#\x0027;")
@example("&#2&#27;7;")
@example("&#820&#8203;3;")
@example("&#&#8205;27;")
@example("&#" + "0" * 40 + "&#8203;27;")
@example("&#" + "9" * 5000)
def test_markup_holds_nothing_harmful_even_when_its_references_are_resolved(markup: str) -> None:
    cleaned = clean_markup(markup)
    assert not FORBIDDEN & set(cleaned)
    assert not FORBIDDEN & set(html.unescape(cleaned))
    assert clean_markup(cleaned) == cleaned


@given(HOSTILE)
def test_plain_text_holds_nothing_harmful(markup: str) -> None:
    text = plain_text(markup)
    assert not FORBIDDEN & set(text)
    assert text == one_line(text)


@given(st.text())
def test_every_function_takes_every_text(text: str) -> None:
    for function in (
        clean_line,
        clean_text,
        clean_markup,
        plain_text,
        drop_hazards,
        one_line,
        count_words,
        cells,
    ):
        function(text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=200))
def test_plain_ascii_is_left_alone(text: str) -> None:
    assert drop_hazards(text) == text
    assert one_line(text) == " ".join(text.split())


# --- what may stay, and what may not ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Beyoncé, Björk und Sigur Rós",
        "“Dune: Part Three” – a first look…",
        "👩‍💻 and 👨‍👩‍👧‍👦",  # joined
        "❤️‍🔥 wins",  # VS16 and ZWJ
        "#️⃣1️⃣",
        "🏴 and 🇬🇧",
        "می‌خواهم",  # Persian, with its ZWNJ
        "ക്‍ഷ",  # Malayalam, with its ZWJ
        "क्षत्रिय",
        "Việt Nam, tiếng Việt",
        "שָׁלוֹם",
        "東京国際映画祭",
        "한국 드라마",
        "Z͑a̐l̂g̑o̅",
    ],
)
def test_honest_text_stays(text: str) -> None:
    assert clean_line(text) == text
    assert clean_text(text) == text
    assert clean_markup(text) == text
    assert is_clean(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{ESC}]0;title\x07News", "]0;titleNews"),
        (f"{ESC}[31mred{ESC}[c", "[31mred[c"),
        ("&#27;[31mred", "[31mred"),
        ("&amp;#27;[31mred", "[31mred"),
        ("AT&amp;amp;T", "AT&T"),
        ("AT&amp;amp;amp;T", "AT&amp;T"),
        ("one\r\ntwo\x85three\u2028four\u2029five\tsix\x0bseven", "one two three four five six seven"),
        ("  many \u00a0\u3000 blanks  ", "many blanks"),
        ("moc.elpmaxe\u202e", "moc.elpmaxe"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("a\u200db \u200c", "ab"),
        ("👩\u200d\u200d\u200d💻", "👩\u200d💻"),
        ("👩\u200d", "👩"),
        ("\ud83d lone", "lone"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4),
        ("é" + "\u0301" * 9 + "é" + "\u0489" * 9, "é" + "\u0301" * 4 + "é" + "\u0489" * 4),
        ("", ""),
        (" \x00 ", ""),
        ("&#" + "1" * 6000 + ";", ""),
    ],
)
def test_a_line_is_cleaned(text: str, line: str) -> None:
    assert clean_line(text) == line


def test_a_long_line_is_cut() -> None:
    assert clean_line("x" * 10_000_000) == "x" * (TITLE_CELLS - 1) + "…"
    assert clean_line("one two three", 8) == "one two…"
    assert clean_line("one two three", 5) == "one…"


def test_running_text_keeps_its_paragraphs() -> None:
    assert (
        clean_text("  one \t two\r\n\r\n \n\n three\x85four &amp; \n five ")
        == "one two\n\nthree\nfour &amp; \n five"
    )
    assert clean_text("one two", 3) == "one"


@pytest.mark.parametrize(
    ("markup", "cleaned"),
    [
        ("<p>it&#146;s &#8220;new&#8221;</p>", "<p>it’s “new”</p>"),
        ("<pre>a\tb\r\n  c&#9;d&Tab;e</pre>", "<pre>a    b\n  c    de</pre>"),
        ("&lt;b&gt; &#60;b&#x3e &amp;#27;", "&lt;b&gt; &#60;b&#62; &amp;#27;"),
        ("&#27;[2J&#x1B;&#0;&#xFFFE;&#x110000;&#55296;", "[2J"),
        ("soft&shy;ly soft&shyly &lrm;&rlm;&ZeroWidthSpace;", "softly softly "),
        ("&lrm &unknown; &frac12; AT&T;", "&lrm &unknown; &frac12; AT&T;"),
        ("a&#10;b&#13;c&#160;d", "a&#10;bc\u00a0d"),
        ("&#128105;&#8205;&#128187;", "👩\u200d💻"),
        ("&#129;&#x9f;", "Ÿ"),
    ],
)
def test_markup_is_cleaned(markup: str, cleaned: str) -> None:
    assert clean_markup(markup) == cleaned


@given(st.lists(st.sampled_from(
    ["&", "#", "x", "1", "39", "amp;", "&eacute", "&nGt;", "&#x27;", "&#" + "0" * 18 + "65;", "&#x" + "0" * 60 + "41;", "&not", ";", "a", " ", "\n"]
)).map("".join))  # fmt: skip
def test_references_are_resolved_as_a_browser_does(text: str) -> None:
    endless = re.compile("&#[0-9]{20,};?")
    assert bare_text(text) == html.unescape(endless.sub("", text))


def test_every_named_reference_to_something_harmful_is_known() -> None:
    for name, characters in html5.items():
        if FORBIDDEN & set(characters) - {"\n"} or "\u00ad" in characters:
            assert clean_markup(f"a&{name}b").replace(" ", "") in ("ab", "a&NewLine;b"), name


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>two &amp; three</p>", "One two & three"),
        ("a<script>if (a < b) x()</script >b<STYLE>p{}</style>c<!-- d -->e", "a b c e"),
        ("a<!-- never ends", "a"),
        ("a<script>never ends</p>", "a"),
        ("3 < 5 and 6 > 4, I <3 it", "3 < 5 and 6 > 4, I <3 it"),
        ("<scripture>kept</scripture>", "kept"),
        ("&#27;]0;x<br>&lt;b&gt;", "]0;x <b>"),
        ("<img alt='x'", "<img alt='x'"),
        (
            "“<em>Orbit of <b>Glass</b></em>”, a film (<a href='x'>IMDb</a>).",
            "“Orbit of Glass”, a film (IMDb).",
        ),
        ("<strong class=x>S</strong>unday’s <i>Nightjar</i>’s H<sub>2</sub>O", "Sunday’s Nightjar’s H2O"),
        ("one<br/>two<img src='x'>three</li><li>four<abbreviate>five", "one two three four five"),
        ("<!-- <b -->a<B\nid='x'>c</B>", "ac"),
    ],
)
def test_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize("text", ["a\nb", "a\tb", ESC, "\u202e", "a\u200db", "e" + "\u0301" * 5])
def test_what_is_not_clean(text: str) -> None:
    assert not is_clean(text)


# --- measuring and cutting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("👩\u200d💻", 4), ("ｗ", 2), ("…", 1)],
)
def test_cells(text: str, count: int) -> None:
    assert cells(text) == count


@given(HOSTILE.map(one_line), st.integers(-1, 40))
def test_clip_keeps_to_its_limit(text: str, limit: int) -> None:
    cut = clip(text, limit)
    assert cells(cut) <= max(0, limit)
    if cells(text) <= limit:
        assert cut == text
    elif limit > 0:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert one_line(cut) == cut


def test_clip_cuts_between_characters_that_show() -> None:
    assert clip("日本語", 5) == "日本…"
    assert clip("日本語", 4) == "日…"
    assert clip("ee\u0301ee", 3) == "ee\u0301…"
    assert clip("👩\u200d💻\u200d👩", 5) == "👩\u200d💻…"
    assert clip("x", 0) == ""
    assert clip("", 0) == ""


@given(st.text(), st.integers(1, 50))
def test_shorten_keeps_to_its_limit(text: str, limit: int) -> None:
    cut = shorten(text, limit)
    assert len(cut) <= limit
    assert (cut == text) == (len(text) <= limit) or text.endswith("…")


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one, two three", 6, "one…"),
        ("a verylongword", 8, "a veryl…"),
    ],
)
def test_shorten_cuts_at_a_word(text: str, limit: int, cut: str) -> None:
    assert shorten(text, limit) == cut


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Don't stop-motion A.I. 4,5", 5),
        ("– … _", 0),
        ("東京 é", 2),
        ("→ a • b’c", 2),
        ("".join(map(chr, range(0x400, 0x460))), 1),
    ],
)
def test_count_words(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize("around", ["plain ", "Gjør – “noe” ", "Кино и театр ", "日本の映画"])
@pytest.mark.parametrize("letter", ["a", "ё", "א", "س", "日"])
def test_what_is_harmful_is_found_in_every_script(around: str, letter: str) -> None:
    for character in sorted(FORBIDDEN - {"\t"}):
        assert drop_hazards(f"{around}{character}{around}") == around * 2, hex(ord(character))
    marks = "\u0301\u0483\u05bf\u064b\u0300\u200d\u0302"
    kept = drop_hazards(f"{around}{letter}{marks[:2]}\u200b{marks[2:]}{letter}")
    assert kept == f"{around}{letter}{marks[:MARKS_PER_BASE]}\u200d{letter}"


# --- long hostile texts come to an end --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<",
            ">",
            "&",
            "&#",
            "&#1",
            "&#x",
            "1",
            "&shy;",
            "&shy",
            "<!--",
            "<script>",
            "</script",
            "<script ",
            "<a ",
        ),
        *(
            "\n",
            " ",
            "\r",
            " \n",
            "\t",
            "\u200d",
            "\u200c\u200d",
            "é\u200d",
            "\u0301",
            "a\u0301",
            "\u202e",
            "\ud800",
        ),
        *(ESC, "-", "'", "a.", "a'", "_", "é", "👩\u200d", "\u3000", "日"),
    ],
)
def test_much_of_anything_comes_to_an_end(piece: str) -> None:
    """Regular expressions that look back and forth would stand still here, for minutes each time."""
    text = piece * (100_000 // len(piece))
    for function in (clean_text, clean_markup, plain_text, one_line, count_words, is_clean):
        function(text)
        function("&#" + text)
    assert cells(clean_line(text, 100_000)) <= 100_000
    assert cells(clip(text, 100)) <= 100


@given(st.text(st.sampled_from("ab1é²ß中_ .'-’‘“—\n,")))
@example("a..b .c d' 'e f.g.h -i- j’k")
def test_words_are_counted_as_a_pattern_would(text: str) -> None:
    pattern = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
    assert count_words(text) == len(pattern.findall(text))
