"""Evidence of whether a request was sent, and what the errors of connections say about it."""

from typing import Any

import httpx

HttpClient = httpx.Client | httpx.AsyncClient

NOT_CONNECTED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""The errors of httpx after which no server can have received the request."""

CHECK_FIRST = "; the server may have processed it: check before retrying"
"""The end of a message about a write whose outcome is unknown."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Trace:
    """A listener to the events of a request that httpcore reports, as the `trace` extension of httpx.

    Attributes:
        began: whether httpcore has reported anything.
        sent: whether it has begun to send the request itself; a proxy receives another one before.
    """

    __slots__ = ("began", "sent")

    def __init__(self) -> None:
        self.began = self.sent = False

    def __call__(self, name: str, info: dict[str, Any]) -> Any:
        self.began = True
        if name.endswith("send_request_headers.started") and getattr(info.get("request"), "method", b"") != b"CONNECT":
            self.sent = True


class AsyncTrace(Trace):
    """The same for an async client."""

    __slots__ = ()

    async def __call__(self, name: str, info: dict[str, Any]) -> None:
        super().__call__(name, info)


def was_sent(trace: Trace, http: HttpClient, request: httpx.Request, error: BaseException) -> bool:
    """Return whether the server may have received a request: there is no evidence that it has not."""
    if trace.sent:
        return True
    is_traced = (
        type(_transport_for(http, request.url)) in (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
        and request.extensions.get("trace") is trace  # an event hook may have replaced it
    )
    # Tests replace the method of a transport, which then raises httpx's errors and traces nothing.
    if is_traced and (trace.began or not isinstance(error, httpx.RequestError)):
        return False
    # A `LocalProtocolError` counts as sent: in HTTP/2 it may be the fault of the server.
    return not isinstance(error, (*NOT_CONNECTED, httpx.UnsupportedProtocol))


def connection_error_message(error: httpx.RequestError, request: httpx.Request) -> str:
    """Return the message of an error, without what the server or the proxy sent and without the URL."""
    message, target = str(error), request.url.raw_path.decode("ascii")
    if isinstance(error, httpx.ProtocolError):
        return "the connection was lost, or the response is not valid HTTP"
    if isinstance(error, httpx.ProxyError):
        status = message[:3]
        return f"the proxy returned status {status}" if status.isdecimal() else "the proxy failed to connect"
    quotes_url = len(target) > 1 and target in message  # an error of a user's transport
    return type(error).__name__ if not message or quotes_url else message


def host_and_proxy(http: HttpClient, request: httpx.Request) -> str:
    """Return the host and the port that a request is for, and those of the proxy; no credentials, path or query."""
    port = request.url.port or _DEFAULT_PORTS.get(request.url.scheme)
    address = f"{_bracketed(request.url.host)}:{port}"
    # httpx documents no way to determine the proxy.
    pool = getattr(_transport_for(http, request.url), "_pool", None)
    proxy = getattr(pool, "_proxy_url", None) or getattr(getattr(pool, "_proxy", None), "url", None)
    if proxy is not None:
        port = proxy.port or _DEFAULT_PORTS.get(proxy.scheme.decode("ascii"), 1080)
        address += f", proxy {_bracketed(proxy.host.decode('ascii'))}:{port}"
    return address


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _transport_for(http: HttpClient, url: httpx.URL) -> object:
    """Return the transport that an httpx client uses for a URL; None if this version of httpx does not say."""
    find = getattr(http, "_transport_for_url", None)
    return find(url) if find is not None else None
