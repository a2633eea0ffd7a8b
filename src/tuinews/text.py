"""Text from outside, made safe for a terminal and for the database.

A headline can carry more than words: escape sequences that set the window's title, query sequences whose answer a
terminal types back as if the user had, marks that reverse the reading order of a host name, surrogates that SQLite
refuses. Everything that comes from a feed, a page, a file or a server passes through here before anything else sees it.
"""

import hashlib
import html
import re
import unicodedata
from functools import cache, lru_cache

TITLE_CELLS = 300
AUTHOR_CELLS = 100
BODY_CHARACTERS = 1_000_000
MARKS_PER_BASE = 4

# C0, DEL and C1 (Unicode 23.1), but not tab and newline, which are dealt with as blanks.
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
# Lone surrogates, and the noncharacters: of the BMP, and of the other planes.
_NOT_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_NOT_CHARACTERS_BEYOND = "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
# Characters that show nothing but change what others show: bidi controls (UAX 9), zero width blanks and joiners,
# invisible operators, interlinear annotation, Hangul fillers, soft hyphen, tags.
_INVISIBLE = "\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
_INVISIBLE_BEYOND = "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
# Two patterns, since one with characters beyond the BMP in it is looked through range by range: ten times the time.
_DROPPED = f"[{_CONTROLS}{_NOT_CHARACTERS}{_INVISIBLE}]"
_DROPPED_BEYOND = f"[{_NOT_CHARACTERS_BEYOND}{_INVISIBLE_BEYOND}]"
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_DROPPED_ASCII = bytes((*range(0x09), *range(0x0B, 0x20), 0x7F))
_KEPT_ASCII = bytes(code for code in range(0x80) if code not in _DROPPED_ASCII)
# Joiners have a meaning only between two letters or pictures beyond ASCII.
_STRAY_JOINER = re.compile(
    "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f\u200c\u200d])"
)
_JOINER_RUN = re.compile("([\u200c\u200d])[\u200c\u200d]+")
# Five characters in a row that might be combining marks: everything outside the common blocks that have none, among them
# the letters of Greek, Cyrillic, Armenian, Hebrew and Arabic.
_MAYBE_MARKS = "[^\x00-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3\u2000-\u200b\u200e-\u20cf\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\u9fff\uac00-\ud7ff]{5,}"
_LINE_BLANKS = re.compile(r"[^\S\n]+")
_BLANK_RUN = re.compile("  +")
_BLANK_LINES = re.compile(r" ?\n(?: ?\n)+ ?")
_RARE_LINE_ENDS = ("\x85", "\u2028", "\u2029")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
# References that are not left as they are: by number, and by the names of characters that are dropped (HTML standard, 13.5),
# blanks without width, marks of direction, invisible operators, soft hyphen. zwj and zwnj stay, since joiners have a
# meaning in places. Only `shy` counts without its semicolon.
_REFERENCE = re.compile(
    r"&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|shy;?"
    r"|(?:lrm|rlm|NoBreak|ZeroWidthSpace|Negative(?:Medium|Thick|Thin|VeryThin)Space|ApplyFunction|af"
    r"|Invisible(?:Times|Comma)|it|ic|Tab);)"
)
_REFERENCE_CHARACTERS = 40
"""A longer reference is not remembered: a number may have a million zeros."""
# Any reference, as `html.unescape` finds them.
_ANY_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
# A reference that is about to be written, to which what follows would be added.
_UNFINISHED_REFERENCE = re.compile(r"&#?[0-9A-Za-z]{0,33}\Z")
# More digits than Python turns into a number (sys.get_int_max_str_digits), and far more than a character needs.
_ENDLESS_NUMBER = re.compile(r"&#[0-9]{20,};?")
# Elements that browsers don't show.
_HIDDEN = ("script", "style", "template", "noscript")
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
# Elements that part no words (HTML, "phrasing content").
_INLINE = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small span strike strong sub sup time
    tt u var wbr
"""
# What the most tags begin with, which part words, is looked at first: that spares the rest of the pattern.
_INLINE_TAG = re.compile(rf"<(?![plhPLH!]|/[plhPLH])/?(?i:{'|'.join(_INLINE.split())})(?:[\s/][^<>]*)?>")
# That what follows the `<` is looked at first spares the rest of the pattern at nearly every tag.
_HIDDEN_OPENING = re.compile(rf"<(?=[!stn])(?:!--|({'|'.join(_HIDDEN)})\b)", re.IGNORECASE)
# Both, since nearly every text is done with once it was looked through for them.
_TAG_OR_HIDDEN = re.compile(rf"<(?:(?i:(?=[!stn])(!--|(?:{'|'.join(_HIDDEN)})\b))|[a-zA-Z/!?][^<>]*>)")
_HIDDEN_CLOSING = {
    "": re.compile(r"--!?>"),
    **{name: re.compile(f"</{name}\\b", re.IGNORECASE) for name in _HIDDEN},
}
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# What that pattern takes a character for: a letter or digit (1), a joiner (2), or neither. As one large number, a text of
# these is counted in a hundredth of the pattern's time.
_KINDS = bytes(1 if chr(code).isalnum() else 2 if chr(code) in "'.-" else 0 for code in range(256))
_ONES = int.from_bytes(b"\1" * BODY_CHARACTERS, "little")
_FOREIGN = 16
"""Kinds of characters beyond Latin-1 (typographic quotes, dashes, a smiley) in a text that is still counted so."""

_SPOILERS = frozenset(
    ("spoiler", "spoilers", "spoiler-text", "spoilertext", "md-spoiler-text", "markdown_spoiler", "spoiled")
)


def clean_line(text: str, limit: int = TITLE_CELLS) -> str:
    """Make a one-line field safe: a title, a name, a category, an error's words.

    Character references are resolved at most twice, since feeds escape titles once too often, and only then are
    the characters looked at.

    Args:
        text: Anything.
        limit: Cells that the result may take; a longer text ends with an ellipsis.

    Returns:
        Text without control, bidi or invisible characters, and with single blanks. May be empty.
    """
    text = text[: limit * 40]  # An honest title is never near this; a 10 MB one costs nothing.
    if "&" in text:
        text = _unescaped(_unescaped(text))
    return clip(one_line(text), limit)


def one_line(text: str) -> str:
    """Make a one-line text safe as it is: like clean_line, but references are left alone, and it is not cut."""
    # Blanks first, since a joiner beside one has no meaning, and once more, since what stood between two may be gone.
    # What `split` takes for blanks is what `\s` does, in a fraction of the time.
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    kept = drop_hazards(line)
    return line if kept is line else _BLANK_RUN.sub(" ", kept).strip()


def clean_text(text: str, limit: int = BODY_CHARACTERS) -> str:
    r"""Make running text safe: like clean_line, but newlines stay and references are left as they are.

    Args:
        text: Anything.
        limit: Characters that the result may have.

    Returns:
        Text with `\n` as its only control character, and at most one empty line in a row.
    """
    text = drop_hazards(_LINE_BLANKS.sub(" ", _LINE_ENDS.sub("\n", text[:limit])))
    return _BLANK_LINES.sub("\n\n", _BLANK_RUN.sub(" ", text)).strip()


def clean_markup(markup: str, limit: int = BODY_CHARACTERS) -> str:
    """Make HTML safe to keep: drops hazards, also those that are written as character references.

    One reference to a control character anywhere in a page makes libxml2-based extractors return nothing. References
    beyond ASCII become the characters that browsers take them for, so that nothing is left to appear later.

    Args:
        markup: HTML.
        limit: Characters of it that are used.

    Returns:
        The same HTML without hazards. White space is kept, since it matters in `pre`; tabs become four blanks.
    """
    markup = markup[:limit]
    if "\r" in markup or (not markup.isascii() and any(map(markup.__contains__, _RARE_LINE_ENDS))):
        markup = _LINE_ENDS.sub("\n", markup)
    markup = drop_hazards(markup)
    if "\t" in markup:  # Told in a fraction of the time in which `replace` counts them.
        markup = markup.replace("\t", "    ")
    return drop_hazards(_REFERENCE.sub(_resolved, markup)) if "&" in markup else markup


def plain_text(markup: str, limit: int = BODY_CHARACTERS) -> str:
    """Give the words of an HTML fragment on one line, quickly and roughly: for summaries, topics and the search.

    Args:
        markup: HTML, or plain text.
        limit: Characters of the markup that are looked at.

    Returns:
        Cleaned text without tags.
    """
    markup = markup[:limit]
    if "<" in markup:
        markup = _TAG.sub(" ", _INLINE_TAG.sub("", _without_hidden(markup)))
    return one_line(_unescaped(markup))


def bare_text(markup: str) -> str:
    """Give the words of a cleaned HTML fragment with whatever blanks are between them, and one for every tag: for counts."""
    pieces = _TAG_OR_HIDDEN.split(markup)  # Texts, and between them what opens something hidden, or None.
    if any(pieces[1::2]):
        return _unescaped(_TAG.sub(" ", _without_hidden(markup)))
    return _unescaped(" ".join(pieces[::2]))


def drop_hazards(text: str) -> str:
    """Drop only what a terminal or a database would act on; newlines, tabs, blanks and references stay."""
    if text.isascii():
        # Nearly every text has nothing to drop, which this tells several times sooner than a pattern.
        kept = text.encode("ascii").translate(None, _DROPPED_ASCII)
        return text if len(kept) == len(text) else kept.decode("ascii")
    # What could be wrong with a Western text is among the few characters beyond ASCII: the patterns are so slow that it
    # pays to gather these first.
    unusual = _beyond_ascii(text)
    if (cleared := _without_dropped(unusual)) != unusual:
        text = _without_dropped(text)
    if "\u200d" in cleared or "\u200c" in cleared:
        text = _STRAY_JOINER.sub("", _JOINER_RUN.sub(r"\1", text))
    maybe_marks = _pattern(_MAYBE_MARKS)
    return maybe_marks.sub(_limit_marks, text) if maybe_marks.search(cleared) else text


def _beyond_ascii(text: str) -> str:
    """Give the characters of a text that are not ASCII, and the controls among those that are."""
    written = text.encode("utf-8", "surrogatepass").translate(None, _KEPT_ASCII)
    return written.decode("utf-8", "surrogatepass")


def _without_dropped(text: str) -> str:
    text = _pattern(_DROPPED).sub("", text)
    return _pattern(_DROPPED_BEYOND).sub("", text) if _BEYOND.search(text) else text


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Compile a pattern with long ranges when it is first needed: each takes milliseconds."""
    return re.compile(written)


def is_clean(text: str) -> bool:
    """Tell whether a one-line text holds nothing that drop_hazards drops, no newline and no tab."""
    return "\n" not in text and "\t" not in text and drop_hazards(text) == text


def count_words(text: str) -> int:
    """Count the words of a plain text."""
    written = _in_latin(text[:BODY_CHARACTERS])
    if written is None:
        return len(_WORD.findall(text))
    kinds = int.from_bytes(written.translate(_KINDS), "little")
    letters = kinds & _ONES
    behind_letters = letters << 8
    # Each run of letters has two ends, and a joiner between two letters makes one word of two runs.
    runs = (letters ^ behind_letters).bit_count() // 2
    return runs - (kinds >> 1 & behind_letters & letters >> 8).bit_count()


def _in_latin(text: str) -> bytes | None:
    """Write a text in Latin-1, with others of the same kind for characters that it lacks; None when those are many."""
    for _ in range(_FOREIGN):
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError as error:
            foreign = text[error.start]
            text = text.replace(foreign, "'" if foreign == "’" else "a" if foreign.isalnum() else " ")
    return None


def is_spoiler(classes: str) -> bool:
    """Tell by the class attribute of an element whether its words give something away.

    Those of Reddit, Discourse, TV Tropes, AniList, MediaWiki and their like.
    """
    return "spoil" in (lower := classes.lower()) and not _SPOILERS.isdisjoint(lower.split())


def fingerprint(*parts: str) -> int:
    """Give a number that stands for some texts: 64 bits of BLAKE2b, signed as SQLite stores integers.

    Never 0, which stands for "none". Among a million there is one chance in forty million that two are the same.
    """
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True) or 1


def shorten(text: str, characters: int) -> str:
    """Cut a text at a word's end, with an ellipsis where something was cut."""
    if len(text) <= characters:
        return text
    cut = text[: characters - 1]
    head, blank, _ = cut.rpartition(" ")
    return (head if blank and len(head) > characters // 2 else cut).rstrip(" ,;:–—-") + "…"


def cells(text: str) -> int:
    """Count the terminal cells that a cleaned text takes (UAX 11: wide and fullwidth take two)."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def clip(text: str, limit: int) -> str:
    """Cut a text to a number of cells, with an ellipsis where something was cut."""
    if len(text) * 2 <= limit or cells(text) <= limit:
        return text
    if limit < 1:
        return ""
    used = end = 0
    while (used := used + _cells_of(text[end])) < limit:
        end += 1
    return text[:end].rstrip(" \u200c\u200d") + "…"


def _cells_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _limit_marks(run: re.Match[str]) -> str:
    kept = []
    marks = 0
    for character in run[0]:
        if unicodedata.category(character) in ("Mn", "Me"):
            marks += 1
            if marks > MARKS_PER_BASE:
                continue
        elif character not in "\u200c\u200d":
            marks = 0
        kept.append(character)
    return "".join(kept)


def _resolved(reference: re.Match[str]) -> str:
    """Give what stands in place of a character reference in HTML."""
    hexadecimal, decimal = reference.groups()
    if hexadecimal or decimal:
        digits = (hexadecimal or decimal).lstrip("0")[:8]
        character = _character(int(digits or "0", 16 if hexadecimal else 10))
    else:
        character = ""
    if character in ("", "\u200c", "\u200d") and _UNFINISHED_REFERENCE.search(
        reference.string, max(0, reference.start() - 35), reference.start()
    ):
        return " "  # Without it, both sides would grow together: `&#&shy;27;`.
    return character


@lru_cache(maxsize=1_024)
def _character(number: int) -> str:
    """Give the character that browsers take a numeric reference for (HTML standard, 13.2.5.80), empty for hazards."""
    if number == 0x09:
        return "    "
    if 0x20 <= number < 0x7F or number == 0x0A:
        return f"&#{number};"  # Written out with its end, a character of markup stays one of text.
    character = html.unescape(f"&#{number};")  # 128 to 159 are read as Windows-1252: &#146; is an apostrophe.
    return "" if character == "\ufffd" else _without_dropped(character)


def _unescaped(text: str) -> str:
    """Resolve the references of a text, of which there are many and few kinds."""
    if "&" not in text:
        return text
    return _ANY_REFERENCE.sub(_meaning_of, _ENDLESS_NUMBER.sub("", text))


def _meaning_of(found: re.Match[str]) -> str:
    reference = found[0]
    return _meaning(reference) if len(reference) <= _REFERENCE_CHARACTERS else html.unescape(reference)


_meaning = lru_cache(maxsize=1_024)(html.unescape)


def _without_hidden(markup: str) -> str:
    """Take comments, scripts and the like out; one that does not end goes on to the end, as in a browser."""
    pieces = []
    start = 0
    while opening := _HIDDEN_OPENING.search(markup, start):
        pieces.append(markup[start : opening.start()])
        closing = _HIDDEN_CLOSING[(opening[1] or "").lower()].search(markup, opening.end())
        if closing is None:
            return " ".join(pieces)
        # What remains of the closing tag is a tag's rest, and goes with the tags.
        start = closing.end() if opening[1] is None else closing.start()
    return " ".join([*pieces, markup[start:]])
