"""Responses that arrive one by one: server-sent events, and lines of JSON.

A stream keeps its connection until it ends or is closed. Use it in a `with` block, or read it to its end. The timeout
of the request limits the time between two parts of it, and `max_response_bytes` the size of one event or line.
"""

from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

import httpx
from attrs import define, field

from ..errors import ApiError
from ..tracebacks import WithoutLocals
from ..transport.deadline import Deadline

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Source(Protocol):
    """An open response that a stream is read from, with its decoder and its errors."""

    response: httpx.Response
    max_bytes: int
    deadline: Deadline

    def decode(self, text: bytes) -> Any:
        """Return the value of a JSON text, or raise the error of a response that cannot be decoded."""
        ...

    def failure(self, error: Exception) -> Exception:
        """Return the error to raise for an exception while the stream was read."""
        ...

    def too_large(self) -> Exception:
        """Return the error for an event or a line beyond the limit."""
        ...


@define(repr=False)
class ServerSentEvent(Generic[T]):
    """An event of a `text/event-stream`. Its data may be about a patient and is not in its `repr`.

    Attributes:
        data: the text of the event.
        event: its type.
        id: the last ID that the server sent; empty if there is none.
        retry: the milliseconds to wait before a new connection, if the event has them.
    """

    data: str
    event: str = "message"
    id: str = ""
    retry: int | None = None
    _source: Source | None = field(default=None, alias="source")

    @property
    def parsed(self) -> T:
        """The data as the spec documents it: a model, or the text if it is not documented as JSON.

        Raises:
            ResponseDecodeError: the data is not JSON. Some servers end with an event such as `[DONE]`.
        """
        with WithoutLocals():
            value: Any = self.data if self._source is None else self._source.decode(self.data.encode())
        found: T = value
        return found

    def __repr__(self) -> str:
        return f"<ServerSentEvent {self.event!r}, {len(self.data)} characters>"


class _Lines:
    """Splits bytes into lines as they arrive.

    In a `text/event-stream` a carriage return alone ends a line, too.
    """

    def __init__(self, source: Source, *, carriage_returns: bool = False) -> None:
        self._source = source
        self._carriage_returns = carriage_returns
        self._rest = bytearray()
        self._held = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that a chunk completes."""
        if self._carriage_returns:
            chunk = self._held + chunk
            self._held = b"\r" if chunk.endswith(b"\r") else b""  # its line feed may be in the next chunk
            chunk = chunk.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        first, *others = chunk.split(b"\n")
        self._rest += first
        lines: list[bytes] = []
        if others:  # a line that arrives in many chunks is copied once, at its end
            lines = [bytes(self._rest), *others[:-1]]
            self._rest = bytearray(others[-1])
        if max(map(len, (*lines, self._rest))) > self._source.max_bytes:
            raise self._source.too_large()
        return lines

    def finish(self) -> bytes:
        """Return what follows the last line."""
        return bytes(self._rest)


class _EventParser(Generic[T]):
    """Events from the bytes of a stream, as the HTML standard reads them."""

    def __init__(self, source: Source, *, is_text: bool) -> None:
        self._source = source
        self._lines = _Lines(source, carriage_returns=True)
        self._is_text = is_text
        self._is_first = True
        self._data: list[str] = []
        self._size = 0
        self._event, self._id = "", ""
        self._retry: int | None = None

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent[T]]:
        """Yield the events that a chunk completes."""
        for line in self._lines.feed(chunk):
            if self._is_first:
                line, self._is_first = line.removeprefix(b"\xef\xbb\xbf"), False
            if line:
                self._read(line.decode("utf-8", "replace"))
            elif self._data:
                source = None if self._is_text else self._source
                yield ServerSentEvent("\n".join(self._data), self._event or "message", self._id, self._retry, source)
                self._data, self._size, self._event, self._retry = [], 0, "", None
            else:
                self._event = ""

    def _read(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._size += len(value) + 1  # with its line feed
            if self._size > self._source.max_bytes:
                raise self._source.too_large()
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isdecimal() and value.isascii():
            self._retry = int(value)

    def finish(self) -> Iterator[ServerSentEvent[T]]:
        """Yield nothing: an event without the empty line after it is incomplete."""
        yield from ()


class _LineParser(Generic[T]):
    """The values of lines of JSON. Empty lines are skipped, and the record separators of `application/json-seq`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = _Lines(source)

    def feed(self, chunk: bytes) -> Iterator[T]:
        """Yield the values that a chunk completes."""
        for line in self._lines.feed(chunk):
            yield from self._decode(line)

    def _decode(self, line: bytes) -> Iterator[T]:
        text = line.strip().lstrip(b"\x1e").strip()
        if text:
            yield self._source.decode(text)

    def finish(self) -> Iterator[T]:
        """Yield the value of a last line without a line feed."""
        yield from self._decode(self._lines.finish())


class _Parser(Protocol[T_co]):
    def feed(self, chunk: bytes) -> Iterator[T_co]: ...

    def finish(self) -> Iterator[T_co]: ...


class _Stream(Generic[T]):
    """An iterator that blocks until the next item has arrived."""

    def __init__(self, source: Source, parser: "_Parser[T]") -> None:
        self._source = source
        self._items = self._iterate(parser)

    def _iterate(self, parser: "_Parser[T]") -> Iterator[T]:
        try:
            for chunk in self._source.response.iter_bytes():
                yield from parser.feed(chunk)
            yield from parser.finish()
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise error if isinstance(error, ApiError) else self._source.failure(error) from None
        finally:
            self.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        with WithoutLocals():
            try:
                with self._source.deadline.applied():
                    return next(self._items)
            except httpx.TimeoutException as error:
                if isinstance(error, ApiError):
                    raise
                self.close()
                raise self._source.failure(error) from None

    def close(self) -> None:
        """Close the connection. Nothing more can be read then."""
        self._source.response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class _AsyncStream(Generic[T]):
    """An async iterator that waits until the next item has arrived."""

    def __init__(self, source: Source, parser: "_Parser[T]") -> None:
        self._source = source
        self._items = self._iterate(parser)

    async def _iterate(self, parser: "_Parser[T]") -> AsyncIterator[T]:
        try:
            async for chunk in self._source.response.aiter_bytes():
                for item in parser.feed(chunk):
                    yield item
            for item in parser.finish():
                yield item
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise error if isinstance(error, ApiError) else self._source.failure(error) from None
        finally:
            await self.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        with WithoutLocals():
            try:
                with self._source.deadline.cancelling():
                    return await anext(self._items)
            except httpx.TimeoutException as error:
                if isinstance(error, ApiError):
                    raise
                await self.aclose()
                raise self._source.failure(error) from None

    async def aclose(self) -> None:
        """Close the connection. Nothing more can be read then."""
        await self._source.response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


class EventStream(_Stream[ServerSentEvent[T]]):
    """The server-sent events of a response, each when it arrives."""

    def __init__(self, source: Source, *, is_text: bool = False) -> None:
        super().__init__(source, _EventParser[T](source, is_text=is_text))


class JsonLines(_Stream[T]):
    """The values of lines of JSON (NDJSON), each when it arrives."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, _LineParser[T](source))


class AsyncEventStream(_AsyncStream[ServerSentEvent[T]]):
    """The server-sent events of a response, each when it arrives; an async iterator."""

    def __init__(self, source: Source, *, is_text: bool = False) -> None:
        super().__init__(source, _EventParser[T](source, is_text=is_text))


class AsyncJsonLines(_AsyncStream[T]):
    """The values of lines of JSON (NDJSON), each when it arrives; an async iterator."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, _LineParser[T](source))
