"""What each command imports at a cold start, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli_newsstand import REEL, run, serve
from loopback import Site
from test_cli_arguments import COMMANDS
from tuinews.paths import Home

IMPORTED = """\
import sys
from tuinews.cli import main
code = main(sys.argv[1:])
foreign = {name.partition(".")[0] for name, module in list(sys.modules.items())
           if "site-packages" in (getattr(module, "__file__", None) or "")}
slow = {name for name in ("argparse", "sqlite3", "asyncio", "ssl", "xml", "email", "logging") if name in sys.modules}
print(code, ",".join(sorted(foreign | slow)), file=sys.stderr)
"""

TABLE = {"argparse", "logging", "msgspec", "typing_extensions"}
"""The table of commands and the settings; msgspec takes typing_extensions where something else has brought it."""
LIBRARY = TABLE | {"sqlite3", "asyncio", "ssl", "email"}  # asyncio brings ssl, and the newsroom email.
WORKERS = LIBRARY | {"anyio", "idna", "typing_extensions"}
MARKDOWN = {"markdown_it", "mdurl", "linkify_it"}
NETWORK = WORKERS | {"httpx", "httpcore", "h11", "truststore", "certifi", "socksio", "sniffio", "xml"}
KEYMAP = TABLE | {"textual", "rich", "typing_extensions", "asyncio", "ssl", "xml", "email"}

WANTED: dict[str, set[str]] = {
    "--version": set(),
    "--help": TABLE,
    "list --help": TABLE,
    "config": TABLE,
    "config path": TABLE,
    "config show --default": TABLE,
    "config check": KEYMAP,
    "keys": KEYMAP,
    "themes": TABLE,
    "completion bash": TABLE,
    "man": TABLE,
    "demo": TABLE,  # Without a terminal it comes no further.
    "list": LIBRARY,
    "list film": WORKERS,
    "sources --json": LIBRARY,
    "save 1": LIBRARY,
    "unsave 1": LIBRARY,
    "read 1": LIBRARY,
    "unread 1": LIBRARY,
    "open 1": LIBRARY,
    "remove 1": LIBRARY,
    "import FOLDER/in.opml": LIBRARY | {"xml"},
    "import FOLDER/urls": LIBRARY,
    "export": LIBRARY | {"xml"},
    "export --saved FOLDER --format json": LIBRARY | NETWORK,  # The text of what was never opened.
    "export --saved FOLDER": LIBRARY | NETWORK | MARKDOWN,
    "backup FOLDER/backup.db": TABLE | {"sqlite3"},
    "restore --merge FOLDER/backup.db": TABLE | {"sqlite3"},
    "search film": WORKERS,
    "topics": WORKERS,
    "follow Nightjar": WORKERS,
    "mute Nightjar": WORKERS,
    "unmute Nightjar": WORKERS,
    "unfollow Nightjar": WORKERS,
    "related 1": WORKERS,
    "stories": WORKERS,
    "show 1 --format json": LIBRARY | NETWORK,
    "show 1": LIBRARY | NETWORK | MARKDOWN,
    "clean FOLDER/page.html": NETWORK | MARKDOWN,
    "add URL": NETWORK,
    "refresh": WORKERS | {"xml"},  # Nothing is due; the backup of the day comes with the subscriptions.
    "refresh --force": NETWORK,
    "doctor": LIBRARY | KEYMAP,
}
"""At most these, of what is not Python's own and of what takes long in Python: never what reads feeds or pages (feedparser, lxml,
trafilatura, markdownify), which is for the worker processes."""


def test_every_command_is_looked_at() -> None:
    assert {line.split()[0] for line in WANTED} >= set(COMMANDS)


@pytest.mark.parametrize("line", WANTED)
def test_a_command_imports_only_what_it_needs(line: str, home: Home, site: Site, tmp_path: Path) -> None:
    url = serve(site, "/feed", REEL)
    if "sqlite3" in WANTED[line] and not line.startswith("add"):
        run("add", url)
        run("save", "2")
    if line.startswith("restore"):
        run("backup", str(tmp_path / "backup.db"))
    (tmp_path / "in.opml").write_text("<opml version='2.0'><body/></opml>")
    (tmp_path / "urls").write_text("https://a.example/feed film\n")
    (tmp_path / "page.html").write_text("<article><h1>A film</h1><p>It was found.</p></article>")
    words = [word.replace("FOLDER", str(tmp_path)).replace("URL", url) for word in line.split()]
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    code, _, imported = done.stderr.splitlines()[-1].partition(" ")
    assert code in ("0", "2", "3")
    assert set(filter(None, imported.split(","))) - {"tuinews"} <= WANTED[line]
