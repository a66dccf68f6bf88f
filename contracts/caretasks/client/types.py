"""What the models and functions of the client share: a value that is absent, a file, an answer whole."""

from collections.abc import Mapping
from enum import Enum
from typing import IO, BinaryIO, Final, Generic, Literal, TypeVar

import httpx
from attrs import define

__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]


class Unset(Enum):
    """The type of `UNSET`. An enum of one member, so that type checkers narrow `value is UNSET`, and copies are it."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""What a field that was not sent reads as, and what an argument is that was not given. It is not None, JSON's null."""

# The types that `httpx.Client(files=)` can accept.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, content, content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, content, content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """A file to send, or the body of an answer that is not JSON."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """As httpx takes it in a multipart form."""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """An answer whole. Its content may hold patient data and is not in its `repr`."""

    status_code: int
    content: bytes
    headers: httpx.Headers
    parsed: T

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}]>"
