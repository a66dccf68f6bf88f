"""The values that the request handler, the stored resources and the vendor extensions share."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, Protocol

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.responses import status_phrase


@dataclass
class StoredResource:
    """A resource as JSON data, the operation that reads it, and the values of that operation's path parameters."""

    operation: Operation
    path_values: Mapping[str, Any]
    body: Any


class ResourceAccess(Protocol):
    """The resources of a mock server, as the methods of `MockExchange` need them."""

    def iter_resources(self, exchange: MockExchange, operation_id: str) -> Iterator[tuple[Mapping[str, str], Any]]:
        """Yield the resources that an operation of the exchange's API reads."""

    def set_items(self, exchange: MockExchange, items: Sequence[Any]) -> None:
        """Put items into the list of the exchange's response."""


@dataclass
class MockExchange:
    """A valid request, its response, and the resources that it creates. A vendor extension may change the last two.

    Attributes:
        operation: The requested operation.
        path, query, header, cookie: The documented parameters that were sent or have a default, by documented name,
            as values of the types in their schemas.
        request_body: The JSON value of the request body; None for no body.
        media_type: The media type of the request body, without parameters.
        base_url: The URL that the client reached the API at: scheme, host, and the path of the spec's first server.
        time: The reported time of a write, as an RFC 3339 string in UTC; empty for a read.
        body: The response body: a JSON value that nothing else refers to, or None for no body.
        created: The resources to store.
        access: The resources of the mock server.
    """

    operation: Operation
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    cookie: Mapping[str, Any] = field(default_factory=dict)
    request_body: Any = None
    media_type: str = ""
    base_url: str = ""
    time: str = ""
    body: Any = None
    created: list[StoredResource] = field(default_factory=list)
    access: ResourceAccess | None = None

    def resources(self, operation_id: str) -> Iterator[tuple[Mapping[str, str], Any]]:
        """Yield the resources that an operation of this API reads, in order of creation.

        These are its documented examples, loaded resources and created ones, without the removed ones. Each is a pair:
        the values of the operation's path parameters as strings, and the current body, with the lifecycle applied. For
        a list whose items no operation reads one by one, they are the created items, with their ID in addition.

        An unknown operation reads no resources: a user's spec may have the name of a known API.
        """
        return iter(()) if self.access is None else self.access.iter_resources(self, operation_id)

    def set_items(self, items: Sequence[Any]) -> None:
        """Put these items into the list of the response: filtered, paged and with totals, as the request requires.

        Each item that is invalid in the list is reduced to the documented properties. A response that contains no list,
        or would become invalid, stays as it is.
        """
        if self.access is not None:
            self.access.set_items(self, items)


@dataclass
class Snapshot:
    """A resource at a point in time, as a lifecycle function gets it.

    Attributes:
        body: The body at creation. The lifecycle changes it in place into the body at this age.
        age: Simulated seconds since creation.
        random: A random generator that makes the same choices at every age.
        reported_time: The timestamp reported at creation, in Unix seconds.
        reported_rate: Seconds that reported timestamps advance per simulated second.
    """

    body: dict[str, Any]
    age: float
    random: Random
    reported_time: float
    reported_rate: float

    def time_at(self, seconds: float) -> str:
        """Return the timestamp at an age in simulated seconds, as an RFC 3339 string in UTC."""
        return format_time(self.reported_time + seconds * self.reported_rate)

    def new_uuid(self) -> str:
        """Return a UUID that is the same at every age, if the calls are in the same order."""
        return random_uuid(self.random)


Lifecycle = Callable[[Snapshot], None]
"""Changes `Snapshot.body` in place into the body at the snapshot's age."""


class MakeWebhooks(Protocol):
    """A function that yields everything that has happened to a resource so far.

    Each item is the name of a webhook and its payload. A payload must be the same at every later time. The argument
    `has_ended` says whether the status of the resource is a final value.
    """

    def __call__(self, body: dict[str, Any], *, has_ended: bool) -> Iterator[tuple[str, dict[str, Any]]]: ...


def format_time(timestamp: float) -> str:
    """Return a Unix timestamp in seconds as an RFC 3339 string in UTC, with milliseconds."""
    return datetime.fromtimestamp(timestamp, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def random_uuid(random: Random) -> str:
    """Return a UUID (version 4) made of random bits."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


REJECTION_SCOPE_KEY = "caretasks.rejection"
"""The key of a request's scope with the `HttpError` that is the reason of its error response."""


@dataclass(frozen=True)
class ViolationDetails:
    """One reason why a request is rejected, for the request log.

    Attributes:
        location: Where it is: `body`, `path`, `query`, `header`, `cookie` or `method`.
        pointer: The name of the parameter or header, or the JSON pointer to the part of the body. Empty for the
            whole body.
        keyword: The violated keyword of JSON Schema or OpenAPI, such as `required`, `security` or `content`.
        expected: What the spec requires, as text.
        received: What was sent, a JSON value; `MISSING` if nothing was.
    """

    location: str
    pointer: str
    keyword: str
    expected: str
    received: Any = MISSING


class HttpError(Exception):
    """An error response, raised by any step that rejects a request.

    Args:
        status: The HTTP status code.
        message: What is wrong, without any value of the request. Default: the phrase of the status.
        param: The invalid field or parameter.
        specific: Whether the message replaces the one in the documented example of this status.
        headers: Additional response headers.
        violations: What is wrong in detail, for the request log.
        reason: Why the request has this response, for the request log. Default: the message.

    Attributes:
        request_body: The value of an invalid request body; `MISSING` if it is not known.
    """

    request_body: Any = MISSING

    def __init__(
        self,
        status: int,
        message: str | None = None,
        *,
        param: str | None = None,
        specific: bool = False,
        headers: Mapping[str, str] | None = None,
        violations: Sequence[ViolationDetails] = (),
        reason: str | None = None,
    ) -> None:
        self.status = status
        self.message = status_phrase(status) if message is None else message
        super().__init__(self.message)
        self.param = param
        self.specific = specific
        self.headers = dict(headers or {})
        self.violations = violations
        self.reason = self.message if reason is None else reason
