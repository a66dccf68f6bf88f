"""Pages and filters: requests that show whether a list is paged and filtered as documented.

A request without a page shows the defaults. A page size of one makes most lists longer than a page. A size above the
documented maximum shows whether pages exceed it. Each filter is sent with a value that an item of the documented list
has, and with one that none has; and each two filters together, with the values of one item. All other parameters are
the required ones. Only reads are sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from caretasks.conformance.cases import PhaseCase, generation_notes
from caretasks.conformance.config import Settings
from caretasks.conformance.phases.phase import Phase, required_parameters
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Operation, Parameter
from caretasks.openapi.json_pointer import PointerNotFoundError, resolve_pointer
from caretasks.openapi.operation.pagination import Filter, Pagination, find_filters, find_pagination
from caretasks.openapi.operation.parameter_styles import serialize_value
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.responses import success_examples
from caretasks.openapi.schema.keywords import enum_values
from caretasks.openapi.schema.validation import is_valid

_UNUSED_VALUES = ("caretasks-unused", 1_000_003)


def _make_cases(target: Target, settings: Settings, operation: Operation) -> Iterator[PhaseCase]:
    if settings.has_generated_requests(operation) and not operation.is_write:
        yield from iter_cases(operation)


LIST_PAGES = Phase("pages and filters", "the request for a page", _make_cases)


def iter_cases(operation: Operation) -> Iterator[PhaseCase]:
    """Yield the requests for an operation; none if it is neither paged nor filtered."""
    pagination = find_pagination(operation)
    if pagination is None:
        return
    required = required_parameters(operation)
    valid = generation_notes("positive", "path", "query", "header", "body")
    for query in _iter_queries(operation, pagination):
        yield PhaseCase(operation, {**required, "query": {**required["query"], **query}}, notes=valid)


def _iter_queries(operation: Operation, pagination: Pagination) -> Iterator[dict[str, Any]]:
    parameters = {each.name: each for each in operation.parameters if each.location == "query"}
    size, page = parameters[pagination.page_size], parameters[pagination.page]
    yield {}
    for number in (1, 2):
        if _is_allowed(size, 1) and _is_allowed(page, number):
            yield {**serialize_parameter(page, number), **serialize_parameter(size, 1)}
    if pagination.max_page_size is not None and _is_allowed(size, pagination.max_page_size + 1):
        yield serialize_parameter(size, pagination.max_page_size + 1)
    items = _documented_items(operation, pagination)
    filters = [(parameters[name], applied) for name, applied in find_filters(operation).items()]
    for parameter, applied in filters:
        for value in _filter_values(parameter, applied, items):
            yield serialize_parameter(parameter, value)
    of_one_item = [(each, _used_values(each, applied, items[:1])) for each, applied in filters]
    documented = [serialize_parameter(parameter, values[0]) for parameter, values in of_one_item if values]
    for first, second in combinations(documented, 2):
        yield {**first, **second}


def _filter_values(parameter: Parameter, applied: Filter, items: list[Any]) -> Iterator[Any]:
    """Yield a value that an item of a documented list has, and a value that none has, as far as they are allowed."""
    known = [] if parameter.schema is None else enum_values(parameter.schema)
    unused = [
        value
        for value in (*known, *_UNUSED_VALUES)
        if value is not None
        if _is_allowed(parameter, value) and not any(applied.matches(item, value) for item in items)
    ]
    yield from _used_values(parameter, applied, items)[:1]
    yield from unused[:1]


def _used_values(parameter: Parameter, applied: Filter, items: list[Any]) -> list[Any]:
    """Return the values of items that are allowed in a filter, as they are or as strings."""
    shown = [value for item in items for value in applied.values(item) if value is not None]
    return [each for value in shown for each in (value, serialize_value(value)) if _is_allowed(parameter, each)]


def _documented_items(operation: Operation, pagination: Pagination) -> list[Any]:
    """Return the items of the first documented list."""
    for example in success_examples(operation).values():
        try:
            items = resolve_pointer(example, pagination.items)
        except PointerNotFoundError:
            continue
        if isinstance(items, list):
            return items
    return []


def _is_allowed(parameter: Parameter, value: Any) -> bool:
    return parameter.schema is None or is_valid(parameter.schema, value)
