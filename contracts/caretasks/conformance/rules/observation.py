"""A request and its response as rules get it, with follow-up reads, and the exceptions that rules raise."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from caretasks.conformance.cases import SentCase
from caretasks.core.http import PROTOCOL_STATUSES, Request, Response
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.schema.validation import is_valid


class RuleViolation(Exception):  # noqa: N818 - it is a result of a check, not an error
    """A response violates a documented fact. The message contains no values of the response.

    Attributes:
        evidence: The follow-up read that shows the violation; None if the checked response itself shows it.
    """

    def __init__(self, message: str, evidence: Observation | None = None) -> None:
        super().__init__(message)
        self.evidence = evidence


class InconclusiveError(Exception):
    """A response does not show whether a fact holds."""


ReadFunction = Callable[[str, Mapping[str, str], Mapping[str, str], Mapping[str, str | None]], "Observation | None"]
"""Sends a read: operation ID, path parameters, query, and headers (None removes a header)."""


def _no_read(*_: object) -> None:
    return None


@dataclass(frozen=True)
class Observation:
    """A request and its response, as rules get them.

    Attributes:
        case: The request and its response.
        is_valid_request: Whether the request is valid for the spec, including its API key.
        is_known_resource: Whether the request names existing resources only: documented, user-provided, or created in
            this run. False for a write to a remote server for which user-provided values are missing.
        send_read: Sends a follow-up read. Returns None if none can be sent, as for a recording.
        memory: Keys that rules store during a run.
    """

    case: SentCase
    is_valid_request: bool
    is_known_resource: bool
    send_read: ReadFunction = field(default=_no_read, repr=False)
    memory: set[Hashable] = field(default_factory=set, repr=False)

    @property
    def operation(self) -> Operation:
        """The operation that was called."""
        return self.case.operation

    @property
    def path_parameters(self) -> Mapping[str, str]:
        """Path parameters as strings, by name."""
        return self.case.path_parameters

    @property
    def query(self) -> Mapping[str, Sequence[str]]:
        """Query parameters as lists of strings, by name."""
        return self.case.query

    @property
    def request_headers(self) -> Mapping[str, str]:
        """Request headers, with names in lower case."""
        return _join_values(self.case.exchange.request)

    @property
    def request_body(self) -> Any:
        """JSON data of the request body, or `MISSING`."""
        return self.case.exchange.request.json

    @property
    def status(self) -> int:
        """Status code of the response."""
        return self.case.status

    @property
    def response_headers(self) -> Mapping[str, str]:
        """Response headers, with names in lower case."""
        return {} if self.case.exchange.response is None else _join_values(self.case.exchange.response)

    @property
    def response_body(self) -> Any:
        """JSON data of the response body, or `MISSING`."""
        return MISSING if self.case.exchange.response is None else self.case.exchange.response.json

    def without_reads(self) -> Observation:
        """Return the observation for rules that must send no follow-up reads, and without their memory."""
        return replace(self, send_read=_no_read, memory=set())

    @property
    def is_success(self) -> bool:
        """True if the status is a documented success."""
        response = self.operation.find_response(self.status)
        return response is not None and response.is_success

    def require_success(self) -> None:
        """Require a documented success.

        Raises:
            InconclusiveError: The response is not a success.
        """
        if not self.is_success:
            raise InconclusiveError

    def get_value(self, *names: str) -> Any:
        """Return a value of the response body, or `MISSING`.

        Args:
            names: The property names that lead to the value.

        Raises:
            InconclusiveError: A parent of the value is missing, or the value is invalid for its schema.
        """
        response = self.operation.find_response(self.status)
        schema = response.media.schema if response is not None and response.media is not None else None
        value = self.response_body
        for name in names:
            if not isinstance(value, dict) or schema is None:
                raise InconclusiveError
            value, schema = value.get(name, MISSING), _property_schema(schema, name)
            if value is MISSING:
                return MISSING
        if value is MISSING or (schema is not None and not is_valid(schema, value)):
            raise InconclusiveError
        return value

    def require_value(self, *names: str) -> Any:
        """Return a value of the response body.

        Args:
            names: The property names that lead to the value.

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
        """Send a follow-up read and return its observation.

        Args:
            operation: ID of the operation; the same operation by default.
            path: Path parameters; the same by default.
            query: Query parameters; the same by default.
            headers: Headers to replace. None removes a header.

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


def _property_schema(schema: Node, name: str) -> Node | None:
    if name in schema.data.get("properties", {}):
        return schema.child("properties", name)
    return None


def _join_values(message: Request | Response) -> dict[str, str]:
    return {name: ", ".join(values) for name, values in message.header_values.items()}
