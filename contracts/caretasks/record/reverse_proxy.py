"""A reverse proxy on the loopback interface that records what it forwards.

Each request is forwarded once and as it is: its target, its headers and its body, without the headers that are about a
connection. No request is retried and no redirect is followed. The origin is fixed, for any request.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import uvicorn

from caretasks.conformance.target.network import Network, find_proxy
from caretasks.core.http import Exchange, Request
from caretasks.record.har_recorder import HarRecorder
from caretasks.record.recording_transport import MAX_BODY_BYTES, Body, decode_headers, make_response

_CONNECTION_HEADERS = frozenset(
    b"connection expect keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer upgrade".split()
) | {b"transfer-encoding"}
_READ_SECONDS = 600.0
_SHUTDOWN_SECONDS = 5

Message = MutableMapping[str, Any]
RawHeaders = list[tuple[bytes, bytes]]


class ReverseProxy:
    """An ASGI application that forwards every request to one origin.

    Args:
        origin: The scheme and the host of the server.
        network: The certificates that are trusted, and the client certificate.
        recorder: The file to which exchanges are added.

    Attributes:
        failures: The class names of the errors by which requests could not be forwarded.
    """

    def __init__(self, origin: str, network: Network, recorder: HarRecorder) -> None:
        self.failures: list[str] = []
        self._origin = httpx.URL(origin)
        self._recorder = recorder
        proxy = find_proxy(origin)
        self._transport = httpx.AsyncHTTPTransport(
            verify=network.ssl_context(),
            proxy=None if proxy is None else httpx.Proxy(proxy),
            retries=0,
            # A server may close an idle connection at any time, and a request on it would be lost.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._timeout = httpx.Timeout(60.0, read=_READ_SECONDS).as_dict()

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """Forward a request."""
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        if not target.startswith(b"/"):
            await _respond(send, 400, "caretasks record forwards requests for a path only")
            return
        chunks: list[bytes] = []
        while (message := await receive())["type"] == "http.request":
            chunks.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        else:
            return  # the program has closed the connection
        body = b"".join(chunks)
        headers = self._forwarded_headers(scope["headers"])
        request = httpx.Request(
            scope["method"],
            self._origin,
            headers=headers,
            content=body,
            extensions={"target": target, "timeout": self._timeout},
        )
        request.headers = httpx.Headers(headers)  # without those that httpx adds
        url = f"{str(self._origin).rstrip('/')}{target.decode('latin-1')}"
        recorded = Request(scope["method"], url, decode_headers(headers), body if len(body) <= MAX_BODY_BYTES else b"")
        started_at, began = datetime.now(UTC).isoformat(), time.perf_counter()
        received, response, is_complete, is_started = Body(), None, False, False
        try:
            response = await self._transport.handle_async_request(request)
            assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - for the type checker
            try:
                raw = _without_connection_headers(response.headers.raw)
                await send({"type": "http.response.start", "status": response.status_code, "headers": raw})
                is_started = True
                async for chunk in response.stream:
                    received.add(chunk)
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                is_complete = True
            finally:
                await response.stream.aclose()
            await send({"type": "http.response.body", "body": b""})
        except httpx.HTTPError as error:
            self.failures.append(type(error).__name__)
            if is_started:
                return  # uvicorn closes the connection, so that the program sees that the response is not complete
            await _respond(send, 502, f"caretasks record: the server cannot be reached ({type(error).__name__})")
        finally:
            found = None
            if response is not None:
                content = received.content if is_complete else None
                found = make_response(response.status_code, response.headers.raw, content)
            self._recorder.add(Exchange(recorded, found, started_at, time.perf_counter() - began))

    def _forwarded_headers(self, headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
        kept = _without_connection_headers(headers)
        if any(name.lower() == b"transfer-encoding" for name, _ in headers):
            kept.append((b"transfer-encoding", b"chunked"))
        host = self._origin.netloc
        return [(b"Host", host), *((name, value) for name, value in kept if name.lower() != b"host")]


def _without_connection_headers(headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    listed = list(headers)
    named = {
        each.strip().lower() for name, value in listed if name.lower() == b"connection" for each in value.split(b",")
    }
    return [each for each in listed if each[0].lower() not in _CONNECTION_HEADERS | named]


async def _respond(send: Any, status: int, message: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{message}\n".encode()})


@contextmanager
def serve(proxy: ReverseProxy) -> Iterator[str]:
    """Serve a proxy on a free port of the loopback interface, in a thread, and yield its URL."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(
        proxy,
        lifespan="off",
        ws="none",
        access_log=False,
        log_config=None,
        log_level="critical",  # an error for a response that the server did not complete would be a traceback
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_SHUTDOWN_SECONDS + 5)
        listener.close()
