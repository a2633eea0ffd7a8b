"""The lines of pictures: half blocks, each with two pixels in one cell, or placeholders for what the terminal draws."""

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style

from tuinews.model import Mosaic, Plate, Sixels
from tuinews.ui import kitty


class PictureLines:
    """What has come of the pictures of a story."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int, int], Mosaic | Plate | Sixels] = {}
        self._asked: set[tuple[str, int, int]] = set()

    def ask(self, url: str, columns: int, rows: int) -> bool:
        """Tell whether a picture has yet to be asked for at this size; the next time it has not."""
        wanted = (url, columns, rows)
        if wanted in self._asked:
            return False
        self._asked.add(wanted)
        return True

    def put(self, url: str, picture: Mosaic | Plate | Sixels) -> None:
        """Take a picture up, at the size that it has."""
        self._made[url, picture.columns, picture.rows] = picture

    def forget(self) -> None:
        """Forget all pictures."""
        self._made.clear()
        self._asked.clear()

    def sixels(self, url: str, columns: int, rows: int) -> Sixels | None:
        """Give a picture at a size, if the terminal draws it as sixels."""
        made = self._made.get((url, columns, rows))
        return made if isinstance(made, Sixels) else None

    def line(self, url: str, row: int, columns: int, rows: int, blank: Style) -> list[Segment]:
        """Draw one line of a picture.

        Args:
            url: Which.
            row: Which line of it.
            columns: Cells that it takes.
            rows: Lines that it takes.
            blank: What its place looks like until it comes.
        """
        made = self._made.get((url, columns, rows))
        if made is None:
            return [Segment(" " * columns, blank)]
        if isinstance(made, Plate):
            return [kitty.line(kitty.number_of(url, columns, rows), row, columns, blank)]
        upper = 2 * row * columns * 3
        lower = upper + columns * 3
        pixels = made.pixels
        segments: list[Segment] = []
        for at in range(0, columns * 3, 3):
            above, below = pixels[upper + at : upper + at + 3], pixels[lower + at : lower + at + 3]
            style = Style(color=RichColor.from_rgb(*above), bgcolor=RichColor.from_rgb(*below))
            segments.append(Segment("▀", style))
        return segments
