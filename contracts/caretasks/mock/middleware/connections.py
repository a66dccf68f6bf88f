"""Cut a connection before the response is complete, as a failing server does."""

from __future__ import annotations

import socket
import struct
from asyncio import Transport
from typing import cast

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

_SCOPE_KEY = "caretasks.connection"
_LINGER_ZERO_SECONDS = struct.pack("ii", 1, 0)  # SO_LINGER: drop unsent data and send the peer a reset


class ConnectionMiddleware:
    """Adds the connection of the server (uvicorn) to the scope.

    It must be the outermost layer: a layer that wraps `send` hides the connection from the layers below it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            scope[_SCOPE_KEY] = transport
        await self._app(scope, receive, send)


async def reset_connection(scope: Scope, receive: Receive) -> None:
    """Reset the connection (TCP RST).

    Raises:
        httpx.ReadError: The client is in this process. The error is the one that it gets over a socket.
    """
    transport = _transport(scope)
    if transport is None:
        raise httpx.ReadError("the connection was reset")
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO_SECONDS)
    transport.abort()
    await _wait_for_disconnect(receive)


async def close_connection(scope: Scope, receive: Receive) -> None:
    """Close the connection after all buffered data is sent.

    Raises:
        httpx.RemoteProtocolError: The client is in this process. The error is the one that it gets over a socket.
    """
    transport = _transport(scope)
    if transport is None:
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
    transport.close()
    await _wait_for_disconnect(receive)


def _transport(scope: Scope) -> Transport | None:
    return cast("Transport | None", scope.get(_SCOPE_KEY))


async def _wait_for_disconnect(receive: Receive) -> None:
    """Wait until the server has seen the disconnect. Before that, it would log an incomplete response as an error."""
    while (await receive())["type"] != "http.disconnect":
        pass
