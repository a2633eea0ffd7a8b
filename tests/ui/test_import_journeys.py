"""Subscriptions of another reader, from the welcome and later; and every way in which a file can fail."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from reading_room import Room, reader
from small_edition import SOURCES, STORIES
from tuinews.errors import UsageError
from tuinews.ui.screens.import_file import path_of, read_file

SIZES = [(80, 24), (160, 45)]


def opml(*urls: str) -> str:
    outlines = "".join(f'<outline type="rss" text="[/b] {url}" xmlUrl="{url}"/>' for url in urls)
    return f'<opml version="2.0"><body><outline text="Film &amp; TV">{outlines}</outline></body></opml>'


def typed_path(room: Room, text: str) -> None:
    field: Any = room.app.screen.query_one("#path")
    field.value = text


@pytest.mark.parametrize("size", SIZES)
def test_subscriptions_are_imported_from_the_welcome(tmp_path: Path, size: tuple[int, int]) -> None:
    file = tmp_path / "my feeds.opml"
    file.write_text(opml(*(source.url for source in SOURCES), "ftp://a.example/feed"), "utf-8")

    async def play() -> None:
        async with reader(tmp_path / "home", size=size, first=(), filled=False) as room:
            await room.sees("Welcome to tuinews", "Subscriptions of another reader (OPML)")
            room.app.screen.query_one("#choices").go_to("way:file")  # type: ignore[attr-defined]
            await room.press("enter")
            await room.sees("✦ Import subscriptions")
            await room.press("enter")
            await room.sees("Type the path of a file.")
            typed_path(room, str(tmp_path / "your feeds.opml"))
            await room.press("enter")
            await room.sees("There is no file")
            typed_path(room, f"'{file}'")
            await room.press("enter")
            await room.sees("4 sources added, 1 left out.")
            await room.until(lambda: len(room.titles) == STORIES)

    asyncio.run(play())


def test_importing_twice_adds_nothing_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(opml(*(source.url for source in SOURCES)), "utf-8")

    async def play() -> None:
        async with reader(tmp_path / "home") as room:
            room.main.action_command("sources.import")
            await room.sees("✦ Import subscriptions")
            typed_path(room, str(file))
            await room.press("enter")
            await room.sees("0 sources added, 4 there already.")

    asyncio.run(play())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty."),
        (b"<opml version='2.0'><body/></opml>", "No feeds were found in the file."),
        (
            b"<opml version='2.0'><body><outline type='rss' text='[/b] x'/></body></opml>",
            "no feed address.",
        ),
        (b"<html><body>no</body></html>", "OPML"),
        (b"\x00\xff\x00garbage", "OPML"),
    ],
)
def test_a_file_that_can_not_be_used_is_told(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "feeds.opml"
    file.write_bytes(content)

    async def play() -> None:
        async with reader(tmp_path / "home", first=(), filled=False) as room:
            await room.sees("Welcome to tuinews")
            await room.press("escape")
            room.main.action_command("sources.import")
            await room.sees("✦ Import subscriptions")
            typed_path(room, str(file))
            await room.press("enter")
            await room.until(lambda: sentence in " ".join(room.text.split()))
            assert "unexpected" not in room.text
            await room.press("escape")
            await room.sees("No sources yet")

    asyncio.run(play())


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    sparse = tmp_path / "huge"
    with sparse.open("wb") as file:
        file.truncate(20_000_001)
    for typed, sentence in (
        (str(pipe), "is no file that can be read"),
        (str(tmp_path), "is a folder"),
        (str(sparse), "too large"),
        ("/dev/zero", "is no file that can be read"),
        ("\0", "can’t be read"),
        ("x" * 5_000, "can’t be read"),
        ("~nobody-of-that-name/feeds.opml", "begins with a user that there is not"),
        ("  ", "Type the path of a file"),
    ):
        with pytest.raises(UsageError) as caught:
            read_file(typed)
        assert sentence in caught.value.summary, typed


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = tmp_path / "locked.opml"
    locked.write_text("x")
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    with pytest.raises(UsageError, match="may not read"):
        read_file(str(locked))


def test_paths_are_taken_as_terminals_give_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "a b.opml"
    file.write_text("x")
    for typed in (
        str(file),
        f" {file} ",
        f'"{file}"',
        str(file).replace(" ", r"\ "),
        file.as_uri(),
        "~/a b.opml",
    ):
        assert path_of(typed) == file
        assert read_file(typed) == b"x"
