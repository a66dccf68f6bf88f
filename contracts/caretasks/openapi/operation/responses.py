"""The documented responses of an operation: the success response, the error statuses, and required headers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from caretasks.core.http import JSON_MEDIA_TYPE
from caretasks.core.strict_json import encode_json
from caretasks.openapi.document import Media, Node, Operation, Response
from caretasks.openapi.json_pointer import split
from caretasks.openapi.operation.parameter_styles import write_header
from caretasks.openapi.schema.keywords import keep_result
from caretasks.openapi.schema.sampling import sample_value, simplest_value
from caretasks.openapi.schema.validation import is_valid

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_COMMON_ERROR_STATUSES = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)
_REJECTION_STATUSES = frozenset({"400", "401", "403", "405", "406", "413", "415", "422", "429", "500", "4XX", "5XX"})
"""The statuses of responses that do not tell how a server responds to a valid request."""

_RANGE_STATUSES = {"3XX": 302}

BODYLESS_STATUSES = (204, 205, 304)
"""The statuses whose responses have no body."""

# The Content-Type of a response whose documented media type is a range.
_CONCRETE_MEDIA_TYPES = {"text/*": "text/plain", "application/*": "application/octet-stream"}
_HEADER_SAFE_CHARACTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))


def status_phrase(status: int) -> str:
    """Return the reason phrase of a status code, such as `Not Found`, or `status <code>` if it has none."""
    return _PHRASES.get(status, f"status {status}")


@keep_result
def error_statuses(operation: Operation) -> tuple[int, ...]:
    """Return the documented error statuses in order. A range or `default` stands for the common ones in it.

    A 2xx that the spec marks as an error counts, too.
    """
    success_status, _ = success_response(operation)
    found: set[int] = set()
    for key, response in operation.responses.items():
        if not key.isdecimal():
            found |= {status for status in _COMMON_ERROR_STATUSES if key in ("default", f"{status // 100}XX")}
        elif key[0] in "45" or (key[0] == "2" and not response.is_success):
            found.add(int(key))
    return tuple(sorted(found - {success_status}))


def is_documented(operation: Operation, status: int) -> bool:
    """Return whether the operation documents a status by its code or its range, not by `default` alone."""
    return str(status) in operation.responses or f"{status // 100}XX" in operation.responses


@keep_result
def success_response(operation: Operation) -> tuple[int, Response | None]:
    """Return the status and the documented response of a success: 201 for a `POST` that has it, else the first.

    A 201 says more than a 200: the server created a resource. Without a documented success they are those of the first
    redirect, otherwise 200 and the `default` response, otherwise an error, such as the 410 of a removed operation. They
    are 200 and None if all documented responses reject a request.
    """
    if operation.method == "post" and "201" in operation.responses:
        return 201, operation.responses["201"]
    responses = sorted(
        (response for response in operation.responses.values() if response.status[0] == "2"),
        key=lambda response: not response.is_success,
    )
    if not responses:
        return _response_without_success(operation)
    return (200 if responses[0].status == "2XX" else int(responses[0].status)), responses[0]


def _response_without_success(operation: Operation) -> tuple[int, Response | None]:
    responses = {key: operation.responses[key] for key in sorted(operation.responses)}
    redirects = [key for key in responses if key[0] == "3" and key != "304"]
    errors = [key for key in responses if key[0] in "345" and key not in _REJECTION_STATUSES]
    for key in (*redirects, *(["default"] if "default" in responses else []), *errors):
        status = {"default": 200, **_RANGE_STATUSES}.get(key)
        return int(key) if status is None else status, responses[key]
    return 200, None


@keep_result
def documents_rejections_only(operation: Operation) -> bool:
    """Return whether all documented responses reject a request, so that the one to a valid request is unknown."""
    return success_response(operation)[1] is None


@keep_result
def media_type(media: Media) -> str:
    """Return the media type of a documented body; JSON for a range such as `*/*`."""
    name = split(media.pointer)[-1]
    return JSON_MEDIA_TYPE if "*" in name else name


@keep_result
def required_headers(response: Response) -> Mapping[str, str]:
    """Return the required headers of a documented response, with their example or the simplest valid value."""
    headers: dict[str, str] = {}
    for name in response.data.get("headers", {}):
        header = response.child("headers", name)
        examples = list(header.examples().values())
        if header.data.get("required") and "schema" in header.data:
            value = examples[0] if examples else _header_value(header.child("schema"))
            text = write_header(header, value)
            headers[name] = quote(text, safe=_HEADER_SAFE_CHARACTERS)  # other characters are percent-encoded
    return headers


def _header_value(schema: Node) -> Any:
    """Return a valid value without a null, which has no spelling in a header, if one is found."""
    candidates = [simplest_value(schema), sample_value(schema, "")]
    return next(
        (each for each in candidates if each is not None and "null" not in encode_json(each).decode()), candidates[0]
    )


def non_json_content(response: Response, message: str | None = None) -> tuple[str | None, bytes]:
    """Return the media type and an encoded body of a response that documents no JSON; None and b"" without a body.

    The body is the first documented example. Without an example it is a string, or empty if the schema does not
    accept `message` or, without one, a sampled string: how other values are encoded depends on the media type.
    """
    for name in response.data.get("content", {}):
        media = response.child("content", name).as_kind(Media)
        examples = media.examples()
        value = next(iter(examples.values())) if examples else _non_json_value(media.schema, message)
        content = encode_json(value) if isinstance(value, bool | int | float) else b""
        return _CONCRETE_MEDIA_TYPES.get(name, name), value.encode() if isinstance(value, str) else content
    return None, b""


def _non_json_value(schema: Node | None, message: str | None) -> Any:
    if message is not None and (schema is None or is_valid(schema, message)):
        return message
    return "" if schema is None or schema.data.get("format") == "binary" else sample_value(schema, "")


@keep_result
def success_examples(operation: Operation) -> dict[str, Any]:
    """Return the documented examples of an operation's success response by name."""
    _, response = success_response(operation)
    return response.media.examples() if response is not None and response.media is not None else {}
