"""What the room that knows the network brings in, and when."""

import subprocess
import sys


def test_httpx_comes_with_the_first_exchange_only() -> None:
    code = (
        "import sys, tuinews.manners; assert 'httpx' not in sys.modules;"
        "from tuinews.http import Fetcher; assert 'httpx' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
