"""The body of an answer as it arrives, which may be larger than what one is ready to take."""

import contextlib
from collections.abc import Generator
from typing import NamedTuple

import httpx


# What httpx reads with nothing but Python, and what a request says that may come.
CODINGS = "gzip, deflate"
_TAKEN_CODINGS = ("", "identity", "gzip", "deflate")


class Refusal(NamedTuple):
    """Why a body was not taken, and how many bytes of it were."""

    reason: str
    length: int
    too_large: bool


class _StopError(Exception):
    """The body is not taken any further."""


class Taken:
    """A body as it arrives, decompressed, up to a limit.

    Args:
        response: the response, its body not read.
        limit: how many bytes it may have.
    """

    def __init__(self, response: httpx.Response, limit: int) -> None:
        response.next_request = None  # where a redirect leads: it is not followed, and has a copy of the key
        self._response = response
        self._limit = limit
        self._content = bytearray()
        self._refusal: Refusal | None = None

    def begin(self) -> None:
        """Looks at the coding before anything is decompressed: several make gigabytes of a few bytes."""
        if self._response.headers.get("content-encoding", "").strip().lower() not in _TAKEN_CODINGS:
            raise httpx.DecodingError("not a coding that was asked for")

    def take(self, chunk: bytes) -> None:
        """Takes a piece of it."""
        if len(self._content) + len(chunk) > self._limit:
            raise _StopError
        self._content += chunk

    @contextlib.contextmanager
    def refusing(self) -> Generator[None, None, None]:
        """Within, pieces are taken until there are too many or they cannot be decompressed."""
        try:
            yield
        except _StopError:
            reason = f"it has more than the {self._limit} bytes that max_response_bytes allows, and was not taken whole"
            self._refusal = Refusal(reason, len(self._content), too_large=True)
        except httpx.DecodingError:
            self._refusal = Refusal("its content encoding is broken, or not one that was asked for", 0, too_large=False)

    def whole(self) -> Refusal | None:
        """Gives the response its body, and why it has none; None where it has."""
        # httpx reads a body without a limit, or not at all: there is no public way to give it one that has been read.
        setattr(self._response, "_content", b"" if self._refusal else bytes(self._content))
        return self._refusal


def read_already(response: httpx.Response) -> httpx.Response:
    """A response that was read and closed by another, or closed without having been read: then its body is empty."""
    try:
        response.content
    except httpx.ResponseNotRead:
        setattr(response, "_content", b"")
    return response
