"""How much is shown where nobody said how much: apart from the commands, since their help says it too."""

TERMINAL_LIMIT = 100
"""Stories that `list` shows on a terminal unless `--limit` says otherwise; a pipe gets all of them."""
SEARCH_LIMIT = 20
"""Stories that `search` shows unless `--limit` says otherwise."""
