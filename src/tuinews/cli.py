"""The `tuinews` program's entry.

Next to nothing is imported before `main` runs, so that Ctrl-C is heard from the first moment on.
"""

import sys

INTERRUPTED = 130


def main(argv: tuple[str, ...] | list[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The arguments without the program's name; those of the process by default.

    Returns:
        The exit code, 130 when it was interrupted.
    """
    try:
        import gc

        # What is made while modules are loaded stays; looking for garbage among it takes a tenth of the start.
        gc.disable()
        from tuinews.commands.program import run_program

        return run_program(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        _end_line()
        return INTERRUPTED


def _end_line() -> None:
    """Leave the line with the `^C` that the terminal shows."""
    if sys.stderr is None:  # The shell closed it (`2>&-`).
        return
    try:
        sys.stderr.write("\n")
        sys.stderr.flush()
    except OSError:
        return  # Nobody can be told.
