"""Error responses in the format that an operation documents, with the actual message in place of the example's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from copy import deepcopy
from difflib import get_close_matches
from http import HTTPStatus
from itertools import count
from random import Random
from typing import Any

from caretasks.mock.handler import responses
from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.model import HttpError
from caretasks.openapi.document import Media, Node, Operation
from caretasks.openapi.operation.responses import media_type
from caretasks.openapi.schema.keywords import json_types, properties, required_properties
from caretasks.openapi.schema.sampling import simplest_value
from caretasks.openapi.schema.validation import is_valid

_trace_ids: ContextVar[Iterator[str] | None] = ContextVar("trace_ids", default=None)

STATUS_FIELDS = ("status", "status_code", "statusCode")

MESSAGE_FIELDS = ("message", "detail", "error_description", "description", "error", "msg", "reason")

_PROBLEM_FIELDS = {"title", "detail"}  # a schema with one of these is treated as an RFC 9457 problem


def http_error_response(operation: Operation | None, error: HttpError) -> MockResponse:
    """Return the response to a rejected request.

    Args:
        operation: The requested operation, or None if the path has none.
        error: The error.

    Returns:
        The documented response of that status. If the operation does not document the status, the body has the schema
        of the documented error with the nearest status; if there is no such schema, it is `{"error": message}`.
    """
    response = operation.find_response(error.status) if operation is not None else None
    examples: list[Any] = []
    if response is not None:
        media = response.media
        examples = list(media.examples().values()) if media is not None else []
        if media is None and response.data.get("content"):
            return responses.non_json_response(response, error.status, error.headers, error.message)
    else:
        media = _nearest_error_media(operation, error.status) if operation is not None else None
    if media is None:
        return MockResponse(error.status, {"error": error.message}, headers=error.headers)
    return MockResponse(error.status, _error_body(media.schema, examples, error), media_type(media), error.headers)


def _nearest_error_media(operation: Operation, status: int) -> Media | None:
    """Return the body of the documented error with a schema whose status is nearest to `status`."""
    errors = [response for status_key, response in operation.responses.items() if status_key[0] in "45"]
    errors.sort(key=lambda response: abs(int(response.status.replace("X", "0")) - status))
    bodies = (response.media for response in errors)
    return next((media for media in bodies if media is not None and media.schema is not None), None)


def _error_body(schema: Node | None, examples: list[Any], error: HttpError) -> Any:
    if examples:
        body = deepcopy(examples[0])
        _update_ids_and_status(body, error.status)
        if error.specific:
            _replace_message(body, error)
        return body if schema is None or is_valid(schema, body) else examples[0]
    if schema is None:
        return {"error": error.message}
    return body_with_message(schema, error.status, error.message, error.param)


def _update_ids_and_status(body: Any, status: int) -> None:
    """Replace the trace ID and the status in a copied example."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name == "trace_id" and isinstance(value, str):
                body[name] = new_trace_id()
            elif name in STATUS_FIELDS and isinstance(value, int) and not isinstance(value, bool):
                body[name] = status
            else:
                _update_ids_and_status(value, status)


def _replace_message(body: Any, error: HttpError) -> None:
    """Replace the message in a copied example, at the top level or in a nested object."""
    if not isinstance(body, dict):
        return
    for part in (body, *body.values()):
        if not isinstance(part, dict):
            continue
        name = next((name for name in MESSAGE_FIELDS if isinstance(part.get(name), str)), None)
        if name is not None:
            part[name] = error.message
            if error.param is not None and isinstance(part.get("param"), str):
                part["param"] = error.param
            return


def seeded_trace_ids(seed: str) -> Iterator[str]:
    """Yield trace IDs that are the same for the same seed, for `use_trace_ids`."""
    for number in count(1):
        random = Random(f"{seed}/trace/{number}")  # noqa: S311 - an ID, not a secret
        yield str(uuid.UUID(int=random.getrandbits(128), version=4))


def use_trace_ids(ids: Iterator[str]) -> None:
    """Take the trace IDs of the current request's errors from an iterator."""
    _trace_ids.set(ids)


def new_trace_id() -> str:
    """Return a new trace ID. Vendors use it to find an error in their logs."""
    ids = _trace_ids.get()
    return str(uuid.uuid4()) if ids is None else next(ids)


def body_with_message(schema: Node, status: int, message: str, param: str | None = None) -> Any:
    """Return an error body that conforms to a schema.

    Args:
        schema: The schema of the body.
        status: The status code of the response.
        message: The message. It is in the first suitable property, at the top level or in a nested object. If the
            schema has no such property, the body does not contain it.
        param: The invalid field or parameter, if there is one.
    """
    simplest = simplest_value(schema)
    body = simplest if isinstance(simplest, dict) else {}
    known = _with_error_details(schema, body, status, param)
    nested = {
        name: (subschema, body.get(name, {}))
        for name, subschema in properties(schema).items()
        if isinstance(body.get(name, {}), dict) and properties(subschema)
    }

    def candidate_bodies() -> Iterator[dict[str, Any]]:
        for find_fields in (_message_fields, _required_string_fields):
            for field in find_fields(schema):
                yield {**known, field: message}
            for name, (subschema, value) in nested.items():
                for field in find_fields(subschema):
                    yield {**known, name: {**_with_error_details(subschema, value, status, param), field: message}}
        yield {**known, "detail" if "title" in known else "error": message}
        yield known

    return next((candidate for candidate in candidate_bodies() if is_valid(schema, candidate)), simplest)


def _message_fields(schema: Node) -> list[str]:
    """Return the properties that contain a message, by their names."""
    schemas = properties(schema)
    return [name for name in MESSAGE_FIELDS if name in schemas and "string" in json_types(schemas[name])]


def _required_string_fields(schema: Node) -> list[str]:
    """Return the required string properties that have no other known meaning."""
    return [
        name
        for name, subschema in properties(schema).items()
        if name in required_properties(schema)
        and name not in (*STATUS_FIELDS, "type", "title", "code")
        and json_types(subschema) == ("string",)
    ]


def _with_error_details(schema: Node, body: Mapping[str, Any], status: int, param: str | None) -> dict[str, Any]:
    """Return the body with all details of the error for which the schema has a property, except the message."""
    detailed = dict(body)
    schemas = properties(schema)
    is_problem = bool(_PROBLEM_FIELDS & schemas.keys())
    for name, subschema in schemas.items():
        for value in _field_candidates(name, subschema, status, param, is_problem=is_problem, is_needed=name in body):
            if value is not None and is_valid(subschema, value):
                detailed[name] = value
                break
    return detailed


def _field_candidates(
    name: str, schema: Node, status: int, param: str | None, *, is_problem: bool, is_needed: bool
) -> tuple[Any, ...]:
    """Return the possible values of a property, by its name."""
    if name in STATUS_FIELDS:
        return (status, str(status))
    if name == "trace_id":
        return (new_trace_id(),)
    if name == "param":
        return (param,)
    if is_problem and name in ("type", "title"):
        return ("about:blank" if name == "type" else status_phrase(status),)
    if name == "code":
        phrase = status_phrase(status).lower().replace(" ", "_") if is_needed else None
        return (_enum_code(schema, status), status, phrase)
    return (status_phrase(status),) if name == "error" and is_needed else ()


def status_phrase(status: int) -> str:
    """Return the reason phrase of a status code, such as `Not Found`, or `status <code>` if it has none."""
    return next((known.phrase for known in HTTPStatus if known == status), f"status {status}")


def _enum_code(schema: Node, status: int) -> str | None:
    """Return the documented error code that is most similar to the phrase of the status, or of its class."""
    codes = [str(value) for value in schema.data.get("enum", schema.data.get("x-known-values", []))]
    code_by_word = {code.lower().replace("-", "_"): code for code in codes}
    phrases = [known.phrase for known in HTTPStatus if known in (status, status // 100 * 100)]
    words = [phrase.lower().replace(" ", "_") for phrase in reversed(phrases)]
    return next((code_by_word[match] for word in words for match in get_close_matches(word, code_by_word, 1)), None)
