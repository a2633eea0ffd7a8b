"""Work in killable processes, with real processes."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from tuinews.errors import NotAFeed, SeveralFeeds, WorkTimeout
from tuinews.model import NewSource
from tuinews.workshop import NICENESS, work


def _double(number: int) -> int:
    return number * 2


def _pid() -> int:
    return os.getpid()


def _surroundings() -> tuple[int, Path, dict[str, str]]:
    return os.getppid(), Path.cwd(), dict(os.environ)


def _command_line() -> str:
    return Path("/proc/self/cmdline").read_text()


def _niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def _hang_holding_the_interpreter() -> None:
    while True:
        pass


def _tell_and_hang(told: str) -> None:
    draft = Path(f"{told}.draft")
    draft.write_text(str(os.getpid()))
    draft.rename(told)
    _hang_holding_the_interpreter()


def _eat_memory() -> int:
    return len(bytearray(8 << 30))


def _die() -> None:
    os._exit(3)


def _room_in_pipes() -> list[int]:
    return [fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ) for pipe in (0, 1)]


def _complain() -> None:
    raise NotAFeed("This is a web page.", "detail")


def _complain_with_feeds() -> None:
    raise SeveralFeeds("Choose.", feeds=(NewSource("https://a.example/feed"),))


def test_work_happens_in_another_process() -> None:
    async def journey() -> tuple[int, int]:
        return await work(_double, 21), await work(_pid)

    result, pid = anyio.run(journey)
    assert result == 42
    assert pid != os.getpid()


def test_a_worker_is_a_child_of_the_program_in_its_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert anyio.run(work, _surroundings) == (os.getpid(), tmp_path, dict(os.environ))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks the workers of tests")
def test_the_workers_of_tests_are_forked() -> None:
    assert "forking.py" in anyio.run(work, _command_line)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no niceness")
def test_a_worker_stands_back_for_the_screen() -> None:
    assert anyio.run(work, _niceness) >= max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0))


def test_a_hanging_job_is_killed_and_the_next_one_runs() -> None:
    async def journey() -> int:
        with pytest.raises(WorkTimeout) as caught:
            await work(_hang_holding_the_interpreter, seconds=1.5)
        assert "stopped" in caught.value.summary
        return await work(_double, 2)

    assert anyio.run(journey) == 4


def test_waiting_for_a_free_worker_does_not_count_against_a_job() -> None:
    async def journey() -> list[str]:
        ended: list[str] = []

        async def slow() -> None:
            with pytest.raises(WorkTimeout):
                await work(time.sleep, 60.0, seconds=1.0)
            ended.append("slow")

        async def quick() -> None:
            await work(_double, 1, seconds=30)
            ended.append("quick")

        async with anyio.create_task_group() as tasks:
            for _ in range(4):
                tasks.start_soon(slow)
            tasks.start_soon(quick)
        return ended

    assert sorted(anyio.run(journey)) == ["quick", *["slow"] * 4]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives pipes another size")
def test_a_whole_feed_fits_into_the_pipes_of_a_worker() -> None:
    assert min(anyio.run(work, _room_in_pipes)) >= 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's address space")
def test_a_job_that_eats_memory_fails_alone() -> None:
    async def journey() -> int:
        with pytest.raises(WorkTimeout):
            await work(_eat_memory)
        return await work(_double, 3)

    assert anyio.run(journey) == 6


def test_a_worker_that_dies_is_replaced() -> None:
    async def journey() -> int:
        with pytest.raises(WorkTimeout):
            await work(_die)
        return await work(_double, 4)

    assert anyio.run(journey) == 8


PARENT = """
import anyio, sys
sys.path.insert(0, {folder!r})
from test_workshop import _tell_and_hang
from tuinews.workshop import NICENESS, work
anyio.run(work, _tell_and_hang, {told!r})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_the_program(tmp_path: Path, how: signal.Signals) -> None:
    told = tmp_path / "pid"
    script = PARENT.format(folder=str(Path(__file__).parent), told=str(told))
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL) as parent:
        worker = int(_waited_for(lambda: told.read_text() if told.exists() else ""))
        parent.send_signal(how)
        parent.wait(30)
    _waited_for(lambda: "" if _lives(worker) else "gone")


def _lives(pid: int) -> bool:
    """Tell whether a process is at work; one that has ended stands in the table until whoever inherited it has asked."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def _waited_for(look: Callable[[], str]) -> str:
    for _ in range(3_000):
        if found := look():
            return found
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def test_expected_failures_come_back_as_themselves() -> None:
    async def journey() -> None:
        with pytest.raises(NotAFeed) as caught:
            await work(_complain)
        assert (caught.value.summary, caught.value.detail) == ("This is a web page.", "detail")
        with pytest.raises(SeveralFeeds) as several:
            await work(_complain_with_feeds)
        assert several.value.feeds[0].url == "https://a.example/feed"

    anyio.run(journey)
