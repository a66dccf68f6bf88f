"""What breaks a promise, and what is advice: no verdict rests on something that no fact backs.

Schemathesis knows good manners of HTTP that no vendor documents. Where such a check fails, the reason given here makes
the failure advice. A reason says why nothing was promised; a check is never dropped as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caretasks.conformance.styled import written
from caretasks.core.http import decoded
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.schema.locations import members

HTTPS_OWN = frozenset({405, 406, 408, 413, 414, 415, 429, 431, 502, 503, 504})
"""Statuses that HTTP and the machines between give on their own account."""

STATUS_CHECKS = frozenset(
    {
        "ensure_resource_availability",
        "missing_required_header",
        "negative_data_rejection",
        "not_a_server_error",
        "positive_data_acceptance",
        "status_code_conformance",
    }
)
"""Checks that object to a status, not to what came with it."""

CONTENT_CHECKS = frozenset({"content_type_conformance", "response_schema_conformance"})
"""Checks that object to what a body is."""

PROBES = {
    "unspecified_http_method": "no fact says how an undeclared method is answered",
    "malformed_content_type": "no fact says how a malformed Content-Type is answered",
    "unsupported_content_type": "no fact says how another Content-Type is answered",
}
"""Requests that are amiss in a way that no document speaks of, by the scenario of the coverage phase."""

MANNERS = {
    "allow_header_conformance": "no fact asks for an Allow header",
    "unsupported_method": PROBES["unspecified_http_method"],
}
"""Checks of what is good manners only."""


@dataclass(frozen=True)
class Circumstances:
    """Under which a check failed.

    Attributes:
        operation: the operation that was asked.
        status: the status of the answer.
        scenario: the name of the coverage phase's scenario, if it was one.
        known: whether it names what is known to be there: what the document names, or the user's fixtures.
        fit: whether the request fits the document, as far as can be told.
        whole: whether nothing in the request was seen that does not fit, its form of texts included.
        unfit: whether something in the request was seen that does not fit.
        authentic: whether it carries the key, where one is asked for.
    """

    operation: Operation
    status: int
    scenario: str | None = None
    known: bool = True
    fit: bool = True
    whole: bool = False
    unfit: bool = False
    authentic: bool = True


def documented_paths(operation: Operation) -> dict[str, set[str]]:
    """The texts that the document gives of each path parameter: its examples, and all values where they are listed."""
    return {
        each.name: {str(written(each, value)[each.name]) for value in _documented(each)}
        for each in operation.path_parameters
    }


def _documented(parameter: Parameter) -> list[Any]:
    listed = [] if parameter.schema is None else members(parameter.schema)
    return [*parameter.examples().values(), *listed]


def advice(check: str, seen: Circumstances) -> str | None:
    """Why a failed check breaks no promise; None where it breaks one."""
    if check in MANNERS:
        return MANNERS[check]
    if seen.scenario in PROBES:
        return PROBES[seen.scenario]
    if seen.status in HTTPS_OWN and (check in STATUS_CHECKS or str(seen.status) not in seen.operation.responses):
        return f"{seen.status} is HTTP's own answer"
    if check in CONTENT_CHECKS and seen.status >= 400 and is_free(seen.operation, seen.status):
        return "no fact says what an error holds here"
    if check == "status_code_conformance" and _is_refusal_of_its_own(seen):
        return "no fact says how such a request is refused here"
    if check == "positive_data_acceptance" and not seen.fit:
        return "the request that was made up as a valid one does not fit the document"
    if check == "positive_data_acceptance" and _documents_refusal(seen) and not seen.known:
        return "no fact says which ids there are, nor of which form"
    if check == "missing_required_header" and seen.status >= 400:
        return "it was refused; with which status is for the rules to say"
    if check == "negative_data_rejection" and seen.fit and seen.whole:
        return "the request that was made up as an invalid one fits the document"
    return None


_REFUSALS = ((400, 422), (401, 403))
"""What requests are refused with that do not fit a document, and those without a valid key."""


def _is_refusal_of_its_own(seen: Circumstances) -> bool:
    """Whether an answer refuses what is not to be served, and the document has no word for any refusal of that sort."""
    wrong = (seen.unfit, not seen.authentic)
    return any(
        meant and seen.status in alike and all(seen.operation.response(status) is None for status in alike)
        for meant, alike in zip(wrong, _REFUSALS, strict=True)
    )


def is_free(operation: Operation, status: int) -> bool:
    """Whether the document leaves open what the body of an answer is: its schema says nothing but so."""
    response = operation.response(status)
    schema = None if response is None or response.media is None else response.media.schema
    return schema is not None and schema.node.keys() <= {"description", "title"}


def _documents_refusal(seen: Circumstances) -> bool:
    return 400 <= seen.status < 500 and seen.operation.response(seen.status) is not None


def names_documented(operation: Operation, path: Mapping[str, Any]) -> bool:
    """Whether every value in the path is one that the document gives as an example; so without any in the path."""
    documented = documented_paths(operation)
    return all(text in documented.get(name, ()) for name, text in decoded(path).items())
