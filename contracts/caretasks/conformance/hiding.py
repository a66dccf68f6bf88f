"""Hides what is the user's own in what is shown of a request: the values of fixtures and of account headers.

Keys are hidden before, as variables. What the document itself gives, and what was made up, is nobody's.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from caretasks.conformance.results import SentRequest
from caretasks.conformance.target import Target
from caretasks.mock.masking import MARK, Masker

_TELLING = 3  # a text of that length is told apart from others in a sentence


class Hiding:
    """Hides what is private to the user of a target. Within a run the same value has the same mask."""

    def __init__(self, target: Target) -> None:
        self._private = sorted({text.casefold() for text in target.private if text}, key=len, reverse=True)
        self._marked = {
            parameter.name.lower()
            for operation in target.api.operations
            for parameter in operation.parameters
            if target.private and (parameter.node.get(MARK) or (parameter.schema and parameter.schema.node.get(MARK)))
        }
        self._masker = Masker()

    def request(self, request: SentRequest) -> SentRequest:
        """A request with masks in place of values of the user's own, or of parameters marked as sensitive."""
        if not self._private:
            return request
        parts = urlsplit(request.url)
        path = "/".join(self._masked(segment, unquote(segment)) for segment in parts.path.split("/"))
        query = "&".join(map(self._pair, parts.query.split("&")))
        body = request.body.decode("utf-8", "surrogateescape")
        return replace(
            request,
            url=f"{parts.scheme}://{parts.netloc}{path}{parts.query and '?'}{query}",
            headers=tuple((name, self._masked(value, value, name, escape=False)) for name, value in request.headers),
            body=self._masked(body, body, escape=False).encode("utf-8", "surrogateescape"),
        )

    def text(self, text: str) -> str:
        """A sentence with masks in place of values of the user's own."""
        for private in self._private:
            if len(private) >= _TELLING:
                text = re.sub(re.escape(private), lambda found: self._masker.text(found[0]), text, flags=re.IGNORECASE)
        return text

    def _pair(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        return f"{self._masked(name, unquote_plus(name))}{equals}{self._masked(value, unquote_plus(value), name)}"

    def _masked(self, sent: str, meant: str, name: str = "", *, escape: bool = True) -> str:
        """The mask of a value, escaped for a URL; as it was sent where there is nothing to hide."""
        folded = meant.casefold()
        if name.lower() not in self._marked and not any(private in folded for private in self._private):
            return sent
        mask = self._masker.text(meant)
        return quote(mask, safe="") if escape else mask
