"""`export --saved`: the saved stories as files that other programs read."""

import hashlib
import json
import re
import unicodedata
from argparse import Namespace
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tuinews.commands.files import write_output
from tuinews.commands.objects import Object
from tuinews.commands.session import Session
from tuinews.commands.times import iso
from tuinews.errors import UsageError
from tuinews.model import Document
from tuinews.text import clean_line, drop_hazards, one_line

if TYPE_CHECKING:
    from tuinews.library.saved import SavedStory
    from tuinews.newsroom import Newsroom

JSON_NAME, PAGE_NAME = "saved-stories.json", "saved-stories.html"
"""What the one file is called."""
STEM_BYTES = 100
"""Longest name without its suffix: far below what any file system takes, whatever a sync program adds to it."""
_AT_ONCE = 100
_NO_WORD = re.compile(r"[\W_]+")
_SEAL = re.compile(rb"^fingerprint: ([0-9a-f]{32})\n", re.MULTILINE)


async def export_saved(session: Session, options: Namespace) -> int:
    """Write every saved story, as a Markdown file each or all as one JSON file or page. What is there and is not ours stays."""
    if options.file is not None:
        raise UsageError("Give either a FILE for the sources, or --saved DIR for the stories.")
    folder = _folder(options.saved)
    async with session.newsroom() as newsroom:
        stories = _stories(newsroom)
        if options.format == "json":
            return await _write_json(session, folder, stories)
        if options.format == "html":
            return await _write_page(session, folder, stories)
        return await _write_files(session, folder, stories)


async def _stories(newsroom: "Newsroom") -> "AsyncIterator[tuple[SavedStory, Document]]":
    """Give the saved stories with their texts; of one that was never opened, what its feed carried."""
    after = 0
    while stories := await newsroom.saved_stories(after, _AT_ONCE):
        for story in stories:
            document = story.document
            if document is None:
                document = (await newsroom.read(story.id, offline=True)).document
            yield story, document
        after = stories[-1].id


async def _write_files(
    session: Session, folder: Path, stories: "AsyncIterator[tuple[SavedStory, Document]]"
) -> int:
    written = same = 0
    others: list[str] = []
    async for story, document in stories:
        path = folder / f"{file_stem(story.title, story.id)}.md"
        content = markdown_file(story, document)
        before = _content_of(path)
        if before == content:
            same += 1
        elif before is None or _is_ours(before, story.id):
            write_output(str(path), content)
            written += 1
        else:
            others.append(path.name)
    console = session.console
    console.note(f"Wrote {_stories_in_words(written)} to {clean_line(str(folder))}; {same} were up to date.")
    if others:
        console.note("These files were changed, or are not ours, so they were left as they are:")
        for name in others:
            console.note(f"  {name}")
    return 0


async def _write_json(
    session: Session, folder: Path, stories: "AsyncIterator[tuple[SavedStory, Document]]"
) -> int:
    path = folder / JSON_NAME
    before = _content_of(path)
    if before is not None and not _is_our_list(before):
        raise UsageError(
            f"{clean_line(str(path))} is there and is not ours. Move it away, or choose another folder."
        )
    objects = [saved_object(story, document) async for story, document in stories]
    content = (json.dumps(objects, indent=2, ensure_ascii=False) + "\n").encode()
    if content != before:
        write_output(str(path), content)
    session.console.note(f"Wrote {_stories_in_words(len(objects))} to {clean_line(str(path))}.")
    return 0


async def _write_page(
    session: Session, folder: Path, stories: "AsyncIterator[tuple[SavedStory, Document]]"
) -> int:
    from tuinews.commands.saved_page import BEGINNING, saved_page

    path = folder / PAGE_NAME
    before = _content_of(path)
    if before is not None and not _is_untouched(before, BEGINNING.encode()):
        raise UsageError(
            f"{clean_line(str(path))} was changed, or is not ours. Move it away, or choose another folder."
        )
    pairs = [pair async for pair in stories]
    beginning, rest = saved_page(pairs)
    content = _sealed(beginning.encode(), rest.encode())
    if content != before:
        write_output(str(path), content)
    session.console.note(f"Wrote {_stories_in_words(len(pairs))} to {clean_line(str(path))}.")
    return 0


def saved_object(story: "SavedStory", document: Document) -> Object:
    """Describe a saved story with its text, its fields named as everywhere."""
    return {
        "id": story.id,
        "title": drop_hazards(story.title),
        "url": drop_hazards(story.url) or None,
        "source": drop_hazards(story.source),
        "source_id": story.source_id,
        "author": drop_hazards(document.byline or story.author) or None,
        "published": iso(story.published),
        "first_seen": iso(story.first_seen),
        "read": story.read,
        "saved": True,
        "topics": [drop_hazards(topic.name) for topic in story.topics],
        "story": story.group,
        "words": document.words or story.words,
        "summary": drop_hazards(story.summary) or None,
        "saved_at": iso(story.saved_at),
        "tags": list(map(drop_hazards, story.tags)),
        "note": drop_hazards(story.note) or None,
        "markdown": drop_hazards(document.markdown),
    }


def markdown_file(story: "SavedStory", document: Document) -> bytes:
    """Write a saved story as Markdown under a front matter in YAML, as Obsidian and static site generators read it.

    The last line of the front matter seals the file, so that one that was changed since is not written over.
    """
    from tuinews.commands.prose import page_as_markdown

    author = document.byline or story.author
    image = document.lead_image.url if document.lead_image else story.body.image_url
    fields = {
        "id": str(story.id),
        "title": _quoted(story.title),
        "source": _quoted(story.source),
        "url": _quoted(story.url),
        "author": _quoted(author),
        "published": iso(story.published) or "",
        "saved": iso(story.saved_at) or "",
        "image": _quoted(image),
        "topics": _list([topic.name for topic in story.topics]),
        # Obsidian's tags have no blanks.
        "tags": _list([tag.replace(" ", "-") for tag in story.tags]),
        "note": _quoted(story.note),
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    whole = replace(
        document,
        title=one_line(story.title),
        byline=one_line(author),
        site=one_line(story.source),
        published=story.published,
        markdown=document.markdown or story.summary,
    )
    return _sealed(f"---\n{head}".encode(), f"---\n\n{drop_hazards(page_as_markdown(whole))}\n".encode())


def file_stem(title: str, story_id: int) -> str:
    """Name a story's file, the same each time: words of its title, and its number, which no other story has."""
    words = _NO_WORD.sub("-", unicodedata.normalize("NFC", title).casefold()).strip("-")
    number = str(story_id)
    words = words.encode()[: STEM_BYTES - len(number) - 1].decode("utf-8", "ignore").strip("-")
    return f"{words or 'story'}-{number}"


def _quoted(text: str) -> str:
    """Write a text as YAML: JSON's strings are YAML's, and in quotes nothing has a meaning but the line ends of YAML 1.1."""
    quoted = json.dumps(drop_hazards(text), ensure_ascii=False) if text else ""
    return quoted.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _list(texts: list[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]" if texts else ""


def _sealed(head: bytes, rest: bytes) -> bytes:
    return head + b"fingerprint: " + _seal(head + rest) + b"\n" + rest


def _seal(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).hexdigest().encode()


def _is_ours(content: bytes, story_id: int) -> bool:
    """Tell whether a file is a copy of this story as we wrote it, untouched since."""
    return _is_untouched(content, f"---\nid: {story_id}\n".encode())


def _is_untouched(content: bytes, beginning: bytes) -> bool:
    """Tell whether a file begins as ours do, and is as we wrote it."""
    found = _SEAL.search(content)
    if found is None or not content.startswith(beginning):
        return False
    return _seal(content[: found.start()] + content[found.end() :]) == found[1]


def _is_our_list(content: bytes) -> bool:
    try:
        stories = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(stories, list) and all(
        isinstance(story, dict) and {"id", "markdown", "saved_at"} <= story.keys() for story in stories
    )


def _content_of(path: Path) -> bytes | None:
    try:
        if path.exists() and not path.is_file():
            raise UsageError(f"{clean_line(str(path))} is no file.")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(
            f"“{clean_line(str(path))}” can't be read: {error.strerror}.", repr(error)
        ) from error


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return folder.absolute()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(
            f"The folder “{clean_line(str(folder))}” can't be made: {reason}.", repr(error)
        ) from error


def _stories_in_words(number: int) -> str:
    return "1 saved story" if number == 1 else f"{number:,} saved stories"
