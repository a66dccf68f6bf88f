"""Coverage of the spec: the JSON pointers that a request/response pair covers, and the facts enforced there.

A pointer is covered once the server had to comply with it: the response with the returned status, a property that is
present, a header that was returned, and a parameter or part of a body in a request that was accepted or rejected.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from caretasks.conformance import rules
from caretasks.core import http
from caretasks.core.http import PROTOCOL_STATUSES, Exchange, Request
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Media, Node, Operation, Parameter, Response
from caretasks.openapi.facts import Fact, fact_entries
from caretasks.openapi.json_pointer import join, resolve_pointer, split
from caretasks.openapi.parts import Part, iter_parts
from caretasks.openapi.schema.keywords import keep_result
from caretasks.openapi.schema.validation import evaluate

_EARLY_STATUSES = (401, 403, 404)
"""Statuses that a server may return before it validates the rest of a request."""


class CoverageTargets:
    """JSON pointers of one operation that requests should cover; pointers of other operations are ignored."""

    def __init__(self, operation: Operation, pointers: Iterable[str]) -> None:
        self.operation = operation
        self._uncovered: dict[str, set[str]] = {}
        self._body_schemas: dict[str, frozenset[str]] = {}
        self._covered_bodies: set[tuple[str, int]] = set()  # media type and hash of each body that was evaluated
        for pointer, anchor in _find_anchors(operation, tuple(pointers)).items():
            self._uncovered.setdefault(anchor, set()).add(pointer)

    @property
    def is_complete(self) -> bool:
        """True if all pointers are covered."""
        return not self._uncovered

    def cover(self, exchange: Exchange) -> set[str]:
        """Mark the pointers that an exchange covers, and return those that were not covered before."""
        covered: set[str] = set()
        for pointer in self._iter_covered_pointers(exchange):
            covered |= self._uncovered.pop(pointer, set())
        return covered

    def _iter_covered_pointers(self, exchange: Exchange) -> Iterator[str]:
        """Yield the pointers that an exchange covers; none for a status that infrastructure such as a proxy returns."""
        operation, received, status = self.operation, exchange.response, exchange.status
        response = operation.find_response(status)
        if received is None or response is None:
            return
        if status in PROTOCOL_STATUSES and str(status) not in operation.responses:
            return
        yield from _iter_common_pointers(operation)
        yield from _iter_response_pointers(operation, response, received)
        if response.media is not None and received.json is not MISSING:
            yield from self._iter_reached_pointers(response.media, received)
        if response.is_success:
            yield operation.pointer
        if response.is_success or (400 <= status < 500 and status not in _EARLY_STATUSES):
            yield from _iter_request_pointers(operation, exchange.request)
            if operation.body is not None and exchange.request.json is not MISSING:
                yield from self._iter_reached_pointers(operation.body, exchange.request)

    def _iter_reached_pointers(self, media: Media, message: Request | http.Response) -> Iterator[str]:
        """Yield the pointers to the schemas that apply to a body or a part of it, valid or not, if any is uncovered."""
        if media.pointer not in self._body_schemas:
            self._body_schemas[media.pointer] = frozenset(_iter_schema_pointers(media, "media-type"))
        if self._uncovered.keys().isdisjoint(self._body_schemas[media.pointer]):
            return
        evaluated = media.pointer, hash(message.body)
        if evaluated not in self._covered_bodies:
            self._covered_bodies.add(evaluated)
            is_request = isinstance(message, Request)
            schemas = evaluate(media.api, join(media.pointer, "schema"), message.json, in_request=is_request)
            yield from {schema.pointer for schema in schemas}


# The facts of an API are the same in each of its checks.
@lru_cache(maxsize=256)
def _find_anchors(operation: Operation, pointers: tuple[str, ...]) -> dict[str, str]:
    """Return the part of an operation that each pointer is in or at; without those of other operations."""
    anchors = {}
    for pointer in pointers:  # there are none without a facts file
        known, tokens = _part_pointers(operation), split(pointer)
        above = (join("", *tokens[:length]) for length in range(len(tokens), 0, -1))
        if anchor := next((part for part in above if part in known), None):
            anchors[pointer] = anchor
    return anchors


@keep_result
def _part_pointers(operation: Operation) -> frozenset[str]:
    """Return the pointers to all parts of an operation that an exchange can cover: references and their targets."""
    return frozenset(_iter_part_pointers(operation))


def _iter_part_pointers(operation: Operation) -> Iterator[str]:
    yield operation.pointer
    yield from _iter_common_pointers(operation)
    yield from _iter_request_pointers(operation)
    if operation.body is not None:
        yield from _iter_schema_pointers(operation.body, "media-type")
    for response in operation.responses.values():
        yield from _iter_response_pointers(operation, response)
        if response.media is not None:
            yield from _iter_schema_pointers(response.media, "media-type")


def _iter_request_pointers(operation: Operation, request: Request | None = None) -> Iterator[str]:
    """Yield the pointers to the parameters and the body of an operation; only those that a request has, if given."""
    sent: dict[str, Container[str]] = {}
    if request is not None:
        sent = {
            "query": {name for name, _ in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)},
            "header": request.header_values.keys(),
            "cookie": {pair.partition("=")[0].strip() for pair in (request.header("cookie") or "").split(";")},
        }
    for parameter in operation.parameters:
        name = parameter.name.lower() if parameter.location == "header" else parameter.name
        if parameter.location not in sent or name in sent[parameter.location]:
            yield from _iter_parameter_pointers(operation, parameter)
    if operation.body is not None and (request is None or request.json is not MISSING):
        yield from (*_iter_child_pointers(operation, "requestBody"), operation.body.pointer)


def _iter_response_pointers(
    operation: Operation, response: Response, received: http.Response | None = None
) -> Iterator[str]:
    """Yield the pointers to a response, its headers and its media type; only those that were received, if given."""
    yield from (join(operation.pointer, "responses", response.status), response.pointer)
    for name in response.data.get("headers", {}):
        if received is None or name.lower() in received.header_values:
            yield from _iter_child_pointers(response, "headers", name)
    if response.media is not None and (received is None or received.json is not MISSING):
        *_, media_type = split(response.media.pointer)
        # Below the operation, and, if the response is a reference, in its target.
        yield join(operation.pointer, "responses", response.status, "content", media_type)
        yield response.media.pointer


def _iter_common_pointers(operation: Operation) -> Iterator[str]:
    """Yield the pointers that every exchange of the operation covers."""
    yield join(operation.pointer, "responses")
    for index in range(len(operation.api.document.get("servers", []))):
        yield join("/servers", index)
    schemes = {scheme.name: scheme.pointer for schemes in operation.security for scheme in schemes}
    yield from schemes.values()
    for owner in (operation.pointer, ""):
        for index, requirement in enumerate(resolve_pointer(operation.api.document, owner).get("security", [])):
            yield from (join(owner, "security", index, name) for name in requirement if name in schemes)


def _iter_parameter_pointers(operation: Operation, parameter: Parameter) -> Iterator[str]:
    yield parameter.pointer
    yield from _iter_schema_pointers(parameter, "parameter")
    for index in range(len(operation.data.get("parameters", []))):
        if operation.child("parameters", index).pointer == parameter.pointer:
            yield join(operation.pointer, "parameters", index)


def _iter_child_pointers(owner: Node, *tokens: str) -> Iterator[str]:
    """Yield the pointer to a child of a node, and, if the child is a reference, the one to its target."""
    yield join(owner.pointer, *tokens)
    yield owner.child(*tokens).pointer


def _iter_schema_pointers(owner: Node, kind: str) -> Iterator[str]:
    """Yield the pointers to all schemas of a parameter or a media type: references and their targets."""
    document = owner.api.document
    parts = iter_parts(document, [Part(owner.pointer, kind, owner.data)])
    # Nothing shows whether a schema `true` or `false` applied: a fact about one is covered with the schema around it.
    pointers = (part.pointer for part in parts if part.kind == "schema")
    return (pointer for pointer in pointers if isinstance(resolve_pointer(document, pointer), Mapping))


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


@keep_result
def fact_requirements(operation: Operation) -> tuple[FactRequirement, ...]:
    """Return the facts about an operation, in the order of the facts file."""
    operations_by_rule = {rule.name: rule.operations for rule in rules.rules_for(operation.api)}
    entries = fact_entries(operation.api)
    known = _find_anchors(operation, tuple(pointer for entry in entries for pointer in entry.pointers)).keys()
    requirements = []
    for entry in entries:
        pointers = known & set(entry.pointers)
        rule_names = tuple(
            name for name in entry.rules if operation.id in operations_by_rule.get(name, (operation.id,))
        )
        if pointers or rule_names or not (entry.pointers or entry.rules):
            requirements.append(FactRequirement(entry.fact, rule_names, frozenset(pointers), entry.other_enforcement))
    return tuple(requirements)


def describe_missing_success(received: AbstractSet[int], valid_count: int, documented_url: str | None) -> str:
    """Return why no success of an operation could be checked.

    Args:
        received: Statuses of the responses to valid requests.
        valid_count: Number of valid requests, documented ones not counted.
        documented_url: The first server URL of the spec.
    """
    statuses = ", ".join(map(str, sorted(received)))
    hints = ["check the API key"] if received & {401, 403} else []
    if 404 in received:
        hints.append("list existing IDs in a --fixtures file")
    if received == {404} and documented_url is not None:
        hints[-1] += f", or check the path of --url (the server URL in the spec is {documented_url})"
    hint = f"; {' and '.join(hints)}" if hints else ""
    if valid_count and all(400 <= status < 500 for status in received):
        return f"all {valid_count:,} valid requests were refused: status {statuses}{hint}"
    return f"the documented requests got only status {statuses}{hint}"
