"""Boundary values: requests at the limits of what the spec allows.

Schemathesis leaves many boundary values to chance. This phase sends few requests, each with all values at a limit at
once: optional parts missing, null wherever it is allowed, extra properties in every object, characters beyond ASCII,
the shortest and the longest values, each value of each enum, and words such as `null` as strings in a URL. Without a
documented limit, strings of 10,000 characters and lists of 100 items are assumed to be allowed. Writes also get unknown
IDs in the path, and a truncated body, which is invalid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from caretasks.conformance.cases import Parameters, PhaseCase, generation_notes
from caretasks.conformance.config import Settings
from caretasks.conformance.phases.phase import Phase, required_parameters, valid_request_body
from caretasks.conformance.rules.shared import unknown_path
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.user_values import generated_write
from caretasks.openapi.bodies.kinds import concrete_media_type
from caretasks.openapi.bodies.request_encoding import is_valid_value, malformed_body, varied_media
from caretasks.openapi.document import Media, Node, Operation, Parameter
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.schema import examples
from caretasks.openapi.schema.boundary import iter_boundary_strings, iter_boundary_values
from caretasks.openapi.schema.keywords import enum_values, is_string_schema, json_types, properties, subschema_for_type
from caretasks.openapi.schema.locations import ANY_ITEM, subschema_at
from caretasks.openapi.schema.sampling import simplest_value
from caretasks.openapi.schema.validation import is_valid

_DISTINCTIVE_INTEGER = 1_000_003
_MAX_HEADER_LENGTH = 1000
_WORDS = ("null", "false")
"""Strings in a URL that some servers read as another value, or fail on."""
_VALID = generation_notes("positive", "path", "query", "header", "body")


def _make_cases(target: Target, settings: Settings, operation: Operation) -> Iterator[PhaseCase]:
    if not settings.has_generated_requests(operation):
        return
    cases = iter_cases(operation)
    first = next(cases, None) or PhaseCase(operation, required_parameters(operation), notes=_VALID)
    for case in chain([first], cases):
        # A documented write may make a remote server call a person.
        body = (
            generated_write(target, operation, case.body, invalid=not case.is_valid, media=case.media)
            if operation.is_write
            else case.body
        )
        yield replace(case, body=body)


BOUNDARY_VALUES = Phase("boundary values", "the request with boundary values", _make_cases)


def iter_cases(operation: Operation) -> Iterator[PhaseCase]:
    """Yield the requests for an operation; none if it has no values to vary."""
    required, valid_body = required_parameters(operation), valid_request_body(operation)
    for parameter in operation.parameters:
        for value in _parameter_values(parameter):
            sent = {**required[parameter.location], **serialize_parameter(parameter, value)}
            yield PhaseCase(operation, {**required, parameter.location: sent}, valid_body, _VALID)
    yield from _iter_words_in_paths(operation, valid_body)
    yield from _iter_unknown_ids(operation, valid_body)
    if operation.body_media and not operation.body_required:
        yield PhaseCase(operation, required, notes=_VALID)
    for media in varied_media(operation):
        yield from _iter_body_cases(operation, required, media)
    _, response = success_response(operation)
    for other in () if response is None else response.media_types[1:]:
        headers = {**required["header"], "Accept": concrete_media_type(other)}
        yield PhaseCase(operation, {**required, "header": headers}, valid_body, _VALID)


def _iter_body_cases(operation: Operation, required: Parameters, media: Media) -> Iterator[PhaseCase]:
    valid_body, documented = examples.valid_body(media), tuple(examples.read_examples(media).values())
    if not media.is_json:
        yield PhaseCase(operation, required, valid_body, _VALID, media=media)
    if media.schema is not None:
        for body in iter_boundary_values(media.schema, documented):
            if media.is_json or is_valid_value(media, body):
                yield PhaseCase(operation, required, body, _VALID, media=media)
        if isinstance(valid_body, dict) and (extra := _response_properties(operation, media.schema)):
            body = {**valid_body, **extra}
            if is_valid_value(media, body):
                yield PhaseCase(operation, required, body, _VALID, media=media)
    malformed = b'{"' if media.is_json else malformed_body(media, valid_body)
    if malformed is not None:
        yield PhaseCase(operation, required, malformed, generation_notes("negative", "body"), media=media)


def _iter_words_in_paths(operation: Operation, body: Any) -> Iterator[PhaseCase]:
    """Yield a read for each string in the path and each word."""
    required = required_parameters(operation)
    for parameter in () if operation.is_write else operation.path_parameters:
        schema = parameter.schema
        if schema is not None and is_string_schema(schema) and not enum_values(schema):
            for word in (word for word in _WORDS if is_valid(schema, word)):
                path = {**required["path"], **serialize_parameter(parameter, word)}
                yield PhaseCase(operation, {**required, "path": path}, body, _VALID)


def _iter_unknown_ids(operation: Operation, body: Any) -> Iterator[PhaseCase]:
    """Yield a write for each unknown ID in the path. What a read of an unknown resource returns is checked by rules."""
    required, unknown = required_parameters(operation), unknown_path(operation)
    for parameter in operation.path_parameters if operation.is_write else ():
        if parameter.schema is None or is_valid(parameter.schema, unknown[parameter.name]):
            path = {**required["path"], parameter.name: unknown[parameter.name]}
            yield PhaseCase(operation, {**required, "path": path}, body, _VALID)


def _parameter_values(parameter: Parameter) -> Iterator[Any]:
    """Yield the boundary values of a parameter. Those of a path are IDs, and headers only have short ASCII values."""
    if parameter.schema is None or parameter.location == "path" or parameter.is_account_header:
        return
    for value in _query_values(parameter.schema):
        strings = value if isinstance(value, list) else [value]
        if parameter.location == "query" or (not isinstance(value, dict) and all(map(_fits_in_header, strings))):
            yield value


def _fits_in_header(value: Any) -> bool:
    return not isinstance(value, str) or (0 < len(value) <= _MAX_HEADER_LENGTH and value.isascii())


def _query_values(schema: Node) -> Iterator[Any]:
    """Yield the boundary values of a query parameter: strings, numbers, and lists and objects of the values of enums.

    Null is not sent in a query.
    """
    strings = subschema_for_type(schema, "string")
    yield from (value for value in strings.data.get("x-known-values", ()) if isinstance(value, str))
    items = subschema_at(schema, ANY_ITEM) if "array" in json_types(schema) else None
    if items is not None and (values := enum_values(subschema_for_type(items, "string"))):
        yield from ([value] for value in values if isinstance(value, str) and is_valid(schema, [value]))
    elif "object" in json_types(schema):
        yield from _objects_with_enum_values(schema)
    elif values := enum_values(strings):
        yield from (value for value in values if isinstance(value, str))
    elif is_string_schema(schema):
        yield from iter_boundary_strings(schema)
        yield from (word for word in _WORDS if is_valid(schema, word))
    else:
        yield from (value for value in iter_boundary_values(schema) if type(value) in (str, int, float))


def _objects_with_enum_values(schema: Node) -> Iterator[dict[str, Any]]:
    """Yield an object for each value of an enum: it has no other optional property, which might be rejected instead."""
    required = simplest_value(schema)
    for name, inner in properties(schema).items() if isinstance(required, dict) else ():
        for value in enum_values(inner):
            if is_valid(schema, found := {**required, name: value}):
                yield found


def _response_properties(operation: Operation, schema: Node) -> dict[str, Any]:
    """Return the properties that only the response to a request with this schema has, such as an ID."""
    _, response = success_response(operation)
    if response is None or response.media is None or response.media.schema is None:
        return {}
    described = properties(response.media.schema).items()
    return {name: _distinctive_value(inner) for name, inner in described if name not in properties(schema)}


def _distinctive_value(schema: Node) -> Any:
    """Return a value that a server, or the redaction of a number, is unlikely to produce by itself."""
    value = simplest_value(schema)
    return _DISTINCTIVE_INTEGER if type(value) is int and is_valid(schema, _DISTINCTIVE_INTEGER) else value
