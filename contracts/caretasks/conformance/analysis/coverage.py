"""Which places of a document an exchange puts to the test; the facts that are enforced there count as looked at.

A place counts once the server had to keep to it: a response with its status, a property that is there, a header that
was sent, a parameter or a part of a body that was accepted or refused. Where nothing was seen, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caretasks.conformance import rules
from caretasks.core.http import HTTPS_OWN
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation, Place, SecurityScheme
from caretasks.openapi.facts import Fact, entries
from caretasks.openapi.json_pointer import DanglingPointerError, join, resolve, split

_UNTOLD = (401, 403, 404)
"""Statuses by which a server may answer before it looks at anything else of a request."""

_COMPOSING = ("allOf", "oneOf", "anyOf")
_CONDITIONAL = ("if", "then", "else", "not", "contains", "propertyNames")


@dataclass(frozen=True)
class Part:
    """What an exchange shows of an operation.

    Attributes:
        operation: the operation.
        sent: the names of the parameters sent, by location.
        body: the JSON data sent, or `ABSENT`.
        status: the status of the answer.
        headers: the names of its headers, in small letters.
        answer: its JSON data, or `ABSENT`.
    """

    operation: Operation
    sent: Mapping[str, Iterable[str]]
    body: Any
    status: int
    headers: frozenset[str]
    answer: Any


class Places:
    """The places of one operation, by pointer, and which of them are left to be seen.

    Args:
        operation: the operation.
        wanted: pointers into the document.
    """

    def __init__(self, operation: Operation, wanted: Iterable[str]) -> None:
        self.operation = operation
        known = set(_all(operation))
        anchors = {pointer: _anchor(known, pointer) for pointer in wanted}
        self._left: dict[str, set[str]] = {}
        for pointer, anchor in anchors.items():
            if anchor is not None:
                self._left.setdefault(anchor, set()).add(pointer)
        self.concerned = frozenset(pointer for pointer, anchor in anchors.items() if anchor is not None)

    @property
    def all_seen(self) -> bool:
        """Whether no wanted place is left."""
        return not self._left

    def seen(self, part: Part) -> set[str]:
        """Those of the wanted pointers that an exchange puts to the test, but for those seen before."""
        found: set[str] = set()
        for pointer in _visited(part):
            found |= self._left.pop(pointer, set())
        return found


def _anchor(known: set[str], pointer: str) -> str | None:
    """The place at a pointer, or the nearest above it; None where the operation has none."""
    tokens = split(pointer)
    for length in range(len(tokens), 0, -1):
        above = join("", *tokens[:length])
        if above in known:
            return above
    return None


def _all(operation: Operation) -> Iterator[str]:
    """Every place of an operation, references and what they lead to."""
    yield operation.pointer
    yield from _everywhere(operation)
    for parameter in operation.parameters:
        yield parameter.pointer
        if parameter.schema is not None:
            yield from _schemas(parameter, ("schema",), set())
    for index in range(len(operation.node.get("parameters", []))):
        yield join(operation.pointer, "parameters", index)
    if operation.body is not None:
        yield from (join(operation.pointer, "requestBody"), operation.at("requestBody").pointer, operation.body.pointer)
        if operation.body.schema is not None:
            yield from _schemas(operation.body, ("schema",), set())
    for status, response in operation.responses.items():
        yield from (join(operation.pointer, "responses", status), response.pointer)
        for name in response.node.get("headers", {}):
            yield from _header(response, name)
        if response.media is not None:
            yield from _written_media(operation, status, response.media)
            yield response.media.pointer
            if response.media.schema is not None:
                yield from _schemas(response.media, ("schema",), set())


def _everywhere(operation: Operation) -> Iterator[str]:
    """What every exchange of the operation is about."""
    yield join(operation.pointer, "responses")
    for index in range(len(operation.api.document.get("servers", []))):
        yield join("/servers", index)
    for schemes in operation.security:
        for scheme in schemes:
            yield from _scheme(operation, scheme)


def _scheme(operation: Operation, scheme: SecurityScheme) -> Iterator[str]:
    yield scheme.pointer
    name = split(scheme.pointer)[-1]
    for owner in (operation.pointer, ""):
        requirements = resolve(operation.api.document, owner).get("security", [])
        for index, requirement in enumerate(requirements):
            if name in requirement:
                yield join(owner, "security", index, name)


def _header(response: Place, name: str) -> Iterator[str]:
    yield join(response.pointer, "headers", name)
    yield response.at("headers", name).pointer


def _written_media(operation: Operation, status: str, media: Place) -> Iterator[str]:
    """The pointer to a media type by way of the operation, where the response itself is a reference."""
    *_, name = split(media.pointer)
    yield join(operation.pointer, "responses", status, "content", name)


def _schemas(owner: Place, tokens: tuple[str | int, ...], seen: set[str]) -> Iterator[str]:
    """A schema and all below it, with the references that lead there."""
    written = join(owner.pointer, *tokens)
    if written in seen:
        return
    seen.add(written)
    schema = owner.at(*tokens)
    yield written
    yield schema.pointer
    for below in _below(schema):
        yield from _schemas(schema, below, seen)


def _below(schema: Place) -> Iterator[tuple[str | int, ...]]:
    node = schema.node
    for keyword in ("properties", "patternProperties", "$defs", "dependentSchemas"):
        for name in node.get(keyword, {}):
            yield keyword, name
    for keyword in ("prefixItems", *_COMPOSING):
        for index in range(len(node.get(keyword, []))):
            yield keyword, index
    for keyword in ("items", "additionalProperties", *_CONDITIONAL):
        if isinstance(node.get(keyword), Mapping):
            yield (keyword,)


def _visited(part: Part) -> Iterator[str]:
    operation, status = part.operation, part.status
    response = operation.response(status)
    if response is None or (status in HTTPS_OWN and str(status) not in operation.responses):
        return
    yield from _everywhere(operation)
    yield join(operation.pointer, "responses", response.status)
    yield response.pointer
    for name in response.node.get("headers", {}):
        if name.lower() in part.headers:
            yield from _header(response, name)
    if response.media is not None and part.answer is not MISSING:
        yield response.media.pointer
        yield from _written_media(operation, response.status, response.media)
        if response.media.schema is not None:
            yield from _values(response.media, ("schema",), part.answer, 0)
    if response.success:
        yield operation.pointer
    if response.success or (400 <= status < 500 and status not in _UNTOLD):
        yield from _request(part)


def _request(part: Part) -> Iterator[str]:
    operation = part.operation
    sent = {location: {name.lower() for name in names} for location, names in part.sent.items()}
    described = {parameter.pointer: parameter for parameter in operation.parameters}
    for index in range(len(operation.node.get("parameters", []))):
        pointer = operation.at("parameters", index).pointer
        parameter = described.get(pointer)
        if parameter is not None and parameter.name.lower() in sent.get(parameter.location, ()):
            yield join(operation.pointer, "parameters", index)
    for pointer, parameter in described.items():
        if parameter.name.lower() in sent.get(parameter.location, ()):
            yield pointer
            if parameter.schema is not None:
                yield from (join(pointer, "schema"), parameter.schema.pointer)
    if operation.body is not None and part.body is not MISSING:
        yield from (join(operation.pointer, "requestBody"), operation.at("requestBody").pointer, operation.body.pointer)
        if operation.body.schema is not None:
            yield from _values(operation.body, ("schema",), part.body, 0)


_DEEPEST = 40


def _values(owner: Place, tokens: tuple[str | int, ...], value: Any, depth: int) -> Iterator[str]:
    """The places of a schema that a value is held against."""
    if depth > _DEEPEST:
        return
    try:
        schema = owner.at(*tokens)
    except DanglingPointerError:
        return
    yield join(owner.pointer, *tokens)
    yield schema.pointer
    node = schema.node
    for keyword in _COMPOSING:
        for index in range(len(node.get(keyword, []))):
            yield from _values(schema, (keyword, index), value, depth + 1)
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in node.get("properties", {}):
                yield from _values(schema, ("properties", name), inner, depth + 1)
            elif isinstance(node.get("additionalProperties"), Mapping):
                yield from _values(schema, ("additionalProperties",), inner, depth + 1)
    elif isinstance(value, list):
        first = len(node.get("prefixItems", []))
        for index, inner in enumerate(value):
            if index < first:
                yield from _values(schema, ("prefixItems", index), inner, depth + 1)
            elif isinstance(node.get("items"), Mapping):
                yield from _values(schema, ("items",), inner, depth + 1)


@dataclass(frozen=True)
class Promise:
    """A fact about an operation, and what shows whether it holds there.

    Attributes:
        fact: the fact.
        checks: the names of the rules that decide; where there are none, the places do.
        pointers: the places of the document that it is enforced at.
        elsewhere: what no check of a server can show of it, in the ledger's words.
    """

    fact: Fact
    checks: tuple[str, ...] = ()
    pointers: frozenset[str] = frozenset()
    elsewhere: tuple[str, ...] = ()


def promises(operation: Operation) -> tuple[Promise, ...]:
    """What is promised of an operation."""
    api = operation.api
    speaking = {rule.name: rule.operations for rule in rules.of(api)}
    found = []
    for entry in entries(api):
        pointers = Places(operation, entry.pointers).concerned
        checks = tuple(name for name in entry.rules if operation.id in speaking.get(name, (operation.id,)))
        if pointers or checks or not (entry.pointers or entry.rules):
            found.append(Promise(entry.fact, checks, pointers, entry.elsewhere))
    return tuple(found)
