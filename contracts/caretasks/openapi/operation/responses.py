"""The documented responses of an operation: the success response, the error statuses, and the headers."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from caretasks.core.strict_json import encode_json
from caretasks.openapi.document import Media, Node, Operation, Response
from caretasks.openapi.operation.parameter_styles import write_header
from caretasks.openapi.schema.keywords import keep_result, merged_keywords
from caretasks.openapi.schema.sampling import sample_value, simplest_value

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_COMMON_ERROR_STATUSES = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)
_REJECTION_STATUSES = frozenset({"400", "401", "403", "405", "406", "413", "415", "422", "429", "500", "4XX", "5XX"})
"""The statuses of responses that do not tell how a server responds to a valid request."""

_INPUT_REJECTION_STATUSES = frozenset({"402", "404", "409", "411", "412", "414", "416", "423", "424", "428", "431"})
"""Further such statuses of an operation that has parameters or a body: they are about what a request names or sends."""

_RANGE_STATUSES = {"3XX": 302}

TRANSFER_HEADERS = frozenset(
    {"connection", "content-encoding", "content-length", "content-type", "keep-alive", "te", "trailer", "upgrade"}
    | {"transfer-encoding"}
)
"""Headers about the transfer of a response, in lower case: only a server that sends it knows their values."""
_VALUE_KEYWORDS = frozenset({"const", "default", "enum", "example", "examples"})
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
    has_input = bool(operation.parameters or operation.body_media)
    rejections = _REJECTION_STATUSES | (_INPUT_REJECTION_STATUSES if has_input else frozenset())
    errors = [key for key in responses if key[0] in "345" and key not in rejections]
    for key in (*redirects, *(["default"] if "default" in responses else []), *errors):
        status = {"default": 200, **_RANGE_STATUSES}.get(key)
        return int(key) if status is None else status, responses[key]
    return 200, None


@keep_result
def documents_rejections_only(operation: Operation) -> bool:
    """Return whether all documented responses reject a request, so that the one to a valid request is unknown."""
    return success_response(operation)[1] is None


@keep_result
def documents_redirects_only(operation: Operation) -> bool:
    """Return whether all documented responses are redirects, one of which may reject a request."""
    return bool(operation.responses) and all(key[0] == "3" for key in operation.responses)


def is_acceptance(operation: Operation, status: int) -> bool:
    """Return whether a status says that a request was accepted.

    It is a documented success, the redirect that takes its place, or an undocumented 2xx: a 200 in place of a 201.
    """
    response = operation.find_response(status)
    if response is None:
        return 200 <= status < 300
    return response.is_success or (300 <= status < 400 and response == success_response(operation)[1])


@keep_result
def documented_headers(response: Response) -> Mapping[str, str]:
    """Return the headers of a documented response: the required ones, and the others whose value the spec gives.

    A value is the header's example, or the simplest one that is valid. Headers about the transfer, such as
    Content-Encoding, are left out: only a server that sends the response knows them.
    """
    headers: dict[str, str] = {}
    for name in response.data.get("headers", {}):
        if name.lower() in TRANSFER_HEADERS:
            continue
        header = response.child("headers", name)
        examples, schema = list(header.examples().values()), header.schema
        content = header.data.get("content")
        if schema is None and isinstance(content, Mapping) and content:
            media = header.child("content", next(iter(content))).as_kind(Media)
            examples, schema = [encode_json(each).decode() for each in media.examples().values()], media.schema
        is_given = schema is not None and not _VALUE_KEYWORDS.isdisjoint(merged_keywords(schema))
        if examples or is_given or header.data.get("required"):
            value = examples[0] if examples else "" if schema is None else _header_value(schema)
            text = write_header(header, value).strip(" \t")
            headers[name] = quote(text, safe=_HEADER_SAFE_CHARACTERS)  # other characters are percent-encoded
    return headers


@keep_result
def documents_gzip(response: Response) -> bool:
    """Return whether a documented response may be compressed with gzip: its Content-Encoding header says so."""
    names = [name for name in response.data.get("headers", {}) if name.lower() == "content-encoding"]
    headers = [response.child("headers", name) for name in names]
    values = [list(header.examples().values()) for header in headers]
    schemas = [header.schema for header in headers if header.schema is not None]
    found = [value for each in values for value in each]
    for schema in schemas:
        keywords = merged_keywords(schema)
        found += [keywords.get("example"), keywords.get("const"), keywords.get("default")]
        found += [*keywords.get("enum", ()), *keywords.get("examples", ())]
    return "gzip" in found


def _header_value(schema: Node) -> Any:
    """Return a valid value without a null, which has no spelling in a header, if one is found."""
    candidates = [simplest_value(schema), sample_value(schema, "")]
    return next(
        (each for each in candidates if each is not None and "null" not in encode_json(each).decode()), candidates[0]
    )


@keep_result
def success_examples(operation: Operation) -> dict[str, Any]:
    """Return the documented examples of an operation's success response by name."""
    _, response = success_response(operation)
    return response.media.examples() if response is not None and response.media is not None else {}
