"""Cases: requests to send, requests with their responses, and the outcomes of the checks of a response.

They consist of plain values. `engine` converts them from and to the classes of Schemathesis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from caretasks.core.http import PROTOCOL_STATUSES, Exchange, decode_path_parameters
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.parameters import RawParameters
from caretasks.openapi.operation.requests import (
    RequestViolation,
    is_valid_request,
    iter_request_violations,
    raw_parameters,
)

CASE_ID_HEADER = "X-Schemathesis-TestCaseId"
"""The request header with the ID of the case. A request that the engine repeats has the same ID."""

_NEAR_VALID = "near-valid value in "

Parameters = Mapping[str, Mapping[str, Any]]
"""Parameters by location (`path`, `query`, `header`, `cookie`) and name."""


def generation_notes(
    mode: str, *locations: str, phase: str = "fuzzing", description: str | None = None
) -> dict[str, Any]:
    """Return notes on how a request was generated, which decide what checks apply. They contain no generated values.

    Args:
        mode: "positive" for a valid request, "negative" for one that is invalid on purpose.
        locations: The parts with this mode, such as "body".
        phase: The engine's phase that sends such requests.
        description: What is special about the request.
    """
    return {
        "mode": mode,
        "parts": dict.fromkeys(locations, mode),
        "made_by": phase,
        "scenario": None,
        "description": description,
        "parameter": None,
        "location": None,
    }


def near_valid_notes(location: str, violation: str) -> dict[str, Any]:
    """Return notes on a request with a single violation at a location, which the description names."""
    return generation_notes("negative", location, description=f"{_NEAR_VALID}{location}: {violation}")


def is_near_valid(description: str | None) -> bool:
    """Return whether the description of a request is that of `near_valid_notes`."""
    return (description or "").startswith(_NEAR_VALID)


@dataclass(frozen=True)
class PhaseCase:
    """A request that a phase of the suite sends.

    Attributes:
        operation: The operation.
        parameters: Parameters without an API key; those in the path are not encoded.
        body: JSON data, or bytes that are not JSON; `MISSING` for no body.
        notes: How the request was generated, or the credentials of an authentication probe.
        credentials: Credentials by location and name; None for the API key.
    """

    operation: Operation
    parameters: Parameters
    body: Any = MISSING
    notes: Mapping[str, Any] = field(default_factory=dict)
    credentials: Parameters | None = None

    @property
    def is_valid(self) -> bool:
        """True unless the request is invalid on purpose."""
        return self.notes.get("mode") != "negative"


@dataclass(frozen=True)
class SentCase:
    """A request for an operation and its response.

    Attributes:
        id: ID of the case.
        operation: The operation.
        parameters: The parameters sent; those in the path are percent-encoded.
        exchange: The request, with notes on how it was generated, and the response.
        has_known_ids: Whether all IDs in the path are documented examples or user-provided values; None if the
            recording of another program does not show it.
    """

    id: str
    operation: Operation
    parameters: Parameters
    exchange: Exchange
    has_known_ids: bool | None = True

    @property
    def status(self) -> int:
        """Status of the response; 0 without one."""
        return self.exchange.status

    @property
    def probe(self) -> str:
        """The credentials of an authentication probe, such as "without a key"; empty for any other request."""
        return str(self.exchange.notes.get("probe") or "")

    @property
    def scenario(self) -> str | None:
        """The name of the coverage phase's scenario, if the request is one."""
        scenario = self.exchange.notes.get("scenario")
        return None if scenario is None else str(scenario)

    @property
    def raw_parameters(self) -> RawParameters:
        """The strings of the parameters as the mock server reads them."""
        return raw_parameters(self.parameters, self.exchange.request)

    @cached_property
    def path_parameters(self) -> dict[str, str]:
        """Path parameters by name, decoded."""
        return decode_path_parameters(self.parameters["path"])

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """Values of the query parameters by name."""
        return parse_qs(urlsplit(self.exchange.request.url).query, keep_blank_values=True)

    @cached_property
    def is_valid(self) -> bool:
        """True if the request matches the spec; see `is_valid_request`."""
        return is_valid_request(self.operation, self.parameters, self.exchange.request.body)

    @cached_property
    def violations(self) -> Sequence[RequestViolation]:
        """The violations of the spec by the request, also those by formats and by parameters that are not strings."""
        return tuple(iter_request_violations(self.operation, self.parameters, self.exchange.request))

    @property
    def has_protocol_status(self) -> bool:
        """True if the status is undocumented and one that HTTP itself or an intermediary returns."""
        return self.status in PROTOCOL_STATUSES and str(self.status) not in self.operation.responses


class FailureKind(StrEnum):
    """Kind of a failure that a check found."""

    SERVER_ERROR = "server error"
    REJECTED_VALID = "rejected valid request"
    ACCEPTED_INVALID = "accepted invalid request"
    UNDOCUMENTED_STATUS = "undocumented status"
    BODY = "body that does not match its schema"
    HEADER = "header that does not match its schema"
    MISSING_HEADERS = "missing response headers"
    CONTENT_TYPE = "content type that is missing, undocumented or wrong"
    MISSING_HEADER_ACCEPTED = "accepted request without a required header"
    NOT_AVAILABLE = "created resource that is not available"
    RULE = "violated rule"
    OTHER = "other"


@dataclass(frozen=True)
class CheckFailure:
    """A failed check.

    Attributes:
        kind: What the check found.
        message: Description of the failure, without any value of the response.
        path: Location in the body that does not match its schema.
        keyword: The keyword of the schema that the body violates.
        headers: Names of the headers that the failure is about.
        evidence: The follow-up read that shows the failure; None if the checked response itself does.
    """

    kind: FailureKind
    message: str
    path: tuple[str | int, ...] = ()
    keyword: str = ""
    headers: tuple[str, ...] = ()
    evidence: SentCase | None = None


@dataclass(frozen=True)
class CheckOutcome:
    """The outcome of one check: passed without a failure, unless the check itself raised an error."""

    name: str
    failure: CheckFailure | None = None
    is_error: bool = False


@dataclass(frozen=True)
class CheckedCase:
    """A case, the phase that sent it, and the outcomes of its checks; none for a case that a check itself sent."""

    case: SentCase
    phase: str
    outcomes: tuple[CheckOutcome, ...] = ()
