"""A request and its response, with the outcomes of the checks and follow-up reads, as rules and the analysis get it.

`engine` converts it from and to the classes of Schemathesis.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from caretasks.conformance.cases import EXPERIMENT, Parameters
from caretasks.core.http import PROTOCOL_STATUSES, Exchange, decode_path_parameters, is_json
from caretasks.core.missing import MISSING
from caretasks.mock.operations.named_examples import find_named_examples
from caretasks.openapi.bodies.request_encoding import sent_value, varied_media
from caretasks.openapi.document import Media, Operation, match_media_type
from caretasks.openapi.operation.requests import (
    RequestViolation,
    has_one_reading,
    is_valid_request,
    iter_request_violations,
    sent_media,
)
from caretasks.openapi.operation.responses import is_acceptance, success_response
from caretasks.openapi.schema.validation import is_valid

_UNUSUAL_IN_PATH = re.compile(r"[\x00-\x1f\x7f-\x9f/\\%;]")


class RuleViolation(Exception):  # noqa: N818 - it is a result of a check, not an error
    """A response violates a documented fact. The message contains no values of the response.

    Attributes:
        evidence: The follow-up read that shows the violation; None if the checked response itself shows it.
        before: An earlier request of another case without which the response shows nothing; None without one.
        status: The status that is documented for the response, or that the wrong value states; 0 if unknown.
        pointer: The JSON pointer at the start of the message, which is that of the wrong value; empty without one.
    """

    def __init__(
        self, message: str, evidence: Observation | None = None, *, before: Observation | None = None, status: int = 0
    ) -> None:
        super().__init__(message)
        self.evidence, self.before, self.status = evidence, before, status
        self.pointer = message.split(" ")[0] if message.startswith("/") else ""


class InconclusiveError(Exception):
    """A response does not show whether a fact holds."""


ReadFunction = Callable[[str, Mapping[str, str], Mapping[str, str], Mapping[str, str | None]], "Observation | None"]
"""Sends a read: operation ID, path parameters, query, and headers (None removes a header)."""


def _no_read(*_: object) -> None:
    return None


class FailureKind(StrEnum):
    """Kind of a failure that a check found."""

    SERVER_ERROR = "server error"
    REJECTED_VALID = "rejected valid request"
    ACCEPTED_INVALID = "accepted invalid request"
    UNDOCUMENTED_STATUS = "undocumented status"
    BODY = "body that does not match its schema"
    WRITE_ONLY = "write-only property in a response"
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
        pointer: Where it is, such as `response body /data/*/status`; empty if it is about the response as a whole.
        claim: What should be true there: "`status` must be one of `A`, `B`"; empty if the message is enough.
        expected: What the spec documents there.
        actual: What the server sent instead, without any value of the response; empty if it is the value there.
        path: Location in the body that does not match its schema.
        schema_pointer: JSON pointer of the keyword in the spec that the body violates.
        headers: Names of the headers that the failure is about.
        evidence: The follow-up read that shows the failure; None if the checked response itself does.
        before: The request before that of the case which the failure depends on; None without one.
        documented_status: The status of a violated rule, as in `RuleViolation`.
    """

    kind: FailureKind
    message: str
    pointer: str = ""
    claim: str = ""
    expected: str = ""
    actual: str = ""
    path: tuple[str | int, ...] = ()
    schema_pointer: str = ""
    headers: tuple[str, ...] = ()
    evidence: Observation | None = None
    before: Observation | None = None
    documented_status: int = 0


@dataclass(frozen=True)
class CheckOutcome:
    """The outcome of one check: passed without a failure, unless the check itself raised an error."""

    name: str
    failure: CheckFailure | None = None
    is_error: bool = False


@dataclass(eq=False)
class Observation:
    """A request for an operation and its response.

    Attributes:
        id: ID of the case.
        operation: The operation that was called.
        parameters: The parameters sent; those in the path are percent-encoded.
        exchange: The request, with notes on how it was generated, and the response.
        has_known_ids: Whether all IDs in the path are documented examples or user-provided values, and all `x-own`
            values are user-provided; None if the recording of another program does not show it.
        phase: Phase that sent the request.
        outcomes: Outcomes of the checks; none for a request that a check itself sent.
        is_authenticated: Whether the request carries the API key.
        is_known_resource: Whether the request names existing resources only: documented, user-provided, or created in
            this run. False for a write to a remote server for which user-provided values are missing.
        existing_ids: Strings that the user provided for any operation, or that a read of this run returned, so that an
            ID among them may exist.
        send_read: Sends a follow-up read. Returns None if none can be sent, as for a recording.
        memory: Keys that rules store during a run.
        parent: The request whose response is the reason for this one, such as that of a follow-up read.
    """

    id: str
    operation: Operation
    parameters: Parameters
    exchange: Exchange
    has_known_ids: bool | None = True
    phase: str = ""
    outcomes: Sequence[CheckOutcome] = ()
    is_authenticated: bool = True
    is_known_resource: bool = True
    existing_ids: Collection[str] = ()
    send_read: ReadFunction = field(default=_no_read, repr=False)
    memory: set[Hashable] = field(default_factory=set, repr=False)
    parent: Observation | None = field(default=None, repr=False)

    @property
    def status(self) -> int:
        """Status of the response; 0 without one."""
        return self.exchange.status

    @property
    def probe(self) -> str:
        """The credentials of an authentication probe, such as "without a key"; empty for any other request."""
        return str(self.exchange.notes.get("probe") or "")

    @property
    def experiment(self) -> str | None:
        """The note `cases.EXPERIMENT`; None if the request is not one of those."""
        text = self.exchange.notes.get(EXPERIMENT)
        return None if text is None else str(text)

    @property
    def scenario(self) -> str | None:
        """The name of the coverage phase's scenario, if the request is one."""
        scenario = self.exchange.notes.get("scenario")
        return None if scenario is None else str(scenario)

    @cached_property
    def path_parameters(self) -> dict[str, str]:
        """Path parameters as strings, by name."""
        return decode_path_parameters(self.parameters["path"])

    @property
    def has_another_method(self) -> bool:
        """True if the request tests what the server does with a method that the spec does not document for the path."""
        return self.exchange.request.method.lower() != self.operation.method

    @property
    def has_another_path(self) -> bool:
        """True if a path parameter is empty or a dot, as an array may be: then the path is not the operation's."""
        return not {"", ".", ".."}.isdisjoint(self.path_parameters.values())

    @property
    def has_unusual_path(self) -> bool:
        """True if a path parameter has characters that HTTP servers and frameworks reject, or read as another path."""
        return any(map(_UNUSUAL_IN_PATH.search, self.path_parameters.values()))

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """Query parameters as lists of strings, by name."""
        return parse_qs(urlsplit(self.exchange.request.url).query, keep_blank_values=True)

    @cached_property
    def is_valid(self) -> bool:
        """True if the request matches the spec; see `is_valid_request`."""
        return is_valid_request(self.operation, self.parameters, self.exchange.request)

    @cached_property
    def violations(self) -> Sequence[RequestViolation]:
        """The violations of the spec by the request, also those by formats and by parameters that are not strings."""
        return tuple(iter_request_violations(self.operation, self.parameters, self.exchange.request))

    @cached_property
    def is_clearly_valid(self) -> bool:
        """True if the request has no violations, and its parameters can be read in one way only."""
        request = self.exchange.request
        return not self.violations and has_one_reading(self.operation, self.parameters, request)

    @cached_property
    def is_error_example(self) -> bool:
        """True if the request has the values of an example, and an error has the example of its name."""
        return any(
            (example.body is MISSING or example.body == self.request_body)
            and all(
                str(self.parameters[location].get(name)) == str(value)
                for (location, name), value in example.parameters.items()
            )
            for example in find_named_examples(self.operation)
            if not example.response.is_success
        )

    @property
    def has_protocol_status(self) -> bool:
        """True if the status is undocumented and one that HTTP itself or an intermediary returns."""
        return self.status in PROTOCOL_STATUSES and str(self.status) not in self.operation.responses

    @property
    def is_valid_request(self) -> bool:
        """True if the request is valid for the spec, including its API key and the required headers."""
        sent = self.exchange.request.header_values
        return (self.is_valid and self.is_authenticated) and all(
            parameter.name.lower() in sent
            for parameter in self.operation.parameters
            if parameter.location == "header" and parameter.required
        )

    @property
    def request_headers(self) -> Mapping[str, str]:
        """Request headers, with names in lower case."""
        return self.exchange.request.joined_headers

    @property
    def request_body(self) -> Any:
        """JSON data of the request body, or `MISSING`."""
        return self.exchange.request.json

    @cached_property
    def body_media(self) -> Media | None:
        """The media type of the request body, if it is one that requests are varied in; None without a body."""
        media = sent_media(self.operation, self.exchange.request) if self.exchange.request.body else None
        return media if media in varied_media(self.operation) else None

    @cached_property
    def body_value(self) -> Any:
        """The value of the request body in any media type that requests are varied in, or `MISSING`."""
        return sent_value(self.body_media, self.exchange.request)

    @property
    def response_headers(self) -> Mapping[str, str]:
        """Response headers, with names in lower case."""
        return {} if self.exchange.response is None else self.exchange.response.joined_headers

    @property
    def response_body(self) -> Any:
        """JSON data of the response body, or `MISSING`."""
        return MISSING if self.exchange.response is None else self.exchange.response.json

    @property
    def is_success(self) -> bool:
        """True if the status is a documented success."""
        response = self.operation.find_response(self.status)
        return response is not None and response.is_success

    @property
    def is_accepted(self) -> bool:
        """True if the server accepted the request; see `is_acceptance`."""
        return is_acceptance(self.operation, self.status)

    @property
    def is_checked_success(self) -> bool:
        """True if it is a documented success whose body was checked against its schema.

        If the spec documents no success, it is the response to a valid request, such as a redirect.
        """
        response, documented = self.exchange.response, self.operation.find_response(self.status)
        if response is None or documented is None:
            return False
        if not documented.is_success and documented is not success_response(self.operation)[1]:
            return False
        media_types = documented.media_types
        is_documented = not media_types or match_media_type(media_types, response.media_type) is not None
        return (is_documented or is_json(response.media_type)) and any(
            each.name == "response_schema_conformance" and not each.is_error for each in self.outcomes
        )

    def require_success(self) -> None:
        """Require a documented success.

        Raises:
            InconclusiveError: The response is not a success.
        """
        if not self.is_success:
            raise InconclusiveError

    def get_value(self, *names: str) -> Any:
        """Return the value of the response body that the property names lead to, or `MISSING`.

        Raises:
            InconclusiveError: A parent of the value is missing, or the value is invalid for its schema.
        """
        response = self.operation.find_response(self.status)
        schema = response.media.schema if response is not None and response.media is not None else None
        value = self.response_body
        for name in names:
            if not isinstance(value, dict) or schema is None:
                raise InconclusiveError
            is_described = name in schema.data.get("properties", {})
            value, schema = value.get(name, MISSING), schema.child("properties", name) if is_described else None
            if value is MISSING:
                return MISSING
        if value is MISSING or (schema is not None and not is_valid(schema, value)):
            raise InconclusiveError
        return value

    def require_value(self, *names: str) -> Any:
        """Return the value of the response body that the property names lead to.

        Raises:
            InconclusiveError: The value is missing, or invalid for its schema.
        """
        value = self.get_value(*names)
        if value is MISSING:
            raise InconclusiveError
        return value

    def query_flag(self, name: str) -> bool:
        """Return a boolean query parameter; False if it was not sent.

        Raises:
            InconclusiveError: It was sent with a value that is not a boolean.
        """
        values = self.query.get(name, ())
        if list(values) not in ([], ["true"], ["false"]):
            raise InconclusiveError
        return list(values) == ["true"]

    @property
    def can_follow_up(self) -> bool:
        """False if this is a follow-up read itself: no other read is sent because of it."""
        return self.send_read is not _no_read

    def require_first_time(self, *key: Hashable) -> None:
        """Require that a key is used for the first time in this run, to limit the number of follow-up reads.

        Raises:
            InconclusiveError: The key was used before.
        """
        if key in self.memory:
            raise InconclusiveError
        self.memory.add(key)

    def follow_up(
        self,
        operation: str = "",
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Observation:
        """Send a follow-up read, by default the same as this one, and return its observation.

        `headers` are replaced; None removes one.

        Raises:
            InconclusiveError: No read can be sent, as for a recording, or the status is one that HTTP itself or an
                intermediary returns.
        """
        operation_id = operation or self.operation.id
        path = self.path_parameters if path is None else path
        query = {name: values[0] for name, values in self.query.items() if values} if query is None else query
        observation = self.send_read(operation_id, path, query, headers or {})
        if observation is None or observation.status in PROTOCOL_STATUSES:
            raise InconclusiveError
        return observation
