"""`Prefer` (RFC 7240): a caller says which documented answer to send. The words are Prism's: code, example, dynamic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from random import getrandbits
from typing import Any

from caretasks.mock import model
from caretasks.mock.handler import error_bodies, responses
from caretasks.mock.handler.authentication import challenge
from caretasks.mock.handler.error_bodies import phrase
from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.model import HttpError
from caretasks.mock.resources.collections import truthful
from caretasks.openapi.document import Operation, Response
from caretasks.openapi.operation.requests import Request
from caretasks.openapi.operation.responses import media_type, required_headers, success
from caretasks.openapi.schema.keywords import told
from caretasks.openapi.schema.sampling import sample, simplest

_SECONDS_TO_WAIT = "1"  # what a 429 says that nobody has to wait for in truth

_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # what RFC 9110 calls a token
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PREFERENCE = re.compile(rf'(?:[^",]|{_QUOTED}|")+')
_WITHOUT_PARAMETERS = re.compile(rf'(?:[^";]|{_QUOTED}|")*')
_CODE = re.compile(r"[0-9]{3}|[1-5](?i:xx)")
_LONGEST = 1000
_SHOWABLE = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def preferences(values: Sequence[str]) -> dict[str, str]:
    """The preferences of all `Prefer` headers of a request by name in small letters; one without a value has "".

    The first of a name holds, parameters mean nothing here, and what cannot be read is passed over, as the RFC says; so
    is what is longer than anybody means it.
    """
    found: dict[str, str] = {}
    if sum(map(len, values)) > _LONGEST:
        return found
    for preference in (preference for value in values for preference in _PREFERENCE.findall(value)):
        match = _WITHOUT_PARAMETERS.match(preference)
        name, _, word = (part.strip() for part in (match[0] if match is not None else "").partition("="))
        if word and re.fullmatch(_QUOTED, word):
            word = re.sub(r"\\(.)", r"\1", word[1:-1])
        if _NAME.fullmatch(name):
            found.setdefault(name.lower(), word)
    return found


@dataclass(frozen=True)
class _Wish:
    """What is preferred of the answers of an operation."""

    code: str | None
    example: str | None
    dynamic: bool


class Preferences:
    """What answers a request that prefers something.

    Args:
        seed: makes the sampled bodies the same in every run.
    """

    def __init__(self, seed: str | None = None) -> None:
        self._seed = f"{getrandbits(64):x}" if seed is None else seed
        self._numbers = count(1)

    def answer(
        self, request: Request, values: Sequence[str], perform: Callable[[], MockResponse]
    ) -> MockResponse | None:
        """The preferred answer; None where nothing is preferred that has to do with answers.

        A write is performed only if its success is preferred by its code alone: what an example or a sampled body
        names was not created.

        Args:
            request: what is asked, valid.
            values: the request's `Prefer` headers.
            perform: answers it as if nothing were preferred.

        Raises:
            RefusedError: (400) what is preferred is not documented.
        """
        operation = request.operation
        wish = _wish(preferences(values))
        if wish is None:
            return None
        status, response, example = _chosen(operation, wish)
        if wish.example is not None:
            answer = _with_body(status, response, deepcopy(example))
        elif wish.dynamic:
            answer = self._sampled(operation, status, response)
        elif operation.writes and response is not None and response.success:
            answer = _performed(operation, status, response, perform)
        else:
            answer = documented_response(operation, status)
        answer.headers["Preference-Applied"] = ", ".join(_applied(wish))
        answer.headers["Vary"] = "Prefer"
        return answer

    def _sampled(self, operation: Operation, status: int, response: Response | None) -> MockResponse:
        number = next(self._numbers)
        if response is None or response.media is None or response.media.schema is None:
            return documented_response(operation, status)
        schema = response.media.schema
        body = sample(schema, f"{self._seed}/dynamic/{number}")
        return _with_body(status, response, truthful(schema, body, status))


def _wish(found: Mapping[str, str]) -> _Wish | None:
    dynamic = found.get("dynamic", "false").lower()
    if dynamic not in ("true", "false", ""):
        raise _refusal("dynamic is true or false")
    wish = _Wish(found.get("code"), found.get("example"), dynamic != "false")
    return wish if wish != _Wish(None, None, False) else None


def _chosen(operation: Operation, wish: _Wish) -> tuple[int, Response | None, Any]:
    """The status, the documented answer, and the example if one is named."""
    if wish.code is None:
        return (*success(operation), None) if wish.example is None else _with_example(operation, wish.example)
    plain = bool(_CODE.fullmatch(wish.code))
    by_key = {key.upper(): response for key, response in operation.responses.items()}
    response = by_key.get(wish.code.upper())
    if response is None and plain and wish.code.isdecimal() and 200 <= int(wish.code) < 600:
        response = operation.response(int(wish.code))
    if response is None:
        known = ", ".join(operation.responses) or "none"
        shown = f"code={wish.code}" if plain else "this code"
        raise _refusal(f"{shown} is not documented for {operation.id}; documented are {known}")
    status = int(wish.code) if wish.code.isdecimal() else _status(response)
    if wish.example is None:
        return status, response, None
    examples = _examples(response)
    if wish.example not in examples:
        raise _no_example(wish.example, f"for {wish.code}", examples)
    return status, response, examples[wish.example]


def _with_example(operation: Operation, name: str) -> tuple[int, Response, Any]:
    """The answer that has an example of this name: the success, if it has one, else the first documented."""
    status, first = success(operation)
    others = [response for response in operation.responses.values() if response is not first]
    for response in [*([] if first is None else [first]), *others]:
        examples = _examples(response)
        if name in examples:
            return (status if response is first else _status(response)), response, examples[name]
    known = [known for response in operation.responses.values() for known in _examples(response)]
    raise _no_example(name, f"for {operation.id}", known)


def _status(response: Response) -> int:
    return 500 if response.status == "default" else int(response.status.replace("X", "0"))


def _examples(response: Response) -> Mapping[str, Any]:
    return response.media.examples() if response.media is not None else {}


def _with_body(status: int, response: Response | None, body: Any) -> MockResponse:
    kind = None if response is None or response.media is None else media_type(response.media)
    return MockResponse(status, body, kind, required_headers(response))


def _performed(
    operation: Operation, status: int, preferred: Response, perform: Callable[[], MockResponse]
) -> MockResponse:
    """The answer to a write under one of its successes: the usual body, if that has the same schema."""
    try:
        usual = perform()
    except HttpError:  # what it would change is not there
        return documented_response(operation, status)
    _, response = success(operation)
    if response is None or _schema(preferred) != _schema(response):
        return documented_response(operation, status)
    return MockResponse(status, usual.body, usual.media_type, {**usual.headers, **required_headers(preferred)})


def _schema(response: Response) -> Any:
    media = response.media
    return None if media is None or media.schema is None else media.schema.node


def _applied(wish: _Wish) -> list[str]:
    """What a `Preference-Applied` header says; a name that a header cannot carry plainly stays without its value."""
    given = (("code", wish.code), ("example", wish.example), ("dynamic", "true" if wish.dynamic else None))
    words = [(name, value) for name, value in given if value is not None]
    return [f"{name}={value}" if _NAME.fullmatch(value) else name for name, value in words]


def _no_example(name: str, where: str, known: Sequence[str] | Mapping[str, Any]) -> HttpError:
    shown = f"example={name}" if _SHOWABLE.fullmatch(name) else "this example"
    listed = ", ".join(dict.fromkeys(known)) or "none"
    return _refusal(f"{shown} is not documented {where}; documented are {listed}")


def _refusal(message: str) -> HttpError:
    return HttpError(400, f"Prefer: {message}", param="Prefer", specific=True)


def documented_response(operation: Operation, status: int) -> MockResponse:
    """The answer with this status as it is documented: its first example, else the simplest body of its schema.

    An example that a range or `default` gives is told the status; a status that is not documented at all is answered
    in the shape of an error that is.
    """
    response = operation.response(status)
    if response is None:
        return error_response(operation, status)
    headers = _error_headers(operation, response, status)
    media = response.media
    if media is None:
        return responses.non_json_response(response, status, headers)
    examples = media.examples()
    if status >= 400 and (not examples or response.status != str(status)):
        return error_response(operation, status)
    if examples:
        return MockResponse(status, deepcopy(next(iter(examples.values()))), media_type(media), headers)
    return MockResponse(
        status, None if media.schema is None else told(media.schema, simplest(media.schema)), media_type(media), headers
    )


def error_response(operation: Operation, status: int, message: str | None = None) -> MockResponse:
    """An error as it is worded when a request is refused with this status.

    Args:
        operation: what was asked for.
        status: the status.
        message: what to say, where the document's own words would not do.
    """
    told = model.HttpError(status, message or phrase(status), specific=message is not None)
    found = error_bodies.answer(operation, told)
    found.headers = {**_error_headers(operation, operation.response(status), status), **found.headers}
    return found


def _error_headers(operation: Operation, response: Response | None, status: int) -> dict[str, str]:
    """What the document requires, and what HTTP and good manners ask for."""
    headers = required_headers(response)
    names = {name.lower() for name in (response.node.get("headers", {}) if response is not None else {})}
    if status == 429 or "retry-after" in names:
        headers = {"Retry-After": _SECONDS_TO_WAIT, **{n: v for n, v in headers.items() if n.lower() != "retry-after"}}
    if status == 401:
        headers = {**challenge(operation), **headers}
    return headers
