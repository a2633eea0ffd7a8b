"""Telling what a failure of the network means to people, whatever the libraries below call it."""

import errno
import socket
import ssl
from collections.abc import Iterator

from tuinews.errors import FetchError, Refused, Unreachable
from tuinews.http import words
from tuinews.http.lean import httpx
from tuinews.model import Trouble
from tuinews.text import clean_line


def explained(error: Exception, name: str, *, proxied: bool) -> FetchError:
    """Give the error that tells people what a failure of the network means to them.

    Args:
        error: What httpx, httpcore, ssl or the socket raised.
        name: The server's.
        proxied: Whether a proxy was to lead there.
    """
    causes = tuple(_causes(error))
    detail = " < ".join(f"{type(cause).__name__}: {clean_line(str(cause), 200)}" for cause in causes)
    numbers = {cause.errno for cause in causes if isinstance(cause, OSError)}

    def of(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unreachable(words.certificate(name, cause.verify_code), detail, "certificate")
    if isinstance(error, httpx.InvalidURL) or of(UnicodeError):
        return Refused(words.NO_ADDRESS.format(name), detail)
    trouble: Trouble = "connection"
    if of(ssl.SSLError):
        sentence, trouble = words.NO_SECURITY, "certificate"
    elif of(httpx.TimeoutException, TimeoutError):
        sentence, trouble = words.TOO_SLOW, "slow"
    elif of(httpx.ProxyError) or (proxied and of(httpx.ConnectError)):
        sentence, trouble = words.NO_PROXY, "proxy"
    elif of(socket.gaierror):
        # A name server that can't be asked says nothing about the name: it is our way to the network that is missing.
        ours = socket.EAI_AGAIN in numbers
        sentence, trouble = words.UNKNOWN_NAME, "offline" if ours else "name"
    elif of(ConnectionRefusedError):
        sentence = words.REFUSED
    elif numbers & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}:
        sentence, trouble = words.NO_WAY, "offline"
    elif of(httpx.ReadError, httpx.WriteError, ConnectionError) or "without sending" in str(error):
        # h11 and httpcore say "closed connection without sending complete message body" and "disconnected without
        # sending a response"; there is no type for it.
        sentence = words.BROKEN_OFF
    elif of(httpx.ProtocolError):
        sentence = words.NOT_HTTP
    else:
        sentence = words.NO_ANSWER
    return Unreachable(sentence.format(name), detail, trouble)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and everything that led to it."""
    if error is None:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _causes(part)
    yield from _causes(error.__cause__ or error.__context__)
