"""Sends each documented write once, and holds its answer against all checks and rules.

The engine is not asked to, for it sends what it makes as often as its phases and checks want it.
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
from caretasks.core.http import encoded
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.responses import media_type


@dataclass(frozen=True)
class Unsent:
    """A write that was not sent, and why."""

    operation: Operation
    reason: str


@dataclass(frozen=True)
class Failed:
    """A write that was not answered."""

    operation: Operation
    error: Exception


def send(target: Target, schema: OpenApiSchema, settings: Settings) -> Iterator[ScenarioRecorder | Unsent | Failed]:
    """Sends the documented writes, if the settings ask for them, and yields the engine's record of each."""
    if settings.writes is not Writes.DOCUMENTED:
        return
    names = (*checks.CHECKED, *(rule.name for rule in rules.of(target.api)))
    for operation in target.api.operations:
        if not operation.writes or not settings.asked(operation):
            continue
        try:
            made = case(
                target, schema, operation, user_values.documented(target, operation), case_metadata.documented()
            )
            yield checked(made, made.call(), names)
        except user_values.LackingError as error:
            yield Unsent(operation, str(error))
        except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
            yield Failed(operation, error)


def case(
    target: Target,
    schema: OpenApiSchema,
    operation: Operation,
    write: user_values.Write,
    how: CaseMetadata | None = None,
) -> Case[Any]:
    """A request in the engine's own form, with the key. `how` it was made decides which checks have a say."""
    keys: dict[str, dict[str, str]] = {"query": {}, "cookie": {}}
    for scheme in operation.security[0] if operation.security else ():
        location, name = scheme.carrier
        if location in keys:
            keys[location][name] = target.key
    made: Case[Any] = schema[operation.path][operation.method.upper()].Case(
        path_parameters=encoded(write.path),
        query={**write.query, **keys["query"]},
        headers={**write.headers, **target.headers_of(operation)},
        cookies={**write.cookies, **keys["cookie"]},
        body=write.body,
        media_type=None if operation.body is None else media_type(operation.body),
        _meta=how,
    )
    return made


def checked(made: Case[Any], response: Response, names: Iterable[str]) -> ScenarioRecorder:
    """The engine's record of a request and its answer, held against checks of these names."""
    recorder = ScenarioRecorder(label=made.operation.label)
    recorder.record_case(case=made)
    recorder.record_response(case_id=made.id, response=response)
    checks.check(made, response, recorder, names)
    return recorder
