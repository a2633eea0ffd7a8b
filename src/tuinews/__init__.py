"""tuinews: a terminal reader for entertainment news."""

__version__ = "0.1.0"
