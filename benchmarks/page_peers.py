"""Other extractors, as far as they are installed, each called the way its own documentation recommends."""

import functools
import importlib
import logging
import warnings
from collections.abc import Callable
from typing import Any

Extract = Callable[[str, str], str]
"""From a page and its address to plain text."""
Markup = Callable[[str, str], str]
"""From a page and its address to the story as HTML, for the comparison of structure."""


YARDSTICK = "trafilatura"
"""The extractor whose time is the measure of time."""


def texts() -> dict[str, Extract]:
    """Give the extractors whose text is compared, by name."""
    return {name: extract for name, module, extract in _TEXTS if _installed(module)}


def markups() -> dict[str, Markup]:
    """Give the extractors whose structure is compared, by name."""
    return {name: extract for name, module, extract in _MARKUPS if _installed(module)}


@functools.cache
def _installed(module: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(module)
    except Exception as error:  # noqa: BLE001 - a peer that can't even be imported here is left out, and said so
        print(f"left out: {module}: {error}")
        return False
    for name in ("trafilatura", "readability", "justext", "newspaper", "goose3", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return True


def _trafilatura(page: str, _: str) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def _trafilatura_precise(page: str, _: str) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False, favor_precision=True) or ""


def _trafilatura_fast(page: str, _: str) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False, fast=True) or ""


def _readability(page: str, url: str) -> str:
    from lxml import html

    found = _readability_markup(page, url)
    return "\n".join(html.document_fromstring(found).itertext()) if found.strip() else ""


def _newspaper(page: str, url: str) -> str:
    newspaper: Any = importlib.import_module("newspaper")
    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=page)
    article.parse()
    return str(article.text)


def _goose(page: str, _: str) -> str:
    goose3: Any = importlib.import_module("goose3")
    with goose3.Goose({"enable_image_fetching": False}) as goose:
        return str(goose.extract(raw_html=page).cleaned_text)


def _justext(page: str, _: str) -> str:
    justext: Any = importlib.import_module("justext")
    found = justext.justext(page, justext.get_stoplist("English"))
    return "\n".join(str(paragraph.text) for paragraph in found if not paragraph.is_boilerplate)


def _resiliparse(page: str, _: str) -> str:
    html2text: Any = importlib.import_module("resiliparse.extract.html2text")
    return str(html2text.extract_plain_text(page, main_content=True, alt_texts=False, links=False))


def _readability_markup(page: str, _: str) -> str:
    readability: Any = importlib.import_module("readability")
    return str(readability.Document(page).summary())


def _trafilatura_markup(page: str, _: str) -> str:
    import trafilatura

    found = trafilatura.extract(
        page, output_format="html", include_comments=False, include_tables=True, include_images=True,
        include_links=True, include_formatting=True,
    )  # fmt: skip
    return found or ""


def _trafilatura_markdown(page: str, _: str) -> str:
    import trafilatura

    from markdown_back import as_html

    found = trafilatura.extract(
        page, output_format="markdown", include_comments=False, include_tables=True, include_images=True,
        include_links=True, include_formatting=True,
    )  # fmt: skip
    return as_html(found or "")


_TEXTS: tuple[tuple[str, str, Extract], ...] = (
    (YARDSTICK, "trafilatura", _trafilatura),
    ("trafilatura precision", "trafilatura", _trafilatura_precise),
    ("trafilatura fast", "trafilatura", _trafilatura_fast),
    ("readability-lxml", "readability", _readability),
    ("newspaper4k", "newspaper", _newspaper),
    ("goose3", "goose3", _goose),
    ("justext", "justext", _justext),
    ("resiliparse", "resiliparse.extract.html2text", _resiliparse),
)
_MARKUPS: tuple[tuple[str, str, Markup], ...] = (
    ("readability-lxml", "readability", _readability_markup),
    ("trafilatura HTML", "trafilatura", _trafilatura_markup),
    ("trafilatura Markdown", "trafilatura", _trafilatura_markdown),
)
