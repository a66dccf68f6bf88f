"""The body of a list: the documented items first, then the created ones, each in its current state.

A list is an array, or an object that contains exactly one array, at the top level or one level down. A total next to
the array is updated. Supported query parameters are a limit with an offset or a page number, and filters that have the
name and type of an item's property. Everything else stays as documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.resources.paths import Resource, flatten, normalize_name, success_schema
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import join, resolve_pointer
from caretasks.openapi.operation.requests import OperationRequest
from caretasks.openapi.schema.keywords import json_types, properties
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid

# Names are compared after `normalize_name`: lower case, without separators.
_TOTAL_NAMES = {"count", "total", "totalcount", "totalitems", "totalresults", "totalelements"}
_HAS_MORE_NAMES = {"hasmore", "hasnext", "hasnextpage", "more"}
_LINK_NAME = re.compile(
    r"(odata)?(next|prev|previous)(page|results)?(cursor|link|url|uri|href|token)?|cursor|pagetoken|continuationtoken"
)
_LIMIT_NAMES = ("limit", "pagesize", "perpage", "size", "maxresults")
_OFFSET_NAMES = ("offset", "skip")
_PAGE_NAMES = ("page", "pagenumber")

_STATUS_NAMES = ("status_code", "statusCode")
_SCALAR_TYPES = ("string", "integer", "number", "boolean")


def list_response(
    request: OperationRequest,
    resource: Resource,
    body: Any,
    documented: Mapping[str, Any],
    state: State,
    *,
    sampled: bool,
) -> Any:
    """Return the response body of a list.

    Args:
        request: The request.
        resource: The items of the collection.
        body: The list as documented or generated.
        documented: The documented items that can be read one by one, by ID.
        state: The stored resources.
        sampled: Whether `body` was generated; stored resources replace its items.
    """
    pointer = find_array(body)
    if pointer is None:
        return body
    stored = list(state.iter_resources(resource.read))
    listed = [] if sampled and stored else resolve_pointer(body, pointer)
    current = _current_items(request.path, resource, stored)
    schema = success_schema(request.operation)
    item_schema = _item_schema(schema, pointer)
    items = _filter_items(request, list(_iter_items(item_schema, resource, listed, current, documented)), item_schema)
    page = _select_page(request, items)
    if page == resolve_pointer(body, pointer):
        return body
    result = with_items(schema, body, pointer, page, len(items), more=bool(page) and page[-1] is not items[-1])
    return result if schema is None or is_valid(schema, result) else body


def _current_items(
    path: Mapping[str, Any], resource: Resource, stored: Sequence[tuple[dict[str, str], Any]]
) -> dict[str, Any]:
    """Return the stored items of the collection at `path` by ID, None for each that was removed."""
    collection = {name: str(value).lower() for name, value in path.items()}
    return {
        values[resource.parameter]: item
        for values, item in stored
        if all(collection.get(name) == value.lower() for name, value in values.items() if name != resource.parameter)
    }


def _iter_items(
    item_schema: Node | None,
    resource: Resource,
    listed: Sequence[Any],
    current: Mapping[str, Any],
    documented: Mapping[str, Any],
) -> Iterator[Any]:
    """Yield the listed items in their current state, without the removed ones, then the other stored items."""
    seen = set()
    for item in listed:
        item_id = str(resource.get_id(item))
        seen.add(item_id)
        if item_id not in current or current[item_id] == documented.get(item_id, MISSING):
            yield item
        elif current[item_id] is not None:
            values = flatten(current[item_id])
            yield {name: values.get(name, value) for name, value in item.items()}
    for item_id, item in current.items():
        if item is not None and item_id not in seen:
            yield convert_item(item_schema, item)


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


def _item_schema(schema: Node | None, pointer: str) -> Node | None:
    """Return the schema of the items of the array at a pointer."""
    for name in pointer.split("/")[1:]:
        schema = None if schema is None else properties(schema).get(name)
    return schema.child("items") if schema is not None and isinstance(schema.data.get("items"), dict) else None


def _filter_items(request: OperationRequest, items: Sequence[Any], item_schema: Node | None) -> Sequence[Any]:
    """Return the items that match the query parameters which have the name and type of an item's property."""
    described = {} if item_schema is None else properties(item_schema)
    filters = {
        parameter.name: request.query[parameter.name]
        for parameter in request.operation.parameters
        if parameter.location == "query" and parameter.name in described.keys() & request.query.keys()
        if normalize_name(parameter.name) not in (*_LIMIT_NAMES, *_OFFSET_NAMES, *_PAGE_NAMES)
        if parameter.schema is not None
        if set(_SCALAR_TYPES) & set(json_types(parameter.schema)) & set(json_types(described[parameter.name]))
    }
    if not filters:
        return items
    return [item for item in items if isinstance(item, dict) and all(item.get(n) == v for n, v in filters.items())]


def _select_page(request: OperationRequest, items: Sequence[Any]) -> Sequence[Any]:
    """Return the items that the limit, offset and page number of the query select."""
    query = {normalize_name(name): value for name, value in request.query.items() if isinstance(value, int)}
    limit = next((query[name] for name in _LIMIT_NAMES if name in query), None)
    start = next((query[name] for name in _OFFSET_NAMES if name in query), 0)
    page = next((query[name] for name in _PAGE_NAMES if name in query), 1)
    if limit is None or limit < 0 or start < 0:
        return items[max(start, 0) :]
    start = start or max(page - 1, 0) * limit
    return items[start : start + limit]


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


def with_items(schema: Node | None, body: Any, pointer: str, items: Sequence[Any], total: int, *, more: bool) -> Any:
    """Return a list with other items, and with totals, flags and links to other pages that match them.

    Args:
        schema: The schema of the body.
        body: The list.
        pointer: The JSON pointer to its array.
        items: The items of this page.
        total: The number of items on all pages.
        more: Whether there are more pages. If this page has all items, links to other pages are removed.
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
                part[name] = total
            elif normalized in _HAS_MORE_NAMES and isinstance(value, bool):
                part[name] = more
            elif len(items) == total and _LINK_NAME.fullmatch(normalized) and not isinstance(value, bool | list):
                _clear_link(schema, result, part, name)
    return result


def with_consistent_metadata(schema: Node, body: Any, status: int) -> Any:
    """Return a generated body with its status code, totals and page links corrected, if the schema allows it.

    Args:
        schema: The schema of the body.
        body: The generated body.
        status: The HTTP status of the response.
    """
    if not isinstance(body, dict):
        return body
    pointer = find_array(body)
    corrected = body
    if pointer is not None:
        items = resolve_pointer(body, pointer)
        corrected = with_items(schema, body, pointer, items, len(items), more=False)
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
