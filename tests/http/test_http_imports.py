"""What the room that knows the network brings in, and when."""

import subprocess
import sys

from loopback import Site, answer

REQUESTS = """\
import asyncio, sys
from tuinews.http import FEED_ACCEPT, FEED_LIMIT, Fetcher, Pace

class Witness:
    looked_for = []

    def find_spec(self, name, path=None, target=None):
        self.looked_for.append(name)

async def journey(url):
    fetcher = Fetcher(pace=Pace(spacing=0))
    await fetcher.get(url, accept=FEED_ACCEPT, limit=FEED_LIMIT)
    sys.meta_path.insert(0, Witness())
    await fetcher.get(url, accept=FEED_ACCEPT, limit=FEED_LIMIT)
    await fetcher.aclose()

asyncio.run(journey(sys.argv[1]))
sys.exit(" ".join(Witness.looked_for) or 0)
"""


def test_httpx_comes_with_the_first_exchange_only() -> None:
    code = (
        "import sys, tuinews.manners; assert 'httpx' not in sys.modules;"
        "from tuinews.http import Fetcher; assert 'httpx' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_request_looks_for_no_module_once_there_was_one(site: Site) -> None:
    site.pages["/feed"] = answer(b"<rss/>")
    url = site.url("/feed")
    done = subprocess.run(
        [sys.executable, "-c", REQUESTS, url], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
