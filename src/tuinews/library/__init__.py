"""The library: the sources, the stories, and what the user did with them. The only SQL in tuinews."""

from tuinews.library.library import Library

__all__ = ["Library"]
