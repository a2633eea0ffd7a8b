"""The log: private, bounded, and nothing in it that should not be."""

import errno
import logging
from collections.abc import Iterator

import pytest

from tuinews.errors import ReadOnly
from tuinews.log import FILE_BYTES, OLDER_FILES, start_log
from tuinews.paths import Home

log = logging.getLogger("tuinews.test")


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    """Give the loggers back as they were."""
    loggers = [logging.getLogger(name) for name in ("tuinews", "asyncio")]
    before = [(logger.level, list(logger.handlers)) for logger in loggers]
    # What these tests log must not go into the test report, which can't carry a lone surrogate.
    loggers[0].propagate = False
    yield
    loggers[0].propagate = True
    for logger, (level, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        for handler in set(logger.handlers) - set(handlers):
            logger.removeHandler(handler)
            handler.close()


def test_the_log_is_for_the_user_alone(home: Home) -> None:
    start_log(home, "info")
    log.info("hello")
    assert home.log_file.stat().st_mode & 0o777 == 0o600
    assert home.state.stat().st_mode & 0o777 == 0o700
    assert home.log_file.read_text().endswith("Z INFO tuinews.test: hello\n")


def test_the_level_is_kept_to(home: Home) -> None:
    start_log(home, "WARNING")
    log.info("quiet")
    log.warning("loud")
    assert "loud" in home.log_file.read_text()
    assert "quiet" not in home.log_file.read_text()
    with pytest.raises(ValueError, match="LOUDER"):
        start_log(home, "louder")


def test_nothing_harmful_and_nothing_secret_is_written(home: Home) -> None:
    start_log(home, "info")
    log.info("bad \x1b]0;x\x07 \u202e text\nforged line \ud800")
    log.info("got https://user:pw@example.com/path?token=secret and 'http://h/?a=b'")
    text = home.log_file.read_text()
    assert "bad ]0;x  text\n  forged line" in text
    assert "https://example.com/path?…" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "secret" not in text
    assert "pw" not in text


def test_a_traceback_keeps_its_indents(home: Home) -> None:
    start_log(home, "info")
    try:
        int("went wrong")
    except ValueError:
        log.exception("caught")
    lines = home.log_file.read_text().splitlines()
    assert lines[1] == "  Traceback (most recent call last):"
    assert lines[-1].startswith("  ValueError: ")
    assert any(line.startswith("      int(") for line in lines)


def test_the_log_stays_small(home: Home) -> None:
    start_log(home, "info")
    for _ in range(45):
        log.info("x" * 100_000)
    files = list(home.state.iterdir())
    assert len(files) == 1 + OLDER_FILES
    assert sum(file.stat().st_size for file in files) <= FILE_BYTES * len(files)
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)


def test_starting_again_moves_the_log(home: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    start_log(home, "info")
    start_log(home, "info")
    log.info("first")
    other = Home.below(tmp_path_factory.mktemp("other"))
    start_log(other, "info")
    log.info("second")
    assert home.log_file.read_text().count("first") == 1
    assert "second" not in home.log_file.read_text()
    assert other.log_file.read_text().count("second") == 1


def test_what_asyncio_complains_of_is_logged(home: Home) -> None:
    start_log(home, "info")
    logging.getLogger("asyncio").error("Task exception was never retrieved")
    assert "never retrieved" in home.log_file.read_text()


def test_workers_that_were_collected_twice_are_not_news(home: Home) -> None:
    start_log(home, "debug")
    logging.getLogger("asyncio").warning("Unknown child process pid %d, will report returncode 255", 42)
    assert "child process" not in home.log_file.read_text()


def test_a_place_that_cannot_be_written_is_told(home: Home) -> None:
    home.log_file.mkdir(parents=True)
    with pytest.raises(ReadOnly) as caught:
        start_log(home, "info")
    assert str(home.log_file) in caught.value.summary
    other = Home.below(home.log_file.parents[1])
    other.state.rename(other.state.with_name("moved"))
    other.state.write_text("in the way")
    with pytest.raises(ReadOnly):
        start_log(other, "info")


def test_a_full_disk_is_borne_in_silence(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start_log(home, "info")
    (handler,) = (each for each in logging.getLogger("tuinews").handlers if hasattr(each, "doRollover"))

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(handler, "flush", full)
    log.info("lost")
    monkeypatch.undo()
    assert capsys.readouterr() == ("", "")
    log.info("found")
    assert "found" in home.log_file.read_text()
