"""The query parameters of a list that select a page, recognized by their names, and the cursors that name a position.

A cursor is the position of the first item of a page. A value that is the ID of an item stands for the position after
it, as in `starting_after`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from caretasks.mock.operations.ids import normalize_name
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.schema.keywords import json_types, keep_result, merged_keywords
from caretasks.openapi.schema.validation import is_valid

# Names are compared after `normalize_name`: lower case, without separators.
_LIMIT_NAMES = ("limit", "pagesize", "perpage", "size", "maxresults", "first")
_OFFSET_NAMES = ("offset", "skip")
_PAGE_NAMES = ("page", "pagenumber")
_CURSOR_NAMES = (
    *("cursor", "pagecursor", "nextcursor", "startcursor", "aftercursor", "startingafter", "after", "pageafter"),
    *("pagetoken", "nexttoken", "nextpagetoken", "paginationtoken", "continuationtoken", "continuation", "marker"),
    *("offset", "page"),  # where it is a string
)
_PREFIX = "position:"


@dataclass(frozen=True)
class PageParameters:
    """The query parameters of a list that select a page; None for each that the list does not have."""

    limit: Parameter | None = None
    offset: Parameter | None = None
    page: Parameter | None = None
    cursor: Parameter | None = None

    def __bool__(self) -> bool:
        return self.limit is not None or self.cursor is not None

    def position(self, query: Mapping[str, Any], items: Sequence[Any]) -> tuple[int, int | None]:
        """Return the position of the first item of the page that a query selects, and the size of the page."""
        limit, offset, page = (_number(each, query) for each in (self.limit, self.offset, self.page))
        if offset is not None and offset < 0:
            return 0, None
        size = None if limit is None or limit < 0 else limit
        if self.cursor is not None and self.cursor.name in query:
            return decode_cursor(str(query[self.cursor.name]), items), size
        return max(offset or 0, 0) or (0 if size is None else max((page or 1) - 1, 0) * size), size

    def encode_cursor(self, position: int) -> Any:
        """Return the cursor of a position, as the parameter accepts it; None without such a parameter."""
        if self.cursor is None:
            return None
        schema = self.cursor.schema
        encoded = base64.urlsafe_b64encode(f"{_PREFIX}{position}".encode()).decode().rstrip("=")
        candidates = (encoded, str(position))
        return next((each for each in candidates if schema is None or is_valid(schema, each)), None)

    def next_query(self, query: Mapping[str, Any], position: int, size: int) -> dict[str, Any]:
        """Return a query for the page that begins at a position."""
        if self.cursor is not None:
            return {**query, self.cursor.name: self.encode_cursor(position)}
        if self.offset is not None:
            return {**query, self.offset.name: position}
        return {**query, self.page.name: position // size + 1} if self.page is not None and size else dict(query)

    def names(self) -> Iterator[str]:
        """Yield the names of the parameters."""
        yield from (each.name for each in (self.limit, self.offset, self.page, self.cursor) if each is not None)


def _number(parameter: Parameter | None, query: Mapping[str, Any]) -> int | None:
    value = None if parameter is None else query.get(parameter.name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@keep_result
def find_page_parameters(operation: Operation) -> PageParameters:
    """Return the query parameters of an operation that select a page."""
    queried = {normalize_name(each.name): each for each in operation.parameters if each.location == "query"}
    numbers = {name: each for name, each in queried.items() if not _is_string(each)}
    strings = {name: each for name, each in queried.items() if _is_string(each)}

    def first(names: Sequence[str], parameters: Mapping[str, Parameter]) -> Parameter | None:
        return next((parameters[name] for name in names if name in parameters), None)

    limit, offset, page = (first(names, numbers) for names in (_LIMIT_NAMES, _OFFSET_NAMES, _PAGE_NAMES))
    return PageParameters(limit, offset, page, first(_CURSOR_NAMES, strings))


def _is_string(parameter: Parameter) -> bool:
    if parameter.schema is None:
        return False
    is_text = "string" in json_types(parameter.schema) and "integer" not in json_types(parameter.schema)
    return is_text and merged_keywords(parameter.schema).get("format") not in ("date", "date-time")


def decode_cursor(text: str, items: Sequence[Any]) -> int:
    """Return the position that a cursor names; 0 for a cursor that no response had."""
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii", "replace")
    except (binascii.Error, ValueError):
        decoded = ""
    number = decoded.removeprefix(_PREFIX) if decoded.startswith(_PREFIX) else text
    if number.isascii() and number.isdecimal() and len(number) < 10:
        return int(number)
    ids = (index for index, item in enumerate(items) if isinstance(item, dict) and str(item.get("id")) == text)
    return next(ids, -1) + 1
