"""By which rules topics and groups are found."""

VERSION = 5
"""Goes up when the same text would give other topics, so that stored ones are known to be older."""
GROUPS = 1
"""Goes up when the same stories would make other groups."""
