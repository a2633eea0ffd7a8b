"""What one run of the command line works with: its home, its settings, its streams, and a way to the newsroom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tuinews.commands.console import Console
from tuinews.errors import ConfigError
from tuinews.paths import Home

if TYPE_CHECKING:
    from tuinews.config import Config
    from tuinews.newsroom import Newsroom


class Session(Struct, frozen=True):
    """One run."""

    home: Home
    chosen_folder: Path | None
    """What `--home` or `TUINEWS_HOME` names; None where the platform says where things are."""
    config: "Config"
    """The settings in force, `--theme` and `--no-motion` included."""
    config_file: Path
    config_warnings: tuple[str, ...]
    """What is wrong with single settings, as sentences."""
    config_problem: ConfigError | None
    """Why the config file can't be used at all. Only `doctor` runs with one."""
    log_level: str
    console: Console

    @asynccontextmanager
    async def newsroom(self) -> AsyncIterator["Newsroom"]:
        """Open the library for the length of a block.

        Raises:
            LibraryError: It can't be used.
        """
        # Here, so that what needs no library starts without SQLite.
        from tuinews.log import start_log
        from tuinews.newsroom import Newsroom

        start_log(self.home, self.log_level)
        newsroom = await Newsroom.open(
            self.home,
            headers=self.config.headers_by_source,
            mark_group_read=self.config.mark_group_read,
        )
        # Damage that shows only in use is repaired in use, and another program may have to be waited for.
        newsroom.hear(lambda sentence, _: self.console.note(sentence))
        try:
            if newsroom.notice:
                self.console.note(newsroom.notice)
            await newsroom.expire_stances()
            yield newsroom
        finally:
            await newsroom.aclose()
