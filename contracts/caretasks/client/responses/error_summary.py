"""The one-line summary of a status error, which contains nothing that a server wrote in its own words.

    POST /v1/task returned 400, request ID r-1 (invalid: phone_number); see .message and .body

The body of an error may be about a patient. So the summary takes only the request ID, the error code and the names of
fields from the response, from where the spec says that they are, and only in forms that leave no room for words.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import httpx

from ..decoding import is_array
from ..model import values_at
from ..operation import Body, Operation

_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,64}").fullmatch
_LETTER = re.compile(r"[A-Za-z]").search
# A telephone or record number has the form of a code, with or without separators.
_MAX_DIGITS_OF_CODE = 6
_SEPARATORS = re.compile(r"[/.\[\]#$]+")  # of a path in any of the usual notations: `/a/0/b`, `a.b`, `a[0].b`, `$.a`
_MAX_FIELDS = 5
_MAX_SEGMENTS = 8


def summarize(
    operation: Operation[Any], response: httpx.Response, raw: Any, documented: Body | None, secrets: Collection[str]
) -> str:
    """Return the summary of an error response, whose JSON is `raw`. A key is not shown if a server returns it."""

    def may_be_shown(value: str) -> bool:
        return _is_token(value, secrets)

    request_ids = (response.headers.get(name, "") for name in operation.request_id_headers)
    request_id = next((each for each in request_ids if _LETTER(each) and may_be_shown(each)), None)
    code = next(filter(may_be_shown, _codes(raw, documented)), None)
    fields = list(dict.fromkeys(_fields(operation, raw, documented)))
    shown = ", ".join([*fields[:_MAX_FIELDS], *(["..."] if len(fields) > _MAX_FIELDS else [])])
    details = ": ".join(filter(None, (code, shown)))
    return (
        f"{operation.label} returned {response.status_code}"
        + (f", request ID {request_id}" if request_id else "")
        + (f" ({details})" if details else "")
        + "; see .message and .body"
    )


def is_code(value: str, secrets: Collection[str]) -> bool:
    """Return whether a value has the form of an error code or a status, and does not contain a key."""
    return _is_token(value, secrets) and _has_few_digits(value)


def _is_token(value: str, secrets: Collection[str]) -> bool:
    return _TOKEN(value) is not None and not any(secret.lower() in value.lower() for secret in secrets)


def _codes(raw: Any, documented: Body | None) -> Iterator[str]:
    for value in values_at(raw, documented.error_code) if documented and documented.error_code else ():
        code = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if _has_few_digits(code):
            yield code


def _has_few_digits(code: str) -> bool:
    return sum(map(str.isdigit, code)) <= _MAX_DIGITS_OF_CODE


def _fields(operation: Operation[Any], raw: Any, documented: Body | None) -> Iterator[str]:
    for pointer in documented.error_fields if documented else ():
        for value in values_at(raw, pointer):
            if isinstance(value, str) and value:
                segments = [value] if value in operation.request_names else _SEPARATORS.split(value)
                yield _declared_path(operation, list(filter(None, segments)) or [value])
            elif is_array(value) and value:
                yield _declared_path(operation, value)


def _declared_path(operation: Operation[Any], segments: Sequence[Any]) -> str:
    """Return a path with `*` for every segment that is not a name in the request's schema."""
    shown = [str(each) if each in operation.request_names else "*" for each in segments[:_MAX_SEGMENTS]]
    return "/".join(shown)
