# Generated from specs/solum/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""The body of an answer as it arrives, which may be larger than what one is ready to take."""

import contextlib
from collections.abc import Generator

import httpx

from .answers import TOO_LARGE


class _Refused(Exception):
    """The body is not taken any further."""


class Taken:
    """A body as it arrives, decompressed, up to a limit."""

    def __init__(self, response: httpx.Response, limit: int) -> None:
        response.next_request = None  # where a redirect leads: it is not followed, and has a copy of the key
        self._response = response
        self._limit = limit
        self._chunks: list[bytes] = []
        self._length = 0
        self._refused: str | None = None

    def take(self, chunk: bytes) -> None:
        self._length += len(chunk)
        if self._length > self._limit:
            raise _Refused(TOO_LARGE)
        self._chunks.append(chunk)

    @contextlib.contextmanager
    def refusing(self) -> Generator[None, None, None]:
        try:
            yield
        except _Refused as refused:
            self._refused = str(refused)
        except httpx.DecodingError:
            self._refused = "its content encoding is broken"

    def whole(self) -> str | None:
        """Gives the response its body, and why it is not there; None where it is."""
        # httpx reads a body without a limit, or not at all: there is no public way to give it one that has been read.
        setattr(self._response, "_content", b"" if self._refused else b"".join(self._chunks))
        return self._refused
