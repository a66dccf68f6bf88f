"""Not waiting for ever: a connection ends whose request does not, and so does one whose request's head has no end.

uvicorn waits as long as a client likes for what is begun, so that a few hundred clients who never finish take all the
files that a process may have. Its parsers' classes are extended by what ends that: one timer for a connection, which
looks at it now and then, and a count of the bytes of a head. A request that arrives whole costs neither.
"""

from __future__ import annotations

from asyncio import Transport
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol
else:
    from uvicorn.protocols.http.auto import AutoHTTPProtocol as _Protocol  # httptools', else h11's

SECONDS = 30.0
"""How long a request may take to arrive."""

_MOST_HEAD = 64 * 1024
_LOOKS = 3  # that have to see the same, so that all of the time has passed between the first and the last


def patient(seconds: float = SECONDS, headers: Mapping[str, str] | None = None) -> type[_Protocol]:
    """The class of a connection, for uvicorn's `Config(http=...)`.

    Args:
        seconds: how long is waited for a request, from the connection, the last answer or the head of the request on;
            up to half as long again may pass until that is seen.
        headers: of the answers that are given before an application is asked.
    """
    said = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())

    class Patient(_Protocol):
        _head = 0  # how much of an unfinished head has come
        _seen: Any  # what the connection waited for when it was looked at
        _looks: int  # how often it was the same

        def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it too
            super().connection_made(transport)
            self._seen, self._looks = (None, True), 1
            self._timer = self.loop.call_later(seconds / (_LOOKS - 1), self._look)

        def connection_lost(self, exc: Exception | None) -> None:
            self._timer.cancel()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if len(data) > _MOST_HEAD:  # piece by piece, so that a long head is met before its end
                for begin in range(0, len(data), _MOST_HEAD):
                    if not self.transport.is_closing():
                        self.data_received(data[begin : begin + _MOST_HEAD])
                return
            super().data_received(data)
            if self.scope is None or "method" in self.scope:
                self._head = 0
                return
            self._head += len(data)  # httptools has begun a request; h11 knows one when its head is whole
            if self._head >= _MOST_HEAD and not self.transport.is_closing():
                self._refuse(431, "The head of the request is too long.")

        def send_400_response(self, msg: str) -> None:
            self._refuse(400, msg)

        def _look(self) -> None:
            """Ends the connection if nothing has become of its request in all this time."""
            waiting = (self.cycle, self.cycle is None or self.cycle.response_complete) if self._waits() else None
            self._looks = self._looks + 1 if waiting is not None and waiting == self._seen else 1
            self._seen = waiting
            if waiting is not None and self._looks >= _LOOKS:
                self.transport.close()
            else:
                self._timer = self.loop.call_later(seconds / (_LOOKS - 1), self._look)

        def _waits(self) -> bool:
            """Whether it is the client's turn: it has not sent a whole request, and what it sends is read."""
            cycle = self.cycle
            return cycle is None or cycle.response_complete or (cycle.more_body and not self.flow.read_paused)

        def _refuse(self, status: int, message: str) -> None:
            """Answers what has become no request, and ends."""
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n{said}"
                "content-type: text/plain; charset=utf-8\r\n"
                f"content-length: {len(message)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write((head + message).encode("latin-1"))
            self.transport.close()

    return Patient
