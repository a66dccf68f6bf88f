"""Reduce a page to text in Markdown: HTML by markdownify; Markdown, plain text and OpenAPI documents as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from caretasks.core.errors import CommandError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

# Pages of documentation have up to some hundred kilobytes. Parsing takes about a second for each megabyte of HTML.
MAX_PAGE_BYTES = 5 * 2**20
_MIN_WORDS = 30
_HIDDEN = ("script", "style", "noscript", "template", "svg", "head", "nav", "footer", "iframe", "button")
_NOT_TEXT = re.compile(r"(?:image|audio|video|font)/|application/(?:pdf|zip|gzip)")
_HTML = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
_LOGIN = re.compile(r"\b(?:log ?in|sign ?in|password|single sign-on)\b", re.IGNORECASE)


class UnreadablePageError(CommandError):
    """A page cannot be read; the message says why, and not which."""

    status = 3


def reduce_page(content: bytes, media_type: str = "", charset: str = "utf-8") -> str:
    """Return the text of a page as Markdown.

    Args:
        content: The page, decompressed.
        media_type: The media type without parameters; empty if it is unknown.
        charset: The character encoding that the server or the file names.

    Raises:
        UnreadablePageError: It is too large, not text, without text until scripts run, or a login form.
    """
    if len(content) > MAX_PAGE_BYTES:
        raise UnreadablePageError(too_large())
    if _NOT_TEXT.match(media_type) or b"\0" in content[:4096]:
        raise UnreadablePageError(f"it is not text ({media_type or 'binary data'})")
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    text = text.removeprefix("\ufeff")
    is_html = "html" in media_type or (text.lstrip()[:1] == "<" and _HTML.search(text[:2_000]))
    if is_html:
        return _reduce_html(text)
    if not text.strip():
        raise UnreadablePageError("it is empty")
    return text


def too_large() -> str:
    """Return the message about a page that is larger than `MAX_PAGE_BYTES`."""
    return f"it is larger than {MAX_PAGE_BYTES // 2**20} MiB"


def _reduce_html(text: str) -> str:
    import bs4
    from markdownify import MarkdownConverter

    try:
        soup = bs4.BeautifulSoup(text, "html.parser")
        has_scripts = soup.find("script") is not None
        has_password = soup.find("input", type="password") is not None
        title = soup.title.get_text(" ", strip=True) if soup.title else ""
        _remove_hidden(soup)
        converter = MarkdownConverter(
            heading_style="ATX", escape_asterisks=False, escape_underscores=False, escape_misc=False, strip=["a", "img"]
        )
        markdown = str(converter.convert_soup(soup))
    except RecursionError:
        raise UnreadablePageError("its elements are nested too deeply") from None
    markdown = markdown.replace("\u200b", "").replace("\xa0", " ")
    words = len(markdown.split())
    if has_password or (words < _MIN_WORDS and _LOGIN.search(f"{title} {markdown}")):
        raise UnreadablePageError("it needs a login")
    if words < _MIN_WORDS:
        reason = "it has no text without JavaScript" if has_scripts else f"it has only {words} words"
        raise UnreadablePageError(reason)
    return markdown


def _remove_hidden(soup: BeautifulSoup) -> None:
    """Remove what a reader does not see, and separate what is laid out in separate boxes."""
    for element in soup(list(_HIDDEN)):
        element.decompose()
    for cell in soup(["td", "th"]):
        for text in cell.find_all(string=lambda text: "|" in text):
            text.replace_with(text.replace("|", "\\|"))
    for element in soup("span"):  # flags next to a name are often spans without a space between them
        if element.next_sibling is not None and getattr(element.next_sibling, "name", None) == "span":
            element.append(" ")
