"""Feeds: reading them, finding them, and carrying lists of them from one reader to another.

Everything here is pure, from bytes to frozen values, and runs in worker processes. Only this room imports feedparser.
"""
