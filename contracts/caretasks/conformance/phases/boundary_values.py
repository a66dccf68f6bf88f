"""Sends requests that go to the limits of what a document allows, beside those that the engine makes up.

The engine varies a value here and there, and leaves some of what a document allows to chance. These go to the limits,
in everything at once, so that they are few: every optional part left out, null wherever it is allowed, further fields
in every object, text beyond ASCII, the shortest and the longest values, each value of each enum. Where no limit is set,
a text of 10,000 characters and a list of 100 items are thought to be allowed. One more is a body that breaks off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis import Case
from schemathesis.core import NOT_SET
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import rules
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import case_metadata, checks
from caretasks.conformance.phases import cases
from caretasks.conformance.phases.cases import Failed
from caretasks.conformance.target import user_values
from caretasks.conformance.target.model import Target
from caretasks.core import interrupts
from caretasks.openapi.document import Operation, Place
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.responses import success
from caretasks.openapi.schema.boundary import bodies, boundary_strings
from caretasks.openapi.schema.examples import example, valid
from caretasks.openapi.schema.keywords import is_text, properties
from caretasks.openapi.schema.sampling import simplest
from caretasks.openapi.schema.validation import fits, violations

PHASE = "limits"
"""What the phase of these requests is called."""

_UNLIKELY = 1_000_003


@dataclass(frozen=True)
class Attempt:
    """A request for an operation.

    Attributes:
        operation: what it asks for.
        query: the query.
        body: the JSON data, or bytes that are no JSON; `NOT_SET` for none.
        valid: whether the document allows it.
    """

    operation: Operation
    query: Mapping[str, Any]
    body: Any
    valid: bool = True


def send(target: Target, schema: OpenApiSchema, settings: Settings) -> Iterator[ScenarioRecorder | Failed]:
    """Sends the requests of all operations asked for, and yields the engine's record of each."""
    names = (*checks.CHECKED, *(rule.name for rule in rules.of(target.api)))
    for operation in target.api.operations:
        if not settings.made_up(operation) or (operation.writes and target.url is not None):
            continue  # what a document shows calls a person where a server is not ours
        try:
            for attempt in of(operation):
                interrupts.demand_uninterrupted()
                made = _case(attempt, target, schema)
                yield cases.checked(made, made.call(), names)
        except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
            yield Failed(operation, error)


def of(operation: Operation) -> Iterator[Attempt]:
    """The attempts at an operation; none where nothing can be varied."""
    query = _given(operation, "query")
    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.schema is not None and is_text(parameter.schema):
            for text in boundary_strings(parameter.schema):
                yield Attempt(operation, {**query, parameter.name: text}, _body(operation))
    media = operation.body
    if media is None:
        return
    if not operation.body_required:
        yield Attempt(operation, query, NOT_SET)
    if media.schema is not None:
        for body in bodies(media.schema, tuple(media.examples().values())):
            yield Attempt(operation, query, body)
        if (body := _with_the_servers_own(operation, media.schema)) is not None:
            yield Attempt(operation, query, body)
    yield Attempt(operation, query, b'{"', valid=False)


def _body(operation: Operation) -> Any:
    media = operation.body
    if media is None or media.schema is None:
        return NOT_SET
    return example(media.schema, tuple(media.examples().values()))


def _with_the_servers_own(operation: Operation, schema: Place) -> Any:
    """A body with what an answer names and a request does not, such as an id; None where that is nothing."""
    _, response = success(operation)
    answered = None if response is None or response.media is None else response.media.schema
    body = _body(operation)
    if answered is None or not isinstance(body, dict):
        return None
    further = {name: _unlikely(inner) for name, inner in properties(answered).items() if name not in properties(schema)}
    whole = {**body, **further}
    return whole if further and not any(violations(schema, whole, sent=True)) else None


def _unlikely(schema: Place) -> Any:
    """A value that a server does not come to by itself: a number of one digit it may, and so may the mask of one."""
    value = simplest(schema)
    return _UNLIKELY if type(value) is int and fits(schema, _UNLIKELY) else value


def _given(operation: Operation, location: str) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for parameter in operation.parameters:
        if parameter.location == location and parameter.required:
            given.update(serialize_parameter(parameter, valid(parameter)))
    return given


def _case(attempt: Attempt, target: Target, schema: OpenApiSchema) -> Case[Any]:
    operation = attempt.operation
    given = {location: _given(operation, location) for location in ("path", "header", "cookie")}
    whole = user_values.Write(given["path"], attempt.query, given["header"], given["cookie"], attempt.body)
    how = case_metadata.valid("path", "query", "header", "body") if attempt.valid else case_metadata.invalid("body")
    return cases.case(target, schema, operation, whole, how)
