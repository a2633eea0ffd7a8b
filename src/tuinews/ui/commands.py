"""Every command of the reader, once: bindings, footer, palette, key help and documentation are made from this table."""

from string import punctuation
from unicodedata import name as unicode_name

from msgspec import Struct

GROUPS = ("Read on", "Move", "Panes", "Go to", "Story", "List", "Find", "Topics", "Sources", "Application")

LEADER = "go.to"
"""The command whose key begins the two-key ones."""


class Command(Struct, frozen=True):
    """Something that the user can ask for."""

    id: str
    keys: tuple[str, ...]
    """In Textual's names; the first is the one to show. Empty: the palette only. Two keys with a blank between them are
    pressed one after the other; the first is that of `LEADER`."""
    title: str
    """Two or three words, for footer and palette."""
    help: str
    """What it does, as a sentence."""
    group: str


COMMANDS: tuple[Command, ...] = (
    Command(
        "read.on", ("space",), "Read on", "A page down; at the end, the next unread story opens.", "Read on"
    ),
    Command("next.unread", ("n",), "Next", "Open the next unread story.", "Read on"),
    Command("previous.unread", ("p",), "Previous", "Open the unread story before this one.", "Read on"),
    Command("next.story", ("J",), "Next story", "Open the story below, read or not.", "Read on"),
    Command("previous.story", ("K",), "Story before", "Open the story above, read or not.", "Read on"),
    Command("move.down", ("j", "down"), "Down", "One row or line down.", "Move"),
    Command("move.up", ("k", "up"), "Up", "One row or line up.", "Move"),
    Command("move.page_down", ("ctrl+d", "pagedown"), "Page down", "A page down.", "Move"),
    Command("move.page_up", ("ctrl+u", "pageup", "b", "backspace"), "Page up", "A page up.", "Move"),
    Command("move.top", ("g g", "home"), "Top", "To the first row or line.", "Move"),
    Command("move.end", ("G", "end"), "End", "To the last row or line.", "Move"),
    Command("pane.sources", ("1",), "Sources", "Go to the sources.", "Panes"),
    Command("pane.stories", ("2",), "Stories", "Go to the list of stories.", "Panes"),
    Command("pane.reader", ("3",), "Reader", "Go to the open story.", "Panes"),
    Command("pane.context", ("4", "g r"), "Context", "Go to related topics and saved stories.", "Panes"),
    Command("pane.left", ("h", "left"), "Pane to the left", "Go to the pane on the left.", "Panes"),
    Command(
        "pane.right",
        ("l", "right"),
        "Pane to the right",
        "Go to the pane on the right; on a story with other reports, list them first.",
        "Panes",
    ),
    Command("pane.next", ("tab",), "Next pane", "Go to the next pane, and round again.", "Panes"),
    Command(
        "pane.previous", ("shift+tab",), "Pane before", "Go to the pane before, and round again.", "Panes"
    ),
    Command("pane.in", ("enter",), "Open", "Open what the cursor is on.", "Panes"),
    Command("pane.out", ("escape",), "Back", "One step out.", "Panes"),
    Command(
        "pane.leave", ("q",), "Back or quit", "One step out; at the outermost step, leave tuinews.", "Panes"
    ),
    Command("go.to", ("g",), "Go to …", "Show where the key that follows leads.", "Go to"),
    Command("go.top", ("g a",), "Top stories", "List all stories of your sources.", "Go to"),
    Command("go.today", ("g t",), "Today", "List the stories of today.", "Go to"),
    Command("go.unread", ("g u",), "All unread", "List every unread story.", "Go to"),
    Command("go.saved", ("g s",), "Saved", "List the saved stories.", "Go to"),
    Command("go.aside", ("g x",), "Set aside", "List what is hidden or muted.", "Go to"),
    Command("go.reports", ("g o",), "All reports", "List all reports of what this story tells.", "Go to"),
    Command("go.newest", ("g n",), "Newest", "To the newest story, those that wait included.", "Go to"),
    Command("story.save", ("s",), "Save", "Keep the story, or let it go again.", "Story"),
    Command("story.read", ("m",), "Read or unread", "Mark the story as read, or as unread.", "Story"),
    Command("story.open", ("o",), "Browser", "Open the story in the web browser.", "Story"),
    Command("story.play", ("e",), "Play", "Play the trailer, podcast or other video of the story.", "Story"),
    Command("story.copy", ("y",), "Copy link", "Copy the address of the story.", "Story"),
    Command("story.markdown", ("Y",), "Copy as Markdown", "Copy the whole story as Markdown.", "Story"),
    Command("story.links", ("f",), "Links", "Give every link on the screen a key that opens it.", "Story"),
    Command("story.pictures", ("i",), "Pictures", "Show pictures, or only their words.", "Story"),
    Command(
        "story.full",
        ("x",),
        "Full or feed text",
        "Show the text of the story’s page in place of its feed’s, and back.",
        "Story",
    ),
    Command(
        "story.reveal",
        ("v",),
        "Spoilers",
        "Show what the story’s page marks as a spoiler, or hide it again.",
        "Story",
    ),
    Command("story.hide", ("H",), "Hide", "Take the story out of the lists, or show it again.", "Story"),
    Command("story.tags", ("number_sign",), "Tags", "Give a saved story tags, to find it again.", "Story"),
    Command("story.note", ("w",), "Note", "Write a note on a saved story.", "Story"),
    Command(
        "list.read",
        ("A",),
        "Mark all read",
        "Mark every story in this list as read; u takes it back.",
        "List",
    ),
    Command("list.filter", ("a",), "Filter", "Show all stories, only unread, or only saved ones.", "List"),
    Command("list.density", ("c",), "Density", "One line a story, two, or whole titles with room.", "List"),
    Command("list.new", ("full_stop",), "Show new", "Pull in the stories that have arrived.", "List"),
    Command("find.search", ("slash",), "Find", "Search all stories as you type.", "Find"),
    Command(
        "find.story",
        ("ctrl+f",),
        "Find in story",
        "Find words in the open story; then n and N go from match to match.",
        "Find",
    ),
    Command("find.previous", ("N",), "Match before", "To the match before, in the open story.", "Find"),
    Command(
        "find.keep",
        ("S",),
        "Keep search",
        "Keep the search as a list of its own, or let it go again.",
        "Find",
    ),
    Command("topics.story", ("t",), "Topics", "List the stories of one of this story’s topics.", "Topics"),
    Command(
        "topics.follow",
        ("plus",),
        "Follow",
        "Follow a topic, words of headlines or a source; topics and words become lists of their own. Once more ends it.",
        "Topics",
    ),
    Command(
        "topics.mute",
        ("minus",),
        "Mute",
        "Set the stories of a topic, of a source or with certain words aside for a while, or for ever. Once more ends it.",
        "Topics",
    ),
    Command(
        "topics.stances",
        ("g m",),
        "Followed and muted",
        "See, change and end what you follow and mute.",
        "Topics",
    ),
    Command(
        "topics.correct",
        ("equals_sign",),
        "Correct",
        "Put right what a topic is or is called, and which stories tell the same.",
        "Topics",
    ),
    Command(
        "topics.corrections", ("g c",), "Corrected topics", "See and take back what you put right.", "Topics"
    ),
    Command("sources.refresh", ("r",), "Refresh", "Ask every source for news.", "Sources"),
    Command("sources.refresh_one", ("R",), "Refresh this", "Ask this source for news.", "Sources"),
    Command("sources.add", ("ctrl+a",), "Add a source", "Subscribe to a feed or a site.", "Sources"),
    Command(
        "sources.failing",
        ("exclamation_mark",),
        "Failing sources",
        "Which sources can’t be read, why, and what helps.",
        "Sources",
    ),
    Command(
        "sources.manage",
        ("E", "g f"),
        "Manage sources",
        "Rename, move and remove sources, and see how they fare.",
        "Sources",
    ),
    Command(
        "sources.previous", ("left_square_bracket",), "Source before", "List the source above.", "Sources"
    ),
    Command("sources.next", ("right_square_bracket",), "Next source", "List the source below.", "Sources"),
    Command(
        "sources.import",
        (),
        "Import subscriptions",
        "Subscribe to what another reader exported, an OPML file.",
        "Sources",
    ),
    Command("sources.packs", (), "Starter packs", "Pick sources from the starter packs.", "Sources"),
    Command(
        "app.undo", ("u",), "Undo", "Take back the last thing you did, and the one before.", "Application"
    ),
    Command("app.zen", ("z",), "Zen", "Only the story, or everything again.", "Application"),
    Command("app.theme", ("T",), "Theme", "Choose the colours.", "Application"),
    Command("app.help", ("question_mark",), "Keys", "Every key, searchable.", "Application"),
    Command("app.palette", ("ctrl+p", "colon"), "Commands", "Find a command by its name.", "Application"),
    Command("app.demo", ("D",), "Demo edition", "Look around in the demo edition.", "Application"),
    Command("app.quit", ("ctrl+q",), "Quit", "Leave tuinews.", "Application"),
)

_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def _key_of(character: str) -> str:
    """Give the name of a character's key in Textual, without Textual: a letter is its own, a sign has its Unicode name."""
    if character.isalnum():
        return character
    name = unicode_name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _RENAMED.get(name, name)


_SHOWN = {_key_of(sign): sign for sign in punctuation} | {
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "shift+tab": "shift-tab",
}
SIGNS = frozenset(_key_of(sign) for sign in punctuation)
"""The names of punctuation marks in Textual."""
_WRITTEN = {shown: key for key, shown in _SHOWN.items()} | {"return": "enter", "pgdown": "pagedown"}


def shown_key(key: str) -> str:
    """Write a key as people know it: `ctrl-d`, `?`, `esc`, `↓`, `g t`."""
    return " ".join(
        _SHOWN.get(part, part.replace("ctrl+", "ctrl-").replace("alt+", "alt-")) for part in key.split(" ")
    )


def key_named(shown: str) -> str:
    """Give a key that somebody wrote in Textual's name: the reverse of `shown_key`, for one key; else what was written."""
    if shown in _WRITTEN:
        return _WRITTEN[shown]
    if len(shown) == 1:
        return _key_of(shown)
    name = shown.lower().replace("ctrl-", "ctrl+").replace("alt-", "alt+").replace("shift-", "shift+")
    return _WRITTEN.get(name, name)
