"""Types that the models and functions of all clients share: an absent value, a file, a whole response, open enums."""

from collections.abc import Callable
from enum import Enum, IntEnum, StrEnum
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Generic, Literal, Protocol, Self, TypeVar, runtime_checkable

import httpx
from attrs import define, field

from .transport.response_body import body_text

if TYPE_CHECKING:
    from .hooks import DriftEvent, RequestEvent, ResponseEvent, RetryEvent

Timeout = float | httpx.Timeout | None
"""Seconds without progress, or a `caretasks.client.Timeout`, which can limit a whole call; None waits forever."""


FilePath = str | PathLike[str]
"""The path of a file."""


class Unset(Enum):
    """The type of `UNSET`.

    An enum of one member, so that type checkers narrow `value is UNSET` and copies are the same object.
    """

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""The value of a field that was not received and of an argument that was not passed. Not None, which is JSON's null."""


class OpenStrEnum(StrEnum):
    """An enum of strings to which any other string is a member too: a vendor may add a value overnight."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member


class OpenIntEnum(IntEnum):
    """An enum of integers to which any other integer is a member too: a vendor may add a value overnight."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(value), int(value)
        return member


RequestFiles = list[tuple[str, tuple[str | None, Any, str | None]]]
"""The parts of a multipart form as `httpx.Client(files=)` takes them: a file name, content and media type each."""


def _require_open_file(_file: object, _attribute: object, payload: BinaryIO) -> None:
    if not hasattr(payload, "read"):
        raise TypeError(
            "the payload of a File must be a file opened in binary mode, such as open(path, 'rb') or "
            f"io.BytesIO(content), not {type(payload).__name__}"
        )


@define
class File:
    """A file to send, or the body of a response that is not JSON.

    Raises:
        TypeError: the payload is not an open file.
    """

    payload: BinaryIO = field(validator=_require_open_file)
    file_name: str | None = None
    mime_type: str | None = None


@runtime_checkable
class PydanticModel(Protocol):
    """A pydantic model, such as those of `caretasks.<api>.schemas`. It can be sent as a body or a part of one."""

    def model_dump(
        self, *, mode: Literal["json", "python"], by_alias: bool, exclude_unset: bool, warnings: bool
    ) -> Any: ...


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A whole response. Its content may be patient data and is not in its `repr`.

    Attributes:
        status_code: the HTTP status.
        content: the body, decompressed.
        headers: the headers.
        parsed: what the method of the client returns.
    """

    status_code: int
    content: bytes
    headers: httpx.Headers
    parsed: T

    @property
    def text(self) -> str:
        """The body as text, decoded by the charset of its media type, else as UTF-8."""
        media_type = {"Content-Type": self.headers.get("Content-Type", "")}
        return body_text(httpx.Response(self.status_code, headers=media_type, content=self.content))

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}]>"


class Httpx2Client(Protocol):
    """An `httpx2.Client`: httpx2 is a fork of httpx, and is not required."""

    @property
    def is_closed(self) -> bool: ...

    def send(self, request: Any, *, stream: bool, auth: Any, follow_redirects: Any) -> Any: ...

    def close(self) -> None: ...


class AsyncHttpx2Client(Protocol):
    """An `httpx2.AsyncClient`."""

    @property
    def is_closed(self) -> bool: ...

    async def send(self, request: Any, *, stream: bool, auth: Any, follow_redirects: Any) -> Any: ...

    async def aclose(self) -> None: ...


class _HasOnRequest(Protocol):
    @property
    def on_request(self) -> "Callable[[RequestEvent], object] | None": ...


class _HasOnResponse(Protocol):
    @property
    def on_response(self) -> "Callable[[ResponseEvent], object] | None": ...


class _HasOnRetry(Protocol):
    @property
    def on_retry(self) -> "Callable[[RetryEvent], object] | None": ...


class _HasOnDrift(Protocol):
    @property
    def on_drift(self) -> "Callable[[DriftEvent], object] | None": ...


Hooks = _HasOnRequest | _HasOnResponse | _HasOnRetry | _HasOnDrift
"""Any object with at least one of the methods, or with attributes that are functions or None."""
