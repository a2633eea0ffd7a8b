"""Opening an address in the browser: the only place that hands one to another program."""

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from tuinews import urls
from tuinews.errors import UsageError
from tuinews.text import clean_line

CONSOLE_BROWSERS = frozenset({"browsh", "elinks", "links", "links2", "lynx", "w3m", "www-browser"})
"""Programs that would draw in the terminal that is ours."""


def open_url(url: str, command: Sequence[str] = (), setting: str = "browser") -> None:
    """Open an address in the browser, and come back at once.

    Args:
        url: The address, from wherever.
        command: The program and its arguments; the address replaces `%s` or comes last. Empty leaves the choice to
            the system: `open` on macOS, else `$BROWSER`, else `xdg-open`.
        setting: What the settings call such a program.

    Raises:
        UsageError: It can't be opened; the summary says why and shows the address.
    """
    address = urls.web_url(url)
    if address is None:
        raise UsageError(f"“{clean_line(url, 200)}” is not a web address, so it was not opened.")
    reasons = []
    for candidate in (command,) if command else _candidates():
        reason = _start(candidate, address, setting)
        if not reason:
            return
        reasons.append(reason)
    why = reasons[0] if reasons else "No browser was found."
    raise UsageError(f"{why} The address is {address}")


def _candidates() -> Iterator[Sequence[str]]:
    if sys.platform == "darwin":
        yield ("open",)
        return
    # A list with colons, each part a command (the convention of xdg-open and of Python's webbrowser).
    for part in os.environ.get("BROWSER", "").split(os.pathsep):
        try:
            words = shlex.split(part)
        except ValueError:
            words = [part]
        if words:
            yield words
    # Without a display, xdg-open falls back to browsers that want the terminal.
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield ("xdg-open",)


def _start(command: Sequence[str], address: str, setting: str) -> str:
    """Start a program; give the reason when that can't be done."""
    shown = clean_line(command[0], 100)
    if PurePath(command[0]).name in CONSOLE_BROWSERS:
        return f"{shown} needs the terminal that tuinews is using; name another {setting} in the settings."
    program = shutil.which(command[0])
    if program is None:
        return f"There is no program “{shown}”; name another {setting} in the settings."
    arguments = [word.replace("%s", address) for word in command[1:]]
    if not any("%s" in word for word in command[1:]):
        arguments.append(address)
    try:
        process = subprocess.Popen(  # noqa: S603 - no shell, and the address has been checked
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"{shown} could not be started ({error.strerror})."
    # Somebody has to wait for it, or it stays behind as a zombie when it ends.
    threading.Thread(target=process.wait, name=f"wait for {shown}", daemon=True).start()
    return ""
