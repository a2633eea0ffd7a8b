"""What the reader's first picture may wait for."""

import subprocess
import sys

_LATER = ("httpx", "feedparser", "lxml", "bs4", "markdownify", "trafilatura", "sqlite3", "markdown_it", "PIL")


def test_nothing_heavy_is_imported_before_the_first_picture() -> None:
    program = f"import sys, tuinews.ui.app; print(*[name for name in {_LATER!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == []


def test_themes_can_be_listed_without_the_screen_library() -> None:
    program = "import sys, tuinews.ui.theme, tuinews.ui.commands; print('textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "False"
