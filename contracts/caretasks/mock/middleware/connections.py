"""Ending a connection in the middle of things, as a server that fails does.

`with_connection` has to be the outermost layer: one that wraps `send` hides the server's connection from those below.
"""

from __future__ import annotations

import socket
import struct
from asyncio import Transport
from typing import cast

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

_CONNECTION = "caretasks.connection"
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what is unsent is dropped, and the peer is sent a reset


def with_connection(app: ASGIApp) -> ASGIApp:
    """The application, which finds in the scope the connection of the server (uvicorn) that it runs in."""

    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            scope[_CONNECTION] = transport
        await app(scope, receive, send)

    return connected


async def reset(scope: Scope, receive: Receive) -> None:
    """Resets the connection.

    Raises:
        httpx.ReadError: there is none, for a client in this process, who is to see what it would have seen.
    """
    transport = _transport(scope)
    if transport is None:
        raise httpx.ReadError("the connection was reset")
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    transport.abort()
    await _gone(receive)


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Closes the connection once all that was sent is on its way.

    Raises:
        httpx.RemoteProtocolError: there is none, for a client in this process.
    """
    transport = _transport(scope)
    if transport is None:
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
    transport.close()
    await _gone(receive)


def _transport(scope: Scope) -> Transport | None:
    return cast("Transport | None", scope.get(_CONNECTION))


async def _gone(receive: Receive) -> None:
    """Waits until the server knows, so that it does not complain of an answer that is not whole."""
    while (await receive())["type"] != "http.disconnect":
        pass
