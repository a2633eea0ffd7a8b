"""What is said when fetching fails: one plain sentence each, with the cure where there is one."""

from tuinews.text import clean_line

# All are templates for the name of the server.
UNKNOWN_NAME = "No server named {} could be found. Check the address and your connection."
REFUSED = "{} does not take connections at the moment. Trying again later may help."
NO_WAY = "There is no way to {} from here. Check your connection."
TOO_SLOW = "{} took too long to answer. Trying again later may help."
BROKEN_OFF = "{} broke off in the middle of its answer. Trying again later may help."
NOT_HTTP = "{} did not answer in the way of a web server. Check the address."
NO_SECURITY = "No secure connection to {} could be made, so nothing was fetched."
NO_ADDRESS = "{} is not a name that a server can have. Check the address."
NO_ANSWER = "{} could not be reached. Check the address and your connection."
NO_PROXY = "The proxy that leads to {} could not be used. Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY in the environment."
NO_UNPACKING = "{} sent an answer that could not be unpacked. Trying again later may help."
SILENT = "{} wants to be asked less often, so it was not asked. Trying again later may help."

# By OpenSSL's verification code (x509_vfy.h); macOS and Windows give none, and get the general sentence.
_CERTIFICATES = {
    9: "The certificate of {} is not valid yet. Check the date of this computer.",
    10: "The certificate of {} has expired, so nothing was fetched. Its owner has to renew it.",
    18: "{} vouches for itself with a certificate of its own making, so nothing was fetched.",
    62: "{} showed the certificate of another site, so nothing was fetched. Check the address.",
    64: "{} showed the certificate of another site, so nothing was fetched. Check the address.",
}
_CERTIFICATE = "{} showed a certificate that this computer does not trust, so nothing was fetched."

_LATER = "Trying again later may help."
_STATUSES = {
    400: ("bad request", "Check the address."),
    401: (
        "password wanted",
        "Add it again with your name and password in the address.",
    ),
    402: ("payment wanted", "It is for paying readers only."),
    403: ("not allowed", "It does not let readers like this one in."),
    404: ("not found", "Check the address; the page may have moved."),
    406: ("nothing suitable", "Check the address."),
    408: ("took too long", _LATER),
    410: ("gone", "It was taken away for good."),
    429: ("too many requests", "It wants to be asked less often."),
    451: ("withheld for legal reasons", "It may not be shown where you are."),
    500: ("trouble on its side", _LATER),
    502: ("trouble on its side", _LATER),
    503: ("temporarily unavailable", _LATER),
    504: ("trouble on its side", _LATER),
}
_CLASSES = {4: "Check the address.", 5: _LATER}


def status(name: str, number: int, reason: str) -> str:
    """Tell that a server answered with an error.

    Args:
        name: The server's.
        number: The HTTP status.
        reason: The words that came with it; used, cleaned, where we have none of our own.
    """
    words, cure = _STATUSES.get(number, (clean_line(reason, 60), _CLASSES.get(number // 100, "")))
    return f"{name} answered {number}{f' ({words})' if words else ''}. {cure}".rstrip()


def certificate(name: str, code: int) -> str:
    """Tell why a certificate was not accepted.

    Args:
        name: The server's.
        code: OpenSSL's verification code, 0 where there is none.
    """
    return _CERTIFICATES.get(code, _CERTIFICATE).format(name)
