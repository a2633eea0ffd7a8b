"""By which rules topics are found."""

VERSION = 4
"""Goes up when the same text would give other topics, so that stored ones are known to be older."""
