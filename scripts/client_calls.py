"""Call every operation with its generated client and the documented examples, and check the responses.

A read must return the documented response. A create must return what was sent, the defaults and a new ID. Everything
comes from the specs, so another API needs no change here. Use it with a mock server only: creating a task on a vendor's
server calls a person.
"""

from __future__ import annotations

import datetime
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from openapi_python_client.strings import PythonIdentifier

from caretasks.codegen.operations.parameters import argument_name, python_name
from caretasks.openapi.document import Api, Operation, Parameter, Response
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from caretasks.openapi.operation.credentials import client_arguments
from caretasks.openapi.schema.generation import minimal_value
from caretasks.openapi.schema.validation import is_valid, iter_violations

GENERATED_STRING = "conformance"
"""The value of a required string that has no documented example, such as an account."""

_BODY_EXPRESSION = "$response.body#"
_PATH_EXPRESSION = "$request.path."


@dataclass
class ClientResult:
    """The result for one operation.

    Attributes:
        operation: The operation.
        calls: How often it was called: 0 if the spec has no example of its response.
        problems: What is wrong with the responses.
    """

    operation: Operation
    calls: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ClientResponse:
    """A response: its JSON value, the model that the client parsed it to, and the documented response."""

    body: Any
    parsed: Any
    response: Response


class CallError(Exception):
    """A call did not return a documented success response."""


def call_operations(api: Api, base_url: str, key: str) -> list[ClientResult]:
    """Call each operation of an API with each documented example, and check the responses of its mock server.

    `key` is sent as each of the keys of the API.
    """
    package = importlib.import_module(f"caretasks.{api.name}")
    keys = dict.fromkeys(client_arguments(api).values(), key)
    with getattr(package, api.client_class)(base_url=base_url, **keys) as client:
        return [_OperationCalls(operation, client).run() for operation in api.operations]


class _OperationCalls:
    def __init__(self, operation: Operation, client: Any) -> None:
        self._operation = operation
        self._client = client
        self._result = ClientResult(operation)

    def run(self) -> ClientResult:
        problems: Iterator[str]
        try:
            problems = self._check_write() if self._operation.body else self._check_read()
            self._result.problems += problems
        except CallError as error:
            self._result.problems.append(str(error))
        return self._result

    def _call(
        self, operation: Operation, parameters: Mapping[str, Any], body: Any = None, *, example: str = ""
    ) -> ClientResponse:
        self._result.calls += 1
        # A link names a parameter as `path.id` if another one has the same name.
        values = {name.removeprefix("path."): value for name, value in parameters.items()}
        arguments: dict[str, Any] = {argument_name(p): values[p.name] for p in operation.parameters if p.name in values}
        if body is not None:
            arguments["body"] = body
        try:
            headers = {"Prefer": f"example={example}"} if example else {}
            called = _client_function(operation)(client=self._client, headers=headers, **arguments)
        except httpx.HTTPError as error:
            raise CallError(str(error)) from error
        response = operation.find_response(called.status_code)
        if response is None or not response.is_success:
            raise CallError(f"{operation.id} returned {called.status_code}, which is not a documented success")
        return ClientResponse(json.loads(called.content) if called.content else None, called.parsed, response)

    def _check_read(self) -> Iterator[str]:
        operation = self._operation
        for name, example in _success_examples(operation):
            documented = {p.name: p.examples()[name] for p in operation.parameters if name in p.examples()}
            if not _path_parameter_names(operation) <= set(documented):
                continue  # the spec does not say which ID the example has
            required = {
                p.name: documented.get(p.name, _generated_value(p)) for p in operation.parameters if _is_always_sent(p)
            }
            # A list also has what other operations created, so that only a preferred example is the documented one.
            response = self._call(operation, {**documented, **required}, example=name)
            if response.body != example:
                yield f"example {name!r}: the response differs from the documented one"
            if not _is_parsed_as(response.parsed, example):
                yield f"example {name!r}: the client parses the response differently from the documented one"
            if _is_list(example):
                yield from self._check_list(required)
            elif not _is_part_of(self._call(operation, required).body, example):
                yield f"example {name!r}: without optional parameters, the response has undocumented fields"

    def _check_list(self, parameters: Mapping[str, Any]) -> Iterator[str]:
        called = self._call(self._operation, parameters)
        media = called.response.media
        if media is not None and media.schema is not None:
            yield from map(str, iter_violations(media.schema, called.body))

    def _check_write(self) -> Iterator[str]:
        operation = self._operation
        assert operation.body is not None and operation.body.schema is not None
        schema = operation.body.schema
        documented = [example for _, example in _success_examples(operation)]
        for name, example in operation.body.examples().items():
            if _path_parameter_names(operation) and operation.method != "post":
                continue  # it changes an existing resource, whose ID the example does not have
            parameters = {
                p.name: p.examples().get(name, _generated_value(p)) for p in operation.parameters if _is_always_sent(p)
            }
            required_part = {key: example[key] for key in schema.data.get("required", []) if key in example}
            for description, sent in (
                (f"example {name!r}", example),
                (f"the required part of example {name!r}", required_part),
            ):
                created = self._call(operation, parameters, sent)
                defaults = {
                    key: schema.child("properties", key).data["default"]
                    for key in schema.data.get("properties", {})
                    if "default" in schema.child("properties", key).data and key not in sent
                }
                expected = {**defaults, **sent}
                yield from (
                    f"{description}: {problem}" for problem in _response_problems(created, expected, documented)
                )
                documented.append(created.body)
                for link in created.response.iter_links():
                    target = operation.api.get_operation(link.data["operationId"])
                    accounts = {p.name: _generated_value(p) for p in target.parameters if p.is_account_header}
                    linked = _link_parameters(link.data["parameters"], parameters, created.body)
                    read = self._call(target, {**accounts, **linked})
                    yield from (
                        f"{description}, read back: {problem}" for problem in _response_problems(read, expected, [])
                    )


def _path_parameter_names(operation: Operation) -> set[str]:
    return {parameter.name for parameter in operation.parameters if parameter.location == "path"}


def _is_always_sent(parameter: Parameter) -> bool:
    return parameter.required or parameter.is_account_header


def _is_list(body: Any) -> bool:
    return isinstance(body, dict) and any(isinstance(value, list) for value in body.values())


def _generated_value(parameter: Parameter) -> Any:
    schema = parameter.schema
    return GENERATED_STRING if schema is None or is_valid(schema, GENERATED_STRING) else minimal_value(schema)


def _is_parsed_as(parsed: Any, example: Any) -> bool:
    """Return whether a parsed response equals the documented example, parsed by the same client."""
    if isinstance(parsed, list) and isinstance(example, list):
        return len(parsed) == len(example) and all(map(_is_parsed_as, parsed, example))
    return bool(parsed == (type(parsed).from_dict(example) if hasattr(parsed, "from_dict") else example))


def _client_function(operation: Operation) -> Callable[..., Any]:
    tag = PythonIdentifier((operation.data.get("tags") or ["default"])[0], "tag")
    module = importlib.import_module(f"caretasks.{operation.api.name}.api.{tag}.{python_name(operation.id)}")
    function: Callable[..., Any] = module.sync_detailed
    return function


def _success_examples(operation: Operation) -> Iterator[tuple[str, Any]]:
    for response in operation.responses.values():
        if response.is_success and response.media is not None:
            yield from response.media.examples().items()


def _link_parameters(expressions: Mapping[str, str], sent: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """Return the parameters of a link, whose expressions refer to the path of the request or the response body."""
    try:
        return {
            name: sent[text.removeprefix(_PATH_EXPRESSION)]
            if text.startswith(_PATH_EXPRESSION)
            else resolve_pointer(body, text.removeprefix(_BODY_EXPRESSION))
            for name, text in expressions.items()
        }
    except PointerNotFoundError as error:
        raise CallError(f"the response has no {error}, which a link needs") from error


def _response_problems(
    response: ClientResponse, expected: Mapping[str, Any], earlier_bodies: list[Any]
) -> Iterator[str]:
    """Yield what is wrong with the response to a create, or to a read of the created resource.

    Args:
        response: The response.
        expected: The fields that were sent, and the defaults of those that were not.
        earlier_bodies: Earlier and documented responses, which have other IDs.
    """
    media = response.response.media
    if media is None or media.schema is None or not isinstance(response.body, dict):
        return
    yield from map(str, iter_violations(media.schema, response.body))
    for name, value in expected.items():
        if name in media.schema.data.get("properties", {}) and value is not None:
            returned = response.body.get(name)
            if returned != value and not _same_instant(returned, value):
                yield f"{name} differs from the value that was sent, or from its default"
    earlier_ids = [body["id"] for body in earlier_bodies if isinstance(body, dict) and "id" in body]
    if response.body.get("id") in earlier_ids:
        yield "the ID is not new"


def _same_instant(one: Any, other: Any) -> bool:
    try:
        return datetime.datetime.fromisoformat(one) == datetime.datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False


def _is_part_of(part: Any, whole: Any) -> bool:
    """Return whether `part` equals `whole`, apart from fields that `part` omits."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _is_part_of(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_is_part_of, part, whole))
    return bool(part == whole)
