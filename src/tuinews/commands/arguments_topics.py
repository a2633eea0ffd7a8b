"""The commands for topics, groups and what is followed or muted, with their options."""

import argparse

from tuinews.commands import groups, stances, stories, topics
from tuinews.commands.parsing import ID_HELP, SOURCE_HELP, Commands, add_json, end, moment, story_id, title


def add_topic_commands(commands: Commands) -> None:
    """Add `topics`, `related` and `stories`."""
    parser = commands.add(
        "topics",
        topics.topics,
        "name the topics of a story, or the trending ones; or correct one",
        "topics",
        "topics 42 --json",
        "topics merge Calloway 'Inês Calloway'",
        "topics rename Nightjar 'Nightjar (series)'",
        "topics hide 'Read more'",
        "topics split Oscars",
        "topics restore Calloway",
        "topics corrections",
        details="What you\ncorrect holds in all stories that are here and that come, for ever: merge makes two topics"
        "\none, rename calls one otherwise, hide drops one, split keeps one apart from what it was\ntaken for. restore"
        " forgets what was said of one, corrections lists it all.",
    )
    parser.add_argument(
        "what",
        nargs="*",
        metavar="ID|DEED",
        type=title,
        help=f"{ID_HELP}, without it what is trending; or merge A B, rename A B, hide A, split A, restore A,"
        " corrections",
    )
    add_json(parser)

    parser = commands.add(
        "related",
        stories.related,
        "show the stories that are near to one, and why",
        "related 42",
        "related 42 --json",
    )
    parser.add_argument("id", metavar="ID", type=story_id, help=ID_HELP)
    add_json(parser)

    parser = commands.add(
        "stories",
        groups.same_stories,
        "show which stories tell the same, across sources; or say so",
        "stories",
        "stories --since 2d --json",
        "stories group 42 57",
        "stories ungroup 57",
        details="The fullest\ncomes first. group makes one group of stories and of all in their groups, ungroup takes"
        " stories\nout of theirs; both hold for ever.",
    )
    parser.add_argument("what", nargs="*", metavar="DEED ID", type=title, help="group ID ID… or ungroup ID…")
    parser.add_argument(
        "--since", metavar="WHEN", type=moment, help="how far back: 12h, 2d or a date; 4d otherwise"
    )
    add_json(parser)


def add_stance_commands(commands: Commands) -> None:
    """Add `follow`, `mute` and what ends them."""
    parser = commands.add(
        "follow",
        stances.follow,
        "follow topics, words of headlines or sources; or list what is followed",
        "follow",
        "follow 'Ilse Brandt' Nightjar",
        "follow --word 'season finale' --only TV",
        details="Stories of what\nyou follow are never let go.",
    )
    _add_names(parser, "follow")
    parser = commands.add(
        "mute",
        stances.mute,
        "set aside what is about topics, words of headlines or sources; or list what is muted",
        "mute",
        "mute Nightjar --until week",
        "mute --word spoilers --until 2027-03-14",
        "mute --source 7",
        "mute Oscars --only Film",
        details="\nMuted stories are hidden nowhere for good: they come back when the mute ends, saved ones stay.",
    )
    _add_names(parser, "mute")
    for name, run, about in (
        ("unfollow", stances.unfollow, "follow topics, words or sources no longer"),
        ("unmute", stances.unmute, "bring back what was muted"),
    ):
        parser = commands.add(name, run, about, f"{name} Nightjar", f"{name} --source 'Example News'")
        parser.add_argument(
            "names", nargs="+", metavar="NAME", type=title, help="topics, unless an option says else"
        )
        _add_kinds(parser)
        add_json(parser)


def _add_names(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        type=title,
        help="topics, unless an option says else; none lists all",
    )
    _add_kinds(parser)
    parser.add_argument(
        "--until",
        metavar="WHEN",
        type=end,
        help="day, week, 12h, 3d, a date like 2027-03-14, or ever, which it is if left out",
    )
    parser.add_argument(
        "--only", metavar="PLACE", type=title, help=f"{name} it only in this folder or source"
    )
    add_json(parser)


def _add_kinds(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--word", action="store_true", help="the names are words of headlines")
    kinds.add_argument("--source", action="store_true", help=f"the names are sources: {SOURCE_HELP}")
