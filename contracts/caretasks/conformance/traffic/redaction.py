"""Hides keys, patient data and what is the user's own in whatever is shown or kept of an exchange.

Shown is what the document describes, does not mark as `x-sensitive`, and finds fit; of an error no text that the
document does not list; and nothing that stands in fixtures, account headers or keys. What is hidden in one place of a
request is hidden in all of it, in its answer, and in what a rule reads on about it. So a check of what was masked comes
to the same verdict. When all is to be revealed, keys alone are hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from caretasks.conformance.model import Recorded
from caretasks.conformance.target.model import Target
from caretasks.core.http import SentRequest
from caretasks.openapi.document import Location, Operation, Parameter, Response
from caretasks.openapi.json_pointer import walk
from caretasks.openapi.operation.security import INVENTED
from caretasks.openapi.schema.sensitivity import Hide, Masker

_TELLING = 3  # a text of that length is told apart from others in a sentence
_SCHEME = re.compile("(bearer|token|basic) +", re.IGNORECASE)
_KEYS_TELLING = 8  # and a key of that length wherever it stands

# What the headers that HTTP itself knows look like where they say nothing of anybody.
_TOKENS = r"[\w.+*/-]+(\s*;\s*(q|charset|boundary)=[\w.-]+)?"
_DATE = r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT"
_NOBODYS = {
    **dict.fromkeys(("accept", "accept-encoding", "allow", "content-type", "vary"), rf"{_TOKENS}(\s*,\s*{_TOKENS})*"),
    **dict.fromkeys(("connection", "content-encoding", "transfer-encoding"), r"[a-z, -]{1,40}"),
    **dict.fromkeys(("age", "content-length"), r"\d{1,12}"),
    **dict.fromkeys(("date", "expires", "last-modified"), _DATE),
    "retry-after": rf"\d{{1,9}}|{_DATE}",
    "cache-control": r"[a-z, -]{1,60}(=\d{1,9})?",
}


class Hiding:
    """Hides what is private in exchanges with a target. Within a run the same value has the same mask.

    Args:
        target: the target.
        reveal: whether keys alone are hidden.
    """

    def __init__(self, target: Target, *, reveal: bool = False) -> None:
        self._private = sorted({text.casefold() for text in target.private if text}, key=len, reverse=True)
        self._keys = [key for key in target.key_spellings if key]
        self._key_prefixes = {
            scheme.header.lower(): scheme.prefix
            for operation in target.api.operations
            for schemes in operation.security
            for scheme in schemes
            if scheme.header
        }
        self._variable = f"${target.api.key_variable}"
        self._reveal = reveal
        self._hidden: frozenset[tuple[type, Any]] = frozenset()
        self._hidden_before: frozenset[tuple[type, Any]] = frozenset()
        self._masker = Masker(names=property_names(target.api.document), private=self._is_private)

    def text(self, text: str) -> str:
        """A sentence with masks in place of values of the user's own."""
        for private in () if self._reveal else self._private:
            if len(private) >= _TELLING:
                text = re.sub(re.escape(private), lambda found: self._masker.text(found[0]), text, flags=re.IGNORECASE)
        return text

    def sent(self, recorded: Recorded, operation: Operation, *, ours: bool) -> SentRequest:
        """The request of an exchange, for a reader to send again: with the variable of the key in place of the key.

        Args:
            recorded: the exchange.
            operation: what it asked for.
            ours: whether a check sent it, and not somebody else.
        """
        shown = self._asked(recorded, operation, ours, lambda key: self._variable)
        return SentRequest(shown.method, shown.url, shown.headers, shown.body or b"", self._variable.removeprefix("$"))

    def exchange(self, recorded: Recorded, operation: Operation, *, ours: bool) -> Recorded:
        """An exchange as it may be kept.

        Args:
            recorded: the exchange.
            operation: what it asked for.
            ours: whether a check sent it, and not somebody else.
        """
        if described := recorded.notes.get("description"):  # in the engine's words, which quote what was sent
            recorded = replace(recorded, notes={**recorded.notes, "description": self.text(str(described))})
        before = self._hidden_before if recorded.notes.get("asked_by_a_check") else frozenset()
        with self._masker.noting() as noted:
            asked = self._asked(recorded, operation, ours, self._masker.key)
        self._hidden = self._hidden_before = before | frozenset(noted)
        try:
            if self._hidden:
                asked = self._asked(recorded, operation, ours, self._masker.key)
            return self._answered(asked, operation)
        finally:
            self._hidden = frozenset()

    def _is_private(self, value: Any) -> bool:
        """Whether a single value is the user's own, or was hidden in the request of the exchange."""
        if (type(value), value) in self._hidden:
            return True
        folded = str(value).casefold()
        return any(folded == private or (len(private) >= _TELLING and private in folded) for private in self._private)

    # The request

    def _asked(self, recorded: Recorded, operation: Operation, ours: bool, key: Callable[[str], str]) -> Recorded:
        shown = recorded if self._reveal else self._described(recorded, operation, ours)
        return replace(
            shown,
            url=self._without_keys(shown.url, key),
            headers=tuple((name, self._key_hidden(name, value, ours, key)) for name, value in shown.headers),
            body=None
            if shown.body is None
            else self._without_keys(shown.body.decode("latin-1"), key).encode("latin-1", "replace"),
        )

    def _key_hidden(self, name: str, value: str, ours: bool, key: Callable[[str], str]) -> str:
        """The value of a header without a key. In others' requests whatever stands there may be one."""
        hidden = self._without_keys(value, key)
        prefix = self._key_prefixes.get(name.lower())
        if ours or prefix is None or hidden != value:
            return hidden
        if INVENTED in value:
            return value
        begin = value[: len(prefix)] if value[: len(prefix)].lower() == prefix.lower() else ""
        begin = begin or (found[0] if (found := _SCHEME.match(value)) else "")
        return begin + key(value[len(begin) :])

    def _without_keys(self, text: str, key: Callable[[str], str]) -> str:
        for spelling in self._keys:
            if len(spelling) >= _KEYS_TELLING:
                text = re.sub(re.escape(spelling), lambda found: key(found[0]), text, flags=re.IGNORECASE)
            else:
                text = re.sub(
                    rf"(?<![^\s/?&=;,:\"]){re.escape(spelling)}(?![^\s/?&=;,:\"])", lambda found: key(found[0]), text
                )
        return text

    def _described(self, recorded: Recorded, operation: Operation, ours: bool) -> Recorded:
        """A request with masks in place of all that the document does not describe and find fit."""
        described = {(p.location, p.name.lower()): p for p in operation.parameters}

        def value(location: Location, name: str, text: str) -> str:
            parameter = described.get((location, name.lower()))
            if parameter is not None and parameter.account and not ours:
                return self._masker.text(text)
            return self._masker.parameter(parameter, text)

        def pair(text: str) -> str:
            name, equals, sent = text.partition("=")
            known = ("query", unquote_plus(name).lower()) in described
            shown = name if known else quote(self._masker.text(unquote_plus(name)), safe="")
            return f"{shown}{equals}{quote(value('query', unquote_plus(name), unquote_plus(sent)), safe='')}"

        def header(name: str, text: str) -> str:
            if name.lower() in self._key_prefixes or ("header", name.lower()) not in described:
                return text if name.lower() in self._key_prefixes else self._known_to_http(name, text)
            return value("header", name, text)

        parts = urlsplit(recorded.url)
        path = "/".join(self._segments(parts.path, operation, value))
        query = "&".join(map(pair, parts.query.split("&"))) if parts.query else ""
        return replace(
            recorded,
            url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}{query and '?'}{query}",
            headers=tuple((name, header(name, text)) for name, text in recorded.headers),
            body=recorded.body and self._body(recorded.body, lambda data: self._masker.body(operation.body, data)),
        )

    def _segments(self, path: str, operation: Operation, value: Callable[[Location, str, str], str]) -> Iterator[str]:
        """The segments of a path, those that are parameters masked where they have to be; a server's own come first."""
        sent, written = path.split("/"), operation.path.split("/")
        ahead = max(0, len(sent) - len(written)) + 1  # with what is before the template's first slash
        templates = [*[""] * (len(sent) - len(written)), *written][-len(sent) :]
        for number, (segment, template) in enumerate(zip(sent, templates, strict=True)):
            if segment == template or (number < ahead and "{" not in template):
                yield segment
            elif "{" not in template:  # a value of several segments has put the others out of their places
                yield quote(self._masker.text(unquote(segment)), safe="")
            elif template.startswith("{") and template.endswith("}"):
                yield quote(value("path", template[1:-1], unquote(segment)), safe="")
            else:
                yield quote(self._masker.text(unquote(segment)), safe="")

    def _known_to_http(self, name: str, text: str) -> str:
        """The value of a header that no document describes."""
        known = _NOBODYS.get(name.lower())
        fine = known is not None and re.fullmatch(known, text.strip(), re.ASCII) and not self._is_private(text)
        return text if fine else self._masker.text(text)

    # The answer

    def _answered(self, recorded: Recorded, operation: Operation) -> Recorded:
        if self._reveal:
            return self._without_echoed_keys(recorded)
        response = operation.response(recorded.status)
        media = None if response is None else response.media
        hide = Hide.MARKED if response is not None and response.success else Hide.TEXTS
        return self._without_echoed_keys(
            replace(
                recorded,
                reason=_phrase(recorded.status),
                answered=tuple((name, self._answered_header(response, name, text)) for name, text in recorded.answered),
                content=recorded.content
                and self._body(recorded.content, lambda data: self._masker.body(media, data, hide)),
            )
        )

    def _answered_header(self, response: Response | None, name: str, text: str) -> str:
        for documented in () if response is None else response.node.get("headers", {}):
            if response is not None and documented.lower() == name.lower():
                header = Parameter(
                    response.api, response.at("headers", documented).pointer
                )  # it is described as one is
                return self._masker.parameter(header, text)
        return self._known_to_http(name, text)

    def _without_echoed_keys(self, recorded: Recorded) -> Recorded:
        hidden = self._masker.key
        return replace(
            recorded,
            reason=self._without_keys(recorded.reason, hidden),
            answered=tuple(
                (self._without_keys(name, hidden), self._without_keys(text, hidden)) for name, text in recorded.answered
            ),
            content=recorded.content
            and self._without_keys(_unescaped(recorded.content).decode("latin-1"), hidden).encode("latin-1", "replace"),
        )

    def _body(self, content: bytes, shown: Callable[[Any], Any]) -> bytes:
        """A body with its JSON data as it is shown. What is no JSON has a mask that is none either."""
        try:
            return json.dumps(shown(json.loads(content))).encode()
        except (ValueError, RecursionError):
            return self._masker.unreadable(content)


def _unescaped(content: bytes) -> bytes:
    """JSON data without such escapes as `\\u0061`, which spell a key in another way; what is no JSON as it is."""
    try:
        return json.dumps(json.loads(content), ensure_ascii=False).encode() if b"\\" in content else content
    except (ValueError, RecursionError):
        return content


def _phrase(status: int) -> str:
    """HTTP's own words for a status, empty where it has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def property_names(document: Any) -> frozenset[str]:
    """The names of all properties that a document gives."""
    named = (node["properties"] for _, node in walk(document) if isinstance(node, dict) and "properties" in node)
    return frozenset(name for properties in named if isinstance(properties, dict) for name in properties)
