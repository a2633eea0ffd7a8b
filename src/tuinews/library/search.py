"""The full text index: what goes in, and when.

It is fed behind the list, a few stories at a time: storing what a refresh brought must not wait for it. What is asked of
it stands in `query` and `finding`.
"""

import re
import sqlite3

from tuinews.library import documents
from tuinews.library.query import EVERY, filed
from tuinews.library.values import read_texts
from tuinews.model import Document
from tuinews.text import plain_text

INDEXED_CHARACTERS = 200_000
"""Of a text, some 35,000 words; a story that is longer is found by its beginning."""

# What stands in Markdown besides words. Where links lead to, and the marks of pictures, headings, quotes, lists, tables
# and code come between words; emphasis and the beginnings of links may stand within one.
_BETWEEN_WORDS = re.compile(
    r"\]\([^)\s]*\)|<https?:[^>\s]*>|[`#>|~]+|(?<!\w)_+|_+(?!\w)|-{3,}|^ *[-+] ", re.MULTILINE
)
_WITHIN_WORDS = re.compile(r"\*+|!?\[|\]")
_PARTS = 8
_LOOSE = re.compile(r" +(?=[,.;:!?)])")


EVERYTHING = (0, (1 << 63) - 1)
"""From the first story's number to the last one's."""


def index_pending(
    connection: sqlite3.Connection, limit: int = 40, between: tuple[int, int] = EVERYTHING
) -> int:
    """Index the newest of the stories that wait for it.

    Args:
        connection: Both files, in a transaction.
        limit: How many at most; 40 feed stories take some 20 ms.
        between: Lowest and highest number of those that may be taken.

    Returns:
        How many were indexed; 0 when none waits any longer.

    Raises:
        UnsoundError: A text in the cache is damaged.
    """
    rows = connection.execute(
        """
        SELECT p.story_id, s.place, s.source_id, s.title, s.author, s.summary,
            EXISTS (SELECT 1 FROM cache.documents AS d WHERE d.story_id = p.story_id)
            OR EXISTS (SELECT 1 FROM main.saved AS v WHERE v.id = p.story_id) AS was_opened
        FROM cache.pending AS p LEFT JOIN cache.stories AS s ON s.id = p.story_id
        WHERE p.story_id BETWEEN ? AND ? ORDER BY p.story_id DESC LIMIT ?
        """,
        (*between, limit),
    ).fetchall()
    _merge_seldom(connection)
    # FTS5 gathers what comes in the order of its rowids, and writes a segment of its own for whatever comes before it.
    there = sorted((row for row in rows if row["place"] is not None), key=lambda row: int(row["place"]))
    connection.executemany(
        "INSERT OR REPLACE INTO cache.search (rowid, title, author, text, filed) VALUES (?, ?, ?, ?, ?)",
        [
            (
                row["place"],
                row["title"],
                row["author"],
                _text_of(connection, row)[:INDEXED_CHARACTERS],
                f"{EVERY} {filed(row['source_id'])}",
            )
            for row in there
        ],
    )
    connection.executemany(
        "DELETE FROM cache.pending WHERE story_id = ?", [(row["story_id"],) for row in rows]
    )
    return len(there)


def pending(connection: sqlite3.Connection) -> bool:
    """Tell whether stories wait to be indexed."""
    return connection.execute("SELECT 1 FROM cache.pending").fetchone() is not None


def unindexed(connection: sqlite3.Connection, limit: int) -> int:
    """Count the stories that wait to be indexed, up to a limit."""
    (number,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM cache.pending LIMIT ?)", (limit,)
    ).fetchone()
    return int(number)


def move(connection: sqlite3.Connection, old_place: int, new_place: int) -> None:
    """Follow a story to its new place; nothing when it is not indexed yet."""
    connection.execute("UPDATE cache.search SET rowid = ? WHERE rowid = ?", (new_place, old_place))


def remove(connection: sqlite3.Connection, place: int) -> None:
    """Forget what stood at a place; no trigger can do it, since SQLite 3.40 keeps them from virtual tables."""
    connection.execute("DELETE FROM cache.search WHERE rowid = ?", (place,))


def words_of_body(content_html: str, summary_html: str, summary: str) -> str:
    """Give the words of a feed's own text."""
    content, opening = plain_text(content_html), plain_text(summary_html) or summary
    return content if opening in content else f"{opening} {content}"


def words_of_document(document: Document) -> str:
    """Give the words of a cleaned story on one line; where its links lead to is no part of them."""
    text = _BETWEEN_WORDS.sub(" ", f"{document.dek}\n{document.markdown}".replace("\\", ""))
    return _LOOSE.sub("", " ".join(_WITHIN_WORDS.sub("", text).split()))


def _text_of(connection: sqlite3.Connection, row: sqlite3.Row) -> str:
    story_id, summary = row["story_id"], row["summary"]
    if row["was_opened"]:
        document = documents.document(connection, story_id)
        if document is not None:
            return words_of_document(document)
        body = documents.body(connection, story_id)
        return words_of_body(body.content_html, body.summary_html, summary)
    # Nearly all: of these, only the texts are read.
    stored = connection.execute("SELECT body FROM cache.bodies WHERE story_id = ?", (story_id,)).fetchone()
    return words_of_body(*read_texts(stored["body"]), summary) if stored else summary


def _merge_seldom(connection: sqlite3.Connection) -> None:
    """Have FTS5 merge eight parts of the index at a time in place of four: most of the work of indexing is merging.

    It is kept in the index itself (https://sqlite.org/fts5.html#the_automerge_configuration_option).
    """
    there = connection.execute("SELECT v FROM cache.search_config WHERE k = 'automerge'").fetchone()
    if there is None or there["v"] != _PARTS:
        connection.execute("INSERT INTO cache.search (search, rank) VALUES ('automerge', ?)", (_PARTS,))
