"""Putting a text on the clipboard: the only place that hands one to another program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

_PATIENCE_SECONDS = 2.0


def copy(text: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Put a text on the clipboard of the desktop, or of tmux. Waits for the program: call it in a thread.

    Args:
        text: Cleaned text.
        environ: The environment.

    Returns:
        Whether a program took it. Otherwise there is still the terminal itself (OSC 52), which gives no answer.
    """
    return any(_hand_over(command, text) for command in _candidates(environ))


def _candidates(environ: Mapping[str, str]) -> Iterator[Sequence[str]]:
    # Over SSH the desktop's clipboard is that of another machine; tmux passes the text on to the terminal.
    if environ.get("TMUX"):
        yield ("tmux", "load-buffer", "-w", "-")
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return
    if sys.platform == "darwin":
        yield ("pbcopy",)
    if environ.get("WAYLAND_DISPLAY"):
        yield ("wl-copy",)
    if environ.get("DISPLAY"):
        yield ("xclip", "-selection", "clipboard")
        yield ("xsel", "--clipboard", "--input")
    if environ.get("WSL_DISTRO_NAME"):
        yield ("clip.exe",)


def _hand_over(command: Sequence[str], text: str) -> bool:
    program = shutil.which(command[0])
    if program is None:
        return False
    # clip.exe takes UTF-8 only with a byte order mark in UTF-16.
    data = text.encode("utf-16") if command[0] == "clip.exe" else text.encode()
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the text is only its input
            [program, *command[1:]],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            check=False,
            start_new_session=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
