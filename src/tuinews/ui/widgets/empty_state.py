"""What a pane says when it has nothing else to show: what it is, why, and the one key to press."""

from textual.content import Content
from textual.widgets import Static

_PICTURES = {
    "ticket": ("▗▄▄▄▄▄▄▄▄▄▖", "▐ ★  ★  ★ ▌", "▝▀▀▀▀▀▀▀▀▀▘"),
    "curtain": ("▛▀▀▀▀▀▀▀▀▀▜", "▌▒▒░   ░▒▒▐", "▌▒░  ✦  ░▒▐"),
    "": (),
}


class EmptyState(Static):
    """A small picture, a title and a sentence, in the middle of a pane."""

    DEFAULT_CSS = """
    EmptyState {
        height: 1fr; width: 1fr; padding: 0 2; content-align: center middle; text-align: center; color: $ink-soft;
    }
    """

    def tell(self, title: str, sentence: str, picture: str = "") -> None:
        """Say something.

        Args:
            title: A few words.
            sentence: What, why and which key, a key standing between `backticks`. Text from outside is shown as it is.
            picture: The name of a drawing.
        """
        parts: list[tuple[str, str]] = []
        for line in _PICTURES[picture]:
            for character in line:
                parts.append((character, "$primary" if character in "★✦" else "$ink-faint"))
            parts.append(("\n", ""))
        if parts:
            parts.append(("\n", ""))
        parts.append((title, "bold $ink-strong"))
        parts.append(("\n\n", ""))
        for number, piece in enumerate(sentence.split("`")):
            parts.append((piece, "bold $primary" if number % 2 else ""))
        self.update(Content.assemble(*(part for part in parts if part[0])))
