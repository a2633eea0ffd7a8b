"""Streams for consoles under test."""

import io


class Stream(io.TextIOWrapper):
    """A stream in memory that says whether it is a terminal."""

    def __init__(self, *, terminal: bool, encoding: str = "utf-8") -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, errors="replace", newline="\n")
        self._terminal = terminal

    def isatty(self) -> bool:
        """Tell whether it plays a terminal."""
        return self._terminal

    def written(self) -> str:
        """Give everything that was written."""
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)
