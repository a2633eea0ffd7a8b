"""The one object that screens and commands hold; see `newsroom.Newsroom`."""

from tuinews.newsroom.newsroom import Newsroom

__all__ = ["Newsroom"]
