"""Which addresses belong to the user's own network."""

import pytest

from tuinews.http.own_network import is_private, is_this_machine


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::c0a8:101", "2002:a00:1::1", "fec0::1"),
    ],
)
def test_private_addresses(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize(
    "address", ["198.41.0.4", "172.32.0.1", "2001:4860:4860::8888", "::ffff:198.41.0.4", "64:ff9b::c629:4"]
)
def test_public_addresses(address: str) -> None:
    assert not is_private(address)


def test_this_machine() -> None:
    assert all(is_this_machine(f"http://{host}:80/") for host in ("localhost", "127.0.0.9", "[::1]"))
    assert not any(
        is_this_machine(f"http://{host}/") for host in ("example.com", "192.168.1.1", "localhost.example")
    )
