"""Coverage of the spec: the JSON pointers that a request/response pair covers, and the facts enforced there.

A pointer is covered once the server had to comply with it: the response with the returned status, a property that is
present, a header that was returned, and a parameter or part of a body in a request that was accepted or rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caretasks.conformance import rules
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node, Operation, SecurityScheme
from caretasks.openapi.facts import Fact, iter_fact_entries
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split

_EARLY_STATUSES = (401, 403, 404)
"""Statuses that a server may return before it validates the rest of a request."""

_MAX_DEPTH = 40
"""Nesting depth at which the walk through a value stops; a recursive schema has no end."""

_COMPOSING = ("allOf", "oneOf", "anyOf")
_CONDITIONAL = ("if", "then", "else", "not", "contains", "propertyNames")


@dataclass(frozen=True)
class ExchangeSummary:
    """The parts of a request/response pair that determine what it covers.

    Attributes:
        operation: The operation.
        parameters: Names of the parameters sent, by location.
        request_body: The JSON data sent, or `MISSING`.
        status: Status of the response.
        response_headers: Names of the response headers, in lower case.
        response_body: The JSON data received, or `MISSING`.
    """

    operation: Operation
    parameters: Mapping[str, Iterable[str]]
    request_body: Any
    status: int
    response_headers: frozenset[str]
    response_body: Any


class CoverageTargets:
    """JSON pointers of one operation that requests should cover.

    Args:
        operation: The operation.
        pointers: Pointers into the spec; those of other operations are ignored.

    Attributes:
        pointers: The pointers of this operation.
    """

    def __init__(self, operation: Operation, pointers: Iterable[str]) -> None:
        self.operation = operation
        known = set(_iter_pointers(operation))
        anchors = {pointer: _nearest_pointer(known, pointer) for pointer in pointers}
        self._uncovered: dict[str, set[str]] = {}
        for pointer, anchor in anchors.items():
            if anchor is not None:
                self._uncovered.setdefault(anchor, set()).add(pointer)
        self.pointers = frozenset(pointer for pointer, anchor in anchors.items() if anchor is not None)

    @property
    def is_complete(self) -> bool:
        """True if all pointers are covered."""
        return not self._uncovered

    def cover(self, exchange: ExchangeSummary) -> set[str]:
        """Mark the pointers that an exchange covers, and return those that were not covered before."""
        covered: set[str] = set()
        for pointer in _iter_covered_pointers(exchange):
            covered |= self._uncovered.pop(pointer, set())
        return covered


def _nearest_pointer(known: set[str], pointer: str) -> str | None:
    """Return the pointer, or the nearest one above it, that is known; None if no part of it is known."""
    tokens = split(pointer)
    for length in range(len(tokens), 0, -1):
        above = join("", *tokens[:length])
        if above in known:
            return above
    return None


def _iter_pointers(operation: Operation) -> Iterator[str]:
    """Yield the pointers to all nodes of an operation: references and their targets."""
    yield operation.pointer
    yield from _iter_common_pointers(operation)
    for parameter in operation.parameters:
        yield parameter.pointer
        if parameter.schema is not None:
            yield from _iter_schema_pointers(parameter, ("schema",), set())
    for index in range(len(operation.data.get("parameters", []))):
        yield join(operation.pointer, "parameters", index)
    if operation.body is not None:
        yield from _iter_body_pointers(operation, operation.body)
        if operation.body.schema is not None:
            yield from _iter_schema_pointers(operation.body, ("schema",), set())
    for status, response in operation.responses.items():
        yield from (join(operation.pointer, "responses", status), response.pointer)
        for name in response.data.get("headers", {}):
            yield from _iter_header_pointers(response, name)
        if response.media is not None:
            yield from _iter_media_pointers(operation, status, response.media)
            if response.media.schema is not None:
                yield from _iter_schema_pointers(response.media, ("schema",), set())


def _iter_common_pointers(operation: Operation) -> Iterator[str]:
    """Yield the pointers that every exchange of the operation covers."""
    yield join(operation.pointer, "responses")
    for index in range(len(operation.api.document.get("servers", []))):
        yield join("/servers", index)
    for schemes in operation.security:
        for scheme in schemes:
            yield from _iter_scheme_pointers(operation, scheme)


def _iter_scheme_pointers(operation: Operation, scheme: SecurityScheme) -> Iterator[str]:
    yield scheme.pointer
    name = split(scheme.pointer)[-1]
    for owner in (operation.pointer, ""):
        requirements = resolve_pointer(operation.api.document, owner).get("security", [])
        for index, requirement in enumerate(requirements):
            if name in requirement:
                yield join(owner, "security", index, name)


def _iter_header_pointers(response: Node, name: str) -> Iterator[str]:
    yield join(response.pointer, "headers", name)
    yield response.child("headers", name).pointer


def _iter_media_pointers(operation: Operation, status: str, media: Node) -> Iterator[str]:
    """Yield the pointers to a media type: below the operation, and, if the response is a reference, in its target."""
    *_, name = split(media.pointer)
    yield join(operation.pointer, "responses", status, "content", name)
    yield media.pointer


def _iter_body_pointers(operation: Operation, body: Node) -> Iterator[str]:
    yield join(operation.pointer, "requestBody")
    yield operation.child("requestBody").pointer
    yield body.pointer


def _iter_schema_pointers(owner: Node, tokens: tuple[str | int, ...], visited: set[str]) -> Iterator[str]:
    """Yield the pointers to a schema and all its subschemas: references and their targets."""
    pointer = join(owner.pointer, *tokens)
    if pointer in visited:
        return
    visited.add(pointer)
    schema = owner.child(*tokens)
    yield pointer
    yield schema.pointer
    for subschema_tokens in _iter_subschema_tokens(schema):
        yield from _iter_schema_pointers(schema, subschema_tokens, visited)


def _iter_subschema_tokens(schema: Node) -> Iterator[tuple[str | int, ...]]:
    data = schema.data
    for keyword in ("properties", "patternProperties", "$defs", "dependentSchemas"):
        for name in data.get(keyword, {}):
            yield keyword, name
    for keyword in ("prefixItems", *_COMPOSING):
        for index in range(len(data.get(keyword, []))):
            yield keyword, index
    for keyword in ("items", "additionalProperties", *_CONDITIONAL):
        if isinstance(data.get(keyword), Mapping):
            yield (keyword,)


def _iter_covered_pointers(exchange: ExchangeSummary) -> Iterator[str]:
    """Yield the pointers that an exchange covers; none for a status that infrastructure such as a proxy returns."""
    operation, status = exchange.operation, exchange.status
    response = operation.find_response(status)
    if response is None or (status in PROTOCOL_STATUSES and str(status) not in operation.responses):
        return
    yield from _iter_common_pointers(operation)
    yield join(operation.pointer, "responses", response.status)
    yield response.pointer
    for name in response.data.get("headers", {}):
        if name.lower() in exchange.response_headers:
            yield from _iter_header_pointers(response, name)
    if response.media is not None and exchange.response_body is not MISSING:
        yield from _iter_media_pointers(operation, response.status, response.media)
        if response.media.schema is not None:
            yield from _iter_value_pointers(response.media, ("schema",), exchange.response_body, 0)
    if response.is_success:
        yield operation.pointer
    if response.is_success or (400 <= status < 500 and status not in _EARLY_STATUSES):
        yield from _iter_request_pointers(exchange)


def _iter_request_pointers(exchange: ExchangeSummary) -> Iterator[str]:
    operation = exchange.operation
    sent = {location: {name.lower() for name in names} for location, names in exchange.parameters.items()}
    described = {parameter.pointer: parameter for parameter in operation.parameters}
    for index in range(len(operation.data.get("parameters", []))):
        pointer = operation.child("parameters", index).pointer
        parameter = described.get(pointer)
        if parameter is not None and parameter.name.lower() in sent.get(parameter.location, ()):
            yield join(operation.pointer, "parameters", index)
    for pointer, parameter in described.items():
        if parameter.name.lower() in sent.get(parameter.location, ()):
            yield pointer
            if parameter.schema is not None:
                yield from (join(pointer, "schema"), parameter.schema.pointer)
    if operation.body is not None and exchange.request_body is not MISSING:
        yield from _iter_body_pointers(operation, operation.body)
        if operation.body.schema is not None:
            yield from _iter_value_pointers(operation.body, ("schema",), exchange.request_body, 0)


def _iter_value_pointers(owner: Node, tokens: tuple[str | int, ...], value: Any, depth: int) -> Iterator[str]:
    """Yield the pointers to the schemas that apply to a value and to the values inside it."""
    if depth > _MAX_DEPTH:
        return
    try:
        schema = owner.child(*tokens)
    except PointerNotFoundError:
        return
    yield join(owner.pointer, *tokens)
    yield schema.pointer
    data = schema.data
    for keyword in _COMPOSING:
        for index in range(len(data.get(keyword, []))):
            yield from _iter_value_pointers(schema, (keyword, index), value, depth + 1)
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in data.get("properties", {}):
                yield from _iter_value_pointers(schema, ("properties", name), inner, depth + 1)
            elif isinstance(data.get("additionalProperties"), Mapping):
                yield from _iter_value_pointers(schema, ("additionalProperties",), inner, depth + 1)
    elif isinstance(value, list):
        prefix_length = len(data.get("prefixItems", []))
        for index, inner in enumerate(value):
            if index < prefix_length:
                yield from _iter_value_pointers(schema, ("prefixItems", index), inner, depth + 1)
            elif isinstance(data.get("items"), Mapping):
                yield from _iter_value_pointers(schema, ("items",), inner, depth + 1)


@dataclass(frozen=True)
class FactRequirement:
    """A fact about an operation, and what must be covered to verify it.

    Attributes:
        fact: The fact.
        rules: Names of the rules that verify the fact; if there are none, covering the pointers does.
        pointers: JSON pointers into the spec that enforce the fact.
        other_enforcement: Entries of the facts file that checks of a server cannot verify.
    """

    fact: Fact
    rules: tuple[str, ...] = ()
    pointers: frozenset[str] = frozenset()
    other_enforcement: tuple[str, ...] = ()


def fact_requirements(operation: Operation) -> tuple[FactRequirement, ...]:
    """Return the facts about an operation, in the order of the facts file."""
    api = operation.api
    operations_by_rule = {rule.name: rule.operations for rule in rules.rules_for(api)}
    requirements = []
    for entry in iter_fact_entries(api):
        pointers = CoverageTargets(operation, entry.pointers).pointers
        rule_names = tuple(
            name for name in entry.rules if operation.id in operations_by_rule.get(name, (operation.id,))
        )
        if pointers or rule_names or not (entry.pointers or entry.rules):
            requirements.append(FactRequirement(entry.fact, rule_names, pointers, entry.other_enforcement))
    return tuple(requirements)
