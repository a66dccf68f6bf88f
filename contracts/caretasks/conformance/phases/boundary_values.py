"""Boundary values: requests at the limits of what the spec allows.

Schemathesis leaves many boundary values to chance. This phase sends few requests, each with all values at a limit at
once: optional parts missing, null wherever it is allowed, extra properties in every object, characters beyond ASCII,
the shortest and the longest values, each value of each enum. Without a documented limit, strings of 10,000 characters
and lists of 100 items are assumed to be allowed. One more request has a truncated body, which is invalid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemathesis.core import NOT_SET
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance.config import Settings
from caretasks.conformance.engine import case_metadata
from caretasks.conformance.phases import cases
from caretasks.conformance.phases.cases import FailedCase, required_parameters
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.user_values import PhaseCase
from caretasks.core import interrupts
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.schema.boundary import iter_boundary_strings, iter_boundary_values
from caretasks.openapi.schema.examples import example_value
from caretasks.openapi.schema.keywords import is_string_schema, properties
from caretasks.openapi.schema.sampling import simplest_value
from caretasks.openapi.schema.validation import is_valid, iter_violations

PHASE = "boundary values"
"""Name of the phase in results."""

_DISTINCTIVE_INTEGER = 1_000_003


def send_cases(target: Target, schema: OpenApiSchema, settings: Settings) -> Iterator[ScenarioRecorder | FailedCase]:
    """Send and check the requests of all selected operations.

    Args:
        target: The target.
        schema: The Schemathesis schema.
        settings: The selected operations and the writes to send.

    Yields:
        The recorder of each request.
    """
    names = cases.check_names(target)
    for operation in target.api.operations:
        if not settings.has_generated_requests(operation) or (operation.is_write and target.url is not None):
            continue  # a documented write may make a remote server call a person
        try:
            for phase_case in iter_cases(operation):
                interrupts.raise_if_interrupted()
                if phase_case.is_valid:
                    metadata = case_metadata.valid_case("path", "query", "header", "body")
                else:
                    metadata = case_metadata.invalid_case("body")
                case = cases.build_case(target, schema, phase_case, metadata)
                yield cases.record_checks(case, case.call(), names)
        except Exception as error:  # noqa: BLE001 - an application in this process can raise any exception
            yield FailedCase(operation, error)


def iter_cases(operation: Operation) -> Iterator[PhaseCase]:
    """Yield the requests for an operation; none if it has no values to vary."""
    required = required_parameters(operation)

    def make_case(body: Any, query: dict[str, Any] | None = None, *, is_valid: bool = True) -> PhaseCase:
        query = {**required["query"], **(query or {})}
        return PhaseCase(operation, required["path"], query, required["header"], required["cookie"], body, is_valid)

    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.schema is not None and is_string_schema(parameter.schema):
            for text in iter_boundary_strings(parameter.schema):
                yield make_case(_valid_body(operation), {parameter.name: text})
    media = operation.body
    if media is None:
        return
    if not operation.body_required:
        yield make_case(NOT_SET)
    if media.schema is not None:
        for body in iter_boundary_values(media.schema, tuple(media.examples().values())):
            yield make_case(body)
        if (body := _body_with_response_properties(operation, media.schema)) is not None:
            yield make_case(body)
    yield make_case(b'{"', is_valid=False)


def _valid_body(operation: Operation) -> Any:
    media = operation.body
    if media is None or media.schema is None:
        return NOT_SET
    return example_value(media.schema, tuple(media.examples().values()))


def _body_with_response_properties(operation: Operation, schema: Node) -> Any:
    """Return a body with the properties that only the response has, such as an ID, or None if there are none."""
    _, response = success_response(operation)
    response_schema = None if response is None or response.media is None else response.media.schema
    body = _valid_body(operation)
    if response_schema is None or not isinstance(body, dict):
        return None
    known = properties(schema)
    extra = {
        name: _distinctive_value(inner) for name, inner in properties(response_schema).items() if name not in known
    }
    extended = {**body, **extra}
    return extended if extra and not any(iter_violations(schema, extended, in_request=True)) else None


def _distinctive_value(schema: Node) -> Any:
    """Return a value that a server, or the redaction of a number, is unlikely to produce by itself."""
    value = simplest_value(schema)
    return _DISTINCTIVE_INTEGER if type(value) is int and is_valid(schema, _DISTINCTIVE_INTEGER) else value
