"""An operation as the templates of a client need it: its arguments, its responses, its docstring."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from openapi_python_client.parser.bodies import Body
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.property import Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.parser.responses import Response as ParsedResponse
from openapi_python_client.strings import PythonIdentifier

from caretasks.codegen.accepted_types import OBJECTS, accepted_type, body_types
from caretasks.codegen.keyword_body import BodyKeyword, body_keywords
from caretasks.codegen.property_readers import decoder, default, text_of
from caretasks.openapi.document import Operation, Parameter, SecurityScheme
from caretasks.openapi.operation.credentials import client_arguments, needs_no_key, scheme_variables
from caretasks.openapi.parts import Part, iter_parts

CLIENT_MEMBERS = frozenset(
    {
        *("aclose", "base_url", "close", "iterate_pages", "poll_until_final", "request", "request_operation"),
        *("with_options", "with_raw_response"),
    }
)
"""The members that the classes of a client have besides a method for each operation."""

CONSTRUCTOR = frozenset(
    {
        *(
            "base_url",
            "ca_bundle",
            "client_cert",
            "headers",
            "hooks",
            "http_client",
            "max_response_bytes",
            "max_retries",
        ),
        *("strict", "timeout"),
    }
)
"""The arguments of the constructor of a client, besides keys and accounts."""
# The names in the functions of an operation that its parameters must not take.
OTHER_ARGUMENTS = frozenset(
    {
        "Any",
        "Mapping",
        "OPERATION",
        "UNSET",
        "Unset",
        "asyncio_detailed",
        "body",
        "body_keywords",
        "client",
        "headers",
        "parts",
        "request_parts",
        "self",
        "sync_detailed",
        "timeout",
    }
)

OPTIONS = ("timeout: Timeout | Unset = UNSET", "headers: Mapping[str, str] | None = None")
"""The arguments of all functions and methods of operations, as code."""
METHOD_ARGUMENTS = frozenset({"body", "headers", "self", "timeout"})
"""The arguments that all methods with a body have."""


def python_name(name: str) -> str:
    """Return the name that the generator gives to an argument or a module."""
    return str(PythonIdentifier(name, "field_"))


def argument_name(parameter: Parameter) -> str:
    """Return the name of the argument for a parameter."""
    if parameter.is_account_header:
        return parameter.argument_name
    name = python_name(parameter.name)
    return f"{name}_{parameter.location}" if name in OTHER_ARGUMENTS else name


@dataclass(frozen=True)
class Argument:
    """An argument of a method: its name, type and default in Python, and its name and location in the request."""

    name: str
    type: str
    default: str | None
    wire: str
    location: str
    description: str
    pointer: str
    account: Parameter | None = None

    @property
    def summary(self) -> str:
        return self.description or f"the {self.location} parameter {self.wire}."

    @property
    def declaration(self) -> str:
        return f"{self.name}: {self.type}" + ("" if self.default is None else f" = {self.default}")


@dataclass(frozen=True)
class ResponseView:
    """A documented response: its status, the kind of its body, its decoder, its type, and where its error codes are."""

    status: str
    kind: str
    decoder: str
    type: str
    error_code: str = ""
    error_fields: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        arguments = [repr(self.kind), *([self.decoder] if self.kind == "json" else [])]
        if self.error_code:
            arguments.append(f"error_code={self.error_code!r}")
        if self.error_fields:
            arguments.append(f"error_fields={self.error_fields!r}")
        return f"_operation.Body({', '.join(arguments)})"


class OperationView:
    """An operation as both the spec and the generator have it.

    Args:
        operation: that of the spec.
        endpoint: that of the generator.
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
        """The expression for the path, its parameters percent-encoded."""
        arguments = {argument.wire: argument.name for argument in self.path}
        parts = re.split(r"\{([^}]*)\}", self.operation.path)
        return " + ".join(
            json.dumps(part) if index % 2 == 0 else f"_encoding.path_segment({json.dumps(part)}, {arguments[part]})"
            for index, part in enumerate(parts)
            if part
        )

    @cached_property
    def keywords(self) -> tuple[Argument, ...]:
        """Query, header and cookie parameters, required ones first."""
        found = [
            *(self._argument(each, "query") for each in self.endpoint.query_parameters),
            *(self._argument(each, "header") for each in self.endpoint.header_parameters),
            *(self._argument(each, "cookie") for each in self.endpoint.cookie_parameters),
        ]
        return tuple(sorted(found, key=lambda argument: argument.default is not None))

    def get_arguments(self, location: str) -> list[Argument]:
        return [argument for argument in self.keywords if argument.location == location]

    def _argument(self, property_: Property, location: str) -> Argument:
        wire = text_of(property_.name)
        type_ = accepted_type(property_)
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
        """The declaration of the body; None if there is none."""
        if not self.bodies:
            return None
        types = dict.fromkeys(type_ for each in self.bodies for type_ in body_types(each.prop))
        objects = [each for each in OBJECTS if types.pop(each, 0) is None]
        return f"body: {' | '.join([*types, *objects])}" + ("" if self.body_required else " | Unset = UNSET")

    @property
    def body_types(self) -> str:
        """The expression for the types of several bodies, for `isinstance`, by their media types."""
        types = ((each, each.prop.get_instance_type_string().as_unembedded_code()) for each in self.bodies)
        items = (
            f"{json.dumps(text_of(each.content_type))}: {'object' if type_ == 'Any' else type_}"
            for each, type_ in types
        )
        return f"{{{', '.join(items)}}}"

    @property
    def body_required(self) -> bool:
        return all(each.prop.required for each in self.bodies)

    @cached_property
    def body_keywords(self) -> list[BodyKeyword]:
        """The keyword arguments of a method for the properties of the body; empty if there are none."""
        arguments = (argument.name for argument in (*self.path, *self.keywords))
        return body_keywords(self.bodies, {*METHOD_ARGUMENTS, *arguments})

    def signature(self, client: str) -> str:
        """Return the arguments of a function of the operation, as code; `client` is the type of the client."""
        return self._signature([], [f"client: {client}", *([self.body] if self.body else [])], OPTIONS)

    @property
    def parts_signature(self) -> str:
        """The arguments of the function that makes the parts of a request, as code."""
        return self._signature([], [self.body] if self.body else [])

    @property
    def method_signature(self) -> str:
        """The arguments of a method, as code."""
        if not self.body_keywords:
            return self._signature([self.body] if self.body else [], [], OPTIONS)
        body = str(self.body).removesuffix(" | Unset = UNSET") + " | Unset = UNSET"
        return self._signature([body], [], (*OPTIONS, "**body_keywords: Any"))

    @property
    def method_overloads(self) -> list[str]:
        """The arguments of the overloads of a method: with a body, or with its properties. Empty if it has one form."""
        if not self.body_keywords:
            return []
        keywords = f"**body_keywords: _Unpack[_{self.module}.BodyKeywords]"
        return [self._signature([str(self.body)], [], OPTIONS), self._signature([], [], (*OPTIONS, keywords))]

    def _signature(self, positional: list[str], keywords: list[str], options: Sequence[str] = ()) -> str:
        keywords = [*keywords, *(argument.declaration for argument in self.keywords), *options]
        return ", ".join(
            [*(argument.declaration for argument in self.path), *positional, *(["*", *keywords] if keywords else [])]
        )

    def arguments(self, *more: str, body: str = "body") -> str:
        """Return the arguments of a call of such a function, as code; `more` are names of further keyword arguments."""
        named = {"body": body} if self.body else {}
        named |= {name: name for name in (*(argument.name for argument in self.keywords), *more)}
        return ", ".join([*(argument.name for argument in self.path), *(f"{name}={named[name]}" for name in named)])

    @property
    def parts_arguments(self) -> str:
        """The arguments with which a method calls the function that makes the parts of a request, as code."""
        body = f"_{self.module}.BODY.select(body, body_keywords)" if self.body_keywords else "body"
        return self.arguments(body=body)

    @cached_property
    def successes(self) -> list[ResponseView]:
        """The documented successes: the default covers them if no 2xx is documented."""
        return [each for each in self._responses if self._is_success(each)]

    @cached_property
    def errors(self) -> list[ResponseView]:
        return [each for each in self._responses if not self._is_success(each) or each.status == "default"]

    def _is_success(self, response: ResponseView) -> bool:
        return self.operation.responses[response.status].is_success

    @property
    def request_names(self) -> tuple[str, ...]:
        """The names that the spec declares for the request, if an error names fields by them; else none."""
        if not any(response.error_fields for response in self._responses):
            return ()
        names = [parameter.name for parameter in self.operation.parameters]
        if self.operation.body is not None and self.operation.body.schema is not None:
            api, schema = self.operation.api, self.operation.body.schema
            start = Part(schema.pointer, "schema", schema.data)
            names += [str(name) for part in iter_parts(api.document, [start]) for name in part.mapping("properties")]
        return tuple(sorted(set(names)))

    @property
    def request_id_headers(self) -> tuple[str, ...]:
        """The documented response headers that carry a request ID."""
        found = [name for response in self.operation.responses.values() for name in response.data.get("headers", {})]
        return tuple(dict.fromkeys(name for name in found if _IS_REQUEST_ID_HEADER(name)))

    @cached_property
    def _responses(self) -> list[ResponseView]:
        return [self._response(response) for response in self.endpoint.responses]

    def _response(self, parsed: ParsedResponse) -> ResponseView:
        status = parsed.status_code.pattern
        documented = self.operation.responses.get(status)
        source = parsed.source["return_type"]
        if source == "Any" or (source == "None" and documented is not None and documented.media is not None):
            schema = None if documented is None or documented.media is None else documented.media.schema
            return ResponseView(
                status,
                "json",
                decoder(parsed.prop),
                parsed.prop.get_type_string().as_unembedded_code(),
                str(schema.data.get("x-error-code", "")) if schema is not None else "",
                tuple(map(str, schema.data.get("x-error-fields", ()))) if schema is not None else (),
            )
        kind, type_ = {"str": ("text", "str"), "bytes": ("bytes", "File")}.get(source, ("none", "None"))
        return ResponseView(status, kind, "", type_)

    @property
    def returns(self) -> str:
        """The type of a success: one, unless the spec documents several."""
        return " | ".join(dict.fromkeys(response.type for response in self.successes)) or "Any"

    @property
    def needs_key(self) -> bool:
        """True if it cannot be called without an API key."""
        return not needs_no_key(self.operation)

    @property
    def security(self) -> str:
        """The expression for the alternatives of keys; empty if the operation has none."""
        return _tuple_code(_tuple_code(map(_key_code, schemes)) for schemes in self._alternatives)

    @property
    def _alternatives(self) -> list[list[SecurityScheme]]:
        """The schemes that send an API key; a client certificate belongs to the `http_client`."""
        return [[scheme for scheme in schemes if scheme.sends_key] for schemes in self.operation.security]


_IS_REQUEST_ID_HEADER = re.compile(r"(.*[-_])?(request|correlation|trace)[-_]?id|cf-ray", re.IGNORECASE).fullmatch


def _key_code(scheme: SecurityScheme) -> str:
    location, name = scheme.key_location
    prefix = scheme.key_prefix if location == "header" else ""
    variables = scheme_variables(scheme)
    names = client_arguments(scheme.api)
    arguments = tuple(names[variable] for variable in variables)
    shown = "" if arguments == ("api_key",) else f", {arguments!r}"
    return f"_operation.ApiKey({location!r}, {name!r}, {prefix!r}, {variables!r}{shown})"


def _tuple_code(items: Iterable[str]) -> str:
    code = ", ".join(items)
    return f"({code},)" if code else "()"
