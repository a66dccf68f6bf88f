"""Every operation called through its generated client with the documented examples, and the answers judged.

A read of documented data has to give the documented answer, a create what was sent, the defaults and a new id. Nothing
here knows a vendor: it all comes from the specs, so that a further API is called too. The server has to be a stand-in:
creating a task at a vendor calls a person.
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

from caretasks.codegen.operation_view import argument_name, python_name
from caretasks.mock.building import build
from caretasks.openapi.api import Api, Operation, Parameter, Response
from caretasks.openapi.pointers import DanglingPointerError, resolve
from caretasks.openapi.validation import fits, violations

MADE_UP = "conformance"
"""The value of a required string that has no documented example, such as an account."""

_BODY_EXPRESSION = "$response.body#"


@dataclass
class ClientResult:
    """What came of an operation: how often it was called, and what was wrong with the answers.

    It is not called where the document has no example that says what it should answer.
    """

    operation: Operation
    calls: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """What a call gave: the JSON that came and the model that the client read from it."""

    body: Any
    parsed: Any
    response: Response


class CallError(Exception):
    """A call did not give a documented success."""


def call_operations(api: Api, base_url: str, key: str) -> list[ClientResult]:
    """Calls each operation of an API with each documented example.

    Args:
        api: the API.
        base_url: where its stand-in is.
        key: the key, in its bare form.
    """
    package = importlib.import_module(f"caretasks.{api.name}")
    with getattr(package, api.client_class)(key, base_url=base_url) as client:
        return [_Calls(operation, client).run() for operation in api.operations]


class _Calls:
    def __init__(self, operation: Operation, client: Any) -> None:
        self._operation = operation
        self._client = client
        self._result = ClientResult(operation)

    def run(self) -> ClientResult:
        judgements: Iterator[str]
        try:
            judgements = self._create() if self._operation.body else self._read()
            self._result.problems += judgements
        except CallError as error:
            self._result.problems.append(str(error))
        return self._result

    def _call(self, operation: Operation, parameters: Mapping[str, Any], body: Any = None) -> Answer:
        self._result.calls += 1
        # Links name a parameter with its location where two have one name.
        given = {name.removeprefix("path."): value for name, value in parameters.items()}
        arguments: dict[str, Any] = {argument_name(p): given[p.name] for p in operation.parameters if p.name in given}
        if body is not None:
            arguments["body"] = body
        try:
            answer = _client_function(operation)(client=self._client, **arguments)
        except httpx.HTTPError as error:
            raise CallError(str(error)) from error
        response = operation.response(answer.status_code)
        if response is None or not response.success:
            raise CallError(f"{operation.id} gave {answer.status_code}, not a documented success")
        return Answer(json.loads(answer.content) if answer.content else None, answer.parsed, response)

    def _read(self) -> Iterator[str]:
        operation = self._operation
        for name, example in _success_examples(operation):
            given = {p.name: p.examples()[name] for p in operation.parameters if name in p.examples()}
            if not _places(operation) <= set(given):
                continue  # it is not said which thing the example shows
            required = {p.name: given.get(p.name, _made_up(p)) for p in operation.parameters if p.required}
            answer = self._call(operation, {**given, **required})
            if answer.body != example:
                yield f"example {name!r}: the answer is not the documented one"
            if not _reads_as(answer.parsed, example):
                yield f"example {name!r}: the client reads the answer otherwise than the documented one"
            if not _within(self._call(operation, required).body, example):
                yield f"example {name!r}: without optional parameters, the answer holds more than the documented one"

    def _create(self) -> Iterator[str]:
        operation = self._operation
        assert operation.body is not None and operation.body.schema is not None
        schema = operation.body.schema
        parameters = {p.name: _made_up(p) for p in operation.parameters if p.required}
        documented = [example for _, example in _success_examples(operation)]
        for name, example in operation.body.examples().items():
            if _places(operation):
                continue  # it changes something that is not known here
            least = {key: example[key] for key in schema.node.get("required", []) if key in example}
            for what, sent in ((f"example {name!r}", example), (f"the required part of example {name!r}", least)):
                created = self._call(operation, parameters, sent)
                defaults = {
                    key: schema.at("properties", key).node["default"]
                    for key in schema.node.get("properties", {})
                    if "default" in schema.at("properties", key).node and key not in sent
                }
                expected = {**defaults, **sent}
                yield from (f"{what}: {problem}" for problem in _judged(created, expected, documented))
                documented.append(created.body)
                for link in created.response.links():
                    target = operation.api.operation(link.node["operationId"])
                    read = self._call(target, _link_parameters(link.node["parameters"], created.body))
                    yield from (f"{what}, read back: {problem}" for problem in _judged(read, expected, []))


def _places(operation: Operation) -> set[str]:
    return {parameter.name for parameter in operation.parameters if parameter.location == "path"}


def _made_up(parameter: Parameter) -> Any:
    schema = parameter.schema
    return MADE_UP if schema is None or fits(schema, MADE_UP) else build(schema)


def _reads_as(parsed: Any, example: Any) -> bool:
    """Whether what the client read is what it would read from the documented answer."""
    if isinstance(parsed, list) and isinstance(example, list):
        return len(parsed) == len(example) and all(map(_reads_as, parsed, example))
    return bool(parsed == (type(parsed).from_dict(example) if hasattr(parsed, "from_dict") else example))


def _client_function(operation: Operation) -> Callable[..., Any]:
    tag = PythonIdentifier((operation.node.get("tags") or ["default"])[0], "tag")
    module = importlib.import_module(f"caretasks.{operation.api.name}.api.{tag}.{python_name(operation.id)}")
    function: Callable[..., Any] = module.sync_detailed
    return function


def _success_examples(operation: Operation) -> Iterator[tuple[str, Any]]:
    for response in operation.responses.values():
        if response.success and response.media is not None:
            yield from response.media.examples().items()


def _link_parameters(expressions: Mapping[str, str], body: Any) -> dict[str, Any]:
    try:
        return {name: resolve(body, text.removeprefix(_BODY_EXPRESSION)) for name, text in expressions.items()}
    except DanglingPointerError as error:
        raise CallError(f"the answer has no {error}, which a link needs") from error


def _judged(answer: Answer, expected: Mapping[str, Any], earlier: list[Any]) -> Iterator[str]:
    """What is wrong with the answer to a create, or with what is read back.

    Args:
        answer: the answer.
        expected: what was sent, and the defaults of what was not.
        earlier: answers, the documented ones among them, from which its id has to differ.
    """
    media = answer.response.media
    if media is None or media.schema is None or not isinstance(answer.body, dict):
        return
    yield from map(str, violations(media.schema, answer.body))
    for name, value in expected.items():
        if name in media.schema.node.get("properties", {}) and value is not None:
            found = answer.body.get(name)
            if found != value and not _same_instant(found, value):
                yield f"{name} is not what was sent or is the default"
    if any(isinstance(other, dict) and "id" in other and other["id"] == answer.body.get("id") for other in earlier):
        yield "the id is not a new one"


def _same_instant(one: Any, other: Any) -> bool:
    try:
        return datetime.datetime.fromisoformat(one) == datetime.datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False


def _within(part: Any, whole: Any) -> bool:
    """Whether `part` is `whole` with some fields of its objects left out."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and _within(value, whole[key]) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return bool(part == whole)
