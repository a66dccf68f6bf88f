"""The `Prefer` header (RFC 7240): a client selects a documented response.

The preferences have the same names as in Prism: `code`, `example` and `dynamic`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from random import getrandbits
from typing import Any

from caretasks.mock.handler.error_responses import NewTraceId, error_headers, error_response, random_trace_id
from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.model import HttpError
from caretasks.mock.operations.lists import with_consistent_metadata
from caretasks.openapi.document import Operation, Response
from caretasks.openapi.operation.responses import (
    media_type,
    non_json_content,
    required_headers,
    success_response,
)
from caretasks.openapi.schema.locations import without_write_only
from caretasks.openapi.schema.sampling import sample_value, simplest_value

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110, section 5.6.2
_QUOTED_STRING = r'"(?:[^"\\]|\\.)*"'
_PREFERENCE = re.compile(rf'(?:[^",]|{_QUOTED_STRING}|")+')
_WITHOUT_PARAMETERS = re.compile(rf'(?:[^";]|{_QUOTED_STRING}|")*')
_CODE = re.compile(r"[0-9]{3}|[1-5](?i:xx)")
_MAX_HEADER_CHARACTERS = 1000  # a longer header is ignored, because the patterns backtrack
_SAFE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # a name that may be repeated in a message


def parse_preferences(values: Sequence[str]) -> dict[str, str]:
    """Return the value of each preference in the `Prefer` headers by its name in lower case, "" without a value.

    As RFC 7240 requires, the first preference of a name applies, and invalid ones are ignored. Parameters of a
    preference are ignored too.
    """
    preferences: dict[str, str] = {}
    if sum(map(len, values)) > _MAX_HEADER_CHARACTERS:
        return preferences
    for text in (text for value in values for text in _PREFERENCE.findall(value)):
        match = _WITHOUT_PARAMETERS.match(text)
        name, _, value = (part.strip() for part in (match[0] if match is not None else "").partition("="))
        if value and re.fullmatch(_QUOTED_STRING, value):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        if _TOKEN.fullmatch(name):
            preferences.setdefault(name.lower(), value)
    return preferences


@dataclass(frozen=True)
class Preference:
    """The response that a client prefers.

    Attributes:
        code: A status code, or a key of `responses` such as `4XX` or `default`.
        example: The name of a documented example.
        dynamic: Whether the body is sampled from the schema.
    """

    code: str | None
    example: str | None
    dynamic: bool


class Negotiator:
    """Responds to requests with a `Prefer` header. With a seed, sampled bodies are the same in every run."""

    def __init__(self, seed: str | None, new_trace_id: NewTraceId) -> None:
        self._seed = f"{getrandbits(64):x}" if seed is None else seed
        self._new_trace_id = new_trace_id
        self._numbers = count(1)

    def respond(
        self, operation: Operation, values: Sequence[str], perform: Callable[[], MockResponse]
    ) -> MockResponse | None:
        """Return the preferred response, or None if the request prefers none.

        A write is performed only if the preference is the code of its success, without `example` or `dynamic`: an
        example or a sampled body describes a resource that this request did not create.

        Raises:
            HttpError: (400) The preferred response is not documented.
        """
        preference = _read_preference(parse_preferences(values))
        if preference is None:
            return None
        status, documented, example = _select_response(operation, preference)
        if preference.example is not None:
            response = _make_response(status, documented, deepcopy(example))
        elif preference.dynamic:
            response = self._sampled_response(operation, status, documented)
        elif operation.is_write and documented is not None and documented.is_success:
            response = self._perform_write(operation, status, documented, perform)
        else:
            response = self._documented_response(operation, status)
        response.headers["Preference-Applied"] = ", ".join(_applied_preferences(preference))
        response.headers["Vary"] = "Prefer"
        return response

    def _documented_response(self, operation: Operation, status: int) -> MockResponse:
        return documented_response(operation, status, self._new_trace_id)

    def _sampled_response(self, operation: Operation, status: int, response: Response | None) -> MockResponse:
        number = next(self._numbers)
        if response is None or response.media is None or response.media.schema is None:
            return self._documented_response(operation, status)
        schema = response.media.schema
        body = sample_value(schema, f"{self._seed}/dynamic/{number}")
        return _make_response(status, response, with_consistent_metadata(schema, body, status))

    def _perform_write(
        self, operation: Operation, status: int, preferred: Response, perform: Callable[[], MockResponse]
    ) -> MockResponse:
        """Perform a write and return its result under the preferred status, if that has the schema of the usual one."""
        try:
            usual = perform()
        except HttpError:  # such as an update of a resource that does not exist
            return self._documented_response(operation, status)
        _, success = success_response(operation)
        if success is None or _schema_data(preferred) != _schema_data(success):
            return self._documented_response(operation, status)
        return MockResponse(status, usual.body, usual.media_type, {**usual.headers, **required_headers(preferred)})


def _read_preference(preferences: Mapping[str, str]) -> Preference | None:
    dynamic = preferences.get("dynamic", "false").lower()
    if dynamic not in ("true", "false", ""):
        raise _preference_error("dynamic must be true or false")
    preference = Preference(preferences.get("code"), preferences.get("example"), dynamic != "false")
    return preference if preference != Preference(None, None, False) else None


def _select_response(operation: Operation, preference: Preference) -> tuple[int, Response | None, Any]:
    """Return the status, the documented response, and the example if the preference names one."""
    status, success = success_response(operation)
    candidates = [each for each in (success, *operation.responses.values()) if each is not None]
    owner = operation.id
    if preference.code is not None:
        owner, success = preference.code, None
        candidates = [_find_response(operation, preference.code)]
        status = int(owner) if owner.isdecimal() else _first_status(candidates[0])
    if preference.example is None:
        return status, success if preference.code is None else candidates[0], None
    for response in candidates:
        examples = _response_examples(response)
        if preference.example in examples:
            is_selected = preference.code is not None or response is success
            return status if is_selected else _first_status(response), response, examples[preference.example]
    names = dict.fromkeys(name for response in candidates for name in _response_examples(response))
    example = f"example={preference.example}" if _SAFE_NAME.fullmatch(preference.example) else "this example"
    raise _preference_error(
        f"{example} is not documented for {owner}; the documented examples are {', '.join(names) or 'none'}"
    )


def _find_response(operation: Operation, code: str) -> Response:
    is_code = bool(_CODE.fullmatch(code))
    response = {key.upper(): response for key, response in operation.responses.items()}.get(code.upper())
    if response is None and is_code and code.isdecimal() and 200 <= int(code) < 600:
        response = operation.find_response(int(code))
    if response is None:
        documented = ", ".join(operation.responses) or "none"
        raise _preference_error(
            f"{f'code={code}' if is_code else 'this code'} is not documented for {operation.id}; "
            f"the documented codes are {documented}"
        )
    return response


def _first_status(response: Response) -> int:
    return 500 if response.status == "default" else int(response.status.replace("X", "0"))


def _response_examples(response: Response) -> Mapping[str, Any]:
    return response.media.examples() if response.media is not None else {}


def _make_response(status: int, response: Response | None, body: Any) -> MockResponse:
    content_type = None if response is None or response.media is None else media_type(response.media)
    return MockResponse(status, body, content_type, {} if response is None else dict(required_headers(response)))


def _schema_data(response: Response) -> Any:
    media = response.media
    return None if media is None or media.schema is None else media.schema.data


def _applied_preferences(preference: Preference) -> list[str]:
    """Return the parts of a `Preference-Applied` header; a value that is not a token is omitted."""
    values = (
        ("code", preference.code),
        ("example", preference.example),
        ("dynamic", "true" if preference.dynamic else None),
    )
    return [f"{name}={value}" if _TOKEN.fullmatch(value) else name for name, value in values if value is not None]


def _preference_error(message: str) -> HttpError:
    return HttpError(400, f"Prefer: {message}", param="Prefer", specific=True)


def documented_response(operation: Operation, status: int, new_trace_id: NewTraceId = random_trace_id) -> MockResponse:
    """Return the response that the operation documents for a status.

    The body is the first example, or the simplest value that conforms to the schema. An example of a range or of
    `default` gets the actual status. A status that is not documented gets the schema of a documented error.
    """
    response = operation.find_response(status)
    if response is None:
        return error_response(operation, HttpError(status), new_trace_id)
    headers = error_headers(operation, response, status)
    media = response.media
    if media is None:
        content_type, content = non_json_content(response)
        return MockResponse(status, content, content_type, headers)
    examples = media.examples()
    if status >= 400 and (not examples or response.status != str(status)):
        return error_response(operation, HttpError(status), new_trace_id)
    if examples:
        return MockResponse(status, deepcopy(next(iter(examples.values()))), media_type(media), headers)
    body = None if media.schema is None else without_write_only(media.schema, simplest_value(media.schema))
    return MockResponse(status, body, media_type(media), headers)
