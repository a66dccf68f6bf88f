"""A call of an operation: its attempts, and what becomes of each.

A write that may have been sent fails with an `OutcomeUnknownError`, for any exception: one of httpx, one of a transport
or an event hook of the user's, "Event loop is closed". Exceptions that are no `Exception` (`CancelledError`,
`KeyboardInterrupt`) stay as they are, since a program stops by them; a note is added.
"""

import itertools
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, TypeVar

import httpx

from ..errors import ApiError, OutcomeUnknownError
from ..operation import Operation
from ..types import UNSET, Unset
from . import delivery
from .deadline import Deadline
from .http_clients import restore_location
from .response_body import BodyReader, BodyRejection, ensure_body
from .sinks import FileSink

if TYPE_CHECKING:
    from ..config import ClientConfig
    from ..types import FilePath

T = TypeVar("T")

_CALL_IDS = itertools.count(1)
_REDACTED = "[secure]"


class Call(Generic[T]):
    """The state of a call, without I/O.

    It is the context manager of each attempt: it keeps the exception of the attempt as `failure`, and raises only those
    that are no `Exception`.

    Attributes:
        attempts: how many attempts were made.
        deadline: the end of the whole call.
        is_saved: whether the body was written to a file.
        is_open: whether the response is a stream that was not read.
        response: the response to the last attempt, its body read or rejected; None if there is none.
        rejection: why its body was not read; None if it was.
        failure: the error to raise if there is no response.
    """

    def __init__(
        self,
        operation: Operation[T],
        config: "ClientConfig",
        http: delivery.HttpClient,
        request: httpx.Request,
        save_to: "FilePath | BinaryIO | Unset" = UNSET,
        deadline: Deadline | None = None,
    ) -> None:
        self.operation = operation
        self.config = config
        self.request = request
        self.attempts = 0
        self.response: httpx.Response | None = None
        self.rejection: BodyRejection | None = None
        self.failure: Exception | None = None
        self._http = http
        self._id = next(_CALL_IDS)
        self._body: BodyReader | None = None
        self._began = 0.0
        self.deadline = deadline or Deadline()
        self._timeouts: dict[str, float | None] = dict(request.extensions.get("timeout", {}))
        self._sink = None if isinstance(save_to, Unset) else FileSink(save_to)
        self.is_saved = self.is_open = False

    def __enter__(self) -> None:
        self.attempts += 1
        self._body = self.response = self.rejection = self.failure = None
        self.is_saved = self.is_open = False
        if not self.deadline.is_endless:
            self.request.extensions["timeout"] = self.deadline.limit(self._timeouts)
        if self.operation.is_write:  # of a read it does not matter, and tracing takes time
            trace = delivery.AsyncTrace() if self.is_async else delivery.Trace()
            self.request.extensions["trace"] = self._trace = trace
        if self.config.hooks is not None:
            self.report("on_request")
            self._began = time.perf_counter()

    def receive(self, response: httpx.Response) -> BodyReader | None:
        """Return the reader of the body of a response, of which only the head was received.

        None if it is a documented stream: it stays open and is read by the caller, see `client.responses.streams`.
        """
        restore_location(response)
        success = self.operation.success_body(response.status_code)
        body = None if success is None else success.select(response.headers.get("content-type", ""))
        self.is_saved = body is not None and body.kind != "none" and self._sink is not None
        sink = self._sink if self.is_saved else None
        reader = BodyReader(response, self.config.max_response_bytes, self.deadline.end, sink)
        if body is not None and body.is_stream and not self.is_saved:
            reader.check_encoding()
            self.response, self.is_open = response, True
            return None
        self._body = reader
        reader.check_encoding()
        return reader

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if self.is_open and error is None:
            pass  # a stream, which is read later
        elif self._body is not None:
            self.response, self.rejection = self._body.finish(error), self._body.rejection
        elif isinstance(error, httpx.HTTPStatusError) and error.request is self.request:
            self.response = ensure_body(error.response)  # raised by an event hook of the user's httpx client
        failure = error if self.response is None else None
        if self.config.hooks is not None:
            self.report("on_response", self._status, time.perf_counter() - self._began, _name_of(failure))
        if failure is None:
            return True
        unknown = self.operation.is_write and delivery.was_sent(self._trace, self._http, self.request, failure)
        if not isinstance(failure, Exception):
            if unknown:
                failure.add_note(f"{self._name} may have been sent{delivery.CHECK_FIRST}")
            return False
        self.failure = self._failure(failure, unknown)
        if isinstance(self.failure, ApiError):
            self.failure.attempts = self.attempts
        return True

    @property
    def is_async(self) -> bool:
        """True if the call is that of an async client."""
        return isinstance(self._http, httpx.AsyncClient)

    @property
    def _status(self) -> int | None:
        return None if self.response is None else self.response.status_code

    def report_retry(self, wait: float) -> None:
        """Log that there will be another attempt after a wait in seconds, and call the hook for it."""
        failure = _name_of(self.failure)
        self.config.log.info(
            "%s: attempt %d failed (%s), retrying in %.2f seconds",
            self.operation.name,
            self.attempts,
            failure or f"status {self._status}",
            wait,
        )
        self.report("on_retry", self._status, wait, failure)

    def report(self, hook: str, *details: Any) -> None:
        """Call a hook of the client, if it has any, with the attributes of the call and of an event."""
        if self.config.hooks is not None:
            operation = self.operation
            self.config.hooks.call(
                hook, operation.name, operation.method, operation.path, self.attempts, self._id, *details
            )

    def stream_failure(self, error: Exception) -> Exception:
        """Return the error to raise for an exception while a stream was read."""
        failure = self._failure(error, self.operation.is_write)
        if isinstance(failure, ApiError):
            failure.attempts = self.attempts
        return failure

    def _failure(self, error: Exception, unknown: bool) -> Exception:
        """Return the error to raise for what an attempt raised; `unknown` is whether the outcome is."""
        if isinstance(error, UnicodeError | httpx.InvalidURL) and (unknown or not self.operation.is_write):
            # Raised by httpx for an invalid Location.
            error = httpx.RemoteProtocolError("the response is not valid HTTP", request=self.request)
        if not isinstance(error, httpx.RequestError):
            return self.unknown_outcome(error) if unknown else error
        message = self._sent(error) if unknown else delivery.connection_error_message(error, self.request)
        if not unknown and self._is_end_of_call(error) and str(self.deadline) not in message:
            message += f" ({self.deadline})"
        kind = self.config.api.errors.get_class(type(error), outcome_unknown=unknown)
        failure: httpx.RequestError = kind(f"{self._name}: {message}", request=self.request)
        # Those that quote what the server or the proxy sent are not shown as the cause.
        failure.__cause__ = None if isinstance(error, httpx.ProtocolError | httpx.ProxyError) else error
        return failure

    def unknown_outcome(self, error: Exception) -> OutcomeUnknownError:
        """Return the error for any exception after a write was sent."""
        failure = self.config.api.errors.unknown_outcome(error, f"{self._name}: {self._sent(error)}")
        failure.attempts, failure.__cause__ = self.attempts, error
        return failure

    @property
    def _name(self) -> str:
        operation = self.operation
        return f"{operation.name}: {operation.label} ({delivery.host_and_proxy(self._http, self.request)})"

    def _sent(self, error: Exception) -> str:
        kind = type(error).__name__ + (f" ({self.deadline})" if self._is_end_of_call(error) else "")
        return f"{kind} after the request was sent{delivery.CHECK_FIRST}"

    def _is_end_of_call(self, error: Exception) -> bool:
        return isinstance(error, httpx.TimeoutException) and self.deadline.is_over

    def redact_key(self) -> None:
        """Redact the API keys in the request, since errors keep the request."""
        request = self.request
        for key in {key for keys in self.operation.security for key in keys}:
            name = "cookie" if key.location == "cookie" else key.name
            if key.location == "query":
                if key.name in request.url.params:
                    request.url = request.url.copy_set_param(key.name, _REDACTED)
            elif name in request.headers:
                request.headers[name] = _REDACTED


def _name_of(error: BaseException | None) -> str | None:
    return None if error is None else type(error).__name__
