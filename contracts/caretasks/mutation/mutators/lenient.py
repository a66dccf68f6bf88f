"""Mutants that accept requests that the spec forbids: invalid parameters, invalid bodies and invalid credentials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from caretasks.conformance.target.model import Target
from caretasks.core.missing import MISSING
from caretasks.mutation.injection import SentRequest
from caretasks.mutation.mutant import Mutant, MutatorName
from caretasks.mutation.mutators.credentials import LenientMutation, credential_mutants, lenient_mutant
from caretasks.mutation.mutators.sent_requests import (
    body_violation,
    is_valid_request,
    parameter_violations,
    with_parameter,
)
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.invalid_requests import (
    InvalidRequest,
    iter_invalid_bodies,
    iter_invalid_parameters,
)
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.responses import media_type
from caretasks.openapi.schema.examples import valid_body, valid_parameter
from caretasks.openapi.schema.locations import format_path


def lenient_mutants(operation: Operation, target: Target) -> Iterator[Mutant]:
    """Yield the mutants that accept too much.

    Args:
        operation: The operation.
        target: The mock server, for its API key.
    """
    yield from _parameter_mutants(operation)
    yield from _body_mutants(operation)
    yield from credential_mutants(operation, target)


def _parameter_mutants(operation: Operation) -> Iterator[Mutant]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        if parameter.required and parameter.location != "path":
            yield lenient_mutant(
                operation,
                f"{name}: required",
                MutatorName.HEADER if parameter.location == "header" else MutatorName.MISSING,
                join(parameter.pointer, "required"),
                f"no {parameter.name}",
                partial(AcceptsInvalidParameter, operation, parameter),
            )
        for invalid in iter_invalid_parameters(operation, parameter):
            path = format_path(invalid.location.path) if invalid.location.path else ""
            yield lenient_mutant(
                operation,
                f"{name}{path}: {invalid.name}",
                MutatorName(invalid.violation.kind),
                invalid.violation.pointer,
                f"{invalid.description} for {parameter.name}",
                partial(AcceptsInvalidParameter, operation, parameter, invalid),
            )


def _body_mutants(operation: Operation) -> Iterator[Mutant]:
    media = operation.body
    if media is None:
        return
    if operation.body_required:
        yield lenient_mutant(
            operation,
            "no body",
            MutatorName.EMPTY_BODY,
            join(operation.pointer, "requestBody", "required"),
            "no body",
            partial(AcceptsUnreadableBody, operation, "body"),
        )
    yield lenient_mutant(
        operation,
        "a body that breaks off",
        MutatorName.TRUNCATED_JSON,
        media.pointer,
        "a body that is not JSON",
        partial(AcceptsUnreadableBody, operation, "json"),
    )
    if media.schema is None:
        return
    for invalid, _ in iter_invalid_bodies(operation):
        path = invalid.location.path
        if invalid.violation.keyword == "required":
            path = (*path, invalid.violation.detail)
        yield lenient_mutant(
            operation,
            f"{format_path(path)}: {invalid.name}",
            MutatorName(invalid.violation.kind),
            invalid.violation.pointer,
            f"{invalid.description} at {invalid.location.display_path}",
            partial(AcceptsInvalidBody, operation, invalid),
        )


@dataclass
class AcceptsInvalidParameter(LenientMutation):
    """Accepts a parameter that is missing or violates one keyword.

    Attributes:
        parameter: The parameter.
        invalid: The violation that is accepted; None if a missing parameter is accepted.
    """

    parameter: Parameter
    invalid: InvalidRequest | None = None

    def repair(self, request: SentRequest) -> SentRequest | None:
        parameter = self.parameter
        accepted = {(parameter.location, parameter.name): "required" if self.invalid is None else "schema"}
        if parameter_violations(self.operation, request) != accepted or body_violation(self.operation, request):
            return None
        if self.invalid is not None:
            values = parameters.parameter_reader(parameter).candidate_values(request.raw_parameters)
            if not values or not self.invalid.matches(values[0]):
                return None
        repaired = with_parameter(request, parameter, serialize_parameter(parameter, valid_parameter(parameter)))
        return None if parameter_violations(self.operation, repaired) else repaired


@dataclass
class AcceptsUnreadableBody(LenientMutation):
    """Accepts a missing body, or one that is not JSON.

    Attributes:
        violation: The violation that is accepted, as `body_violation` returns it.
    """

    violation: str

    def repair(self, request: SentRequest) -> SentRequest | None:
        if body_violation(self.operation, request) != self.violation or parameter_violations(self.operation, request):
            return None
        media = self.operation.body
        return None if media is None else request.with_json(valid_body(media), media_type(media))


@dataclass
class AcceptsInvalidBody(LenientMutation):
    """Accepts a body that violates one keyword at one location.

    Attributes:
        invalid: The violation that is accepted.
    """

    invalid: InvalidRequest

    def repair(self, request: SentRequest) -> SentRequest | None:
        media = self.operation.body
        if media is None or body_violation(self.operation, request) != "schema":
            return None
        body = self.invalid.repair(request.json, tuple(media.examples().values()))
        if body is MISSING:
            return None
        repaired = request.with_json(body, media_type(media))
        return repaired if is_valid_request(self.operation, repaired) else None
