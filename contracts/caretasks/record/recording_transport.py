"""An httpx transport that records what a client sends and receives."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import time
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import httpx

from caretasks.core.http import Exchange, Request, Response
from caretasks.openapi.catalog import Catalog
from caretasks.record.har_recorder import HarRecorder, RecordedApi

MAX_BODY_BYTES = 16 * 2**20
"""A longer body is not recorded: `check --har` counts its exchange as skipped."""


class RecordingTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for a client of httpx or httpx2, sync or async, that writes a redacted HAR file.

    Each request is sent once and unchanged by another transport. It is recorded if an operation of an API matches it,
    at the servers of its spec, at `<API>_BASE_URL`, on this machine, or with `api` at any URL. Close the client, or the
    transport, when the session is over.

    Args:
        path: The HAR file. It is created with mode 0600, and must not exist. Without a recorded request it is removed.
        api: The API whose requests are recorded: its name, or the path of its OpenAPI document (default: all).
        transport: Sends the requests, a transport of the client's library (default: one that verifies certificates).

    Attributes:
        recorder: The file, with the numbers of recorded and skipped requests.

    Raises:
        UsageError: The file exists or cannot be created, or the API is unknown.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        api: str | os.PathLike[str] | None = None,
        transport: _SyncTransport | _AsyncTransport | None = None,
    ) -> None:
        catalog, names = Catalog.for_arguments([] if api is None else [os.fspath(api)], None)
        apis = [
            RecordedApi(each, (*each.servers, *_base_url(each.base_url_variable)), is_any_url=api is not None)
            for each in catalog.load_all(names)
        ]
        self.recorder = HarRecorder(Path(path), apis, os.environ)
        self._transport: Any = transport
        weakref.finalize(self, self.recorder.close)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and record it when its response was read or closed."""
        if self._transport is None:
            self._transport = _library(request).HTTPTransport()
        if not hasattr(self._transport, "handle_request"):
            raise TypeError("the transport of this RecordingTransport is for async clients only")
        recording = _Recording(self.recorder, request)
        try:
            response: httpx.Response = self._transport.handle_request(request)
        except BaseException:
            recording.end()
            raise
        recording.copy(response)
        return response

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and record it when its response was read or closed."""
        if self._transport is None:
            self._transport = _library(request).AsyncHTTPTransport()
        if not hasattr(self._transport, "handle_async_request"):
            raise TypeError("the transport of this RecordingTransport is for sync clients only")
        recording = _Recording(self.recorder, request)
        try:
            response: httpx.Response = await self._transport.handle_async_request(request)
        except BaseException:
            recording.end()
            raise
        recording.copy(response)
        return response

    def close(self) -> None:
        """Close the file and the transport."""
        self.recorder.close()
        if hasattr(self._transport, "close"):
            self._transport.close()

    async def aclose(self) -> None:
        """Close the file and the transport."""
        self.recorder.close()
        if hasattr(self._transport, "aclose"):
            await self._transport.aclose()


class _SyncTransport(Protocol):
    def handle_request(self, request: Any, /) -> Any: ...


class _AsyncTransport(Protocol):
    async def handle_async_request(self, request: Any, /) -> Any: ...


def _library(request: object) -> Any:
    """Return httpx or httpx2: the library of a request. Their classes have the same names, and no common base."""
    return sys.modules[type(request).__module__.partition(".")[0]]


def _base_url(variable: str) -> tuple[str, ...]:
    return tuple(filter(None, (os.environ.get(variable, "").strip(),)))


class _Recording:
    """A request and what was received for it so far."""

    def __init__(self, recorder: HarRecorder, request: httpx.Request) -> None:
        self._recorder: HarRecorder | None = recorder  # None after the end
        self._request = request
        self._library = _library(request)
        self._copied_stream = _copied_stream_class(self._library)
        self._sent = Body()
        self._received = Body()
        self._response: httpx.Response | None = None
        self._is_complete = self._is_decoded = False
        self._started_at, self._began = datetime.now(UTC), time.perf_counter()
        try:
            self._sent.add(request.content)
        except self._library.RequestNotRead:  # a stream, which can be read once only
            request.stream = self._copied_stream(request.stream, self._sent.add, lambda: None)

    def copy(self, response: httpx.Response) -> None:
        """Copy the body of a response while it is read, and record the response then."""
        self._response = response
        try:
            self._received.add(response.content)
        except self._library.ResponseNotRead:
            response.stream = self._copied_stream(response.stream, self._received.add, self.end, self._complete)
        else:  # the transport of a test has created it with its body
            self._is_decoded = True
            self._complete()
            self.end()

    def _complete(self) -> None:
        self._is_complete = True

    def end(self) -> None:
        """Record the request with its response, without a response, or with one whose body was not read."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        request, response = self._request, self._response
        received = None
        if response is not None:
            content = self._received.content if self._is_complete else None
            if self._is_decoded:
                received = Response(response.status_code, decode_headers(response.headers.raw), content)
            else:
                received = make_response(response.status_code, response.headers.raw, content)
        sent = Request(request.method, str(request.url), decode_headers(request.headers.raw), self._sent.content or b"")
        recorder.add(Exchange(sent, received, self._started_at.isoformat(), time.perf_counter() - self._began))


class Body:
    """The bytes of a body, up to a limit."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._length = 0

    def add(self, chunk: bytes) -> None:
        """Add bytes; those after the limit are dropped."""
        self._length += len(chunk)
        if self._length <= MAX_BODY_BYTES:
            self._chunks.append(chunk)
        else:
            self._chunks.clear()

    @property
    def content(self) -> bytes | None:
        """The whole body, or None if it is too long."""
        return b"".join(self._chunks) if self._length <= MAX_BODY_BYTES else None


class _CopiedStream:
    """A stream whose chunks are also passed to a function."""

    def __init__(
        self,
        stream: Any,
        add: Callable[[bytes], None],
        end: Callable[[], None],
        complete: Callable[[], None] = lambda: None,
    ) -> None:
        self._stream, self._add, self._end, self._complete = stream, add, end, complete

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._add(chunk)
            yield chunk
        self._complete()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._add(chunk)
            yield chunk
        self._complete()

    def close(self) -> None:
        self._stream.close()
        self._end()

    async def aclose(self) -> None:
        await self._stream.aclose()
        self._end()


@functools.cache
def _copied_stream_class(library: Any) -> type[Any]:
    """Return the class of copied streams that a library accepts as its own."""
    return type("CopiedStream", (_CopiedStream, library.SyncByteStream, library.AsyncByteStream), {})


def decode_headers(headers: list[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    """Return headers as text."""
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def make_response(status: int, headers: list[tuple[bytes, bytes]], content: bytes | None) -> Response:
    """Return a response with its body decompressed; with None, or one that cannot be decompressed, without a body."""
    body: bytes | None = None
    if content is not None:
        with contextlib.suppress(httpx.DecodingError):
            body = httpx.Response(status, headers=headers, content=content).content
    return Response(status, decode_headers(headers), body)
