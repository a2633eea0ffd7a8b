"""`themes`: what the reader can look like."""

from argparse import Namespace

from tuinews.commands.session import Session
from tuinews.commands.tables import table


def list_themes(session: Session, options: Namespace) -> int:
    """List the themes that can be used, and say what is wrong with the others."""
    from tuinews.ui.theme import read_themes

    themes, errors = read_themes(session.home)
    rows = [
        (
            "configured" if theme.name == session.config.theme else "",
            theme.name,
            theme.label,
            "dark" if theme.dark else "light",
            "yours" if theme.path.is_relative_to(session.home.themes) else "bundled",
        )
        for theme in themes
    ]
    session.console.say(table(rows, session.console))
    for error in errors:
        session.console.note(error.summary)
    return 0
