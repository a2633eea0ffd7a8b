"""httpx without what it looks for in vain.

Where rich and click are installed, `import httpx` imports both, and Pygments with them, for a command that nobody calls
here: two thirds of its time. And where sniffio is not, httpcore looks through every folder of modules for it half a dozen
times a request, to hear that we use asyncio: a quarter of a request's time.
"""

import sys
from importlib.util import find_spec

_COMMAND_LINE = "httpx._main"
_SNIFFIO = "sniffio"

if _SNIFFIO not in sys.modules and find_spec(_SNIFFIO) is None:
    # None makes an import fail at once, as it would fail anyway.
    sys.modules[_SNIFFIO] = None  # type: ignore[assignment]

if "httpx" not in sys.modules:
    # httpx takes the failure for the absence of rich and click.
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]
    try:
        import httpx
    finally:
        del sys.modules[_COMMAND_LINE]
else:
    import httpx

__all__ = ["httpx"]
