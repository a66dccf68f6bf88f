"""The body of a response as it arrives, up to a limit."""

import contextlib
from collections.abc import Generator
from typing import NamedTuple

import httpx

ACCEPTED_ENCODINGS = "gzip, deflate"
"""The content encodings that requests accept: those that httpx decodes with Python's standard library alone."""
_DECODABLE = ("", "identity", "gzip", "deflate")


class BodyRejection(NamedTuple):
    """Why a body was not read, and how many bytes of it were."""

    reason: str
    length: int
    too_large: bool


class _LimitReachedError(Exception):
    """The body is larger than the limit."""


class BodyReader:
    """Collects the body of a response, decompressed, up to a limit.

    Args:
        response: the response, its body not read.
        max_bytes: how large the body may be.
    """

    def __init__(self, response: httpx.Response, max_bytes: int) -> None:
        response.next_request = None  # the request of a redirect, which is not followed, has a copy of the API key
        self._response = response
        self._max_bytes = max_bytes
        self._content = bytearray()
        self._rejection: BodyRejection | None = None

    def check_encoding(self) -> None:
        """Check the content encoding before decompressing: several layers expand a few bytes to gigabytes."""
        if self._response.headers.get("content-encoding", "").strip().lower() not in _DECODABLE:
            raise httpx.DecodingError("the content encoding was not accepted")

    def append(self, chunk: bytes) -> None:
        """Add a chunk of the body."""
        if len(self._content) + len(chunk) > self._max_bytes:
            raise _LimitReachedError
        self._content += chunk

    @contextlib.contextmanager
    def rejections(self) -> Generator[None, None, None]:
        """Catch, while chunks are added, that there are too many or that they cannot be decompressed."""
        try:
            yield
        except _LimitReachedError:
            reason = f"it is larger than the {self._max_bytes} bytes that max_response_bytes allows, and was not read"
            self._rejection = BodyRejection(reason, len(self._content), too_large=True)
        except httpx.DecodingError:
            reason = "its content encoding is invalid, or was not accepted"
            self._rejection = BodyRejection(reason, 0, too_large=False)

    def finish(self) -> BodyRejection | None:
        """Set the body of the response; return why it has none, or None if it has."""
        # httpx has no public way to set the body of a response that was read in chunks.
        _set_content(self._response, b"" if self._rejection else bytes(self._content))
        return self._rejection


def ensure_body(response: httpx.Response) -> httpx.Response:
    """Return a response that was already closed, with an empty body if its body was not read before."""
    try:
        _ = response.content
    except httpx.ResponseNotRead:
        _set_content(response, b"")
    return response


def body_text(response: httpx.Response) -> str:
    """Return the text of a body; as UTF-8 if its charset cannot decode text (`hex`)."""
    try:
        return response.text
    except Exception:  # noqa: BLE001 - each codec raises other errors
        response.encoding = "utf-8"
        return response.text


def _set_content(response: httpx.Response, content: bytes) -> None:
    setattr(response, "_content", content)  # noqa: B010 - private in httpx
