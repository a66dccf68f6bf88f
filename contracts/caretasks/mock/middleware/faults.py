"""Fault injection and scripted responses: what a request gets instead of, or in addition to, its real response.

The middleware does not change what the application does. A write with a late, truncated or malformed response has
been performed; a write with a 429, a 500, a reset or a scripted response has not.
"""

from __future__ import annotations

import asyncio
import socket
import struct

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from caretasks.mock.handler.engine import Engine
from caretasks.mock.handler.responses import MockResponse
from caretasks.mock.middleware.outermost import CONNECTION_SCOPE_KEY
from caretasks.mock.middleware.request_log import FAULTS_SCOPE_KEY
from caretasks.mock.model import REJECTION_SCOPE_KEY, HttpError
from caretasks.mock.scenarios.faults import FaultError, Faults, parse_faults
from caretasks.mock.scenarios.model import Injection
from caretasks.mock.scenarios.responses import build_response
from caretasks.mock.scenarios.scenarios import Scenarios
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.path_templates import raw_path

FAULT_HEADER = "X-Caretasks-Fault"

_HEADER_NAME = FAULT_HEADER.lower().encode()
_LINGER_ZERO_SECONDS = struct.pack("ii", 1, 0)  # SO_LINGER: drop unsent data and send the peer a reset


class FaultMiddleware:
    """Injects faults and scripted responses into the requests to operations. All other requests are passed on.

    A fault header has precedence over a script, and a script over the faults of all requests. They do not add up.
    """

    def __init__(self, engine: Engine, faults: Faults, scenarios: Scenarios) -> None:
        self._engine = engine
        self._faults = faults
        self._scenarios = scenarios

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_header = _HEADER_NAME in dict(scope["headers"])
        operation = None
        if has_header or self._faults.active or self._scenarios.has_scripts:
            match = self._engine.routes.find(raw_path(scope), scope.get("query_string", b""))
            operation = None if match is None else match.get_operation(scope["method"])
        if operation is None:
            await self._engine(scope, receive, send)
            return
        try:
            injection = self._choose(operation, Headers(scope=scope).getlist(FAULT_HEADER))
        except FaultError as error:
            invalid = HttpError(400, f"{FAULT_HEADER}: {error}", specific=True)
            scope[REJECTION_SCOPE_KEY] = invalid
            await self._engine.error_response(operation, invalid).send_to(send)
        else:
            await self._inject(operation, injection, scope, receive, send)

    def _choose(self, operation: Operation, header: list[str]) -> Injection:
        if header:
            return self._faults.combine(list(parse_faults(",".join(header))))
        scripted = self._scenarios.take_step(operation)
        return self._faults.draw() if scripted is None else scripted

    async def _inject(
        self, operation: Operation, injection: Injection, scope: Scope, receive: Receive, send: Send
    ) -> None:
        names, kind = injection.names, injection.kind
        scope[FAULTS_SCOPE_KEY] = ", ".join(names)
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        response = self._replacement(operation, injection, scope)
        if response is not None or kind == "reset":
            message: Message = {"type": "http.request", "more_body": True}
            while message["type"] == "http.request" and message.get("more_body", False):
                message = await receive()  # the whole request: then its client is waiting for the response
        if response is not None:
            await response.send_to(keep)
        elif kind != "reset":
            await self._engine(scope, receive, keep)
        if injection.seconds:
            await self._faults.sleep(injection.seconds)
        if kind == "reset":
            await _cut_connection(scope, receive, "ReadError", "the connection was reset")
            return
        start, end = messages
        body = b"" if scope["method"] == "HEAD" else end["body"]
        if kind in ("truncated", "malformed") and not body:
            names = tuple(name for name in names if name != kind)  # an empty body is sent as it is
            kind = None
            scope[FAULTS_SCOPE_KEY] = ", ".join(names)
        if names:
            MutableHeaders(scope=start)[FAULT_HEADER] = ", ".join(names)
        await send(start)
        if kind == "truncated":
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            incomplete = "peer closed connection without sending complete message body"
            await _cut_connection(scope, receive, "RemoteProtocolError", incomplete)
        else:
            await send({**end, "body": body[:-1] + b","} if kind == "malformed" else end)  # of the same length

    def _replacement(self, operation: Operation, injection: Injection, scope: Scope) -> MockResponse | None:
        """Return the response that replaces the real one, or None if the request is performed or gets no response."""
        if injection.status is not None:
            accept = Headers(scope=scope).getlist("accept")
            response = build_response(operation, injection.status, self._engine.documented_response, accept)
            scope[REJECTION_SCOPE_KEY] = HttpError(response.status, reason="a script selects this response")
            return response
        if injection.kind in ("429", "500"):
            error = HttpError(int(injection.kind), reason=f"the fault {injection.kind} was injected")
            scope[REJECTION_SCOPE_KEY] = error
            return self._engine.error_response(operation, error)
        return None


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
