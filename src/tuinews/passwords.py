"""Names and passwords of sources that want them: in the system's keyring, else in a file that only the user can read.

They never stand in the library, so that no backup, export, log or message can show them. `keyring` is used where it is
installed and works; which sources have a password is written down in the file in any case, so that a keyring is asked
only for those.
"""

import importlib
import json
import logging
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tuinews.paths import write_atomically

_SERVICE = "tuinews"

_log = logging.getLogger(__name__)


class Passwords:
    """The passwords of one home.

    Args:
        file: Where they are kept, or that the keyring has them. May not be there.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept: dict[str, dict[str, str]] | None = None

    def knows(self, url: str) -> bool:
        """Tell whether the address of a feed has a password."""
        return url in self._read()

    def of(self, url: str) -> tuple[str, str] | None:
        """Give the name and password for the address of a feed, None when there are none."""
        kept = self._read().get(url)
        if kept is None:
            return None
        if "password" in kept:
            return kept["user"], kept["password"]
        keyring = _keyring()
        try:
            password = keyring.get_password(_SERVICE, _entry(url, kept["user"])) if keyring else None
        except Exception as error:  # noqa: BLE001 - each keyring fails in its own way; the server then asks for a password
            _log.warning("the keyring gave no password: %r", error)
            return None
        return None if password is None else (kept["user"], str(password))

    def keep(self, url: str, user: str, password: str) -> bool:
        """Keep a name and password for the address of a feed.

        Returns:
            Whether the keyring has it; else it stands in the file.

        Raises:
            OSError: The file can't be written.
        """
        keyring = _keyring()
        in_keyring = False
        if keyring:
            try:
                keyring.set_password(_SERVICE, _entry(url, user), password)
                in_keyring = keyring.get_password(_SERVICE, _entry(url, user)) == password
            except Exception as error:  # noqa: BLE001 - each keyring fails in its own way; the file is there for that
                _log.info("the keyring takes no password: %r", error)
        self._write(
            self._read() | {url: {"user": user} if in_keyring else {"user": user, "password": password}}
        )
        return in_keyring

    def keep_only(self, urls: Collection[str]) -> None:
        """Forget the passwords of all other addresses.

        Raises:
            OSError: The file can't be written.
        """
        kept = self._read()
        gone = {url: entry for url, entry in kept.items() if url not in urls}
        keyring = _keyring() if gone else None
        for url, entry in gone.items():
            if keyring and "password" not in entry:
                try:
                    keyring.delete_password(_SERVICE, _entry(url, entry["user"]))
                except Exception as error:  # noqa: BLE001 - nothing is left to be done about it
                    _log.info("the keyring keeps a password: %r", error)
        if gone:
            self._write({url: entry for url, entry in kept.items() if url in urls})

    def _read(self) -> dict[str, dict[str, str]]:
        if self._kept is None:
            self._kept = {}
            try:
                stored = json.loads(self._file.read_bytes())
            except FileNotFoundError:
                return self._kept
            except (OSError, ValueError) as error:
                _log.warning("%s can't be read: %r", self._file, error)
                return self._kept
            if isinstance(stored, dict):
                self._kept = {url: entry for url, entry in stored.items() if _is_sound(entry)}
        return self._kept

    def _write(self, kept: dict[str, dict[str, str]]) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self._file, json.dumps(kept, indent=1).encode())
        self._kept = kept


def _is_sound(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("user"), str)
        and all(isinstance(value, str) for value in entry.values())
    )


def _entry(url: str, user: str) -> str:
    return f"{user} at {url}"


def _keyring() -> Any:
    """Give the keyring library, None where it is not installed."""
    try:
        return importlib.import_module("keyring")
    except Exception as error:  # noqa: BLE001 - a broken one must not keep a source from being read
        _log.info("there is no keyring to use: %r", error)
        return None
