"""The documented headers of a response, with the types of the spec."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast, get_args
from uuid import UUID

import httpx
from attrs import define

from ..types import Response

T = TypeVar("T")
H = TypeVar("H")


class HeaderTypes(Generic[H]):
    """The types of the headers that an operation documents: scalars, and lists of them. `H` is their `TypedDict`."""

    def __init__(self, kind: type[H]) -> None:
        self._types: Mapping[str, Any] = kind.__annotations__

    def parse(self, headers: httpx.Headers) -> H:
        """Return the documented headers that were received. A value that is not of its type stays a string."""
        found = {name: _parse(kind, headers[name]) for name, kind in self._types.items() if name in headers}
        return cast("H", found)


@define(repr=False)
class HeadedResponse(Response[T], Generic[T, H]):
    """A whole response of an operation that documents headers.

    Attributes:
        typed_headers: the documented headers that were received, by their names in the spec.
    """

    typed_headers: H


def with_typed_headers(response: Response[T], types: HeaderTypes[H]) -> HeadedResponse[T, H]:
    """Return a response with its headers parsed."""
    return HeadedResponse(
        response.status_code, response.content, response.headers, response.parsed, types.parse(response.headers)
    )


def _boolean(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _date_time(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment


_PARSERS: Mapping[Any, Callable[[str], Any]] = {
    bool: _boolean,
    int: int,
    float: float,
    str: str,
    datetime.datetime: _date_time,
    datetime.date: datetime.date.fromisoformat,
    UUID: UUID,
}


def _parse(kind: Any, text: str) -> Any:
    items = get_args(kind)
    if items:
        return [_parse(items[0], each.strip()) for each in text.split(",")] if text else []
    try:
        return _PARSERS[kind](text.strip())
    except (ValueError, KeyError):
        return text
