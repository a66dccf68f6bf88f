"""Lists whose spec has no `x-pagination` and `x-filter`: what the names of their query parameters suggest.

No fact states it, so a violation is a warning. Only usual names of a page size count, and parameters that have the name
and the type of a property of the items.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from caretasks.conformance.observation import InconclusiveError, Observation, RuleViolation
from caretasks.core.missing import MISSING
from caretasks.mock.middleware.outermost import MOCK_HEADER
from caretasks.openapi.document import Node, Operation, Parameter
from caretasks.openapi.operation.pagination import find_pagination
from caretasks.openapi.operation.parameters import parameter_reader
from caretasks.openapi.operation.responses import success_response
from caretasks.openapi.schema.keywords import json_types, keep_result, merged_keywords, properties
from caretasks.openapi.schema.locations import ANY_ITEM, subschema_at

INFERRED_LIST = "x_inferred_list"
"""The name of the rule."""

_PAGE_SIZES = frozenset({"limit", "pagesize", "perpage"})
_SCALARS = {"string", "integer", "number", "boolean"}


def has_inferred_list(operation: Operation) -> bool:
    """Return whether an operation reads a list, and a query parameter seems to be a filter or the page size."""
    return operation.method.lower() == "get" and bool(_suggestions(operation))


def require_plausible_list(observation: Observation) -> None:
    """Require that a list has at most as many items as a limit says, and only items with the values of filters.

    A string may be a part of the value, in any case.

    Raises:
        RuleViolation: The list has too many items, or an item with another value.
        InconclusiveError: The response does not show it.
    """
    operation = observation.operation
    name, items = _find_items(operation, observation)
    observation.require_success()
    is_mock = MOCK_HEADER.lower() in observation.response_headers  # it knows no filter without `x-filter`
    if is_mock or not items or not observation.is_valid_request or observation.violations:
        raise InconclusiveError
    is_conclusive = False
    for parameter in _suggestions(operation):
        sent = parameter_reader(parameter).read({"query": observation.query})
        if sent in (MISSING, None, ""):
            continue
        is_conclusive = True
        if _is_page_size(parameter):
            if isinstance(sent, int) and 0 < sent < len(items):
                raise RuleViolation(f"{name or 'the list'} has more items than the query parameter {parameter.name}")
        elif not all(_matches(item, parameter.name, sent) for item in items if isinstance(item, dict)):
            raise RuleViolation(f"{name}/*/{parameter.name} is not the value of the query parameter of this name")
    if not is_conclusive:
        raise InconclusiveError


@keep_result
def _suggestions(operation: Operation) -> tuple[Parameter, ...]:
    """Return the query parameters that seem to be a filter or the page size of a list; none if the spec says which."""
    item = _item_schema(operation)
    if item is None or find_pagination(operation) is not None:
        return ()
    listed = properties(item)
    return tuple(
        each for each in operation.parameters if _is_page_size(each) or _has_type_of(each, listed.get(each.name))
    )


def _is_page_size(parameter: Parameter) -> bool:
    name = parameter.name.lower().replace("_", "").replace("-", "")
    return parameter.location == "query" and name in _PAGE_SIZES and _types(parameter.schema) == {"integer"}


def _has_type_of(parameter: Parameter, listed: Node | None) -> bool:
    types = _types(parameter.schema)
    is_filter = parameter.location == "query" and listed is not None and len(types) == 1 and types <= _SCALARS
    keywords = {} if parameter.schema is None else merged_keywords(parameter.schema)
    return is_filter and types == _types(listed) and keywords.keys().isdisjoint(("default", "format"))


def _types(schema: Node | None) -> set[str]:
    return set() if schema is None else set(json_types(schema)) - {"null"}


def _item_schema(operation: Operation) -> Node | None:
    """Return the schema of the objects in the only list of the documented success; None without one."""
    lists = [schema for _, schema in _lists(operation)]
    item = subschema_at(lists[0], ANY_ITEM) if len(lists) == 1 else None
    return item if item is not None and "object" in json_types(item) else None


def _lists(operation: Operation) -> Iterator[tuple[str, Node]]:
    """Yield the lists in the documented success: the body itself, or its properties."""
    _, response = success_response(operation)
    body = None if response is None or response.media is None else response.media.schema
    if body is None:
        return
    if "array" in json_types(body):
        yield "", body
        return
    for name, schema in properties(body).items():
        if _types(schema) == {"array"}:
            yield name, schema


def _find_items(operation: Operation, observation: Observation) -> tuple[str, list[Any]]:
    (name, _), *_ = _lists(operation)
    body = observation.response_body
    items = body.get(name) if name and isinstance(body, dict) else body
    return (f"/{name}" if name else ""), items if isinstance(items, list) else []


def _matches(item: dict[str, Any], name: str, sent: Any) -> bool:
    value = item.get(name)
    if value is None or isinstance(value, bool) or not isinstance(value, str):
        return value is None or value == sent
    return str(sent).lower() in value.lower()
