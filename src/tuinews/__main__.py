"""`python -m tuinews`."""

import sys

from tuinews.cli import main

if __name__ == "__main__":
    sys.exit(main())
