"""The properties of an API and of its operations on which requests and responses depend."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, BinaryIO, Generic, Literal, NamedTuple, TypeVar

from attrs import define, field

from .decoding import Decoder, any_value
from .encoding.bodies import EncodedBody
from .encoding.parameters import Pairs
from .errors import ErrorClasses
from .types import UNSET, FilePath, Unset

T = TypeVar("T")

READS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing and may be retried."""


class Server(NamedTuple):
    """A documented server.

    Attributes:
        name: its name, or its URL without one.
        url: its URL; without a host, it begins with a slash.
        description: its description, by which `base_url` may name it, too.
    """

    name: str
    url: str
    description: str = ""


class ApiInfo(NamedTuple):
    """An API: its name, first server, environment variables and error classes.

    Attributes:
        key_required: whether no operation can be called without an API key.
        has_versioned_paths: whether the paths of all operations begin with a version, such as `/v2`.
    """

    name: str
    server: Server | None
    base_url_variable: str
    key_required: bool
    errors: ErrorClasses
    operations: tuple["Operation[Any]", ...] = ()
    has_versioned_paths: bool = False


class ApiKey(NamedTuple):
    """The key of a security scheme: its location in a request, and where the client takes it from.

    Attributes:
        location: a header, a query parameter or a cookie.
        name: the name of the header, the parameter or the cookie.
        prefix: the text before the key.
        variables: the environment variable of the key, or those of a user name and a password, which are encoded.
        arguments: the arguments of the client for them.
        token_url: the documented token endpoint of OAuth 2.0 client credentials; empty if there is none.
    """

    location: Literal["header", "query", "cookie"]
    name: str
    prefix: str
    variables: tuple[str, ...]
    arguments: tuple[str, ...] = ("api_key",)
    token_url: str = ""

    @property
    def is_basic(self) -> bool:
        """True if the key is a user name and a password."""
        return len(self.variables) == 2


class Account(NamedTuple):
    """A header that names the caller's account, with the argument and the environment variable for it."""

    header: str
    argument: str
    variable: str
    required: bool


class Body(NamedTuple):
    """The documented body of a response.

    Attributes:
        kind: how it is decoded; `any` is JSON if it is JSON, else text. `events` and `lines` are streams.
        decode: the decoder of its JSON, or of that of each event or line.
        error_code: the JSON pointer to the code of an error (`x-error-code`); empty if there is none.
        error_fields: JSON pointers to the fields that an error is about (`x-error-fields`), `*` for any item.
        media_type: its documented media type, which may be a range such as `image/*`.
        others: the other documented media types of the response.
    """

    kind: Literal["json", "text", "bytes", "none", "any", "events", "lines"]
    decode: Decoder = any_value
    error_code: str = ""
    error_fields: tuple[str, ...] = ()
    media_type: str = "application/json"
    others: tuple["Body", ...] = ()

    def select(self, content_type: str) -> "Body":
        """Return the documented media type that a response has; the main one if it has none of them."""
        essence = media_type_essence(content_type)
        if not self.others or not essence:
            return self
        documented = [(media_type_essence(each.media_type), each) for each in (self, *self.others)]
        for name, each in documented:
            if name == essence:
                return each
        for name, each in documented:
            if name.endswith("/*") and essence.startswith(name.removesuffix("*")):
                return each
        is_json = essence == "application/json" or essence.endswith("+json")
        return next((each for _, each in documented if is_json and each.kind == "json"), self)

    @property
    def is_stream(self) -> bool:
        """True if it arrives in parts that are used one by one."""
        return self.kind in ("events", "lines")


def media_type_essence(media_type: str) -> str:
    """Return a media type in lower case, without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def _accepted(body: Body) -> str:
    """Return a media type for `Accept`: without its charset, which servers compare literally."""
    essence, *parameters = [each.strip() for each in body.media_type.split(";")]
    return ";".join([essence, *(each for each in parameters if not each.lower().startswith("charset="))])


NO_BODY = Body("none")
BODYLESS_STATUSES = (204, 205)
"""The successes that never have a body, even if they are in a documented range with one."""


@define(slots=False, eq=False)
class Operation(Generic[T]):
    """An operation whose success is a `T`.

    Attributes:
        successes: the bodies of successes, by `200`, `2XX` or `default`; those of redirects if no 2xx is documented.
        errors: the documented bodies of errors, by `404`, `4XX` or `default`.
        security: the alternatives of keys that the operation requires, each of keys to send together; an empty one is a
            call without a key. Without alternatives no key is sent.
        request_names: the names of properties and parameters that the spec declares for the request.
        request_id_headers: the response headers in which the spec documents a request ID.
        is_documented: whether the spec has the operation; False for `client.request`.
        server: the server of this operation; None for that of the API.
    """

    name: str
    method: str
    path: str
    successes: Mapping[str, Body] = field(kw_only=True)
    errors: Mapping[str, Body] = field(kw_only=True)
    security: tuple[tuple[ApiKey, ...], ...] = field(default=(), kw_only=True)
    accounts: tuple[Account, ...] = field(default=(), kw_only=True)
    request_names: tuple[str, ...] = field(default=(), kw_only=True)
    request_id_headers: tuple[str, ...] = field(default=(), kw_only=True)
    is_documented: bool = field(default=True, kw_only=True)
    server: Server | None = field(default=None, kw_only=True)

    @cached_property
    def label(self) -> str:
        """The method and the path template, by which messages name the operation."""
        return f"{self.method} {self.path}"

    @cached_property
    def is_write(self) -> bool:
        return self.method not in READS

    @cached_property
    def accept(self) -> str:
        """The media types to request: those of all successes, that of JSON first."""
        bodies = [each for body in self.successes.values() if body.kind != "none" for each in (body, *body.others)]
        bodies.sort(key=lambda body: body.kind != "json")
        names = list(dict.fromkeys(map(_accepted, bodies)))
        if any(body.kind == "any" for body in bodies) or (names[:1] == ["*/*"] and bodies[0].kind == "json"):
            return "application/json, */*;q=0.8"
        return ", ".join([*names[:1], *(f"{name};q=0.9" for name in names[1:])]) or "*/*"

    def success_body(self, status: int) -> Body | None:
        """Return the body of a status that is a success; None for any other status."""
        if found := self.successes.get(str(status)):
            return found
        if 300 <= status <= 399:
            return self.successes.get("3XX")  # the documented success of an operation that only redirects
        if not 200 <= status <= 299 or str(status) in self.errors:
            return None
        found = self.successes.get("2XX") or self.successes.get("default")
        return NO_BODY if found is not None and status in BODYLESS_STATUSES else found

    def error_body(self, status: int) -> Body | None:
        """Return the body of a status that is documented and not a success."""
        return self.errors.get(str(status)) or self.errors.get(f"{status // 100}XX")


class Pagination(NamedTuple, Generic[T]):
    """The pages of an operation (`x-pagination`), whose items are of type `T`.

    Attributes:
        page: the query parameter with the number of the page, from 1.
        items: the JSON pointer to the array of items in a response; all others are optional and may be empty.
        total: that to the number of items on all pages.
        total_pages: that to the number of pages.
        has_more: that to whether there is another page.
        current_page_size: that to the page size in force.
        default_page_size: the documented page size without an argument; None if there is none.
    """

    operation: Operation[Any]
    page: str
    items: str
    total: str = ""
    total_pages: str = ""
    has_more: str = ""
    current_page_size: str = ""
    default_page_size: int | None = None


class FinalStatus(NamedTuple):
    """The location of the status in the response of an operation, and its final values (`x-final-values`).

    Attributes:
        pointer: a JSON pointer, in which `*` stands for every item of an array.
    """

    operation: Operation[Any]
    pointer: str
    values: tuple[str, ...]


def undocumented_operation(api: ApiInfo, method: str) -> Operation[Any]:
    """Return an operation for a request to any path, with the keys and accounts of the others, none of them required.

    Its path is `*`, because the actual one may contain the ID of a patient.
    """
    if not re.fullmatch("[A-Za-z]+", method):
        raise ValueError(f"method must consist of letters, got {method!r}")
    security = dict.fromkeys(keys for each in api.operations for keys in each.security if keys)
    accounts = [account._replace(required=False) for each in api.operations for account in each.accounts]
    return Operation(
        "request",
        method.upper(),
        "*",
        successes={"default": Body("any")},
        errors={status: body for each in api.operations for status, body in each.errors.items() if status[0] == "2"},
        security=(*security, ()) if security else (),
        accounts=tuple(dict.fromkeys(accounts)),
        request_id_headers=tuple(dict.fromkeys(name for each in api.operations for name in each.request_id_headers)),
        is_documented=False,
    )


@define(eq=False)
class RequestParts:
    """The request for the arguments of a call: path and query, percent-encoded, and the rest as httpx takes it."""

    path: str
    query: Pairs = field(factory=list[tuple[str, str]])
    headers: dict[str, str] = field(factory=dict[str, str])
    cookies: dict[str, str] = field(factory=dict[str, str])
    body: dict[str, Any] = field(factory=dict[str, Any])
    accept: str | Unset = UNSET
    save_to: FilePath | BinaryIO | Unset = UNSET

    def set_body(self, body: EncodedBody) -> None:
        """Set the body and its Content-Type."""
        self.body.update(body.options)
        if body.media_type:
            self.headers["Content-Type"] = body.media_type
