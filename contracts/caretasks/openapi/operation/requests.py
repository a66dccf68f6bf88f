"""Whether a request that was sent fits its document, and what of it does not.

The engine makes its data by its own reading of a schema, which passes over what the document asks of some texts; and
what it made invalid it tells in words. So what was sent is judged here once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from caretasks.core.http import decoded
from caretasks.core.strict_json import UnreadableError, decode
from caretasks.openapi.document import Operation, Parameter, is_json
from caretasks.openapi.operation import parameters
from caretasks.openapi.schema.keywords import types
from caretasks.openapi.schema.validation import fits, violations


class SentParameters(Protocol):
    """The parameters of a request that was sent, by location; a case of the engine has these attributes."""

    @property
    def path_parameters(self) -> Mapping[str, Any] | None: ...

    @property
    def query(self) -> Mapping[str, Any] | None: ...

    @property
    def headers(self) -> Mapping[str, Any] | None: ...

    @property
    def cookies(self) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class Unfit:
    """A part of a request that the document does not allow.

    Attributes:
        parameter: the parameter that is missing or wrong; None where it is the body.
        path: the place in the body.
        keyword: what it does not fit: a keyword of its schema, or `required` where the parameter or body is missing.
        whole: whether it is the parameter or body as a whole that is missing.
    """

    parameter: Parameter | None
    path: tuple[str | int, ...]
    keyword: str
    whole: bool = False


def fit(operation: Operation, case: SentParameters, body: bytes | None) -> bool:
    """Whether the body and all parameters fit."""
    return fit_body(operation, body) and all(_fit_text(parameter, case) for parameter in operation.parameters)


def fit_body(operation: Operation, body: bytes | str | None) -> bool:
    """Whether a body fits the document; what is not JSON is not judged."""
    if operation.body is None or operation.body.schema is None or not body:
        return True
    try:
        data = json.loads(body)
    except ValueError:
        return True
    try:
        decode(body.encode() if isinstance(body, str) else body)
    except (UnreadableError, UnicodeEncodeError):
        return False  # such as a NUL in a text, which no fact says is taken
    return not any(violations(operation.body.schema, data, sent=True))


def _fit_text(parameter: Parameter, case: SentParameters) -> bool:
    """Whether a parameter fits the document; only a plain text is judged, since it is sent as it stands."""
    places = {"path": case.path_parameters, "query": case.query, "header": case.headers, "cookie": case.cookies}
    value = (places[parameter.location] or {}).get(parameter.name)
    if parameter.schema is None or not isinstance(value, str) or {*types(parameter.schema)} - {"null"} != {"string"}:
        return True
    if "null" in types(parameter.schema) and value in ("", "null"):
        return True  # what null is written as
    return fits(parameter.schema, unquote(value) if parameter.location == "path" else value)


def texts(case: SentParameters, uri: str, headers: Mapping[str, Sequence[str]]) -> parameters.Sent:
    """The texts that were sent, as the stand-in reads them; the arguments are those of `unfit`."""
    return {
        "path": {name: [text] for name, text in decoded(case.path_parameters).items()},
        "query": parameters.split_query(urlsplit(uri).query.encode()),
        "header": {name.lower(): values for name, values in headers.items()},
        "cookie": {name: [str(value)] for name, value in (case.cookies or {}).items()},
    }


def _sent_as_json(headers: Mapping[str, Sequence[str]]) -> bool:
    """Whether a body is said to be JSON, or not said to be anything."""
    kinds = [value for name, values in headers.items() if name.lower() == "content-type" for value in values]
    return not kinds or is_json(kinds[0])


def unfit(
    operation: Operation, case: SentParameters, uri: str, headers: Mapping[str, Sequence[str]], body: bytes | None
) -> Iterator[Unfit]:
    """What of a request the document does not allow.

    Args:
        operation: what was asked.
        case: the engine's case.
        uri: the URI that was sent, with its query.
        headers: the headers that were sent.
        body: the body that was sent.
    """
    for parameter, keyword in parameters.unfit(operation, texts(case, uri, headers)):
        yield Unfit(parameter, (), keyword, whole=keyword == "required")
    if not body:
        if operation.body_required:
            yield Unfit(None, (), "required", whole=True)
        return
    if operation.body is None or not _sent_as_json(headers):
        return
    try:
        data = decode(body)
    except UnreadableError:
        yield Unfit(None, (), "type")
        return
    if operation.body.schema is not None:
        for violation in violations(operation.body.schema, data, sent=True):
            yield Unfit(None, violation.path, violation.keyword)


@dataclass(frozen=True)
class Request:
    """A valid request for an operation.

    Attributes:
        operation: what is asked for.
        path, query, header, cookie: the documented parameters that were sent, or that have a default, by documented
            name, as values of their schemas' types.
        body: the JSON data sent, None for none.
        media_type: what it was sent as, without parameters.
        base_url: where the caller has found the API: scheme, host and the path of its first server.
    """

    operation: Operation
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    cookie: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    media_type: str = ""
    base_url: str = ""
