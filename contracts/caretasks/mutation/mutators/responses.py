"""Mutants of responses: one per violation of each documented body and header, and some of each response as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from caretasks.conformance.analysis import failures
from caretasks.conformance.response_bodies import iter_body_problems
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.core.missing import MISSING
from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, Setup, get_impact
from caretasks.mutation.mutators.equivalence import is_equivalent
from caretasks.mutation.mutators.schema_changes import dropped_constraint
from caretasks.openapi.bodies.kinds import EVENT_STREAM, is_file, is_json_lines, is_structured, is_xml
from caretasks.openapi.document import Media, Node, Operation, Response
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.responses import TRANSFER_HEADERS
from caretasks.openapi.schema.examples import default_alternatives, with_location_reached, with_single_alternatives
from caretasks.openapi.schema.invalid import InvalidValue, iter_invalid_values
from caretasks.openapi.schema.keywords import json_types
from caretasks.openapi.schema.locations import (
    SchemaLocation,
    ValuePath,
    find_occurrences,
    format_path,
    get_at,
    iter_all_locations,
    iter_unannotated,
    with_value_at,
)
from caretasks.openapi.schema.sampling import simplest_value

_OTHER_STATUSES = {"2": (203, 206, 226), "3": (300, 303), "4": (418, 410, 451), "5": (501, 507, 599)}
"""Candidates for an undocumented status, by the first digit of the documented one."""
_FALLBACK_STATUSES = (302, 226, 418, 599)


def response_mutants(operation: Operation) -> Iterator[Mutant]:
    """Yield the mutants of an operation's documented responses, in their order."""
    for key, response in operation.responses.items():
        status = status_for(operation, key)
        if status is None or status < 200:  # an informational response has no body, and is not the last one
            continue
        yield from _body_mutants(operation, key, response)
        yield from _header_mutants(operation, key, response)
        yield from _whole_response_mutants(operation, key, response)


def status_for(operation: Operation, key: str) -> int | None:
    """Return a status that a documented response describes; for a range or `default`, one that servers rarely send.

    It is None if other responses describe all statuses that the key could stand for.
    """
    if key.isdecimal():
        return int(key)
    first_digits = (5, 4, 3, 2) if key == "default" else (int(key[0]),)
    for digit in first_digits:
        for status in range(digit * 100, digit * 100 + 100):
            if status not in PROTOCOL_STATUSES:
                response = operation.find_response(status)
                if response is not None and response.status == key:
                    return status
    return None


def _body_mutants(operation: Operation, key: str, response: Response) -> Iterator[Mutant]:
    for media in response.media_types[:1]:  # the others need an Accept header
        if media.schema is not None and _has_value(media):
            yield from _media_mutants(operation, key, media, media.schema)


def _has_value(media: Media) -> bool:
    """Return whether a body is one value of its schema: not a file, not a sequence of values, no unknown format."""
    if media.is_json or is_structured(media):
        return True
    types = () if media.schema is None else json_types(media.schema)
    is_sequence = is_json_lines(media.essence) or media.essence == EVENT_STREAM
    return ("string" in types or not types) and not (is_sequence or is_file(media))


def _media_mutants(operation: Operation, key: str, media: Media, schema: Node) -> Iterator[Mutant]:
    ids: set[str] = set()
    for location in iter_unannotated(iter_all_locations(schema), "writeOnly"):
        for invalid in iter_invalid_values(location.schema, location.path, location.full_schema):
            if invalid.keyword == "type" and not (media.is_json or is_structured(media)):
                continue  # any text is a string
            path = (*location.path, invalid.detail) if invalid.keyword == "required" else location.path
            detail = f" {invalid.detail}" if invalid.detail else ""
            mutant_id = f"{operation.id} {key} {format_path(path)}: {invalid.keyword}{detail}"
            if mutant_id in ids:
                mutant_id += f" of {location.pointer}"
            ids.add(mutant_id)
            yield _response_mutant(
                operation,
                key,
                mutant_id,
                MutatorName(invalid.kind),
                invalid.pointer,
                f"a {key} response with {invalid.description} at {format_path(location.path)}",
                partial(_BodyMutation, location=location, invalid_value=invalid),
                path=path,
                alternatives=tuple((path, alternative.pointer) for path, alternative in location.alternatives),
                is_equivalent=partial(_is_allowed, schema, location, invalid),
            )


def _is_allowed(schema: Node, location: SchemaLocation, invalid: InvalidValue) -> bool:
    """Return whether the spec provably allows every value with a violation: another alternative may."""
    if not location.alternatives and not default_alternatives(schema, location.path):
        return False
    changed = dropped_constraint(location, invalid, "", "").apply(schema)
    return changed is not None and is_equivalent(schema, changed)


def _response_mutant(
    operation: Operation,
    key: str,
    mutant_id: str,
    mutator: MutatorName,
    pointer: str,
    description: str,
    build: Callable[..., Mutation],
    **location: Any,
) -> Mutant:
    """Return a mutant of a documented response; `location` has the attributes of `Mutant` that locate the violation."""
    return Mutant(
        id=mutant_id,
        operation=operation,
        category=MutantCategory.RESPONDS,
        mutator=mutator,
        pointer=pointer,
        description=description,
        impact=get_impact(MutantCategory.RESPONDS, mutator),
        build=partial(build, operation, key),
        response=key,
        **location,
    )


def _header_mutants(operation: Operation, key: str, response: Response) -> Iterator[Mutant]:
    for name in response.data.get("headers", {}):
        header = response.child("headers", name)
        if "schema" not in header.data or name.lower() in TRANSFER_HEADERS:
            continue
        # The JSON pointer, the last part of the ID, and the value; None for no header.
        violations: list[tuple[str, str, str | None]] = []
        if header.data.get("required"):
            violations.append((join(header.pointer, "required"), "missing", None))
        for invalid in iter_invalid_values(header.child("schema"), ()):
            invalid_string = _invalid_header_value(header.child("schema"), invalid)
            if invalid_string is not None:
                if invalid.keyword == "type":
                    violations.append((invalid.pointer, "type", invalid_string))
                    break  # a malformed number violates all other keywords, too
                violations.append((invalid.pointer, f"{invalid.keyword} {invalid.detail}".strip(), invalid_string))
        for pointer, id_part, value in violations:
            yield _response_mutant(
                operation,
                key,
                f"{operation.id} {key} header {name}: {id_part}",
                MutatorName.HEADER,
                pointer,
                f"a {key} response {'without' if value is None else 'with a malformed'} {name}",
                partial(_HeaderMutation, name=name.lower(), value=value),
                header=name.lower(),
            )


def _invalid_header_value(schema: Node, invalid: InvalidValue) -> str | None:
    """Return a header value that is invalid however it is parsed; None if every string can be parsed as a valid one."""
    types = set(json_types(schema)) or {"string"}
    item_types = json_types(schema.child("items")) if isinstance(schema.data.get("items"), Mapping) else ("string",)
    if invalid.keyword == "type":
        if "string" in types or ("array" in types and "string" in item_types):
            return None
        return "many"
    value = invalid.make(simplest_value(schema))
    text = value if isinstance(value, str) else json.dumps(value)
    return text if not text.isspace() and text.isprintable() and text else None


def _whole_response_mutants(operation: Operation, key: str, response: Response) -> Iterator[Mutant]:
    # The mutator, the JSON pointer, the last part of the ID, the description, and the change.
    violations: list[tuple[MutatorName, str, str, str, Callable[[MutatedExchange], None]]] = []
    described_status = status_for(operation, key)
    is_unspecified = (
        described_status is not None and key[0] in "45" and failures.is_unspecified(operation, described_status)
    )
    if response.media_types and not is_unspecified:
        media, content = response.media_types[0], response.data.get("content", {})
        pointer = media.pointer
        with_response = f"a {key} response with"
        if not any("*" in name or name == "text/html" for name in content):
            violations += [
                (MutatorName.MEDIA_TYPE, pointer, "a page of HTML", f"{with_response} an HTML page", _set_html),
                (MutatorName.MEDIA_TYPE, pointer, "no media type", f"{with_response} no media type", _remove_type),
            ]
        if described_status is not None and any(iter_body_problems(response, described_status, media.name, b"")):
            description = f"{with_response} an empty body"
            violations.append((MutatorName.EMPTY_BODY, pointer, "an empty body", description, _remove_body))
        if media.is_json or is_xml(media.essence) or is_json_lines(media.essence):
            name, description = "a body that breaks off", f"{with_response} a truncated body"
            violations.append((MutatorName.TRUNCATED_JSON, pointer, name, description, _truncate_body))
    status = _undocumented_status(operation, key)
    if status is not None:
        violations.append(
            (
                MutatorName.UNDOCUMENTED_STATUS,
                join(operation.pointer, "responses"),
                f"status {status}",
                f"status {status} instead of {key}",
                partial(_set_status, status),
            )
        )
    for mutator, pointer, id_part, description, change in violations:
        build = partial(_WholeResponseMutation, change=change)
        mutant_id = f"{operation.id} {key}: {id_part}"
        yield _response_mutant(operation, key, mutant_id, mutator, pointer, description, build)


def _undocumented_status(operation: Operation, key: str) -> int | None:
    """Return an undocumented status, if possible of the same class as the documented one."""
    candidates = (*_OTHER_STATUSES.get(key[0], ()), *_FALLBACK_STATUSES)
    return next((status for status in candidates if operation.find_response(status) is None), None)


def _set_html(exchange: MutatedExchange) -> None:
    exchange.headers["content-type"] = "text/html; charset=utf-8"
    exchange.content = b"<!doctype html><title>Hello</title><p>Hello"


def _remove_type(exchange: MutatedExchange) -> None:
    exchange.headers.pop("content-type", None)


def _remove_body(exchange: MutatedExchange) -> None:
    exchange.content = b""


def _truncate_body(exchange: MutatedExchange) -> None:
    exchange.content = exchange.content[: -1 - len(exchange.content) // 4]


def _set_status(status: int, exchange: MutatedExchange) -> None:
    exchange.status = status


@dataclass
class ResponseMutation(Mutation):
    """Applies a setup to the responses of an operation. Subclasses then cause the violation; this class causes none.

    Attributes:
        operation: The operation.
        status_key: Key of the documented response that gets the violation.
        setup: The setup.
    """

    operation: Operation
    status_key: str
    setup: Setup

    def __post_init__(self) -> None:
        super().__init__()

    def on_response(self, exchange: MutatedExchange) -> None:
        """Apply the setup, and cause the violation if the response is one with the key."""
        if exchange.operation is None or exchange.operation.pointer != self.operation.pointer:
            return
        if self.setup.status is not None and exchange.succeeded:
            self._replace_success(exchange, self.setup.status)
        response = self.operation.find_response(exchange.status)
        if response is None or response.status != self.status_key:
            return
        if not self._fill_in_path(exchange):
            self.without_effect += 1
            return
        self._add_header(exchange, response)
        self.has_invalid_setup |= self.setup != Setup() and not exchange.has_documented_body
        self.mutate(exchange)

    def mutate(self, exchange: MutatedExchange) -> None:
        """Cause the violation."""

    def _replace_success(self, exchange: MutatedExchange, status: int) -> None:
        """Replace a success by another documented response. Another success with the same schema keeps the body."""
        old, new = self.operation.find_response(exchange.status), self.operation.find_response(status)
        has_same_schema = (
            old is not None
            and new is not None
            and old.media is not None
            and new.media is not None
            and old.media.schema == new.media.schema
        )
        if new is not None and new.is_success and has_same_schema:
            exchange.status = status
            return
        exchange.replace_response(negotiation.documented_response(self.operation, status))
        exchange.status = status

    def _fill_in_path(self, exchange: MutatedExchange) -> bool:
        """Fill in a value at the path of the setup; return False if no valid body has one."""
        media, body = exchange.media, exchange.value
        path, alternatives = self.setup.filled_path, self.setup.alternatives
        if (path is None and not alternatives) or media is None or media.schema is None or body is MISSING:
            return True
        was_valid, content = exchange.has_valid_body, exchange.content
        chosen = [(location, Node(media.api, pointer)) for location, pointer in alternatives]
        examples = tuple(media.examples().values())
        exchange.value = with_location_reached(media.schema, body, path or (), chosen, examples)
        if was_valid and not exchange.has_valid_body:
            exchange.content, self.equivalence_reason = content, "no valid response has a value there"
            return False
        return True

    def _add_header(self, exchange: MutatedExchange, response: Response) -> None:
        added = self.setup.added_header
        if added is None:
            return
        documented_name = next(name for name in response.data["headers"] if name.lower() == added)
        header = response.child("headers", documented_name)
        value = header.data.get("example", simplest_value(header.child("schema")))
        exchange.headers.setdefault(added, value if isinstance(value, str) else json.dumps(value))


@dataclass
class _BodyMutation(ResponseMutation):
    """Makes a value in the body invalid; in a list, the last one."""

    location: SchemaLocation
    invalid_value: InvalidValue

    def mutate(self, exchange: MutatedExchange) -> None:
        body, media = exchange.value, exchange.media
        paths = [] if body is MISSING else find_occurrences(body, self.location.path)
        if not paths:
            return
        candidates = [body]
        if media is not None and media.schema is not None:  # another alternative may accept the invalid value
            candidates.append(with_single_alternatives(media.schema, body, self.location))
        for candidate in candidates:
            mutated = _with_invalid_value(candidate, paths[-1], self.invalid_value)
            if mutated is MISSING:
                return
            exchange.value = mutated
            if not exchange.has_valid_body:
                self.applied += 1
                return
        self.without_effect += 1


def _with_invalid_value(body: object, path: ValuePath, invalid: InvalidValue) -> object:
    """Return the body with an invalid value; `MISSING` if the value at the path cannot be made invalid in this way."""
    old = get_at(body, path)
    try:
        new = invalid.make(old)
    except (TypeError, AttributeError, ValueError):  # the old value has another type, such as an allowed null
        return MISSING
    if type(new) is type(old) and new == old:
        return MISSING
    return with_value_at(body, path, new)


@dataclass
class _HeaderMutation(ResponseMutation):
    """Removes a header (`value` is None), or gives it an invalid value."""

    name: str
    value: str | None

    def mutate(self, exchange: MutatedExchange) -> None:
        if self.name not in exchange.headers:
            return
        self.applied += 1
        if self.value is None:
            del exchange.headers[self.name]
        else:
            exchange.headers[self.name] = self.value


@dataclass
class _WholeResponseMutation(ResponseMutation):
    """Changes a response as a whole."""

    change: Callable[[MutatedExchange], None]

    def mutate(self, exchange: MutatedExchange) -> None:
        before = (exchange.status, dict(exchange.headers), exchange.content)
        self.change(exchange)
        is_unchanged = (exchange.status, exchange.headers, exchange.content) == before
        has_same_head = (exchange.status, exchange.headers) == before[:2]
        if is_unchanged or (has_same_head and exchange.has_valid_body):
            self.without_effect += 1
        else:
            self.applied += 1
