"""The error of a failed attempt, which depends on whether the request was sent.

A write that may have been sent fails with an `OutcomeUnknownError`, for any exception: one of httpx, one of a transport
or an event hook of the user's, "Event loop is closed". Exceptions that are no `Exception` (`CancelledError`,
`KeyboardInterrupt`) stay as they are, since a program stops by them; a note is added.
"""

from types import TracebackType
from typing import Any, Self

import httpx

from ..errors import OutcomeUnknownError
from ..operation import ApiInfo, Operation
from .retries import NOT_CONNECTED

_DEFAULT_PORTS = {"http": 80, "https": 443}


class _Trace:
    """The events of a request that httpcore reports, as the `trace` extension of httpx.

    Attributes:
        began: whether httpcore has reported anything.
        sent: whether it has begun to send the request itself; a proxy receives another one before.
    """

    __slots__ = ("began", "sent")

    def __init__(self) -> None:
        self.began = self.sent = False

    def event(self, name: str, info: dict[str, Any]) -> None:
        if self.sent:
            return
        self.began = True
        if name.endswith("send_request_headers.started") and getattr(info.get("request"), "method", b"") != b"CONNECT":
            self.sent = True

    async def async_event(self, name: str, info: dict[str, Any]) -> None:
        self.event(name, info)


class Delivery:
    """One attempt to send a request, as a context manager that raises the error of the API for any other.

    Args:
        api: the API.
        operation: the operation.
        http: the httpx client that sends the request.
        request: the request.
    """

    __slots__ = ("_api", "_http", "_listener", "_operation", "_request", "_trace")

    def __init__(
        self, api: ApiInfo, operation: Operation[Any], http: httpx.Client | httpx.AsyncClient, request: httpx.Request
    ) -> None:
        self._api = api
        self._operation = operation
        self._http = http
        self._request = request
        self._trace = _Trace()
        self._listener: object = None

    def __enter__(self) -> Self:
        if self._operation.is_write:  # of a read it does not matter, and tracing takes time
            is_async = isinstance(self._http, httpx.AsyncClient)
            self._listener = self._trace.async_event if is_async else self._trace.event
            self._request.extensions["trace"] = self._listener
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is None:
            return
        unknown = self._operation.is_write and self._was_sent(error)
        if not isinstance(error, Exception):
            if unknown:
                error.add_note(f"{self._name} may have been sent{check_first(self._operation)}")
            return
        if isinstance(error, UnicodeError | httpx.InvalidURL) and (unknown or not self._operation.is_write):
            # Raised by httpx for an invalid Location.
            error = httpx.RemoteProtocolError("the response is not valid HTTP", request=self._request)
        if isinstance(error, httpx.RequestError):
            raise self._connection_error(error, unknown) from _shareable(error)
        if unknown:
            raise self.unknown_outcome(error) from error

    def unknown_outcome(self, error: Exception) -> OutcomeUnknownError:
        """Return the error for any exception after a write was sent."""
        return self._api.errors.unknown_outcome(error, f"{self._name}: {self._sent(error)}")

    @property
    def _name(self) -> str:
        operation = self._operation
        return f"{operation.name}: {operation.label} {_host_and_proxy(self._http, self._request)}"

    def _sent(self, error: Exception) -> str:
        return f"{type(error).__name__} after the request was sent{check_first(self._operation)}"

    def _was_sent(self, error: BaseException) -> bool:
        """Return whether the server may have received the request: there is no evidence that it has not."""
        if self._trace.sent:
            return True
        kind = type(_transport_for(self._http, self._request.url))
        is_traced = (
            kind in (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
            and self._request.extensions.get("trace") is self._listener  # an event hook may have replaced it
        )
        # Tests replace the method of a transport, which then raises httpx's errors and traces nothing.
        if is_traced and (self._trace.began or not isinstance(error, httpx.RequestError)):
            return False
        # A `LocalProtocolError` counts as sent: in HTTP/2 it may be the fault of the server.
        return not isinstance(error, (*NOT_CONNECTED, httpx.UnsupportedProtocol))

    def _connection_error(self, error: httpx.RequestError, unknown: bool) -> httpx.RequestError:
        """Return an error of httpx's class and of the API's own; an `OutcomeUnknownError` if that is so."""
        message = self._sent(error) if unknown else _reason(error, self._request)
        kind = self._api.errors.get_class(type(error), outcome_unknown=unknown)
        found: httpx.RequestError = kind(f"{self._name}: {message}", request=self._request)
        return found


def check_first(operation: Operation[Any]) -> str:
    """Return what to do after a write whose outcome is unknown."""
    what = "the task may exist" if operation.method == "POST" else "the server may have processed it"
    return f"; {what}: check before retrying"


def _shareable(error: httpx.RequestError) -> httpx.RequestError | None:
    """Return the error if it may be shown as the cause of another; some quote what the server or the proxy sent."""
    return None if isinstance(error, httpx.ProtocolError | httpx.ProxyError) else error


def _reason(error: httpx.RequestError, request: httpx.Request) -> str:
    """Return the message of an error, without what the server or the proxy sent and without the URL."""
    message, target = str(error), request.url.raw_path.decode("ascii")
    if isinstance(error, httpx.ProtocolError):
        return "the connection was lost, or the response is not valid HTTP"
    if isinstance(error, httpx.ProxyError):
        status = message[:3]
        return f"the proxy returned status {status}" if status.isdecimal() else "the proxy failed to connect"
    quotes_url = len(target) > 1 and target in message  # an error of a user's transport
    return type(error).__name__ if not message or quotes_url else message


def _host_and_proxy(http: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> str:
    """Return the host and the port that a request is for, and those of the proxy; no credentials, path or query."""
    port = request.url.port or _DEFAULT_PORTS.get(request.url.scheme)
    place = f"{_bracketed(request.url.host)}:{port}"
    # httpx documents no way to determine the proxy.
    pool = getattr(_transport_for(http, request.url), "_pool", None)
    proxy = getattr(pool, "_proxy_url", None) or getattr(getattr(pool, "_proxy", None), "url", None)
    if proxy is not None:
        port = proxy.port or _DEFAULT_PORTS.get(proxy.scheme.decode("ascii"), 1080)
        place += f", proxy {_bracketed(proxy.host.decode('ascii'))}:{port}"
    return f"({place})"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _transport_for(http: httpx.Client | httpx.AsyncClient, url: httpx.URL) -> object:
    """Return the transport that an httpx client uses for a URL; None if this version of httpx does not say."""
    find = getattr(http, "_transport_for_url", None)
    return find(url) if find is not None else None
