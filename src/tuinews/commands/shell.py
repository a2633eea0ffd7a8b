"""`completion` and `man`: what shells and `man` read. The files come with the package, made from the table of commands."""

from argparse import Namespace
from importlib import resources

from tuinews.commands.session import Session

COMPLETIONS = {"bash": "tuinews.bash", "zsh": "_tuinews", "fish": "tuinews.fish"}
MANUAL = "tuinews.1"


def completion(session: Session, options: Namespace) -> int:
    """Print the script for a shell."""
    return _print(session, COMPLETIONS[options.shell])


def manual(session: Session, options: Namespace) -> int:
    """Print the manual page, in the language of man."""
    return _print(session, MANUAL)


def _print(session: Session, name: str) -> int:
    session.console.say_bytes((resources.files("tuinews") / "data" / name).read_bytes())
    return 0
