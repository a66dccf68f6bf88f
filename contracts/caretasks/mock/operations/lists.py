"""Lists: the location of the items in the body of a list, and the totals, flags and links around them.

A list is an array, or an object that contains exactly one array, at the top level or one level down. Everything but the
items and what counts them or links to other pages stays as documented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple

from caretasks.core.missing import MISSING
from caretasks.mock.operations.ids import flatten, normalize_name
from caretasks.mock.operations.page_parameters import PageParameters, find_page_parameters
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer
from caretasks.openapi.operation.pagination import (
    EACH_ITEM,
    Filter,
    Pagination,
    find_filters,
    find_pagination,
    schemas_at,
)
from caretasks.openapi.schema.keywords import json_types, properties
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid

# Names are compared after `normalize_name`: lower case, without separators.
_TOTAL_NAMES = {"count", "total", "totalcount", "totalitems", "totalresults", "totalelements"}
_HAS_MORE_NAMES = {"hasmore", "hasnext", "hasnextpage", "more"}
_LINK = r"(page|results)?(cursor|link|url|uri|href|token)?"
_NEXT_NAME = re.compile(rf"(odata)?next{_LINK}|cursor|endcursor|pagetoken|continuationtoken|after")
_PREVIOUS_NAME = re.compile(rf"(odata)?(prev|previous){_LINK}|before")
_STATUS_NAMES = ("status_code", "statusCode")
_SCALAR_TYPES = {"string", "integer", "number", "boolean"}


@dataclass(frozen=True)
class ListForm:
    """The form of a list.

    Attributes:
        schema: The schema of the body.
        pointer: The JSON pointer to the items.
        item_schema: The schema of an item.
        filters: The filters by the name of their query parameter: those of the spec (`x-filter`) if it says how the
            list is paged, otherwise the parameters that have the name and type of an item's property.
        pagination: How the list is paged, if the spec says it (`x-pagination`).
        page_parameters: The parameters that select a page, by their names.
    """

    schema: Node | None
    pointer: str
    item_schema: Node | None
    filters: Mapping[str, Filter]
    pagination: Pagination | None
    page_parameters: PageParameters


def make_list_form(operation: Operation, schema: Node | None, pointer: str) -> ListForm:
    """Return the form of the bodies that have their items at a JSON pointer."""
    inner = [] if schema is None else schemas_at(schema, f"{pointer}/{EACH_ITEM}")
    item_schema = next((each for each in inner if isinstance(each.value, Mapping)), None)
    pagination = find_pagination(operation)
    filters = find_filters(operation) if pagination is not None else _filters_by_name(operation, item_schema)
    return ListForm(schema, pointer, item_schema, filters, pagination, find_page_parameters(operation))


def _filters_by_name(operation: Operation, item_schema: Node | None) -> Mapping[str, Filter]:
    described = {} if item_schema is None else properties(item_schema)
    page_names = set(find_page_parameters(operation).names())
    return {
        parameter.name: Filter(join("", parameter.name))
        for parameter in operation.parameters
        if parameter.location == "query" and parameter.name in described and parameter.schema is not None
        if parameter.name not in page_names
        if _SCALAR_TYPES & set(json_types(parameter.schema)) & set(json_types(described[parameter.name]))
    }


def find_array(body: Any) -> str | None:
    """Return the JSON pointer to the only array of a body, at the top level or one level down, or None."""
    if isinstance(body, list):
        return ""
    found = list(_array_pointers(body, ""))
    if not found and isinstance(body, dict):
        found = [each for name, inner in body.items() for each in _array_pointers(inner, join("", name))]
    return found[0] if len(found) == 1 else None


def _array_pointers(body: Any, pointer: str) -> list[str]:
    entries = body.items() if isinstance(body, dict) else ()
    return [join(pointer, name) for name, value in entries if isinstance(value, list)]


def items_in(form: ListForm, body: Any) -> list[Any]:
    """Return the items in a body; empty if it does not contain the list."""
    try:
        items = resolve_pointer(body, form.pointer)
    except PointerNotFoundError:
        return []
    return items if isinstance(items, list) else []


def convert_item(schema: Node | None, item: Any) -> Any:
    """Return an item in the form of another schema: unchanged if valid, otherwise only the properties of the schema.

    If required properties are missing, the item is completed with generated values.
    """
    if schema is None or is_valid(schema, item):
        return item
    known = {name: value for name, value in flatten(item).items() if name in properties(schema)}
    if is_valid(schema, known):
        return known
    generated = sample_value(schema, "")
    return {**generated, **known} if isinstance(generated, dict) else item


class PageLinks(NamedTuple):
    """The totals and links of a list: to the pages before and after it.

    Attributes:
        total: The number of items on all pages.
        more: Whether there are items after this page.
        next_cursor: The cursor of the next page; None if it has none.
        next_url: The URL of the next page; None if it is not known.
    """

    total: int
    more: bool = False
    next_cursor: Any = None
    next_url: str | None = None


def with_items(schema: Node | None, body: Any, pointer: str, items: Sequence[Any], links: PageLinks) -> Any:
    """Return a list with other items at the pointer, and with totals, flags and links to other pages that match them.

    Links to a page that does not exist are removed: to the next page after the last one, and to previous pages if this
    page has all items.
    """
    if not pointer:
        return list(items)
    result = deepcopy(body)
    *parents, array_name = pointer.split("/")[1:]
    envelope = result[parents[0]] if parents else result
    envelope[array_name] = list(items)
    for part in (result, *(inner for inner in result.values() if isinstance(inner, dict))):
        for name, value in list(part.items()):
            normalized = normalize_name(name)
            if normalized in _TOTAL_NAMES and isinstance(value, int) and not isinstance(value, bool):
                part[name] = links.total
            elif normalized in _HAS_MORE_NAMES and isinstance(value, bool):
                part[name] = links.more
            elif isinstance(value, bool | list):
                continue
            elif _NEXT_NAME.fullmatch(normalized) and links.more:
                part[name] = _next_page(value, links)
            elif (_NEXT_NAME.fullmatch(normalized) and not links.more) or (
                _PREVIOUS_NAME.fullmatch(normalized) and len(items) == links.total
            ):
                _clear_link(schema, result, part, name)
    return result


def _next_page(value: Any, links: PageLinks) -> Any:
    """Return a documented link to the next page, or an object with such links, for the actual next page."""
    if isinstance(value, dict):
        return {
            name: _next_page(each, links) if isinstance(each, str | int) and not isinstance(each, bool) else each
            for name, each in value.items()
        }
    if isinstance(value, str) and ("/" in value or value.startswith("?")):
        return value if links.next_url is None else links.next_url
    return value if links.next_cursor is None else links.next_cursor


def with_consistent_metadata(schema: Node, body: Any, status: int) -> Any:
    """Return a generated body with its status code, totals and page links corrected, if the schema allows it."""
    if not isinstance(body, dict):
        return body
    pointer = find_array(body)
    corrected = body
    if pointer is not None:
        items = resolve_pointer(body, pointer)
        corrected = with_items(schema, body, pointer, items, PageLinks(len(items)))
    with_status = {**corrected, **{name: status for name in _STATUS_NAMES if name in corrected}}
    return next((each for each in (with_status, corrected) if is_valid(schema, each)), body)


def _clear_link(schema: Node | None, body: Any, part: dict[str, Any], name: str) -> None:
    """Set a link to null, remove it or set it to "": the first of these that the schema of the body allows."""
    original = part[name]
    for replacement in (None, MISSING, ""):
        if replacement is MISSING:
            del part[name]
        else:
            part[name] = replacement
        if schema is None or is_valid(schema, body):
            return
    part[name] = original
