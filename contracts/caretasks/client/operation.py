"""What the document says of an operation that the sending of requests and the reading of answers have to know."""

from collections.abc import Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from .reading import Reader, anything

T = TypeVar("T")

READS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing, and may be sent again."""
SUCCESSES = frozenset({200, 201, 202, 204})


class Key(NamedTuple):
    """How a key is sent: in a header, a query parameter or a cookie of a name, behind a prefix."""

    location: Literal["header", "query", "cookie"]
    name: str
    prefix: str = ""
    required: bool = True


class Account(NamedTuple):
    """A header that names the caller's account, its argument, and the environment variable that stands in for it."""

    header: str
    argument: str
    variable: str
    required: bool


class Body(NamedTuple):
    """The documented body of an answer, and how it is read if it is JSON."""

    kind: Literal["json", "text", "bytes", "none"]
    read: Reader = anything


class Operation(Generic[T]):
    """An operation that answers with a `T`. Its documented answers stand under `200`, `4XX` or `default`."""

    def __init__(
        self,
        name: str,
        method: str,
        *,
        successes: Mapping[str, Body],
        errors: Mapping[str, Body],
        key: Key | None = None,
        accounts: tuple[Account, ...] = (),
    ) -> None:
        self.name = name
        self.method = method
        self.successes = successes
        self.errors = errors
        self.key = key
        self.accounts = accounts

    @property
    def writes(self) -> bool:
        return self.method not in READS

    @property
    def accept(self) -> str:
        """The media type that a success is asked for in."""
        return "application/json" if any(body.kind == "json" for body in self.successes.values()) else "*/*"

    def success(self, status: int) -> Body | None:
        """The body of a status that is a documented success. Of `2XX` and `default` only 200, 201, 202 and 204 are."""
        if status not in SUCCESSES:
            return None
        return self.successes.get(str(status)) or self.successes.get("2XX") or self.successes.get("default")

    def error(self, status: int) -> Body | None:
        """The body of a status that is documented and no success."""
        ranged = f"{status // 100}XX"
        return self.errors.get(str(status)) or self.errors.get(ranged) or self.successes.get(ranged)


class Sent:
    """What an operation sends, but for the key and the account: the path, and the rest as httpx takes it."""

    def __init__(
        self,
        path: str,
        *,
        params: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        cookies: dict[str, str] | None = None,
    ) -> None:
        self.path = path
        self.params = params or {}
        self.headers = headers or {}
        self.cookies = cookies or {}
        self.body: dict[str, Any] = {}


class Description(NamedTuple):
    """What a client has to know of its API: the first server, and the variables that stand in for its arguments."""

    server: str | None
    key_variable: str
    base_url_variable: str
    key_required: bool
