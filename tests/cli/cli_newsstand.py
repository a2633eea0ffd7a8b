"""A small feed and its pages for the command line to work on, and ways to run it."""

import contextlib
import io
import json
import os
import pty
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopback import Site, answer
from tuinews.cli import main

PROGRAM = Path(sysconfig.get_path("scripts")) / "tuinews"
XML = {"Content-Type": "application/rss+xml; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}

SENTENCE = (
    "The harbour cinema reopened with a print that nobody had seen since the flood, and the queue reached as far as the"
    " fish market, where the choir of the film school sang two songs."
)
LONG = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(12))


def item(number: int, title: str, *, text: str = SENTENCE, more: str = "") -> str:
    """Write an item; higher numbers are newer, by a minute each."""
    return (
        f"<item><title>{title}</title><guid isPermaLink='false'>g{number}</guid>"
        f"<link>LINK/{number}</link><pubDate>Sat, 14 Mar 2026 08:{number:02}:00 GMT</pubDate>"
        f"<description><![CDATA[{text}]]></description>{more}</item>"
    )


def feed(*items: str, title: str = "Reel Harbour") -> str:
    """Write an RSS feed."""
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>{title}</title><link>LINK/</link><description>d</description>{''.join(items)}</channel></rss>"
    )


def page(headline: str, text: str = LONG) -> str:
    """Write a page with a story."""
    return (
        f"<html lang='en'><head><title>{headline}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{headline}</h1>{text}</article><footer>All rights reserved</footer></body></html>"
    )


REEL = feed(
    item(1, "A lost film is found"),
    item(
        2, "The prize goes to a first film", text=LONG, more="<author>ann@example.com (Ann Archer)</author>"
    ),
    item(3, "Second season of Tides announced"),
)


def serve(site: Site, path: str, document: str, headers: dict[str, str] | None = None) -> str:
    """Put a document on the server, `LINK` in it being the server's own address.

    Returns:
        Its address.
    """
    site.pages[path] = answer(document.replace("LINK", site.base).encode(), headers or XML)
    return site.url(path)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the program left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote as JSON."""
        return json.loads(self.out)


def run(*argv: str) -> Run:
    """Run the command line inside this process, with stdout and stderr in pipes, so to speak."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(argv)
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    assert "Traceback" not in texts[0] + texts[1]
    return Run(code, *texts)


def run_program(*argv: str, stdin: bytes = b"", environ: dict[str, str] | None = None) -> Run:
    """Run the installed program in a process of its own."""
    done = subprocess.run(
        [PROGRAM, *argv],
        input=stdin,
        capture_output=True,
        timeout=60,
        env={**os.environ, **(environ or {})},
        check=False,
    )
    texts = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in texts[0] + texts[1]
    return Run(done.returncode, *texts)


def run_on_terminal(*argv: str, environ: dict[str, str] | None = None) -> tuple[int, str]:
    """Run the installed program with a terminal for all its streams.

    Returns:
        The exit code, and everything it wrote, with the terminal's line ends made plain.
    """
    ours, theirs = pty.openpty()
    with contextlib.closing(os.fdopen(ours, "rb", buffering=0)) as screen:
        process = subprocess.Popen(
            [PROGRAM, *argv],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **(environ or {})},
            start_new_session=True,
        )
        os.close(theirs)
        written = b""
        # Linux ends a terminal without any more writers with EIO, other systems with an empty read.
        with contextlib.suppress(OSError):
            while block := screen.read(65536):
                written += block
        code = process.wait(60)
    return code, written.decode().replace("\r\n", "\n")


def ids() -> dict[str, int]:
    """Give the ids of all stories by title."""
    return {story["title"]: story["id"] for story in run("list", "--json").json}
