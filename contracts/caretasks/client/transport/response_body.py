"""The body of a response as it arrives, up to a limit and a moment."""

import time
from typing import NamedTuple, Protocol

import httpx

from ..errors import ResponseDecodeError, ResponseTooLargeError

ACCEPTED_ENCODINGS = "gzip, deflate"
"""The content encodings that requests accept: those that httpx decodes with Python's standard library alone."""
_DECODABLE = ("", "identity", "gzip", "deflate")


_MAX_MEDIA_TYPE_LENGTH = 1000
"""The length of a `Content-Type` beyond which its charset is not read, since that takes the square of the length."""


class Sink(Protocol):
    """Takes a body in place of memory."""

    def open(self) -> None:
        """Prepare for the body of an attempt."""

    def write(self, chunk: bytes) -> None:
        """Take the next part."""

    def commit(self) -> None:
        """Keep the body, which is complete."""

    def discard(self) -> None:
        """Remove the body, which is incomplete."""


class BodyRejection(NamedTuple):
    """Why a body was not read, and how many bytes of it were."""

    error: type[ResponseDecodeError]
    reason: str
    length: int


class _LimitReachedError(Exception):
    """The body is larger than the limit."""


class BodyReader:
    """Collects the body of a response, decompressed, up to a limit, or writes it to a file.

    The timeouts of a request are for each part that arrives. So the whole body of a slow server has an end, too: the
    `deadline`, in seconds of `time.monotonic`.
    """

    __slots__ = ("_content", "_deadline", "_max_bytes", "_response", "_sink", "rejection")

    def __init__(self, response: httpx.Response, max_bytes: int, deadline: float, sink: Sink | None = None) -> None:
        response.next_request = None  # the request of a redirect, which is not followed, has a copy of the API key
        self.rejection: BodyRejection | None = None
        self._response = response
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._content = bytearray()
        self._sink = sink
        if sink is not None:
            sink.open()

    def check_encoding(self) -> None:
        """Check the content encoding before decompressing: several layers expand a few bytes to gigabytes."""
        if self._response.headers.get("content-encoding", "").strip().lower() not in _DECODABLE:
            raise httpx.DecodingError("the content encoding was not accepted")

    def append(self, chunk: bytes) -> None:
        if time.monotonic() > self._deadline:
            raise httpx.ReadTimeout("the response did not end in time")
        if self._sink is not None:
            self._sink.write(chunk)
            return
        if len(self._content) + len(chunk) > self._max_bytes:
            raise _LimitReachedError
        self._content += chunk

    def finish(self, error: BaseException | None) -> httpx.Response | None:
        """Return the response with the body that was read until an error; None if it is incomplete."""
        if self._sink is not None and error is None:
            self._sink.commit()
        elif self._sink is not None:
            self._sink.discard()
        if isinstance(error, _LimitReachedError):
            reason = f"it is larger than the {self._max_bytes} bytes that max_response_bytes allows, and was not read"
            self.rejection = BodyRejection(ResponseTooLargeError, reason, len(self._content))
        elif isinstance(error, httpx.DecodingError):
            reason = "its content encoding is invalid, or was not accepted"
            self.rejection = BodyRejection(ResponseDecodeError, reason, 0)
        elif error is not None:
            return None
        _set_content(self._response, b"" if self.rejection else bytes(self._content))
        return self._response


def ensure_body(response: httpx.Response) -> httpx.Response:
    """Return a response that was already closed, with an empty body if its body was not read before."""
    try:
        _ = response.content
    except httpx.ResponseNotRead:
        _set_content(response, b"")
    return response


def body_text(response: httpx.Response) -> str:
    """Return the text of a body; as UTF-8 if its charset cannot decode text (`hex`)."""
    if len(response.headers.get("content-type", "")) > _MAX_MEDIA_TYPE_LENGTH:
        return response.content.decode("utf-8", "replace")
    try:
        return response.text
    except Exception:  # noqa: BLE001 - each codec raises other errors
        response.encoding = "utf-8"
        return response.text


def _set_content(response: httpx.Response, content: bytes) -> None:
    # httpx has no public way to set the body of a response that was read in chunks.
    setattr(response, "_content", content)  # noqa: B010 - private in httpx
