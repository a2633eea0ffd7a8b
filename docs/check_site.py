"""See that no page of the built site loads anything from elsewhere: `python docs/check_site.py FOLDER`."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

_ELSEWHERE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
# What a style sheet or a picture loads; a link that somebody has to follow loads nothing.
_LOADED = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')\s]+)""", re.IGNORECASE)
_LINKS = {"stylesheet", "preconnect", "dns-prefetch", "preload", "prefetch", "icon", "modulepreload"}


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "link" and not _LINKS & set(found.get("rel", "").split()):
            return
        names = ("src", "srcset", "data", "poster", *(("href",) if tag == "link" else ()))
        self.addresses += [found[name] for name in names if _ELSEWHERE.match(found.get(name, ""))]


def loads(folder: Path) -> list[str]:
    """Give what the pages, style sheets and pictures of a folder load from elsewhere, each with its file."""
    told = []
    for path in sorted(folder.rglob("*")):
        text = path.read_text("utf-8") if path.suffix in (".html", ".css", ".svg") else ""
        page = _Loads()
        if path.suffix == ".html":
            page.feed(text)
        told += [f"{path}: {address}" for address in [*page.addresses, *_LOADED.findall(text)]]
    return told


if __name__ == "__main__":
    found = loads(Path(sys.argv[1]))
    if found or not (Path(sys.argv[1]) / "index.html").exists():
        raise SystemExit("\n".join(["The site is not there, or loads from elsewhere:", *found]))
