"""One refresh by tuinews, for `refresh.py`: `python benchmarks/refresh_run.py HOME AT_ONCE`.

Prints what it took besides this process's own time, and ends at once when the stories are listed. Nothing is imported
that the program would not import: a worker process imports this file anew.
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


def main(folder: Path, at_once: int) -> None:
    """Refresh all sources of a library."""
    import asyncio
    import json

    from tuinews.newsroom import Newsroom
    from tuinews.paths import Home

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
        print(json.dumps(said), flush=True)
        os._exit(0)

    asyncio.run(refresh())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
