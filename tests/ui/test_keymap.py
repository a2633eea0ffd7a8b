"""Keys that the user chose."""

import asyncio
import importlib.util
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printed import home, printed
from reading_room import reader
from small_edition import FIRST_TITLE
from tuinews.config import Config, load_config
from tuinews.ui.commands import COMMANDS, LEADER, key_named, shown_key
from tuinews.ui.keymap import DEFAULT, PRESETS, Keymap, keymap_of
from tuinews.ui.screens.keys_shown import keys_for

DOCS = Path(__file__).parents[2] / "docs"


def unambiguous(keymap: Keymap) -> bool:
    keys = [key for command in keymap.commands for key in command.keys]
    return len(keys) == len(set(keys))


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_presets_mean_one_thing_each(preset: str) -> None:
    keymap, complaints = keymap_of(preset, {})
    assert not complaints
    assert unambiguous(keymap)
    assert set(PRESETS[preset]) <= set(DEFAULT.by_id)
    # Whoever opens the reader can move, open, leave and find help.
    for name in ("move.down", "pane.in", "pane.out", "app.help", "app.quit", "read.on", "find.search"):
        assert keymap.by_id[name].keys


@pytest.mark.parametrize(
    ("wanted", "name", "keys"),
    [
        ({"story.save": ["ctrl-s"]}, "story.save", ("ctrl+s",)),
        ({"story.save": ["ctrl+s", "B"]}, "story.save", ("ctrl+s", "B")),
        ({"app.help": ["f1"]}, "app.help", ("f1",)),
        ({"find.search": [","]}, "find.search", ("comma",)),
        ({"go.saved": ["g S"]}, "go.saved", ("g S",)),
        ({"app.demo": []}, "app.demo", ()),
        ({"move.down": ["ö", "down"]}, "move.down", ("ö", "down")),
        ({"story.copy": ["alt-y"]}, "story.copy", ("alt+y",)),
        # The two trade places.
        ({"story.save": ["m"], "story.read": ["s"]}, "story.read", ("s",)),
        # Two-key commands follow their first key.
        ({"go.to": ["comma"]}, "go.saved", ("comma s",)),
        ({"go.to": [","], "go.saved": [", s"]}, "go.saved", ("comma s",)),
        ({"go.to": []}, "move.top", ("home",)),
    ],
)
def test_keys_are_taken_up(wanted: dict[str, list[str]], name: str, keys: tuple[str, ...]) -> None:
    keymap, complaints = keymap_of("default", wanted)
    assert complaints == ()
    assert keymap.by_id[name].keys == keys
    assert unambiguous(keymap)


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        (
            {"story.safe": ["x"]},
            "There is no command “story.safe”, so its keys were passed over. The nearest is “story.save”.",
        ),
        ({"story.save": ["hyper-x"]}, "“hyper-x” is no key, so “story.save” keeps its own."),
        ({"story.save": [""]}, "“” is no key"),
        ({"story.save": ["a b c"]}, "“a b c” is no key"),
        ({"story.save": ["ctrl-c"]}, "“ctrl-c” is no key"),
        (
            {"story.save": ["d d"]},
            "“d d” can’t be pressed: “d” is no first key, so “story.save” keeps its own.",
        ),
        ({"story.save": ["m"]}, "“m” already means “story.read”, so “story.save” keeps its own keys."),
        ({"story.save": ["B"], "story.open": ["B"]}, "“B” already means"),
        ({"\x1b]0;x\x07": ["B"]}, "There is no command “]0;x”"),
    ],
)
def test_what_cannot_be_is_told_once_and_the_keys_stay(wanted: dict[str, list[str]], complaint: str) -> None:
    keymap, complaints = keymap_of("default", wanted)
    assert len(complaints) == 1
    assert complaints[0].startswith(complaint)
    assert unambiguous(keymap)
    assert keymap.by_id["story.save"].keys in (("s",), ("B",))


def test_an_unknown_preset_leaves_the_default() -> None:
    keymap, complaints = keymap_of("emacs", {})
    assert keymap == DEFAULT
    assert complaints == ("There is no preset “emacs” of keys; there are “default” and “newsboat”.",)


_KEYS = st.sampled_from(["s", "m", "g", "g s", "ctrl-x", "esc", "x y", "", "B", "down", "q", ","])


@given(
    st.sampled_from([*PRESETS, "other"]),
    st.dictionaries(
        st.sampled_from([command.id for command in COMMANDS]), st.lists(_KEYS, max_size=3), max_size=8
    ),
)
def test_whatever_is_asked_for_no_key_means_two_things(preset: str, wanted: dict[str, list[str]]) -> None:
    keymap, complaints = keymap_of(preset, wanted)
    assert unambiguous(keymap)
    assert len(complaints) <= len(wanted) + 1
    leaders = keymap.by_id[LEADER].keys
    assert all(key.split(" ")[0] in leaders for each in keymap.commands for key in each.keys if " " in key)


def test_every_key_can_be_written_as_it_is_shown() -> None:
    for command in COMMANDS:
        for key in command.keys:
            assert " ".join(key_named(part) for part in shown_key(key).split(" ")) == key


def test_the_settings_file_says_them(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\npreset = "newsboat"\n"story.save" = "B"\nstory.open = ["o", "g o"]\n')
    config, warnings = load_config(path, {})
    assert warnings == ()
    assert config.keys_preset == "newsboat"
    assert config.keys == {"story.save": ("B",), "story.open": ("o", "g o")}
    path.write_text('keys = "newsboat"\n')
    assert load_config(path, {})[0].keys_preset == "newsboat"
    path.write_text("[keys]\n'story.save' = 3\n")
    config, warnings = load_config(path, {})
    assert config.keys == {}
    assert "“story.save” under “keys” must be a key" in warnings[0]


def test_the_reader_obeys_and_shows_them(home: Path) -> None:
    config = Config(
        motion=False, keys={"story.save": ("B",), "move.down": ("ö",), "go.to": (",",), "app.hlep": ("x",)}
    )

    async def play() -> None:
        async with reader(home, config=config) as room:
            await room.sees("There is no command “app.hlep”")
            await room.press("s")
            await room.arrived()
            assert not room.row(FIRST_TITLE).saved
            await room.press("B")
            await room.until(lambda: room.row(FIRST_TITLE).saved)
            await room.sees("B Save")
            await room.press("comma", "s")
            await room.until(lambda: room.main.top_bar.view == "Saved")
            await room.press("B")
            await room.sees("No longer saved · u undoes it")
            await room.press("comma", "t", "ö", "ö")
            await room.until(lambda: room.main.stories.cursor not in (None, 0, 1))
            # Dialogs move by the same keys, and the help shows them.
            await room.press("T", "ö")
            await room.until(lambda: room.app.theme != "late-show")
            await room.press("escape", "question_mark", *"keep the story")
            await room.sees("B", "Keep the story, or let it go again.")

    asyncio.run(play())


def test_the_keys_of_newsboat(home: Path) -> None:
    async def play() -> None:
        async with reader(home, config=Config(motion=False, keys_preset="newsboat")) as room:
            await room.press("N")
            await room.until(lambda: room.row(FIRST_TITLE).read)
            await room.press("ctrl+z")
            await room.until(lambda: not room.row(FIRST_TITLE).read)
            await room.press("J")
            await room.until(lambda: room.main.top_bar.view == "Today")
            await room.press("Q")
            await room.left()

    asyncio.run(play())


def test_the_key_bar_names_commands_that_there_are() -> None:
    for pane in ("sources", "stories", "reader", "context"):
        for searching in (False, True):
            for finding in (False, True):
                shown = keys_for(pane, searching=searching, finding=finding)
                assert len(shown) <= 8
                assert set(shown) <= set(DEFAULT.by_id)


def test_the_page_of_keys_is_that_of_the_table() -> None:
    spec = importlib.util.spec_from_file_location("make_keys", DOCS / "make_keys.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text("utf-8") == module.page(), "run: uv run python docs/make_keys.py"
    assert re.search(r"\| `s` \| Keep the story", module.page())
