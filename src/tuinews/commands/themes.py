"""`themes`: what the reader can look like."""

from argparse import Namespace

from tuinews.commands.session import Session
from tuinews.commands.tables import table


def list_themes(session: Session, options: Namespace) -> int:
    """List the themes that can be used, say which is configured and where, and what is wrong with the others."""
    from tuinews.ui.theme import read_themes

    config = session.config
    themes, errors = read_themes(session.home)
    chosen_by = config.origins.get("theme", "default")
    if options.json:
        session.console.say_json(
            [
                {
                    "theme": theme.name,
                    "label": theme.label,
                    "dark": theme.dark,
                    "path": str(theme.path),
                    "yours": theme.path.is_relative_to(session.home.themes),
                    "configured": theme.name == config.theme,
                    "origin": chosen_by if theme.name == config.theme else None,
                }
                for theme in themes
            ]
        )
    else:
        rows = [
            (
                "configured" if theme.name == config.theme else "",
                theme.name,
                theme.label,
                "dark" if theme.dark else "light",
                "yours" if theme.path.is_relative_to(session.home.themes) else "bundled",
                chosen_by if theme.name == config.theme else "",
            )
            for theme in themes
        ]
        session.console.say(table(rows, session.console))
    for error in errors:
        session.console.note(error.summary)
    return 0
