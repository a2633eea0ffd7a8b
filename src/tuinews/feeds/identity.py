"""By what a story is known again inside its source, and which entries of a document need not be looked at again."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tuinews.feeds.entries import Statement, finished, make_entry
from tuinews.model import Entry, Identity
from tuinews.text import fingerprint
from tuinews.urls import likeness


class Gathered(Struct, frozen=True):
    """The entries of a document."""

    entries: tuple[Entry, ...]
    identities: tuple[Identity, ...]
    """Of each of these entries."""
    unchanged: tuple[int, ...]
    """Keys of the others."""

    def __len__(self) -> int:
        return len(self.entries) + len(self.unchanged)


def gathered(statements: Iterable[Statement], base: str, known: Mapping[int, int]) -> Gathered:
    """Clean the entries of a document, and set apart those that are known already as they are.

    Args:
        statements: What the document states of each.
        base: The address that relative links start from.
        known: Key -> hash of stories that the library has.
    """
    entries = [entry for each in statements if (entry := make_entry(each, base))]
    identities = identify(entries)
    unchanged = {each.key: None for each in identities if known.get(each.key) == each.hash}
    fresh = [
        (entry, identity)
        for entry, identity in zip(entries, identities, strict=True)
        # Of several entries with one key, which only differ in their words, the first one counts.
        if identity.key not in unchanged
    ]
    return Gathered(
        tuple(finished(entry) for entry, _ in fresh),
        tuple(identity for _, identity in fresh),
        tuple(unchanged),
    )


def identify(entries: Sequence[Entry]) -> tuple[Identity, ...]:
    """Give the identity of each entry of a document.

    A feed may use one GUID for several stories: their links then tell them apart.
    """
    guids = Counter(entry.guid for entry in entries if entry.guid)
    return tuple(
        Identity(
            fingerprint(*_key(entry, guids)),
            _alias(entry),
            _hash(entry),
        )
        for entry in entries
    )


def _key(entry: Entry, guids: Counter[str]) -> tuple[str, ...]:
    if entry.guid:
        shared = guids[entry.guid] > 1
        return (entry.guid, entry.url or entry.title) if shared else (entry.guid,)
    return (entry.url,) if entry.url else (entry.title, entry.summary_html, entry.content_html)


def _alias(entry: Entry) -> int:
    """Give what is left of a story whose GUID and address were changed.

    With its title, that is the address but for what sites change of all their addresses at once; where there is none, its
    first file, else the moment that it is from.
    """
    if entry.url:
        return fingerprint(likeness(entry.url), entry.title)
    if entry.enclosures:
        return fingerprint(entry.enclosures[0].url, entry.title)
    return fingerprint(entry.published.isoformat(), entry.title) if entry.published else 0


def _hash(entry: Entry) -> int:
    published = entry.published.isoformat() if entry.published else ""
    enclosures = " ".join(enclosure.url for enclosure in entry.enclosures)
    return fingerprint(
        entry.url, entry.title, entry.author, published, entry.summary_html, entry.content_html,
        "\n".join(entry.categories), enclosures, entry.image_url,
    )  # fmt: skip
