"""One refresh by tuinews, for `refresh.py`: `python benchmarks/refresh_run.py HOME AT_ONCE [behind]`.

Prints what it took besides this process's own time, and ends at once when the stories are listed; with `behind`, only
when topics and search have followed, and the longest that the event loop stood still meanwhile. Nothing is imported the program would not import: a worker process imports this file anew.
"""

import os
import sys
from pathlib import Path


def children() -> list[int]:
    """Give the processes that this one has started and that still run (Linux)."""
    path = Path(f"/proc/{os.getpid()}/task")
    return [int(pid) for task in path.iterdir() for pid in (task / "children").read_text().split()]


def cpu_of(pid: int) -> float:
    """Give the seconds of CPU that a process has used (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory() -> float:
    """Give the most memory that this process had resident, in megabytes."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


def main(folder: Path, at_once: int, *, behind: bool) -> None:
    """Refresh all sources of a library."""
    import asyncio
    import json
    import time

    from tuinews.newsroom import Newsroom
    from tuinews.paths import Home

    done = asyncio.Event()

    async def longest_stall() -> float:
        longest, before = 0.0, time.perf_counter()
        while not done.is_set():
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            longest, before = max(longest, now - before - 0.005), now
        return longest

    async def refresh() -> None:
        newsroom = await Newsroom.open(Home.below(folder))
        from tuinews.http import Fetcher, Pace

        newsroom._fetcher = Fetcher(pace=Pace(at_once=at_once))
        report = await newsroom.refresh(force=True)
        assert not report.failed, report.failed[0]
        said = {
            "workers": sum(map(cpu_of, children())),
            "memory": peak_memory(),
            "stories": (await newsroom.counts()).all,
        }
        if behind:
            watch = asyncio.ensure_future(longest_stall())
            begun, used = time.perf_counter(), time.process_time() + sum(map(cpu_of, children()))
            await newsroom.index()
            said["behind"] = time.perf_counter() - begun
            said["behind_cpu"] = time.process_time() + sum(map(cpu_of, children())) - used
            done.set()
            said["stall"] = await watch
        print(json.dumps(said), flush=True)
        os._exit(0)

    asyncio.run(refresh())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), behind=sys.argv[3:] == ["behind"])
