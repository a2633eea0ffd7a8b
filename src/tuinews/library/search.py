"""The full text index: what goes in, and how typed words become a question to it."""

import re
import sqlite3

from tuinews.model import Body, Document
from tuinews.text import plain_text

MOST_WORDS = 32
"""Words of a query that count; the parser of FTS5 takes a limited depth."""
MOST_CHARACTERS = 500

_LINK_TARGET = re.compile(r"\]\([^)\s]*\)|<https?:[^>\s]*>")
_NO_WORD = re.compile(r"[\s\x00\ud800-\udfff]+")


def match_of(query: str) -> str:
    """Turn what was typed into an FTS5 expression (https://sqlite.org/fts5.html#full_text_query_syntax).

    Every word stands in quotes, so that nothing typed is syntax; the last one may go on.

    Args:
        query: Anything.

    Returns:
        The expression, or an empty string when nothing typed is a word.
    """
    parts = _NO_WORD.split(query[:MOST_CHARACTERS])
    words = [part.replace('"', '""') for part in parts if any(map(str.isalnum, part))][:MOST_WORDS]
    return " ".join(f'"{word}"' for word in words) + " *" if words else ""


def words_of_body(body: Body, summary: str) -> str:
    """Give the words of a feed's own text."""
    content, opening = plain_text(body.content_html), plain_text(body.summary_html) or summary
    return content if opening in content else f"{opening} {content}"


def words_of_document(document: Document) -> str:
    """Give the words of a cleaned story; where its links lead to is no part of them."""
    return f"{document.dek} {_LINK_TARGET.sub('] ', document.markdown)}"


def add(connection: sqlite3.Connection, story_id: int, title: str, author: str, text: str) -> None:
    """Index a story that is not there yet."""
    connection.execute(
        "INSERT INTO cache.search (rowid, title, author, text) VALUES (?, ?, ?, ?)",
        (story_id, title, author, text),
    )


def replace_text(connection: sqlite3.Connection, story_id: int, text: str) -> None:
    """Index another text of a story."""
    connection.execute("UPDATE cache.search SET text = ? WHERE rowid = ?", (text, story_id))


def replace_heading(connection: sqlite3.Connection, story_id: int, title: str, author: str) -> None:
    """Index another title and byline of a story."""
    connection.execute(
        "UPDATE cache.search SET title = ?, author = ? WHERE rowid = ?", (title, author, story_id)
    )
