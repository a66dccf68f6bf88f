"""The `Prefer` header (RFC 7240): a client selects a documented response.

The preferences have the same names as in Prism: `code`, `example` and `dynamic`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from itertools import count
from random import getrandbits
from typing import Any
from uuid import uuid4

from caretasks.core.http import is_token
from caretasks.mock.handler.error_responses import NewTraceId, error_headers, error_response
from caretasks.mock.handler.media_types import select_media
from caretasks.mock.handler.responses import MockResponse, media_response
from caretasks.mock.model import HttpError
from caretasks.mock.operations.lists import with_consistent_metadata
from caretasks.mock.operations.operation import compile_operation
from caretasks.mock.operations.pages import with_sampled_page
from caretasks.mock.resources.state import State
from caretasks.openapi.bodies.samples import body_value
from caretasks.openapi.document import Operation, Response
from caretasks.openapi.operation.responses import documented_headers, success_response
from caretasks.openapi.schema.examples import valid_examples
from caretasks.openapi.schema.locations import without_write_only
from caretasks.openapi.schema.sampling import sample_value, simplest_value

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
        if is_token(name):
            preferences.setdefault(name.lower(), value)
    return preferences


class Negotiator:
    """Responds to requests with a `Prefer` header. With a seed, sampled bodies are the same in every run."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._seed = f"{getrandbits(64):x}" if state.seed is None else state.seed
        self._numbers = count(1)

    def respond(
        self,
        operation: Operation,
        values: Sequence[str],
        query: Mapping[str, Any],
        perform: Callable[[], MockResponse],
        accept: Sequence[str] = (),
    ) -> MockResponse | None:
        """Return the preferred response, or None if the request prefers none.

        A write is performed only if the preference is the code of its success, without `example` or `dynamic`: an
        example or a sampled body describes a resource that this request did not create.

        Raises:
            HttpError: (400) The preferred response is not documented.
        """
        preferences = _response_preferences(values)
        if not preferences:
            return None
        status, documented = success_response(operation)
        if "code" in preferences:
            documented = _find_response(operation, preferences["code"])
            status = int(preferences["code"]) if preferences["code"].isdecimal() else _first_status(documented)
        response: MockResponse | None = None
        if "example" in preferences:
            response = _example_response(operation, preferences, status, documented, accept)
        elif "dynamic" in preferences:
            response = self._sampled_response(operation, status, documented, query)
        elif operation.is_write and documented is not None and documented.is_success:
            response = _perform_write(operation, status, documented, perform)
        if response is None:
            response = documented_response(operation, status, self._state.new_trace_id, accept)
        applied = [f"{name}={value}" if is_token(value) else name for name, value in preferences.items()]
        response.headers |= {"Preference-Applied": ", ".join(applied), "Vary": "Prefer"}
        return response

    def _sampled_response(
        self, operation: Operation, status: int, response: Response | None, query: Mapping[str, Any]
    ) -> MockResponse | None:
        number = next(self._numbers)
        if response is None or response.media is None or response.media.schema is None:
            return None
        schema = response.media.schema
        body = with_consistent_metadata(schema, sample_value(schema, f"{self._seed}/dynamic/{number}"), status)
        if response.is_success:
            form = compile_operation(operation).find_list_form(body)
            body = body if form is None else with_sampled_page(form, body, query)
        return media_response(status, response.media, body, dict(documented_headers(response)))


def _response_preferences(values: Sequence[str]) -> dict[str, str]:
    """Return the preferences that select a response: the `code`, the `example`, and `dynamic` if it is true."""
    preferences = parse_preferences(values)
    dynamic = preferences.pop("dynamic", "false").lower()
    if dynamic not in ("true", "false", ""):
        raise _preference_error("dynamic must be true or false")
    if dynamic != "false":
        preferences["dynamic"] = "true"
    return {name: preferences[name] for name in ("code", "example", "dynamic") if name in preferences}


def _example_response(
    operation: Operation,
    preferences: Mapping[str, str],
    status: int,
    selected: Response | None,
    accept: Sequence[str],
) -> MockResponse:
    """Return the response with the preferred example: the selected one or, without a code, any that has it."""
    owner, candidates = operation.id, ([] if selected is None else [selected])
    if "code" in preferences:
        owner = preferences["code"]
    else:
        candidates += operation.responses.values()
    examples: dict[str, Any] = {}
    for response in candidates:
        for media in response.media_types:
            examples |= media.examples()
        if preferences["example"] in examples:
            found = example_response(response, preferences["example"], accept)
            found.status = status if response is selected else found.status
            return found
    name = preferences["example"]
    example = f"example={name}" if _SAFE_NAME.fullmatch(name) else "this example"
    raise _preference_error(
        f"{example} is not documented for {owner}; the documented examples are {', '.join(examples) or 'none'}"
    )


def example_response(response: Response, name: str, accept: Sequence[str] = ()) -> MockResponse:
    """Return a documented response with its example of a name, in the accepted media type if that has it."""
    first = select_media(response.media_types, accept)
    having = [media for media in response.media_types if name in media.examples()]
    media = first if first in having else having[0]
    body = deepcopy(media.examples()[name])
    return media_response(_first_status(response), media, body, dict(documented_headers(response)))


def _perform_write(
    operation: Operation, status: int, preferred: Response, perform: Callable[[], MockResponse]
) -> MockResponse | None:
    """Perform a write and return its result under the preferred status, if that has the schema of the usual one."""
    try:
        usual = perform()
    except HttpError:  # such as an update of a resource that does not exist
        return None
    _, success = success_response(operation)
    if success is None or _schema_data(preferred) != _schema_data(success):
        return None
    return MockResponse(status, usual.body, usual.media_type, {**usual.headers, **documented_headers(preferred)})


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


def _schema_data(response: Response) -> Any:
    media = response.media
    return None if media is None or media.schema is None else media.schema.data


def _preference_error(message: str) -> HttpError:
    return HttpError(400, f"Prefer: {message}", param="Prefer", specific=True)


def documented_response(
    operation: Operation, status: int, new_trace_id: NewTraceId = uuid4, accept: Sequence[str] = ()
) -> MockResponse:
    """Return the response that the operation documents for a status.

    The body is the first example, or the simplest value that conforms to the schema. An example of a range or of
    `default` gets the actual status. A status that is not documented gets the schema of a documented error.
    """
    response = operation.find_response(status)
    if response is None:
        return error_response(operation, HttpError(status), new_trace_id, accept)
    headers = error_headers(operation, response, status)
    media = select_media(response.media_types, accept) or next(iter(response.media_types), None)
    if media is None:
        return MockResponse(status, None, None, headers)
    examples = valid_examples(media)
    if status >= 400 and media.is_json and (not examples or response.status != str(status)):
        return error_response(operation, HttpError(status), new_trace_id, accept)
    if examples or media.schema is None or not media.is_json:
        return media_response(status, media, body_value(media), headers)
    body = without_write_only(media.schema, simplest_value(media.schema))
    return media_response(status, media, body, headers)
