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
        arguments = sys.argv[1:] if argv is None else argv
        if list(arguments) == ["--version"] and _say_version():
            return 0
        import gc

        # What is made while modules are loaded stays; looking for garbage among it takes a tenth of the start.
        gc.disable()
        from tuinews.commands.program import run_program

        return run_program(arguments)
    except KeyboardInterrupt:
        _end_line()
        return INTERRUPTED


def _say_version() -> bool:
    """Say the version without any of the rest, since scripts ask for it often; False leaves it to the commands."""
    from tuinews import __version__

    if sys.stdout is None:  # The shell closed it (`>&-`).
        return False
    try:
        sys.stdout.write(f"tuinews {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _end_line() -> None:
    """Leave the line with the `^C` that the terminal shows."""
    if sys.stderr is None:  # The shell closed it (`2>&-`).
        return
    try:
        sys.stderr.write("\n")
        sys.stderr.flush()
    except OSError:
        return  # Nobody can be told.
