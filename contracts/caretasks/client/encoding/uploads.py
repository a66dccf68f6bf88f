"""The contents of files to send: read into memory, or sent from the file in chunks if it is large."""

import contextlib
import os
import threading
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from typing import Any

import httpx

from ..types import File

STREAMED_BYTES = 1 << 20
"""The size from which a file is not read into memory."""

_CHUNK_BYTES = 1 << 16
_READING = threading.Lock()
"""Held while a file is read, since calls in several threads may send the same one."""


class Upload(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The content of an open file from its present position, which is sent in chunks.

    It can be read any number of times. The position of the file is where it was after each read, so that a retry and
    other calls send the same content.

    Args:
        stream: a file in which positions can be set.
        start: its present position.
        size: the number of bytes from there.
    """

    def __init__(self, stream: Any, start: int, size: int) -> None:
        self._stream, self._start, self._size = stream, start, size
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; httpx reads a part of a form this way."""
        content = self._read_at(self._position, size)
        self._position += len(content)
        return content

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Set the position for `read`, relative to the start of the content or to its end."""
        self._position = offset + (self._size if whence == os.SEEK_END else 0)
        return self._position

    def tell(self) -> int:
        """Return the position for `read`."""
        return self._position

    def __iter__(self) -> Iterator[bytes]:
        position = 0
        while chunk := self._read_at(position, _CHUNK_BYTES):
            position += len(chunk)
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk

    def _read_at(self, position: int, size: int) -> bytes:
        left = self._size - position
        with _READING:
            try:
                self._stream.seek(self._start + position)
                return bytes(self._stream.read(left if size < 0 else min(size, left)))
            finally:
                if not getattr(self._stream, "closed", False):
                    self._stream.seek(self._start)


def is_file(value: object) -> bool:
    """Return whether a value is sent as a file: a `File`, an open file, or bytes."""
    return isinstance(value, File | bytes | bytearray) or callable(getattr(value, "read", None))


def upload_content(file: Any) -> bytes | Upload:
    """Return the content of a `File`, or of an open file, from its present position: large ones are not read yet."""
    stream = file.payload if isinstance(file, File) else file
    with contextlib.suppress(AttributeError, OSError, ValueError):
        if stream.seekable() and isinstance(stream.read(0), bytes):
            start = stream.tell()
            size = stream.seek(0, os.SEEK_END) - start
            stream.seek(start)
            if size >= STREAMED_BYTES:
                return Upload(stream, start, size)
    return file_content(file)


def file_content(file: Any) -> bytes:
    """Return the content of a `File`, or of an open file, from its present position.

    The position is restored. What cannot be read twice, such as a pipe, is replaced by its content in a `File`.

    Raises:
        ValueError: an open file has no content left and cannot be read again.
    """
    stream = file.payload if isinstance(file, File) else file
    start: int | None = None
    with contextlib.suppress(AttributeError, OSError):
        start = stream.tell() if stream.seekable() else None
    content = stream.read()
    content = content.encode() if isinstance(content, str) else bytes(content)
    if start is not None:
        stream.seek(start)
    elif isinstance(file, File):
        file.payload = BytesIO(content)
    elif not content:
        raise ValueError("the file cannot be read a second time: pass a File, which keeps what it has read")
    return content
