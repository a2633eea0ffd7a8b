"""How a word that is still being typed may go on, by the words that are there.

FTS5 answers `"with" *` by merging all that is filed under every word that begins so before it gives the first row: 60 ms
for a million stories. The same words joined by OR are read only as far as they are wanted.
"""

import re
import sqlite3
from dataclasses import replace

from tuinews.library.query import Query, Term

INDEXED_LETTERS = 3
"""Shorter beginnings are in the index itself: `prefix` in the schema."""
_STORIES_PER_WORD = 2_000
"""To find a word and to open what is filed under it takes as long as merging so many stories, 0.1 ms."""
_MOST_WORDS = 250

# In ASCII the index takes letters and digits for words, and nothing else.
_LAST_WORD = re.compile(r"[0-9a-z]+\Z")
_BEYOND_ALL = "\U0010ffff"
_WORDS = """
    WITH RECURSIVE words (word) AS (
        SELECT (SELECT term FROM temp.vocabulary WHERE term >= ?1 LIMIT 1)
        UNION ALL
        SELECT (SELECT term FROM temp.vocabulary WHERE term >= word || char(1) LIMIT 1) FROM words WHERE word < ?2
    )
    SELECT CAST(word AS BLOB) FROM words WHERE word < ?2 LIMIT ?3
"""


def spelled_out(connection: sqlite3.Connection, asked: Query) -> Query:
    """Say what the word that is still being typed may become, where that makes the answer faster."""
    if not asked.going_on:
        return asked
    wanted = tuple(replace(term, becoming=_becoming(connection, term)) for term in asked.wanted)
    return replace(asked, wanted=wanted)


def _becoming(connection: sqlite3.Connection, term: Term) -> tuple[str, ...]:
    text = term.text.lower()
    last = _LAST_WORD.search(text) if term.going_on and text.isascii() else None
    if last is None or len(last[0]) <= INDEXED_LETTERS:
        return ()
    (stories,) = connection.execute("SELECT coalesce(sum(stories), 0) FROM cache.counters").fetchone()
    most = min(stories // _STORIES_PER_WORD, _MOST_WORDS)
    words = _words(connection, last[0], most + 1) if most else []
    return tuple(text[: last.start()] + word for word in words) if len(words) <= most else ()


def _words(connection: sqlite3.Connection, beginning: str, limit: int) -> list[str]:
    """Give the first words of the index that begin so."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(cache, search, instance)"
    )
    rows = connection.execute(_WORDS, (beginning, beginning + _BEYOND_ALL, limit)).fetchall()
    # FTS5 cuts a word after 32 kB, be it in the middle of a character.
    return [word.decode(errors="ignore") for (word,) in rows]
