"""What `make run` opens: `python -m tuinews.first_run` prints `demo` where there is neither a library nor a network.

Somebody who has just fetched the sources sees a full reader at once, on a train as well.
"""

import sys

from tuinews.paths import Home
from tuinews.reach import network_in_reach


def command() -> str:
    """Give the command to begin with; empty for the reader itself."""
    return "" if Home.find().library_db.exists() or network_in_reach() else "demo"


if __name__ == "__main__":
    sys.stdout.write(command())
