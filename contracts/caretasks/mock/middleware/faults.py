"""Fault injection: slow responses, 429 and 500, reset connections, truncated and malformed bodies.

The middleware does not change what the application does. A write with a late, truncated or malformed response has
been performed; a write with a 429, a 500 or a reset has not.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random, getrandbits

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.middleware.outermost import CONNECTION_SCOPE_KEY
from caretasks.mock.middleware.request_log import FAULTS_SCOPE_KEY
from caretasks.mock.model import REJECTION_SCOPE_KEY, HttpError
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.path_templates import PathMatch, Routes, raw_path

ErrorResponse = Callable[[Operation, HttpError], MockResponse]

FAULT_HEADER = "X-Caretasks-Fault"
FAULT_KINDS = ("latency", "429", "500", "reset", "truncated", "malformed")
DEFAULT_LATENCY_SECONDS = 3.0

_MAX_LATENCY_SECONDS = 3600.0
_HEADER_NAME = FAULT_HEADER.lower().encode()
_SAFE_KIND = re.compile(r"[a-z0-9_-]{1,20}")  # a word that may be repeated in a message
_FAULT = re.compile(
    r"[a-z0-9]+(?:=(?P<seconds>[0-9]+(?:\.[0-9]+)?))?(?::(?P<rate>[0-9]+\.?[0-9]*|\.[0-9]+)(?P<percent>%)?)?"
)
_LINGER_ZERO_SECONDS = struct.pack("ii", 1, 0)  # SO_LINGER: drop unsent data and send the peer a reset


class FaultError(ValueError):
    """A string is not a fault. The message quotes only short plain words of it, because a client may have sent it."""


@dataclass(frozen=True)
class Fault:
    """A fault to inject.

    Attributes:
        kind: One of `FAULT_KINDS`.
        rate: The share of requests that get the fault, from 0 to 1.
        seconds: The delay of the response, for `latency` only.
    """

    kind: str
    rate: float = 1.0
    seconds: float = DEFAULT_LATENCY_SECONDS

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Return the fault `KIND[=SECONDS][:RATE]`; the rate is a number from 0 to 1, or a percentage.

        Raises:
            FaultError: The string is not a fault, or its rate or seconds are out of range.
        """
        text = text.strip().lower()
        kind = re.split("[=:]", text, maxsplit=1)[0]
        if kind not in FAULT_KINDS:
            name = f" '{kind}'" if _SAFE_KIND.fullmatch(kind) else ""
            raise FaultError(f"unknown fault{name}: use one of {', '.join(FAULT_KINDS)}")
        match = _FAULT.fullmatch(text)
        if match is None:
            raise FaultError(f"invalid {kind} fault: use KIND[=SECONDS][:RATE], such as latency=2 or reset:10%")
        if match["seconds"] is not None and kind != "latency":
            raise FaultError("only latency has seconds, such as latency=2")
        rate = float(match["rate"] or 1) / (100 if match["percent"] else 1)
        seconds = DEFAULT_LATENCY_SECONDS if match["seconds"] is None else float(match["seconds"])
        if rate > 1:
            raise FaultError("invalid rate: use a number from 0 to 1, or a percentage")
        if seconds > _MAX_LATENCY_SECONDS:
            raise FaultError(f"invalid latency: use a number of seconds from 0 to {_MAX_LATENCY_SECONDS:.0f}")
        return cls(kind, rate, seconds)


class Faults:
    """The faults of all requests without a fault header. `active` may change while the mock server runs.

    With a seed, the nth request gets the same faults in every run.
    """

    def __init__(
        self,
        active: Sequence[Fault] = (),
        *,
        seed: str | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.active: Sequence[Fault] = tuple(active)
        self.sleep = sleep
        self._seed = f"{getrandbits(64):x}" if seed is None else seed
        self._numbers = count(1)

    def draw(self) -> list[Fault]:
        """Return the faults of the next request."""
        random = Random(f"{self._seed}/fault/{next(self._numbers)}")  # noqa: S311 - not a secret
        return [fault for fault in self.active if random.random() < fault.rate]


class FaultMiddleware:
    """Injects faults into the requests to operations of the APIs. All other requests are passed on."""

    def __init__(self, app: ASGIApp, routes: Routes, faults: Faults, error_response: ErrorResponse) -> None:
        self._app = app
        self._routes = routes
        self._faults = faults
        self._error_response = error_response

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_header = _HEADER_NAME in dict(scope["headers"])
        match = self._find(scope) if has_header or self._faults.active else None
        operation = None if match is None else match.get_operation(scope["method"])
        if operation is None:
            await self._app(scope, receive, send)
            return
        try:
            faults = list(_parse_header(scope)) if has_header else self._faults.draw()
        except FaultError as error:
            invalid = HttpError(400, f"{FAULT_HEADER}: {error}", specific=True)
            scope[REJECTION_SCOPE_KEY] = invalid
            await self._error_response(operation, invalid).send_to(send)
        else:
            await self._inject(operation, faults, scope, receive, send)

    def _find(self, scope: Scope) -> PathMatch | None:
        return self._routes.find(raw_path(scope), scope.get("query_string", b""))

    async def _inject(
        self, operation: Operation, faults: Sequence[Fault], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Respond with the sum of the latencies and the first of the other faults."""
        seconds = min(_MAX_LATENCY_SECONDS, sum(fault.seconds for fault in faults if fault.kind == "latency"))
        kind = next((fault.kind for fault in faults if fault.kind != "latency"), None)
        _record_faults(scope, faults, kind)
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        if kind in ("429", "500", "reset"):
            message: Message = {"type": "http.request", "more_body": True}
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()  # the whole request: then its client is waiting for the response
        if kind in ("429", "500"):
            error = HttpError(int(kind), reason=f"the fault {kind} was injected")
            scope[REJECTION_SCOPE_KEY] = error
            await self._error_response(operation, error).send_to(keep)
        elif kind != "reset":
            await self._app(scope, receive, keep)
        if seconds:
            await self._faults.sleep(seconds)
        if kind == "reset":
            await _cut_connection(scope, receive, "ReadError", "the connection was reset")
            return
        start, end = messages
        body = b"" if scope["method"] == "HEAD" else end["body"]
        if kind in ("truncated", "malformed") and not body:
            kind = None  # an empty body is sent as it is
            _record_faults(scope, faults, kind)
        if scope[FAULTS_SCOPE_KEY]:
            MutableHeaders(scope=start)[FAULT_HEADER] = scope[FAULTS_SCOPE_KEY]
        await send(start)
        if kind == "truncated":
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            incomplete = "peer closed connection without sending complete message body"
            await _cut_connection(scope, receive, "RemoteProtocolError", incomplete)
        else:
            await send({**end, "body": body[:-1] + b","} if kind == "malformed" else end)  # of the same length


def _record_faults(scope: Scope, faults: Sequence[Fault], kind: str | None) -> None:
    """Store the kinds of the injected faults in the scope, for the request log and the response header."""
    scope[FAULTS_SCOPE_KEY] = ", ".join(fault.kind for fault in faults if fault.kind in ("latency", kind))


def _parse_header(scope: Scope) -> Iterator[Fault]:
    """Yield the faults that a header names."""
    for text in ",".join(Headers(scope=scope).getlist(FAULT_HEADER)).split(","):
        fault = Fault.parse(text)
        if fault.rate != 1:
            raise FaultError("a fault in a header has no rate: it applies to this request")
        yield fault


async def _cut_connection(scope: Scope, receive: Receive, error: str, message: str) -> None:
    """Reset the connection (TCP RST) if a client gets a read error, else close it after all buffered data is sent.

    Raises:
        httpx.TransportError: The client is in this process. It gets the error that it would get over a socket.
    """
    transport: asyncio.Transport | None = scope.get(CONNECTION_SCOPE_KEY)
    if transport is None:
        import httpx  # the client in this process has imported it

        raise getattr(httpx, error)(message)
    if error == "ReadError":
        connection = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO_SECONDS)
        transport.abort()
    else:
        transport.close()
    # Before the server has seen the disconnect, it would log an incomplete response as an error.
    while (await receive())["type"] != "http.disconnect":
        pass
