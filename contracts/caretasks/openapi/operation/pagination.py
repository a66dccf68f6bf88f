"""Paged and filtered lists: the extensions `x-pagination` of an operation and `x-filter` of a query parameter.

Only this module and its checks in `lint.pagination` read them. See "Paged lists" in the spec format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from caretasks.openapi.document import Node, Operation
from caretasks.openapi.json_pointer import split
from caretasks.openapi.schema.keywords import compose, direct_subschemas, keep_result

EACH_ITEM = "*"
"""The token of a filter's pointer that stands for every item of an array."""


@dataclass(frozen=True)
class Pagination:
    """The parameters and the totals of a paged list (`x-pagination`).

    All but the first two attributes and the last one are JSON pointers into the body of a success.

    Attributes:
        page: The query parameter with the page number; the first page is 1.
        page_size: The query parameter with the number of items on a page.
        items: The items of the page.
        total: The number of items on all pages.
        total_pages: The number of pages.
        has_more: Whether there are items after this page.
        current_page: The number of this page.
        current_page_size: The page size in force.
        max_page_size: The largest page size. A server may reject a larger one, or use this one instead. None if no
            maximum is documented, or if it is that of the parameter, which a server enforces.
    """

    page: str
    page_size: str
    items: str
    total: str | None = None
    total_pages: str | None = None
    has_more: str | None = None
    current_page: str | None = None
    current_page_size: str | None = None
    max_page_size: int | None = None


PAGINATION_KEYS = tuple(field.name for field in fields(Pagination))
"""The keys of `x-pagination`."""


@dataclass(frozen=True)
class Filter:
    """Which items a query parameter selects (`x-filter`).

    Attributes:
        property: The JSON pointer, relative to an item, to the value that must equal that of the parameter. A token `*`
            stands for every item of an array, one of which must be equal.
        separator: What separates alternatives in the parameter, or None if it has a single value.
    """

    property: str
    separator: str | None = None

    def values(self, item: Any) -> list[Any]:
        """Return the values of an item that the filter compares; empty if the item does not have the property."""
        found = [item]
        for token in split(self.property):
            if token == EACH_ITEM:
                found = [inner for each in found if isinstance(each, list) for inner in each]
            else:
                found = [each[token] for each in found if isinstance(each, dict) and token in each]
        return found

    def alternatives(self, sent: Any) -> list[Any]:
        """Return the alternatives in the value of the parameter, one of which an item must have."""
        if isinstance(sent, str) and self.separator is not None:
            return sent.split(self.separator)
        return list(sent) if isinstance(sent, list) else [sent]

    def matches(self, item: Any, sent: Any) -> bool:
        """Return whether an item has one of the values sent. Null selects all items: it is the same as no filter."""
        if sent is None:
            return True
        selected = {_as_text(each) for each in self.alternatives(sent)}
        return any(_as_text(value) in selected for value in self.values(item) if value is not None)


FILTER_KEYS = tuple(field.name for field in fields(Filter))
"""The keys of `x-filter`."""


@keep_result
def find_pagination(operation: Operation) -> Pagination | None:
    """Return how the list of an operation is paged, or None if the spec does not say."""
    extension = operation.data.get("x-pagination")
    return None if extension is None else Pagination(**extension)


@keep_result
def find_filters(operation: Operation) -> Mapping[str, Filter]:
    """Return the filters of an operation by the name of their query parameter."""
    return MappingProxyType(
        {
            parameter.name: Filter(**parameter.data["x-filter"])
            for parameter in operation.parameters
            if "x-filter" in parameter.data
        }
    )


def schemas_at(schema: Node, pointer: str) -> list[Node]:
    """Return the schemas of the values at a JSON pointer, `*` for any item; empty if the schema has no such location.

    Raises:
        PointerNotFoundError: The string is not a JSON pointer.
    """
    found = [schema]
    for token in split(pointer):
        keyword, name = ("items", "") if token == EACH_ITEM else ("properties", token)
        inner = [each for outer in compose(found) for each in direct_subschemas(outer)]
        found = [each.schema for each in inner if each.keyword == keyword and each.name == name]
    return found


def _as_text(value: Any) -> str:
    """Return a value in the form that a query has it, in which 1 and 1.0 are equal."""
    if isinstance(value, str):
        return value
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)
