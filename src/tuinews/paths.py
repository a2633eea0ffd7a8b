"""Where tuinews keeps its files, and how they are made."""

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from tuinews.errors import ConfigError, ReadOnly
from tuinews.text import clean_line


class Home(Struct, frozen=True):
    """The four folders of an installation: what is configured, made, logged, and can be made again."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @classmethod
    def below(cls, folder: Path) -> "Home":
        """Keep everything below one folder (`--home`, `TUINEWS_HOME`, the demo).

        Raises:
            ConfigError: `~` stands for nobody's folder.
        """
        try:
            folder = folder.expanduser().absolute()
        except RuntimeError as error:
            raise ConfigError(
                f"There is no user whose folder {clean_line(str(folder))} could be. Give the whole path.",
                str(error),
            ) from error
        return cls(folder / "config", folder / "data", folder / "state", folder / "cache")

    @classmethod
    def find(cls, folder: Path | None = None, environ: Mapping[str, str] = os.environ) -> "Home":
        """Find the home: `folder`, else `TUINEWS_HOME`, else the platform's folders (XDG on Linux).

        Raises:
            ConfigError: The environment does not say where the user's files are.
        """
        if folder is not None:
            return cls.below(folder)
        if named := environ.get("TUINEWS_HOME"):
            return cls.below(Path(named))
        import platformdirs

        dirs = platformdirs.PlatformDirs("tuinews", appauthor=False)
        try:
            folders = (dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path)
        except RuntimeError:
            folders = None
        # Without HOME and without a user's entry in the system, `~` stays as it is.
        if folders is None or not all(folder.is_absolute() for folder in folders):
            raise ConfigError("The environment does not say where your files are. Set HOME, or use --home.")
        return cls(*folders)

    @property
    def library_db(self) -> Path:
        """What the user made."""
        return self.data / "library.db"

    @property
    def cache_db(self) -> Path:
        """What can be fetched or computed again."""
        return self.cache / "cache.db"

    @property
    def passwords(self) -> Path:
        """Names and passwords of sources, or that the system's keyring has them."""
        return self.data / "passwords.json"

    @property
    def config_file(self) -> Path:
        """The user's settings; never written by the program."""
        return self.config / "config.toml"

    @property
    def themes(self) -> Path:
        """The user's own themes."""
        return self.config / "themes"

    @property
    def log_file(self) -> Path:
        """The log."""
        return self.state / "tuinews.log"

    def make(self) -> None:
        """Make the folders that the program writes to, private to the user.

        Raises:
            ReadOnly: A folder can't be made; the summary names it.
        """
        for folder in (self.data, self.state, self.cache):
            make_private(folder)


def make_private(folder: Path) -> None:
    """Make a folder, if it is not there, that only the user can look into.

    Raises:
        ReadOnly: It can't be made; the summary names it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ReadOnly(
            f"The folder {clean_line(str(folder))} can't be made ({error.strerror}). Check its permissions, or choose another"
            " place with --home.",
            repr(error),
        ) from error


def write_atomically(path: Path, content: bytes, *, private: bool = True) -> None:
    """Write a file whole or not at all. Where the path is a link, its target is written.

    What is there and no file, such as a pipe or a device, is written to as it stands.

    Args:
        path: The file. One that is there keeps its mode.
        content: All that will be in it.
        private: Whether a new file is readable by the user only; else the umask says who may read it.

    Raises:
        OSError: It can't be written; an older file is as it was.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        with os.fdopen(os.open(path, os.O_WRONLY), "wb") as file:
            file.write(content)
        return
    path = path.resolve()
    draft = path.with_name(f".{os.urandom(8).hex()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                draft.chmod(stat.S_IMODE(mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Bring a folder's entries to the disk.

    Raises:
        OSError: They can't be.
    """
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems can't do it for folders. The file is written all the same.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)
