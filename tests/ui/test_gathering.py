"""Which changes of the library may wait while there are many, and which the user looks for."""

import pytest

from tuinews.model import Change
from tuinews.ui.screens.gathering import may_wait


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        (Change(frozenset({1, 2}), frozenset({1}), new=2), True),
        (Change(sources=frozenset({1})), True),  # A source has nothing new, or fails.
        (Change(elsewhere=True), True),
        (Change(frozenset({1})), False),  # Read, saved, hidden.
        (Change(frozenset({1}), frozenset({1})), False),
        (Change(sources=frozenset({1}), subscriptions=True), False),  # Renamed, moved, let go.
        (Change(subscriptions=True), False),
        (Change(topics=True), False),  # Followed, muted, corrected.
        (Change(), False),  # A search was kept.
    ],
)
def test_what_the_user_does_never_waits_for_what_comes(change: Change, waits: bool) -> None:
    assert may_wait(change) is waits
