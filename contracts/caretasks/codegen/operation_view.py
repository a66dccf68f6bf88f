"""An operation as the templates of a client need it: its arguments, its responses, its docstring."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.property import Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from caretasks.codegen.accepted_types import accepted_type
from caretasks.codegen.keyword_body import BodyKeyword, body_keywords
from caretasks.codegen.operations.bodies import BodyView, body_type, find_bodies
from caretasks.codegen.operations.document import generator_name, parameter_names
from caretasks.codegen.operations.forms import ResponseForm, option_names, response_forms
from caretasks.codegen.operations.parameters import Argument, is_date, style_code
from caretasks.codegen.operations.responses import ResponseView, find_responses, header_types
from caretasks.codegen.operations.servers import own_server_code
from caretasks.codegen.preparation.client_document import original_value
from caretasks.codegen.property_readers import default, text_of
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

OPTIONS = ("timeout: Timeout | Unset = UNSET", "headers: Mapping[str, str] | None = None")
"""The arguments of all functions and methods of operations, as code."""
METHOD_ARGUMENTS = frozenset({"body", "headers", "self", "timeout"})
"""The arguments that all methods with a body have."""


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
    def _parameter_names(self) -> dict[tuple[str, str], str]:
        return parameter_names(self.operation)

    @cached_property
    def path(self) -> tuple[Argument, ...]:
        return tuple(self._argument(each, "path") for each in self.endpoint.path_parameters)

    @property
    def path_code(self) -> str:
        """The expression for the path, its parameters percent-encoded. A fragment of a path template is never sent."""
        arguments = {generator_name(argument.wire): argument.encoded for argument in self.path}
        parts = re.split(r"\{([^}]*)\}", self.operation.path.partition("#")[0])
        return " + ".join(
            json.dumps(part) if index % 2 == 0 else arguments[generator_name(part)]
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
        type_ = accepted_type(property_, objects=True)
        parameter = self._parameter(wire, location)
        wire = wire if parameter is None else parameter.name
        description = str(parameter.data.get("description", "")) if parameter is not None else ""
        pointer = parameter.pointer if parameter is not None else self.operation.pointer
        if parameter is not None and parameter.is_account_header:
            name = str(property_.python_name)
            return Argument(name, "str | Unset", "UNSET", wire, location, description, pointer, account=parameter)
        style = "" if parameter is None else style_code(parameter)
        if location == "path" and isinstance(property_, UuidProperty | StringProperty | AnyProperty):
            type_ = "UUID | str"
        value = None if location == "path" else default(property_)  # after it, the body may be positional
        if value is not None and value != "UNSET" and property_.default is not None:
            # An enum's value, so that the module of the enum is not needed.
            value = repr(original_value(property_.default.raw_value))
        name = str(property_.python_name)
        return Argument(
            name, type_, value, wire, location, description, pointer, style=style, is_date=is_date(property_)
        )

    def _parameter(self, wire: str, location: str) -> Parameter | None:
        for parameter in self.operation.parameters:
            if parameter.location == location and self._parameter_names[location, parameter.name] == wire:
                return parameter
        return None

    @property
    def accounts(self) -> list[Argument]:
        return [argument for argument in self.keywords if argument.account is not None]

    @cached_property
    def bodies(self) -> list[BodyView]:
        return find_bodies(self.operation, self.endpoint.bodies)

    @property
    def body(self) -> str | None:
        """The declaration of the body; None if there is none."""
        if not self.bodies:
            return None
        return f"body: {body_type(self.bodies)}" + ("" if self.body_required else " | Unset = UNSET")

    @property
    def body_required(self) -> bool:
        return self.operation.body_required

    @cached_property
    def body_keywords(self) -> list[BodyKeyword]:
        """The keyword arguments of a method for the properties of the body; empty if there are none."""
        arguments = (argument.name for argument in (*self.path, *self.keywords))
        parsed = [each.parsed for each in self.bodies]
        return body_keywords(parsed, {*METHOD_ARGUMENTS, *option_names(self), *arguments})

    @property
    def body_constants(self) -> dict[str, str | int | bool]:
        """The properties of the body with one possible value, which are sent with the keyword arguments."""
        return {each.wire: each.constant for each in self.body_keywords if each.constant is not None}

    def signature(self, client: str) -> str:
        """Return the arguments of a function of the operation, as code; `client` is the type of the client."""
        keywords = [f"client: {client}", *([self.body] if self.body else []), *self._options]
        return self._signature([], keywords, OPTIONS)

    @property
    def parts_signature(self) -> str:
        """The arguments of the function that makes the parts of a request, as code."""
        return self._signature([], [*([self.body] if self.body else []), *self._options])

    @cached_property
    def response_forms(self) -> list[ResponseForm]:
        """The return types of a method, by the arguments that decide on them; the form without such arguments first."""
        return response_forms(self)

    @property
    def _options(self) -> list[str]:
        """The declarations of the arguments that choose media types, in any form."""
        return list(option_names(self).values())

    @property
    def method_signature(self) -> str:
        """The arguments of a method, as code."""
        if not self.body_keywords:
            return self._signature([self.body] if self.body else [], [], (*self._options, *OPTIONS))
        body = str(self.body).removesuffix(" | Unset = UNSET") + " | Unset = UNSET"
        return self._signature([body], [], (*self._options, *OPTIONS, "**body_keywords: Any"))

    @property
    def has_overloads(self) -> bool:
        return bool(self.body_keywords) or len(self.response_forms) > 1

    def method_overloads(self, twin: str) -> list[tuple[str, str]]:
        """Return the arguments and the return types of the overloads of a method; none if it has one form.

        The forms are: with a body or with its properties, and for each type of response.
        """
        if not self.has_overloads:
            return []
        found = []
        for form in self.response_forms:
            returns, options = form.returns(twin), (*form.arguments, *OPTIONS)
            found.append((self._signature([self.body] if self.body else [], [], options), returns))
            if self.body_keywords:
                keywords = f"**body_keywords: _Unpack[_{self.module}.BodyKeywords]"
                found.append((self._signature([], [], (*options, keywords)), returns))
        return found

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

    def all_arguments(self, *more: str) -> str:
        """Return the arguments of a call with those that choose media types, as code."""
        return self.arguments(*self.options, *more)

    @property
    def parts_arguments(self) -> str:
        """The arguments with which a method calls the function that makes the parts of a request, as code."""
        body = "BODY.select(body, body_keywords)" if self.body_keywords else "body"
        return self.arguments(*option_names(self), body=body)

    @property
    def options(self) -> list[str]:
        """The names of the arguments that choose media types."""
        return list(option_names(self))

    @cached_property
    def successes(self) -> list[ResponseView]:
        """The documented successes: redirects if no 2xx is documented, and the default without either."""
        successes = [each for each in self._responses if self.operation.responses[each.status].is_success]
        return successes or [each for each in self._responses if each.status[0] == "3" and each.status != "304"]

    @cached_property
    def errors(self) -> list[ResponseView]:
        return [each for each in self._responses if each not in self.successes or each.status == "default"]

    @property
    def request_names(self) -> tuple[str, ...]:
        """The names that the spec declares for the request, if an error names fields by them; else none."""
        if not any(media.error_fields for response in self._responses for media in response.media):
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
        return find_responses(self.operation, self.endpoint)

    @property
    def headers(self) -> dict[str, str]:
        """The types of the documented headers of successes, by their names."""
        return header_types(self.successes)

    def returns(self, twin: str) -> str:
        """Return the type of a success: one, unless the spec documents several."""
        return self.response_forms[0].returns(twin)

    def any_return(self, twin: str) -> str:
        """Return the type of a success in any form: `Any` if there are several."""
        return "Any" if len(self.response_forms) > 1 else self.returns(twin)

    @property
    def operation_type(self) -> str:
        """The type of a success for both clients: `Any` if they differ, or if there are several forms."""
        same = self.any_return("sync") == self.any_return("async")
        return self.any_return("sync") if same else "Any"

    @property
    def server(self) -> str:
        """The expression for its own server; empty if it is that of the API."""
        return own_server_code(self.operation)

    @property
    def settings(self) -> dict[str, str]:
        """The arguments of the operation that a client needs to know before it is called, as code."""
        accounts = (
            f"_operation.Account({each.wire!r}, {each.name!r}, {each.account.environment_variable!r}, True)"
            for each in self.accounts
            if each.account is not None
        )
        found = {
            "server": self.server,
            "security": self.security if self.operation.security else "",
            "accounts": _tuple_code(accounts) if self.accounts else "",
            "request_id_headers": repr(self.request_id_headers) if self.request_id_headers else "",
        }
        return {name: code for name, code in found.items() if code}

    @property
    def settings_code(self) -> str:
        """The expression for an operation with these settings only.

        If it documents an error with a 2xx status, that is the whole operation, which knows the body.
        """
        if any(response.status[0] == "2" for response in self.errors):
            return f"_{self.module}.OPERATION"
        named = [f"{name}={code}" for name, code in self.settings.items()]
        start = [repr(self.module), repr(self.operation.method.upper()), repr(self.operation.path)]
        return f"_operation.Operation[Any]({', '.join([*start, 'successes={}', 'errors={}', *named])})"

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


def representatives(views: Iterable[OperationView]) -> list[OperationView]:
    """Return operations that have all settings of all operations, as few as possible."""
    found = {
        view.settings_code if view.settings_code.endswith(".OPERATION") else repr(view.settings): view for view in views
    }
    return list(found.values())


_IS_REQUEST_ID_HEADER = re.compile(r"(.*[-_])?(request|correlation|trace)[-_]?id|cf-ray", re.IGNORECASE).fullmatch


def _key_code(scheme: SecurityScheme) -> str:
    location, name = scheme.key_location
    prefix = scheme.key_prefix if location == "header" else ""
    variables = scheme_variables(scheme)
    names = client_arguments(scheme.api)
    arguments = tuple(names[variable] for variable in variables)
    shown = "" if arguments == ("api_key",) else f", {arguments!r}"
    flow = scheme.data.get("flows", {}).get("clientCredentials", {}) if scheme.data.get("type") == "oauth2" else {}
    shown += f", token_url={str(flow['tokenUrl'])!r}" if flow.get("tokenUrl") else ""
    return f"_operation.ApiKey({location!r}, {name!r}, {prefix!r}, {variables!r}{shown})"


def _tuple_code(items: Iterable[str]) -> str:
    code = ", ".join(items)
    return f"({code},)" if code else "()"
