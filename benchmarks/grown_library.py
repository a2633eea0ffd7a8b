"""Libraries of a million stories, grown from a made one: its stories are copied into earlier half years.

To bring a million stories in one by one takes hours. What is copied is all that lists, counts, topics and a story on the
screen read; the full text index knows the stories of the first library only.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from made_library import DAYS, made
from tuinews.library import Library
from tuinews.paths import Home

BASE = 100_000
_SECONDS = DAYS * 86_400
_COPIED = (
    "place, id, source_id, folder_id, key, alias, hash, read, saved, hidden, muted, listed, published, first_seen, words,"
    " title, url, author, beats, topics, topics_by, summary"
)


def grown(folder: Path, stories: int) -> Home:
    """Give a home with a library of so many stories, a multiple of BASE, growing it if it is not there."""
    home = Home.below(folder / str(stories))
    finished = home.data / "made"
    if finished.exists():
        return home
    base = made(folder, BASE)
    shutil.rmtree(folder / str(stories), ignore_errors=True)
    shutil.copytree(base.data, home.data)
    shutil.copytree(base.cache, home.cache)
    (home.data / "made").unlink()
    Library.open(home).close()  # In case that an earlier version made it.
    with closing(sqlite3.connect(home.library_db, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS cache", (str(home.cache_db),))
        _grow(connection, stories // BASE)
    Library.open(home).close()
    finished.touch()
    return home


def _grow(connection: sqlite3.Connection, times: int) -> None:
    # Indexes and triggers cost more than the rows; they are made anew at the end.
    made_anew = connection.execute(
        "SELECT type, name, sql FROM cache.sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        " AND tbl_name IN ('stories', 'mentions', 'names') ORDER BY type"
    ).fetchall()
    (highest,) = connection.execute("SELECT max(id) FROM main.marks").fetchone()
    (newest,) = connection.execute("SELECT max(id) FROM cache.stories").fetchone()
    step = max(highest, newest) + 1
    connection.execute("BEGIN")
    for kind, name, _ in made_anew:
        connection.execute(f"DROP {kind} cache.{name}")
    for each in range(1, times):
        names = {
            "ids": each * step,
            "seconds": each * _SECONDS,
            "micros": each * _SECONDS * 1_000_000,
            "each": each,
        }
        # A place is the second above 30 bits of the id (`values.place_of`).
        shifted = "place - (:seconds << 30) + :ids"
        connection.execute(
            f"""
            INSERT INTO cache.stories ({_COPIED})
            SELECT {shifted}, id + :ids, source_id, folder_id, key + :each, iif(alias = 0, 0, alias + :each), hash, read, 0,
                hidden, muted, listed, published - :micros, first_seen - :micros, words, title, url || '?' || :each, author,
                beats, topics, topics_by, summary
            FROM cache.stories WHERE id < :step ORDER BY place
            """,
            names | {"step": step},
        )
        connection.execute(
            f"""
            INSERT INTO cache.mentions
            SELECT topic_id, {shifted}, weight, listed, unread FROM cache.mentions WHERE place & 1073741823 < :step
            """,
            names | {"step": step},
        )
        connection.execute(
            "INSERT INTO cache.bodies SELECT story_id + :ids, body FROM cache.bodies WHERE story_id < :step",
            names | {"step": step},
        )
        connection.execute(
            """
            INSERT INTO main.marks
            SELECT id + :ids, source_id, key + :each, iif(alias = 0, 0, alias + :each), read, hidden, gone
            FROM main.marks WHERE id < :step
            """,
            names | {"step": step},
        )
    connection.execute("UPDATE cache.names SET stories = stories * ?1, unread = unread * ?1", (times,))
    connection.execute(
        "UPDATE cache.counters SET stories = stories * ?1, unread = unread * ?1, aside = aside * ?1, muted = muted * ?1",
        (times,),
    )
    connection.execute("DELETE FROM cache.quarters")
    connection.execute(
        """
        INSERT INTO cache.quarters
        SELECT (place >> 30) / 900, sum(listed AND NOT read) FROM cache.stories GROUP BY 1
        """
    )
    connection.execute("UPDATE main.meta SET reserved_id = ?", (times * step + 1_000,))
    connection.execute("UPDATE cache.meta SET next_id = ?, last_id = ?", (times * step, times * step + 1_000))
    for kind, name, sql in made_anew:
        connection.execute(sql.replace(f"{name}", f"cache.{name}", 1))
        assert kind in ("index", "trigger")
    connection.execute("COMMIT")
