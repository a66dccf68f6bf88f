"""Cases of the suite's own phases: sending and checking them; and the phase of documented writes.

Each documented write is sent once. Schemathesis would send it in several phases and checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from schemathesis import Case
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.meta import CaseMetadata
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import rules
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.engine import case_metadata, checks
from caretasks.conformance.target import user_values
from caretasks.conformance.target.model import Target
from caretasks.core.http import encode_path_parameters
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.responses import media_type
from caretasks.openapi.schema.examples import valid_parameter


@dataclass(frozen=True)
class SkippedCase:
    """A case that was not sent, and the reason."""

    operation: Operation
    reason: str


@dataclass(frozen=True)
class FailedCase:
    """A case without a response, and the error."""

    operation: Operation
    error: Exception


def send_documented_writes(
    target: Target, schema: OpenApiSchema, settings: Settings
) -> Iterator[ScenarioRecorder | SkippedCase | FailedCase]:
    """Send and check the documented writes, if the settings allow them.

    Args:
        target: The target.
        schema: The Schemathesis schema.
        settings: The selected operations and the writes to send.

    Yields:
        The recorder of each write that was sent.
    """
    if settings.writes is not Writes.DOCUMENTED:
        return
    names = check_names(target)
    for operation in target.api.operations:
        if not operation.is_write or not settings.is_selected(operation):
            continue
        try:
            write = user_values.documented_write(target, operation)
            case = build_case(target, schema, write, case_metadata.documented_case())
            yield record_checks(case, case.call(), names)
        except user_values.MissingValueError as error:
            yield SkippedCase(operation, str(error))
        except Exception as error:  # noqa: BLE001 - an application in this process can raise any exception
            yield FailedCase(operation, error)


def check_names(target: Target) -> tuple[str, ...]:
    """Return the names of the checks and rules that apply to the cases of the suite's own phases."""
    return (*checks.CHECK_NAMES, *(rule.name for rule in rules.rules_for(target.api)))


def required_parameters(operation: Operation) -> dict[str, dict[str, Any]]:
    """Return valid values of the required parameters, serialized, by location and name."""
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        if parameter.required:
            values[parameter.location].update(serialize_parameter(parameter, valid_parameter(parameter)))
    return values


def build_case(
    target: Target, schema: OpenApiSchema, phase_case: user_values.PhaseCase, metadata: CaseMetadata | None = None
) -> Case[Any]:
    """Return a Schemathesis case for a request, with the API key.

    Args:
        target: The target.
        schema: The Schemathesis schema.
        phase_case: The request.
        metadata: How the request was generated. It decides which checks apply.
    """
    operation = phase_case.operation
    keys: dict[str, dict[str, str]] = {"query": {}, "cookie": {}}
    for scheme in operation.security[0] if operation.security else ():
        location, name = scheme.key_location
        if location in keys:
            keys[location][name] = target.key
    case: Case[Any] = schema[operation.path][operation.method.upper()].Case(
        path_parameters=encode_path_parameters(phase_case.path),
        query={**phase_case.query, **keys["query"]},
        headers={**phase_case.headers, **target.key_headers_for(operation)},
        cookies={**phase_case.cookies, **keys["cookie"]},
        body=phase_case.body,
        media_type=None if operation.body is None else media_type(operation.body),
        _meta=metadata,
    )
    return case


def record_checks(case: Case[Any], response: Response, names: Iterable[str]) -> ScenarioRecorder:
    """Run the named checks on a response and return the recorder with their results."""
    recorder = ScenarioRecorder(label=case.operation.label)
    recorder.record_case(case=case)
    recorder.record_response(case_id=case.id, response=response)
    checks.check_response(case, response, recorder, names)
    return recorder
