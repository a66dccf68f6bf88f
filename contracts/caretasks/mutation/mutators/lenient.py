"""The faults of a server that accepts what the document forbids.

It makes a request right before it acts on it, and does so where the request is wrong in one way alone, the one that is
meant, so that it has no other fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from caretasks.conformance.target.model import Target
from caretasks.core.missing import MISSING
from caretasks.mutation.injection import SentRequest
from caretasks.mutation.mutant import Mutant, MutatorName
from caretasks.mutation.mutators.credentials import Accepts, anybody, fault
from caretasks.mutation.mutators.requests import with_parameter, wrong_body, wrong_parameters
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation import invalid_requests, parameters
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.responses import media_type
from caretasks.openapi.schema.examples import valid_body, valid_parameter
from caretasks.openapi.schema.locations import format_path
from caretasks.openapi.schema.validation import iter_violations


def lenient_mutants(operation: Operation, target: Target) -> Iterator[Mutant]:
    """The faults by which an operation accepts too much.

    Args:
        operation: the operation.
        target: the stand-in, for the key that it demands.
    """
    yield from _parameters(operation)
    yield from _bodies(operation)
    yield from anybody(operation, target)


def _parameters(operation: Operation) -> Iterator[Mutant]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        if parameter.required and parameter.location != "path":
            yield fault(
                operation,
                f"{name}: required",
                MutatorName.HEADER if parameter.location == "header" else MutatorName.MISSING,
                join(parameter.pointer, "required"),
                f"no {parameter.name}",
                partial(AcceptsParameter, operation, parameter, "required"),
            )
        for miss in invalid_requests.iter_invalid_parameters(operation, parameter):
            at_ = format_path(miss.location.path) if miss.location.path else ""
            yield fault(
                operation,
                f"{name}{at_}: {miss.name}",
                MutatorName(miss.violation.kind),
                miss.violation.pointer,
                f"{miss.description} for {parameter.name}",
                partial(AcceptsParameter, operation, parameter, miss.violation.keyword, miss),
            )


def _bodies(operation: Operation) -> Iterator[Mutant]:
    media = operation.body
    if media is None:
        return
    if operation.body_required:
        pointer = join(operation.pointer, "requestBody", "required")
        yield fault(operation, "no body", MutatorName.EMPTY, pointer, "no body", partial(AcceptsNoBody, operation, "body"))
    yield fault(
        operation,
        "a body that breaks off",
        MutatorName.TRUNCATED,
        media.pointer,
        "a body that is no JSON",
        partial(AcceptsNoBody, operation, "json"),
    )
    if media.schema is None:
        return
    for miss, _ in invalid_requests.iter_invalid_bodies(operation):
        place = (*miss.location.path, miss.violation.detail) if miss.violation.keyword == "required" else miss.location.path
        yield fault(
            operation,
            f"{format_path(place)}: {miss.name}",
            MutatorName(miss.violation.kind),
            miss.violation.pointer,
            f"{miss.description} at {miss.location.display_path}",
            partial(AcceptsBody, operation, miss),
        )


@dataclass
class AcceptsParameter(Accepts):
    """A server that does not mind that a parameter is missing, or breaks a keyword."""

    parameter: Parameter
    keyword: str
    miss: invalid_requests.InvalidRequest | None = None

    def mend(self, sent: SentRequest) -> SentRequest | None:
        parameter = self.parameter
        meant = {(parameter.location, parameter.name): "required" if self.miss is None else "schema"}
        if wrong_parameters(self.operation, sent) != meant or wrong_body(self.operation, sent):
            return None
        if self.miss is not None:
            found = parameters.candidate_values(parameter, sent.by_location)
            if not found or not self.miss.matches(found[0]):
                return None
        mended = with_parameter(sent, parameter, serialize_parameter(parameter, valid_parameter(parameter)))
        return None if wrong_parameters(self.operation, mended) else mended


@dataclass
class AcceptsNoBody(Accepts):
    """A server that does not mind that there is no body, or one that is no JSON."""

    wrong: str

    def mend(self, sent: SentRequest) -> SentRequest | None:
        if wrong_body(self.operation, sent) != self.wrong or wrong_parameters(self.operation, sent):
            return None
        media = self.operation.body
        return None if media is None else sent.with_json(valid_body(media), media_type(media))


@dataclass
class AcceptsBody(Accepts):
    """A server that takes at a place of the body what a keyword forbids."""

    miss: invalid_requests.InvalidRequest

    def mend(self, sent: SentRequest) -> SentRequest | None:
        media = self.operation.body
        if wrong_body(self.operation, sent) != "schema" or wrong_parameters(self.operation, sent) or media is None:
            return None
        shown = tuple(media.examples().values())
        mended = self.miss.repair(sent.json, shown)
        if mended is MISSING or media.schema is None or any(iter_violations(media.schema, mended, in_request=True)):
            return None
        return sent.with_json(mended, media_type(media))
