"""How single sources are asked: with headers from the settings, with a name and password that are kept apart."""

import asyncio
import logging
from collections.abc import Collection, Mapping

from tuinews.http import Manner
from tuinews.passwords import Passwords
from tuinews.paths import Home

Headers = Mapping[str, tuple[tuple[str, str], ...]]
"""Feed address -> names and values."""

_log = logging.getLogger(__name__)


class OwnManners:
    """The manners of all sources of a home.

    Args:
        home: Whose passwords.
        headers: Headers of their own for some sources.
    """

    def __init__(self, home: Home, headers: Headers) -> None:
        self._headers = headers
        self._file = home.passwords
        self._passwords = Passwords(home.passwords)

    async def of(self, url: str) -> Manner:
        """Say how a source is to be asked."""
        login = None
        if self._passwords.knows(url):
            # The system's keyring may ask the user first.
            login = await asyncio.to_thread(self._passwords.of, url)
        return self.with_login(url, *(login or ("", "")))

    def with_login(self, url: str, user: str, password: str) -> Manner:
        """Say how an address is to be asked with a name and password."""
        return Manner(self._headers.get(url, ()), user, password)

    async def keep(self, url: str, user: str, password: str) -> str:
        """Keep a name and password.

        Returns:
            A sentence for the user where there is no keyring to keep them in, else empty.
        """
        try:
            in_keyring = await asyncio.to_thread(self._passwords.keep, url, user, password)
        except OSError as error:
            _log.warning("the password was not kept: %r", error)
            return f"The password could not be kept in {self._file}, so the source will ask for it again."
        if in_keyring:
            return ""
        return f"There is no keyring, so the password is kept in {self._file}, which only you can read."

    async def keep_only(self, urls: Collection[str]) -> None:
        """Forget the passwords of all other addresses."""
        try:
            await asyncio.to_thread(self._passwords.keep_only, urls)
        except OSError as error:
            _log.warning("passwords of sources that were let go are kept: %r", error)
