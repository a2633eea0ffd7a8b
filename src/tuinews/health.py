"""What a source's health means to people: why it fails, what helps, when it is asked again and why then.

Pure sentences, the same on the screen, in `doctor` and in `sources --json`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from tuinews.model import Reason, Source, Trouble

LONG_MISSING = timedelta(days=7)
"""A page that is not found for so long has not just been mislaid."""


class Ways(Struct, frozen=True):
    """How the user does things where the sentence stands: each fits after “To …,”."""

    retry: str
    remove: str
    add: str


_KEYS = Ways(retry="press enter", remove="press d", add="press esc, then ctrl-a")


def of_commands(source: Source) -> Ways:
    """Give the ways of the command line."""
    return Ways(
        retry=f"“tuinews refresh --force {source.id}”",
        remove=f"“tuinews remove {source.id}”",
        add="“tuinews add”",
    )


def of_reader() -> Ways:
    """Give the ways of the screen that lists the failing sources."""
    return _KEYS


def cure_of(source: Source, ways: Ways, now: datetime) -> str:
    """Say what helps a source that fails; empty for one that does not.

    Args:
        source: The source.
        ways: How things are done where the sentence stands.
        now: The present, aware.
    """
    if not source.failing:
        return ""
    passed = now - (source.failing_since or now)
    if source.trouble == "missing" and passed >= LONG_MISSING:
        return (
            f"It has been missing for {passed.days} days, so it has probably moved. Look for its new address on"
            f" {_site(source)}; to let this one go: {ways.remove}."
        )
    return _CURES.get(source.trouble, _CURES["unexpected"]).format(
        retry=ways.retry, remove=ways.remove, add=ways.add, site=_site(source), url=source.url
    )


def why_then(source: Source) -> str:
    """Say why a source is asked again when it is; empty for one that is asked at once."""
    return "" if source.next_check is None and not source.stopped else _REASONS[source.next_reason]


def times_failed(source: Source) -> str:
    """Say how often in a row a source failed."""
    return "once" if source.streak == 1 else f"{source.streak} times in a row"


def _site(source: Source) -> str:
    return source.site_url or source.url


_WAIT = "Wait. It is asked again by itself, less often each time that it fails. To try at once: {retry}."
_CURES: Mapping[Trouble, str] = {
    "name": "Check the address, {url}. If its site has moved, add the new address and let this one go: {remove}.",
    "offline": "Connect this computer to the network. It is asked again by itself every few minutes.",
    "slow": _WAIT,
    "connection": _WAIT,
    "server": _WAIT,
    "certificate": "Check the date of this computer. Otherwise only the owner of the site can mend it; it is asked again"
    " by itself.",
    "proxy": "Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY in the environment, then try again: {retry}.",
    "silence": "Wait. It wants to be asked less often, and is asked again by itself.",
    "password": "Add it again with your name and password in the address, as in https://name:password@host/feed: {add}.",
    "barred": "Look whether {site} still offers this feed to everybody. If not, let it go: {remove}.",
    "missing": "Wait a few days: pages come back. If it has moved, look for its new address on {site}. To try at once:"
    " {retry}.",
    "gone": "It is not asked any more. To let it go: {remove}.",
    "address": "Look whether {url} is still the address of the feed. To try at once: {retry}.",
    "refused": "Look whether {url} is still the address of the feed. To try at once: {retry}.",
    "document": "Look whether {url} still shows a feed. It is asked again by itself. To try at once: {retry}.",
    "unexpected": "To try again: {retry}. If it stays so, the log has the details.",
}
_REASONS: Mapping[Reason, str] = {
    "": "its usual time",
    "interval": "its usual time: often when it often has something new, seldom when not",
    "server": "its server says that nothing new comes before",
    "feed": "the feed itself asks not to be read more often",
    "retry": "another try after the failure; the waits grow from an hour to a day",
    "silence": "its server asked to be left alone until then",
    "gone": "not by itself, since its server says that it is gone for good",
}
