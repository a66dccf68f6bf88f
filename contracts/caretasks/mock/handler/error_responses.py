"""Error responses in the format that an operation documents, with the actual message in place of the example's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from caretasks.mock.handler.media_types import select_media
from caretasks.mock.handler.responses import MockResponse, media_response
from caretasks.mock.model import HttpError
from caretasks.openapi.bodies.kinds import is_structured, is_xml
from caretasks.openapi.bodies.samples import sample_body
from caretasks.openapi.document import Media, Node, Operation, Response
from caretasks.openapi.operation.responses import documented_headers, status_phrase
from caretasks.openapi.schema.examples import valid_examples
from caretasks.openapi.schema.keywords import json_types, properties, required_properties
from caretasks.openapi.schema.locations import without_write_only
from caretasks.openapi.schema.sampling import simplest_value
from caretasks.openapi.schema.validation import is_valid

_STATUS_FIELDS = ("status", "status_code", "statusCode")

MESSAGE_FIELDS = ("message", "detail", "error_description", "description", "error", "msg", "reason")

_PROBLEM_FIELDS = {"title", "detail"}  # a schema with one of these is treated as an RFC 9457 problem
_RETRY_AFTER_SECONDS = "1"  # the error is simulated: no client has to wait longer

NewTraceId = Callable[[], str | UUID]
"""Returns a new trace ID. Vendors use it to find an error in their logs."""


def error_response(
    operation: Operation | None, error: HttpError, new_trace_id: NewTraceId = uuid4, accept: Sequence[str] = ()
) -> MockResponse:
    """Return the response to a rejected request.

    Args:
        operation: The requested operation, or None if there is none.
        error: The status and the message.
        new_trace_id: Returns the trace ID of the response.
        accept: The request's Accept headers. If they accept none of the documented media types, the first one is used.

    Returns:
        The documented response of that status, with the documented headers, `Retry-After` for a 429, and
        `WWW-Authenticate` for a 401. If the operation does not document the status, the body has the schema of the
        documented error with the nearest status; if there is no such schema, it is `{"error": message}`.
    """
    if operation is None:
        return MockResponse(error.status, {"error": error.message}, headers=error.headers)
    response = operation.find_response(error.status)
    headers = {**error_headers(operation, response, error.status), **error.headers}
    media = _nearest_error_media(operation, error.status)
    if response is not None:
        media = select_media(response.media_types, accept) or next(iter(response.media_types), None)
    if media is None:
        return MockResponse(error.status, {"error": error.message}, headers=headers)
    examples = [] if response is None else list(valid_examples(media).values())
    trace_id = str(new_trace_id())
    if examples:
        body = deepcopy(examples[0])
        _update_ids_and_status(body, error.status, trace_id)
        if error.specific:
            _replace_message(body, error)
        if media.schema is not None and not is_valid(media.schema, body):
            body = examples[0]
    elif media.schema is None:
        body = {"error": error.message} if media.is_json or is_xml(media.essence) else error.message
    elif is_valid(media.schema, error.message) and not media.is_json:
        body = error.message
    elif is_structured(media):
        body = _body_with_message(media.schema, error, trace_id)
    else:
        body = sample_body(media)
    if media.schema is not None and not isinstance(body, bytes):
        body = without_write_only(media.schema, body)
    return media_response(error.status, media, body, headers)


def error_headers(operation: Operation, response: Response | None, status: int) -> dict[str, str]:
    """Return the documented headers, `Retry-After` for a 429, and `WWW-Authenticate` for a 401."""
    headers = {} if response is None else dict(documented_headers(response))
    names = {name.lower() for name in (response.data.get("headers", {}) if response is not None else {})}
    if status == 429 or "retry-after" in names:
        others = {name: value for name, value in headers.items() if name.lower() != "retry-after"}
        headers = {"Retry-After": _RETRY_AFTER_SECONDS, **others}
    if status == 401:
        headers = {**_challenge_headers(operation), **headers}
    return headers


def _challenge_headers(operation: Operation) -> dict[str, str]:
    """Return the `WWW-Authenticate` header of a 401, or no header if no scheme uses `Authorization`."""
    schemes = [scheme for schemes in operation.security for scheme in schemes]
    names = (scheme.key_prefix.strip() for scheme in schemes if (scheme.header_name or "").lower() == "authorization")
    challenges = [f'{name} realm="caretasks mock"' for name in dict.fromkeys(names) if name]
    return {"WWW-Authenticate": ", ".join(challenges)} if challenges else {}


def _nearest_error_media(operation: Operation, status: int) -> Media | None:
    """Return the body of the documented error with a schema whose status is nearest to `status`."""
    errors = [response for status_key, response in operation.responses.items() if status_key[0] in "45"]
    errors.sort(key=lambda response: abs(int(response.status.replace("X", "0")) - status))
    bodies = (response.media for response in errors)
    return next((media for media in bodies if media is not None and media.schema is not None), None)


def _update_ids_and_status(body: Any, status: int, trace_id: str) -> None:
    """Replace the trace ID and the status in a copied example."""
    if isinstance(body, dict):
        for name, value in body.items():
            if name == "trace_id" and isinstance(value, str):
                body[name] = trace_id
            elif name in _STATUS_FIELDS and isinstance(value, int) and not isinstance(value, bool):
                body[name] = status
            else:
                _update_ids_and_status(value, status, trace_id)


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


def _body_with_message(schema: Node, error: HttpError, trace_id: str) -> Any:
    """Return an error body that conforms to a schema.

    The message is in the first suitable property, at the top level or in a nested object. If the schema has no such
    property, the body does not contain it.
    """
    simplest = simplest_value(schema)
    body = simplest if isinstance(simplest, dict) else {}
    known = _with_error_details(schema, body, error, trace_id)
    nested = {
        name: (subschema, body.get(name, {}))
        for name, subschema in properties(schema).items()
        if isinstance(body.get(name, {}), dict) and properties(subschema)
    }

    def candidate_bodies() -> Iterator[dict[str, Any]]:
        for find_fields in (_message_fields, _required_string_fields):
            for field in find_fields(schema):
                yield {**known, field: error.message}
            for name, (subschema, value) in nested.items():
                detailed = _with_error_details(subschema, value, error, trace_id)
                for field in find_fields(subschema):
                    yield {**known, name: {**detailed, field: error.message}}
        yield {**known, "detail" if "title" in known else "error": error.message}
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
        and name not in (*_STATUS_FIELDS, "type", "title", "code")
        and json_types(subschema) == ("string",)
    ]


def _with_error_details(schema: Node, body: Mapping[str, Any], error: HttpError, trace_id: str) -> dict[str, Any]:
    """Return the body with all details of the error for which the schema has a property, except the message."""
    detailed = dict(body)
    schemas = properties(schema)
    is_problem = bool(_PROBLEM_FIELDS & schemas.keys())
    phrase = status_phrase(error.status)
    for name, subschema in schemas.items():
        candidates: tuple[Any, ...] = ()
        if name in _STATUS_FIELDS:
            candidates = (error.status, str(error.status))
        elif name == "trace_id":
            candidates = (trace_id,)
        elif name == "param":
            candidates = (error.param,)
        elif is_problem and name in ("type", "title"):
            candidates = ("about:blank" if name == "type" else phrase,)
        elif name == "code":
            word = phrase.lower().replace(" ", "_") if name in body else None
            candidates = (_enum_code(subschema, error.status), error.status, word)
        elif name == "error" and name in body:
            candidates = (phrase,)
        for value in candidates:
            if value is not None and is_valid(subschema, value):
                detailed[name] = value
                break
    return detailed


def _enum_code(schema: Node, status: int) -> str | None:
    """Return the documented error code that is most similar to the phrase of the status, or of its class."""
    codes = [str(value) for value in schema.data.get("enum", schema.data.get("x-known-values", []))]
    code_by_word = {code.lower().replace("-", "_"): code for code in codes}
    phrases = [known.phrase for known in HTTPStatus if known in (status, status // 100 * 100)]
    words = [phrase.lower().replace(" ", "_") for phrase in reversed(phrases)]
    return next((code_by_word[match] for word in words for match in get_close_matches(word, code_by_word, 1)), None)
