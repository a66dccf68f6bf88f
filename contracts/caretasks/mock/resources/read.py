"""The body of a read: the stored or documented resource, otherwise an example; for a list, its current items.

The documented items of a list come first, then the created ones in order of creation, each in its current state. So the
pages before the last one do not change when items are created.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.model import HttpError, MockExchange
from caretasks.mock.operations.ids import flatten, resource_id
from caretasks.mock.operations.lists import ListForm, convert_item, items_in
from caretasks.mock.operations.operation import MockOperation
from caretasks.mock.operations.pages import with_selected_items
from caretasks.mock.resources.state import State
from caretasks.openapi.document import Node, Operation
from caretasks.openapi.operation.path_templates import fill_path
from caretasks.openapi.schema.keywords import keep_result


def read_resource(operation: MockOperation, exchange: MockExchange, state: State) -> Any:
    """Return the response body of a read.

    If nothing is stored under the path parameters, the body is the operation's first example, or a value generated
    from its schema. This does not apply if the spec documents a 404, and either resources by ID or an operation that
    creates resources: then an unknown ID is not found.

    Raises:
        HttpError: (404) No resource with these path parameters exists.
    """
    body = state.get(operation, exchange.path)
    if body is MISSING:
        if is_missing(operation, exchange.path, state):
            raise HttpError(404, "no resource with these path parameters exists")
        body = default_body(operation, exchange.path)
    if operation.item is None and not operation.has_pages:
        return body
    form = operation.find_list_form(body)
    return body if form is None else _list_body(operation, form, exchange, body, state)


def default_body(operation: MockOperation, path: Mapping[str, Any]) -> Any:
    """Return the documented body for these path parameters, otherwise a typical body with the requested ID."""
    documented = operation.documented_body(path)
    return operation.with_requested_id(path, deepcopy(operation.typical_body)) if documented is None else documented


def is_missing(operation: MockOperation, path: Mapping[str, Any], state: State) -> bool:
    """Return whether a read of these path parameters returns 404."""
    if state.has(operation, path):
        return False
    if operation.operation.find_response(404) is None:
        return False
    if state.is_removed(operation, path):
        return True
    has_resources = bool(operation.documented_resources)
    known = {
        parameter.name: [
            *_examples_of_others(operation.operation)[parameter.name],
            *([] if has_resources else parameter.examples().values()),
        ]
        for parameter in operation.operation.path_parameters
    }
    if any(known.values()) and all(path[name] in values for name, values in known.items() if values):
        return False
    return has_resources or (operation.is_complete and operation.documented_body(path) is None)


@keep_result
def _examples_of_others(read: Operation) -> dict[str, list[Any]]:
    """Return the examples of each path parameter in the other operations of a path: those resources exist, too."""
    found: dict[str, list[Any]] = {parameter.name: [] for parameter in read.path_parameters}
    for operation in read.api.operations:
        for parameter in operation.path_parameters if operation.path == read.path and operation != read else ():
            found.setdefault(parameter.name, []).extend(parameter.examples().values())
    return found


def _list_body(operation: MockOperation, form: ListForm, exchange: MockExchange, body: Any, state: State) -> Any:
    """Return the body of a list with its current items."""
    listed = items_in(form, body)
    item = operation.item
    url = exchange.base_url + fill_path(operation.operation.path, exchange.path)
    if item is None:
        if operation.pagination is None:
            form = replace(form, filters={})  # an example need not have what a request filters by
        return with_selected_items(form, body, exchange.query, listed, url)
    stored = list(state.iter_resources(item))
    documented = listed if operation.examples or not stored else []  # stored resources replace generated items
    current = _current_items(exchange.path, item, stored)
    items = list(_iter_items(form.item_schema, item, documented, current))
    return with_selected_items(form, body, exchange.query, items, url)


def _current_items(
    path: Mapping[str, Any], item: MockOperation, stored: Sequence[tuple[dict[str, str], Any]]
) -> dict[str, Any]:
    """Return the stored items of the collection at `path` by ID, None for each that was removed."""
    collection = {name: str(value).lower() for name, value in path.items()}
    parameter = str(item.id_parameter)
    return {
        values[parameter]: body
        for values, body in stored
        if parameter in values  # a list without a read of one item may also be stored as a whole
        if all(collection.get(name) == value.lower() for name, value in values.items() if name != parameter)
    }


def _iter_items(
    item_schema: Node | None, item: MockOperation, listed: Sequence[Any], current: Mapping[str, Any]
) -> Iterator[Any]:
    """Yield the listed items in their current state, without the removed ones, then the other stored items."""
    parameter = str(item.id_parameter)
    documented = {str(values[parameter]): body for values, body in item.documented_resources}
    seen = set()
    for each in listed:
        item_id = str(resource_id(parameter, each))
        seen.add(item_id)
        if item_id not in current or current[item_id] == documented.get(item_id, MISSING):
            yield each
        elif current[item_id] is not None:
            values = flatten(current[item_id])
            yield {name: values.get(name, value) for name, value in each.items()}
    for item_id, body in current.items():
        if body is not None and item_id not in seen:
            yield convert_item(item_schema, body)
