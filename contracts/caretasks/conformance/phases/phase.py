"""A phase of the suite, with what its requests have in common, and the phase of documented writes.

Each documented write is sent once. Schemathesis would send it in several phases and checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from caretasks.conformance.cases import Deferred, PhaseCase, generation_notes
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.model import EXAMPLES_PHASE
from caretasks.conformance.target import user_values
from caretasks.conformance.target.model import Target
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.request_encoding import varied_media
from caretasks.openapi.bodies.samples import body_value
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.requests import is_documented_path
from caretasks.openapi.schema.examples import valid_body, valid_parameter


@dataclass(frozen=True)
class Phase:
    """A phase of the suite.

    Attributes:
        name: Name of the phase in results.
        description: Description of one of its requests, for errors.
        make_cases: Returns the requests for an operation; none if the settings exclude it.
        is_limited: Whether a time limit leaves out requests after the first one of an operation.
    """

    name: str
    description: str
    make_cases: Callable[[Target, Settings, Operation], Iterator[PhaseCase | Deferred[PhaseCase]]]
    is_limited: bool = True


def required_parameters(
    operation: Operation, *, documented_only: bool = False, with_optional: bool = False
) -> dict[str, dict[str, Any]]:
    """Return valid values of the required parameters and account headers, serialized, by location and name.

    With `documented_only`, those without an example are `any`: a generated value could be the ID of a resource. With
    `with_optional`, all other parameters have a value, too.
    """
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        if parameter.required or parameter.is_account_header or with_optional:
            value = "any" if documented_only and not parameter.examples() else valid_parameter(parameter)
            values[parameter.location].update(serialize_parameter(parameter, value))
    return values


def valid_request_body(operation: Operation) -> Any:
    """Return the value of a valid request body in the first media type; bytes for a file, `MISSING` without a body."""
    media = next(iter(operation.body_media), None)
    if media is None:
        return MISSING
    return valid_body(media) if media.is_json or media in varied_media(operation) else body_value(media)


def _documented_write(target: Target, settings: Settings, operation: Operation) -> Iterator[PhaseCase]:
    is_allowed = settings.writes is Writes.DOCUMENTED and settings.is_selected(operation)
    if is_allowed and operation.is_write and not deletes_resource(operation):
        yield user_values.documented_write(target, operation)


def deletes_resource(operation: Operation) -> bool:
    """Return whether an operation deletes the resource that its path names."""
    return operation.method == "delete" and bool(operation.path_parameters)


def _deletion(target: Target, settings: Settings, operation: Operation) -> Iterator[PhaseCase]:
    if not deletes_resource(operation) or not settings.is_selected(operation):
        return
    parameters = required_parameters(operation)
    if settings.writes is Writes.DOCUMENTED:
        deletion = user_values.documented_write(target, operation)
    elif settings.writes is Writes.GENERATED and is_documented_path(operation, parameters["path"]):
        body = valid_request_body(operation) if operation.body_required else MISSING
        notes = generation_notes("positive", "path", "query", "header", "cookie", "body", phase=EXAMPLES_PHASE)
        deletion = PhaseCase(operation, parameters, body, notes)
    else:
        return
    paths = [deletion.parameters["path"]]
    for read in target.api.operations:  # shows afterwards whether the resource is gone
        if (read.path, read.method) == (operation.path, "get") and read.id not in settings.excluded_operations:
            found = required_parameters(read)
            if settings.writes is Writes.GENERATED and not is_documented_path(read, paths[0]):
                paths.append(found["path"])  # a server need not know the one that the deletion documents
            for path in paths:
                yield PhaseCase(read, {**found, "path": path})
    for path in paths:
        yield replace(deletion, parameters={**deletion.parameters, "path": path})


DOCUMENTED_WRITES = Phase(EXAMPLES_PHASE, "the documented write", _documented_write)

DELETIONS = Phase(EXAMPLES_PHASE, "the documented deletion", _deletion, is_limited=False)
"""The last phase: it deletes the documented resources, which all others need. Its few requests belong together."""
