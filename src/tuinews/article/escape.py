"""Words as Markdown, so that they stay words: nothing that a page says can become a heading, a link or HTML."""

import re

# Characters that begin inline markup wherever they stand (CommonMark 0.31, section 2.4).
# Two bars are the marks of a spoiler in what we write and read.
_ANYWHERE = re.compile(r"[\\`*\[\]]|~(?=~)|\|(?=\|)|<(?=[a-zA-Z/!?])|&(?=#|\w+;)")
# An underscore within a word begins nothing.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# What begins a block at the start of a line: headings, quotations, lists, fences, rules, underlines, table rows.
_LINE_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=[\s|:-]|$)|=+\s*$|~~~|\||:-)")
_NUMBER_START = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_ENTITY_LIKE = re.compile(r"&(#?\w+);")


def escape_text(text: str, *, line_start: bool = False) -> str:
    """Escape a text that stands between markup.

    Args:
        text: Words without line ends.
        line_start: Whether it begins a line.

    Returns:
        Markdown that shows the same words.
    """
    escaped = _UNDERSCORE.sub(r"\_", _ANYWHERE.sub(r"\\\g<0>", text))
    if line_start:
        if _LINE_START.match(escaped):
            escaped = "\\" + escaped
        else:
            escaped = (
                _NUMBER_START.sub(r"\1\\\2", escaped, count=1) if _NUMBER_START.match(escaped) else escaped
            )
    return escaped


def escape_address(url: str) -> str:
    """Write a checked address so that it ends where it should inside `( )`, and is not decoded."""
    url = _ENTITY_LIKE.sub(r"&\1%3B", url)
    if not _balanced(url):
        url = url.replace("(", "%28").replace(")", "%29")
    return url


def fence_for(code: str) -> str:
    """Give a fence that the code does not hold."""
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    return "`" * max(3, longest + 1)


def _balanced(url: str) -> bool:
    depth = 0
    for character in url:
        depth += (character == "(") - (character == ")")
        if depth < 0 or depth > 8:
            return False
    return depth == 0
