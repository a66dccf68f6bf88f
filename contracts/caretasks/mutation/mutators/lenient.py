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
from caretasks.mutation.injection import Sent
from caretasks.mutation.mutant import Fault, Kind
from caretasks.mutation.mutators.credentials import Accepts, anybody, fault
from caretasks.mutation.mutators.requests import with_parameter, wrong_body, wrong_parameters
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation import invalid_requests, parameters
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.responses import media_type
from caretasks.openapi.schema.examples import valid, valid_body
from caretasks.openapi.schema.locations import words
from caretasks.openapi.schema.validation import violations


def derive(operation: Operation, target: Target) -> Iterator[Fault]:
    """The faults by which an operation accepts too much.

    Args:
        operation: the operation.
        target: the stand-in, for the key that it demands.
    """
    yield from _parameters(operation)
    yield from _bodies(operation)
    yield from anybody(operation, target)


def _parameters(operation: Operation) -> Iterator[Fault]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        if parameter.required and parameter.location != "path":
            yield fault(
                operation,
                f"{name}: required",
                Kind.HEADER if parameter.location == "header" else Kind.MISSING,
                join(parameter.pointer, "required"),
                f"no {parameter.name}",
                partial(AcceptsParameter, operation, parameter, "required"),
            )
        for miss in invalid_requests.of_parameter(operation, parameter):
            at_ = words(miss.spot.path) if miss.spot.path else ""
            yield fault(
                operation,
                f"{name}{at_}: {miss.name}",
                Kind(miss.spoil.kind),
                miss.spoil.pointer,
                f"{miss.what} for {parameter.name}",
                partial(AcceptsParameter, operation, parameter, miss.spoil.keyword, miss),
            )


def _bodies(operation: Operation) -> Iterator[Fault]:
    media = operation.body
    if media is None:
        return
    if operation.body_required:
        pointer = join(operation.pointer, "requestBody", "required")
        yield fault(operation, "no body", Kind.EMPTY, pointer, "no body", partial(AcceptsNoBody, operation, "body"))
    yield fault(
        operation,
        "a body that breaks off",
        Kind.TRUNCATED,
        media.pointer,
        "a body that is no JSON",
        partial(AcceptsNoBody, operation, "json"),
    )
    if media.schema is None:
        return
    for miss, _ in invalid_requests.of_body(operation):
        place = (*miss.spot.path, miss.spoil.word) if miss.spoil.keyword == "required" else miss.spot.path
        yield fault(
            operation,
            f"{words(place)}: {miss.name}",
            Kind(miss.spoil.kind),
            miss.spoil.pointer,
            f"{miss.what} at {miss.spot.words}",
            partial(AcceptsBody, operation, miss),
        )


@dataclass
class AcceptsParameter(Accepts):
    """A server that does not mind that a parameter is missing, or breaks a keyword."""

    parameter: Parameter
    keyword: str
    miss: invalid_requests.Miss | None = None

    def mend(self, sent: Sent) -> Sent | None:
        parameter = self.parameter
        meant = {(parameter.location, parameter.name): "required" if self.miss is None else "schema"}
        if wrong_parameters(self.operation, sent) != meant or wrong_body(self.operation, sent):
            return None
        if self.miss is not None:
            found = parameters.candidates(parameter, sent.by_location)
            if not found or not self.miss.is_in(found[0]):
                return None
        mended = with_parameter(sent, parameter, serialize_parameter(parameter, valid(parameter)))
        return None if wrong_parameters(self.operation, mended) else mended


@dataclass
class AcceptsNoBody(Accepts):
    """A server that does not mind that there is no body, or one that is no JSON."""

    wrong: str

    def mend(self, sent: Sent) -> Sent | None:
        if wrong_body(self.operation, sent) != self.wrong or wrong_parameters(self.operation, sent):
            return None
        media = self.operation.body
        return None if media is None else sent.with_json(valid_body(media), media_type(media))


@dataclass
class AcceptsBody(Accepts):
    """A server that takes at a place of the body what a keyword forbids."""

    miss: invalid_requests.Miss

    def mend(self, sent: Sent) -> Sent | None:
        media = self.operation.body
        if wrong_body(self.operation, sent) != "schema" or wrong_parameters(self.operation, sent) or media is None:
            return None
        shown = tuple(media.examples().values())
        mended = self.miss.mended(sent.json, shown)
        if mended is MISSING or media.schema is None or any(violations(media.schema, mended, sent=True)):
            return None
        return sent.with_json(mended, media_type(media))
