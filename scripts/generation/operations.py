"""What the templates of a client say of an operation: its arguments, its answers, its words."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openapi_python_client.parser.bodies import Body
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.property import Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.parser.responses import Response as ParsedResponse
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import PythonIdentifier, safe_for_docstring

from caretasks.openapi.document import Operation, Parameter, Response, SecurityScheme
from scripts.generation.readers import default, reader, type_of

CLIENT_MEMBERS = frozenset({"aclose", "close", "perform"})
"""What the client's classes have beside a method for each operation."""

# The errors of statuses, as `errors.py` has them.
_ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}
_SUCCESSES = ("200", "201", "202", "204", "2XX")
_WIDTH = 100


CONSTRUCTOR = frozenset(
    {"api_key", "base_url", "headers", "http_client", "max_response_bytes", "max_retries", "strict", "timeout"}
)
"""What the constructor of a client takes beside the accounts."""
# What a function has beside the parameters of its operation.
OTHER_ARGUMENTS = frozenset(
    {
        "Any",
        "Mapping",
        "OPERATION",
        "UNSET",
        "Unset",
        "body",
        "client",
        "headers",
        "response",
        "self",
        "sent",
        "timeout",
    }
)


def python_name(name: str) -> str:
    """The name that the generator gives an argument or a module."""
    return str(PythonIdentifier(name, "field_"))


def argument_name(parameter: Parameter) -> str:
    """What the argument of a parameter is called."""
    if parameter.is_account_header:
        return parameter.argument_name
    name = python_name(parameter.name)
    return f"{name}_{parameter.location}" if name in OTHER_ARGUMENTS else name


@dataclass(frozen=True)
class Argument:
    """An argument of a method: its name and type in Python, its default as code, and what it is on the wire."""

    name: str
    type: str
    default: str | None
    wire: str
    location: str
    description: str
    pointer: str
    account: Parameter | None = None

    @property
    def words(self) -> str:
        return self.description or f"the {self.location} parameter {self.wire}."

    @property
    def declaration(self) -> str:
        return f"{self.name}: {self.type}" + ("" if self.default is None else f" = {self.default}")


@dataclass(frozen=True)
class Answer:
    """A documented answer: under which status, as which kind of body, read by what, of which type in Python."""

    status: str
    kind: str
    reader: str
    type: str

    @property
    def code(self) -> str:
        return f'_operation.Body("{self.kind}"' + (f", {self.reader})" if self.kind == "json" else ")")


class OperationView:
    """An operation as both the document and the generator have it.

    Args:
        operation: the document's.
        endpoint: the generator's.
    """

    def __init__(self, operation: Operation, endpoint: Endpoint) -> None:
        self.operation = operation
        self.endpoint = endpoint
        self.module = str(endpoint.name)
        self.tag = str(endpoint.tags[0])
        self.method = self.module + ("_" if self.module in CLIENT_MEMBERS else "")

    @cached_property
    def path(self) -> tuple[Argument, ...]:
        return tuple(self._argument(each, "path") for each in self.endpoint.path_parameters)

    @property
    def path_code(self) -> str:
        """The expression for the path, each parameter quoted whole."""
        arguments = {argument.wire: argument.name for argument in self.path}
        parts = re.split(r"\{([^}]*)\}", self.operation.path)
        return " + ".join(
            json.dumps(part) if index % 2 == 0 else f"_writing.segment({json.dumps(part)}, {arguments[part]})"
            for index, part in enumerate(parts)
            if part
        )

    @cached_property
    def keywords(self) -> tuple[Argument, ...]:
        """Query, header and cookie parameters, those that have to be given first."""
        found = [
            *(self._argument(each, "query") for each in self.endpoint.query_parameters),
            *(self._argument(each, "header") for each in self.endpoint.header_parameters),
            *(self._argument(each, "cookie") for each in self.endpoint.cookie_parameters),
        ]
        return tuple(sorted(found, key=lambda argument: argument.default is not None))

    def at(self, location: str) -> list[Argument]:
        return [argument for argument in self.keywords if argument.location == location]

    def _argument(self, property_: Property, location: str) -> Argument:
        wire = _plain(property_.name)
        type_ = type_of(property_)
        parameter = self._parameter(wire, location)
        description = str(parameter.data.get("description", "")) if parameter is not None else ""
        pointer = parameter.pointer if parameter is not None else self.operation.pointer
        if parameter is not None and parameter.is_account_header:
            name = str(property_.python_name)
            return Argument(name, "str | Unset", "UNSET", wire, location, description, pointer, account=parameter)
        if location == "path" and isinstance(property_, UuidProperty | StringProperty | AnyProperty):
            type_ = "UUID | str"
        return Argument(str(property_.python_name), type_, default(property_), wire, location, description, pointer)

    def _parameter(self, wire: str, location: str) -> Parameter | None:
        for parameter in self.operation.parameters:
            if parameter.name == wire and parameter.location == location:
                return parameter
        return None

    @property
    def accounts(self) -> list[Argument]:
        return [argument for argument in self.keywords if argument.account is not None]

    @property
    def bodies(self) -> list[Body]:
        return self.endpoint.bodies

    @property
    def body(self) -> str | None:
        """The declaration of the body, or None where there is none."""
        if not self.bodies:
            return None
        types = [each.prop.get_type_string(no_optional=True).as_unembedded_code() for each in self.bodies]
        if any(isinstance(each.prop, ModelProperty) for each in self.bodies):
            types.append("Mapping[str, Any]")
        required = all(each.prop.required for each in self.bodies)
        return f"body: {' | '.join(dict.fromkeys(types))}" + ("" if required else " | Unset = UNSET")

    @cached_property
    def successes(self) -> list[Answer]:
        """What is documented of a success; where nothing is, what is documented of any answer."""
        found = [answer for answer in self._answers if answer.status in _SUCCESSES]
        return found or [answer for answer in self._answers if answer.status == "default"]

    @cached_property
    def errors(self) -> list[Answer]:
        return [answer for answer in self._answers if answer.status not in _SUCCESSES]

    @cached_property
    def _answers(self) -> list[Answer]:
        return [self._answer(response) for response in self.endpoint.responses]

    def _answer(self, parsed: ParsedResponse) -> Answer:
        status = parsed.status_code.pattern
        documented = self.operation.responses.get(status)
        source = parsed.source["return_type"]
        if source == "Any" or (source == "None" and documented is not None and documented.media is not None):
            return Answer(status, "json", reader(parsed.prop), parsed.prop.get_type_string().as_unembedded_code())
        kind, type_ = {"str": ("text", "str"), "bytes": ("bytes", "File")}.get(source, ("none", "None"))
        return Answer(status, kind, "", type_)

    @property
    def returns(self) -> str:
        """The type of a success: one, unless the document has several."""
        return " | ".join(dict.fromkeys(answer.type for answer in self.successes)) or "Any"

    @property
    def needs_key(self) -> bool:
        """Whether it cannot be called without a key."""
        return bool(self._alternatives) and all(self._alternatives)

    @property
    def needs_several_keys(self) -> bool:
        """Whether every way to authenticate takes several keys at once."""
        return bool(self._alternatives) and all(len(schemes) > 1 for schemes in self._alternatives)

    @property
    def scheme(self) -> SecurityScheme | None:
        """The way to authenticate that the client takes: the first that one key satisfies."""
        return next((schemes[0] for schemes in self._alternatives if len(schemes) == 1), None)

    @property
    def _alternatives(self) -> list[list[SecurityScheme]]:
        """The schemes that a key is sent by; a certificate is the business of the `http_client`."""
        return [
            [scheme for scheme in schemes if scheme.data.get("type") != "mutualTLS"]
            for schemes in self.operation.security
        ]

    @property
    def key(self) -> str:
        """The code of how the key is sent."""
        scheme = self.scheme
        if scheme is None:
            return "None"
        location, name = (
            ("header", scheme.header_name) if scheme.header_name else (scheme.data["in"], scheme.data["name"])
        )
        prefix = _prefix(scheme)
        return f"_operation.Key({location!r}, {name!r}, {prefix!r}, {self.needs_key!r})"

    def docstring(self, *, function: bool = False) -> str:
        """The docstring of a method or a function, without its quotes: words, arguments, answers, errors, page."""
        return "\n".join(self._lines(function)).strip()

    def _lines(self, function: bool) -> Iterator[str]:
        node = self.operation.data
        summary = str(node.get("summary") or f"{self.operation.method.upper()} {self.operation.path}")
        yield from _wrapped(summary.rstrip(".") + ".", 0)
        if node.get("description"):
            yield ""
            yield from _wrapped(node["description"], 0)
        yield ""
        yield "Args:"
        for argument in self.path:
            yield from _item(argument.name, argument.words)
        if function:
            yield from _item("client", "the client that calls it.")
        if self.bodies:
            yield from _item("body", _body_words(self))
        for argument in self.keywords:
            given = ""
            if argument.account is not None:
                given = "; the client's unless it is given here"
            elif argument.default not in (None, "UNSET"):
                given = f"; {argument.default} unless given"
            yield from _item(argument.name, f"{argument.words.rstrip('.')}{given}.")
        yield from _item("timeout", "seconds, or an `httpx.Timeout`, for this call in place of the client's.")
        yield from _item("headers", "headers for this call beside the client's.")
        yield ""
        yield "Returns:"
        described = [self.operation.responses[answer.status].data.get("description", "") for answer in self.successes]
        words = "; ".join(dict.fromkeys(filter(None, (str(each).rstrip(".") for each in described))))
        yield from _wrapped((words or "What the server answers") + ".", 4)
        yield ""
        yield "Raises:"
        yield from _item("ConfigurationError", "the key or an account is missing; nothing was sent.")
        for response in self.operation.responses.values():
            if response.status not in _SUCCESSES:
                yield from _item(_error_of(response), f"{response.status}: {response.data.get('description', '')}")
        yield from _item("ApiStatusError", "any other answer that is no documented success.")
        yield from _item("ResponseDecodeError", "a success that cannot be read.")
        if self.operation.is_write:
            yield from _item("OutcomeUnknownError", "it was sent, and what became of it is not known.")
        yield from _item("httpx.TransportError", "no answer came.")
        page = self.operation.documentation_url
        if page:
            read_on = node.get("x-documented-on")
            yield ""
            yield from _wrapped(f"Documented at {page}" + (f" (read on {read_on})" if read_on else ""), 0)


def _error_of(response: Response) -> str:
    status = response.status
    if status.isdigit():
        code = int(status)
        if 200 <= code <= 299:
            return "BusinessError"
        return _ERRORS.get(code, "ServerError" if 500 <= code <= 599 else "ApiStatusError")
    return "ServerError" if status == "5XX" else "ApiStatusError"


def _prefix(scheme: SecurityScheme) -> str:
    return scheme.key_prefix if scheme.header_name else ""


def _body_words(view: OperationView) -> str:
    body = view.operation.body
    described = str(body.schema.data.get("description", "")) if body is not None and body.schema is not None else ""
    names = "a mapping with the names of the document, whose values may be UUIDs, dates, datetimes and enums"
    mapping = f"the model, or {names}" if "Mapping" in (view.body or "") else ""
    return "; ".join(filter(None, (described.rstrip("."), mapping)))


def _item(name: str, words: str) -> list[str]:
    return _wrapped(f"{name}: {words}", 4, hanging=8)


def _wrapped(words: Any, indent: int, hanging: int | None = None) -> list[str]:
    text = " ".join(safe_for_docstring(str(words)).split())
    hanging = indent if hanging is None else hanging
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain(text: Any) -> str:
    return str(text.get_untrusted_value()) if isinstance(text, UntrustedString) else str(text)
