"""What is selected of a story: how it looks, and its words."""

from rich.cells import cell_len
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from tuinews.ui.widgets.marking import restyled
from tuinews.ui.widgets.typesetting import Typesetting


def with_selection(
    strip: Strip, text: Typesetting, number: int, selection: Selection | None, margin: int, style: Style
) -> Strip:
    """Lay a style over what is selected of a line.

    Args:
        strip: The line as it is drawn.
        text: The story.
        number: Which line of it.
        selection: What is selected; None for nothing.
        margin: Blank cells before the text.
        style: How what is selected looks.
    """
    span = selection.get_span(number) if selection is not None else None
    if span is None:
        return strip
    line = " " * margin + text.text(number)
    first = max(margin, cell_len(line[: span[0]]))
    end = cell_len(line if span[1] == -1 else line[: span[1]])
    return restyled(strip, first, end, style)


def selected_words(text: Typesetting, selection: Selection, margin: int) -> str | None:
    """Give the selected text as it was before it was wrapped; None where there is no text."""
    if not text.lines:
        return None
    last = len(text.lines) - 1
    first, end = selection.start, selection.end
    start = (first.y, max(0, first.x - margin)) if first is not None else (0, 0)
    stop = (end.y, max(0, end.x - margin)) if end is not None else (last, len(text.text(last)))
    return text.words_between(start, stop)
