"""httpx without its command line.

Where rich and click are installed, `import httpx` imports both, and Pygments with them, for a command that nobody calls
here: two thirds of its time.
"""

import sys

_COMMAND_LINE = "httpx._main"

if "httpx" not in sys.modules:
    # None makes the import fail, which httpx takes for their absence.
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]
    try:
        import httpx
    finally:
        del sys.modules[_COMMAND_LINE]
else:
    import httpx

__all__ = ["httpx"]
