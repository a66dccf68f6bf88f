"""The properties of an API and of its operations on which requests and responses depend."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from attrs import define, field

from .decoding import Decoder, any_value
from .errors import ErrorClasses

T = TypeVar("T")

READS = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing and may be retried."""


class ApiInfo(NamedTuple):
    """An API: its name, first server, environment variables and error classes.

    Attributes:
        key_required: whether no operation can be called without an API key.
        has_versioned_paths: whether the paths of all operations begin with a version, such as `/v2`.
    """

    name: str
    server: str | None
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
    """

    location: Literal["header", "query", "cookie"]
    name: str
    prefix: str
    variables: tuple[str, ...]
    arguments: tuple[str, ...] = ("api_key",)

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
        kind: how it is decoded; `any` is JSON if it is JSON, else text.
        decode: the decoder of its JSON.
        error_code: the JSON pointer to the code of an error (`x-error-code`); empty if there is none.
        error_fields: JSON pointers to the fields that an error is about (`x-error-fields`), `*` for any item.
    """

    kind: Literal["json", "text", "bytes", "none", "any"]
    decode: Decoder = any_value
    error_code: str = ""
    error_fields: tuple[str, ...] = ()


NO_BODY = Body("none")
BODYLESS_STATUSES = (204, 205)
"""The successes that never have a body, even if they are in a documented range with one."""


@define(slots=False, eq=False)
class Operation(Generic[T]):
    """An operation whose success is a `T`.

    Attributes:
        successes: the documented bodies of successes, by `200`, `2XX` or `default`.
        errors: the documented bodies of errors, by `404`, `4XX` or `default`.
        security: the alternatives of keys that the operation requires, each of keys to send together; an empty one is a
            call without a key. Without alternatives no key is sent.
        request_names: the names of properties and parameters that the spec declares for the request.
        request_id_headers: the response headers in which the spec documents a request ID.
        is_documented: whether the spec has the operation; False for `client.request`.
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

    @cached_property
    def label(self) -> str:
        """The method and the path template, by which messages name the operation."""
        return f"{self.method} {self.path}"

    @cached_property
    def is_write(self) -> bool:
        return self.method not in READS

    @cached_property
    def accept(self) -> str:
        """The media type to request."""
        kinds = {body.kind for body in self.successes.values()}
        if "any" in kinds:
            return "application/json, */*;q=0.8"
        return "application/json" if "json" in kinds else "*/*"

    def success_body(self, status: int) -> Body | None:
        """Return the body of a status that is a success; None for any other status."""
        if found := self.successes.get(str(status)):
            return found
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
    """The request for the arguments of a call: the path, and the rest as httpx takes it, without key and account."""

    path: str
    params: dict[str, Any] = field(factory=dict[str, Any])
    headers: dict[str, str] = field(factory=dict[str, str])
    cookies: dict[str, str] = field(factory=dict[str, str])
    body: dict[str, Any] = field(factory=dict[str, Any])
